//! All summits of a node: opened from their journals, found by name, stopped together.

use crate::{
    clock::Clock,
    life::Lives,
    limits::{BATCH_MAX, DAMAGED_NAMED, INBOX_MAX},
    nodes::{self, NodeId},
    receipts::Receipts,
    rehearsing::{self, Script},
    roster::Roster,
    saving,
    summit::{Environment, Shared, Store, SummitHandle},
    task::{SummitTask, saving::probe},
    theming::{self, Encoders, Mind},
};
use dashmap::DashMap;
use domain::{
    Actor, Again, Command, Commit, Damaged, Digest, Epoch, Offset, Rejection, Request, RequestId,
    Salt, Summit, SummitId, Time, decide, programme::Programme, summit::founding,
};
use journal::{AppendError, Fault, Journal, Obstacle};
use std::sync::{
    Arc, OnceLock, RwLock,
    atomic::{AtomicBool, AtomicU64, Ordering},
};
use tokio::sync::{mpsc, watch};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// The summits of a node. Clones are the same hub.
#[derive(Debug, Clone)]
pub struct Hub {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    node: NodeId,
    summits: DashMap<SummitId, SummitHandle>,
    environment: Environment,
    script: Arc<Script>,
    ready: AtomicBool,
    /// Connections end.
    stopping: CancellationToken,
    /// Then summits end.
    ending: CancellationToken,
    tasks: TaskTracker,
}

/// A journal, and what is known of its past.
pub struct Opening {
    /// The log.
    pub journal: Arc<dyn Journal>,
    /// Every epoch before this one, and up to where the log is the same.
    pub former: Vec<(Epoch, Offset)>,
    /// Why it can only be read.
    pub read_only: Option<String>,
}

impl std::fmt::Debug for Opening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opening")
            .field("former", &self.former)
            .field("read_only", &self.read_only)
            .finish_non_exhaustive()
    }
}

/// Why a summit could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Its log is empty: it was never founded.
    #[error("the log is empty")]
    Empty,
    /// The journal failed.
    #[error(transparent)]
    Journal(#[from] Fault),
}

/// Why a summit could not be founded.
#[derive(Debug, thiserror::Error)]
pub enum FoundError {
    /// The programme cannot be run.
    #[error("{}", .0.arguments().first().map_or(.0.code(), |(_, what)| what.as_str()))]
    Rejected(Rejection),
    /// The journal failed, or holds a summit already.
    #[error(transparent)]
    Journal(#[from] AppendError),
}

/// Begins the log of a summit.
pub async fn found(
    journal: &dyn Journal,
    summit: &SummitId,
    programme: &Programme,
    now: Time,
    chance: Salt,
) -> Result<(), FoundError> {
    let first = first_commit(summit, programme, now, chance).map_err(FoundError::Rejected)?;
    journal.append(Offset::ZERO, vec![first]).await?;
    Ok(())
}

/// The first commit of a summit.
fn first_commit(
    summit: &SummitId,
    programme: &Programme,
    at: Time,
    chance: Salt,
) -> Result<Commit, Rejection> {
    let command = Command::Summit(founding::Command::Found {
        summit: summit.clone(),
        programme: programme.clone(),
    });
    let command_digest = Digest::of_command(&command);
    let request = Request {
        id: RequestId::derived(&[summit.as_str().as_bytes(), &chance].concat()),
        actor: Actor::system(),
        at,
        salt: chance,
        again: Again::No,
        rehearsed: None,
        command,
    };
    let events = decide(&Summit::default(), &request)?;
    Ok(Commit {
        offset: Offset(1),
        at,
        request_id: request.id,
        seat: request.actor.seat,
        command_digest,
        events,
        prev_hash: Digest::default(),
    })
}

/// Reads a whole log: the summit as it stands, and each commit as it passes.
pub async fn replay(journal: &dyn Journal, mut see: impl FnMut(&Commit)) -> Result<Summit, Fault> {
    let mut summit = Summit::default();
    loop {
        let commits = journal.read(summit.offset, BATCH_MAX).await?;
        if commits.is_empty() {
            return Ok(summit);
        }
        for commit in &commits {
            summit.apply_commit(commit);
            see(commit);
        }
        // A long log must not keep the node from answering that it lives.
        tokio::task::yield_now().await;
    }
}

/// Says once, in one line, which texts are not what was handed in.
fn tell_of_damaged(summit: &Summit, damaged: &[Damaged]) {
    if damaged.is_empty() {
        return;
    }
    let named: Vec<String> = damaged.iter().take(DAMAGED_NAMED).map(Damaged::to_string).collect();
    let more = damaged.len() - named.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    tracing::error!(
        summit = %summit.id, count = damaged.len(), shown = summit.damaged().count(),
        which = format!("{}{more}", named.join(", ")),
        "texts are damaged: restore a backup, or let them be written again"
    );
}

impl Hub {
    /// A hub without summits, not ready yet.
    #[must_use]
    pub fn new(environment: Environment) -> Self {
        Self::with_script(environment, Script::default())
    }

    /// A hub without summits, not ready yet, and what simulated people say in its rehearsals.
    #[must_use]
    pub fn with_script(environment: Environment, script: Script) -> Self {
        let inner = Inner {
            node: NodeId::of((environment.chance)()),
            summits: DashMap::new(),
            environment,
            script: Arc::new(script),
            ready: AtomicBool::new(false),
            stopping: CancellationToken::new(),
            ending: CancellationToken::new(),
            tasks: TaskTracker::new(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// Replays a summit and starts its task and its reactors.
    pub async fn open(
        &self,
        opening: Opening,
        encoders: Encoders,
    ) -> Result<SummitHandle, OpenError> {
        let journal = opening.journal;
        let mut receipts = Receipts::default();
        let mut hash = Digest::default();
        let mut damaged = Vec::new();
        let see = |commit: &Commit| {
            receipts.note(commit);
            hash = Digest::of(&commit.encode());
            damaged.extend(commit.damaged());
        };
        let mut summit = replay(&*journal, see).await?;
        tell_of_damaged(&summit, &damaged);
        if summit.offset == Offset::ZERO {
            return Err(OpenError::Empty);
        }
        self.inner.environment.zone(&mut summit);
        let position = journal.position().await?;
        if position.offset == summit.offset {
            // As it was stored: an older version may have written the same commit in other bytes.
            hash = position.hash;
        }
        let epoch = position.epoch;
        let others = journal::has_unknown(&*journal).await?;
        let environment = self.inner.environment.clone();
        environment.clock.at_least(summit.at);
        if let Some(machine) = (environment.machine)() {
            // The order was ahead before, and stays so: what passed meanwhile is not lost.
            environment.clock.at_least(summit.order_at(machine));
        }
        let opened_at = environment.clock.now().0;
        let began = summit.time_of_day(environment.clock.now()).0;
        let (inbox, asked) = mpsc::channel(INBOX_MAX);
        let shared = Arc::new(Shared {
            id: summit.id.clone(),
            lives: Lives::beginning(epoch, opening.former, others),
            opened_at: AtomicU64::new(began),
            read_only: opening.read_only.map(OnceLock::from).unwrap_or_default(),
            environment,
            ideas_changed: watch::Sender::new(summit.offset),
            rehearsal: watch::Sender::new(summit.rehearsal.as_ref().map(|it| it.offset)),
            durable: RwLock::new(summit),
            documents: Default::default(),
            mind: Arc::new(Mind::new(encoders)),
            roster: Roster::of(self.inner.node),
            inbox,
            stale_since: AtomicU64::new(0),
            saving: saving::Told::default(),
            store: Store { confirmed_at: AtomicU64::new(opened_at), ..Store::default() },
            seat_rates: DashMap::new(),
        });
        let handle = SummitHandle { shared: Arc::clone(&shared) };
        let probed = probe(&*journal).await;
        let task = SummitTask::new(shared, journal, asked, receipts, hash, probed);
        self.inner.tasks.spawn(task.run(self.inner.ending.clone()));
        self.inner.tasks.spawn(nodes::run(handle.clone(), self.inner.stopping.clone()));
        self.inner.tasks.spawn(theming::run(handle.clone(), self.inner.stopping.clone()));
        let script = Arc::clone(&self.inner.script);
        self.inner.tasks.spawn(rehearsing::run(
            handle.clone(),
            script,
            self.inner.stopping.clone(),
        ));
        self.inner.summits.insert(handle.id().clone(), handle.clone());
        Ok(handle)
    }

    /// Its name among the nodes, in this life.
    #[must_use]
    pub fn node(&self) -> NodeId {
        self.inner.node
    }

    /// A summit by its name.
    #[must_use]
    pub fn summit(&self, id: &SummitId) -> Option<SummitHandle> {
        self.inner.summits.get(id).map(|summit| summit.clone())
    }

    /// All of them.
    #[must_use]
    pub fn summits(&self) -> Vec<SummitHandle> {
        self.inner.summits.iter().map(|summit| summit.clone()).collect()
    }

    /// Every summit was replayed.
    pub fn set_ready(&self) {
        self.inner.ready.store(true, Ordering::Release);
    }

    /// Whether every summit was replayed, and the node is not stopping.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.inner.ready.load(Ordering::Acquire) && !self.inner.stopping.is_cancelled()
    }

    /// What stands in the way of saving in a summit that cannot be saved to; none if all can.
    #[must_use]
    pub fn obstacle(&self) -> Option<Obstacle> {
        self.summits().iter().find_map(|it| it.saving().blocked).map(|blocked| blocked.why)
    }

    /// Whether people are best sent here: it is ready, its logs answer and can be written to, and its clock can be
    /// trusted. One log that does
    /// not answer while others do keeps nobody from those. Who comes all the same is served with what the node holds.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let summits = &self.inner.summits;
        self.is_ready() && (summits.is_empty() || summits.iter().any(|summit| summit.is_sound()))
    }

    /// The node's time.
    #[must_use]
    pub fn now(&self) -> Time {
        self.inner.environment.clock.now()
    }

    /// The node's clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.inner.environment.clock
    }

    pub(crate) fn chance(&self) -> Salt {
        (self.inner.environment.chance)()
    }

    pub(crate) fn stopping(&self) -> CancellationToken {
        self.inner.stopping.clone()
    }

    /// No longer ready; connections are sent away to come back.
    pub fn drain(&self) {
        self.inner.stopping.cancel();
    }

    /// After [`drain`](Self::drain): what waits is answered, and the summits end.
    pub async fn end(&self) {
        self.inner.ending.cancel();
        self.inner.tasks.close();
        self.inner.tasks.wait().await;
    }
}
