//! Whether saving is possible: known from every append, and while nobody hands in from a probe now and then.

use super::SummitTask;
use crate::{
    limits::{APPEND_WITHIN, PROBE_AGAIN, PROBE_EVERY},
    saving::Change,
};
use domain::Doc;
use futures_util::{FutureExt as _, future::BoxFuture};
use journal::{AppendError, Fault, Journal, Obstacle};
use std::{future::pending, sync::Arc};
use tokio::time::{Instant, timeout};

/// What is known of saving from the last time it was tried.
pub(super) struct Saves {
    /// Why it failed when it was last tried.
    failed: Option<(Obstacle, String)>,
    /// Why it is not known where the log stands; said only while that is so.
    unsure: (Obstacle, String),
    /// Tried, and not answered yet; and since when.
    probing: Option<(BoxFuture<'static, Result<(), Fault>>, Instant)>,
    /// When it is tried next.
    next: Instant,
}

/// Tries whether the log can be written to; it takes no longer than people wait.
pub(crate) async fn probe(journal: &dyn Journal) -> Result<(), (Obstacle, String)> {
    match timeout(APPEND_WITHIN, journal.probe()).await {
        Ok(probed) => probed.map_err(|fault| told(&fault)),
        Err(_) => Err(too_slow()),
    }
}

async fn ask(journal: Arc<dyn Journal>) -> Result<(), Fault> {
    journal.probe().await
}

/// An obstacle, and what the store says of it.
fn told(fault: &Fault) -> (Obstacle, String) {
    (fault.obstacle(), fault.to_string())
}

fn too_slow() -> (Obstacle, String) {
    (Obstacle::Slow, format!("no answer within {} ms", APPEND_WITHIN.as_millis()))
}

impl Saves {
    /// What came of it before the task began.
    pub fn new(probed: Result<(), (Obstacle, String)>) -> Self {
        let failed = probed.err();
        let rests = if failed.is_some() { PROBE_AGAIN } else { PROBE_EVERY };
        let unsure = (Obstacle::Away, String::new());
        Self { failed, unsure, probing: None, next: Instant::now() + rests }
    }

    /// When there is something to do.
    pub fn due_at(&self) -> Instant {
        match &self.probing {
            Some((_, since)) if since.elapsed() < APPEND_WITHIN => *since + APPEND_WITHIN,
            // It is known to be late: only its answer tells more.
            Some(_) => Instant::now() + PROBE_EVERY,
            None => self.next,
        }
    }

    /// The answer, when it comes; never if nothing was tried.
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
}

impl SummitTask {
    /// Tries it, if it is time to.
    pub(super) fn try_whether_it_saves(&mut self) {
        let now = Instant::now();
        match &self.saves.probing {
            Some((_, since)) if now - *since >= APPEND_WITHIN => {
                self.saves.failed = Some(too_slow())
            }
            Some(_) => {}
            None if self.saves.next <= now => {
                self.saves.next = now + PROBE_EVERY;
                self.saves.probing = Some((ask(Arc::clone(&self.journal)).boxed(), now));
            }
            None => {}
        }
    }

    /// Takes the answer in.
    pub(super) fn probed(&mut self, answer: Result<(), Fault>) {
        match answer {
            Ok(()) => self.it_saves(),
            Err(fault) => self.it_does_not_save(told(&fault)),
        }
    }

    /// Something was saved, or could have been.
    pub(super) fn it_saves(&mut self) {
        self.saves.failed = None;
        self.saves.next = Instant::now() + PROBE_EVERY;
        self.tried();
    }

    /// An append failed.
    pub(super) fn append_failed(&mut self, failed: Option<&AppendError>) {
        let said = match failed {
            None => too_slow(),
            // Others were first: that the log takes no more is known otherwise.
            Some(AppendError::Conflict(_)) => return,
            Some(AppendError::Full) => told(&Fault::Full),
            Some(AppendError::Fault(fault)) => told(fault),
        };
        self.it_does_not_save(said);
    }

    /// Why it is not known where the log stands.
    pub(super) fn is_unsure_for(&mut self, fault: &Fault) {
        self.saves.unsure = told(fault);
    }

    fn it_does_not_save(&mut self, said: (Obstacle, String)) {
        self.saves.failed = Some(said);
        self.saves.next = Instant::now() + PROBE_AGAIN;
        self.tried();
    }

    pub(super) fn tried(&self) {
        self.shared.saving.tried(self.shared.time_of_day());
        self.tell_whether_it_saves();
    }

    /// What stands in the way of saving now.
    fn obstacle(&self) -> Option<(Obstacle, &str)> {
        if let Some(why) = self.shared.read_only.get() {
            return Some((Obstacle::Damaged, why));
        }
        if !self.has_room {
            return Some((Obstacle::Full, "less is free on the disk than is to be kept free"));
        }
        let unsure = self.unsure.then_some(&self.saves.unsure);
        self.saves.failed.as_ref().or(unsure).map(|(why, said)| (*why, said.as_str()))
    }

    /// Tells everyone who reads it, and the log once.
    pub(super) fn tell_whether_it_saves(&self) {
        let shared = &self.shared;
        let obstacle = self.obstacle();
        match shared.saving.tell(shared.time_of_day(), obstacle) {
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
