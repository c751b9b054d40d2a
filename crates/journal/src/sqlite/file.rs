//! The database file of one log: its lock, its connections, its tables.

use super::kept;
use crate::{
    epoch,
    fault::Fault,
    limits::{BUSY_MS, WAL_PAGES},
};
use domain::Epoch;
use rusqlite::{Connection, ErrorCode, OptionalExtension, ffi};
use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

/// The shape of the tables below.
const FORMAT: &str = "1";

/// Keys grow with the log, so that an append touches only the last pages. Request ids have no index on
/// purpose: a random key costs nine tenths of the throughput, and the summit knows them in memory.
const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS commits (
        offset INTEGER PRIMARY KEY, bytes BLOB NOT NULL, hash BLOB NOT NULL);
    CREATE TABLE IF NOT EXISTS sealed (
        offset INTEGER NOT NULL, n INTEGER NOT NULL,
        hash BLOB NOT NULL, salt BLOB NOT NULL, text TEXT NOT NULL,
        PRIMARY KEY (offset, n)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS notes (key TEXT PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID;
";

/// Takes the file for this process alone, for as long as the answer lives.
pub(super) fn lock(path: &Path) -> Result<File, Fault> {
    let folder = folder_of(path);
    fs::create_dir_all(folder).map_err(Fault::store)?;
    let path = path.with_extension("lock");
    if !path.is_file() && fs::symlink_metadata(&path).is_ok() {
        // A folder, a link that leads nowhere: nobody can hold it.
        kept::move_away(&path)?;
    }
    let file = File::options()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(&path)
        .map_err(|cause| Fault::of(&path, cause))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Fault::Locked { path }),
        Err(TryLockError::Error(cause)) => Err(Fault::store(cause)),
    }
}

/// Opens the file for writing, and makes the tables of a new one.
pub(super) fn writer(path: &Path) -> Result<(Connection, Epoch), Fault> {
    let new = !path.exists();
    let (conn, epoch) = prepare(path).map_err(|cause| unreadable(path, cause))?;
    let format: String = meta(&conn, "format").map_err(fault)?.unwrap_or_default();
    if format != FORMAT {
        return Err(Fault::NewerFormat { path: path.to_owned(), found: format });
    }
    let epoch = match epoch {
        Some(epoch) => epoch,
        None => begin_epoch(&conn, None)?,
    };
    if new {
        sync(folder_of(path))?;
    }
    Ok((conn, epoch))
}

fn prepare(path: &Path) -> rusqlite::Result<(Connection, Option<Epoch>)> {
    let mut conn = Connection::open(path)?;
    conn.busy_timeout(Duration::from_millis(BUSY_MS))?;
    conn.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    // On a Mac, an fsync does not reach the disk without this.
    conn.pragma_update(None, "fullfsync", "ON")?;
    // What is erased is overwritten in the file, not only unlinked.
    conn.pragma_update_and_check(None, "secure_delete", "ON", |_| Ok(()))?;
    conn.pragma_update_and_check(None, "wal_autocheckpoint", WAL_PAGES, |_| Ok(()))?;
    let tx = conn.transaction()?;
    tx.execute_batch(TABLES)?;
    tx.execute("INSERT OR IGNORE INTO meta VALUES ('format', ?1)", [FORMAT])?;
    let epoch = meta(&tx, "epoch")?.map(Epoch);
    tx.commit()?;
    Ok((conn, epoch))
}

/// Opens a file that lost its end, to save what is in front of it.
pub(super) fn salvage(path: &Path) -> rusqlite::Result<(Connection, Option<Epoch>)> {
    let conn = Connection::open(path)?;
    // Without this, SQLite refuses any file that is shorter than its header says.
    conn.pragma_update(None, "writable_schema", "ON")?;
    let epoch = meta(&conn, "epoch")?.map(Epoch);
    Ok((conn, epoch))
}

/// A second connection, for reading beside the writer.
pub(super) fn reader(path: &Path) -> Result<Connection, Fault> {
    let conn = Connection::open(path).map_err(fault)?;
    conn.busy_timeout(Duration::from_millis(BUSY_MS)).map_err(fault)?;
    conn.pragma_update(None, "query_only", "ON").map_err(fault)?;
    Ok(conn)
}

fn meta(conn: &Connection, key: &str) -> rusqlite::Result<Option<String>> {
    conn.query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0)).optional()
}

/// Writes down that a new life of the log begins.
pub(super) fn begin_epoch(conn: &Connection, old: Option<&Epoch>) -> Result<Epoch, Fault> {
    let epoch = epoch::fresh(old)?;
    conn.execute("INSERT OR REPLACE INTO meta VALUES ('epoch', ?1)", [epoch.as_str()])
        .map_err(fault)?;
    Ok(epoch)
}

/// The folder that a file is in.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    }
}

/// Makes a folder's list of files durable, and that the folder is there at all.
pub(super) fn sync(folder: &Path) -> Result<(), Fault> {
    let above = folder.parent().filter(|above| !above.as_os_str().is_empty());
    for folder in [Some(folder), above].into_iter().flatten() {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(Fault::store)?;
    }
    Ok(())
}

/// The files that SQLite keeps beside a database.
pub(super) fn beside(path: &Path) -> [PathBuf; 2] {
    ["-wal", "-shm"].map(|suffix| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    })
}

/// Removes a file, if it is there.
pub(super) fn remove(path: &Path) -> Result<(), Fault> {
    match fs::remove_file(path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(Fault::store(cause)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// What a failure of SQLite means.
pub(super) fn fault(cause: rusqlite::Error) -> Fault {
    let full = match &cause {
        rusqlite::Error::SqliteFailure(error, _) => {
            error.code == ErrorCode::DiskFull || error.extended_code == ffi::SQLITE_IOERR_SHMSIZE
        }
        _ => false,
    };
    if full { Fault::Full } else { Fault::store(cause) }
}

/// Pages of the file are damaged, or it is no database at all.
pub(super) fn is_corrupt(cause: &rusqlite::Error) -> bool {
    matches!(cause.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

pub(super) fn unreadable(path: &Path, cause: rusqlite::Error) -> Fault {
    if is_corrupt(&cause) {
        Fault::Unreadable { path: path.to_owned(), why: cause.to_string() }
    } else {
        fault(cause)
    }
}
