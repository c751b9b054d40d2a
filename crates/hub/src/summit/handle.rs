//! A handle to one summit, for sessions, HTTP and reactors.

use super::state::{PendingRequest, Shared};
use crate::{
    answer::{Answer, Refused},
    document::{Document, Frames},
    limits::SERVES_STALE,
    metrics::Outcome,
    saving::Saving,
};
use domain::{
    Actor, Again, Command, Doc, Epoch, Offset, Request, RequestId, Role, Summit, SummitId, Time,
    access,
};
use protocol::{Was, refusal};
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use tokio::{sync::oneshot, time::Instant};

/// A handle to one summit. Clones are the same summit.
#[derive(Debug, Clone)]
pub struct SummitHandle {
    pub(crate) shared: Arc<Shared>,
}

impl SummitHandle {
    /// The time of day.
    #[must_use]
    pub fn time_of_day(&self) -> Time {
        self.shared.time_of_day()
    }

    /// The time of day of a moment of the node's clock.
    pub(crate) fn as_time_of_day(&self, order: Time) -> Time {
        self.read(|summit| summit.time_of_day(order))
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &SummitId {
        &self.shared.id
    }

    /// The epoch of its log.
    #[must_use]
    pub fn epoch(&self) -> Epoch {
        self.shared.epochs.current().epoch.clone()
    }

    /// The last offset that the log shares with the one that a client of another epoch knew.
    #[must_use]
    pub fn durable_since(&self, epoch: &Epoch) -> Offset {
        self.shared.epochs.current().shared_until(epoch).unwrap_or(Offset::ZERO)
    }

    /// Why requests are refused for good, if they are.
    #[must_use]
    pub fn read_only(&self) -> Option<&str> {
        self.shared.read_only.get().map(String::as_str)
    }

    /// The node's time.
    #[must_use]
    pub fn now(&self) -> Time {
        self.shared.environment.clock.now()
    }

    /// Reads the summit as it is in the journal. `look` must be quick: no commit is applied meanwhile.
    pub fn read<T>(&self, look: impl FnOnce(&Summit) -> T) -> T {
        look(&self.shared.durable())
    }

    /// Whether this node leads: it does what is to be done once (deadlines, themes, rehearsals).
    #[must_use]
    pub fn is_leading(&self) -> bool {
        self.shared.roster.is_leading()
    }

    /// Since when the journal does not answer; none if it does.
    #[must_use]
    pub fn stale_since(&self) -> Option<Time> {
        match self.shared.stale_since.load(Ordering::Acquire) {
            0 => None,
            since => Some(Time(since)),
        }
    }

    /// Whether requests can be saved.
    #[must_use]
    pub fn saving(&self) -> Saving {
        self.shared.saving()
    }

    /// Whether clients can be sent to this node: requests can be saved, the log was confirmed lately, and the clock can be
    /// trusted.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let serves = u64::try_from(SERVES_STALE.as_millis()).unwrap_or(u64::MAX);
        let stale = self.stale_since().is_some_and(|since| self.now().ms_since(since) > serves);
        !stale && !self.shared.is_skewed() && self.saving().blocked.is_none()
    }

    /// The frames of a document, for a single request.
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
        if !doc.exists(&summit) {
            return Err(Refused::with(refusal::DOC_UNKNOWN));
        }
        if doc.is_of_node() {
            drop(summit);
            let made = Document::made(doc.clone(), Offset(1), self.shared.of_node(doc));
            return Ok(made.whole());
        }
        Ok(self.shared.documents.once(&summit, doc, held))
    }

    /// Sends a request, and waits for its answer.
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

    /// Sends a request. The answer comes over the receiver.
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
            // Who uses the id of a deadline before the clock does could keep the round open.
            let refused = Refused { field: Some("id"), ..Refused::with(refusal::MALFORMED) };
            return Err(self.turned_away(refused));
        }
        let again = was.map_or(Again::No, |was| self.shared.epochs.current().again(was));
        self.enqueue(actor, id, (again, None), command)
    }

    /// Sends a request of a simulated person.
    pub(crate) fn submit_rehearsed(
        &self,
        actor: Actor,
        id: RequestId,
        rehearsal: Offset,
        command: Command,
    ) -> Result<oneshot::Receiver<Answer>, Refused> {
        self.enqueue(actor, id, (Again::No, Some(rehearsal)), command)
    }

    fn enqueue(
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
            salt: (self.shared.environment.entropy)(),
            again,
            rehearsed,
            command,
        };
        let (answer, answered) = oneshot::channel();
        let pending = PendingRequest { request, since: Instant::now(), answer };
        match self.shared.inbox.try_send(pending) {
            Ok(()) => Ok(answered),
            Err(_) => Err(self.turned_away(Refused::try_again())),
        }
    }

    /// Counts a request that was refused before it reached the summit task.
    pub(crate) fn turned_away(&self, refused: Refused) -> Refused {
        let outcome = Outcome::from(&Answer::Refused(refused.clone()));
        self.shared.environment.metrics.answered(outcome, Duration::ZERO);
        refused
    }
}
