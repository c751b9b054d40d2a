//! Cutting a bad tail: copied aside first, so that nothing is lost that could be read.

use super::{
    backup::Files,
    file::{self, fault},
    rows,
};
use crate::{chain::Record, fault::Fault, position::Cut};
use domain::{Epoch, Offset, Sealed};
use rusqlite::{Connection, params};
use serde_json::json;
use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
};

/// Where the tail after `good` is set aside.
fn aside(path: &Path, epoch: &Epoch, good: Offset) -> PathBuf {
    file::folder_of(path).join(format!("tail-{epoch}-{}.bad", good.next()))
}

/// Cuts the rows after `good`: they go aside as lines of JSON, then out of the tables in one transaction
/// with the new epoch.
pub(super) fn rows(
    conn: &mut Connection,
    path: &Path,
    (good, to): (Offset, Offset),
    old_epoch: Epoch,
) -> Result<(Cut, Epoch), Fault> {
    let aside = aside(path, &old_epoch, good);
    copy(conn, &aside, good)?;
    file::sync(file::folder_of(path))?;
    let tx = conn.transaction().map_err(fault)?;
    tx.execute("DELETE FROM commits WHERE offset > ?1", [good.0]).map_err(fault)?;
    tx.execute("DELETE FROM sealed WHERE offset > ?1", [good.0]).map_err(fault)?;
    let epoch = file::begin_epoch(&tx, Some(&old_epoch))?;
    tx.commit().map_err(fault)?;
    Ok((Cut { from: good.next(), to, aside, old_epoch }, epoch))
}

fn copy(conn: &Connection, aside: &Path, good: Offset) -> Result<(), Fault> {
    let mut lines = Vec::new();
    let mut records = conn
        .prepare("SELECT offset, bytes, hash FROM commits WHERE offset > ?1 ORDER BY offset")
        .map_err(fault)?;
    for record in records.query_map([good.0], rows::record).map_err(fault)? {
        let Record { offset, bytes, hash } = record.map_err(fault)?;
        let texts = rows::texts(conn, offset).map_err(fault)?;
        let texts: Vec<_> = texts
            .iter()
            .map(|Sealed { hash, salt, text }| {
                json!({ "hash": hex::encode(hash), "salt": hex::encode(salt), "text": text })
            })
            .collect();
        let line = json!({
            "offset": offset.0, "hash": hex::encode(hash), "bytes": hex::encode(bytes), "texts": texts,
        });
        lines.extend_from_slice(format!("{line}\n").as_bytes());
    }
    let mut file = File::create(aside).map_err(Fault::store)?;
    file.write_all(&lines).and_then(|()| file.sync_all()).map_err(Fault::store)
}

/// Cuts a tail whose pages cannot be read: the sound beginning is copied into a new file, which takes the
/// place of the old one; the old one is what is set aside.
pub(super) fn pages(
    conn: Connection,
    path: &Path,
    (good, to): (Offset, Offset),
    old_epoch: Epoch,
) -> Result<Cut, Fault> {
    let fresh = path.with_extension("rebuilt");
    for stale in file::beside(&fresh).iter().chain([&fresh]) {
        file::remove(stale)?;
    }
    copy_beginning(&conn, &fresh, good, &old_epoch, &notes(&conn).map_err(fault)?, None)?;
    // All of the old file must be in the file itself: a log beside it would be taken for the new one's.
    let left: i64 =
        conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).map_err(fault)?;
    conn.close().map_err(|(_, cause)| fault(cause))?;
    if left != 0 {
        return Err(Fault::Unreadable {
            path: path.to_owned(),
            why: "its log cannot be folded in".into(),
        });
    }
    let aside = aside(path, &old_epoch, good);
    file::remove(&aside)?;
    // The file must never be gone from its place: where there are no links, it is copied.
    fs::hard_link(path, &aside)
        .or_else(|_| fs::copy(path, &aside).and_then(|_| File::open(&aside)?.sync_all()))
        .map_err(Fault::store)?;
    for stale in file::beside(path) {
        file::remove(&stale)?;
    }
    fs::rename(&fresh, path).map_err(Fault::store)?;
    file::sync(file::folder_of(path))?;
    Ok(Cut { from: good.next(), to, aside, old_epoch })
}

/// A new database with the commits up to `good`, their texts and these notes, and a new epoch. Where none is good, the
/// first may lie elsewhere.
pub(super) fn copy_beginning(
    old: &Connection,
    fresh: &Path,
    good: Offset,
    old_epoch: &Epoch,
    notes: &Files,
    first: Option<&Record>,
) -> Result<(), Fault> {
    let (mut new, _) = file::writer(fresh)?;
    let tx = new.transaction().map_err(fault)?;
    file::begin_epoch(&tx, Some(old_epoch))?;
    copy_records(old, &tx, good).map_err(fault)?;
    if let Some(first) = first {
        rows::insert(&tx, first, &[]).map_err(fault)?;
    }
    for (key, bytes) in notes {
        tx.execute("INSERT INTO notes VALUES (?1, ?2)", params![key, bytes]).map_err(fault)?;
    }
    tx.commit().map_err(fault)?;
    new.close().map_err(|(_, cause)| fault(cause))
}

/// Byte for byte; it stops at `good` without touching the record behind it. Texts that cannot be read are
/// left behind, and are told as damaged.
fn copy_records(old: &Connection, new: &Connection, good: Offset) -> rusqlite::Result<()> {
    let mut records =
        old.prepare("SELECT offset, bytes, hash FROM commits ORDER BY offset LIMIT ?1")?;
    for record in records.query_map([good.0], rows::record)? {
        let record = record?;
        let texts = rows::texts(old, record.offset).unwrap_or_else(|cause| {
            tracing::error!(offset = record.offset.0, %cause, "texts cannot be read");
            Vec::new()
        });
        rows::insert(new, &record, &texts)?;
    }
    Ok(())
}

/// Those notes that can be read.
fn notes(old: &Connection) -> rusqlite::Result<Files> {
    let mut readable = Files::new();
    let mut notes = old.prepare("SELECT key, bytes FROM notes ORDER BY key")?;
    for note in notes.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))? {
        match note {
            Ok((key, bytes)) => drop(readable.insert(key, bytes)),
            Err(cause) => {
                tracing::error!(%cause, "notes beside the log cannot be read");
                break;
            }
        }
    }
    Ok(readable)
}
