//! A journal in memory that waits and fails on command.

use domain::{Commit, Epoch, Offset};
use futures_util::future::BoxFuture;
use journal::{AppendError, Fault, Journal, Memory, Note, Position, Standing, Verified};
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};
use tokio::sync::{Semaphore, watch};

/// How the journal is, until it is told otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// It works.
    Well,
    /// Appends and reads fail, and nothing is written.
    Down,
    /// Appends are written, and fail all the same.
    WrittenUnsaid,
}

/// The journal.
#[derive(Debug)]
pub struct Script {
    pub memory: Memory,
    mood: Mutex<Mood>,
    gate: Arc<Semaphore>,
    appends: AtomicUsize,
    /// A bell that never rings, if its own is not heard.
    silent: Option<watch::Sender<Offset>>,
}

impl Script {
    pub fn new(epoch: &str) -> Self {
        Self::over(Memory::new(Epoch::from(epoch)))
    }

    pub fn over(memory: Memory) -> Self {
        Self {
            memory,
            mood: Mutex::new(Mood::Well),
            gate: Arc::new(Semaphore::new(1)),
            appends: AtomicUsize::new(0),
            silent: None,
        }
    }

    /// A node that never hears that others appended.
    pub fn deaf_over(memory: Memory) -> Self {
        Self { silent: Some(watch::Sender::new(Offset::ZERO)), ..Self::over(memory) }
    }

    pub const fn is_deaf(&self) -> bool {
        self.silent.is_some()
    }

    pub fn is(&self, mood: Mood) {
        *self.mood.lock().unwrap_or_else(PoisonError::into_inner) = mood;
    }

    fn mood(&self) -> Mood {
        *self.mood.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Holds every append until it is released.
    pub async fn hold(&self) {
        self.gate.acquire().await.expect("the gate is never closed").forget();
    }

    pub fn release(&self) {
        self.gate.add_permits(1);
    }

    /// How many appends were asked for.
    pub fn appends(&self) -> usize {
        self.appends.load(Ordering::Relaxed)
    }

    /// The whole log.
    pub async fn log(&self) -> Vec<Commit> {
        let mut log = Vec::new();
        loop {
            let after = log.last().map_or(Offset::ZERO, |last: &Commit| last.offset);
            let more = self.memory.read(after, 1_000).await.expect("memory does not fail");
            if more.is_empty() {
                return log;
            }
            log.extend(more);
        }
    }
}

fn down() -> Fault {
    Fault::Store(Arc::new(std::io::Error::other("told to fail")))
}

impl Journal for Script {
    fn position(&self) -> BoxFuture<'_, Result<Position, Fault>> {
        self.memory.position()
    }

    fn confirm(&self) -> BoxFuture<'_, Result<Standing, Fault>> {
        match self.mood() {
            Mood::Down => Box::pin(async { Err(down()) }),
            Mood::Well | Mood::WrittenUnsaid => self.memory.confirm(),
        }
    }

    fn append(
        &self,
        after: Offset,
        commits: Vec<Commit>,
    ) -> BoxFuture<'_, Result<Position, AppendError>> {
        self.appends.fetch_add(1, Ordering::Relaxed);
        let (memory, gate, mood) = (self.memory.clone(), Arc::clone(&self.gate), self.mood());
        // Whoever stops waiting does not stop the append.
        let written = tokio::spawn(async move {
            if mood == Mood::Down {
                return Err(down().into());
            }
            let _pass = gate.acquire().await.expect("the gate is never closed");
            let position = memory.append(after, commits).await?;
            if mood == Mood::WrittenUnsaid { Err(down().into()) } else { Ok(position) }
        });
        Box::pin(async { written.await.expect("an append does not panic") })
    }

    fn probe(&self) -> BoxFuture<'_, Result<(), Fault>> {
        let (memory, gate, mood) = (self.memory.clone(), Arc::clone(&self.gate), self.mood());
        Box::pin(async move {
            if mood != Mood::Well {
                return Err(down());
            }
            let _pass = gate.acquire().await.expect("the gate is never closed");
            memory.probe().await
        })
    }

    fn read(&self, after: Offset, limit: usize) -> BoxFuture<'_, Result<Vec<Commit>, Fault>> {
        match self.mood() {
            Mood::Down => Box::pin(async { Err(down()) }),
            Mood::Well | Mood::WrittenUnsaid => self.memory.read(after, limit),
        }
    }

    fn appended(&self) -> watch::Receiver<Offset> {
        self.silent.as_ref().map_or_else(|| self.memory.appended(), watch::Sender::subscribe)
    }

    fn verify(&self) -> BoxFuture<'_, Result<Verified, Fault>> {
        self.memory.verify()
    }

    fn erase(&self, hashes: Vec<[u8; 32]>) -> BoxFuture<'_, Result<u64, Fault>> {
        self.memory.erase(hashes)
    }

    fn note<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Vec<u8>>, Fault>> {
        self.memory.note(key)
    }

    fn notes<'a>(&'a self, prefix: &'a str) -> BoxFuture<'a, Result<Vec<Note>, Fault>> {
        self.memory.notes(prefix)
    }

    fn put_note<'a>(&'a self, key: &'a str, bytes: Vec<u8>) -> BoxFuture<'a, Result<(), Fault>> {
        self.memory.put_note(key, bytes)
    }

    fn swap_note<'a>(
        &'a self,
        key: &'a str,
        expected: Option<Vec<u8>>,
        new: Option<Vec<u8>>,
    ) -> BoxFuture<'a, Result<bool, Fault>> {
        self.memory.swap_note(key, expected, new)
    }

    fn remove_note<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<bool, Fault>> {
        self.memory.remove_note(key)
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        self.memory.close()
    }
}
