//! Someone who follows one document and sends nothing: a connection without a conversation, for HTTP.

use crate::{
    answer::Refused,
    connection::bye,
    documents::SessionId,
    follows::Follow,
    hub::Hub,
    session::session_id,
    summit::{SummitHandle, exists},
    wake::Wake,
};
use domain::{Actor, Doc, Offset, Time, access};
use protocol::{Bye, CloseCode, Encoded, FromServer, refusal};
use std::sync::Arc;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

/// Follows one document, until its token ends or the node stops. It counts as being on line.
#[derive(Debug)]
pub struct Follower {
    id: SessionId,
    hub: Hub,
    summit: SummitHandle,
    doc: Doc,
    actor: Actor,
    wake: Arc<Wake>,
    follow: Follow,
    expires_at: Instant,
    told_stale: Option<Time>,
    /// Which life of the log it began in.
    life: u64,
    stopping: CancellationToken,
}

/// What is next for a follower.
#[derive(Debug, Clone)]
pub enum Step {
    /// A `sync`.
    Sync {
        /// The frame.
        frame: Encoded,
        /// What the follower holds once it has applied it; none in the middle of a document in pieces.
        held: Option<Offset>,
    },
    /// A `stale`: the node cannot confirm that this is the newest, or can again.
    Stale(Encoded),
}

impl Follower {
    /// Lets someone follow, if they may watch; `held` is what they hold of this epoch.
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
        let (id, wake) = (session_id(hub.chance()), Arc::new(Wake::default()));
        let life = summit.shared.lives.nth();
        let cell = summit.read(|it| {
            let follow = || summit.shared.documents.follow(it, &doc, id, &wake);
            exists(it, &doc).then(follow)
        });
        let cell = cell.ok_or(Refused::with(refusal::DOC_UNKNOWN))?;
        summit.shared.roster.join(id, actor.clone(), summit.time_of_day(), Arc::clone(&wake));
        let follow = Follow::begun(cell, held.filter(|_| !doc.is_of_node()));
        let expires_at = hub.clock().instant(expires_at);
        let stopping = hub.stopping();
        let hub = hub.clone();
        Ok(Self {
            id,
            hub,
            summit,
            doc,
            actor,
            wake,
            follow,
            expires_at,
            told_stale: None,
            life,
            stopping,
        })
    }

    /// Waits for what is next, or for the end. Safe to drop.
    pub async fn next(&mut self) -> Result<Step, Bye> {
        loop {
            // Looked up each time, so that a revocation before the roster knew of this one is seen, too.
            let told = self.wake.is_revoked().then_some(CloseCode::Revoked);
            if let Some(why) = self.summit.revoked(&self.actor).or(told) {
                return Err(bye(&self.hub, why));
            }
            // In another life of the log it is to begin anew, as who comes back does.
            if self.stopping.is_cancelled() || self.summit.shared.lives.nth() != self.life {
                return Err(bye(&self.hub, CloseCode::Restart));
            }
            if self.expires_at <= Instant::now() {
                return Err(bye(&self.hub, CloseCode::Expired));
            }
            let since = self.summit.stale_since();
            if since != self.told_stale {
                self.told_stale = since;
                return Ok(Step::Stale(Encoded::frame(&FromServer::Stale {
                    since: since.map(|it| self.summit.shown(it)),
                })));
            }
            if let Some(frame) = self.follow.next_frame_if_due(&self.doc, &self.summit, self.life) {
                return Ok(Step::Sync { frame, held: self.follow.held_whole() });
            }
            tokio::select! {
                biased;
                () = self.stopping.cancelled() => {}
                () = sleep_until(self.expires_at) => {}
                () = self.wake.rung() => {}
            }
        }
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.summit.shared.roster.leave(self.id);
        self.summit.shared.documents.leave(&self.doc, self.id);
    }
}
