//! What this node noted of the log in its data directory: whose it was, how far it went, and what it began with. It
//! lies beside the log, so that a log that is gone, or another one in its place, is noticed before anything is begun.

use crate::storage::{
    data_dir::{self, SECRET},
    inventory::{self, Inventory},
};
use anyhow::{Context as _, bail};
use domain::{Offset, SummitId, programme::Programme};
use journal::{Fault, Position};
use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The file in the data directory; of this directory alone, and in no backup.
pub const FILE: &str = "known.json";

/// A log as it was last seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Whose it is.
    pub summit: SummitId,
    /// How far it went.
    pub position: Position,
    /// What the summit began with.
    pub programme: Programme,
    /// Its log is lost, and an operator wants it to begin anew.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lost: bool,
}

impl Known {
    /// What is noted in a data directory; nothing in a new one, or if the note cannot be read: then the log alone is
    /// believed, and [`missing`](crate::storage::missing) tells the operator.
    #[must_use]
    pub fn read(data: &Path) -> Option<Self> {
        match Self::whole(data) {
            Ok(known) => known,
            Err(error) => {
                tracing::error!(%error, file = FILE, "the note of the log cannot be read; the log alone is believed");
                None
            }
        }
    }

    /// The same; an error if it is not as it was written.
    pub fn whole(data: &Path) -> io::Result<Option<Self>> {
        let bytes = match fs::read(data.join(FILE)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let json = inventory::checked(&bytes).ok_or(io::ErrorKind::InvalidData)?;
        Ok(Some(serde_json::from_slice(json)?))
    }

    /// Notes it. A note that cannot be read is kept under another name.
    pub fn write(&self, data: &Path) -> io::Result<()> {
        if let Err(error) = Self::whole(data) {
            let aside = data_dir::set_aside(&data.join(FILE))?;
            tracing::error!(%error, aside = %aside.display(), "the note of the log was set aside");
        }
        data_dir::replace(&data.join(FILE), &inventory::with_check(&serde_json::to_vec(self)?))
    }

    /// Whether its log is lost, and an operator wants it to begin anew.
    #[must_use]
    pub const fn is_lost(&self) -> bool {
        // An earlier release noted it so.
        self.lost || self.position.offset.0 == 0
    }

    /// Refuses the log of another summit.
    pub fn must_be_of(&self, found: &SummitId, data: &Path) -> anyhow::Result<()> {
        if self.summit == *found {
            return Ok(());
        }
        bail!(
            "the log in {place} is that of {found}, and {known} was here before. Put the log of {known} back, or use another directory for {found}. If {found} is what you want here, remove {file}",
            place = data.display(),
            known = self.summit,
            file = data.join(FILE).display(),
        )
    }
}

/// What an operator can do about a log that is gone.
pub fn after_loss(data: &Path) -> String {
    format!(
        "nothing was begun in {place}. If the files were moved, put them back (summit.sqlite, summit.sqlite-wal). If \
         there is a backup: `burgertop restore BACKUP --data-dir ANOTHER`. If neither: `burgertop new --after-loss \
         --data-dir {place}` begins the summit anew under its name, and every device sends again what it handed in",
        place = data.display()
    )
}

/// Moves what is left of a lost log into a folder of its own, and tells which. What is known of it stays, without
/// commits: the next that opens the directory begins the summit anew under its name.
pub fn set_aside(log: &Path, known: Option<Known>, data: &Path) -> anyhow::Result<PathBuf> {
    let named = |n: u32| data.join(format!("lost-{n}"));
    let free = (1..).map(named).find(|folder| !folder.exists());
    let folder = free.context("no name is free for what is left")?;
    fs::create_dir(&folder)?;
    // Without a note, the summit has another name, and neither its codes nor the tokens of its devices are good.
    let mut also = Vec::from([data_dir::CODES, SECRET, inventory::FILE]);
    if let Some(mut known) = known {
        (known.position.offset, known.lost) = (Offset::ZERO, true);
        known.write(data)?;
        also.clear();
    }
    let stem = log.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    for entry in fs::read_dir(data)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(&format!("{stem}.")) || also.contains(&name.as_str()) {
            fs::rename(entry.path(), folder.join(entry.file_name()))?;
        }
    }
    fs::File::open(data)?.sync_all()?;
    Ok(folder)
}

/// Whether a summit was kept in this directory: it was noted, or has join codes, or devices were signed in. A node whose
/// logs lie in Redis signs devices in as well, and keeps no log here.
#[must_use]
pub fn is_used(data: &Path) -> bool {
    let is_there = |name: &str| fs::symlink_metadata(data.join(name)).is_ok();
    if [FILE, data_dir::CODES].into_iter().any(is_there) {
        return true;
    }
    // One that cannot be read was written all the same.
    let lists =
        |it: Option<Inventory>| it.is_some_and(|it| it.lists(SECRET) || it.lists(data_dir::CODES));
    let signed = is_there(SECRET) || Inventory::read(data).map_or(true, lists);
    signed && !data_dir::has_seen_any(data)
}

/// Refuses a directory in which a summit was kept and no log lies: where the note of the log is gone with it, what was
/// made for the summit still tells.
pub fn refuse_if_gone(log: &Path, data: &Path, known: Option<&Position>) -> Result<(), Fault> {
    let is_of_summit = log.file_name().is_some_and(|name| name == data_dir::LOG);
    if !is_of_summit || known.is_some() || log.is_file() || !is_used(data) {
        return Ok(());
    }
    Err(Fault::Gone { path: log.to_owned(), top: Offset::ZERO, epoch: None })
}

/// Whether this is the failure of a log that is gone.
pub fn is_gone(error: &anyhow::Error) -> Option<&Fault> {
    let fault = error.chain().find_map(|cause| cause.downcast_ref::<Fault>())?;
    matches!(fault, Fault::Gone { .. }).then_some(fault)
}
