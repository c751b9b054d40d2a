//! The state of one summit that its task shares with sessions, HTTP and reactors.

use crate::{
    answer::{Answer, Refused},
    clock::Clock,
    documents::Documents,
    epoch::Epochs,
    idea_index::IdeaIndex,
    limits::{CLOCK_SKEW_MAX, HELD},
    metrics::SummitMetrics,
    rate::Bucket,
    roster::Roster,
    saving::{LastSave, Saving},
};
use dashmap::DashMap;
use domain::{Doc, Offset, Request, Salt, Seat, Summit, SummitId, Time, deadline, rate::Rate};
use relay::Relay;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fmt,
    sync::{
        Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard,
        atomic::{AtomicBool, AtomicI64, AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{mpsc, oneshot, watch},
    time::Instant,
};

/// What the server provides to every summit.
#[derive(Clone)]
pub struct Environment {
    /// The node's time.
    pub clock: Clock,
    /// The wall clock of the machine; none where the nodes go by the clock of their store.
    pub machine: Arc<dyn Fn() -> Option<Time> + Send + Sync>,
    /// Random bytes, for salts, ids and jitter.
    pub entropy: Arc<dyn Fn() -> Salt + Send + Sync>,
    /// The server's entries of the document `health`.
    pub health: Arc<dyn Fn() -> BTreeMap<String, Value> + Send + Sync>,
    /// Whether the disk has room. PendingRequest once a second; without room, requests are refused for now.
    pub has_room: Arc<dyn Fn() -> bool + Send + Sync>,
    /// Counts requests, appends and theming.
    pub metrics: Arc<dyn SummitMetrics>,
    /// The time zone of a summit whose log names none: the machine's.
    pub time_zone: Arc<str>,
    /// Carries messages to the other nodes.
    pub relay: Arc<dyn Relay>,
}

impl Environment {
    /// Gives a summit from a release without time zones one to show the time of day in.
    pub(crate) fn zone(&self, summit: &mut Summit) {
        let zone = &mut summit.programme.time_zone;
        zone.get_or_insert_with(|| self.time_zone.as_ref().to_owned());
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment").field("clock", &self.clock).finish_non_exhaustive()
    }
}

/// What the summit task and everyone else share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub id: SummitId,
    pub epochs: Epochs,
    /// When this node opened the summit, or last changed epoch, by the time of day, in ms since the Unix epoch.
    pub opened_at: AtomicU64,
    /// Why requests are refused for good, if they are.
    pub read_only: OnceLock<String>,
    pub environment: Environment,
    /// The summit as it is in the journal.
    pub durable: RwLock<Summit>,
    pub documents: Documents,
    pub roster: Roster,
    /// Vectors and neighbours of the ideas.
    pub ideas: Arc<IdeaIndex>,
    pub inbox: mpsc::Sender<PendingRequest>,
    /// Since when the journal does not answer, in ms since the Unix epoch; 0 if it does.
    pub stale_since: AtomicU64,
    /// What is known of the store of the log.
    pub store: Store,
    /// Whether requests can be saved.
    pub saving: LastSave,
    /// The last offset at which ideas or themes changed.
    pub ideas_changed: watch::Sender<Offset>,
    /// The rehearsal that runs, by the offset of its first commit.
    pub rehearsal: watch::Sender<Option<Offset>>,
    pub seat_rates: DashMap<(Seat, &'static str), Bucket>,
}

/// What the last confirmation said of the store of a log.
#[derive(Debug, Default)]
pub(crate) struct Store {
    /// How far its clock is ahead of this node's.
    pub skew_ms: AtomicI64,
    /// It keeps a single copy of the log, though more are wanted.
    pub single_copy: AtomicBool,
    /// Requests that were answered as saved, lost their place in a failover, and are not in the log again.
    pub orphans: AtomicUsize,
    /// How often the epoch of the log changed.
    pub epoch_changes: AtomicU64,
    /// When the end of the log was last confirmed, in ms since the Unix epoch.
    pub confirmed_at: AtomicU64,
}

impl Store {
    /// Adds to the document `health` what is known of the store: `clock` if it is skewed, `journal`, and `tray` for
    /// orphans.
    fn add_health(&self, is_skewed: bool, saving: &Saving, health: &mut BTreeMap<String, Value>) {
        if is_skewed {
            let skew = self.skew_ms.load(Ordering::Relaxed);
            health.insert("clock".to_owned(), json!({ "skew_ms": skew }));
        }
        let journal = health.entry("journal".to_owned()).or_insert_with(|| json!({}));
        let single_copy = self.single_copy.load(Ordering::Relaxed);
        journal["durable"] = (!single_copy && saving.blocked.is_none()).into();
        journal["single_copy"] = single_copy.into();
        journal["saving"] = saving.entry();
        let orphans = self.orphans.load(Ordering::Relaxed);
        if orphans > 0 {
            health.insert("tray".to_owned(), json!({ "count": orphans }));
        }
    }
}

/// A request on its way to the summit task.
#[derive(Debug)]
pub(crate) struct PendingRequest {
    pub request: Request,
    /// When it came in.
    pub since: Instant,
    pub answer: oneshot::Sender<Answer>,
}

impl Shared {
    pub fn durable(&self) -> RwLockReadGuard<'_, Summit> {
        self.durable.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time of day.
    pub fn time_of_day(&self) -> Time {
        let order = self.environment.clock.now();
        self.durable().time_of_day(order)
    }

    /// When this node opened the summit, or last changed epoch, by the time of day.
    pub fn opened_at(&self) -> Time {
        Time(self.opened_at.load(Ordering::Relaxed))
    }

    /// Whether the clocks of the node and its store are too far apart to keep deadlines.
    pub fn is_skewed(&self) -> bool {
        self.store.skew_ms.load(Ordering::Relaxed).unsigned_abs()
            > CLOCK_SKEW_MAX.as_millis() as u64
    }

    /// Whether requests can be saved.
    pub fn saving(&self) -> Saving {
        let summit = self.durable();
        self.saving.with_last(summit.offset, summit.time_of_day(summit.at))
    }

    /// The entries of a document that the node makes itself; none for the others.
    pub fn of_node(&self, doc: &Doc) -> BTreeMap<String, Value> {
        match doc {
            Doc::Presence => self.roster.presence(),
            Doc::Health => self.health(),
            _ => BTreeMap::new(),
        }
    }

    fn health(&self) -> BTreeMap<String, Value> {
        let mut health = (self.environment.health)();
        health.extend(self.held());
        health.insert("encoder".to_owned(), self.encoder());
        self.store.add_health(self.is_skewed(), &self.saving(), &mut health);
        let damaged = self.durable().damaged().count();
        if damaged > 0 {
            health.insert("texts".to_owned(), json!({ "damaged": damaged }));
        }
        let ahead = self.durable().ahead_ms;
        if ahead.unsigned_abs() > CLOCK_SKEW_MAX.as_millis() as u64 {
            let clock = health.entry("clock".to_owned()).or_insert_with(|| json!({}));
            clock["ahead_ms"] = ahead.into();
        }
        let nodes = self.roster.nodes();
        if nodes > 1 {
            health.insert("nodes".to_owned(), json!({ "count": nodes }));
        }
        health
    }

    /// `held`: until when a round stays open whose deadline passed while the node was down.
    fn held(&self) -> Option<(String, Value)> {
        let due = deadline::next(&self.durable())?;
        let until = held_until(due.at, self.opened_at())?;
        Some(("held".to_owned(), json!({ "until": until })))
    }

    /// `encoder`: which one is in use, and `away` while it takes the place of another.
    fn encoder(&self) -> Value {
        let state = if self.ideas.is_standing_in() { "away" } else { "ok" };
        json!({ "asked": self.ideas.encoding().name(), "state": state })
    }

    /// Takes one from what a seat may still send in this minute at a rate.
    pub fn take_rate(&self, seat: &Seat, rate: Rate) -> Result<(), Refused> {
        let Rate { code, per_min } = rate;
        let full = || Bucket::new(per_min, per_min, Duration::from_secs(60));
        let taken = self.seat_rates.entry((seat.clone(), code)).or_insert_with(full).take();
        taken.map_err(|wait| Refused::later(code, ms(wait)))
    }

    /// Gives back what was taken for a request that was not saved.
    pub fn give_rate_back(&self, seat: &Seat, rate: Rate) {
        if let Some(mut bucket) = self.seat_rates.get_mut(&(seat.clone(), rate.code)) {
            bucket.give_back();
        }
    }
}

/// Until when a deadline is held that passed while the node was down; none if it passed while the node was up.
pub(crate) fn held_until(deadline: Time, opened_at: Time) -> Option<Time> {
    let held = opened_at.plus_ms(u64::try_from(HELD.as_millis()).unwrap_or(u64::MAX));
    (deadline < opened_at).then_some(held)
}

/// A duration in ms, at least 1.
pub(crate) fn ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX).max(1)
}
