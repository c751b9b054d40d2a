//! A screen as the protocol wants it: follows documents, keeps what it hands in, comes back by itself, and sends
//! again what a log with a new epoch may have lost.

use super::{document::Document, process::PATIENCE};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, VecDeque},
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
    fn frame(&self) -> Value {
        let command = json!({ "idea": { "submit": { "text": self.text, "round": "r1" } } });
        json!({ "request": { "id": self.id, "command": command } })
    }

    /// The same, after it was answered as saved by a log that has ended.
    fn frame_again(&self, was: Option<&Was>) -> Value {
        let mut frame = self.frame();
        if let Some(Was { epoch, at }) = was {
            frame["request"]["was"] = json!({ "epoch": epoch, "at": at });
        }
        frame
    }
}

/// Where something was saved before the log had a new epoch.
#[derive(Debug, Clone)]
struct Was {
    epoch: String,
    at: u64,
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

    /// What it shows of a document, where it is called so.
    pub fn entries<'s>(&'s self, doc: &str, prefix: &str) -> BTreeMap<&'s str, &'s Value> {
        let entries = self.documents.get(doc).into_iter().flat_map(|document| &document.entries);
        entries.filter_map(|(key, value)| Some((key.strip_prefix(prefix)?, value))).collect()
    }

    /// Whether a person sees the same on another screen.
    pub fn is_like(&self, other: &Self) -> bool {
        let like = |(doc, document): (&String, &Document)| {
            other.documents.get(doc).is_some_and(|it| it.entries == document.entries)
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
        let documents = follows.iter().map(|doc| (doc.clone(), Document::default())).collect();
        let (show, shown) = watch::channel(Shown { documents, connections: 0 });
        let (point, pointed) = watch::channel(address);
        let inner = Inner {
            home: address,
            address: pointed,
            token: token.to_owned(),
            epoch: None,
            answered: Vec::new(),
            outbox: VecDeque::new(),
            handed_in,
            show,
            news: news.clone(),
        };
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

struct Kept {
    idea: HandIn,
    was: Option<Was>,
    /// When it may be sent again, if it was refused for now.
    again_at: Option<Deadline>,
}

struct Inner {
    /// Where it began.
    home: SocketAddr,
    address: watch::Receiver<SocketAddr>,
    token: String,
    epoch: Option<String>,
    /// What was saved, and where: kept until the summit closes.
    answered: Vec<(HandIn, Was)>,
    outbox: VecDeque<Kept>,
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

    async fn come_back(&self) -> Option<Socket> {
        let held = |(doc, document): (&String, &Document)| (doc.clone(), json!(document.held));
        for attempt in 0..TRIES {
            if let Some(mut socket) = open(self.address()).await {
                let watch: serde_json::Map<_, _> =
                    self.show.borrow().documents.iter().map(held).collect();
                let hello = json!({ "token": self.token, "lang": "nl", "epoch": self.epoch, "watch": watch });
                if say(&mut socket, &json!({ "hello": hello })).await.is_some() {
                    return Some(socket);
                }
            }
            // Nothing tells that a port is open again; screens differ in when they look.
            let jitter = u64::from(self.token.bytes().last().unwrap_or_default()) + attempt;
            sleep(Duration::from_millis(10 + jitter % 11)).await;
        }
        None
    }

    /// Some: it left of its own will. None: the connection is gone.
    async fn converse(&mut self, socket: &mut Socket) -> Option<()> {
        let mut is_welcome = false;
        loop {
            let again_at = self.outbox.iter().filter_map(|kept| kept.again_at).min();
            tokio::select! {
                message = socket.next() => match message?.ok()? {
                    Message::Text(text) => {
                        let frame: Value = serde_json::from_str(&text).ok()?;
                        if let Some(welcome) = frame.get("welcome") {
                            self.welcome(welcome);
                            is_welcome = true;
                            for kept in &mut self.outbox {
                                kept.again_at = None;
                                say(socket, &kept.idea.frame_again(kept.was.as_ref())).await?;
                            }
                        }
                        if let Some(durable) = frame["epoch"]["durable"].as_u64() {
                            for again in self.again(durable) {
                                say(socket, &again).await?;
                            }
                        }
                        self.hear(&frame);
                    }
                    Message::Close(_) => return None,
                    _ => {}
                },
                idea = self.handed_in.recv(), if !self.handed_in.is_closed() || !self.handed_in.is_empty() => if let Some(idea) = idea {
                    let frame = idea.frame();
                    self.outbox.push_back(Kept { idea, was: None, again_at: None });
                    if is_welcome {
                        say(socket, &frame).await?;
                    }
                },
                () = sleep_until(again_at.unwrap_or_else(Deadline::now)), if again_at.is_some() => {
                    for kept in self.outbox.iter_mut().filter(|kept| kept.again_at.is_some_and(|at| at <= Deadline::now())) {
                        kept.again_at = None;
                        say(socket, &kept.idea.frame_again(kept.was.as_ref())).await?;
                    }
                }
            }
            if self.handed_in.is_closed() && self.handed_in.is_empty() && self.outbox.is_empty() {
                return Some(());
            }
        }
    }

    fn welcome(&mut self, welcome: &Value) {
        let epoch = welcome["epoch"].as_str().map(str::to_owned);
        if self.epoch.is_some() && self.epoch != epoch && self.address() == self.home {
            self.wrong(format!("a new epoch: {epoch:?} after {:?}", self.epoch));
        }
        self.epoch = epoch;
        self.show.send_modify(|shown| shown.connections += 1);
    }

    /// What is newer than the new log has of the old one, to be sent again.
    fn again(&mut self, durable: u64) -> Vec<Value> {
        let newer = self.answered.extract_if(.., |(_, was)| was.at > durable);
        let kept = newer.map(|(idea, was)| Kept { idea, was: Some(was), again_at: None });
        let kept: Vec<_> = kept.collect();
        for Kept { idea, .. } in &kept {
            let _ = self.news.send(News::Again(idea.id));
        }
        let frames = kept.iter().map(|kept| kept.idea.frame_again(kept.was.as_ref())).collect();
        self.outbox.extend(kept);
        frames
    }

    fn hear(&mut self, frame: &Value) {
        if let Some(sync) = frame.get("sync") {
            let doc = sync["doc"].as_str().unwrap_or_default();
            let mut applied = Ok(());
            self.show.send_modify(|shown| {
                applied = shown.documents.entry(doc.to_owned()).or_default().apply(sync)
            });
            if let Err(why) = applied {
                self.wrong(format!("{doc}: {why}"));
            }
        } else if let Some(reply) = frame.get("reply") {
            self.reply(reply);
        } else if frame.get("unwatched").is_some()
            || (frame.get("epoch").is_some() && self.address() == self.home)
        {
            self.wrong(frame.to_string());
        }
    }

    fn reply(&mut self, reply: &Value) {
        let id = reply["id"].as_str().and_then(|id| id.parse::<Uuid>().ok()).unwrap_or_default();
        let Some(index) = self.outbox.iter().position(|kept| kept.idea.id == id) else {
            return self.wrong(format!("an answer to nothing: {reply}"));
        };
        if let Some(at) = reply["at"].as_u64() {
            let epoch = self.epoch.clone().unwrap_or_default();
            if let Some(kept) = self.outbox.remove(index) {
                self.answered.push((kept.idea, Was { epoch, at }));
            }
            let connection = self.show.borrow().connections;
            let _ = self.news.send(News::Saved { id, at, connection, when: Instant::now() });
        } else if let Some(retry_ms) = reply["refused"]["retry_ms"].as_u64() {
            self.outbox[index].again_at = Some(Deadline::now() + Duration::from_millis(retry_ms));
        } else {
            self.wrong(reply.to_string());
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
        say(&mut socket, &idea.frame()).await.expect("it listens");
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
