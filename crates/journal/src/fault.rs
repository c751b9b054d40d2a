//! What can go wrong with a journal, and whether anything was written.

use crate::position::Damage;
use domain::{Commit, Epoch, Offset};
use std::{
    error::Error,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Why an append did not happen, or is not known to have happened.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AppendError {
    /// Others came first: these follow the offset that was given, at most
    /// [`CONFLICT_MAX`](crate::limits::CONFLICT_MAX). Nothing was written.
    #[error("{} commits came first", .0.len())]
    Conflict(Vec<Commit>),
    /// The disk is full. Nothing was written; it works again once there is room.
    #[error("the disk is full")]
    Full,
    /// Unless the fault says otherwise, it is not known whether anything was written: read on from the
    /// last offset known.
    #[error(transparent)]
    Fault(Fault),
}

impl From<Fault> for AppendError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Full => Self::Full,
            fault => Self::Fault(fault),
        }
    }
}

/// A failure that no person caused.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Fault {
    /// A mistake of the caller: the commits leave a hole or do not chain. Nothing was written.
    #[error("commit {offset} does not follow the one in front of it")]
    Unchained {
        /// The first that does not follow.
        offset: Offset,
    },
    /// The caller knows more than the log has: it lost its tail. Nothing was written.
    #[error("asked to append after {after}, but the log ends at {top}")]
    PastTop {
        /// What was asked.
        after: Offset,
        /// The top of the log.
        top: Offset,
    },
    /// More than [`APPEND_MAX`](crate::limits::APPEND_MAX) commits in one append. Nothing was written.
    #[error("{0} commits in one append")]
    TooMany(usize),
    /// A note or its key is over its bound. Nothing was written.
    #[error("the note {key} is too large ({bytes} bytes)")]
    NoteTooLarge {
        /// The note's key, cut short.
        key: String,
        /// The size of what was given.
        bytes: usize,
    },
    /// A record in the middle is bad or unknown. Nothing is written any more.
    #[error("the journal is read-only: {0}")]
    ReadOnly(String),
    /// A record that was sound when the log was opened no longer is.
    #[error("{0}")]
    Damaged(Damage),
    /// Another process has the log open.
    #[error("{} is in use by another process", .path.display())]
    Locked {
        /// The file that is locked.
        path: PathBuf,
    },
    /// Nothing is left of a log that had commits: its files were removed, emptied or damaged. Nothing was written.
    #[error("the log in {} is gone: {top} commits were saved there, and none is left", .path.display())]
    Gone {
        /// Where it lay.
        path: PathBuf,
        /// The last commit that was known.
        top: Offset,
        /// Its epoch, where that was noted.
        epoch: Option<Epoch>,
    },
    /// The file is no database any more.
    #[error("{} cannot be read ({why}); keep a copy of it and restore it from a backup", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the store says.
        why: String,
    },
    /// The file was written by a newer version.
    #[error("{} has format {found}, newer than this version knows; update, or restore a backup", .path.display())]
    NewerFormat {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: String,
    },
    /// The disk is full. Nothing was written.
    #[error("the disk is full")]
    Full,
    /// The log has another life than the one that is known here. Nothing was written.
    #[error("the log has another epoch")]
    OtherLife,
    /// Another log took the place of the one that is held here: nothing of it is the same. Only an operator can decide.
    #[error("another log lies there, of which nothing is the one that is held here")]
    OtherLog,
    /// Less lies there than was saved, and nobody has brought the rest back. Nothing was written.
    #[error("less lies there than was saved: {whole} of {were} commits can be used ({why})")]
    Less {
        /// Sound up to here.
        whole: Offset,
        /// The last of which anything is known.
        were: Offset,
        /// What is wrong.
        why: String,
    },
    /// A new life of the log has begun, and what was saved is being brought back. Nothing was written.
    #[error("the log is being repaired")]
    Recovering,
    /// A request is in the log already. Nothing was written.
    #[error("the request is in the log, at {0}")]
    KnownRequest(Offset),
    /// It does not lie in as many copies as are asked for; if it was an append, it may have been written.
    #[error("it does not lie in enough copies")]
    NotCopied,
    /// The store was not reached, or did not answer in time.
    #[error("the store does not answer: {0}")]
    Away(String),
    /// The journal was closed. Nothing was written.
    #[error("the journal is closed")]
    Closed,
    /// The store failed.
    #[error("the store failed: {0}")]
    Store(#[source] Arc<dyn Error + Send + Sync>),
}

impl Fault {
    /// A failure of the store, with its cause.
    pub(crate) fn store(cause: impl Error + Send + Sync + 'static) -> Self {
        Self::Store(Arc::new(cause))
    }
    /// A file that cannot be read or written, and why.
    pub(crate) fn of(file: &Path, cause: io::Error) -> Self {
        let why = io::Error::new(cause.kind(), format!("{}: {cause}", file.display()));
        Self::store(why)
    }
}
