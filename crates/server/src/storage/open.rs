//! A summit that a node opens: its journal, founded from a programme where there is none.

use crate::{
    settings::{self, Settings},
    storage::data_dir,
    storage::{
        known::Known,
        location::{Home, MIGRATING, ONLY_A_PART},
        programmes,
    },
    system, time_zones,
};
use anyhow::bail;
use domain::{Epoch, Offset, Summit, SummitId, Time, programme::Programme};
use hub::{FoundError, Opening, found};
use journal::{
    AppendError, Cut, Fault, Journal, Opened,
    limits::{OPEN_AGAIN_AFTER, OPEN_WITHIN},
    note_ended,
};
use std::{fmt, sync::Arc};
use tokio::time::{Instant, sleep};

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
    /// What was asked for in vain, in words for the one who starts it.
    pub notes: Vec<String>,
    /// How many of them say that something is gone or damaged.
    pub losses: usize,
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
    let mut notes = Vec::new();
    if let Some(cut) = &opened.cut {
        tracing::error!(from = cut.from.0, to = cut.to.0, aside = %cut.aside.display(), "a damaged end of the log was set aside");
        notes.push(format!(
            "{}. The summit goes on in a new epoch, and every device sends again what it handed in: keep the tablets on line until they have. What was found lies in the data directory (names with .bad).",
            lost_end(cut)
        ));
    }
    if let Some(missing) = &opened.missing {
        notes.push(format!(
            "Something beside the log in Redis is gone, and no node put it back: {missing}. Ideas without their texts are shown as damaged. If a key was renamed, stop this node, rename the key back, and start again."
        ));
    }
    if let Some(reason) = &opened.read_only {
        tracing::error!(reason, "the log is damaged: the summit can be read, not added to");
    }
    if journal.note(MIGRATING).await?.is_some() {
        bail!(ONLY_A_PART);
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
        journal::note_unknown(&*journal).await?;
    }
    let former = former(&*journal, &opened).await?;
    let is_of_log = |epoch: &Epoch| {
        *epoch == opened.position.epoch || former.iter().any(|(former, _)| former == epoch)
    };
    if home.known()?.is_some_and(|known| !is_of_log(&known.position.epoch)) {
        // The end of an epoch was lost with what was noted of it.
        journal::note_unknown(&*journal).await?;
    }
    let losses = notes.len();
    let mut found = Found { journal, opened, former, is_new, now, notes, losses };
    if !is_new && let Some(begun) = found.begun().await? {
        match differences(home, summit, &begun.programme) {
            Ok(notes) => found.notes.extend(notes),
            Err(error) => {
                found.close().await;
                return Err(error);
            }
        }
        found.notes.iter().for_each(|note| tracing::warn!("{note}"));
    }
    Ok(found)
}

/// What of a log is gone with its end, for people.
#[must_use]
pub fn lost_end(cut: &Cut) -> String {
    let Cut { from, to, .. } = cut;
    if to < from {
        format!(
            "The log ends before commit {from}, and may have gone further: commits behind may be damaged or missing, and nothing is left that says how many"
        )
    } else {
        format!("Commits {from} to {to} are damaged or missing")
    }
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
    let zone = programme.time_zone.get_or_insert_with(|| time_zones::machine().to_owned());
    tracing::info!(zone, "the clocks on all screens show the time of this zone");
    let at = at.unwrap_or_else(system::now);
    match found(journal, &id, &programme, at, system::entropy()).await {
        Ok(()) => Ok(true),
        Err(FoundError::Journal(AppendError::Conflict(_))) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// As it was asked for; else one that no other summit has.
fn name(wanted: &str) -> SummitId {
    match wanted {
        "" => {
            SummitId::from(format!("burgertop-{}", hex::encode(&system::entropy()[..4])).as_str())
        }
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
            previous: self.former.clone(),
            read_only: self.opened.read_only.clone(),
        }
    }

    /// The name by which it was begun; none if nothing of it can be read.
    pub async fn id(&self) -> Result<Option<SummitId>, Fault> {
        Ok(self.begun().await?.map(|summit| summit.id))
    }

    /// As it was begun; none if nothing of it can be read.
    async fn begun(&self) -> Result<Option<Summit>, Fault> {
        let first = self.journal.read(Offset::ZERO, 1).await?;
        Ok(first.first().map(|commit| {
            let mut summit = Summit::default();
            summit.apply_commit(commit);
            summit
        }))
    }

    /// Lets go of the log.
    pub async fn close(&self) {
        self.journal.close().await;
    }
}

/// Refuses what no summit can begin with, before anything is made for it. Where one may be already, nothing is asked of
/// the programme.
pub fn may_begin(settings: &Settings) -> anyhow::Result<()> {
    let is_new = if settings.redis.is_used() {
        !settings.data.dir.exists()
    } else {
        !settings.data.dir.join(data_dir::LOG).exists()
    };
    if is_new {
        programmes::check(&settings.summit)?;
    }
    Ok(())
}

/// What was asked for and is otherwise in the summit that is there, in words; an error if the command line asks for it:
/// who typed that is there to hear it.
fn differences(
    home: &Home,
    asked: &settings::Summit,
    there: &Programme,
) -> anyhow::Result<Vec<String>> {
    let mut said = Vec::new();
    for (what, wanted, has, by_flag) in [
        ("tables", asked.tables, there.tables, asked.asked.tables_by_flag),
        ("seats", asked.seats, there.seats, asked.asked.seats_by_flag),
    ] {
        if wanted == 0 || wanted == has {
            continue;
        }
        let place = home.place();
        if by_flag {
            bail!(
                "the summit in {place} has {has} {what}, not {wanted}: leave --{what} out, or begin a new summit with --data-dir"
            );
        }
        said.push(format!(
            "The summit in {place} has {has} {what}; the {wanted} of `summit.{what}` are for a new one."
        ));
    }
    if asked.asked.programme && !is_of(asked, there) {
        said.push(format!(
            "The summit in {} keeps the programme with which it was begun; that is not `{}` as it is now. A new one needs --data-dir.",
            home.place(),
            asked.programme
        ));
    }
    Ok(said)
}

/// Whether a summit that was begun with this programme would be as it is there.
fn is_of(asked: &settings::Summit, there: &Programme) -> bool {
    programmes::find(&asked.programme, there.tables, there.seats).is_ok_and(|mut found| {
        found.time_zone = found.time_zone.or_else(|| there.time_zone.clone());
        // A summit from before zones were kept has none.
        there.time_zone.is_none().then(|| found.time_zone = None);
        // The shipped lists of words may have grown since; those of a summit came into its log when it was begun.
        found.review.unwanted.clone_from(&there.review.unwanted);
        found == *there
    })
}
