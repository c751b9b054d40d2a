//! Where a log stands, and what was found when it was opened or verified.

use domain::{Digest, Epoch, Offset, Time};
use serde::{Deserialize, Serialize};
use std::{fmt, path::PathBuf};

/// The life of a log, and its top.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Another one after a cut or a restore: offsets of different epochs cannot be compared.
    pub epoch: Epoch,
    /// The last commit; zero in an empty log.
    pub offset: Offset,
    /// The hash of the last commit's bytes, which is the next one's `prev_hash`; zeroes in an empty log.
    pub hash: Digest,
}

/// Where a log surely stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The life of the log and its top.
    pub position: Position,
    /// The time of the store, if it has one that its nodes share.
    pub now: Option<Time>,
    /// It is kept once only, though more copies are wanted.
    pub single_copy: bool,
}

/// What was found when a log was opened.
#[derive(Debug, Clone)]
pub struct Opened {
    /// Where the log stands; if it is read-only, the last record in front of the bad one.
    pub position: Position,
    /// What was cut off, if the tail was bad.
    pub cut: Option<Cut>,
    /// Why nothing can be appended, if a record in the middle is bad or unknown: an alarm.
    pub read_only: Option<String>,
    /// What lay beside the log of a shared store and is gone: no node put it back while it was waited for.
    pub missing: Option<String>,
}

impl Opened {
    pub(crate) const fn sound(position: Position) -> Self {
        Self { position, cut: None, read_only: None, missing: None }
    }

    pub(crate) fn cut(position: Position, cut: Cut) -> Self {
        Self { cut: Some(cut), ..Self::sound(position) }
    }

    pub(crate) fn read_only(position: Position, why: String) -> Self {
        Self { read_only: Some(why), ..Self::sound(position) }
    }
}

/// A bad tail that was set aside. If `to` lies before `from`, no commit is known to be lost: the log may have gone further,
/// and nothing says how far; or only texts or notes beside it were lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The first offset that is gone.
    pub from: Offset,
    /// The last offset that is known to be gone.
    pub to: Offset,
    /// Where what could be read of it lies.
    pub aside: PathBuf,
    /// The epoch that ended with the cut.
    pub old_epoch: Epoch,
}

/// What a walk along the whole log found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Where the log stood.
    pub position: Position,
    /// Commits that are sound.
    pub commits: u64,
    /// Texts that are there, and fit their hashes.
    pub texts: u64,
    /// Texts that were erased, which is no damage.
    pub erased: u64,
    /// All flaws.
    pub flaws: u64,
    /// The first [`DAMAGE_MAX`](crate::limits::DAMAGE_MAX) of them.
    pub damage: Vec<Damage>,
}

impl Verified {
    /// Nothing is broken.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.flaws == 0
    }
}

/// A flaw, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The place of the commit.
    pub offset: Offset,
    /// What is wrong with it.
    pub flaw: Flaw,
}

/// What can be wrong with a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// There is none at this offset, though there are later ones.
    Missing,
    /// The store cannot read it.
    Unreadable(String),
    /// Its bytes do not have the hash that was stored with them.
    Altered,
    /// Its bytes are as they were written, but say nothing this version knows.
    Unknown(String),
    /// It does not follow the one in front of it.
    Unchained,
    /// A text beside it does not have the hash that stands in it, or is missing: what it is.
    Text(String),
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.offset;
        match &self.flaw {
            Flaw::Missing => write!(f, "commit {at} is missing"),
            Flaw::Unreadable(why) => write!(f, "commit {at} cannot be read: {why}"),
            Flaw::Altered => write!(f, "commit {at} was altered: its bytes do not have its hash"),
            Flaw::Unknown(why) => write!(f, "commit {at} is unknown to this version: {why}"),
            Flaw::Unchained => write!(f, "commit {at} does not follow the one in front of it"),
            Flaw::Text(what) => {
                write!(f, "{what}, in commit {at}: its text is missing, or does not have its hash")
            }
        }
    }
}
