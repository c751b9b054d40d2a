//! The summit task: the one place where a summit changes.
//!
//! All requests that wait are decided one after another on the summit *ahead* (with every decision applied), appended as
//! one batch, applied to the *durable* summit, and only then answered.
//!
//! | file | holds |
//! |---|---|
//! | `decide` | decides a batch of requests, and appends it until that succeeds or time is up |
//! | `log_position` | the summit ahead, the last durable commit, and every request in the log |
//! | `append` | appends commits, reads those of other nodes, applies both |
//! | `confirmation` · `reload` · `orphans` | confirms the end of the log; its epoch changed; what the change left out |
//! | `deadlines` · `time_of_day` | what the task requests by itself: rounds that end, replication, the clock |
//! | `saving` | whether requests can be saved |
//! | `placement_timer` | how long ideas wait for a theme |

mod append;
mod confirmation;
mod deadlines;
mod decide;
mod log_position;
mod orphans;
mod placement_timer;
mod reload;
pub(crate) mod saving;
mod time_of_day;

use crate::{
    answer::{Answer, Refused},
    limits::{BATCH_MAX, NODE_DOCS_EVERY},
    metrics::Outcome,
    request_index::RequestIndex,
    summit::state::{PendingRequest, Shared},
};
use confirmation::Confirmation;
use deadlines::Deadlines;
use domain::{Digest, Doc, Offset};
use journal::{Journal, Obstacle};
use log_position::LogPosition;
use orphans::Orphans;
use placement_timer::PlacementTimer;
use saving::SaveProbe;
use std::sync::Arc;
use tokio::{
    sync::{mpsc, watch},
    time::{Instant, sleep_until},
};
use tokio_util::sync::CancellationToken;

/// The state of the task that owns a summit.
pub(crate) struct SummitTask {
    shared: Arc<Shared>,
    journal: Arc<dyn Journal>,
    inbox: mpsc::Receiver<PendingRequest>,
    /// The last offset of the journal, as far as this node heard, whichever node appended it.
    appended: watch::Receiver<Offset>,
    log: LogPosition,
    confirmation: Confirmation,
    orphans: Orphans,
    deadlines: Deadlines,
    probe: SaveProbe,
    placements: PlacementTimer,
    node_docs_at: Instant,
}

impl SummitTask {
    /// A task for a summit that was replayed to the end of its journal. `hash`: that of its last commit. `probed`: the
    /// result of a first probe whether the journal can be written to.
    pub fn new(
        shared: Arc<Shared>,
        journal: Arc<dyn Journal>,
        inbox: mpsc::Receiver<PendingRequest>,
        requests: RequestIndex,
        hash: Digest,
        probed: Result<(), (Obstacle, String)>,
    ) -> Self {
        let log = LogPosition::new(shared.durable().clone(), hash, requests);
        let mut appended = journal.appended();
        // What was appended during the replay is read at once.
        appended.mark_changed();
        let probe = SaveProbe::new(probed, &shared.environment);
        let task = Self {
            shared,
            journal,
            inbox,
            appended,
            confirmation: Confirmation::new(log.durable()),
            log,
            orphans: Orphans::new(),
            deadlines: Deadlines::new(),
            probe,
            placements: PlacementTimer::default(),
            node_docs_at: Instant::now(),
        };
        // Before anyone asks whether requests can be saved.
        task.record_attempt();
        task
    }

    /// Runs until it is told to stop; requests that wait then are still answered.
    ///
    /// Its inputs: requests; commits in the journal (of other nodes, and own ones whose append was not answered); the
    /// confirmed end of the log; the result of a probe; time.
    pub async fn run(mut self, stop: CancellationToken) {
        let mut batch = Vec::with_capacity(BATCH_MAX);
        loop {
            let wake_at = self.wake_at();
            tokio::select! {
                biased;
                () = stop.cancelled() => break,
                count = self.inbox.recv_many(&mut batch, BATCH_MAX) => {
                    if count == 0 {
                        return;
                    }
                    self.on_requests(std::mem::take(&mut batch)).await;
                }
                Ok(()) = self.appended.changed() => self.on_appended().await,
                head = self.confirmation.answer() => self.on_confirmation(head).await,
                probed = self.probe.answer() => self.on_probed(probed),
                () = sleep_until(wake_at) => {}
            }
            self.on_time().await;
        }
        self.inbox.close();
        while self.inbox.recv_many(&mut batch, BATCH_MAX).await > 0 {
            self.on_requests(std::mem::take(&mut batch)).await;
        }
    }

    /// When there is something to do, if nothing comes in before. Publishes the documents that are due.
    fn wake_at(&self) -> Instant {
        let publish_at = self.shared.documents.publish_due(&self.shared.durable());
        let due =
            [publish_at, self.deadline_at(), self.confirmation.due_at(), self.orphans.due_at()];
        let ticks = [self.deadlines.react_at(), self.node_docs_at, self.probe.due_at()];
        ticks.into_iter().chain(due.into_iter().flatten()).fold(self.node_docs_at, Instant::min)
    }

    /// What the time calls for. Each of these does nothing before it is due.
    async fn on_time(&mut self) {
        self.start_probe();
        self.start_confirmation();
        self.read_orphans_if_due().await;
        self.check_staleness();
        self.follow_machine_clock().await;
        self.on_deadline().await;
        self.record_replication().await;
        self.close_early_if_due().await;
        self.refresh_node_documents();
        self.publish_saving();
    }

    /// Decides a batch, makes it durable, applies it, and answers.
    async fn on_requests(&mut self, batch: Vec<PendingRequest>) {
        let (requests, answers): (Vec<_>, Vec<_>) =
            batch.into_iter().map(|it| (it.request, (it.answer, it.since))).unzip();
        let outcomes = self.process_batch(&requests).await;
        for ((answer, since), outcome) in answers.into_iter().zip(outcomes) {
            self.shared.environment.metrics.answered(Outcome::from(&outcome), since.elapsed());
            // The client may be gone. When it sends the request again, it gets the same answer.
            let _ = answer.send(outcome);
        }
    }

    fn refresh_node_documents(&mut self) {
        let now = Instant::now();
        if self.node_docs_at > now {
            return;
        }
        self.node_docs_at = now + NODE_DOCS_EVERY;
        self.probe.has_room = (self.shared.environment.has_room)();
        self.publish_saving();
        for doc in [Doc::Presence, Doc::Health] {
            self.shared.documents.replace(&doc, &self.shared.of_node(&doc));
        }
        self.shared.seat_rates.retain(|_, bucket| !bucket.is_full());
    }
}

/// It is unknown whether a request was saved: the client sends it again.
fn unknown() -> Answer {
    Answer::Refused(Refused::try_again())
}
