//! A subscription to one document by a client that sends nothing: server-sent events over HTTP.

use crate::{
    answer::Refused, connection::bye, documents::SessionId, hub::Hub, session::session_id,
    session_signal::SessionSignal, subscriptions::Subscription, summit::SummitHandle,
};
use domain::{Actor, Doc, Offset, Time, access};
use protocol::{Bye, CloseCode, Encoded, FromServer, refusal};
use std::sync::Arc;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

/// Streams one document until its token expires or the node stops. Its client counts as on line.
#[derive(Debug)]
pub struct DocumentStream {
    id: SessionId,
    hub: Hub,
    summit: SummitHandle,
    doc: Doc,
    actor: Actor,
    signal: Arc<SessionSignal>,
    subscription: Subscription,
    expires_at: Instant,
    told_stale: Option<Time>,
    /// The generation of the log that the client was told of.
    generation: u64,
    stopping: CancellationToken,
}

/// The next event of a stream.
#[derive(Debug, Clone)]
pub enum Step {
    /// A `sync`.
    Sync {
        /// The frame.
        frame: Encoded,
        /// What the client holds once it has applied the frame; none between the pieces of a whole document.
        held: Option<Offset>,
    },
    /// A `stale`: whether the node can confirm that the document is the newest changed.
    Stale(Encoded),
}

impl DocumentStream {
    /// Opens a stream for an actor that may watch the document. `held`: the offset that the client holds, of this epoch.
    pub fn open(
        hub: &Hub,
        summit: SummitHandle,
        (actor, expires_at): (Actor, Time),
        doc: Doc,
        held: Option<Offset>,
    ) -> Result<Self, Refused> {
        if !access::may_watch(&actor, &doc) {
            return Err(Refused::with(refusal::ACCESS_DENIED));
        }
        let (id, signal) = (session_id(hub.entropy()), Arc::new(SessionSignal::default()));
        let generation = summit.shared.epochs.generation();
        let slot = summit.read(|it| {
            let subscribe = || summit.shared.documents.subscribe(it, &doc, id, &signal);
            doc.exists(it).then(subscribe)
        });
        let slot = slot.ok_or(Refused::with(refusal::DOC_UNKNOWN))?;
        summit.shared.roster.join(id, actor.clone(), summit.time_of_day(), Arc::clone(&signal));
        let subscription = Subscription::new(slot, held.filter(|_| !doc.is_of_node()));
        let expires_at = hub.clock().instant(expires_at);
        let stopping = hub.stopping();
        let hub = hub.clone();
        Ok(Self {
            id,
            hub,
            summit,
            doc,
            actor,
            signal,
            subscription,
            expires_at,
            told_stale: None,
            generation,
            stopping,
        })
    }

    /// Waits for the next event, or for the end. Cancel safe.
    pub async fn next(&mut self) -> Result<Step, Bye> {
        loop {
            // The log is asked each time: the token may have been revoked before the roster knew this stream.
            let revoked = self.signal.is_revoked().then_some(CloseCode::Revoked);
            if let Some(why) = self.summit.revoked(&self.actor).or(revoked) {
                return Err(bye(&self.hub, why));
            }
            // The stream has no frame for a change of epoch: its client comes back and starts over.
            if self.stopping.is_cancelled()
                || self.summit.shared.epochs.generation() != self.generation
            {
                return Err(bye(&self.hub, CloseCode::Restart));
            }
            if self.expires_at <= Instant::now() {
                return Err(bye(&self.hub, CloseCode::Expired));
            }
            let since = self.summit.stale_since();
            if since != self.told_stale {
                self.told_stale = since;
                return Ok(Step::Stale(Encoded::frame(&FromServer::Stale {
                    since: since.map(|it| self.summit.as_time_of_day(it)),
                })));
            }
            if let Some(frame) =
                self.subscription.next_frame_if_due(&self.doc, &self.summit, self.generation)
            {
                return Ok(Step::Sync { frame, held: self.subscription.held_whole() });
            }
            tokio::select! {
                biased;
                () = self.stopping.cancelled() => {}
                () = sleep_until(self.expires_at) => {}
                () = self.signal.notified() => {}
            }
        }
    }
}

impl Drop for DocumentStream {
    fn drop(&mut self) {
        self.summit.shared.roster.leave(self.id);
        self.summit.shared.documents.unsubscribe(&self.doc, self.id);
    }
}
