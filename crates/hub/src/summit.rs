//! One summit on this node: what sessions, HTTP and reactors share of it.

use crate::{
    answer::{Answer, Refused},
    clock::Clock,
    document::{Document, Frames},
    documents::Documents,
    life::Lives,
    limits::{CLOCK_SKEW_MAX, IDEAS_PER_MIN, IDEAS_PER_MIN_STAFF},
    metrics::{Outcome, SummitMetrics},
    rate::Bucket,
    roster::Roster,
    saving::{self, Saving},
    task::timers::held_until,
    theming::{self, Likely, Mind},
};
use dashmap::DashMap;
use domain::{
    Actor, Again, Command, Doc, Epoch, IdeaId, Offset, Request, RequestId, Role, Salt, Seat,
    Summit, SummitId, Time, access, round,
};
use protocol::{Was, refusal};
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

/// What the shell gives: time, chance, how the node fares, and who counts.
#[derive(Clone)]
pub struct Environment {
    /// The node's time.
    pub clock: Clock,
    /// The clock of the machine, which people look at; none where the nodes go by that of their store.
    pub machine: Arc<dyn Fn() -> Option<Time> + Send + Sync>,
    /// Chance, for salts and jitter.
    pub chance: Arc<dyn Fn() -> Salt + Send + Sync>,
    /// The entries of the document `health`.
    pub health: Arc<dyn Fn() -> BTreeMap<String, Value> + Send + Sync>,
    /// Whether there is room to save more. Asked once a second; without it, requests are refused for now.
    pub has_room: Arc<dyn Fn() -> bool + Send + Sync>,
    /// Who counts requests and appends.
    pub metrics: Arc<dyn SummitMetrics>,
    /// The time zone of a summit whose log names none: the machine's.
    pub time_zone: Arc<str>,
    /// The way to the other nodes.
    pub relay: Arc<dyn Relay>,
}

impl Environment {
    /// Gives a summit from before zones were kept one to show the time of day in.
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

/// A handle to one summit. Clones are the same summit.
#[derive(Debug, Clone)]
pub struct SummitHandle {
    pub(crate) shared: Arc<Shared>,
}

/// What the summit task and everyone else share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub id: SummitId,
    pub lives: Lives,
    /// When this node began with it, or went on after it was away, in ms since the Unix epoch.
    pub opened_at: AtomicU64,
    /// Why nothing is taken any more, if so.
    pub read_only: OnceLock<String>,
    pub environment: Environment,
    /// As it is in the journal.
    pub durable: RwLock<Summit>,
    pub documents: Documents,
    pub roster: Roster,
    /// What the machine knows of the ideas.
    pub mind: Arc<Mind>,
    pub inbox: mpsc::Sender<Asked>,
    /// Since when the journal does not answer, in ms since the Unix epoch; 0 if it does.
    pub stale_since: AtomicU64,
    /// How the store of the log fares.
    pub store: Store,
    /// Whether what is handed in can be saved.
    pub saving: saving::Told,
    /// Rung after every batch that changed ideas or themes.
    pub ideas_changed: watch::Sender<Offset>,
    /// The rehearsal that runs, by the commit that began it.
    pub rehearsal: watch::Sender<Option<Offset>>,
    pub seat_rates: DashMap<Seat, Bucket>,
}

/// How the store of a log fares, as it was last seen.
#[derive(Debug, Default)]
pub(crate) struct Store {
    /// How far its clock is ahead of this node's.
    pub skew_ms: AtomicI64,
    /// It keeps a single copy, though more are wanted.
    pub single_copy: AtomicBool,
    /// What was answered as saved, found its place taken after a failover, and is not in the log again.
    pub in_tray: AtomicUsize,
    /// How often the log began another life.
    pub lives: AtomicU64,
    /// When it was last sure where the log stands, in ms since the Unix epoch.
    pub confirmed_at: AtomicU64,
}

impl Store {
    /// What is the matter: `clock`, `tray`, and that the journal is kept once only.
    fn tell(&self, skewed: bool, saving: &Saving, health: &mut BTreeMap<String, Value>) {
        if skewed {
            let skew = self.skew_ms.load(Ordering::Relaxed);
            health.insert("clock".to_owned(), json!({ "skew_ms": skew }));
        }
        let journal = health.entry("journal".to_owned()).or_insert_with(|| json!({}));
        let single_copy = self.single_copy.load(Ordering::Relaxed);
        journal["durable"] = (!single_copy && saving.blocked.is_none()).into();
        journal["single_copy"] = single_copy.into();
        journal["saving"] = saving.entry();
        let in_tray = self.in_tray.load(Ordering::Relaxed);
        if in_tray > 0 {
            health.insert("tray".to_owned(), json!({ "count": in_tray }));
        }
    }
}

/// A request on its way to the summit task.
#[derive(Debug)]
pub(crate) struct Asked {
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

    /// When this node began with it, or went on after it was away, by the time of day.
    pub fn opened_at(&self) -> Time {
        Time(self.opened_at.load(Ordering::Relaxed))
    }

    /// Whether the node's clock and the store's are so far apart that no deadline can be kept.
    pub fn is_skewed(&self) -> bool {
        self.store.skew_ms.load(Ordering::Relaxed).unsigned_abs()
            > CLOCK_SKEW_MAX.as_millis() as u64
    }

    /// The entries of a document that the node makes itself, as they are now; none for others.
    pub fn of_node(&self, doc: &Doc) -> BTreeMap<String, Value> {
        match doc {
            Doc::Presence => self.roster.presence(),
            Doc::Health => {
                let mut health = (self.environment.health)();
                health.extend(self.held());
                health.insert("encoder".to_owned(), self.encoder());
                self.store.tell(self.is_skewed(), &self.saving(), &mut health);
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
            _ => BTreeMap::new(),
        }
    }

    /// `held`: a round whose time passed while the node was down, and until when it is left as it is.
    fn held(&self) -> Option<(String, Value)> {
        let (at, _) = round::due(&self.durable())?;
        let until = held_until(at, self.opened_at())?;
        Some(("held".to_owned(), json!({ "until": until })))
    }

    /// `encoder`: which one is asked, and `away` while it stands in for another.
    fn encoder(&self) -> Value {
        let state = if self.mind.is_standing_in() { "away" } else { "ok" };
        json!({ "asked": self.mind.encoding().name(), "state": state })
    }

    /// Takes one text from what a seat may still hand in this minute.
    pub fn rate_idea(&self, seat: &Seat) -> Result<(), Refused> {
        let per_min = match seat {
            Seat::System => return Ok(()),
            Seat::Staff(_) => IDEAS_PER_MIN_STAFF,
            Seat::Table(_) | Seat::Badge(_) => IDEAS_PER_MIN,
        };
        let full = || Bucket::new(per_min, per_min, Duration::from_secs(60));
        let taken = self.seat_rates.entry(seat.clone()).or_insert_with(full).take();
        taken.map_err(|wait| Refused::later(refusal::RATE_IDEAS, ms(wait)))
    }

    /// Gives back what was taken for a text that was not saved.
    pub fn unrate_idea(&self, seat: &Seat) {
        if let Some(mut bucket) = self.seat_rates.get_mut(seat) {
            bucket.give_back();
        }
    }
}

impl SummitHandle {
    /// The time of day, as people are shown it.
    #[must_use]
    pub fn time_of_day(&self) -> Time {
        self.shared.time_of_day()
    }

    /// A moment of the order, as people are shown it.
    pub(crate) fn shown(&self, order: Time) -> Time {
        self.read(|summit| summit.time_of_day(order))
    }

    /// Its name.
    #[must_use]
    pub fn id(&self) -> &SummitId {
        &self.shared.id
    }

    /// The life of its log.
    #[must_use]
    pub fn epoch(&self) -> Epoch {
        self.shared.lives.now().epoch.clone()
    }

    /// Up to where the log is the one that a client of another epoch knew.
    #[must_use]
    pub fn durable_since(&self, epoch: &Epoch) -> Offset {
        self.shared.lives.now().same_until(epoch).unwrap_or(Offset::ZERO)
    }

    /// Why nothing is taken any more, if so.
    #[must_use]
    pub fn read_only(&self) -> Option<&str> {
        self.shared.read_only.get().map(String::as_str)
    }

    /// The node's time.
    #[must_use]
    pub fn now(&self) -> Time {
        self.shared.environment.clock.now()
    }

    /// Looks at the summit as it is in the journal. What is looked up must be quick: nothing is applied meanwhile.
    pub fn read<T>(&self, look: impl FnOnce(&Summit) -> T) -> T {
        look(&self.shared.durable())
    }

    /// Whether this node is the one that does what is to be done once: deadlines, themes, rehearsals.
    #[must_use]
    pub fn is_first(&self) -> bool {
        self.shared.roster.is_first()
    }

    /// Since when the journal does not answer; none if it does.
    #[must_use]
    pub fn stale_since(&self) -> Option<Time> {
        match self.shared.stale_since.load(Ordering::Acquire) {
            0 => None,
            since => Some(Time(since)),
        }
    }

    /// The themes that an idea most likely belongs in, for who moves it.
    pub async fn likely(&self, actor: &Actor, idea: IdeaId) -> Result<Likely, Refused> {
        if !access::may_watch(actor, &Doc::Desk) {
            return Err(Refused::with(refusal::ACCESS_DENIED));
        }
        let summit = self.clone();
        let likely = tokio::task::spawn_blocking(move || theming::likely(&summit, idea)).await;
        likely.map_err(|_| Refused::try_again())
    }

    /// A document for someone who does not stay.
    pub fn document(
        &self,
        actor: &Actor,
        doc: &Doc,
        held: Option<Offset>,
    ) -> Result<Frames, Refused> {
        if !access::may_watch(actor, doc) {
            return Err(Refused::with(refusal::ACCESS_DENIED));
        }
        let summit = self.shared.durable();
        if !exists(&summit, doc) {
            return Err(Refused::with(refusal::DOC_UNKNOWN));
        }
        if doc.is_of_node() {
            drop(summit);
            let made = Document::made(doc.clone(), Offset(1), self.shared.of_node(doc));
            return Ok(made.whole());
        }
        Ok(self.shared.documents.once(&summit, doc, held))
    }

    /// Asks for something, and waits for what becomes of it.
    pub async fn request(
        &self,
        actor: Actor,
        id: RequestId,
        was: Option<&Was>,
        command: Command,
    ) -> Answer {
        match self.submit(actor, id, was, command) {
            Ok(answer) => answer.await.unwrap_or_else(|_| Answer::Refused(Refused::try_again())),
            Err(refused) => Answer::Refused(refused),
        }
    }

    /// Asks for something; what becomes of it comes later.
    pub fn submit(
        &self,
        actor: Actor,
        id: RequestId,
        was: Option<&Was>,
        command: Command,
    ) -> Result<oneshot::Receiver<Answer>, Refused> {
        if self.read_only().is_some() {
            return Err(self.turned_away(Refused::later(refusal::SUMMIT_READ_ONLY, 10_000)));
        }
        if id.is_derived() && actor.role != Role::System {
            // Who guesses what the clock will be called could keep it from closing a round.
            let refused = Refused { field: Some("id"), ..Refused::with(refusal::MALFORMED) };
            return Err(self.turned_away(refused));
        }
        let again = was.map_or(Again::No, |was| self.shared.lives.now().again(was));
        self.ask(actor, id, (again, None), command)
    }

    /// Asks for something as a simulated person of a rehearsal.
    pub(crate) fn rehearse(
        &self,
        actor: Actor,
        id: RequestId,
        rehearsal: Offset,
        command: Command,
    ) -> Result<oneshot::Receiver<Answer>, Refused> {
        self.ask(actor, id, (Again::No, Some(rehearsal)), command)
    }

    fn ask(
        &self,
        actor: Actor,
        id: RequestId,
        (again, rehearsed): (Again, Option<Offset>),
        command: Command,
    ) -> Result<oneshot::Receiver<Answer>, Refused> {
        let request = Request {
            id,
            actor,
            at: self.now(),
            salt: (self.shared.environment.chance)(),
            again,
            rehearsed,
            command,
        };
        let (answer, answered) = oneshot::channel();
        match self.shared.inbox.try_send(Asked { request, since: Instant::now(), answer }) {
            Ok(()) => Ok(answered),
            Err(_) => Err(self.turned_away(Refused::try_again())),
        }
    }

    /// Counts what was refused before the summit task saw it.
    pub(crate) fn turned_away(&self, refused: Refused) -> Refused {
        let outcome = Outcome::from(&Answer::Refused(refused.clone()));
        self.shared.environment.metrics.answered(outcome, Duration::ZERO);
        refused
    }
}

/// Whether a summit has this document at all.
pub(crate) fn exists(summit: &Summit, doc: &Doc) -> bool {
    match doc {
        Doc::Table(table) => summit.tables.contains_key(table),
        Doc::Wall(wall) => summit.walls.contains_key(wall),
        _ => true,
    }
}

pub(crate) fn ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX).max(1)
}
