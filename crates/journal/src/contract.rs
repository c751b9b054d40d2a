//! What every home of a log promises; `tests/contract.rs` holds them to it.

use crate::{
    fault::{AppendError, Fault},
    limits::{NOTE_KEY_MAX_BYTES, NOTE_MAX_BYTES},
    position::{Position, Standing, Verified},
};
use domain::{Commit, Offset};
use futures_util::future::BoxFuture;
use tokio::sync::watch;

/// A note: its key and its bytes.
pub type Note = (String, Vec<u8>);

/// The log of one summit, and the erasable things beside it.
pub trait Journal: Send + Sync + 'static {
    /// The life of the log and its top, as far as it is known here.
    fn position(&self) -> BoxFuture<'_, Result<Position, Fault>>;

    /// Makes sure where the log stands, and that all of it is as durable as what [`append`](Self::append) answers.
    /// A home that nodes share repairs the log here, if it is not the one that was known: then the answer has a
    /// new epoch, and the log is to be read anew.
    fn confirm(&self) -> BoxFuture<'_, Result<Standing, Fault>>;

    /// Appends right after `after`: all of them in one durable step, or none. What is answered is durable.
    /// Whoever stops waiting does not stop the append.
    fn append(
        &self,
        after: Offset,
        commits: Vec<Commit>,
    ) -> BoxFuture<'_, Result<Position, AppendError>>;

    /// Saves nothing, by the steps and as durably as [`append`](Self::append) would save something: finds out whether
    /// saving is possible now, while nobody hands in.
    fn probe(&self) -> BoxFuture<'_, Result<(), Fault>>;

    /// Commits after `after`, at most `limit` and [`READ_MAX`](crate::limits::READ_MAX), with those texts
    /// that were not erased. None means that there are no more.
    fn read(&self, after: Offset, limit: usize) -> BoxFuture<'_, Result<Vec<Commit>, Fault>>;

    /// A doorbell: the top of the log after each append. It may ring once for several, and a home shared
    /// by nodes may miss one; [`read`](Self::read) is the truth.
    fn appended(&self) -> watch::Receiver<Offset>;

    /// Walks the whole log: offsets without holes, the hash chain, and the texts beside it.
    fn verify(&self) -> BoxFuture<'_, Result<Verified, Fault>>;

    /// Erases the texts with these hashes for good; the chain stays as it is. Tells how many lay there.
    /// Works on a read-only journal too, for people's rights do not wait for repairs.
    fn erase(&self, hashes: Vec<[u8; 32]>) -> BoxFuture<'_, Result<u64, Fault>>;

    /// The note under this key.
    fn note<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Vec<u8>>, Fault>>;

    /// All notes whose keys begin with this, in the order of their keys.
    fn notes<'a>(&'a self, prefix: &'a str) -> BoxFuture<'a, Result<Vec<Note>, Fault>>;

    /// Keeps a note, durably, in place of what stood there.
    fn put_note<'a>(&'a self, key: &'a str, bytes: Vec<u8>) -> BoxFuture<'a, Result<(), Fault>>;

    /// Puts a note in the place of `expected` (none: nothing lies there), or takes it away. Tells whether it did:
    /// someone else may have been first.
    fn swap_note<'a>(
        &'a self,
        key: &'a str,
        expected: Option<Vec<u8>>,
        new: Option<Vec<u8>>,
    ) -> BoxFuture<'a, Result<bool, Fault>>;

    /// Erases a note for good. Tells whether there was one.
    fn remove_note<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<bool, Fault>>;

    /// Finishes what is under way and lets go of the log. Whatever is asked later is [`Fault::Closed`].
    fn close(&self) -> BoxFuture<'_, ()>;
}

/// Refuses a note over its bounds.
pub(crate) fn bound_note(key: &str, bytes: &[u8]) -> Result<(), Fault> {
    if key.len() <= NOTE_KEY_MAX_BYTES && bytes.len() <= NOTE_MAX_BYTES {
        return Ok(());
    }
    Err(Fault::NoteTooLarge { key: key.chars().take(32).collect(), bytes: bytes.len() })
}
