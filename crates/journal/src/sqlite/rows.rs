//! Rows to records and back: the statements that both connections use.

use super::{
    file::{fault, is_corrupt},
    inventory,
};
use crate::{
    chain::{self, Audit, Record},
    fault::Fault,
    position::{Damage, Flaw, Position, Verified},
};
use domain::{Commit, Digest, Offset, Sealed};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::HashSet;

/// The salt of a text that was erased. Its row stays, so that one that is missing is known to be damaged.
const ERASED: &[u8] = &[];

/// A record as it lies there, sound or not: a value of another type counts as no bytes.
pub(super) fn record(row: &Row<'_>) -> rusqlite::Result<Record> {
    let bytes =
        |column| row.get_ref(column).map(|value| value.as_bytes().unwrap_or_default().to_vec());
    Ok(Record { offset: Offset(row.get(0)?), bytes: bytes(1)?, hash: bytes(2)? })
}

/// The last record's place and hash.
pub(super) fn top(conn: &Connection) -> rusqlite::Result<(Offset, Digest)> {
    let last = conn
        .prepare_cached("SELECT offset, hash FROM commits ORDER BY offset DESC LIMIT 1")?
        .query_row([], |row| Ok((Offset(row.get(0)?), Digest(row.get(1)?))))
        .optional()?;
    Ok(last.unwrap_or_default())
}

/// Writes a record and the texts beside it.
pub(super) fn insert(conn: &Connection, record: &Record, texts: &[Sealed]) -> rusqlite::Result<()> {
    let Record { offset, bytes, hash } = record;
    conn.prepare_cached("INSERT INTO commits VALUES (?1, ?2, ?3)")?
        .execute(params![offset.0, bytes, hash])?;
    let mut insert = conn.prepare_cached("INSERT INTO sealed VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for (n, sealed) in texts.iter().enumerate() {
        let salt = if sealed.is_erased() { ERASED } else { &sealed.salt[..] };
        insert.execute(params![offset.0, n, sealed.hash, salt, sealed.text])?;
    }
    if offset.0 == 1 {
        inventory::put_first_again(conn, bytes)?;
    }
    Ok(())
}

/// Puts a record in the place of what lies there.
pub(super) fn replace(conn: &Connection, record: &Record) -> rusqlite::Result<()> {
    let Record { offset, bytes, hash } = record;
    conn.execute(
        "INSERT OR REPLACE INTO commits VALUES (?1, ?2, ?3)",
        params![offset.0, bytes, hash],
    )
    .map(drop)
}

/// Commits after `after`, at most `limit`, with their texts. It stops at the limit without touching the
/// record behind it, which may be a bad one.
pub(super) fn read(conn: &Connection, after: Offset, limit: usize) -> Result<Vec<Commit>, Fault> {
    let mut records = conn
        .prepare_cached(
            "SELECT offset, bytes, hash FROM commits WHERE offset > ?1 ORDER BY offset LIMIT ?2",
        )
        .map_err(fault)?;
    let records = records.query_map(params![after.0, limit], record).map_err(fault)?;
    records.map(|record| open(conn, &record.map_err(fault)?)).collect()
}

fn open(conn: &Connection, record: &Record) -> Result<Commit, Fault> {
    let damaged = |flaw| Fault::Damaged(Damage { offset: record.offset, flaw });
    if !record.is_whole() {
        return Err(damaged(Flaw::Altered));
    }
    let mut commit =
        Commit::decode(&record.bytes).map_err(|cause| damaged(Flaw::Unknown(cause.to_string())))?;
    if commit.texts().next().is_some() {
        let beside = match texts(conn, record.offset) {
            Ok(beside) => beside,
            // The log goes on without a text, which is told as damaged.
            Err(cause) if is_corrupt(&cause) => Vec::new(),
            Err(cause) => return Err(fault(cause)),
        };
        commit.reopen(|hash| chain::find(&beside, hash));
    }
    Ok(commit)
}

/// The texts beside a commit; what has not the shape of one is left out.
pub(super) fn texts(conn: &Connection, offset: Offset) -> rusqlite::Result<Vec<Sealed>> {
    let mut texts =
        conn.prepare_cached("SELECT hash, salt, text FROM sealed WHERE offset = ?1 ORDER BY n")?;
    let texts = texts.query_map([offset.0], |row| {
        let (Ok(hash), Ok(text)) = (row.get(0), row.get::<_, String>(2)) else { return Ok(None) };
        if text.is_empty() {
            let is_erased = row.get_ref(1)?.as_bytes() == Ok(ERASED);
            return Ok(is_erased.then(|| Sealed::erased(hash)));
        }
        Ok(row.get(1).ok().map(|salt| Sealed { hash, salt, text }))
    })?;
    texts.filter_map(Result::transpose).collect()
}

/// Erases the texts with these hashes, in one walk: hashes have no index on purpose, for erasing is rare. Salt and text
/// go, and the row stays.
pub(super) fn erase(conn: &Connection, hashes: &[[u8; 32]]) -> rusqlite::Result<u64> {
    let hashes: HashSet<_> = hashes.iter().map(<[u8; 32]>::as_slice).collect();
    let mut places: Vec<(u64, u64)> = Vec::new();
    let mut texts = conn.prepare("SELECT offset, n, hash FROM sealed WHERE length(salt) > 0")?;
    let mut texts = texts.query([])?;
    while let Some(row) = texts.next()? {
        if hashes.contains(row.get_ref(2)?.as_bytes().unwrap_or_default()) {
            places.push((row.get(0)?, row.get(1)?));
        }
    }
    let erase = "UPDATE sealed SET salt = x'', text = '' WHERE offset = ?1 AND n = ?2";
    let mut erase = conn.prepare_cached(erase)?;
    for place in &places {
        erase.execute(*place)?;
    }
    Ok(places.len() as u64)
}

/// Walks the whole log.
pub(super) fn verify(conn: &Connection, position: Position) -> Result<Verified, Fault> {
    let top = position.offset;
    let mut audit = Audit::new(position);
    let mut records =
        conn.prepare("SELECT offset, bytes, hash FROM commits ORDER BY offset").map_err(fault)?;
    let mut last = Offset::ZERO;
    for record in records.query_map([], record).map_err(fault)? {
        let unreadable = |cause: rusqlite::Error| Flaw::Unreadable(cause.to_string());
        match record {
            Ok(record) => {
                let beside = texts(conn, record.offset).unwrap_or_else(|cause| {
                    audit.damage(Damage { offset: record.offset, flaw: unreadable(cause) });
                    Vec::new()
                });
                audit.record(&record, &beside);
                last = record.offset;
            }
            Err(cause) => {
                audit.damage(Damage { offset: last.next(), flaw: unreadable(cause) });
                break;
            }
        }
    }
    tracing::debug!(%top, "verified");
    Ok(audit.finish())
}
