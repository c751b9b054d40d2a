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

const KNOWN: &str = "The note of how far the log goes (known.json) is damaged. The log alone is believed: look whether the last ideas are there.";
const INVENTORY: &str = "The note of what was written (inventory.json) is gone or damaged. The join codes, the secret and the port are taken as they are.";
const OLDER: &str = "The note of what was written (inventory.json) is an older one. So may be the join codes (codes.json), the secret (secret) and the port (port). They are used as they are; links that were used up may open again, and a card may open nothing. If that is not what you want: put back the right files.";

/// How a file is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Whole,
    /// It can be used, but is not what was written.
    Otherwise,
    /// It is gone.
    Gone,
    /// It lies there and cannot be used.
    Damaged,
}

/// What is found of the small files of a data directory.
struct Look {
    /// Each with its state; the secret only if it signs devices in.
    parts: Vec<(&'static Part, State)>,
    known_is_damaged: bool,
    inventory_is_damaged: bool,
    inventory_is_gone: bool,
    inventory_is_older: bool,
}

impl Look {
    /// None if no summit was kept there. Nothing is changed by it.
    fn at(data: &Path, signs_itself: bool) -> Option<Self> {
        let is_there = |name: &str| fs::symlink_metadata(data.join(name)).is_ok();
        let was_used = [known::FILE, data_dir::CODES, SECRET, PORT, data_dir::LOG, inventory::FILE];
        if !was_used.into_iter().any(is_there) {
            return None;
        }
        let inventory = Inventory::read(data);
        let inventory_is_damaged = inventory.is_err();
        let inventory_is_gone = Inventory::is_gone(data);
        let inventory = inventory.ok().flatten();
        // Without an inventory, of an earlier release say, what is not there may never have been.
        let was_known = is_there(known::FILE);
        let was_there = |name: &str| inventory.as_ref().map_or(was_known, |it| it.lists(name));
        let state = |part: &'static Part| {
            (part, part.state(data, inventory.as_ref(), was_there(part.name)))
        };
        let parts = [&CODES, &KEY, &NUMBER].into_iter();
        let parts = parts.filter(|part| signs_itself || part.name != SECRET).map(state).collect();
        Some(Self {
            parts,
            known_is_damaged: Known::whole(data).is_err(),
            inventory_is_damaged,
            inventory_is_gone,
            inventory_is_older: inventory.is_some_and(|it| it.is_older(data)),
        })
    }

    /// What the one who starts it should know.
    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        notes.extend(self.known_is_damaged.then_some(KNOWN));
        notes.extend((self.inventory_is_damaged || self.inventory_is_gone).then_some(INVENTORY));
        notes.extend(self.inventory_is_older.then_some(OLDER));
        notes.extend(self.parts.iter().filter_map(|(part, state)| part.note(*state)));
        notes.into_iter().map(str::to_owned).collect()
    }
}

impl Part {
    fn state(&self, data: &Path, inventory: Option<&Inventory>, was_there: bool) -> State {
        let file = data.join(self.name);
        let bytes = match fs::read(&file) {
            Ok(bytes) => bytes,
            Err(_) if fs::symlink_metadata(&file).is_err() => {
                return if was_there { State::Gone } else { State::Whole };
            }
            // A folder, a link that leads nowhere, a file that may not be read.
            Err(_) => return State::Damaged,
        };
        if !(self.is_whole)(&bytes) {
            return State::Damaged;
        }
        match inventory.map_or(Stands::Written, |it| it.holds(self.name, &bytes)) {
            Stands::Written => State::Whole,
            Stands::Otherwise => State::Otherwise,
        }
    }

    const fn note(&self, state: State) -> Option<&'static str> {
        match state {
            State::Whole => None,
            State::Otherwise => Some(self.otherwise),
            State::Gone | State::Damaged => Some(self.lost),
        }
    }
}

/// What is wrong with the small files of a data directory in which a summit was kept, a sentence each. Nothing is changed.
#[must_use]
pub fn inspect(data: &Path, signs_itself: bool) -> Vec<String> {
    Look::at(data, signs_itself).map(|look| look.notes()).unwrap_or_default()
}

/// Mends what can be mended in a directory in which a summit was kept. Tells what the one who starts it should know.
///
/// `signs_itself`: the secret lies in the directory, not in the settings.
pub fn look(data: &DataDir, signs_itself: bool) -> io::Result<Vec<String>> {
    let Some(mut look) = Look::at(data.path(), signs_itself) else { return Ok(Vec::new()) };
    if look.inventory_is_damaged {
        data_dir::set_aside(&data.file(inventory::FILE))?;
    }
    for (part, state) in &look.parts {
        let file = data.file(part.name);
        match state {
            State::Damaged => {
                let aside = data_dir::set_aside(&file)?;
                tracing::error!(file = part.name, aside = %aside.display(), "it cannot be used, and was set aside");
            }
            // It is used, and so may be written over.
            State::Otherwise => keep_copy(&file)?,
            State::Whole if look.inventory_is_older && file.is_file() => keep_copy(&file)?,
            State::Whole | State::Gone => {}
        }
    }
    let listened = fs::read_to_string(data.file(LISTENING)).ok();
    let listened = listened.and_then(|it| it.trim().parse::<std::net::SocketAddr>().ok());
    let mut port = look.parts.iter_mut().filter(|(part, _)| part.name == PORT);
    if let Some(address) = listened
        && let Some((_, state)) = port.find(|(_, state)| *state != State::Whole)
    {
        data.keep_port(address.port(), address.port())?;
        *state = State::Whole;
    }
    let notes = look.notes();
    for note in &notes {
        tracing::error!("{note}");
    }
    Ok(notes)
}

fn keep_copy(file: &Path) -> io::Result<()> {
    let aside = data_dir::copy_aside(file)?;
    tracing::error!(file = %file.display(), copy = %aside.display(), "it is not as it was written; a copy was kept");
    Ok(())
}
