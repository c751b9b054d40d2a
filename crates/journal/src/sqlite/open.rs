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
    let end = wal::end(path);
    noted.refuse_if_gone(path, end)?;
    let mut found = kept::keep_if_less(path, &noted, end)?;
    let sound = found.sound.take();
    let (writer, opened) = match take(path, (&noted, end), sound) {
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
        // A power cut may take what is noted later, not that something was: without a note, a new epoch begins.
        lock.sync_all().map_err(Fault::store)?;
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
fn take(
    path: &Path,
    noted: (&Noted, wal::End),
    sound: Option<Scan>,
) -> Result<(Connection, Opened), Fault> {
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
    (noted, end): (&Noted, wal::End),
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
    let doubt = noted.doubt(offset, end).filter(|_| offset >= noted.top);
    match verdict {
        Verdict::Sound | Verdict::Texts(_) if offset < noted.top => {
            noted.refuse_if_nothing(path, offset)?;
            tracing::error!(%offset, noted = %noted.top, "the end of the log is gone");
            let (cut, epoch) = cut::rows(&mut conn, path, (offset, noted.top), epoch)?;
            let opened = Opened::cut(position(epoch), cut);
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
            let Some(why) = doubt else {
                let opened = Opened::sound(position(epoch));
                return Ok((conn, opened));
            };
            tracing::error!(%offset, why, "the log may have gone further than what is left of it");
            let (cut, epoch) = cut::rows(&mut conn, path, (offset, offset), epoch)?;
            let opened = Opened::cut(position(epoch), cut);
            Ok((conn, opened))
        }
        Verdict::Texts(why) | Verdict::Middle(why) => {
            let opened = Opened::read_only(position(epoch), why);
            Ok((conn, opened))
        }
        Verdict::Tail { to, damage, unreadable: false } => {
            tracing::error!(%damage, "a bad tail");
            let (cut, epoch) = cut::rows(&mut conn, path, (offset, to), epoch)?;
            let opened = Opened::cut(position(epoch), cut);
            Ok((conn, opened))
        }
        Verdict::Tail { to, damage, unreadable: true } => {
            tracing::error!(%damage, "a bad tail, in pages that cannot be read");
            let cut = cut::pages(conn, path, (offset, to), epoch)?;
            let (conn, epoch) = file::writer(path)?;
            let opened = Opened::cut(position(epoch), cut);
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
        Ok((conn, Opened::cut(position, cut)))
    });
    Some(saved)
}
