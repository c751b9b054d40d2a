//! Opening a log: what is sound is served, a bad tail is cut, a bad middle makes it read-only.

use super::{
    cut,
    file::{self, unreadable},
    inventory, kept,
    noted::{self, Noted},
    rows,
    scan::{Scan, Verdict, scan},
    wal,
};
use crate::{
    fault::Fault,
    position::{Cut, Opened, Position},
};
use domain::Epoch;
use rusqlite::Connection;
use std::{fs::File, path::Path};

/// A log that is open for this process alone.
#[derive(Debug)]
pub(super) struct Open {
    pub lock: File,
    pub writer: Connection,
    pub reader: Connection,
    pub opened: Opened,
}

/// Opens the file, or makes it.
pub(super) fn open(path: &Path, known: Option<&Position>) -> Result<Open, Fault> {
    let lock = file::lock(path)?;
    let noted = Noted::read(&lock, known);
    kept::in_place(path)?;
    wal::keep_if_damaged(path)?;
    noted.refuse_if_gone(path)?;
    let mut found = kept::keep_if_less(path, noted.top)?;
    let sound = found.sound.take();
    let (writer, opened) = match take(path, &noted, sound) {
        Ok(taken) => taken,
        Err(fault) => {
            found.put_back()?;
            return Err(fault);
        }
    };
    let reader = file::reader(path)?;
    // What is behind a damaged record was known all the same.
    if opened.read_only.is_none() {
        noted::note(&lock, &opened.position);
    }
    let Position { epoch, offset, .. } = &opened.position;
    if let Some(Cut { from, to, aside, old_epoch }) = &opened.cut {
        tracing::error!(%from, %to, aside = %aside.display(), %old_epoch, %epoch, "cut a bad tail");
    }
    match &opened.read_only {
        Some(why) => tracing::error!(path = %path.display(), %offset, %why, "opened read-only"),
        None => tracing::info!(path = %path.display(), %offset, %epoch, "opened"),
    }
    Ok(Open { lock, writer, reader, opened })
}

/// Takes the log as it is, or what can be saved of it. SQLite may change the files also where that fails.
fn take(path: &Path, noted: &Noted, sound: Option<Scan>) -> Result<(Connection, Opened), Fault> {
    match file::writer(path) {
        Ok((conn, epoch)) => look(conn, epoch, path, noted, sound),
        Err(Fault::Unreadable { path, why }) => {
            salvage(&path).ok_or(Fault::Unreadable { path, why })?
        }
        Err(fault) => Err(fault),
    }
}

fn look(
    mut conn: Connection,
    epoch: Epoch,
    path: &Path,
    noted: &Noted,
    sound: Option<Scan>,
) -> Result<(Connection, Opened), Fault> {
    let scanned = || scan(&conn).map_err(|cause| unreadable(path, cause));
    let mut found = sound.map_or_else(scanned, Ok)?;
    if found.offset.0 == 0
        && !matches!(found.verdict, Verdict::Sound)
        && let Some(first) = inventory::first_again(&conn)
        && rows::replace(&conn, &first).is_ok()
    {
        tracing::error!("the first commit is damaged; the second copy of it is used");
        found = scanned()?;
    }
    let Scan { offset, hash, verdict } = found;
    let position = |epoch| Position { epoch, offset, hash };
    match verdict {
        Verdict::Sound | Verdict::Texts(_) if offset < noted.top => {
            noted.refuse_if_nothing(path, offset)?;
            tracing::error!(%offset, noted = %noted.top, "the end of the log is gone");
            let (cut, epoch) = cut::rows(&mut conn, path, (offset, noted.top), epoch)?;
            let opened = Opened { position: position(epoch), cut: Some(cut), read_only: None };
            Ok((conn, opened))
        }
        // With no sound beginning there is nothing to go on from: a backup is better than an empty log.
        Verdict::Tail { damage, .. } if offset.0 == 0 => {
            Err(Fault::Unreadable { path: path.to_owned(), why: damage.to_string() })
        }
        Verdict::Middle(why) if offset.0 == 0 => {
            Err(Fault::Unreadable { path: path.to_owned(), why })
        }
        Verdict::Sound => {
            let opened = Opened { position: position(epoch), cut: None, read_only: None };
            Ok((conn, opened))
        }
        Verdict::Texts(why) | Verdict::Middle(why) => {
            let opened = Opened { position: position(epoch), cut: None, read_only: Some(why) };
            Ok((conn, opened))
        }
        Verdict::Tail { to, damage, unreadable: false } => {
            tracing::error!(%damage, "a bad tail");
            let (cut, epoch) = cut::rows(&mut conn, path, (offset, to), epoch)?;
            let opened = Opened { position: position(epoch), cut: Some(cut), read_only: None };
            Ok((conn, opened))
        }
        Verdict::Tail { to, damage, unreadable: true } => {
            tracing::error!(%damage, "a bad tail, in pages that cannot be read");
            let cut = cut::pages(conn, path, (offset, to), epoch)?;
            let (conn, epoch) = file::writer(path)?;
            let opened = Opened { position: position(epoch), cut: Some(cut), read_only: None };
            Ok((conn, opened))
        }
    }
}

/// What can be saved of a file that lost its end; nothing, if it is not that.
fn salvage(path: &Path) -> Option<Result<(Connection, Opened), Fault>> {
    let (conn, epoch) = file::salvage(path).ok()?;
    let Scan { offset, hash, verdict } = scan(&conn).ok()?;
    let to = match verdict {
        Verdict::Tail { to, .. } => to,
        // The log is whole: what lay beside it was at the end of the file.
        Verdict::Sound | Verdict::Texts(_) => offset,
        Verdict::Middle(_) => return None,
    };
    let epoch = epoch.filter(|_| offset.0 > 0)?;
    let saved = cut::pages(conn, path, (offset, to), epoch).and_then(|cut| {
        let (conn, epoch) = file::writer(path)?;
        let position = Position { epoch, offset, hash };
        Ok((conn, Opened { position, cut: Some(cut), read_only: None }))
    });
    Some(saved)
}
