//! One screen as the protocol wants it: follows documents, keeps what it hands in until it is answered, and
//! comes back by itself.

mod asked;
mod log;
mod outbox;
mod targets;

pub use asked::Asked;
#[cfg(test)]
pub use asked::Saved;
pub use log::{Log, Seen, Visit};
pub use outbox::Ask;
pub use targets::Targets;

use crate::{
    backoff::{self, SILENCE_MAX, WELCOME_WITHIN},
    chance::Chance,
    documents::{Document, FromServer, Sync},
    hall::Hall,
    placing,
    scenario::Cut,
    seats::{Kind, Seat},
};
use futures_util::{SinkExt as _, StreamExt as _};
use outbox::Outbox;
use serde_json::{Map, Value, json};
use std::{sync::Arc, time::Duration};
use tokio::{
    net::TcpStream,
    sync::mpsc,
    time::{Instant, sleep_until, timeout},
};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{
        self, Message, client::IntoClientRequest as _, http::HeaderValue, protocol::WebSocketConfig,
    },
};

type Socket = WebSocketStream<TcpStream>;

/// A thousand sockets with the usual 128 KiB each would measure the memory of this machine.
const READ_BUFFER_BYTES: usize = 8 * 1024;

/// What the hall tells a screen. When there is nobody left to tell it anything, it leaves.
#[derive(Debug)]
pub enum Order {
    /// Ask for these, each in its time.
    Ask(Vec<Ask>),
    /// Lose the connection at this moment.
    Cut(Instant),
    /// Read nothing until this moment.
    Stall(Instant),
    /// Be gone without a word, and not come back.
    Vanish,
    /// Ask for nothing more that was not sent yet.
    Finish,
}

/// How a connection ended.
enum Ended {
    /// The run is over.
    Left,
    /// By order.
    Cut,
    /// By order, and not to come back.
    Vanished,
    /// Otherwise; come back, maybe after a time that was told.
    Lost(Option<Duration>),
    /// Not to come back.
    Final(u16),
}

/// A screen, which [`run`](Self::run) makes live.
#[derive(Debug)]
pub struct Screen {
    seat: Seat,
    /// Its place in the hall.
    number: usize,
    targets: Targets,
    hall: Arc<Hall>,
    orders: mpsc::Receiver<Order>,
    cut: Cut,
    chance: Chance,
    outbox: Outbox,
    log: Log,
    epoch: Option<String>,
    heartbeat: Duration,
    cut_at: Option<Instant>,
    stalled_until: Option<Instant>,
    is_vanishing: bool,
    is_finishing: bool,
    /// When it was cut, until all is there again.
    was_cut: Option<Instant>,
    is_whole: bool,
    /// Connections of which the server is not told that they ended.
    silent: Vec<Socket>,
}

impl Screen {
    pub fn new(
        (number, seat): (usize, Seat),
        targets: Targets,
        hall: Arc<Hall>,
        orders: mpsc::Receiver<Order>,
        cut: Cut,
        chance: Chance,
    ) -> Self {
        let documents = seat.watch.iter().map(|doc| (doc.clone(), Document::default())).collect();
        Self {
            seat,
            number,
            targets,
            hall,
            orders,
            cut,
            chance,
            outbox: Outbox::default(),
            log: Log { documents, ..Log::default() },
            epoch: None,
            heartbeat: Duration::from_secs(5),
            cut_at: None,
            stalled_until: None,
            is_vanishing: false,
            is_finishing: false,
            was_cut: None,
            is_whole: false,
            silent: Vec::new(),
        }
    }

    /// Connects, and comes back whenever the connection ends, until the run is over.
    pub async fn run(mut self) -> (Seat, Log) {
        // Not all in the same millisecond, as a page that is opened.
        let mut wait = backoff::wait(1, self.chance.fraction());
        let mut attempt = 0;
        loop {
            if self.stay_away(Instant::now() + wait).await.is_none() {
                break;
            }
            let connections = self.log.connections;
            let ended = match timeout(WELCOME_WITHIN, self.open()).await {
                Ok(Ok(socket)) => self.converse(socket).await,
                Ok(Err(_)) | Err(_) => {
                    self.log.refused += 1;
                    Ended::Lost(None)
                }
            };
            self.is_whole = false;
            if self.log.connections > connections {
                attempt = 0;
                self.log.visit_ended();
            }
            if matches!(ended, Ended::Lost(_)) {
                self.targets.turn();
            }
            wait = match ended {
                Ended::Left => break,
                Ended::Vanished => {
                    while let Some(order) = self.orders.recv().await {
                        self.take(order);
                    }
                    break;
                }
                Ended::Final(code) => {
                    self.fault(format!("closed with {code}, not to come back"));
                    break;
                }
                Ended::Cut => backoff::wait(0, self.chance.fraction()),
                Ended::Lost(told) => {
                    told.unwrap_or_else(|| backoff::wait(attempt, self.chance.fraction()))
                }
            };
            attempt += 1;
        }
        self.log.asked.extend(self.outbox.unanswered());
        (self.seat, self.log)
    }

    /// Waits, and still takes orders. None: the run is over.
    async fn stay_away(&mut self, until: Instant) -> Option<()> {
        loop {
            tokio::select! {
                () = sleep_until(until) => return Some(()),
                order = self.orders.recv() => self.take(order?),
            }
        }
    }

    fn take(&mut self, order: Order) {
        match order {
            Order::Ask(asks) => self.outbox.add(asks),
            Order::Cut(at) => self.cut_at = Some(at),
            Order::Stall(until) => self.stalled_until = Some(until),
            Order::Vanish => self.is_vanishing = true,
            Order::Finish => {
                self.outbox.finish();
                self.is_finishing = true;
                self.tell_left();
            }
        }
    }

    async fn open(&mut self) -> Result<Socket, tungstenite::Error> {
        let target = Arc::clone(self.targets.now());
        let stream = target.connect().await?;
        let mut request = format!("ws://{}/ws", target.authority).into_client_request()?;
        let spoken = HeaderValue::from_static(protocol::SUBPROTOCOL);
        request.headers_mut().insert("sec-websocket-protocol", spoken);
        let config = WebSocketConfig::default().read_buffer_size(READ_BUFFER_BYTES);
        let (mut socket, _) = client_async_with_config(request, stream, Some(config)).await?;
        let mut watch = Map::new();
        for (doc, document) in &mut self.log.documents {
            (document.is_whole, document.began_anew) = (false, false);
            watch.insert(doc.clone(), document.held.into());
        }
        let mut hello = json!({ "token": self.seat.token, "lang": "nl", "watch": watch });
        if let Some(epoch) = &self.epoch {
            hello["epoch"] = epoch.as_str().into();
        }
        say(&mut socket, &json!({ "hello": hello })).await?;
        Ok(socket)
    }

    /// Goes back and forth until the connection ends.
    ///
    /// Its inputs: frames; orders; the time at which something is to be asked, or the next ping or the cut is due;
    /// silence.
    async fn converse(&mut self, mut socket: Socket) -> Ended {
        let mut ping_at = Instant::now() + self.heartbeat;
        let mut heard_at = Instant::now();
        let mut is_welcome = false;
        let mut bye = None;
        loop {
            if self.is_vanishing {
                self.silent.push(socket);
                return Ended::Vanished;
            }
            if let Some(until) = self.stalled_until.take() {
                sleep_until(until).await;
                heard_at = Instant::now();
            }
            let far = heard_at + SILENCE_MAX;
            let ask_at = if is_welcome { self.outbox.next_at().unwrap_or(far) } else { far };
            let cut_at = self.cut_at.unwrap_or(far);
            let said = tokio::select! {
                biased;
                () = sleep_until(ask_at) => {
                    let now = Instant::now();
                    let mut said = Ok(());
                    while let Some(frame) = self.outbox.take_due(now) {
                        said = said.and(socket.send(Message::text(frame)).await);
                    }
                    said
                }
                () = sleep_until(cut_at) => {
                    if self.cut_at.take().is_none() {
                        return Ended::Lost(None);
                    }
                    self.was_cut = Some(cut_at);
                    if self.cut == Cut::Silent {
                        self.silent.push(socket);
                    }
                    return Ended::Cut;
                }
                message = socket.next() => match message {
                    Some(Ok(Message::Text(text))) => {
                        heard_at = Instant::now();
                        self.log.heard.push(heard_at);
                        self.log.bytes += text.len() as u64;
                        let Ok(frame) = serde_json::from_str(&text) else {
                            self.fault(format!("not a frame: {text}"));
                            continue;
                        };
                        match frame {
                            FromServer::Welcome(welcome) => {
                                is_welcome = true;
                                self.log.connections += 1;
                                self.log.visits.push(Visit::begin(self.targets.index()));
                                self.heartbeat = Duration::from_millis(welcome.heartbeat_ms);
                                self.learn_epoch(welcome.epoch);
                                self.outbox.again();
                                Ok(())
                            }
                            FromServer::Sync(sync) => self.sync(&mut socket, &sync).await,
                            FromServer::Bye(told) => {
                                bye = told.retry_ms.map(Duration::from_millis);
                                Ok(())
                            }
                            frame => {
                                self.hear(frame);
                                Ok(())
                            }
                        }
                    }
                    Some(Ok(Message::Close(close))) => {
                        let code = close.map_or(1005, |close| u16::from(close.code));
                        self.log.lost += 1;
                        return if backoff::is_final(code) { Ended::Final(code) } else { Ended::Lost(bye) };
                    }
                    Some(Ok(_)) => Ok(()),
                    Some(Err(_)) | None => {
                        self.log.lost += 1;
                        return Ended::Lost(bye);
                    }
                },
                order = self.orders.recv() => match order {
                    Some(order) => {
                        self.take(order);
                        Ok(())
                    }
                    None => {
                        let _ = socket.close(None).await;
                        return Ended::Left;
                    }
                },
                () = sleep_until(ping_at) => {
                    ping_at = Instant::now() + self.heartbeat;
                    say(&mut socket, &json!({ "ping": { "sent": 0 } })).await
                }
            };
            if said.is_err() {
                self.log.lost += 1;
                return Ended::Lost(bye);
            }
        }
    }

    fn hear(&mut self, frame: FromServer<'_>) {
        match frame {
            FromServer::Reply(reply) => {
                let epoch = self.epoch.as_deref().unwrap_or_default();
                if let Some(fault) = self.log.contradiction(&reply, epoch) {
                    self.fault(fault);
                } else if let Some(asked) = self.outbox.answer(reply, epoch) {
                    self.hall.answered(asked.at);
                    self.log.asked.push(asked);
                    self.tell_left();
                }
            }
            FromServer::Epoch { id, durable } => {
                self.outbox.epoch(self.epoch.as_deref(), durable, &mut self.log.asked);
                self.learn_epoch(id);
                self.tell_left();
            }
            FromServer::Unwatched { doc, code } => self.fault(format!("{doc}: {code}")),
            FromServer::Stale { since } => self.log.stale += u32::from(since.is_some()),
            _ => {}
        }
    }

    /// Once nothing new is asked for, the hall waits until all is answered.
    fn tell_left(&self) {
        if self.is_finishing {
            self.hall.left(self.number, self.outbox.len());
        }
    }

    fn learn_epoch(&mut self, epoch: String) {
        if self.epoch.as_ref().is_some_and(|known| *known != epoch) {
            self.log.documents.values_mut().for_each(|document| document.held = None);
        }
        self.epoch = Some(epoch);
    }

    async fn sync(&mut self, socket: &mut Socket, sync: &Sync<'_>) -> tungstenite::Result<()> {
        let Some(document) = self.log.documents.get_mut(&sync.doc) else { return Ok(()) };
        if document.apply(sync).is_err() {
            document.held = None;
            self.fault(format!("{}: a gap before {:?}", sync.doc, sync.from));
            return say(socket, &json!({ "watch": { sync.doc.as_str(): null } })).await;
        }
        self.log.seen.push(Seen {
            came: Instant::now(),
            doc: sync.doc.clone(),
            epoch: self.epoch.clone().unwrap_or_default(),
            from: sync.from,
            to: sync.to,
            is_whole: !sync.goes_on(),
        });
        if sync.doc == self.seat.main {
            let now = Instant::now();
            self.log.shown.push((now, sync.to));
            self.hall.shown(self.number, sync.to);
            for (id, sorted) in placing::sorted(sync, now) {
                self.log.sorted.entry(id).or_insert(sorted);
            }
            self.hall.sorted(self.number, self.log.sorted.len());
        }
        if sync.doc == "room" && self.seat.kind == Kind::Control {
            self.hall.show_room(document);
        }
        if sync.doc == "presence" && self.seat.kind == Kind::Control {
            self.hall.show_presence(document);
        }
        if !self.is_whole && self.log.documents.values().all(|document| document.is_whole) {
            self.is_whole = true;
            if let Some(cut) = self.was_cut.take() {
                self.log.returned = Some(cut.elapsed());
                let anew = |it: &&Document| it.began_anew;
                self.log.anew = self.log.documents.values().filter(anew).count();
                self.log.resumed = self.log.documents.len() - self.log.anew;
                self.hall.returned();
            }
            self.hall.became_whole();
        }
        Ok(())
    }

    fn fault(&mut self, what: String) {
        self.log.faults.push(what);
    }
}

async fn say(socket: &mut Socket, frame: &Value) -> tungstenite::Result<()> {
    socket.send(Message::text(frame.to_string())).await
}
