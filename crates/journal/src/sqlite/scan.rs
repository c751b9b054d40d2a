//! The look at a log when it is opened: is it sound, is only its tail bad, or is its middle?

use super::rows;
use crate::{
    chain::Walk,
    limits::CUT_MAX,
    position::{Damage, Flaw},
};
use domain::{Digest, Offset};
use rusqlite::Connection;

/// What was found.
#[derive(Debug)]
pub(super) struct Scan {
    /// The last record of the sound beginning.
    pub offset: Offset,
    /// Its hash.
    pub hash: Digest,
    /// What lies behind it.
    pub verdict: Verdict,
}

/// What lies behind the sound beginning.
#[derive(Debug)]
pub(super) enum Verdict {
    /// Nothing: the log is sound.
    Sound,
    /// Bad records, up to this one as far as is known: to be cut.
    Tail {
        /// The last one.
        to: Offset,
        /// The first flaw.
        damage: Damage,
        /// The store cannot read all of its pages.
        unreadable: bool,
    },
    /// The log is sound, but not all texts beside it can be read.
    Texts(String),
    /// Something that must not be cut: only an operator can decide.
    Middle(String),
}

/// Walks along the log.
pub(super) fn scan(conn: &Connection) -> rusqlite::Result<Scan> {
    let mut walk = Walk::default();
    let damage = first_damage(conn, &mut walk)?;
    let verdict = match damage {
        None => texts_verdict(conn),
        Some(damage) if matches!(damage.flaw, Flaw::Unknown(_)) => {
            Verdict::Middle(damage.to_string())
        }
        Some(damage) => behind(conn, walk.offset, damage)?,
    };
    Ok(Scan { offset: walk.offset, hash: walk.hash, verdict })
}

/// Walks until something is wrong.
fn first_damage(conn: &Connection, walk: &mut Walk) -> rusqlite::Result<Option<Damage>> {
    let mut records = conn.prepare("SELECT offset, bytes, hash FROM commits ORDER BY offset")?;
    for record in records.query_map([], rows::record)? {
        let step = match record {
            Ok(record) => walk.step(&record).map(drop),
            Err(cause) => {
                let flaw = Flaw::Unreadable(cause.to_string());
                Err(Damage { offset: walk.offset.next(), flaw })
            }
        };
        if let Err(damage) = step {
            return Ok(Some(damage));
        }
    }
    Ok(None)
}

/// A whole record behind the bad one makes it a bad middle. Looked for from the end, since the store may
/// not get past the bad one.
fn behind(conn: &Connection, good: Offset, damage: Damage) -> rusqlite::Result<Verdict> {
    let mut records = conn.prepare(
        "SELECT offset, bytes, hash FROM commits WHERE offset > ?1 ORDER BY offset DESC",
    )?;
    let mut to = damage.offset;
    let mut unreadable = matches!(damage.flaw, Flaw::Unreadable(_));
    for (n, record) in records.query_map([good.0], rows::record)?.enumerate() {
        let Ok(record) = record else {
            unreadable = true;
            break;
        };
        to = to.max(record.offset);
        if record.offset > damage.offset && record.is_whole() {
            let whole = record.offset;
            return Ok(Verdict::Middle(format!("{damage}, and commit {whole} behind it is whole")));
        }
        if n >= CUT_MAX {
            return Ok(Verdict::Middle(format!("{damage}, and more than {CUT_MAX} with it")));
        }
    }
    // Rows can be cut one by one only where everything beside them can be read.
    let unreadable = unreadable || matches!(texts_verdict(conn), Verdict::Texts(_));
    Ok(Verdict::Tail { to, damage, unreadable })
}

/// Texts lie in pages of their own, which may be damaged too.
fn texts_verdict(conn: &Connection) -> Verdict {
    let all = "SELECT total(length(hash) + length(salt) + length(text)) FROM sealed";
    match conn.query_row(all, [], |row| row.get::<_, f64>(0)) {
        Ok(_) => Verdict::Sound,
        Err(cause) => Verdict::Texts(format!("texts beside the log cannot be read: {cause}")),
    }
}
