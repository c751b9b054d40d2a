//! The inventory of a backup: what belongs in it, and the hash of each part, so that a part that is damaged or missing is
//! named. The commits have their own chain, and each text its hash in there; of them only the top and the number stand
//! here.

use super::{
    backup::{self, Files},
    file::fault,
    rows,
};
use crate::{chain::Record, fault::Fault, position::Position};
use domain::{Commit, Digest, Epoch, Offset};
use rusqlite::{Connection, OptionalExtension, params, types::Value};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// Its row in `meta`, and that of its own hash.
const KEY: &str = "inventory";
const KEY_HASH: &str = "inventory-hash";
/// The first commit once more, on which all others rest: bytes in hexadecimal.
const KEY_FIRST: &str = "first";
/// Flaws of the database that are told; further ones tell no more.
const STRUCTURE_MAX: u32 = 5;

#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Inventory {
    /// Drawn for each writing, so that no two are the same.
    #[serde(default)]
    edition: String,
    epoch: String,
    top: u64,
    /// The hash of the last commit.
    hash: String,
    /// The hash of the second copy of the first commit.
    #[serde(default)]
    first: String,
    /// Texts beside the log, those that were erased left out.
    texts: u64,
    notes: BTreeMap<String, String>,
    files: BTreeMap<String, String>,
}

impl Inventory {
    fn position(&self) -> Position {
        let mut hash = [0; 32];
        // It was written by us, and has its own hash.
        let _ = hex::decode_to_slice(&self.hash, &mut hash);
        Position { epoch: Epoch(self.epoch.clone()), offset: Offset(self.top), hash: Digest(hash) }
    }
}

/// A part of a backup that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damaged {
    /// What people call it: the name of a file, `note …`, `texts`, `the end of the log`, `the database`.
    pub part: String,
    /// What is wrong with it.
    pub why: String,
}

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.part, self.why)
    }
}

impl Damaged {
    fn new(part: impl Into<String>, why: impl Into<String>) -> Self {
        Self { part: part.into(), why: why.into() }
    }
}

/// What was found when a backup was held against its inventory.
#[derive(Debug, Default)]
pub(super) struct Checked {
    /// Every file that is as it was written; without an inventory, every file.
    pub files: Files,
    /// Every note, likewise.
    pub notes: Files,
    /// Everything else, but the commits and the hashes of texts: those are walked along elsewhere.
    pub damaged: Vec<Damaged>,
    /// Where the log stood when the inventory was made; none without one.
    pub noted: Option<Position>,
}

/// Makes the inventory of a backup as it stands.
pub(super) fn write(conn: &Connection) -> Result<(), Fault> {
    let position = backup::position(conn)?;
    let hashed = |table| -> Result<BTreeMap<_, _>, Fault> {
        let parts = all(conn, table).map_err(fault)?;
        Ok(parts
            .iter()
            .map(|(name, bytes)| (name.clone(), Digest::of(bytes).to_string()))
            .collect())
    };
    let first = first(conn).map_err(fault)?.map(hex::encode).unwrap_or_default();
    let mut edition = [0; 8];
    getrandom::fill(&mut edition).map_err(Fault::store)?;
    let inventory = Inventory {
        edition: hex::encode(edition),
        first: Digest::of(first.as_bytes()).to_string(),
        epoch: position.epoch.to_string(),
        top: position.offset.0,
        hash: position.hash.to_string(),
        texts: texts(conn).map_err(fault)?,
        notes: hashed("notes")?,
        files: hashed("files")?,
    };
    let json = serde_json::to_string(&inventory).map_err(Fault::store)?;
    let hash = Digest::of(json.as_bytes()).to_string();
    for (key, value) in [(KEY, &json), (KEY_HASH, &hash), (KEY_FIRST, &first)] {
        conn.prepare_cached("INSERT OR REPLACE INTO meta VALUES (?1, ?2)")
            .and_then(|mut put| put.execute(params![key, value]))
            .map_err(fault)?;
    }
    Ok(())
}

fn first(conn: &Connection) -> rusqlite::Result<Option<Vec<u8>>> {
    conn.prepare_cached("SELECT bytes FROM commits WHERE offset = 1")?
        .query_row([], |row| row.get(0))
        .optional()
}

/// Writes the first commit a second time.
pub(super) fn put_first_again(conn: &Connection, bytes: &[u8]) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT OR REPLACE INTO meta VALUES (?1, ?2)")?
        .execute(params![KEY_FIRST, hex::encode(bytes)])
        .map(drop)
}

/// The first commit as it stands a second time, if it is the one on which the second commit rests; where
/// that is gone, too, what can be read has to do.
pub(super) fn first_again(conn: &Connection) -> Option<Record> {
    let bytes = hex::decode(value(conn, KEY_FIRST).ok()??).ok()?;
    let commit = Commit::decode(&bytes).ok()?;
    let hash = Digest::of(&bytes);
    let second = rows::read(conn, Offset(1), 1).ok().and_then(|it| it.into_iter().next());
    let fits = second.is_none_or(|second| second.prev_hash == hash);
    let is_first = commit.offset == Offset(1) && commit.prev_hash == Digest::default();
    (fits && is_first).then(|| Record { offset: Offset(1), bytes, hash: hash.0.to_vec() })
}

/// Holds a backup against its inventory. Each part is read by itself, so that one that cannot be read does not hide the
/// others.
pub(super) fn check(conn: &Connection) -> Checked {
    let mut checked = Checked { damaged: structure(conn), ..Checked::default() };
    let inventory = match read(conn) {
        Ok(Some(inventory)) => inventory,
        Ok(None) => {
            // A backup of an earlier release, or a log by itself.
            checked.files = readable(conn, "files", &mut checked.damaged);
            checked.notes = readable(conn, "notes", &mut checked.damaged);
            return checked;
        }
        Err(why) => {
            checked.damaged.push(Damaged::new("the inventory", why));
            checked.files = readable(conn, "files", &mut checked.damaged);
            checked.notes = readable(conn, "notes", &mut checked.damaged);
            return checked;
        }
    };
    let damaged = &mut checked.damaged;
    checked.files = sound(conn, "files", "", &inventory.files, damaged);
    checked.notes = sound(conn, "notes", "note ", &inventory.notes, damaged);
    checked.noted = Some(inventory.position());
    match backup::epoch(conn) {
        Ok(found) if found.as_str() == inventory.epoch => {}
        Ok(_) => damaged.push(Damaged::new("the epoch", "it is another than was written")),
        Err(cause) => damaged.push(Damaged::new("the epoch", cause.to_string())),
    }
    match rows::top(conn) {
        Ok((offset, hash)) if offset.0 == inventory.top && hash.to_string() == inventory.hash => {}
        Ok((offset, _)) => {
            let why = format!("it ends at {offset}, and went to {}", inventory.top);
            damaged.push(Damaged::new("the end of the log", why));
        }
        Err(cause) => damaged.push(Damaged::new("the end of the log", cause.to_string())),
    }
    let is_there = |hash: &str| {
        value(conn, KEY_FIRST)
            .is_ok_and(|it| it.is_some_and(|it| Digest::of(it.as_bytes()).to_string() == hash))
    };
    if !inventory.first.is_empty() && !is_there(&inventory.first) {
        damaged.push(Damaged::new("the second copy of the first commit", "it was altered"));
    }
    match texts(conn) {
        Ok(found) if found == inventory.texts => {}
        Ok(found) => {
            let why = format!("{found} are there, and {} were", inventory.texts);
            damaged.push(Damaged::new("texts", why));
        }
        Err(cause) => damaged.push(Damaged::new("texts", cause.to_string())),
    }
    checked
}

/// The hash of the inventory: another one with every writing.
pub(super) fn hash(conn: &Connection) -> Option<String> {
    value(conn, KEY_HASH).ok()?
}

fn value(conn: &Connection, key: &str) -> rusqlite::Result<Option<String>> {
    conn.query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0)).optional()
}

/// None in a backup that was made without one.
fn read(conn: &Connection) -> Result<Option<Inventory>, String> {
    let value = |key| value(conn, key).map_err(|cause| cause.to_string());
    match (value(KEY)?, value(KEY_HASH)?) {
        (None, None) => Ok(None),
        (Some(json), Some(hash)) if Digest::of(json.as_bytes()).to_string() == hash => {
            serde_json::from_str(&json).map(Some).map_err(|cause| cause.to_string())
        }
        _ => Err("it was altered".into()),
    }
}

/// What the store itself finds wrong with its pages.
fn structure(conn: &Connection) -> Vec<Damaged> {
    let look = || -> rusqlite::Result<Vec<String>> {
        let mut look = conn.prepare(&format!("PRAGMA integrity_check({STRUCTURE_MAX})"))?;
        look.query_map([], |row| row.get(0))?.collect()
    };
    match look() {
        Ok(said) => said
            .into_iter()
            .filter(|it| it != "ok")
            .map(|it| Damaged::new("the database", it))
            .collect(),
        Err(cause) => vec![Damaged::new("the database", cause.to_string())],
    }
}

/// The parts of a table that are as they were written.
fn sound(
    conn: &Connection,
    table: &str,
    kind: &str,
    listed: &BTreeMap<String, String>,
    damaged: &mut Vec<Damaged>,
) -> Files {
    let mut sound = readable(conn, table, &mut Vec::new());
    for (name, hash) in listed {
        let part = || format!("{kind}{name}");
        match sound.get(name) {
            Some(bytes) if Digest::of(bytes).to_string() == *hash => {}
            Some(_) => damaged.push(Damaged::new(part(), "it was altered")),
            None => damaged.push(Damaged::new(part(), "it is missing")),
        }
    }
    let unlisted: Vec<_> =
        sound.keys().filter(|name| !listed.contains_key(*name)).cloned().collect();
    damaged
        .extend(unlisted.iter().map(|it| Damaged::new(format!("{kind}{it}"), "it is not listed")));
    sound.retain(|name, bytes| listed.get(name) == Some(&Digest::of(bytes).to_string()));
    sound
}

/// Every part of a table that can be read, up to the first that cannot.
fn readable(conn: &Connection, table: &str, damaged: &mut Vec<Damaged>) -> Files {
    match all(conn, table) {
        Ok(parts) => parts,
        Err(cause) => {
            damaged.push(Damaged::new(table, cause.to_string()));
            some(conn, table).unwrap_or_default()
        }
    }
}

/// All parts of a table; a log by itself has no files.
pub(super) fn all(conn: &Connection, table: &str) -> rusqlite::Result<Files> {
    let there = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1";
    if conn.query_row(there, [table], |_| Ok(())).optional()?.is_none() {
        return Ok(Files::new());
    }
    let mut parts = conn.prepare(&format!("SELECT * FROM {table}"))?;
    parts.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

fn some(conn: &Connection, table: &str) -> rusqlite::Result<Files> {
    let mut parts = conn.prepare(&format!("SELECT * FROM {table}"))?;
    let parts = parts.query_map([], |row| {
        // A value of another type is not what was written.
        let part = (row.get::<_, Value>(0)?, row.get::<_, Value>(1)?);
        Ok(if let (Value::Text(name), Value::Blob(bytes)) = part {
            Some((name, bytes))
        } else {
            None
        })
    })?;
    Ok(parts.map_while(Result::ok).flatten().collect())
}

fn texts(conn: &Connection) -> rusqlite::Result<u64> {
    conn.prepare_cached("SELECT count(*) FROM sealed")?.query_row([], |row| row.get(0))
}
