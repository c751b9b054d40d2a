//! A backup that is kept up to date beside a log that is written to, on another disk.

use super::{
    backup::{self, Files},
    file::{self, fault},
    inventory, kept, rows,
    trailer::{self, Seal},
};
use crate::{
    fault::Fault,
    limits::READ_MAX,
    position::{Flaw, Position},
};
use domain::{Digest, Offset};
use rusqlite::{Connection, OptionalExtension, params, types::Value};
use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

/// Follows a log. After a fault it is dropped, and opened anew once the disk is there again.
#[derive(Debug)]
pub struct Mirror {
    path: PathBuf,
    /// Which file that is, so that a stick that was pulled is noticed before anything is to be written.
    inode: Inode,
    source: Connection,
    target: Connection,
    /// What the store says of the log's file, when it was last copied.
    version: Option<i64>,
    files: Files,
    position: Position,
    /// The hash of the inventory as it was written last.
    written: Option<String>,
    /// What was written last has its digest beside it.
    is_sealed: bool,
    /// The file after it was written last: no digest is taken of what its disk made of it.
    fingerprint: u64,
}

type Inode = (u64, u64);

impl Mirror {
    /// Opens the backup at `path` and goes on with it; begins it if there is none. One of another log, or of
    /// another life of this one, is kept under another name.
    pub fn open(source: &Path, path: &Path, files: &Files) -> Result<Self, Fault> {
        let log = backup::source(source)?;
        let mut is_sealed = false;
        match state(path)? {
            State::Damaged(why) => {
                tracing::error!(why, "the backup is damaged, and a new one is begun");
                kept::move_away(path)?;
            }
            State::Good { is_sealed: it } => is_sealed = it,
            State::None => {}
        }
        let is_there = path.exists();
        if !is_there {
            backup::begin(source, path, files)?;
        }
        trailer::strip(path)?;
        let mut target = backup::target(path)?;
        let mut position = backup::position(&target)?;
        if !is_beginning_of(&position, &log)? {
            target.close().map_err(|(_, cause)| fault(cause))?;
            set_aside(path, &position)?;
            backup::begin(source, path, files)?;
            target = backup::target(path)?;
            position = backup::position(&target)?;
        } else if !is_sealed && is_there {
            // Nothing says of it that its disk altered nothing in places where nothing lies.
            let has_more = texts(&target).map_err(fault)? > texts(&log).map_err(fault)?;
            target.close().map_err(|(_, cause)| fault(cause))?;
            if has_more {
                kept::move_away(path)?;
            }
            backup::begin(source, path, files)?;
            target = backup::target(path)?;
            position = backup::position(&target)?;
        }
        target.execute_batch(backup::FILES).map_err(fault)?;
        let fingerprint = fingerprint(&fs::read(path).map_err(Fault::store)?);
        let (inode, known) = (inode(path)?, inventory::all(&target, "files").map_err(fault)?);
        let written = inventory::hash(&target);
        let path = path.to_owned();
        let mut mirror = Self {
            path,
            inode,
            source: log,
            target,
            version: None,
            files: known,
            position,
            written,
            is_sealed: false,
            fingerprint,
        };
        mirror.follow(files)?;
        Ok(mirror)
    }

    /// What the backup holds.
    #[must_use]
    pub const fn position(&self) -> &Position {
        &self.position
    }

    /// Takes over what has changed since it was last called: commits, what was erased, notes and files. Tells whether
    /// anything had.
    pub fn follow(&mut self, files: &Files) -> Result<bool, Fault> {
        if inode(&self.path)? != self.inode {
            return Err(Fault::store(io::Error::other("the backup is another file now")));
        }
        let version: i64 = self
            .source
            .pragma_query_value(None, "data_version", |row| row.get(0))
            .map_err(fault)?;
        if self.version == Some(version) && *files == self.files {
            return Ok(false);
        }
        self.as_it_was_written()?;
        let source = self.source.unchecked_transaction().map_err(fault)?;
        if !is_beginning_of(&self.position, &source)? {
            return Err(Fault::store(io::Error::other("the log has a new epoch")));
        }
        let target = self.target.unchecked_transaction().map_err(fault)?;
        if inventory::hash(&target) != self.written {
            return Err(altered("it is not what was written last"));
        }
        let (offset, hash) = commits(&source, &target, self.position.offset)?;
        let erased = erased(&source, &target).map_err(fault)?;
        let noted = notes(&source, &target).map_err(fault)?;
        let grown = offset > self.position.offset;
        // The log's file also changes when it is only tried whether it can be written to.
        if self.version.is_some() && !(grown || erased || noted || *files != self.files) {
            self.version = Some(version);
            return Ok(false);
        }
        for name in self.files.keys().filter(|name| !files.contains_key(*name)) {
            target.execute("DELETE FROM files WHERE name = ?1", [name]).map_err(fault)?;
        }
        for (name, bytes) in files.iter().filter(|(name, it)| self.files.get(*name) != Some(*it)) {
            backup::put_file(&target, name, bytes).map_err(fault)?;
        }
        inventory::write(&target)?;
        let written = inventory::hash(&target);
        target.commit().map_err(fault)?;
        self.written = written;
        drop(source);
        self.fingerprint = fingerprint(&fs::read(&self.path).map_err(Fault::store)?);
        self.files = files.clone();
        self.version = Some(version);
        if grown {
            self.position = Position { offset, hash, ..self.position.clone() };
        }
        self.is_sealed = false;
        Ok(true)
    }

    /// Looks at all of the file and writes its digest beside it, if that is not done; it takes a while, so not with every
    /// change.
    pub fn seal(&mut self) -> Result<(), Fault> {
        if self.is_sealed {
            return Ok(());
        }
        if let State::Damaged(why) = state(&self.path)? {
            return Err(altered(&why));
        }
        let bytes = self.as_it_was_written()?;
        if let Some(inventory) = inventory::hash(&self.target) {
            trailer::add_beside(&self.path, &inventory, Digest::of(&bytes))?;
        }
        self.is_sealed = true;
        Ok(())
    }

    /// The file, if nothing of it is otherwise than it was written last. If it is, it is kept under another name, for the
    /// next try to begin a new one.
    fn as_it_was_written(&self) -> Result<Vec<u8>, Fault> {
        let bytes = fs::read(&self.path).map_err(Fault::store)?;
        if fingerprint(&bytes) == self.fingerprint {
            return Ok(bytes);
        }
        kept::move_away(&self.path)?;
        Err(altered("it is not what was written last"))
    }
}

/// A sum over the words of a file, fast enough for each change: any word that is another makes it another.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.chunks(8).fold(bytes.len() as u64, |sum, chunk| {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        // Each step is one to one, so that a difference never goes away again by the same words behind it.
        (sum ^ u64::from_le_bytes(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
    })
}

/// Texts that were not erased.
fn texts(conn: &Connection) -> rusqlite::Result<u64> {
    conn.query_row("SELECT count(*) FROM sealed WHERE length(salt) > 0", [], |row| row.get(0))
}

fn altered(why: &str) -> Fault {
    Fault::store(io::Error::other(format!("the backup was altered where it lies: {why}")))
}

/// What lies where a backup is to be kept up to date.
enum State {
    None,
    Good {
        /// A digest says that no bit of it was altered.
        is_sealed: bool,
    },
    /// It cannot be gone on with, and why.
    Damaged(String),
}

/// A text that was altered is no damage of the backup: it may be so in the log.
fn state(path: &Path) -> Result<State, Fault> {
    let Ok(about) = fs::symlink_metadata(path) else { return Ok(State::None) };
    if !about.is_file() && !path.is_file() {
        return Ok(State::Damaged("it is no file".to_owned()));
    }
    let (looked, seal) = match backup::look_at_all(path) {
        Ok(looked) => looked,
        Err(Fault::Full) => return Err(Fault::Full),
        Err(fault) => return Ok(State::Damaged(fault.to_string())),
    };
    let flaw = looked.verified.damage.iter().find(|it| !matches!(it.flaw, Flaw::Text(_)));
    let flaw = flaw.map(ToString::to_string);
    let why = looked.damaged.first().map(ToString::to_string).or(flaw);
    Ok(why.map_or(State::Good { is_sealed: seal == Seal::Whole }, State::Damaged))
}

/// Whether a backup that stands there is the beginning of this log.
fn is_beginning_of(position: &Position, log: &Connection) -> Result<bool, Fault> {
    let epoch: String = log
        .query_row("SELECT value FROM meta WHERE key = 'epoch'", [], |row| row.get(0))
        .map_err(fault)?;
    if epoch != position.epoch.as_str() {
        return Ok(false);
    }
    if position.offset == Offset::ZERO {
        return Ok(true);
    }
    let hash: Option<[u8; 32]> = log
        .query_row("SELECT hash FROM commits WHERE offset = ?1", [position.offset.0], |row| {
            row.get(0)
        })
        .optional()
        .map_err(fault)?;
    Ok(hash == Some(position.hash.0))
}

fn set_aside(path: &Path, position: &Position) -> Result<(), Fault> {
    let name = format!("burgertop-{}-{}.backup", position.epoch, position.offset);
    let aside = path.with_file_name(name);
    if aside.exists() {
        kept::move_away(&aside)?;
    }
    tracing::warn!(aside = %aside.display(), "a backup of another log is kept under another name");
    fs::rename(path, aside).map_err(Fault::store)?;
    file::sync(file::folder_of(path))
}

fn commits(
    source: &Connection,
    target: &Connection,
    after: Offset,
) -> Result<(Offset, Digest), Fault> {
    let mut top = after;
    loop {
        let copied = some_commits(source, target, top).map_err(fault)?;
        if copied == top {
            return rows::top(target).map_err(fault);
        }
        top = copied;
    }
}

/// At most so many at once that their texts fit in memory. Byte for byte: what the log holds is checked when
/// a backup is looked at.
fn some_commits(
    source: &Connection,
    target: &Connection,
    after: Offset,
) -> rusqlite::Result<Offset> {
    let mut records = source.prepare_cached(
        "SELECT offset, bytes, hash FROM commits WHERE offset > ?1 ORDER BY offset LIMIT ?2",
    )?;
    let mut top = after;
    for record in records.query_map(params![after.0, READ_MAX], rows::record)? {
        let record = record?;
        rows::insert(target, &record, &[])?;
        top = record.offset;
    }
    let mut texts = source.prepare_cached(
        "SELECT offset, n, hash, salt, text FROM sealed WHERE offset > ?1 AND offset <= ?2",
    )?;
    let mut insert =
        target.prepare_cached("INSERT OR REPLACE INTO sealed VALUES (?1, ?2, ?3, ?4, ?5)")?;
    let mut texts = texts.query(params![after.0, top.0])?;
    while let Some(text) = texts.next()? {
        let value = |column| text.get::<_, Value>(column);
        insert.execute([value(0)?, value(1)?, value(2)?, value(3)?, value(4)?])?;
    }
    Ok(top)
}

/// What people had erased goes from the backup, too. What is only missing in the log stays in the backup. Tells whether
/// anything was to be erased.
fn erased(source: &Connection, target: &Connection) -> rusqlite::Result<bool> {
    let places = |conn: &Connection| {
        let places = "SELECT offset, n FROM sealed WHERE length(salt) = 0";
        let mut places = conn.prepare_cached(places)?;
        let places = places.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        places.collect::<rusqlite::Result<BTreeSet<(u64, u64)>>>()
    };
    let gone = places(source)?;
    if gone.is_empty() {
        return Ok(false);
    }
    let erase = "UPDATE sealed SET salt = x'', text = '' WHERE offset = ?1 AND n = ?2";
    let mut erase = target.prepare_cached(erase)?;
    let mut erased = 0;
    for place in gone.difference(&places(target)?) {
        erased += erase.execute(*place)?;
    }
    Ok(erased > 0)
}

/// Tells whether any was other than it is now.
fn notes(source: &Connection, target: &Connection) -> rusqlite::Result<bool> {
    let all = |conn: &Connection| {
        let mut notes = conn.prepare_cached("SELECT key, bytes FROM notes")?;
        let notes = notes.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        notes.collect::<rusqlite::Result<Files>>()
    };
    let (now, then) = (all(source)?, all(target)?);
    for key in then.keys().filter(|key| !now.contains_key(*key)) {
        target.execute("DELETE FROM notes WHERE key = ?1", [key])?;
    }
    let mut put = target.prepare_cached("INSERT OR REPLACE INTO notes VALUES (?1, ?2)")?;
    for (key, bytes) in now.iter().filter(|(key, bytes)| then.get(*key) != Some(*bytes)) {
        put.execute(params![key, bytes])?;
    }
    Ok(now != then)
}

#[cfg(unix)]
fn inode(path: &Path) -> Result<Inode, Fault> {
    use std::os::unix::fs::MetadataExt as _;
    let file = fs::metadata(path).map_err(Fault::store)?;
    Ok((file.dev(), file.ino()))
}

#[cfg(not(unix))]
fn inode(path: &Path) -> Result<Inode, Fault> {
    fs::metadata(path).map(|_| Inode::default()).map_err(Fault::store)
}
