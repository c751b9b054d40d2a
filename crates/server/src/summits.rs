//! The summit of a data directory: its journal, founded from a programme where there is none.

use crate::{data_dir::DataDir, programmes, settings};
use domain::{Epoch, Offset, Salt, SummitId, Time};
use hub::{Opening, SummitHandle, found};
use journal::{Fault, Journal as _, Opened, Sqlite, note_ended};
use std::{
    path::Path,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

/// The file of the log.
pub const FILE: &str = "summit.sqlite";

/// What was found, or made, in the data directory.
#[derive(Debug)]
pub struct Found {
    /// The log.
    pub journal: Arc<Sqlite>,
    /// How it stood when it was opened.
    pub opened: Opened,
    /// Every epoch before this one, and up to where the log is the same.
    pub former: Vec<(Epoch, Offset)>,
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
    let is_new = opened.position.offset == Offset::ZERO && opened.read_only.is_none();
    if let Some(cut) = &opened.cut {
        tracing::error!(from = cut.from.0, to = cut.to.0, aside = %cut.aside.display(), "a damaged end of the log was set aside");
    }
    if let Some(reason) = &opened.read_only {
        tracing::error!(reason, "the log is damaged: the summit can be read, not added to");
    }
    if is_new {
        let programme = programmes::find(&summit.programme, summit.tables, summit.seats)?;
        found(&journal, &name(&summit.id), &programme, now(), chance()).await?;
    }
    let former = former(&journal, &opened).await?;
    Ok(Found { journal: Arc::new(journal), opened, former, is_new })
}

/// As it was asked for; else one that no other summit has.
fn name(wanted: &str) -> SummitId {
    match wanted {
        "" => SummitId::from(format!("burgertop-{}", hex::encode(&chance()[..4])).as_str()),
        wanted => SummitId::from(wanted),
    }
}

/// Every epoch that ended with a cut.
async fn former(journal: &Sqlite, opened: &Opened) -> Result<Vec<(Epoch, Offset)>, Fault> {
    if let Some(cut) = &opened.cut {
        let same_until = Offset(cut.from.0.saturating_sub(1));
        note_ended(journal, &cut.old_epoch, same_until).await?;
    }
    journal::former(journal).await
}

impl Found {
    /// For the hub.
    #[must_use]
    pub fn opening(&self) -> Opening {
        Opening {
            journal: self.journal.clone(),
            former: self.former.clone(),
            read_only: self.opened.read_only.clone(),
        }
    }

    /// Lets go of the file.
    pub async fn close(&self) {
        self.journal.close().await;
    }
}

/// Says so if other tables or seats were asked for than the summit has: what is asked is for a new one.
pub fn compare(asked: &settings::Summit, summit: &SummitHandle) {
    let (tables, seats) = summit.read(|summit| (summit.programme.tables, summit.programme.seats));
    let differs = |asked: u16, there: u16| asked != 0 && asked != there;
    if differs(asked.tables, tables) || differs(asked.seats, seats) {
        tracing::warn!(
            tables,
            seats,
            "the summit in this data directory has other tables or seats than was asked for; a new one needs another --data-dir"
        );
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
