//! All summits of a node: opened from their journals, found by name, stopped together.

use crate::{
    clock::Clock,
    epoch::Epochs,
    idea_index::{Encoders, IdeaIndex},
    limits::{DAMAGED_NAMED, INBOX_MAX},
    nodes,
    rehearsal::{self, Script},
    replay::replay,
    request_index::RequestIndex,
    roster::{NodeId, Roster},
    saving::LastSave,
    summit::{
        Environment, SummitHandle,
        state::{Shared, Store},
    },
    task::{SummitTask, saving::probe},
    theming,
};
use dashmap::DashMap;
use domain::{Commit, Damaged, Digest, Epoch, Offset, Salt, Summit, SummitId, Time};
use journal::{Fault, Journal, Obstacle, Position};
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
    /// Ends connections.
    stopping: CancellationToken,
    /// Ends summits, after their connections.
    ending: CancellationToken,
    tasks: TaskTracker,
}

/// A journal, and its previous epochs.
pub struct Opening {
    /// The log.
    pub journal: Arc<dyn Journal>,
    /// Each previous epoch of the log, and the last offset that it shares with the current one.
    pub previous: Vec<(Epoch, Offset)>,
    /// Why the log can only be read, if so.
    pub read_only: Option<String>,
}

impl std::fmt::Debug for Opening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opening")
            .field("previous", &self.previous)
            .field("read_only", &self.read_only)
            .finish_non_exhaustive()
    }
}

/// Why a summit could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The log is empty: the summit was never founded.
    #[error("the log is empty")]
    Empty,
    /// The journal failed.
    #[error(transparent)]
    Journal(#[from] Fault),
}

/// A log that was read to its end.
struct Replayed {
    summit: Summit,
    requests: RequestIndex,
    /// The hash of the last commit.
    hash: Digest,
    position: Position,
}

/// Logs which texts do not have the hash that the log keeps of them, in one line.
fn log_damaged(summit: &Summit, damaged: &[Damaged]) {
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

    /// A hub without summits, not ready yet. `script`: what simulated people say in rehearsals.
    #[must_use]
    pub fn with_script(environment: Environment, script: Script) -> Self {
        let inner = Inner {
            node: NodeId::of((environment.entropy)()),
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
        let Opening { journal, previous, read_only } = opening;
        let Replayed { summit, requests, hash, position } = self.replay(&*journal).await?;
        let has_unknown = journal::has_unknown(&*journal).await?;
        let environment = self.inner.environment.clone();
        environment.clock.at_least(summit.at);
        if let Some(machine) = (environment.machine)() {
            // The order of commits may be ahead of the machine's clock. It stays so: time that passed is not lost.
            environment.clock.at_least(summit.order_at(machine));
        }
        let now = environment.clock.now();
        let (inbox, pending) = mpsc::channel(INBOX_MAX);
        let shared = Arc::new(Shared {
            id: summit.id.clone(),
            epochs: Epochs::new(position.epoch, previous, has_unknown),
            opened_at: AtomicU64::new(summit.time_of_day(now).0),
            read_only: read_only.map(OnceLock::from).unwrap_or_default(),
            environment,
            ideas_changed: watch::Sender::new(summit.offset),
            rehearsal: watch::Sender::new(summit.rehearsal.as_ref().map(|it| it.offset)),
            durable: RwLock::new(summit),
            documents: Default::default(),
            ideas: Arc::new(IdeaIndex::new(encoders)),
            roster: Roster::of(self.inner.node),
            inbox,
            stale_since: AtomicU64::new(0),
            saving: LastSave::default(),
            store: Store { confirmed_at: AtomicU64::new(now.0), ..Store::default() },
            seat_rates: DashMap::new(),
        });
        let handle = SummitHandle { shared: Arc::clone(&shared) };
        let probed = probe(&*journal).await;
        let task = SummitTask::new(shared, journal, pending, requests, hash, probed);
        self.spawn(task, &handle);
        self.inner.summits.insert(handle.id().clone(), handle.clone());
        Ok(handle)
    }

    async fn replay(&self, journal: &dyn Journal) -> Result<Replayed, OpenError> {
        let mut requests = RequestIndex::default();
        let mut hash = Digest::default();
        let mut damaged = Vec::new();
        let visit = |commit: &Commit| {
            requests.insert(commit);
            hash = Digest::of(&commit.encode());
            damaged.extend(commit.damaged());
        };
        let mut summit = replay(journal, visit).await?;
        log_damaged(&summit, &damaged);
        if summit.offset == Offset::ZERO {
            return Err(OpenError::Empty);
        }
        self.inner.environment.zone(&mut summit);
        let position = journal.position().await?;
        if position.offset == summit.offset {
            // The hash as it was stored: an older release may have encoded the same commit in other bytes.
            hash = position.hash;
        }
        Ok(Replayed { summit, requests, hash, position })
    }

    /// Starts the task of a summit, and its reactors.
    fn spawn(&self, task: SummitTask, handle: &SummitHandle) {
        let Inner { tasks, stopping, ending, script, .. } = &*self.inner;
        tasks.spawn(task.run(ending.clone()));
        tasks.spawn(nodes::run(handle.clone(), stopping.clone()));
        tasks.spawn(theming::run(handle.clone(), stopping.clone()));
        tasks.spawn(rehearsal::run(handle.clone(), Arc::clone(script), stopping.clone()));
    }

    /// The id of this node.
    #[must_use]
    pub fn node(&self) -> NodeId {
        self.inner.node
    }

    /// A summit by its id.
    #[must_use]
    pub fn summit(&self, id: &SummitId) -> Option<SummitHandle> {
        self.inner.summits.get(id).map(|summit| summit.clone())
    }

    /// All summits of this node.
    #[must_use]
    pub fn summits(&self) -> Vec<SummitHandle> {
        self.inner.summits.iter().map(|summit| summit.clone()).collect()
    }

    /// Marks the node ready: every summit was replayed.
    pub fn set_ready(&self) {
        self.inner.ready.store(true, Ordering::Release);
    }

    /// Whether every summit was replayed, and the node is not stopping.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.inner.ready.load(Ordering::Acquire) && !self.inner.stopping.is_cancelled()
    }

    /// What stands in the way of saving, in the first summit found that cannot save; none if all can.
    #[must_use]
    pub fn obstacle(&self) -> Option<Obstacle> {
        self.summits().iter().find_map(|it| it.saving().blocked).map(|blocked| blocked.why)
    }

    /// Whether clients should be sent to this node: it is ready, and at least one summit is sound. A client that comes all
    /// the same is served with what the node holds.
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

    pub(crate) fn entropy(&self) -> Salt {
        (self.inner.environment.entropy)()
    }

    pub(crate) fn stopping(&self) -> CancellationToken {
        self.inner.stopping.clone()
    }

    /// Stops being ready, and closes connections: their clients come back to another node, or after the restart.
    pub fn drain(&self) {
        self.inner.stopping.cancel();
    }

    /// Call after [`drain`](Self::drain): answers the requests that wait, and ends the summits.
    pub async fn end(&self) {
        self.inner.ending.cancel();
        self.inner.tasks.close();
        self.inner.tasks.wait().await;
    }
}
