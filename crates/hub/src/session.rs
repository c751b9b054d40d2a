//! A connection after its hello: its actor, its subscriptions, its requests in flight, and the frames that wait. No
//! socket here.

mod requests;

use crate::{
    answer::{Answer, Refused, Translate},
    authenticator::Grant,
    documents::SessionId,
    epoch::EpochState,
    limits::{
        FOCUS_MAX_BYTES, HEARTBEAT, MESSAGES_BURST, MESSAGES_OVER_MAX, MESSAGES_PER_S, OUTBOX_MAX,
    },
    rate::Bucket,
    session_signal::SessionSignal,
    subscriptions::Subscriptions,
    summit::{SummitHandle, state::ms},
};
use domain::{Actor, Doc, Offset, RequestId, Time, access};
use futures_util::{StreamExt, future::BoxFuture, stream::FuturesUnordered};
use protocol::{
    ActorView, CloseCode, Encoded, FromClient, FromServer, Hello, Welcome,
    from_client::{Pong, Watches},
    limits::{NAMED_MAX, WATCHES_MAX},
    refusal,
};
use std::{collections::VecDeque, sync::Arc, time::Duration};
use uuid::Uuid;

/// The server ends the session, with this code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended(pub CloseCode);

/// A connection whose token was accepted.
pub struct Session {
    id: SessionId,
    summit: SummitHandle,
    actor: Actor,
    lang: Option<String>,
    translator: Arc<dyn Translate>,
    expires_at: Time,
    signal: Arc<SessionSignal>,
    subscriptions: Subscriptions,
    outbox: VecDeque<Encoded>,
    in_flight: FuturesUnordered<BoxFuture<'static, (RequestId, Answer)>>,
    bucket: Bucket,
    over_rate: u32,
    told_stale: Option<Time>,
    /// The epoch of the log that the client was told of.
    epoch: Arc<EpochState>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("id", &self.id)
            .field("actor", &self.actor)
            .finish_non_exhaustive()
    }
}

impl Session {
    /// Opens a session for a client whose token was accepted: sends the welcome, and subscribes to what its hello names.
    pub fn open(
        id: SessionId,
        summit: SummitHandle,
        grant: Grant,
        hello: Hello,
        translator: Arc<dyn Translate>,
    ) -> Result<Self, Ended> {
        let actor = grant.actor;
        if let Some(why) = summit.revoked(&actor) {
            return Err(Ended(why));
        }
        let seated = summit.read(|it| it.has_seat(actor.role, &actor.seat));
        if !seated {
            return Err(Ended(CloseCode::Token));
        }
        let signal = Arc::new(SessionSignal::default());
        summit.shared.roster.join(id, actor.clone(), summit.time_of_day(), Arc::clone(&signal));
        let mut session = Self {
            id,
            actor,
            lang: hello.lang,
            translator,
            expires_at: grant.expires_at,
            signal,
            subscriptions: Subscriptions::default(),
            outbox: VecDeque::new(),
            in_flight: FuturesUnordered::new(),
            bucket: Bucket::new(MESSAGES_BURST, MESSAGES_PER_S, Duration::from_secs(1)),
            over_rate: 0,
            told_stale: None,
            epoch: summit.shared.epochs.current(),
            summit,
        };
        // A revocation between the first check and joining the roster would be missed.
        if let Some(why) = session.summit.revoked(&session.actor) {
            return Err(Ended(why));
        }
        session.send_welcome(hello.epoch.as_ref(), hello.watch)?;
        Ok(session)
    }

    fn send_welcome(&mut self, epoch: Option<&domain::Epoch>, watch: Watches) -> Result<(), Ended> {
        let state = self.summit.shared.epochs.current();
        self.subscriptions.restart(state.generation);
        let welcome = Welcome {
            session: format!("{:x}", self.id),
            actor: ActorView::from(&self.actor),
            epoch: state.epoch.clone(),
            now: self.summit.time_of_day(),
            heartbeat_ms: ms(HEARTBEAT),
        };
        self.send(&FromServer::Welcome(welcome))?;
        let same = epoch.is_none_or(|epoch| *epoch == state.epoch);
        if let Some(epoch) = epoch.filter(|_| !same) {
            let durable = state.shared_until(epoch).unwrap_or_default();
            self.send(&FromServer::Epoch { id: state.epoch.clone(), durable })?;
        }
        self.epoch = state;
        let held = |(doc, held): (String, Option<Offset>)| (doc, held.filter(|_| same));
        self.tell_stale()?;
        self.watch(watch.into_iter().map(held).collect())
    }

    /// When its token expires.
    #[must_use]
    pub const fn expires_at(&self) -> Time {
        self.expires_at
    }

    /// Waits for the next event: a notification, or an answer to a request. Cancel safe.
    pub async fn next_event(&mut self) -> Result<(), Ended> {
        let answered = tokio::select! {
            biased;
            () = self.signal.notified() => None,
            Some(answered) = self.in_flight.next() => Some(answered),
        };
        if let Some((id, answer)) = answered {
            self.reply(id, answer)?;
        }
        if self.signal.is_revoked() {
            // Another node may report a revocation before the log does. Only the log knows its kind.
            return Err(Ended(self.summit.revoked(&self.actor).unwrap_or(CloseCode::Revoked)));
        }
        self.tell_epoch()?;
        self.tell_stale()
    }

    /// Tells the client if the epoch of the log changed: then it is sent every document whole.
    fn tell_epoch(&mut self) -> Result<(), Ended> {
        if self.summit.shared.epochs.generation() == self.epoch.generation {
            return Ok(());
        }
        let state = self.summit.shared.epochs.current();
        let durable = state.shared_until(&self.epoch.epoch).unwrap_or_default();
        self.send(&FromServer::Epoch { id: state.epoch.clone(), durable })?;
        self.subscriptions.restart(state.generation);
        self.epoch = state;
        Ok(())
    }

    fn tell_stale(&mut self) -> Result<(), Ended> {
        let stale = self.summit.stale_since();
        if stale != self.told_stale {
            self.told_stale = stale;
            self.send(&FromServer::Stale {
                since: stale.map(|it| self.summit.as_time_of_day(it)),
            })?;
        }
        Ok(())
    }

    /// Handles a message of the client.
    pub fn on_message(&mut self, text: &str) -> Result<(), Ended> {
        let within = self.bucket.take();
        let frame = FromClient::decode(text).map_err(|malformed| {
            tracing::debug!(session = self.id, %malformed, "a client sent a message that is no frame of the protocol: its connection is closed");
            Ended(CloseCode::Invalid)
        })?;
        if let Err(wait) = within {
            self.over_rate += 1;
            if self.over_rate > MESSAGES_OVER_MAX {
                return Err(Ended(CloseCode::TooFast));
            }
            // Over the rate, requests are refused. The other frames are cheap and have no answer: they are served.
            if let FromClient::Request(request) = frame {
                let later = Refused::later(refusal::RATE_REQUESTS, ms(wait));
                let later = self.summit.turned_away(later);
                return self.reply(request.id, Answer::Refused(later));
            }
        } else {
            self.over_rate = self.over_rate.saturating_sub(1);
        }
        match frame {
            FromClient::Hello(_) => Err(Ended(CloseCode::Invalid)),
            FromClient::Watch(watches) => self.watch(watches),
            FromClient::Unwatch(docs) => {
                docs.iter().filter_map(|doc| doc.parse().ok()).for_each(|doc| self.unwatch(&doc));
                Ok(())
            }
            FromClient::Ping(ping) => {
                let pong = Pong { sent: ping.sent, now: self.summit.time_of_day() };
                self.send(&FromServer::Pong(pong))
            }
            FromClient::Focus(key) => self.focus(key),
            FromClient::Keeps(keeps) => {
                self.summit.shared.roster.keeps(self.id, keeps);
                Ok(())
            }
            FromClient::Request(request) => self.request(&request),
        }
    }

    /// Shows colleagues at the desk what this one works on. A key that is too long counts as none: a client repeats its
    /// focus after each welcome, and must not be disconnected each time.
    fn focus(&self, key: Option<String>) -> Result<(), Ended> {
        let key = key.filter(|key| key.len() <= FOCUS_MAX_BYTES);
        if access::may_watch(&self.actor, &Doc::Desk) {
            self.summit.shared.roster.focus(self.id, key);
        }
        Ok(())
    }

    fn watch(&mut self, watches: Watches) -> Result<(), Ended> {
        if watches.len() > NAMED_MAX {
            // The outbox has no room for so many answers, and a client that comes back would ask for them again.
            return Err(Ended(CloseCode::TooManyNamed));
        }
        for (name, held) in watches {
            let Ok(doc) = name.parse::<Doc>() else {
                self.send(&FromServer::Unwatched { doc: name, code: refusal::DOC_UNKNOWN })?;
                continue;
            };
            let code = if !access::may_watch(&self.actor, &doc) {
                Some(refusal::ACCESS_DENIED)
            } else if !self.subscriptions.has(&doc)
                && self.subscriptions.docs().len() >= WATCHES_MAX
            {
                Some(refusal::WATCHES_TOO_MANY)
            } else {
                None
            };
            if let Some(code) = code {
                self.send(&FromServer::Unwatched { doc: name, code })?;
                continue;
            }
            let slot = self.summit.read(|it| {
                let subscribe =
                    || self.summit.shared.documents.subscribe(it, &doc, self.id, &self.signal);
                doc.exists(it).then(subscribe)
            });
            match slot {
                None => {
                    self.send(&FromServer::Unwatched { doc: name, code: refusal::DOC_UNKNOWN })?
                }
                Some(slot) => {
                    // Offsets of documents that a node makes are its own: they are sent whole.
                    let held = held.filter(|_| !doc.is_of_node());
                    self.subscriptions.insert(doc, slot, held);
                }
            }
        }
        Ok(())
    }

    fn unwatch(&mut self, doc: &Doc) {
        if self.subscriptions.remove(doc) {
            self.summit.shared.documents.unsubscribe(doc, self.id);
        }
    }

    fn send(&mut self, frame: &FromServer) -> Result<(), Ended> {
        if self.outbox.len() >= OUTBOX_MAX {
            return Err(Ended(CloseCode::TooSlow));
        }
        self.outbox.push_back(Encoded::frame(frame));
        Ok(())
    }

    /// The next frame for the client: first answers and notices, then documents.
    pub fn next_frame(&mut self) -> Option<Encoded> {
        // A change of epoch is told before any frame of the new one. If the outbox is full, it is told next time.
        let _ = self.tell_epoch();
        self.outbox.pop_front().or_else(|| self.subscriptions.next_frame(&self.summit))
    }

    /// Whether there is a next frame.
    #[must_use]
    pub fn has_frame(&self) -> bool {
        !self.outbox.is_empty() || self.subscriptions.has_frame()
    }

    /// Waits until every request in flight is answered. Cancel safe.
    pub async fn all_answered(&mut self) -> Result<(), Ended> {
        while let Some((id, answer)) = self.in_flight.next().await {
            self.reply(id, answer)?;
        }
        Ok(())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.summit.shared.roster.leave(self.id);
        for doc in self.subscriptions.docs() {
            self.summit.shared.documents.unsubscribe(doc, self.id);
        }
    }
}

/// A name for a connection that nobody can guess.
#[must_use]
pub fn session_id(chance: [u8; 16]) -> SessionId {
    Uuid::from_bytes(chance).as_u64_pair().0
}
