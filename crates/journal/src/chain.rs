//! The hash chain: the check before an append, and the walk along a stored log.

use crate::{
    fault::Fault,
    limits::{APPEND_MAX, DAMAGE_MAX},
    position::{Damage, Flaw, Position, Verified},
};
use domain::{Commit, Digest, Offset, Sealed};

/// A commit as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub offset: Offset,
    pub bytes: Vec<u8>,
    pub hash: Vec<u8>,
}

impl Record {
    /// Its bytes are those that were written.
    pub(crate) fn is_whole(&self) -> bool {
        Digest::of(&self.bytes).0[..] == self.hash[..]
    }
}

/// Refuses commits that are too many, or leave a hole after `after`.
pub(crate) fn in_order(after: Offset, commits: &[Commit]) -> Result<(), Fault> {
    if commits.len() > APPEND_MAX {
        return Err(Fault::TooMany(commits.len()));
    }
    let mut top = after;
    for commit in commits {
        if commit.offset != top.next() {
            return Err(Fault::Unchained { offset: commit.offset });
        }
        top = commit.offset;
    }
    Ok(())
}

/// The records of commits that chain to `top`, and the new top.
pub(crate) fn link(top: &Position, commits: &[Commit]) -> Result<(Vec<Record>, Position), Fault> {
    let mut new = top.clone();
    let mut records = Vec::with_capacity(commits.len());
    for commit in commits {
        if commit.prev_hash != new.hash {
            return Err(Fault::Unchained { offset: commit.offset });
        }
        let bytes = commit.encode();
        new.hash = Digest::of(&bytes);
        new.offset = commit.offset;
        records.push(Record { offset: commit.offset, bytes, hash: new.hash.0.to_vec() });
    }
    Ok((records, new))
}

/// A walk along the log, record by record.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    /// The last record that was sound.
    pub offset: Offset,
    /// Its hash.
    pub hash: Digest,
}

impl Walk {
    /// The next record, if it is sound; otherwise the walk stays where it is.
    pub(crate) fn step(&mut self, record: &Record) -> Result<Commit, Damage> {
        let flawed = |flaw| Err(Damage { offset: record.offset, flaw });
        if record.offset != self.offset.next() {
            return Err(Damage { offset: self.offset.next(), flaw: Flaw::Missing });
        }
        if !record.is_whole() {
            return flawed(Flaw::Altered);
        }
        let commit = match Commit::decode(&record.bytes) {
            Ok(commit) => commit,
            Err(cause) => return flawed(Flaw::Unknown(cause.to_string())),
        };
        if commit.offset != record.offset || commit.prev_hash != self.hash {
            return flawed(Flaw::Unchained);
        }
        self.pass(record);
        Ok(commit)
    }

    /// Goes on behind a record, whatever is wrong with it.
    fn pass(&mut self, record: &Record) {
        self.offset = record.offset;
        self.hash =
            <[u8; 32]>::try_from(&record.hash[..]).map_or_else(|_| Digest::default(), Digest);
    }
}

/// A walk along the log and the texts beside it that counts what it finds.
#[derive(Debug)]
pub(crate) struct Audit {
    walk: Walk,
    found: Verified,
}

impl Audit {
    pub(crate) fn new(position: Position) -> Self {
        let found =
            Verified { position, commits: 0, texts: 0, erased: 0, flaws: 0, damage: Vec::new() };
        Self { walk: Walk::default(), found }
    }

    /// The next record, and the texts that lie beside it.
    pub(crate) fn record(&mut self, record: &Record, beside: &[Sealed]) {
        match self.walk.step(record) {
            Ok(commit) => {
                self.found.commits += 1;
                self.texts(&commit, beside);
            }
            Err(damage) => {
                self.damage(damage);
                self.walk.pass(record);
            }
        }
    }

    /// A flaw that the store itself reports.
    pub(crate) fn damage(&mut self, damage: Damage) {
        self.found.flaws += 1;
        if self.found.damage.len() < DAMAGE_MAX {
            self.found.damage.push(damage);
        }
    }

    /// What was found. A log that ends before its position lost its end.
    pub(crate) fn finish(mut self) -> Verified {
        if self.walk.offset < self.found.position.offset {
            self.damage(Damage { offset: self.walk.offset.next(), flaw: Flaw::Missing });
        }
        self.found
    }

    fn texts(&mut self, commit: &Commit, beside: &[Sealed]) {
        let mut opened = commit.clone();
        opened.reopen(|hash| find(beside, hash));
        for text in opened.texts() {
            self.found.texts += u64::from(text.is_open());
            self.found.erased += u64::from(text.is_erased());
        }
        for what in opened.damaged() {
            self.damage(Damage { offset: commit.offset, flaw: Flaw::Text(what.to_string()) });
        }
    }
}

/// The text with this hash; an empty one was erased.
pub(crate) fn find(beside: &[Sealed], hash: &[u8; 32]) -> Option<(String, domain::Salt)> {
    let sealed = beside.iter().find(|sealed| sealed.hash == *hash)?;
    Some((sealed.text.clone(), sealed.salt))
}
