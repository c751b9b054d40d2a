//! A screen: a session of the protocol's client that comes back at once, so that a server which is killed again and
//! again is met in every moment of its start.

use super::process::PATIENCE;
use client::{Answer, Document, Event, Request, Session};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    time::{Duration, Instant},
};
use tokio::{
    net::TcpStream,
    sync::{mpsc, watch},
    task::JoinHandle,
    time::{Instant as Deadline, sleep, sleep_until, timeout},
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, client::IntoClientRequest as _, http::HeaderValue},
};
use uuid::Uuid;

pub type Socket = WebSocketStream<TcpStream>;

/// How often a screen tries to come back before it gives up: half a minute at least.
const TRIES: u64 = 2_000;

/// What was handed in: the same id and words for ever.
#[derive(Debug, Clone)]
pub struct HandIn {
    pub id: Uuid,
    pub text: String,
}

impl HandIn {
    fn command(&self) -> Value {
        json!({ "idea": { "submit": { "text": self.text, "round": "r1" } } })
    }

    fn request(&self) -> Request {
        Request { id: self.id, ..Request::new(&self.command()) }
    }
}

/// What a screen tells the test.
#[derive(Debug)]
pub enum News {
    /// Saved, at this offset, on this connection of the screen (the first is 1).
    Saved { id: Uuid, at: u64, connection: u32, when: Instant },
    /// Sent again, for the log has a new epoch that may have lost it.
    #[allow(dead_code, reason = "only the drill has a new epoch")]
    Again(Uuid),
    /// Something that must not be.
    Wrong(String),
}

/// What a screen shows.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    pub documents: BTreeMap<String, Document>,
    /// How often it was welcomed.
    pub connections: u32,
}

impl Shown {
    /// Whether all that it follows has come.
    pub fn is_whole(&self) -> bool {
        self.documents.values().all(|document| document.held.is_some())
    }

    /// The entries of a document whose keys start so, by the rest of the key.
    pub fn entries<'s>(&'s self, doc: &str, prefix: &'s str) -> BTreeMap<&'s str, Value> {
        let entries = self.documents.get(doc).into_iter().flat_map(|it| it.entries_under(prefix));
        entries
            .map(|(key, value)| (key, serde_json::from_str(value.get()).expect("JSON")))
            .collect()
    }

    /// Whether a person sees the same on another screen.
    pub fn is_like(&self, other: &Self) -> bool {
        let like = |(doc, document): (&String, &Document)| {
            other.documents.get(doc).is_some_and(|it| it.has_same_entries(document))
        };
        self.documents.len() == other.documents.len() && self.documents.iter().all(like)
    }
}

/// A screen at work.
pub struct Screen {
    hand_in: mpsc::UnboundedSender<HandIn>,
    pub shown: watch::Receiver<Shown>,
    address: watch::Sender<SocketAddr>,
    task: JoinHandle<()>,
}

impl Screen {
    /// Follows these documents from nothing.
    pub fn start(
        address: SocketAddr,
        token: &str,
        follows: &[String],
        news: &mpsc::UnboundedSender<News>,
    ) -> Self {
        let (hand_in, handed_in) = mpsc::unbounded_channel();
        let mut session = Session::new(token);
        follows.iter().for_each(|doc| session.watch(doc));
        let documents = session.documents.clone();
        let (show, shown) = watch::channel(Shown { documents, connections: 0 });
        let (point, pointed) = watch::channel(address);
        let jitter = u64::from(token.bytes().last().unwrap_or_default());
        let news = news.clone();
        let inner =
            Inner { home: address, address: pointed, jitter, session, handed_in, show, news };
        Self { hand_in, shown, address: point, task: tokio::spawn(inner.live()) }
    }

    #[allow(dead_code, reason = "only the drill has two boxes")]
    /// From its next connection on, it looks for the server elsewhere.
    pub fn point_at(&self, address: SocketAddr) {
        self.address.send_replace(address);
    }

    /// Keeps it, and sends it as soon as may be.
    pub fn hand_in(&self, idea: HandIn) {
        self.hand_in.send(idea).expect("it lives");
    }

    /// Waits until what it shows is so.
    pub async fn shows(&mut self, what: &str, is_so: impl FnMut(&Shown) -> bool) {
        if timeout(PATIENCE, self.shown.wait_for(is_so)).await.is_err() {
            panic!("not shown: {what}: {:?}", self.shown.borrow());
        }
    }

    /// Leaves, once all it keeps is answered.
    pub async fn leave(self) {
        drop(self.hand_in);
        timeout(PATIENCE, self.task).await.expect("it leaves").expect("no panic");
    }
}

struct Inner {
    /// Where it began.
    home: SocketAddr,
    address: watch::Receiver<SocketAddr>,
    /// Screens differ in when they look.
    jitter: u64,
    session: Session,
    handed_in: mpsc::UnboundedReceiver<HandIn>,
    show: watch::Sender<Shown>,
    news: mpsc::UnboundedSender<News>,
}

impl Inner {
    async fn live(mut self) {
        loop {
            let Some(mut socket) = self.come_back().await else {
                self.wrong("it could not come back".to_owned());
                return;
            };
            if self.converse(&mut socket).await.is_some() {
                let _ = socket.close(None).await;
                return;
            }
        }
    }

    fn address(&self) -> SocketAddr {
        *self.address.borrow()
    }

    async fn come_back(&mut self) -> Option<Socket> {
        for attempt in 0..TRIES {
            if let Some(mut socket) = open(self.address()).await {
                let hello = Message::text(self.session.hello());
                if socket.send(hello).await.is_ok() {
                    return Some(socket);
                }
            }
            // Nothing tells that a port is open again.
            sleep(Duration::from_millis(10 + (self.jitter + attempt) % 11)).await;
        }
        None
    }

    /// Some: it left of its own will. None: the connection is gone.
    async fn converse(&mut self, socket: &mut Socket) -> Option<()> {
        loop {
            while let Some(message) = self.session.next_message(Instant::now()) {
                socket.send(Message::text(message.text)).await.ok()?;
            }
            if self.handed_in.is_closed()
                && self.handed_in.is_empty()
                && self.session.outbox.is_empty()
            {
                return Some(());
            }
            let next_at = self.session.next_at().map(Deadline::from_std);
            let may_ask = !self.handed_in.is_closed() || !self.handed_in.is_empty();
            tokio::select! {
                message = socket.next() => match message?.ok()? {
                    Message::Text(text) => self.receive(&text),
                    Message::Close(_) => return None,
                    _ => {}
                },
                idea = self.handed_in.recv(), if may_ask => {
                    idea.iter().for_each(|idea| self.session.request(idea.request()));
                }
                () = sleep_until(next_at.unwrap_or_else(Deadline::now)), if next_at.is_some() => {}
            }
        }
    }

    fn receive(&mut self, text: &str) {
        let now = Instant::now();
        let event = self.session.receive(text, now).map_err(|error| error.to_string());
        match event {
            Ok(Event::Welcomed { is_new_epoch }) => {
                if is_new_epoch && self.address() == self.home {
                    self.wrong(format!("a new epoch: {text}"));
                }
                self.show.send_modify(|shown| shown.connections += 1);
            }
            Ok(Event::Changed(sync)) => {
                let document = self.session.documents[&sync.doc].clone();
                self.show.send_modify(|shown| drop(shown.documents.insert(sync.doc, document)));
            }
            Ok(Event::Answered { id, answer: Answer::Saved(at) }) => {
                let connection = self.show.borrow().connections;
                let _ = self.news.send(News::Saved { id, at, connection, when: now });
            }
            Ok(Event::NewEpoch { again }) if self.address() != self.home => {
                for id in again {
                    let _ = self.news.send(News::Again(id));
                }
            }
            Ok(Event::PutOff { .. } | Event::Staleness | Event::Bye { .. } | Event::Pong) => {}
            Ok(other) => self.wrong(format!("{other:?}")),
            Err(why) => self.wrong(format!("{why}: {text}")),
        }
    }

    fn wrong(&self, what: String) {
        let _ = self.news.send(News::Wrong(what));
    }
}

/// A socket to a server that may not be there.
pub async fn open(address: SocketAddr) -> Option<Socket> {
    let stream = TcpStream::connect(address).await.ok()?;
    let mut request = format!("ws://{address}/ws").into_client_request().expect("an address");
    request
        .headers_mut()
        .insert("sec-websocket-protocol", HeaderValue::from_static("burgertop.v1"));
    Some(tokio_tungstenite::client_async(request, stream).await.ok()?.0)
}

/// Sends a frame, unless the connection is gone.
pub async fn say(socket: &mut Socket, frame: &Value) -> Option<()> {
    socket.send(Message::text(frame.to_string())).await.ok()
}

/// Hands in once more, on a connection of its own, and reads where each was saved.
pub async fn hand_in_again(
    address: SocketAddr,
    token: &str,
    ideas: &[HandIn],
) -> BTreeMap<Uuid, Value> {
    let mut socket = open(address).await.expect("it listens");
    say(&mut socket, &json!({ "hello": { "token": token, "watch": {} } }))
        .await
        .expect("it listens");
    for idea in ideas {
        let request = json!({ "id": idea.id, "command": idea.command() });
        say(&mut socket, &json!({ "request": request })).await.expect("it listens");
    }
    let mut answers = BTreeMap::new();
    while answers.len() < ideas.len() {
        let message = timeout(PATIENCE, socket.next())
            .await
            .expect("an answer")
            .expect("it is open")
            .expect("it is open");
        let Message::Text(text) = message else { continue };
        let mut frame: Value = serde_json::from_str(&text).expect("JSON");
        if let Some(reply) = frame.get_mut("reply") {
            let id = reply["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
            answers.insert(id, reply.take());
        }
    }
    answers
}
