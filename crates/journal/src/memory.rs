//! The home for tests, rehearsals and simulation: a log that lives as long as the last who holds it.

use crate::{
    chain::{self, Audit, Record},
    contract::{Journal, Note, bound_note},
    fault::{AppendError, Fault},
    limits::{CONFLICT_MAX, READ_MAX},
    position::{Damage, Flaw, Position, Standing, Verified},
};
use domain::{Commit, Digest, Epoch, Offset, Sealed};
use futures_util::future::BoxFuture;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::watch;

/// A log in memory. Clones are further handles to the same log, as of other nodes or later lives.
#[derive(Debug, Clone)]
pub struct Memory {
    log: Arc<Mutex<Log>>,
    bell: watch::Sender<Offset>,
}

#[derive(Debug)]
struct Log {
    position: Position,
    records: Vec<Record>,
    /// By the offset of their commit.
    sealed: BTreeMap<Offset, Vec<Sealed>>,
    notes: BTreeMap<String, Vec<u8>>,
    full: bool,
}

impl Memory {
    /// An empty log; chance enters as data.
    #[must_use]
    pub fn new(epoch: Epoch) -> Self {
        let position = Position { epoch, offset: Offset::ZERO, hash: Digest::default() };
        let log = Log {
            position,
            records: Vec::new(),
            sealed: BTreeMap::new(),
            notes: BTreeMap::new(),
            full: false,
        };
        Self { log: Arc::new(Mutex::new(log)), bell: watch::Sender::new(Offset::ZERO) }
    }

    /// As if the disk were full, or had room again.
    pub fn fill(&self, full: bool) {
        self.log().full = full;
    }

    /// As if someone altered a stored record behind the journal's back.
    pub fn overwrite(&self, offset: Offset, bytes: Vec<u8>) {
        let mut log = self.log();
        if let Some(record) = log.records.iter_mut().find(|record| record.offset == offset) {
            record.bytes = bytes;
        }
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Log {
    fn append(&mut self, after: Offset, commits: &[Commit]) -> Result<Position, AppendError> {
        chain::in_order(after, commits)?;
        let top = self.position.offset;
        if after > top {
            return Err(Fault::PastTop { after, top }.into());
        }
        if after < top {
            return Err(AppendError::Conflict(self.read(after, CONFLICT_MAX)?));
        }
        let (records, position) = chain::link(&self.position, commits)?;
        if self.full {
            return Err(AppendError::Full);
        }
        self.records.extend(records);
        self.sealed.extend(
            commits
                .iter()
                .map(|commit| (commit.offset, commit.sealed()))
                .filter(|(_, texts)| !texts.is_empty()),
        );
        self.position = position.clone();
        Ok(position)
    }

    fn read(&self, after: Offset, limit: usize) -> Result<Vec<Commit>, Fault> {
        let start = usize::try_from(after.0).unwrap_or(usize::MAX);
        let records = self.records.iter().skip(start).take(limit.min(READ_MAX));
        records.map(|record| self.open(record)).collect()
    }

    fn open(&self, record: &Record) -> Result<Commit, Fault> {
        let mut commit = Commit::decode(&record.bytes).map_err(|cause| {
            let flaw = Flaw::Unknown(cause.to_string());
            Fault::Damaged(Damage { offset: record.offset, flaw })
        })?;
        commit.reopen(|hash| chain::find(self.beside(record.offset), hash));
        Ok(commit)
    }

    fn beside(&self, offset: Offset) -> &[Sealed] {
        self.sealed.get(&offset).map_or(&[], Vec::as_slice)
    }

    fn verify(&self) -> Verified {
        let mut audit = Audit::new(self.position.clone());
        for record in &self.records {
            audit.record(record, self.beside(record.offset));
        }
        audit.finish()
    }

    fn erase(&mut self, hashes: &[[u8; 32]]) -> u64 {
        let mut erased = 0;
        for texts in self.sealed.values_mut() {
            let gone = |it: &&mut Sealed| !it.is_erased() && hashes.contains(&it.hash);
            for sealed in texts.iter_mut().filter(gone) {
                *sealed = Sealed::erased(sealed.hash);
                erased += 1;
            }
        }
        erased
    }
}

impl Journal for Memory {
    fn position(&self) -> BoxFuture<'_, Result<Position, Fault>> {
        Box::pin(async { Ok(self.log().position.clone()) })
    }

    fn confirm(&self) -> BoxFuture<'_, Result<Standing, Fault>> {
        Box::pin(async {
            let position = self.log().position.clone();
            Ok(Standing { position, now: None, single_copy: false })
        })
    }

    fn append(
        &self,
        after: Offset,
        commits: Vec<Commit>,
    ) -> BoxFuture<'_, Result<Position, AppendError>> {
        Box::pin(async move {
            let position = self.log().append(after, &commits)?;
            if !commits.is_empty() {
                self.bell.send_replace(position.offset);
            }
            Ok(position)
        })
    }

    fn probe(&self) -> BoxFuture<'_, Result<(), Fault>> {
        Box::pin(async { if self.log().full { Err(Fault::Full) } else { Ok(()) } })
    }

    fn read(&self, after: Offset, limit: usize) -> BoxFuture<'_, Result<Vec<Commit>, Fault>> {
        Box::pin(async move { self.log().read(after, limit) })
    }

    fn appended(&self) -> watch::Receiver<Offset> {
        self.bell.subscribe()
    }

    fn verify(&self) -> BoxFuture<'_, Result<Verified, Fault>> {
        Box::pin(async { Ok(self.log().verify()) })
    }

    fn erase(&self, hashes: Vec<[u8; 32]>) -> BoxFuture<'_, Result<u64, Fault>> {
        Box::pin(async move { Ok(self.log().erase(&hashes)) })
    }

    fn note<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Vec<u8>>, Fault>> {
        Box::pin(async move { Ok(self.log().notes.get(key).cloned()) })
    }

    fn notes<'a>(&'a self, prefix: &'a str) -> BoxFuture<'a, Result<Vec<Note>, Fault>> {
        Box::pin(async move {
            let log = self.log();
            let from = log.notes.range(prefix.to_owned()..);
            Ok(from
                .take_while(|(key, _)| key.starts_with(prefix))
                .map(|(key, bytes)| (key.clone(), bytes.clone()))
                .collect())
        })
    }

    fn put_note<'a>(&'a self, key: &'a str, bytes: Vec<u8>) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            bound_note(key, &bytes)?;
            let mut log = self.log();
            if log.full {
                return Err(Fault::Full);
            }
            log.notes.insert(key.to_owned(), bytes);
            Ok(())
        })
    }

    fn swap_note<'a>(
        &'a self,
        key: &'a str,
        expected: Option<Vec<u8>>,
        new: Option<Vec<u8>>,
    ) -> BoxFuture<'a, Result<bool, Fault>> {
        Box::pin(async move {
            bound_note(key, new.as_deref().unwrap_or_default())?;
            let mut log = self.log();
            if log.notes.get(key) != expected.as_ref() {
                return Ok(false);
            }
            match new {
                Some(_) if log.full => return Err(Fault::Full),
                Some(bytes) => log.notes.insert(key.to_owned(), bytes),
                None => log.notes.remove(key),
            };
            Ok(true)
        })
    }

    fn remove_note<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<bool, Fault>> {
        Box::pin(async move { Ok(self.log().notes.remove(key).is_some()) })
    }

    /// Nothing is under way, and other handles may go on: there is nothing to close.
    fn close(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}
