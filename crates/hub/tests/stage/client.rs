//! A client on a scripted socket, which applies what it hears by the rule of the protocol and checks it.

use hub::{Gateway, Incoming, Outgoing};
use protocol::{CloseCode, Encoded};
use serde_json::{Map, Value, json};
use std::{
    cell::RefCell,
    collections::{BTreeMap, VecDeque},
    time::Duration,
};
use tokio::{
    sync::{
        mpsc::{self, error::TryRecvError},
        watch,
    },
    task::JoinHandle,
    time::{Instant, sleep, timeout, timeout_at},
};
use uuid::Uuid;

/// No test waits longer for anything; the clock is paused, so it costs nothing.
const PATIENCE: Duration = Duration::from_secs(30);

/// How a client treats its socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// It reads, and answers pings, as every WebSocket does by itself.
    Reads,
    /// It reads, and says nothing.
    Mute,
    /// It leaves all that comes lying.
    Still,
    /// Nothing comes through, either way, and nobody is told.
    CutOff,
}

/// What a client holds of a document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Held {
    pub at: u64,
    pub entries: Map<String, Value>,
}

/// A connection, and what its client knows.
pub struct Client {
    to: mpsc::UnboundedSender<Incoming>,
    from: mpsc::UnboundedReceiver<Outgoing>,
    /// Said while the line was cut: it arrives when the line is whole again.
    on_the_way: RefCell<Vec<Incoming>>,
    manner: watch::Sender<Manner>,
    pumps: JoinHandle<()>,
    serves: JoinHandle<()>,
    /// By document.
    pub held: BTreeMap<String, Held>,
    /// Frames that came by while others were waited for.
    passed: VecDeque<(String, Value)>,
    /// Every sync, as it came.
    pub syncs: Vec<Encoded>,
    /// How many pings of the carrier came.
    pub pings: usize,
    pub ended: Option<CloseCode>,
    gone: bool,
}

impl Client {
    /// A connection that has said nothing yet.
    pub fn connects(gateway: Gateway) -> Self {
        let (to, mut incoming) = mpsc::unbounded_channel();
        let (out, outgoing) = hub::socket::out();
        let heard = futures_util::stream::poll_fn(move |cx| incoming.poll_recv(cx));
        let serves = tokio::spawn(hub::serve(gateway, heard, out));
        let (manner, manners) = watch::channel(Manner::Reads);
        let (pumped, from) = mpsc::unbounded_channel();
        let pumps = tokio::spawn(pump(outgoing, manners, pumped, to.clone()));
        Self {
            to,
            from,
            on_the_way: RefCell::default(),
            manner,
            pumps,
            serves,
            held: BTreeMap::new(),
            passed: VecDeque::new(),
            syncs: Vec::new(),
            pings: 0,
            ended: None,
            gone: false,
        }
    }

    /// Greets, and is let in. Documents it held before are asked for from where it holds them.
    pub async fn hello(&mut self, token: &str, docs: &[&str]) -> Value {
        let watch: Map<String, Value> =
            docs.iter().map(|doc| ((*doc).to_owned(), self.at(doc))).collect();
        self.says(json!({"hello":{"token":token,"watch":watch}}));
        let welcome = self.hears("welcome").await;
        for doc in docs {
            self.hears_sync(doc).await;
        }
        welcome
    }

    fn at(&self, doc: &str) -> Value {
        self.held.get(doc).map_or(Value::Null, |held| json!(held.at))
    }

    pub fn says(&self, frame: Value) {
        self.says_raw(&frame.to_string());
    }

    pub fn says_raw(&self, text: &str) {
        self.hands_over(Incoming::Text(text.to_owned()));
    }

    pub fn hands_over(&self, incoming: Incoming) {
        if *self.manner.borrow() == Manner::CutOff {
            self.on_the_way.borrow_mut().push(incoming);
            return;
        }
        // Who was sent away speaks to nobody.
        let _ = self.to.send(incoming);
    }

    /// Asks for something; the id under which it will be answered.
    pub fn asks(&self, command: Value) -> Uuid {
        let id = Uuid::new_v4();
        self.asks_as(id, command);
        id
    }

    pub fn asks_as(&self, id: Uuid, command: Value) {
        self.says(json!({"request":{"id":id,"command":command}}));
    }

    /// What becomes of a request.
    pub async fn gets(&mut self, id: Uuid) -> Value {
        self.hears_where("reply", |reply| reply["id"] == json!(id)).await
    }

    /// Asks, and gets the offset at which it was saved.
    pub async fn does(&mut self, command: Value) -> u64 {
        let id = self.asks(command.clone());
        let reply = self.gets(id).await;
        reply["at"].as_u64().unwrap_or_else(|| panic!("{command} was answered {reply}"))
    }

    /// Asks, and gets the code of the refusal.
    pub async fn is_refused(&mut self, command: Value) -> String {
        let id = self.asks(command.clone());
        let reply = self.gets(id).await;
        let code = reply["refused"]["code"].as_str();
        code.unwrap_or_else(|| panic!("{command} was answered {reply}")).to_owned()
    }

    /// The next frame of this kind; others are kept.
    pub async fn hears(&mut self, kind: &str) -> Value {
        self.hears_where(kind, |_| true).await
    }

    pub async fn hears_sync(&mut self, doc: &str) -> Value {
        self.hears_where("sync", |sync| sync["doc"] == json!(doc)).await
    }

    pub async fn hears_where(&mut self, kind: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        let until = Instant::now() + PATIENCE;
        loop {
            let found = self.passed.iter().position(|(of, frame)| of == kind && is_it(frame));
            if let Some((_, frame)) = found.and_then(|place| self.passed.remove(place)) {
                return frame;
            }
            if !timeout_at(until, self.listens()).await.unwrap_or(false) {
                panic!("no such {kind} came; these passed: {:?}", self.passed);
            }
        }
    }

    /// Takes in all that comes within this time, and tells which kinds of frame wait to be heard.
    pub async fn rests(&mut self, time: Duration) -> Vec<String> {
        let _ = timeout(time, async { while self.listens().await {} }).await;
        if self.gone {
            sleep(time).await;
        }
        self.passed.iter().map(|(kind, _)| kind.clone()).collect()
    }

    /// Forgets what waits to be heard; what documents it brought stays.
    pub fn forgets(&mut self) {
        self.passed.clear();
        self.syncs.clear();
    }

    /// Waits until a document holds this under a key.
    pub async fn sees(&mut self, doc: &str, key: &str, is_it: impl Fn(&Value) -> bool) {
        let until = Instant::now() + PATIENCE;
        while !self.held.get(doc).and_then(|held| held.entries.get(key)).is_some_and(&is_it) {
            if !timeout_at(until, self.listens()).await.unwrap_or(false) {
                panic!("{doc} never showed this {key}: {:?}", self.held.get(doc));
            }
        }
    }

    pub fn entry(&self, doc: &str, key: &str) -> &Value {
        self.held.get(doc).and_then(|held| held.entries.get(key)).unwrap_or(&Value::Null)
    }

    /// The keys of a document that begin so.
    pub fn keys(&self, doc: &str, start: &str) -> Vec<String> {
        let held = self.held.get(doc).into_iter().flat_map(|held| held.entries.keys());
        held.filter(|key| key.starts_with(start)).cloned().collect()
    }

    /// Waits for the end of the connection: its bye, if it said one, and its close code.
    pub async fn ends(&mut self) -> (Option<Value>, Option<CloseCode>) {
        let until = Instant::now() + PATIENCE;
        while timeout_at(until, self.listens()).await.expect("the connection never ended") {}
        let bye = self.passed.iter().find(|(kind, _)| kind == "bye");
        (bye.map(|(_, bye)| bye.clone()), self.ended)
    }

    /// Whether the task that serves it has panicked.
    pub async fn was_dropped_by_a_panic(self) -> bool {
        self.serves.await.is_err_and(|error| error.is_panic())
    }

    pub fn is(&self, manner: Manner) {
        self.manner.send_replace(manner);
        if manner != Manner::CutOff {
            self.on_the_way.take().into_iter().for_each(|incoming| self.hands_over(incoming));
        }
    }

    /// The line is cut. What is known stays, for the next connection.
    pub fn drops(self) -> BTreeMap<String, Held> {
        self.pumps.abort();
        self.held
    }

    /// Takes in one thing that came; false once nothing more will.
    pub async fn listens(&mut self) -> bool {
        let Some(came) = self.from.recv().await else {
            self.gone = true;
            return false;
        };
        self.takes(came);
        true
    }

    /// Takes in all that came until now, and hands over the frames.
    pub fn catches_up(&mut self) -> Vec<(String, Value)> {
        loop {
            match self.from.try_recv() {
                Ok(came) => self.takes(came),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => {
                    self.gone = true;
                    break;
                }
            }
        }
        self.syncs.clear();
        self.passed.drain(..).collect()
    }

    /// Whether the connection has ended, however it did.
    pub const fn is_gone(&self) -> bool {
        self.gone
    }

    fn takes(&mut self, came: Outgoing) {
        match came {
            Outgoing::Frame(frame) => self.reads_frame(frame),
            Outgoing::Ping => self.pings += 1,
            Outgoing::Pong(bytes) => {
                let bytes = String::from_utf8_lossy(&bytes).into_owned();
                self.passed.push_back(("carrier pong".to_owned(), json!(bytes)));
            }
            Outgoing::Close(code) => self.ended = Some(code),
        }
    }

    fn reads_frame(&mut self, encoded: Encoded) {
        assert_eq!(self.ended, None, "nothing follows the close");
        let frame: Map<String, Value> = serde_json::from_slice(&encoded.json()).expect("JSON");
        assert_eq!(frame.len(), 1, "one key a frame: {frame:?}");
        let (kind, value) = frame.into_iter().next().expect("one");
        if kind == "sync" {
            self.applies(&value);
            self.syncs.push(encoded);
        } else if kind == "epoch" {
            // What is held is of a log that is gone; whole documents follow.
            self.held.clear();
        }
        self.passed.push_back((kind, value));
    }

    /// Applies a sync, by the rule: `from` is at most what is held, and `to` never less, unless `from` is null.
    fn applies(&mut self, sync: &Value) {
        let doc = sync["doc"].as_str().expect("a name");
        let to = sync["to"].as_u64().expect("an offset");
        match sync["from"].as_u64() {
            None => *self.held.entry(doc.to_owned()).or_default() = Held::default(),
            Some(from) => {
                let held = self.held.get(doc).unwrap_or_else(|| panic!("nothing is held: {sync}"));
                assert!(from <= held.at, "a hole after {}: {sync}", held.at);
                assert!(to >= held.at, "back from {}: {sync}", held.at);
            }
        }
        let held = self.held.entry(doc.to_owned()).or_default();
        held.at = to;
        for key in sync["gone"].as_array().expect("a list") {
            held.entries.remove(key.as_str().expect("a key"));
        }
        for (key, value) in sync["set"].as_object().expect("a map") {
            held.entries.insert(key.clone(), value.clone());
        }
    }
}

/// The client's side of the socket.
async fn pump(
    mut outgoing: mpsc::Receiver<Outgoing>,
    mut manner: watch::Receiver<Manner>,
    to: mpsc::UnboundedSender<Outgoing>,
    back: mpsc::UnboundedSender<Incoming>,
) {
    loop {
        let now = *manner.borrow_and_update();
        tokio::select! {
            biased;
            changed = manner.changed() => if changed.is_err() { return },
            came = outgoing.recv(), if !matches!(now, Manner::Still | Manner::CutOff) => {
                let Some(came) = came else { return };
                if came == Outgoing::Ping && now == Manner::Reads {
                    let _ = back.send(Incoming::Pong);
                }
                if to.send(came).is_err() {
                    return;
                }
            }
        }
    }
}
