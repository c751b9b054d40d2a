//! How far a log was known to go, noted in the lock beside it: a log that lost its end looks like one that never had it.

use super::{kept, wal};
use crate::{fault::Fault, position::Position};
use domain::{Digest, Epoch, Offset};
use std::{fs::File, os::unix::fs::FileExt as _, path::Path};

/// As many digits as an offset has.
const TOP_BYTES: usize = 20;
/// The top, the epoch and a check over both, with spaces between, and a line end; what lies behind is not read.
const NOTE_BYTES: usize = 128;
/// Signs of the check: a note of which a bit was flipped is no note.
const CHECK_CHARS: usize = 8;

/// The top of the log when it was last written to, and its epoch where that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Noted {
    pub top: Offset,
    pub epoch: Option<Epoch>,
    /// The lock says it, and so it is the last that was written; the caller knows less of it.
    is_in_lock: bool,
}

impl Noted {
    /// What the lock says, or what the caller knows from elsewhere if that is more.
    pub(super) fn read(lock: &File, known: Option<&Position>) -> Self {
        let noted = in_lock(lock);
        match known {
            Some(known) if known.offset > noted.top => {
                Self { top: known.offset, epoch: Some(known.epoch.clone()), ..noted }
            }
            _ => noted,
        }
    }

    /// Why a log that is found to end here may have gone further, though no note says how far.
    pub(super) fn doubt(&self, found: Offset, end: wal::End) -> Option<&'static str> {
        match end {
            wal::End::Known => None,
            wal::End::Lost => Some("the write-ahead log is not what its index says, and lost its end"),
            wal::End::Unsure { .. } if !self.is_in_lock => {
                Some("it was not closed, and the note of how far it went is missing or damaged")
            }
            wal::End::Unsure { is_torn } => (is_torn && self.top < found)
                .then_some("the write-ahead log has no whole end, and the note of how far it went is an older one"),
        }
    }

    /// Refuses a place in which nothing is left of a log that had commits. It looks without writing: what is missing
    /// may be put back. A write-ahead log without its database had some, too.
    pub(super) fn refuse_if_gone(&self, path: &Path, end: wal::End) -> Result<(), Fault> {
        let may_have_had = match end {
            wal::End::Known | wal::End::Unsure { is_torn: false } => false,
            wal::End::Lost | wal::End::Unsure { is_torn: true } => !self.is_in_lock,
        };
        let is_gone = if kept::is_bare(path) {
            self.top > Offset::ZERO || kept::is_written_ahead(path)
        } else {
            (self.top > Offset::ZERO || may_have_had) && kept::top(path) == Some(Offset::ZERO)
        };
        if is_gone { self.refuse_if_nothing(path, Offset::ZERO) } else { Ok(()) }
    }

    /// Refuses a log that turned out to have no commits.
    pub(super) fn refuse_if_nothing(&self, path: &Path, found: Offset) -> Result<(), Fault> {
        if found > Offset::ZERO {
            return Ok(());
        }
        Err(Fault::Gone { path: path.to_owned(), top: self.top, epoch: self.epoch.clone() })
    }
}

/// Notes the top after each append. It waits for no disk: what is lost of it makes it say too little, never too much.
pub(super) fn note(lock: &File, position: &Position) {
    let Position { epoch, offset, .. } = position;
    let note = format!("{offset:>TOP_BYTES$} {epoch}");
    let note = format!("{note} {}\n", check(&note));
    if let Err(cause) = lock.write_all_at(note.as_bytes(), 0) {
        tracing::warn!(%cause, "the top of the log could not be noted beside it");
    }
}

fn in_lock(lock: &File) -> Noted {
    let mut note = [0; NOTE_BYTES];
    let read = lock.read_at(&mut note, 0).unwrap_or_default();
    let line = note[..read].split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = std::str::from_utf8(line).unwrap_or_default();
    // An earlier release wrote no check.
    let line = match line.rsplit_once(' ') {
        Some((note, known)) if note.len() > TOP_BYTES && note.trim().contains(' ') => {
            if check(note) != known {
                tracing::error!("the note of how far the log goes is damaged, and not believed");
                return Noted::default();
            }
            note
        }
        _ => line,
    };
    let mut words = line.split_whitespace();
    let Some(top) = words.next().and_then(|top| top.parse().ok()).map(Offset) else {
        return Noted::default();
    };
    Noted { top, epoch: words.next().map(|epoch| Epoch(epoch.to_owned())), is_in_lock: true }
}

fn check(note: &str) -> String {
    Digest::of(note.as_bytes()).to_string()[..CHECK_CHARS].to_owned()
}
