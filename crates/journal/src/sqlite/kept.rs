//! What is kept of a log before SQLite changes anything: where less is there than was known, the files are copied as they
//! are, and a write-ahead log that does not belong to the database is not taken.

use super::{
    file,
    noted::Noted,
    scan::{Scan, Verdict, scan},
    wal,
};
use crate::fault::Fault;
use domain::Offset;
use rusqlite::{Connection, OpenFlags};
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

/// Copies that are kept of a file; one more takes the place of the last.
const KEPT_MAX: u32 = 20;

/// Puts the file itself where a link to it lies: of a write-ahead log SQLite follows none, and of a database it looks for
/// that beside the file that is meant.
pub(super) fn in_place(path: &Path) -> Result<(), Fault> {
    let [wal, _] = file::beside(path);
    let is_link =
        |file: &Path| fs::symlink_metadata(file).is_ok_and(|it| it.is_symlink()) && file.is_file();
    let links = [(path, is_link(path) && is_written_ahead(path)), (&wal, is_link(&wal))];
    for (file, _) in links.iter().filter(|(_, is_link)| *is_link) {
        let new = file.with_extension("new");
        let put = || -> io::Result<()> {
            fs::copy(file, &new)?;
            File::open(&new)?.sync_all()?;
            fs::rename(&new, file)
        };
        put().map_err(|cause| Fault::of(file, cause))?;
        tracing::error!(file = %file.display(), "a link lay there; what it led to was put in its place");
    }
    Ok(())
}

/// There is no database, or an empty file: SQLite would remove the write-ahead log of such a one, even to look at it.
pub(super) fn is_bare(path: &Path) -> bool {
    !fs::metadata(path).is_ok_and(|it| it.is_file() && it.len() > 0)
}

/// Whether a write-ahead log with something in it lies beside the database.
pub(super) fn is_written_ahead(path: &Path) -> bool {
    let [wal, _] = file::beside(path);
    fs::metadata(wal).is_ok_and(|it| it.is_file() && it.len() > wal::HEADER_BYTES as u64)
}

/// What a look at the log found before SQLite may change anything.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The log, if it is as it should be.
    pub sound: Option<Scan>,
    /// The files that were copied, each with its copy.
    copies: Vec<(PathBuf, PathBuf)>,
    /// The index of the write-ahead log, which SQLite makes anew.
    index: Option<Index>,
}

impl Found {
    /// Puts the files back as they were found: an operator who is told that a start was refused puts the right one beside
    /// them.
    pub fn put_back(&self) -> Result<(), Fault> {
        for (file, kept) in &self.copies {
            let is_same =
                fs::read(file).is_ok_and(|bytes| fs::read(kept).is_ok_and(|it| it == bytes));
            if is_same {
                continue;
            }
            let new = file.with_extension("new");
            let put = || -> io::Result<()> {
                fs::copy(kept, &new)?;
                File::open(&new)?.sync_all()?;
                fs::rename(&new, file)
            };
            put().map_err(|cause| Fault::of(file, cause))?;
            self::file::sync(self::file::folder_of(file))?;
        }
        if let Some(index) = self.index.as_ref().filter(|_| !self.copies.is_empty()) {
            index.put_back();
        }
        Ok(())
    }
}

/// The index of a write-ahead log as it was found: it tells where that ended, which SQLite would forget.
#[derive(Debug)]
struct Index {
    file: PathBuf,
    bytes: Vec<u8>,
}

impl Index {
    fn of(path: &Path) -> Option<Self> {
        let [_, file] = file::beside(path);
        let bytes = fs::read(&file).ok()?;
        Some(Self { file, bytes })
    }

    /// It can be done without: then less is known of the end of the log.
    fn put_back(&self) {
        if let Err(error) = fs::write(&self.file, &self.bytes) {
            tracing::warn!(%error, file = %self.file.display(), "it is not as it was found");
        }
    }
}

/// Looks whether the log is sound and goes as far as was known. If not, all of it is copied as it lies there, and where the
/// database goes further without its write-ahead log, that is an older one: only the copy of it stays.
pub(super) fn keep_if_less(path: &Path, noted: &Noted, end: wal::End) -> Result<Found, Fault> {
    if is_bare(path) {
        return Ok(Found::default());
    }
    let index = Index::of(path);
    let sound = look(path, scan);
    if let Some(Scan { offset, verdict: Verdict::Sound, .. }) = &sound
        && *offset >= noted.top
        && noted.doubt(*offset, end).is_none()
    {
        return Ok(Found { sound, copies: Vec::new(), index });
    }
    let top = look(path, last);
    let is_less = top < Some(noted.top) || top.is_some_and(|top| noted.doubt(top, end).is_some());
    let [wal, shm] = file::beside(path);
    let mut copies = vec![(path.to_owned(), copy(path)?)];
    if is_written_ahead(path) {
        copies.push((wal.clone(), copy(&wal)?));
        if is_less && alone(path) > top {
            tracing::error!("the write-ahead log is not that of the database, and is not taken");
            for file in [wal, shm] {
                file::remove(&file)?;
            }
        }
    }
    file::sync(file::folder_of(path))?;
    Ok(Found { sound: None, copies, index })
}

/// The last commit as SQLite sees it; none if that cannot be read.
pub(super) fn top(path: &Path) -> Option<Offset> {
    look(path, last)
}

/// Looks at the database. What lies there stays as it is, the index of the write-ahead log as well, and nothing is left
/// beside it.
fn look<T>(path: &Path, look: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Option<T> {
    let beside = file::beside(path);
    let were_there = beside.each_ref().map(|file| file.exists());
    let index = Index::of(path);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let found = Connection::open_with_flags(path, flags).and_then(|conn| look(&conn)).ok();
    // SQLite makes these for a reader, too; an empty one must not stand where a full one may be put back.
    for (file, was_there) in beside.iter().zip(were_there) {
        if !was_there {
            let _ = fs::remove_file(file);
        }
    }
    if let Some(index) = index {
        index.put_back();
    }
    found
}

/// The last commit in the database by itself.
fn alone(path: &Path) -> Option<Offset> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let name = path.to_str()?.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let conn = Connection::open_with_flags(format!("file:{name}?immutable=1"), flags);
    conn.and_then(|conn| last(&conn)).ok()
}

fn last(conn: &Connection) -> rusqlite::Result<Offset> {
    let table = "SELECT count(*) FROM sqlite_schema WHERE name = 'commits'";
    if conn.query_row(table, [], |row| row.get::<_, i64>(0))? == 0 {
        return Ok(Offset::ZERO);
    }
    let last = "SELECT coalesce(max(offset), 0) FROM commits";
    conn.query_row(last, [], |row| row.get(0)).map(Offset)
}

/// Copies a file beside it, unless a copy of the same is there. Tells where it lies.
pub(super) fn copy(file: &Path) -> Result<PathBuf, Fault> {
    let bytes = fs::read(file).map_err(|cause| Fault::of(file, cause))?;
    let is_same = |kept: &PathBuf| {
        let len = fs::metadata(kept).map(|it| it.len());
        len.is_ok_and(|it| it == bytes.len() as u64) && fs::read(kept).is_ok_and(|it| it == bytes)
    };
    if let Some(kept) = (1..=KEPT_MAX).map(|n| named(file, n)).find(is_same) {
        return Ok(kept);
    }
    let kept = free(file);
    let write = || -> io::Result<()> {
        fs::write(&kept, &bytes)?;
        File::open(&kept)?.sync_all()
    };
    write().map_err(|cause| Fault::of(&kept, cause))?;
    tracing::error!(kept = %kept.display(), "a file of the log is damaged, or less is in it than was known; a copy was kept");
    Ok(kept)
}

/// Gives whatever lies there another name. Tells which.
pub(super) fn move_away(file: &Path) -> Result<PathBuf, Fault> {
    let kept = free(file);
    fs::rename(file, &kept).map_err(|cause| Fault::of(file, cause))?;
    self::file::sync(self::file::folder_of(file))?;
    tracing::error!(file = %file.display(), kept = %kept.display(), "what lay there cannot be used, and was set aside");
    Ok(kept)
}

fn free(file: &Path) -> PathBuf {
    let is_free = |name: &PathBuf| fs::symlink_metadata(name).is_err();
    let free = (1..KEPT_MAX).map(|n| named(file, n)).find(is_free);
    free.unwrap_or_else(|| named(file, KEPT_MAX))
}

fn named(file: &Path, n: u32) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".bad-{n}"));
    PathBuf::from(name)
}
