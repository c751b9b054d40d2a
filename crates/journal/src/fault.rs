//! What can go wrong with a journal, and whether anything was written.

use crate::position::Damage;
use domain::{Commit, Epoch, Offset};
use rusqlite::ErrorCode;
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
    #[error("the log in {} is gone: {}, and none is left", .path.display(), were_saved(*top))]
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
    /// A shared store answers that it will not. Nothing was written.
    #[error("the store refuses: {said}")]
    Refused {
        /// What kind of refusal that is.
        obstacle: Obstacle,
        /// What the store says.
        said: String,
    },
    /// The file of the log was removed or replaced while it was in use. Nothing was written, for it would be gone.
    #[error("{} is no longer the file that was opened", .0.display())]
    Moved(PathBuf),
    /// The journal was closed. Nothing was written.
    #[error("the journal is closed")]
    Closed,
    /// The store failed.
    #[error("the store failed: {0}")]
    Store(#[source] Arc<dyn Error + Send + Sync>),
}

impl Fault {
    /// What stands in the way of saving.
    #[must_use]
    pub fn obstacle(&self) -> Obstacle {
        match self {
            Self::Full => Obstacle::Full,
            Self::ReadOnly(_)
            | Self::Damaged(_)
            | Self::Gone { .. }
            | Self::Unreadable { .. }
            | Self::NewerFormat { .. } => Obstacle::Damaged,
            Self::OtherLife | Self::Recovering => Obstacle::Repairing,
            Self::Moved(_)
            | Self::OtherLog
            | Self::Less { .. }
            | Self::Unchained { .. }
            | Self::PastTop { .. }
            | Self::KnownRequest(_) => Obstacle::Changed,
            Self::NotCopied => Obstacle::Copies,
            Self::Away(_) | Self::Closed => Obstacle::Away,
            Self::Refused { obstacle, .. } => *obstacle,
            Self::Locked { .. } | Self::TooMany(_) | Self::NoteTooLarge { .. } => Obstacle::Refused,
            Self::Store(cause) => of_cause(&**cause),
        }
    }

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

fn were_saved(top: Offset) -> String {
    match top {
        Offset::ZERO => "a summit was kept there".to_owned(),
        top => format!("{top} commits were saved there"),
    }
}

/// What stands in the way of saving, as an operator tells the causes apart: by what is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Obstacle {
    /// There is no room: on the disk, or in the memory of the store.
    Full,
    /// The disk fails.
    Failing,
    /// The file, its file system or the store takes no writes.
    NotWritable,
    /// The store lets nobody in by this name and password, or not for this.
    Denied,
    /// A record of the log is damaged: it is only read.
    Damaged,
    /// Something else lies where the log was.
    Changed,
    /// The store was not reached.
    Away,
    /// The store takes longer than people wait.
    Slow,
    /// Copies are missing, and a single one may not do.
    Copies,
    /// The log is being repaired.
    Repairing,
    /// The store refuses, for a reason of its own.
    Refused,
}

impl Obstacle {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Full,
        Self::Failing,
        Self::NotWritable,
        Self::Denied,
        Self::Damaged,
        Self::Changed,
        Self::Away,
        Self::Slow,
        Self::Copies,
        Self::Repairing,
        Self::Refused,
    ];

    /// Its word, on screens, in metrics and in the document `health`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Failing => "failing",
            Self::NotWritable => "not_writable",
            Self::Denied => "denied",
            Self::Damaged => "damaged",
            Self::Changed => "changed",
            Self::Away => "away",
            Self::Slow => "slow",
            Self::Copies => "copies",
            Self::Repairing => "repairing",
            Self::Refused => "refused",
        }
    }
}

/// What a failure of the store means.
fn of_cause(cause: &(dyn Error + Send + Sync + 'static)) -> Obstacle {
    if let Some(cause) = cause.downcast_ref::<rusqlite::Error>() {
        return match cause.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Obstacle::Full,
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Obstacle::NotWritable
            }
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Obstacle::Damaged,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Obstacle::Slow,
            Some(ErrorCode::SchemaChanged) => Obstacle::Changed,
            Some(_) | None => Obstacle::Failing,
        };
    }
    if let Some(cause) = cause.downcast_ref::<io::Error>() {
        return match cause.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Obstacle::Full,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Obstacle::NotWritable
            }
            _ => Obstacle::Failing,
        };
    }
    // A shared store says it only of something that is no log.
    if cause.is::<line::Failed>() { Obstacle::Changed } else { Obstacle::Failing }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_obstacle_has_a_word_of_its_own() {
        let words: std::collections::BTreeSet<_> = Obstacle::ALL.map(Obstacle::name).into();
        assert_eq!(words.len(), Obstacle::ALL.len());
    }

    #[test]
    fn what_a_disk_says_is_told_apart_by_what_is_to_be_done() {
        let of = |kind| Fault::store(io::Error::from(kind)).obstacle();
        assert_eq!(of(io::ErrorKind::PermissionDenied), Obstacle::NotWritable);
        assert_eq!(of(io::ErrorKind::StorageFull), Obstacle::Full);
        assert_eq!(of(io::ErrorKind::Other), Obstacle::Failing);
        let sqlite = |code| {
            Fault::store(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None))
        };
        assert_eq!(sqlite(rusqlite::ffi::SQLITE_IOERR_FSYNC).obstacle(), Obstacle::Failing);
        assert_eq!(sqlite(rusqlite::ffi::SQLITE_READONLY).obstacle(), Obstacle::NotWritable);
    }
}
