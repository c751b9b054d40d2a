//! What nodes share: a store of which each call is one step, seen by all of them in one order.

use crate::{
    chain::{self, Record},
    contract::Note,
    fault::Fault,
    position::{Damage, Flaw},
};
use domain::{Commit, Digest, Epoch, Offset, RequestId, Sealed, SealedText, Time};
use futures_util::future::BoxFuture;
use tokio::sync::mpsc;

/// A commit as it is stored, and the texts beside it.
#[derive(Debug, Clone)]
pub struct Entry {
    pub(crate) record: Record,
    pub(crate) texts: Vec<Sealed>,
}

/// Where the log of a store stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stand {
    /// Its life; none in a store that knows of no log.
    pub epoch: Option<Epoch>,
    /// Its top.
    pub offset: Offset,
    /// The hash of its last commit.
    pub hash: Digest,
    /// A life that has just begun: nothing new is taken until nodes have brought back what they hold.
    pub recovers: bool,
    /// Whether all up to the top lies in as many copies as are asked for.
    pub copied: bool,
    /// The store's time, where it has one.
    pub now: Option<Time>,
    /// What is not as it was left there.
    pub amiss: Option<Amiss>,
    /// More lies beside the log than is counted: someone who does not count put it there.
    pub uncounted: bool,
    /// How many notes lie there.
    pub notes: usize,
    /// Changes with the log and with where it stands.
    pub seen: Vec<u8>,
}

/// What lies in a store otherwise than it was left, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amiss {
    /// The log is not what it is said to be: entries are missing or were added, or where it stands was altered.
    Log(String),
    /// It seems to be what it is said to be, but a node could not read this commit.
    Doubted(Offset),
    /// The log is sound; something that was put beside it is not there.
    Rest(String),
}

impl Amiss {
    /// Why the log cannot be believed; none, if it can.
    pub(crate) fn of_log(&self) -> Option<String> {
        match self {
            Self::Log(why) => Some(why.clone()),
            Self::Doubted(offset) => Some(format!("a node could not read commit {offset}")),
            Self::Rest(_) => None,
        }
    }
}

/// Commits to be appended.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The life of the log that they belong to.
    pub epoch: Epoch,
    /// The top that they follow.
    pub after: (Offset, Digest),
    /// The commits, in order.
    pub entries: Vec<Entry>,
    /// The request of each.
    pub requests: Vec<RequestId>,
    /// They were in the log before, and are brought back.
    pub again: bool,
}

/// What became of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placed {
    /// It is in the log.
    Done {
        /// Whether it lies in as many copies as are asked for.
        copied: bool,
    },
    /// The log does not end where the batch begins.
    Elsewhere,
    /// The log has another life, or is being repaired.
    OtherLife,
    /// A request of it is in the log already, here.
    Known(Offset),
    /// The log is not what it is said to be.
    Amiss,
}

/// A new life of the log, because it is not the one that was known.
#[derive(Debug, Clone)]
pub struct Beginning {
    /// The life that ended; none in a store that knows of no log.
    pub after: Option<Epoch>,
    /// Where the log stood: if it stands elsewhere by now, nothing is done.
    pub at: (Offset, Digest),
    /// The new one.
    pub epoch: Epoch,
    /// How long nodes may bring back what they hold before anything new is taken.
    pub recovers_ms: u64,
    /// What is to lie beside the log: the store may have lost it.
    pub notes: Vec<Note>,
}

/// What is done with a log that is not what it is said to be.
#[derive(Debug, Clone)]
pub struct Mending {
    /// As it was seen: if it is otherwise by now, nothing is done.
    pub seen: Vec<u8>,
    /// It is sound up to here; what lies behind is set aside.
    pub keep: (Offset, Digest),
    /// How many texts belong to it.
    pub texts: usize,
    /// The new life.
    pub epoch: Epoch,
    /// How long nodes may bring back what they hold before anything new is taken.
    pub recovers_ms: u64,
    /// What is to lie beside the log.
    pub notes: Vec<Note>,
}

/// What lies beside commits that are in the log, and may be lost.
#[derive(Debug, Clone)]
pub struct Lost {
    /// The commits, in order, with their texts.
    pub entries: Vec<Entry>,
    /// The request of each.
    pub requests: Vec<RequestId>,
    /// They are the first ones: what is noted of requests begins anew.
    pub first: bool,
}

/// What a store tells of what others did there. It may be missed.
#[derive(Debug, Clone)]
pub enum News {
    /// Commits were appended.
    Appended {
        /// The life of the log.
        epoch: Epoch,
        /// They follow this one.
        after: Offset,
        /// In order.
        entries: Vec<Entry>,
    },
    /// A note was put, or taken away.
    Noted(String, Option<Vec<u8>>),
    /// Texts were erased.
    Erased(Vec<[u8; 32]>),
    /// Something may not have been told.
    Missed,
}

/// A store that nodes share. Every call ends within its time; of one that fails it is not known whether it was done.
pub trait Store: Send + Sync + 'static {
    /// A single copy must do for now, or no longer: copies are only looked for, and nobody waits for them.
    fn make_do(&self, single: bool);

    /// Where the log stands, after all in front of it lies in as many copies as are asked for, or that took too long.
    fn stand(&self) -> BoxFuture<'_, Result<Stand, Fault>>;

    /// The same, without writing anything: how many copies there are is not found out by that.
    fn look(&self) -> BoxFuture<'_, Result<Stand, Fault>>;

    /// Appends, if the log is as the batch says.
    fn append(&self, batch: Batch) -> BoxFuture<'_, Result<Placed, Fault>>;

    /// Writes something that changes no log, where and as an append writes. Tells whether it lies in as many copies as are
    /// asked for.
    fn probe(&self) -> BoxFuture<'_, Result<bool, Fault>>;

    /// Begins a new life of the log, if it is as this says. Tells whether it did.
    fn begin(&self, beginning: Beginning) -> BoxFuture<'_, Result<bool, Fault>>;

    /// Keeps the log up to a commit, sets aside what lies behind it, and begins a new life, if all is as it was seen.
    /// Tells whether it did.
    fn mend(&self, mending: Mending) -> BoxFuture<'_, Result<bool, Fault>>;

    /// Puts back what lay beside commits, if the log has this life. An erased text stays erased. Tells how many texts were
    /// not there, or were others; none if the log has another life.
    fn restore(&self, epoch: Epoch, lost: Lost) -> BoxFuture<'_, Result<Option<usize>, Fault>>;

    /// Puts notes back that are not there, if the log has this life; they are no new ones, and are not counted again. Tells
    /// how many were not there.
    fn restore_notes(&self, epoch: Epoch, notes: Vec<Note>) -> BoxFuture<'_, Result<usize, Fault>>;

    /// Takes what lies there for all there is, if the log has this life.
    fn settle(&self, epoch: Epoch) -> BoxFuture<'_, Result<(), Fault>>;

    /// Tells all nodes that a commit could not be read, if the log has this life.
    fn doubt(&self, epoch: Epoch, offset: Offset) -> BoxFuture<'_, Result<(), Fault>>;

    /// What is noted of requests, and where.
    fn noted(&self) -> BoxFuture<'_, Result<Vec<(RequestId, Offset)>, Fault>>;

    /// Entries after an offset, at most so many. What someone else put there is no commit, and is among them.
    fn read(&self, after: Offset, limit: usize) -> BoxFuture<'_, Result<Vec<Entry>, Fault>>;

    /// Which of these requests are in the log.
    fn known(&self, requests: Vec<RequestId>) -> BoxFuture<'_, Result<Vec<bool>, Fault>>;

    /// Erases texts; tells how many were there.
    fn erase(&self, hashes: Vec<[u8; 32]>) -> BoxFuture<'_, Result<u64, Fault>>;

    /// All notes.
    fn notes(&self) -> BoxFuture<'_, Result<Vec<Note>, Fault>>;

    /// One note.
    fn note(&self, key: String) -> BoxFuture<'_, Result<Option<Vec<u8>>, Fault>>;

    /// Puts a note in the place of what is there, or takes it away, if that is what is expected.
    fn swap(
        &self,
        key: String,
        expected: Expected,
        new: Option<Vec<u8>>,
    ) -> BoxFuture<'_, Result<Swapped, Fault>>;

    /// What is told from now on, to one who listens.
    fn news(&self) -> mpsc::Receiver<News>;
}

/// What became of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Swapped {
    /// Whether it was put there, or taken away.
    pub done: bool,
    /// Whether that lies in as many copies as are asked for.
    pub copied: bool,
}

/// What is expected to lie where a note is put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// Whatever it is.
    Anything,
    /// Something.
    Something,
    /// This; or nothing.
    This(Option<Vec<u8>>),
}

impl Entry {
    pub(crate) fn of(record: Record, commit: &Commit) -> Self {
        Self { record, texts: commit.sealed() }
    }

    /// The commit, with those texts that were not erased.
    pub(crate) fn open(&self) -> Result<Commit, Fault> {
        let unknown = |cause: serde_json::Error| {
            let flaw = Flaw::Unknown(cause.to_string());
            Fault::Damaged(Damage { offset: self.offset(), flaw })
        };
        let mut commit = Commit::decode(&self.record.bytes).map_err(unknown)?;
        commit.reopen(|hash| chain::find(&self.texts, hash));
        Ok(commit)
    }

    /// The commit, if its bytes are those that were written, and at their place.
    pub(crate) fn commit(&self) -> Option<Commit> {
        let commit = Commit::decode(&self.record.bytes).ok()?;
        (self.record.is_whole() && commit.offset == self.offset()).then_some(commit)
    }

    /// Whether the texts beside it are those that were written.
    pub(crate) fn texts_fit(&self) -> bool {
        let is_same = |it: &Sealed| {
            it.is_erased() || SealedText::seal(it.text.clone(), it.salt).hash() == &it.hash
        };
        self.texts.iter().all(is_same)
    }

    /// Whether each of its texts lies beside it; one that was erased left a mark.
    pub(crate) fn has_texts(&self) -> bool {
        let is_there = |hash: &[u8; 32]| self.texts.iter().any(|it| it.hash == *hash);
        self.commit().is_none_or(|commit| commit.texts().all(|text| is_there(text.hash())))
    }

    pub(crate) const fn offset(&self) -> Offset {
        self.record.offset
    }

    pub(crate) fn hash(&self) -> Digest {
        <[u8; 32]>::try_from(&self.record.hash[..]).map_or_else(|_| Digest::default(), Digest)
    }

    /// About what it takes in memory.
    pub(crate) fn weight(&self) -> usize {
        let texts: usize = self.texts.iter().map(|it| it.text.len() + size_of::<Sealed>()).sum();
        size_of::<Self>() + self.record.bytes.len() + self.record.hash.len() + texts
    }
}
