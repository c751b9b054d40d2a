//! What a client knows, over any number of connections, without any input or output of its own: text messages go in,
//! events and the next messages come out. [`Client`](crate::Client) drives it over a socket; tests and load generators
//! drive it as they wish.

use crate::{
    client::now,
    document::{Document, Gap},
    frame::{BadFrame, ServerFrame, Sync},
    outbox::{Answer, Outbox, Outcome, Request},
};
use serde_json::{Map, Value, json};
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};
use uuid::Uuid;

/// How often to send a ping until the server has said it.
const HEARTBEAT: Duration = Duration::from_secs(5);

/// What one client knows and wants.
#[derive(Debug)]
pub struct Session {
    token: String,
    language: String,
    /// The documents that are watched.
    pub documents: BTreeMap<String, Document>,
    /// The requests that are not answered.
    pub outbox: Outbox,
    epoch: Option<String>,
    stale_since: Option<u64>,
    heartbeat: Duration,
    ping_at: Instant,
    is_welcome: bool,
    /// Documents to be watched in the next frame.
    to_watch: Vec<String>,
    to_unwatch: Vec<String>,
}

/// What a message from the server meant.
#[derive(Debug)]
pub enum Event<'a> {
    /// The hello was accepted; requests are sent from now on.
    Welcomed {
        /// Whether the epoch is another than on the connection before.
        is_new_epoch: bool,
    },
    /// A document has changed, and holds the change.
    Changed(Sync<'a>),
    /// A change could not be applied; the document is watched from nothing.
    Missed {
        /// The document.
        doc: String,
        /// What was wrong.
        gap: Gap,
    },
    /// A request has ended.
    Answered {
        /// The request.
        id: Uuid,
        /// How it ended.
        answer: Answer,
    },
    /// A request is sent again later, by itself.
    PutOff {
        /// The request.
        id: Uuid,
        /// Why.
        code: String,
    },
    /// A reply to a request that is not waiting.
    UnknownReply(crate::frame::Reply),
    /// The log has a new epoch: these requests are sent again.
    NewEpoch {
        /// Their ids.
        again: Vec<Uuid>,
    },
    /// Whether the server can confirm what it shows, see [`Session::stale_since`].
    Staleness,
    /// A document is not for this client, or no longer. It is dropped.
    Unwatched {
        /// The document.
        doc: String,
        /// Why.
        code: String,
    },
    /// The connection ends.
    Bye {
        /// When to connect again, if the server says it.
        retry: Option<Duration>,
    },
    /// The answer to a ping.
    Pong,
}

impl Session {
    /// A client that holds a token, from `POST /api/v1/join`, and watches nothing yet.
    #[must_use]
    pub fn new(token: impl Into<String>) -> Self {
        Self {
            token: token.into(),
            language: "nl".to_owned(),
            documents: BTreeMap::new(),
            outbox: Outbox::default(),
            epoch: None,
            stale_since: None,
            heartbeat: HEARTBEAT,
            ping_at: now(),
            is_welcome: false,
            to_watch: Vec::new(),
            to_unwatch: Vec::new(),
        }
    }

    /// The language of messages to people, such as `en`.
    #[must_use]
    pub fn in_language(self, language: impl Into<String>) -> Self {
        Self { language: language.into(), ..self }
    }

    /// Watches a document from now on.
    pub fn watch(&mut self, doc: impl Into<String>) {
        let doc = doc.into();
        self.to_unwatch.retain(|it| *it != doc);
        if !self.documents.contains_key(&doc) {
            self.documents.insert(doc.clone(), Document::default());
            self.to_watch.push(doc);
        }
    }

    /// Watches a document no longer, and drops it.
    pub fn unwatch(&mut self, doc: &str) {
        self.to_watch.retain(|it| it != doc);
        if self.documents.remove(doc).is_some() {
            self.to_unwatch.push(doc.to_owned());
        }
    }

    /// The first message of a new connection.
    pub fn hello(&mut self) -> String {
        self.is_welcome = false;
        self.to_watch.clear();
        self.to_unwatch.clear();
        let mut watch = Map::new();
        for (doc, document) in &mut self.documents {
            document.reconnected();
            watch.insert(doc.clone(), document.held.into());
        }
        let mut hello = json!({ "token": self.token, "lang": self.language, "watch": watch });
        if let Some(epoch) = &self.epoch {
            hello["epoch"] = epoch.as_str().into();
        }
        json!({ "hello": hello }).to_string()
    }

    /// Takes a text message from the server.
    ///
    /// # Errors
    ///
    /// The text is none of the frames of the protocol; nothing changes.
    pub fn receive<'a>(&mut self, text: &'a str, now: Instant) -> Result<Event<'a>, BadFrame> {
        Ok(match ServerFrame::read(text)? {
            ServerFrame::Welcome(welcome) => {
                self.is_welcome = true;
                self.heartbeat = Duration::from_millis(welcome.heartbeat_ms.max(1));
                self.ping_at = now + self.heartbeat;
                self.stale_since = None;
                self.outbox.reconnected(now);
                Event::Welcomed { is_new_epoch: self.learn_epoch(welcome.epoch) }
            }
            ServerFrame::Sync(sync) => self.sync(sync),
            ServerFrame::Reply(reply) => {
                let epoch = self.epoch.as_deref().unwrap_or_default();
                match self.outbox.answer(&reply, epoch, now) {
                    Outcome::Ended(answer) => Event::Answered { id: reply.id, answer },
                    Outcome::PutOff(code) => Event::PutOff { id: reply.id, code },
                    Outcome::Unknown => Event::UnknownReply(reply),
                }
            }
            ServerFrame::Epoch { id, durable } => {
                let again = self.outbox.epoch_changed(durable, now);
                self.learn_epoch(id);
                Event::NewEpoch { again }
            }
            ServerFrame::Stale { since } => {
                self.stale_since = since;
                Event::Staleness
            }
            ServerFrame::Unwatched { doc, code } => {
                self.documents.remove(&doc);
                Event::Unwatched { doc, code }
            }
            ServerFrame::Bye(bye) => Event::Bye { retry: bye.retry_ms.map(Duration::from_millis) },
            ServerFrame::Pong {} => Event::Pong,
        })
    }

    /// The next message to send now; none until the server has said welcome.
    pub fn next_message(&mut self, now: Instant) -> Option<Message> {
        if !self.is_welcome {
            return None;
        }
        if !self.to_unwatch.is_empty() {
            let docs = std::mem::take(&mut self.to_unwatch);
            return Some(Message::of(json!({ "unwatch": docs })));
        }
        if !self.to_watch.is_empty() {
            let docs = std::mem::take(&mut self.to_watch).into_iter();
            let watch: Map<String, Value> = docs.map(|doc| (doc, Value::Null)).collect();
            return Some(Message::of(json!({ "watch": watch })));
        }
        if let Some((id, text)) = self.outbox.take_due(now) {
            return Some(Message { text, request: Some(id) });
        }
        if self.ping_at <= now {
            self.ping_at = now + self.heartbeat;
            return Some(Message::of(json!({ "ping": { "sent": 0 } })));
        }
        None
    }

    /// When [`Session::next_message`] has something again, if nothing else happens.
    #[must_use]
    pub fn next_at(&self) -> Option<Instant> {
        self.is_welcome.then(|| {
            let request = self.outbox.next_at().unwrap_or(self.ping_at);
            request.min(self.ping_at)
        })
    }

    /// The connection has ended.
    pub fn disconnected(&mut self) {
        self.is_welcome = false;
    }

    /// Whether the server has accepted this client on the present connection.
    #[must_use]
    pub const fn is_welcome(&self) -> bool {
        self.is_welcome
    }

    /// The epoch of the log, as far as it is known.
    #[must_use]
    pub fn epoch(&self) -> Option<&str> {
        self.epoch.as_deref()
    }

    /// Since when the server cannot confirm that what it shows is the newest, in milliseconds since 1970.
    #[must_use]
    pub const fn stale_since(&self) -> Option<u64> {
        self.stale_since
    }

    /// Whether all of every document has come on the present connection.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.documents.values().all(|document| document.is_whole)
    }

    fn sync<'a>(&mut self, sync: Sync<'a>) -> Event<'a> {
        // Of a document that is not watched any more: it was on its way.
        let Some(document) = self.documents.get_mut(&sync.doc) else {
            return Event::Changed(sync);
        };
        match document.apply(&sync) {
            Ok(()) => Event::Changed(sync),
            Err(gap) => {
                *document = Document::default();
                self.to_watch.push(sync.doc.clone());
                Event::Missed { doc: sync.doc, gap }
            }
        }
    }

    /// Offsets count in one epoch only: in another, documents come from nothing.
    fn learn_epoch(&mut self, epoch: String) -> bool {
        let is_new = self.epoch.as_ref().is_some_and(|known| *known != epoch);
        if is_new {
            self.documents.values_mut().for_each(|document| document.held = None);
        }
        self.epoch = Some(epoch);
        is_new
    }
}

/// A text message to the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The frame.
    pub text: String,
    /// The request that it sends, if it does.
    pub request: Option<Uuid>,
}

impl Message {
    fn of(frame: Value) -> Self {
        Self { text: frame.to_string(), request: None }
    }
}

impl Session {
    /// Asks for something.
    pub fn request(&mut self, request: Request) {
        self.outbox.add(request);
    }
}
