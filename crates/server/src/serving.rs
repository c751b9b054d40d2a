//! The summits that a node serves, each with its log and its join codes. One that cannot be opened is left out, and the
//! others run.

use crate::{
    codes::{
        ledger::{Ledger, Wanted},
        registries::{self, Registries},
        registry::Registry,
        store::{CodeStore, StoreError},
    },
    limits::{OPENED_AT_ONCE, REMEMBERED_EVERY},
    settings,
    storage::{
        data_dir,
        known::Known,
        location::Home,
        open::{self, Found},
    },
};
use domain::Summit;
use futures_util::{StreamExt as _, TryStreamExt as _, future::join_all, stream};
use hub::{Encoders, FoundError, Hub, OpenError, SummitHandle};
use journal::{AppendError, Fault, Position};
use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::time::interval;

/// A summit that is served.
#[derive(Debug)]
pub struct Served {
    /// The summit, as the hub runs it.
    pub summit: SummitHandle,
    /// Its join codes.
    pub book: Arc<Registry>,
    asked: settings::Summit,
    found: Found,
    home: Home,
    /// Up to where the log is noted to go.
    noted: Mutex<Position>,
    /// The join codes of which this node keeps a copy beside Redis.
    copied: Mutex<Option<Vec<u8>>>,
}

impl Served {
    /// What the settings ask for and the existing summit does not have.
    pub fn notes(&self) -> impl Iterator<Item = &str> {
        self.found.notes.iter().map(String::as_str)
    }

    /// How many things of it were gone or damaged when it was opened.
    #[must_use]
    pub const fn losses(&self) -> usize {
        self.found.losses
    }

    /// Records the position of the log, if it changed. That of a log that is damaged in its middle is kept: more was known
    /// of it.
    async fn remember(&self) {
        self.copy_codes();
        if self.found.opened.read_only.is_some() {
            return;
        }
        let Ok(position) = self.found.journal.position().await else { return };
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        if *noted == position {
            return;
        }
        match self.home.note(&known(&self.summit, &position)) {
            Ok(()) => *noted = position,
            Err(error) => {
                tracing::warn!(summit = %self.summit.id(), %error, "the position of the log cannot be recorded: commits that are lost later may not be missed");
            }
        }
    }
}

impl Served {
    /// Keeps a copy of join codes that lie in Redis.
    fn copy_codes(&self) {
        let Home::Redis(shared) = &self.home else { return };
        let Some(bytes) = self.book.bytes() else { return };
        let mut copied = self.copied.lock().unwrap_or_else(PoisonError::into_inner);
        if copied.as_ref() == Some(&bytes) {
            return;
        }
        match data_dir::replace(&shared.copy_of_codes(), &bytes) {
            Ok(()) => *copied = Some(bytes),
            Err(error) => {
                tracing::warn!(summit = %self.summit.id(), %error, "no copy of the join codes is kept");
            }
        }
    }
}

/// What is needed to open summits.
#[derive(Debug)]
pub struct Opener<'o> {
    /// Where the logs lie.
    pub home: &'o Home,
    /// The data directory.
    pub data: &'o Path,
    /// Where they run.
    pub hub: &'o Hub,
    /// Who says what their ideas mean.
    pub encoders: Encoders,
}

impl Opener<'_> {
    /// Opens these, in their order. An error if none can be opened, or if the store is away.
    pub async fn open(&self, summits: Vec<settings::Summit>) -> anyhow::Result<Vec<Served>> {
        let are_several = summits.len() > 1;
        let mut served = Vec::new();
        let mut rest = summits.into_iter();
        // The first alone: it tells the time of the store, by which all nodes go, and nothing keeps a time yet.
        while served.is_empty()
            && let Some(asked) = rest.next()
        {
            let is_last = rest.len() == 0;
            served.extend(self.open_or_leave(asked, true, are_several && !is_last).await?);
        }
        let rest = rest.map(|asked| self.open_or_leave(asked, false, true));
        let rest = stream::iter(rest).buffered(OPENED_AT_ONCE);
        served.extend(rest.try_collect::<Vec<_>>().await?.into_iter().flatten());
        self.fill_books(&served).await?;
        Ok(served)
    }

    /// None if it cannot be opened, and may be left out for it.
    async fn open_or_leave(
        &self,
        asked: settings::Summit,
        is_first: bool,
        may_be_left: bool,
    ) -> anyhow::Result<Option<Served>> {
        let id = asked.id.clone();
        match self.open_one(asked, is_first).await {
            Ok(served) => Ok(Some(served)),
            // A store that is away is away for all of them.
            Err(error) if may_be_left && !is_away(&error) => {
                tracing::error!(
                    summit = id,
                    error = format!("{error:#}"),
                    "the summit cannot be opened: this node serves the others without it"
                );
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    async fn open_one(&self, asked: settings::Summit, is_first: bool) -> anyhow::Result<Served> {
        let home = self.home.of_summit(&asked.id);
        let mut found = open::open(&home, &asked).await?;
        let opened = self.run(&home, &found, is_first).await;
        match opened {
            Ok((summit, book, lost)) => {
                found.losses += usize::from(lost.is_some());
                found.notes.extend(lost.map(str::to_owned));
                let noted = Mutex::new(found.opened.position.clone());
                Ok(Served { summit, book, asked, found, home, noted, copied: Mutex::default() })
            }
            Err(error) => {
                found.close().await;
                Err(error)
            }
        }
    }

    async fn run(
        &self,
        home: &Home,
        found: &Found,
        is_first: bool,
    ) -> anyhow::Result<(SummitHandle, Arc<Registry>, Option<&'static str>)> {
        if let Some(now) = found.now
            && is_first
        {
            self.hub.clock().start_from(now);
        }
        if let Some(id) = found.id().await? {
            home.must_be_of(&id)?;
        }
        let (book, lost) = open_book(home, self.data, found).await?;
        let summit = self.hub.open(found.opening(), self.encoders.clone()).await?;
        // Also of one that was begun just now: from its first commit on, nothing is not what is expected.
        if found.opened.read_only.is_none() {
            home.note(&known(&summit, &found.journal.position().await?))?;
        }
        Ok((summit, book, lost))
    }

    /// What cannot be written is missing; those who have a code come in all the same.
    async fn fill_books(&self, served: &[Served]) -> anyhow::Result<()> {
        let wanted = |it: &Served| it.summit.read(|summit| wanted(&it.asked, summit));
        let books = served.iter().map(|it| (Arc::clone(&it.book), wanted(it))).collect();
        let anew = matches!(self.home, Home::Sqlite(_));
        for (it, filled) in served.iter().zip(registries::fill(books, anew).await) {
            match filled {
                Ok(()) => {}
                Err(error) if served.len() > 1 => {
                    tracing::error!(summit = %it.summit.id(), %error, "join codes of the summit may be missing: they cannot be written");
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}

const CODES_PUT_BACK: &str = "The join codes were gone from Redis, or damaged there. Those of tables, badges and walls were put back from a copy of this node: cards go on. Links for consoles are made anew.";
const CODES_GONE: &str = "The join codes are gone from Redis, or damaged there, and this node has no copy of them. New ones are made: links and cards from before open nothing. Print them again; devices that have joined go on.";
/// Where damaged join codes are kept beside the log.
const DAMAGED_CODES: &str = "codes.damaged";

/// The join codes of a summit. Those that are gone from Redis are put back from the copy of this node; if it has none, that
/// is told, for whoever holds a card is to hear it before new ones are made.
async fn open_book(
    home: &Home,
    data: &Path,
    found: &Found,
) -> anyhow::Result<(Arc<Registry>, Option<&'static str>)> {
    let store = code_store(home, data, found);
    let Home::Redis(shared) = home else { return Ok((Registry::open(store).await?, None)) };
    let there = store.read().await?;
    let is_damaged = there.as_ref().is_some_and(|bytes| Ledger::read(bytes).is_err());
    let earlier = shared.earlier_codes();
    let were_there = found.opened.missing.is_some() || (!found.is_new && earlier.is_some());
    if !is_damaged && (there.is_some() || !were_there) {
        return Ok((Registry::open(store).await?, None));
    }
    if let Some(bytes) = there.as_ref() {
        found.journal.put_note(DAMAGED_CODES, bytes.clone()).await?;
    }
    let earlier = earlier.and_then(|bytes| Ledger::read(&bytes).ok());
    let told = if earlier.is_some() { CODES_PUT_BACK } else { CODES_GONE };
    let mut ledger = earlier.map(Ledger::of_earlier_moment).unwrap_or_default();
    // Another node that starts now may do the same first.
    if store.swap(there, ledger.written()?).await? {
        tracing::error!(summit = %shared.summit, "{told}");
    }
    Ok((Registry::open(store).await?, Some(told)))
}

/// What is noted of a summit's log.
fn known(summit: &SummitHandle, position: &Position) -> Known {
    summit.read(|it| Known {
        summit: it.id.clone(),
        position: position.clone(),
        programme: it.programme.clone(),
        lost: false,
    })
}

/// Whether the store did not answer, or not for all its copies: that is not one summit's fault.
fn is_away(error: &anyhow::Error) -> bool {
    let fault = error.chain().find_map(|cause| {
        let of_journal = || match cause.downcast_ref()? {
            FoundError::Journal(AppendError::Fault(fault)) => Some(fault),
            FoundError::Journal(_) | FoundError::Rejected(_) => None,
        };
        let of_hub = || match cause.downcast_ref()? {
            OpenError::Journal(fault) => Some(fault),
            OpenError::Empty => None,
        };
        let of_codes = || match cause.downcast_ref()? {
            StoreError::Journal(fault) => Some(fault),
            _ => None,
        };
        cause.downcast_ref().or_else(of_journal).or_else(of_hub).or_else(of_codes)
    });
    matches!(fault, Some(Fault::Away(_) | Fault::Refused { .. } | Fault::NotCopied))
}

/// The registries of all of them.
#[must_use]
pub fn books(served: &[Served]) -> Registries {
    Registries::of(served.iter().map(|it| (it.summit.id().clone(), Arc::clone(&it.book))).collect())
}

/// Records the positions of the logs now and then.
pub async fn remember(served: Arc<[Served]>) {
    let mut ticks = interval(REMEMBERED_EVERY);
    loop {
        ticks.tick().await;
        join_all(served.iter().map(Served::remember)).await;
    }
}

/// Records the positions a last time, and closes the logs.
pub async fn close(served: &[Served]) {
    join_all(served.iter().map(Served::remember)).await;
    join_all(served.iter().map(|it| it.found.close())).await;
}

/// Where the codes of a summit are kept: beside its log.
#[must_use]
pub fn code_store(home: &Home, data: &Path, found: &Found) -> CodeStore {
    match home {
        Home::Sqlite(_) => CodeStore::File(data.join(data_dir::CODES)),
        Home::Redis(_) => CodeStore::Note(Arc::clone(&found.journal)),
    }
}

/// The codes that a summit needs.
#[must_use]
pub fn wanted(settings: &settings::Summit, summit: &Summit) -> Wanted {
    let tables = u16::try_from(summit.tables.len()).unwrap_or(u16::MAX);
    Wanted {
        tables,
        badges: u32::from(tables) * u32::from(summit.programme.seats),
        walls: summit.programme.walls.clone(),
        control: settings.control_links,
        desk: settings.desk_links,
        operator: settings.operator_links,
    }
}
