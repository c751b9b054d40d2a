//! Whether requests can be saved: known from every append, and from a probe now and then while nobody hands in.

use super::SummitTask;
use crate::{
    limits::{APPEND_WITHIN, PROBE_AGAIN, PROBE_EVERY},
    saving::Change,
    summit::Environment,
};
use domain::Doc;
use futures_util::{FutureExt as _, future::BoxFuture};
use journal::{AppendError, Fault, Journal, Obstacle};
use std::{future::pending, sync::Arc};
use tokio::time::{Instant, timeout};

/// What stands in the way of saving, and what the store says of it.
type Cause = (Obstacle, String);

/// What the last append or probe said of saving.
pub(super) struct SaveProbe {
    /// Why it failed.
    failed: Option<Cause>,
    /// Why the end of the log is not known. It counts only while that is so.
    uncertain: Cause,
    /// Whether the disk had room when it was last asked.
    pub has_room: bool,
    /// The probe that is under way, and since when.
    probing: Option<(BoxFuture<'static, Result<(), Fault>>, Instant)>,
    /// When the next one starts.
    next_at: Instant,
}

/// Probes whether the journal can be written to, for no longer than people wait.
pub(crate) async fn probe(journal: &dyn Journal) -> Result<(), Cause> {
    match timeout(APPEND_WITHIN, journal.probe()).await {
        Ok(probed) => probed.map_err(|fault| cause(&fault)),
        Err(_) => Err(too_slow()),
    }
}

async fn run_probe(journal: Arc<dyn Journal>) -> Result<(), Fault> {
    journal.probe().await
}

fn cause(fault: &Fault) -> Cause {
    (fault.obstacle(), fault.to_string())
}

fn too_slow() -> Cause {
    (Obstacle::Slow, format!("no answer within {} ms", APPEND_WITHIN.as_millis()))
}

impl SaveProbe {
    /// After a first probe, before the task began.
    pub fn new(probed: Result<(), Cause>, environment: &Environment) -> Self {
        let failed = probed.err();
        let pause = if failed.is_some() { PROBE_AGAIN } else { PROBE_EVERY };
        let uncertain = (Obstacle::Away, String::new());
        Self {
            failed,
            uncertain,
            has_room: (environment.has_room)(),
            probing: None,
            next_at: Instant::now() + pause,
        }
    }

    /// When there is something to do.
    pub fn due_at(&self) -> Instant {
        match &self.probing {
            Some((_, since)) if since.elapsed() < APPEND_WITHIN => *since + APPEND_WITHIN,
            // It is late, and known to be: only its answer changes anything.
            Some(_) => Instant::now() + PROBE_EVERY,
            None => self.next_at,
        }
    }

    /// The result of the probe that is under way; pending for ever if none is.
    pub async fn answer(&mut self) -> Result<(), Fault> {
        match &mut self.probing {
            Some((probing, _)) => {
                let answer = probing.await;
                self.probing = None;
                answer
            }
            None => pending().await,
        }
    }

    /// Sets why the end of the log is not known.
    pub fn set_uncertain(&mut self, fault: &Fault) {
        self.uncertain = cause(fault);
    }
}

impl SummitTask {
    /// Starts a probe if one is due, and notes if the one under way is late.
    pub(super) fn start_probe(&mut self) {
        let now = Instant::now();
        match &self.probe.probing {
            Some((_, since)) if now - *since >= APPEND_WITHIN => {
                self.probe.failed = Some(too_slow());
            }
            Some(_) => {}
            None if self.probe.next_at <= now => {
                self.probe.next_at = now + PROBE_EVERY;
                self.probe.probing = Some((run_probe(Arc::clone(&self.journal)).boxed(), now));
            }
            None => {}
        }
    }

    /// A probe ended.
    pub(super) fn on_probed(&mut self, answer: Result<(), Fault>) {
        match answer {
            Ok(()) => self.on_saved(),
            Err(fault) => self.on_save_failed(cause(&fault)),
        }
    }

    /// An append or a probe succeeded.
    pub(super) fn on_saved(&mut self) {
        self.probe.failed = None;
        self.probe.next_at = Instant::now() + PROBE_EVERY;
        self.record_attempt();
    }

    /// An append failed.
    pub(super) fn on_append_error(&mut self, error: &AppendError) {
        match error {
            // Other nodes were first: that says nothing of the store.
            AppendError::Conflict(_) => {}
            AppendError::Full => self.on_save_failed(cause(&Fault::Full)),
            AppendError::Fault(fault) => self.on_save_failed(cause(fault)),
        }
    }

    /// An append took too long.
    pub(super) fn on_append_timeout(&mut self) {
        self.on_save_failed(too_slow());
    }

    fn on_save_failed(&mut self, cause: Cause) {
        self.probe.failed = Some(cause);
        self.probe.next_at = Instant::now() + PROBE_AGAIN;
        self.record_attempt();
    }

    pub(super) fn record_attempt(&self) {
        self.shared.saving.record_attempt(self.shared.time_of_day());
        self.publish_saving();
    }

    /// What stands in the way of saving now.
    fn obstacle(&self) -> Option<(Obstacle, &str)> {
        if let Some(why) = self.shared.read_only.get() {
            return Some((Obstacle::Damaged, why));
        }
        if !self.probe.has_room {
            return Some((Obstacle::Full, "less is free on the disk than is to be kept free"));
        }
        let uncertain = self.log.needs_catch_up.then_some(&self.probe.uncertain);
        self.probe.failed.as_ref().or(uncertain).map(|(why, said)| (*why, said.as_str()))
    }

    /// Publishes whether requests can be saved, and logs it once each time that it changes.
    pub(super) fn publish_saving(&self) {
        let shared = &self.shared;
        let obstacle = self.obstacle();
        match shared.saving.update(shared.time_of_day(), obstacle) {
            Change::None => return,
            Change::Blocked => {
                let (why, said) = obstacle.map_or(("", ""), |(why, said)| (why.name(), said));
                tracing::error!(summit = %shared.id, why, said, "nothing can be saved: tablets keep what they hand in");
            }
            Change::Possible(since) => {
                let after_ms = shared.time_of_day().ms_since(since);
                tracing::warn!(summit = %shared.id, after_ms, "saving is possible again");
            }
        }
        shared.documents.replace(&Doc::Health, &shared.of_node(&Doc::Health));
    }
}
