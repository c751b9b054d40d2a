//! Backups: one file that holds a whole log, and the small files that belong with it.
//!
//! A backup is a database like that of a log, with one table more. It is taken while the log is written to
//! ([`write`]), or kept up to date beside it ([`Mirror`](super::mirror::Mirror)), looked at ([`look`]), and
//! made a log again ([`revive`]).

use super::{
    cut,
    file::{self, fault, unreadable},
    inventory::{self, Checked, Damaged},
    rows,
    scan::{Scan, scan},
    trailer::{self, Seal},
};
use crate::{
    fault::Fault,
    limits::BUSY_MS,
    position::{Position, Verified},
};
use domain::{Epoch, Offset};
use rusqlite::{Connection, OpenFlags, params};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

/// Small files that belong with a log, by name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The one table more.
pub(super) const FILES: &str =
    "CREATE TABLE IF NOT EXISTS files (name TEXT PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID";

/// What is in a backup.
#[derive(Debug)]
pub struct Looked {
    /// A walk along its log.
    pub verified: Verified,
    /// The names of its files that are as they were written.
    pub files: Vec<String>,
    /// Everything else that is not as it was written.
    pub damaged: Vec<Damaged>,
}

impl Looked {
    /// All of it is as it was written.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.verified.is_sound() && self.damaged.is_empty()
    }
}

/// A backup that became a log again.
#[derive(Debug)]
pub struct Revived {
    /// Where the log stood when the backup was taken; its epoch has ended.
    pub old: Position,
    /// The files that belong with it and are as they were written.
    pub files: Files,
    /// What was left out, because it was not.
    pub damaged: Vec<Damaged>,
}

/// Writes a backup of the log in `source`, which may be in use, in place of what is at `to`: the old file
/// or the new one is there, whatever happens. It is for the owner alone.
pub fn write(source: &Path, to: &Path, files: &Files) -> Result<Position, Fault> {
    let made = |beside: &Path| {
        let position = make(source, beside, files)?;
        trailer::add(beside)?;
        Ok(position)
    };
    in_place(to, made)
}

/// As [`write`], but to be kept up to date: without the digest of a finished file.
pub(super) fn begin(source: &Path, to: &Path, files: &Files) -> Result<Position, Fault> {
    in_place(to, |beside| make(source, beside, files))
}

fn in_place(
    to: &Path,
    make: impl FnOnce(&Path) -> Result<Position, Fault>,
) -> Result<Position, Fault> {
    let beside = beside(to);
    file::remove(&beside)?;
    let made = make(&beside);
    if made.is_err() {
        let _ = file::remove(&beside);
    }
    let position = made?;
    fs::rename(&beside, to).map_err(Fault::store)?;
    file::sync(file::folder_of(to))?;
    Ok(position)
}

fn make(source: &Path, to: &Path, files: &Files) -> Result<Position, Fault> {
    // Made here, for the owner alone, and then filled by the store.
    own(to, File::options().create_new(true).write(true).open(to).map_err(Fault::store)?)?;
    // One statement, and so one moment of the log; nobody who writes to it waits meanwhile.
    let name = to.to_str().ok_or_else(|| Fault::store(io::Error::other("not a name in UTF-8")))?;
    self::source(source)?.execute("VACUUM INTO ?1", [name]).map_err(fault)?;
    let target = target(to)?;
    target.execute_batch(FILES).map_err(fault)?;
    for (name, bytes) in files {
        put_file(&target, name, bytes).map_err(fault)?;
    }
    inventory::write(&target)?;
    let position = position(&target)?;
    target.close().map_err(|(_, cause)| fault(cause))?;
    own(to, File::options().read(true).write(true).open(to).map_err(Fault::store)?)?;
    Ok(position)
}

/// For the owner alone, and on the disk. A stick may know no owners: that is no reason to have no backup.
fn own(path: &Path, file: File) -> Result<(), Fault> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if let Err(cause) = file.set_permissions(fs::Permissions::from_mode(0o600)) {
            tracing::debug!(path = %path.display(), %cause, "a backup cannot be kept from others");
        }
    }
    #[cfg(not(unix))]
    let _ = path;
    file.sync_all().map_err(Fault::store)
}

/// Looks at all of a backup. Whatever lies there half written is undone first, as it would be by restoring.
pub fn look(path: &Path) -> Result<Looked, Fault> {
    look_at_all(path).map(|(looked, _)| looked)
}

/// The same, and what its digest says.
pub(super) fn look_at_all(path: &Path) -> Result<(Looked, Seal), Fault> {
    let mut seal = trailer::check(path)?;
    let conn = readable(path).map_err(|cause| unreadable(path, cause))?;
    if seal == Seal::None {
        seal = trailer::check_beside(path, inventory::hash(&conn).as_deref())?;
    }
    let Checked { files, mut damaged, noted, .. } = inventory::check(&conn);
    let position = noted.map_or_else(|| position(&conn), Ok)?;
    let verified = rows::verify(&conn, position)?;
    if seal == Seal::Broken && damaged.is_empty() && verified.is_sound() {
        damaged.push(Damaged {
            part: "the file".into(),
            why: "it was altered, in a place where nothing of the summit lies".into(),
        });
    }
    Ok((Looked { verified, files: files.into_keys().collect(), damaged }, seal))
}

/// Makes a log at `to` of what can be used of the backup at `from`: its sound beginning, the texts, notes and files that
/// are as they were written. A new epoch begins, for the old log may have gone on. `from` must be a copy: what was half
/// written in it is undone.
pub fn revive(from: &Path, to: &Path) -> Result<Revived, Fault> {
    trailer::strip(from)?;
    let conn = target(from)?;
    let Checked { files, notes, mut damaged, noted } = inventory::check(&conn);
    let old = noted.map_or_else(|| position(&conn), Ok);
    let old = old.map_err(|cause| nothing_left(from, &cause.to_string()))?;
    let sound = || scan(&conn).map(|Scan { offset, .. }| offset);
    let mut offset = sound().map_err(|cause| nothing_left(from, &cause.to_string()))?;
    let mut first = None;
    if offset == Offset::ZERO && old.offset > Offset::ZERO {
        let again = inventory::first_again(&conn);
        let again = again.ok_or_else(|| nothing_left(from, "no commit is sound"))?;
        // Where its page is damaged, it cannot be put back in its place: all behind it is left out then.
        let is_back = rows::replace(&conn, &again).is_ok();
        offset = if is_back { sound().unwrap_or_default() } else { Offset::ZERO };
        let why = "damaged; the second copy of it is used".into();
        damaged.push(Damaged { part: "the first commit".into(), why });
        first = (offset == Offset::ZERO).then_some(again);
    }
    let kept = if first.is_some() { Offset(1) } else { offset };
    if kept < old.offset {
        let part = format!("commits {} to {}", kept.next(), old.offset);
        damaged.push(Damaged { part, why: "damaged, or behind one that is".into() });
    }
    cut::copy_beginning(&conn, to, offset, &old.epoch, &notes, first.as_ref())?;
    conn.close().map_err(|(_, cause)| fault(cause))?;
    Ok(Revived { old, files, damaged })
}

fn nothing_left(path: &Path, why: &str) -> Fault {
    Fault::Unreadable { path: path.to_owned(), why: why.to_owned() }
}

/// The log that is copied: never written to, though the store keeps its own notes beside it.
pub(super) fn source(path: &Path) -> Result<Connection, Fault> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags).map_err(|it| unreadable(path, it))?;
    conn.busy_timeout(Duration::from_millis(BUSY_MS)).map_err(fault)?;
    Ok(conn)
}

/// A backup, to be written to. It has a journal that works on any file system, and none beside it at rest.
pub(super) fn target(path: &Path) -> Result<Connection, Fault> {
    let open = || {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(path, flags)?;
        conn.busy_timeout(Duration::from_millis(BUSY_MS))?;
        conn.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
        conn.pragma_update(None, "synchronous", "EXTRA")?;
        conn.pragma_update(None, "fullfsync", "ON")?;
        conn.pragma_update_and_check(None, "secure_delete", "ON", |_| Ok(()))?;
        Ok(conn)
    };
    open().map_err(|cause| unreadable(path, cause))
}

/// A backup, to be read; also from a stick that cannot be written to.
fn readable(path: &Path) -> rusqlite::Result<Connection> {
    let reads = |conn: Connection| {
        conn.query_row("SELECT count(*) FROM meta", [], |row| row.get::<_, i64>(0))?;
        Ok(conn)
    };
    // A journal that was left beside it is rolled back, which takes the right to write.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(path, flags).and_then(reads).or_else(|cause| {
        if file::is_corrupt(&cause) || !path.is_file() {
            return Err(cause);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Connection::open_with_flags(path, flags).and_then(reads)
    })
}

/// The epoch of the log in a backup.
pub(super) fn epoch(conn: &Connection) -> rusqlite::Result<Epoch> {
    conn.query_row("SELECT value FROM meta WHERE key = 'epoch'", [], |row| row.get(0)).map(Epoch)
}

/// Where the log in a backup stands.
pub(super) fn position(conn: &Connection) -> Result<Position, Fault> {
    let (epoch, (offset, hash)) = (epoch(conn).map_err(fault)?, rows::top(conn).map_err(fault)?);
    Ok(Position { epoch, offset, hash })
}

pub(super) fn put_file(conn: &Connection, name: &str, bytes: &[u8]) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT OR REPLACE INTO files VALUES (?1, ?2)")?
        .execute(params![name, bytes])
        .map(drop)
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    PathBuf::from(name)
}
