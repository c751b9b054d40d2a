//! How far a log was known to go, noted in the lock beside it: a log that lost its end looks like one that never had it.

use crate::{fault::Fault, position::Position};
use domain::{Epoch, Offset};
use rusqlite::{Connection, OpenFlags};
use std::{fs, fs::File, os::unix::fs::FileExt as _, path::Path};

/// As many digits as an offset has.
const TOP_BYTES: usize = 20;
/// The top, a space, an epoch and a line end; what lies behind is not read.
const NOTE_BYTES: usize = 128;

/// The top of the log when it was last written to, and its epoch where that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Noted {
    pub top: Offset,
    pub epoch: Option<Epoch>,
}

impl Noted {
    /// What the lock says, or what the caller knows from elsewhere if that is more.
    pub(super) fn read(lock: &File, known: Option<&Position>) -> Self {
        let noted = in_lock(lock);
        match known {
            Some(known) if known.offset > noted.top => {
                Self { top: known.offset, epoch: Some(known.epoch.clone()) }
            }
            _ => noted,
        }
    }

    /// Refuses a place in which nothing is left of a log that had commits. It looks without writing: what is missing
    /// may be put back.
    pub(super) fn refuse_if_gone(&self, path: &Path) -> Result<(), Fault> {
        if self.top == Offset::ZERO || !is_empty(path) {
            return Ok(());
        }
        self.refuse_if_nothing(path, Offset::ZERO)
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
    let note = format!("{offset:>TOP_BYTES$} {epoch}\n");
    if let Err(cause) = lock.write_all_at(note.as_bytes(), 0) {
        tracing::warn!(%cause, "the top of the log could not be noted beside it");
    }
}

fn in_lock(lock: &File) -> Noted {
    let mut note = [0; NOTE_BYTES];
    let read = lock.read_at(&mut note, 0).unwrap_or_default();
    let line = note[..read].split(|byte| *byte == b'\n').next().unwrap_or_default();
    let mut words = std::str::from_utf8(line).unwrap_or_default().split_whitespace();
    let top = words.next().and_then(|top| top.parse().ok()).map(Offset);
    let epoch = words.next().map(|epoch| Epoch(epoch.to_owned()));
    Noted { top: top.unwrap_or_default(), epoch }
}

/// Whether the database has no commits, as far as that can be read. One that cannot be read is not empty: it is looked
/// at closely later.
fn is_empty(path: &Path) -> bool {
    if !path.is_file() {
        return true;
    }
    let beside = super::file::beside(path);
    let were_there = beside.each_ref().map(|file| file.exists());
    let is_empty = count(path);
    // SQLite makes these for a reader, too; an empty one must not stand where a full one may be put back.
    for (file, was_there) in beside.iter().zip(were_there) {
        let is_bare = file.metadata().is_ok_and(|it| it.len() == 0) || file.ends_with("-shm");
        if !was_there && is_bare {
            let _ = fs::remove_file(file);
        }
    }
    is_empty
}

fn count(path: &Path) -> bool {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let look = |conn: Connection| {
        let table = "SELECT count(*) FROM sqlite_schema WHERE name = 'commits'";
        if conn.query_row(table, [], |row| row.get::<_, i64>(0))? == 0 {
            return Ok(0);
        }
        conn.query_row("SELECT count(*) FROM (SELECT 1 FROM commits LIMIT 1)", [], |row| {
            row.get::<_, i64>(0)
        })
    };
    matches!(Connection::open_with_flags(path, flags).and_then(look), Ok(0))
}
