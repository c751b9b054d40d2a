//! Opens a summit that exists, for commands that read it: they must neither make one nor change it.

use crate::{
    settings::Settings,
    storage::{
        data_dir::{self, DataDir, NotOurs},
        known,
        location::Home,
        open,
    },
};
use anyhow::Context as _;
use journal::backup::{self, Files};
use std::{fs, path::Path};
use tempfile::TempDir;

/// What keeps a home as it is while it is looked at.
#[derive(Debug)]
pub enum Held {
    /// Redis has many readers.
    Not,
    /// The data directory is held here.
    Here(DataDir),
    /// A copy is looked at: a server has it open, or it must not change.
    ByAnother { _copy: Copied },
}

/// The home that the settings name, with a summit in it, for looking must not make one. A data directory is held as
/// long as what is answered; beside a server that has it open, a copy is.
pub async fn existing(settings: &Settings) -> anyhow::Result<(Home, Held)> {
    let home = Home::of(settings, &settings.data.dir)?;
    home.must_hold_one().await?;
    if matches!(home, Home::Redis(_)) {
        return Ok((home, Held::Not));
    }
    match DataDir::open(&settings.data.dir) {
        Ok(data) => Ok((home, Held::Here(data))),
        Err(NotOurs::Locked(path)) => {
            let copied = tokio::task::spawn_blocking(move || Copied::of(&path)).await??;
            Ok((copied.home(), Held::ByAnother { _copy: copied }))
        }
        Err(error) => Err(error.into()),
    }
}

/// The log as it is, to be looked at and not to be changed.
pub async fn looked_at(settings: &Settings) -> anyhow::Result<(open::Found, Held)> {
    let (home, held) = existing(settings).await?;
    let data = match held {
        Held::Here(data) => data,
        held => return Ok((open::open(&home, &settings.summit).await?, held)),
    };
    let copied = Copied::as_it_is(data.path())?;
    match open::open(&copied.home(), &settings.summit).await {
        Ok(found) => Ok((found, Held::ByAnother { _copy: copied })),
        Err(error) => Err(copied.of_original(&error, data.path())),
    }
}

/// A copy of the log of a data directory; gone when this is dropped.
#[derive(Debug)]
pub struct Copied(TempDir);

impl Copied {
    /// All of the log of a server that runs, up to one moment. Who writes to it does not wait for this.
    pub fn of(data: &Path) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("burgertop-").tempdir()?;
        let to = folder.path().join(data_dir::LOG);
        backup::write(&data.join(data_dir::LOG), &to, &Files::new())
            .with_context(|| format!("the log in {} cannot be copied", data.display()))?;
        Ok(Self(folder))
    }

    /// The files of a directory that no server has open, as they are: what is damaged in them stays as it is, and what
    /// opening it would mend is mended in the copy alone.
    pub fn as_it_is(data: &Path) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("burgertop-").tempdir()?;
        let log = data.join(data_dir::LOG);
        let [wal, index] = ["-wal", "-shm"].map(|it| data.join(format!("{}{it}", data_dir::LOG)));
        for file in [log.clone(), wal, index, log.with_extension("lock"), data.join(known::FILE)] {
            if let (true, Some(name)) = (file.is_file(), file.file_name()) {
                fs::copy(&file, folder.path().join(name))
                    .with_context(|| format!("{} cannot be copied", file.display()))?;
            }
        }
        // That they are there tells that a summit was kept, whatever is in them.
        let tells = [known::FILE, data_dir::CODES, data_dir::SECRET];
        for name in tells.into_iter().filter(|it| fs::symlink_metadata(data.join(it)).is_ok()) {
            fs::OpenOptions::new().create(true).append(true).open(folder.path().join(name))?;
        }
        if known::is_used(data) && !known::is_used(folder.path()) {
            fs::write(folder.path().join(data_dir::SECRET), "")?;
        }
        Ok(Self(folder))
    }

    /// A failure of the copy, in words about the directory.
    #[must_use]
    pub fn of_original(&self, error: &anyhow::Error, data: &Path) -> anyhow::Error {
        let (copy, data) = (self.0.path().display().to_string(), data.display().to_string());
        anyhow::Error::msg(format!("{error:#}").replace(&copy, &data))
    }

    /// The home of the copy.
    #[must_use]
    pub fn home(&self) -> Home {
        Home::file(self.0.path())
    }
}
