//! The summit of a data directory: its journal, founded from a programme where there is none.

use crate::{data_dir::DataDir, programmes, settings};
use domain::{Salt, SummitId, Time};
use hub::{Opening, found};
use journal::{Journal as _, Opened, Sqlite};
use std::{
    path::Path,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

/// The file of the log.
const FILE: &str = "summit.sqlite";
/// The name of the one summit of a data directory.
const NAME: &str = "burgertop";

/// What was found, or made, in the data directory.
#[derive(Debug)]
pub struct Found {
    /// The log.
    pub journal: Arc<Sqlite>,
    /// How it stood when it was opened.
    pub opened: Opened,
    /// Whether it was begun just now.
    pub is_new: bool,
}

/// Whether a summit lies in this directory.
#[must_use]
pub fn is_in(dir: &Path) -> bool {
    dir.join(FILE).is_file()
}

/// Opens the log; begins it from the programme if it is empty.
pub async fn open(data: &DataDir, summit: &settings::Summit) -> anyhow::Result<Found> {
    let (journal, opened) = Sqlite::open(data.file(FILE)).await?;
    let is_new = opened.position.offset == domain::Offset::ZERO && opened.read_only.is_none();
    if let Some(cut) = &opened.cut {
        tracing::error!(from = cut.from.0, to = cut.to.0, aside = %cut.aside.display(), "a damaged end of the log was set aside");
    }
    if let Some(reason) = &opened.read_only {
        tracing::error!(reason, "the log is damaged: the summit can be read, not added to");
    }
    if is_new {
        let programme = programmes::find(&summit.programme, summit.tables, summit.seats)?;
        found(&journal, &SummitId::from(NAME), &programme, now(), chance()).await?;
    }
    Ok(Found { journal: Arc::new(journal), opened, is_new })
}

impl Found {
    /// For the hub.
    #[must_use]
    pub fn opening(&self) -> Opening {
        let former = self.opened.cut.as_ref().map(|cut| {
            let durable = domain::Offset(cut.from.0.saturating_sub(1));
            (cut.old_epoch.clone(), durable)
        });
        Opening { journal: self.journal.clone(), former, read_only: self.opened.read_only.clone() }
    }

    /// Lets go of the file.
    pub async fn close(&self) {
        self.journal.close().await;
    }
}

/// The clock of this machine.
#[must_use]
pub fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// Chance from the system's generator.
///
/// # Panics
/// If the system has none: nothing here could be secret then.
#[must_use]
pub fn chance() -> Salt {
    let mut bytes = Salt::default();
    #[expect(clippy::unwrap_used, reason = "without chance there are no secrets, and no server")]
    getrandom::fill(&mut bytes).unwrap();
    bytes
}
