//! Files of a data directory that were there and are gone, or are not as they were written: what cannot be used is set aside,
//! what it costs is said, and the start goes on.

use crate::{
    codes::ledger::Ledger,
    limits::SECRET_MIN_BYTES,
    storage::{
        data_dir::{self, DataDir, LISTENING, PORT, SECRET},
        inventory::{self, Inventory, Stands},
        known::{self, Known},
    },
};
use std::{fs, io, path::Path};

/// A small file beside the log, and what its accidents cost.
struct Part {
    name: &'static str,
    is_whole: fn(&[u8]) -> bool,
    /// It is gone, or cannot be used.
    lost: &'static str,
    /// It can be used, but is another.
    otherwise: &'static str,
}

const CODES: Part = Part {
    name: data_dir::CODES,
    is_whole: |bytes| Ledger::read(bytes).is_ok(),
    lost: "The join codes (codes.json) are gone or damaged. New ones are made: links and cards from before open nothing. Print them again; devices that have joined go on.",
    otherwise: "The join codes (codes.json) are not as they were written: a part was altered, or it is an older file. They are used as they are; links that were used up may open again, and a card may open nothing. If that is not what you want: put back the right file, or remove it and print the cards again.",
};
const KEY: Part = Part {
    name: SECRET,
    is_whole: |bytes| {
        std::str::from_utf8(bytes).is_ok_and(|it| it.trim().len() >= SECRET_MIN_BYTES)
    },
    lost: "The file that signs devices in (secret) is gone or damaged. A new one is made: every device joins again with its code, and then sends what it kept.",
    otherwise: "The file that signs devices in (secret) is not as it was written. It is used as it is: every device joins again with its code, and then sends what it kept. If that is not what you want: put back the right file.",
};
const NUMBER: Part = Part {
    name: PORT,
    is_whole: |bytes| std::str::from_utf8(bytes).is_ok_and(|it| data_dir::ports(it).is_some()),
    lost: "The port that printed cards name is not known any more (port). If they do not open, start once with --port and the number on a card.",
    otherwise: "The port that printed cards name is not as it was written (port). If they do not open, start once with --port and the number on a card.",
};

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Whole,
    Otherwise,
    Lost,
}

/// Mends what can be mended in a directory in which a summit was kept. Tells what the one who starts it should know.
///
/// `signs_itself`: the secret lies in the directory, not in the settings.
pub fn look(data: &DataDir, signs_itself: bool) -> io::Result<Vec<String>> {
    let mut notes = Vec::new();
    let is_there = |name: &str| fs::symlink_metadata(data.file(name)).is_ok();
    let was_used = [known::FILE, data_dir::CODES, SECRET, PORT, data_dir::LOG, inventory::FILE];
    if !was_used.into_iter().any(is_there) {
        return Ok(notes);
    }
    let was_known = is_there(known::FILE);
    if Known::whole(data.path()).is_err() {
        data_dir::set_aside(&data.file(known::FILE))?;
        notes.push(
            "The note of how far the log goes (known.json) is damaged, and was set aside. The log alone is believed: look whether the last ideas are there."
                .to_owned(),
        );
    }
    let inventory = match Inventory::read(data.path()) {
        Ok(inventory) => inventory,
        Err(_) => {
            data_dir::set_aside(&data.file(inventory::FILE))?;
            notes.push(
                "The note of what was written (inventory.json) is damaged, and was set aside. The join codes, the secret and the port are taken as they are."
                    .to_owned(),
            );
            None
        }
    };
    // Without an inventory, of an earlier release say, what is not there may never have been.
    let was_there = |name: &str| inventory.as_ref().map_or(was_known, |it| it.lists(name));
    let found = |part: &Part| found(data.path(), part, inventory.as_ref(), was_there(part.name));
    let mut tell = |part: &Part, found: Found| match found {
        Found::Whole => {}
        Found::Otherwise => notes.push(part.otherwise.to_owned()),
        Found::Lost => notes.push(part.lost.to_owned()),
    };
    tell(&CODES, found(&CODES)?);
    if signs_itself {
        tell(&KEY, found(&KEY)?);
    }
    let number = found(&NUMBER)?;
    let listened = fs::read_to_string(data.file(LISTENING)).ok();
    let listened = listened.and_then(|it| it.trim().parse::<std::net::SocketAddr>().ok());
    match listened {
        Some(address) if number != Found::Whole => {
            data.keep_port(address.port(), address.port())?;
        }
        _ => tell(&NUMBER, number),
    }
    for note in &notes {
        tracing::error!("{note}");
    }
    Ok(notes)
}

/// How a file is found. What cannot be used is set aside.
fn found(
    data: &Path,
    part: &Part,
    inventory: Option<&Inventory>,
    was_there: bool,
) -> io::Result<Found> {
    let file = data.join(part.name);
    let bytes = match fs::read(&file) {
        Ok(bytes) => bytes,
        Err(_) if fs::symlink_metadata(&file).is_err() => {
            return Ok(if was_there { Found::Lost } else { Found::Whole });
        }
        // A folder, a link that leads nowhere, a file that may not be read.
        Err(error) => {
            let aside = data_dir::set_aside(&file)?;
            tracing::error!(%error, file = part.name, aside = %aside.display(), "it cannot be read, and was set aside");
            return Ok(Found::Lost);
        }
    };
    if !(part.is_whole)(&bytes) {
        let aside = data_dir::set_aside(&file)?;
        tracing::error!(file = part.name, aside = %aside.display(), "it is damaged, and was set aside");
        return Ok(Found::Lost);
    }
    let stands = inventory.map_or(Stands::Written, |it| it.holds(part.name, &bytes));
    if stands == Stands::Otherwise {
        // It is used, and so may be written over.
        let aside = data_dir::copy_aside(&file)?;
        tracing::error!(file = part.name, copy = %aside.display(), "it is not as it was written; a copy was kept");
        return Ok(Found::Otherwise);
    }
    Ok(Found::Whole)
}
