//! A connection after its hello: what it follows, where it stands, and what waits for it. No socket here.

use crate::{
    answer::{Answer, Phrasebook, Refused},
    documents::SessionId,
    follows::Follows,
    gatekeeper::Grant,
    life::Life,
    limits::{
        FOCUS_MAX_BYTES, HEARTBEAT, IN_FLIGHT_MAX, MESSAGES_BURST, MESSAGES_OVER_MAX,
        MESSAGES_PER_S, OUTBOX_MAX,
    },
    rate::Bucket,
    summit::{SummitHandle, exists, ms},
    wake::Wake,
};
use domain::{Actor, Doc, Offset, RequestId, Time, access};
use futures_util::{FutureExt, StreamExt, future::BoxFuture, stream::FuturesUnordered};
use protocol::{
    ActorView, CloseCode, Encoded, FromClient, FromServer, Hello, Refusal, Reply, RequestFrame,
    Welcome,
    from_client::{Pong, Watches},
    limits::{NAMED_MAX, WATCHES_MAX},
    refusal,
};
use std::{collections::VecDeque, sync::Arc, time::Duration};
use uuid::Uuid;

/// Why a session ends, from this side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Over(pub CloseCode);

/// A connection that was let in.
pub struct Session {
    id: SessionId,
    summit: SummitHandle,
    actor: Actor,
    lang: Option<String>,
    phrasebook: Arc<dyn Phrasebook>,
    expires_at: Time,
    wake: Arc<Wake>,
    follows: Follows,
    outbox: VecDeque<Encoded>,
    in_flight: FuturesUnordered<BoxFuture<'static, (RequestId, Answer)>>,
    bucket: Bucket,
    over_rate: u32,
    told_stale: Option<Time>,
    /// The life of the log that it was told of.
    life: Arc<Life>,
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
    /// Lets a client in, or says why not.
    pub fn open(
        id: SessionId,
        summit: SummitHandle,
        grant: Grant,
        hello: Hello,
        phrasebook: Arc<dyn Phrasebook>,
    ) -> Result<Self, Over> {
        let actor = grant.actor;
        if let Some(why) = summit.revoked(&actor) {
            return Err(Over(why));
        }
        let seated = summit.read(|it| it.has_seat(actor.role, &actor.seat));
        if !seated {
            return Err(Over(CloseCode::Token));
        }
        let wake = Arc::new(Wake::default());
        summit.shared.roster.join(id, actor.clone(), summit.time_of_day(), Arc::clone(&wake));
        let mut session = Self {
            id,
            actor,
            lang: hello.lang,
            phrasebook,
            expires_at: grant.expires_at,
            wake,
            follows: Follows::default(),
            outbox: VecDeque::new(),
            in_flight: FuturesUnordered::new(),
            bucket: Bucket::new(MESSAGES_BURST, MESSAGES_PER_S, Duration::from_secs(1)),
            over_rate: 0,
            told_stale: None,
            life: summit.shared.lives.now(),
            summit,
        };
        // A revocation between the look above and joining the roster would be missed.
        if let Some(why) = session.summit.revoked(&session.actor) {
            return Err(Over(why));
        }
        session.greet(hello.epoch.as_ref(), hello.watch)?;
        Ok(session)
    }

    fn greet(&mut self, epoch: Option<&domain::Epoch>, watch: Watches) -> Result<(), Over> {
        let life = self.summit.shared.lives.now();
        self.follows.begin_anew(life.nth);
        let welcome = Welcome {
            session: format!("{:x}", self.id),
            actor: ActorView::from(&self.actor),
            epoch: life.epoch.clone(),
            now: self.summit.time_of_day(),
            heartbeat_ms: ms(HEARTBEAT),
        };
        self.say(&FromServer::Welcome(welcome))?;
        let same = epoch.is_none_or(|epoch| *epoch == life.epoch);
        if let Some(epoch) = epoch.filter(|_| !same) {
            let durable = life.same_until(epoch).unwrap_or_default();
            self.say(&FromServer::Epoch { id: life.epoch.clone(), durable })?;
        }
        self.life = life;
        let held = |(doc, held): (String, Option<Offset>)| (doc, held.filter(|_| same));
        self.tell_stale()?;
        self.watch(watch.into_iter().map(held).collect())
    }

    /// When its token's time is over.
    #[must_use]
    pub const fn expires_at(&self) -> Time {
        self.expires_at
    }

    /// Waits until there is something to do: its bell, or an answer. Safe to drop.
    pub async fn stirred(&mut self) -> Result<(), Over> {
        let answered = tokio::select! {
            biased;
            () = self.wake.rung() => None,
            Some(answered) = self.in_flight.next() => Some(answered),
        };
        if let Some((id, answer)) = answered {
            self.reply(id, answer)?;
        }
        if self.wake.is_revoked() {
            // Another node may have told of it before the log did, which alone knows why.
            return Err(Over(self.summit.revoked(&self.actor).unwrap_or(CloseCode::Revoked)));
        }
        self.tell_epoch()?;
        self.tell_stale()
    }

    /// The log has another life: what is held is of the one before, and all follows whole.
    fn tell_epoch(&mut self) -> Result<(), Over> {
        if self.summit.shared.lives.nth() == self.life.nth {
            return Ok(());
        }
        let life = self.summit.shared.lives.now();
        let durable = life.same_until(&self.life.epoch).unwrap_or_default();
        self.say(&FromServer::Epoch { id: life.epoch.clone(), durable })?;
        self.follows.begin_anew(life.nth);
        self.life = life;
        Ok(())
    }

    fn tell_stale(&mut self) -> Result<(), Over> {
        let stale = self.summit.stale_since();
        if stale != self.told_stale {
            self.told_stale = stale;
            self.say(&FromServer::Stale { since: stale.map(|it| self.summit.shown(it)) })?;
        }
        Ok(())
    }

    /// Takes a message.
    pub fn hear(&mut self, text: &str) -> Result<(), Over> {
        let within = self.bucket.take();
        let frame = FromClient::decode(text).map_err(|malformed| {
            tracing::debug!(session = self.id, %malformed, "a message is none of the frames");
            Over(CloseCode::Invalid)
        })?;
        if let Err(wait) = within {
            self.over_rate += 1;
            if self.over_rate > MESSAGES_OVER_MAX {
                return Err(Over(CloseCode::TooFast));
            }
            // What can be refused is; what cannot be, and is cheap, is done.
            if let FromClient::Request(request) = frame {
                let later = Refused::later(refusal::RATE_REQUESTS, ms(wait));
                let later = self.summit.turned_away(later);
                return self.reply(request.id, Answer::Refused(later));
            }
        } else {
            self.over_rate = self.over_rate.saturating_sub(1);
        }
        match frame {
            FromClient::Hello(_) => Err(Over(CloseCode::Invalid)),
            FromClient::Watch(watches) => self.watch(watches),
            FromClient::Unwatch(docs) => {
                docs.iter().filter_map(|doc| doc.parse().ok()).for_each(|doc| self.unwatch(&doc));
                Ok(())
            }
            FromClient::Ping(ping) => {
                let pong = Pong { sent: ping.sent, now: self.summit.time_of_day() };
                self.say(&FromServer::Pong(pong))
            }
            FromClient::Focus(key) => self.focus(key),
            FromClient::Keeps(keeps) => {
                self.summit.shared.roster.keeps(self.id, keeps);
                Ok(())
            }
            FromClient::Request(request) => self.request(&request),
        }
    }

    /// Shows others at a desk what is worked on here. What can be no key there is nothing: a client says it again after
    /// each welcome, and must not lose its connection each time.
    fn focus(&self, key: Option<String>) -> Result<(), Over> {
        let key = key.filter(|key| key.len() <= FOCUS_MAX_BYTES);
        // Who may not see the desk has nothing to work on there.
        if access::may_watch(&self.actor, &Doc::Desk) {
            self.summit.shared.roster.focus(self.id, key);
        }
        Ok(())
    }

    fn request(&mut self, frame: &RequestFrame) -> Result<(), Over> {
        if self.in_flight.len() >= IN_FLIGHT_MAX {
            return Err(Over(CloseCode::TooFast));
        }
        let command = match frame.command() {
            Ok(command) => command,
            Err(malformed) => {
                tracing::debug!(session = self.id, %malformed, "a command is malformed");
                let refused = Refused::with(refusal::MALFORMED);
                return self.reply(frame.id, Answer::Refused(refused));
            }
        };
        let id = frame.id;
        match self.summit.submit(self.actor.clone(), id, frame.was.as_ref(), command) {
            Err(refused) => self.reply(id, Answer::Refused(refused)),
            Ok(answer) => {
                let unknown = || Answer::Refused(Refused::try_again());
                let answered = answer.map(move |answer| (id, answer.unwrap_or_else(|_| unknown())));
                self.in_flight.push(answered.boxed());
                Ok(())
            }
        }
    }

    fn reply(&mut self, id: RequestId, answer: Answer) -> Result<(), Over> {
        let reply = match answer {
            Answer::Saved(at) => Reply::Saved { id, at },
            Answer::Refused(refused) => {
                let message = self.phrasebook.refusal(&refused, self.lang.as_deref());
                let refused = Refusal {
                    code: refused.code.to_owned(),
                    message,
                    field: refused.field.map(str::to_owned),
                    retry_ms: refused.retry_ms,
                };
                if refused.code == refusal::ACCESS_DENIED {
                    tracing::warn!(session = self.id, seat = %self.actor.seat, "a request was denied");
                }
                Reply::Refused { id, refused }
            }
        };
        self.say(&FromServer::Reply(reply))
    }

    fn watch(&mut self, watches: Watches) -> Result<(), Over> {
        if watches.len() > NAMED_MAX {
            // The answers would not fit either, and who comes back for them would do so for ever.
            return Err(Over(CloseCode::TooManyNamed));
        }
        for (name, held) in watches {
            let Ok(doc) = name.parse::<Doc>() else {
                self.say(&FromServer::Unwatched { doc: name, code: refusal::DOC_UNKNOWN })?;
                continue;
            };
            let code = if !access::may_watch(&self.actor, &doc) {
                Some(refusal::ACCESS_DENIED)
            } else if !self.follows.has(&doc) && self.follows.docs().len() >= WATCHES_MAX {
                Some(refusal::WATCHES_TOO_MANY)
            } else {
                None
            };
            if let Some(code) = code {
                self.say(&FromServer::Unwatched { doc: name, code })?;
                continue;
            }
            let follow = self.summit.read(|it| {
                let follow = || self.summit.shared.documents.follow(it, &doc, self.id, &self.wake);
                exists(it, &doc).then(follow)
            });
            match follow {
                None => {
                    self.say(&FromServer::Unwatched { doc: name, code: refusal::DOC_UNKNOWN })?
                }
                Some(cell) => {
                    // What the node makes itself counts in its own offsets, and is sent whole.
                    let held = held.filter(|_| !doc.is_of_node());
                    self.follows.begin(doc, cell, held);
                }
            }
        }
        Ok(())
    }

    fn unwatch(&mut self, doc: &Doc) {
        if self.follows.end(doc) {
            self.summit.shared.documents.leave(doc, self.id);
        }
    }

    fn say(&mut self, frame: &FromServer) -> Result<(), Over> {
        if self.outbox.len() >= OUTBOX_MAX {
            return Err(Over(CloseCode::TooSlow));
        }
        self.outbox.push_back(Encoded::frame(frame));
        Ok(())
    }

    /// The next frame for this reader: what was said to it alone, then the documents.
    pub fn next_frame(&mut self) -> Option<Encoded> {
        // Before anything of another life of the log. If there is no room for it now, there will be.
        let _ = self.tell_epoch();
        self.outbox.pop_front().or_else(|| self.follows.next_frame(&self.summit))
    }

    /// Whether there is a next frame.
    #[must_use]
    pub fn has_frame(&self) -> bool {
        !self.outbox.is_empty() || self.follows.has_frame()
    }

    /// Waits for what becomes of all that was asked. Safe to drop.
    pub async fn all_answered(&mut self) -> Result<(), Over> {
        while let Some((id, answer)) = self.in_flight.next().await {
            self.reply(id, answer)?;
        }
        Ok(())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.summit.shared.roster.leave(self.id);
        for doc in self.follows.docs() {
            self.summit.shared.documents.leave(doc, self.id);
        }
    }
}

/// A name for a connection that nobody can guess.
#[must_use]
pub fn session_id(chance: [u8; 16]) -> SessionId {
    Uuid::from_bytes(chance).as_u64_pair().0
}
