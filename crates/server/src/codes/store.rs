//! Where the ledger of a summit's codes is kept: in a file of this node alone, or in a note that nodes share.

use crate::{limits::CODES_WITHIN_MS, storage::data_dir};
use journal::{Fault, Journal};
use std::{fmt, fs, io, path::PathBuf, sync::Arc, time::Duration};
use tokio::time::timeout;

/// The key of the note beside the log.
pub const NOTE: &str = "codes";

/// A place for the ledger.
#[derive(Clone)]
pub enum CodeStore {
    /// A file that its owner alone may read, open to one server at a time.
    File(PathBuf),
    /// A note beside a log; every node reads it and puts another in its place.
    Note(Arc<dyn Journal>),
}

/// Why the ledger was not read or written, or is not known to have been.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk failed.
    #[error(transparent)]
    Disk(#[from] io::Error),
    /// The journal failed.
    #[error(transparent)]
    Journal(#[from] Fault),
    /// What is there is no ledger.
    #[error("the join codes cannot be read")]
    Unreadable(#[from] serde_json::Error),
    /// The system has no chance.
    #[error("no code can be drawn: {0}")]
    Chance(getrandom::Error),
    /// Others changed them each time that it was tried.
    #[error("others change the join codes all the time")]
    Contended,
    /// It took too long.
    #[error("the join codes were not reached in time")]
    Late,
}

/// Others may keep shelves that are shared from answering; a disk of one's own is waited for.
pub async fn in_time<T>(
    are_shared: bool,
    asked: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    if !are_shared {
        return asked.await;
    }
    let within = Duration::from_millis(CODES_WITHIN_MS);
    timeout(within, asked).await.unwrap_or(Err(StoreError::Late))
}

impl fmt::Debug for CodeStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
            Self::Note(_) => f.write_str("Note"),
        }
    }
}

impl CodeStore {
    /// Whether others read and change what lies there.
    #[must_use]
    pub const fn is_shared(&self) -> bool {
        matches!(self, Self::Note(_))
    }

    /// What lies there.
    pub async fn read(&self) -> Result<Option<Vec<u8>>, StoreError> {
        match self {
            Self::File(path) => match fs::read(path) {
                Ok(bytes) => Ok(Some(bytes)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(error.into()),
            },
            Self::Note(journal) => Ok(journal.note(NOTE).await?),
        }
    }

    /// Puts this in the place of what was read last. False: someone else did before.
    pub async fn swap(&self, expected: Option<Vec<u8>>, new: Vec<u8>) -> Result<bool, StoreError> {
        match self {
            Self::File(path) => {
                let path = path.clone();
                let written = tokio::task::spawn_blocking(move || data_dir::replace(&path, &new));
                written.await.map_err(io::Error::other)??;
                Ok(true)
            }
            Self::Note(journal) => Ok(journal.swap_note(NOTE, expected, Some(new)).await?),
        }
    }
}
