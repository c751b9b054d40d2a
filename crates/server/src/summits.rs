//! A summit that a node opens: its journal, founded from a programme where there is none.

use crate::{homes::Home, known::Known, programmes, settings, zones};
use anyhow::bail;
use domain::{Epoch, Offset, Salt, Summit, SummitId, Time};
use hub::{FoundError, Opening, SummitHandle, found};
use journal::{
    AppendError, Fault, Journal, Opened,
    limits::{OPEN_AGAIN_AFTER, OPEN_WITHIN},
    note_ended,
};
use std::{
    fmt,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};
use tokio::time::{Instant, sleep};

/// The file of the log.
pub const FILE: &str = "summit.sqlite";
/// The note of a log that is being carried into this home: only half of it may be there.
pub const MIGRATING: &str = "migrating";

/// What was found, or made, in a home.
pub struct Found {
    /// The log.
    pub journal: Arc<dyn Journal>,
    /// How it stood when it was opened.
    pub opened: Opened,
    /// Every epoch before this one, and up to where the log is the same.
    pub former: Vec<(Epoch, Offset)>,
    /// Whether it was begun just now.
    pub is_new: bool,
    /// The time of the store, if its nodes share one.
    pub now: Option<Time>,
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { opened, former, is_new, .. } = self;
        f.debug_struct("Found")
            .field("opened", opened)
            .field("former", former)
            .field("is_new", is_new)
            .finish_non_exhaustive()
    }
}

/// Opens the log; begins it from the programme if it is empty.
pub async fn open(home: &Home, summit: &settings::Summit) -> anyhow::Result<Found> {
    let (journal, opened) = home.open().await?;
    if let Some(cut) = &opened.cut {
        tracing::error!(from = cut.from.0, to = cut.to.0, aside = %cut.aside.display(), "a damaged end of the log was set aside");
    }
    if let Some(reason) = &opened.read_only {
        tracing::error!(reason, "the log is damaged: the summit can be read, not added to");
    }
    if journal.note(MIGRATING).await?.is_some() {
        bail!("only a part of a summit lies here: let `burgertop migrate` run to its end");
    }
    let mut now = settled(&*journal).await?;
    let mut is_new = opened.position.offset == Offset::ZERO && opened.read_only.is_none();
    if is_new {
        home.may_begin()?;
        is_new = begin(&*journal, summit, home.known()?, now).await?;
        now = settled(&*journal).await?;
    }
    if let Some(known) = home.known()?.filter(Known::is_lost)
        && known.position.epoch != opened.position.epoch
    {
        note_ended(&*journal, &known.position.epoch, Offset::ZERO).await?;
    }
    let former = former(&*journal, &opened).await?;
    Ok(Found { journal, opened, former, is_new, now })
}

/// Waits until it is sure where the log stands: a replica may be missing for as long as the settings bear. Tells the
/// time of the store.
async fn settled(journal: &dyn Journal) -> Result<Option<Time>, Fault> {
    let until = Instant::now() + OPEN_WITHIN;
    loop {
        match journal.confirm().await {
            Ok(standing) => return Ok(standing.now),
            Err(fault) if Instant::now() >= until => return Err(fault),
            Err(fault) => tracing::info!(%fault, "waiting for the log"),
        }
        sleep(OPEN_AGAIN_AFTER).await;
    }
}

/// Founds the summit, as it was known if its log is lost. False: another node did in the same moment.
async fn begin(
    journal: &dyn Journal,
    summit: &settings::Summit,
    lost: Option<Known>,
    at: Option<Time>,
) -> anyhow::Result<bool> {
    let (id, mut programme) = match lost {
        Some(known) => (known.summit, known.programme),
        None => {
            let programme = programmes::find(&summit.programme, summit.tables, summit.seats)?;
            (name(&summit.id), programme)
        }
    };
    let zone = programme.time_zone.get_or_insert_with(|| zones::machine().to_owned());
    tracing::info!(zone, "the clocks on all screens show the time of this zone");
    let at = at.unwrap_or_else(now);
    match found(journal, &id, &programme, at, chance()).await {
        Ok(()) => Ok(true),
        Err(FoundError::Journal(AppendError::Conflict(_))) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// As it was asked for; else one that no other summit has.
fn name(wanted: &str) -> SummitId {
    match wanted {
        "" => SummitId::from(format!("burgertop-{}", hex::encode(&chance()[..4])).as_str()),
        wanted => SummitId::from(wanted),
    }
}

/// Every epoch that ended.
async fn former(journal: &dyn Journal, opened: &Opened) -> Result<Vec<(Epoch, Offset)>, Fault> {
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
            journal: Arc::clone(&self.journal),
            former: self.former.clone(),
            read_only: self.opened.read_only.clone(),
        }
    }

    /// The name by which it was begun; none if nothing of it can be read.
    pub async fn id(&self) -> Result<Option<SummitId>, Fault> {
        let first = self.journal.read(Offset::ZERO, 1).await?;
        Ok(first.first().map(|commit| {
            let mut summit = Summit::default();
            summit.apply_commit(commit);
            summit.id
        }))
    }

    /// Lets go of the log.
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
            summit = %summit.id(),
            "the summit that is there has other tables or seats than was asked for; a new one needs another place"
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
