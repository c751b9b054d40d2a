//! One screen as the protocol wants it: follows documents, keeps what it hands in until it is answered, and
//! comes back by itself.

mod asked;
mod log;
mod targets;

pub use asked::{Ask, Asked, Saved};
pub use log::{Log, Seen, Visit};
pub use targets::Targets;

use crate::{
    chance::Chance,
    hall::Hall,
    placing,
    scenario::Cut,
    seats::{Kind, Seat},
};
use client::{
    Answer, Event, Session,
    backoff::{self, SILENCE_MAX, WELCOME_TIMEOUT},
    frame::Sync,
};
use futures_util::{SinkExt as _, StreamExt as _};
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::{
    net::TcpStream,
    sync::{mpsc, oneshot},
    time::{Instant, sleep_until, timeout},
};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{
        self, Message, client::IntoClientRequest as _, http::HeaderValue, protocol::WebSocketConfig,
    },
};
use uuid::Uuid;

type Socket = WebSocketStream<TcpStream>;
type Told = oneshot::Sender<Result<u64, String>>;

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
    session: Session,
    /// What is not answered yet, and who waits for the answer.
    asked: HashMap<Uuid, (Asked, Option<Told>)>,
    log: Log,
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
        let mut session = Session::new(seat.token.as_str());
        seat.watch.iter().for_each(|doc| session.watch(doc));
        Self {
            seat,
            number,
            targets,
            hall,
            orders,
            cut,
            chance,
            session,
            asked: HashMap::new(),
            log: Log::default(),
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
        let mut wait = backoff::delay(1, self.chance.fraction());
        let mut attempt = 0;
        loop {
            if self.stay_away(Instant::now() + wait).await.is_none() {
                break;
            }
            let connections = self.log.connections;
            let ended = match timeout(WELCOME_TIMEOUT, self.open()).await {
                Ok(Ok(socket)) => self.converse(socket).await,
                Ok(Err(_)) | Err(_) => {
                    self.log.refused += 1;
                    Ended::Lost(None)
                }
            };
            self.is_whole = false;
            self.session.disconnected();
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
                Ended::Cut => backoff::delay(0, self.chance.fraction()),
                Ended::Lost(told) => {
                    told.unwrap_or_else(|| backoff::delay(attempt, self.chance.fraction()))
                }
            };
            attempt += 1;
        }
        self.log.asked.extend(self.asked.into_values().map(|(asked, _)| asked));
        self.log.documents = self.session.documents;
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
            Order::Ask(asks) => {
                for ask in asks {
                    self.session.request(ask.request());
                    let asked = Asked::new(ask.id, ask.text, ask.due);
                    self.asked.insert(ask.id, (asked, ask.told));
                }
            }
            Order::Cut(at) => self.cut_at = Some(at),
            Order::Stall(until) => self.stalled_until = Some(until),
            Order::Vanish => self.is_vanishing = true,
            Order::Finish => {
                self.session.outbox.drop_unsent();
                self.asked.retain(|_, (asked, _)| asked.sent.is_some());
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
        socket.send(Message::text(self.session.hello())).await?;
        Ok(socket)
    }

    /// Goes back and forth until the connection ends.
    ///
    /// Its inputs: frames; orders; the time at which something is to be asked, or the next ping or the cut is due;
    /// silence.
    async fn converse(&mut self, mut socket: Socket) -> Ended {
        let mut heard_at = Instant::now();
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
            let send_at = self.session.next_at().map_or(far, Instant::from_std);
            let cut_at = self.cut_at.unwrap_or(far);
            let said = tokio::select! {
                biased;
                () = sleep_until(send_at) => self.send_due(&mut socket).await,
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
                        bye = self.receive(&text, heard_at).or(bye);
                        self.send_due(&mut socket).await
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
            };
            if said.is_err() {
                self.log.lost += 1;
                return Ended::Lost(bye);
            }
        }
    }

    /// Sends what is to be sent by now.
    async fn send_due(&mut self, socket: &mut Socket) -> tungstenite::Result<()> {
        let now = Instant::now();
        while let Some(message) = self.session.next_message(now.into_std()) {
            if let Some((asked, _)) = message.request.and_then(|id| self.asked.get_mut(&id)) {
                asked.send(now);
            }
            socket.send(Message::text(message.text)).await?;
        }
        Ok(())
    }

    /// Takes a message in; returns when to come back, if the server says it.
    fn receive(&mut self, text: &str, now: Instant) -> Option<Duration> {
        let event = match self.session.receive(text, now.into_std()) {
            Ok(event) => event,
            Err(error) => {
                self.fault(format!("{error}: {text}"));
                return None;
            }
        };
        match event {
            Event::Welcomed { .. } => {
                self.log.connections += 1;
                self.log.visits.push(Visit::begin(self.targets.index()));
            }
            Event::Changed(sync) => self.changed(&sync),
            Event::Missed { doc, gap } => self.fault(format!("{doc}: {gap}")),
            Event::Answered { id, answer } => self.answered(id, answer),
            Event::PutOff { id, code } => {
                if let Some((asked, _)) = self.asked.get_mut(&id) {
                    asked.hear(now, Some(code));
                }
            }
            Event::UnknownReply(reply) => {
                let epoch = self.session.epoch().unwrap_or_default();
                if let Some(fault) = self.log.contradiction(&reply, epoch) {
                    self.fault(fault);
                }
            }
            Event::NewEpoch { again } => self.ask_again(&again),
            Event::Unwatched { doc, code } => self.fault(format!("{doc}: {code}")),
            Event::Staleness => {
                self.log.stale += u32::from(self.session.stale_since().is_some());
            }
            Event::Bye { retry } => return retry,
            Event::Pong => {}
        }
        None
    }

    fn answered(&mut self, id: Uuid, answer: Answer) {
        let now = Instant::now();
        let Some((mut asked, told)) = self.asked.remove(&id) else { return };
        asked.hear(now, None);
        asked.answered = Some(now);
        let outcome = match answer {
            Answer::Saved(at) => {
                let epoch = self.session.epoch().unwrap_or_default().to_owned();
                asked.at = Some(at);
                asked.saved.push(Saved { epoch, at, came: now });
                Ok(at)
            }
            Answer::Refused(refusal) => {
                asked.refused = Some(refusal.code.clone());
                Err(refusal.code)
            }
            Answer::Expired => Err("expired".to_owned()),
        };
        if let Some(told) = told {
            // Who asked may have given up.
            let _ = told.send(outcome);
        }
        self.hall.answered(asked.at);
        self.log.asked.push(asked);
        self.tell_left();
    }

    /// A new epoch lost these.
    fn ask_again(&mut self, lost: &[Uuid]) {
        for mut asked in self.log.asked.extract_if(.., |asked| lost.contains(&asked.id)) {
            asked.at = None;
            self.asked.insert(asked.id, (asked, None));
        }
        self.tell_left();
    }

    /// Once nothing new is asked for, the hall waits until all is answered.
    fn tell_left(&self) {
        if self.is_finishing {
            self.hall.left(self.number, self.session.outbox.len());
        }
    }

    fn changed(&mut self, sync: &Sync<'_>) {
        let Some(document) = self.session.documents.get(&sync.doc) else { return };
        self.log.seen.push(Seen {
            came: Instant::now(),
            doc: sync.doc.clone(),
            epoch: self.session.epoch().unwrap_or_default().to_owned(),
            from: sync.from,
            to: sync.to,
            is_whole: !sync.is_continued(),
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
        if !self.is_whole && self.session.is_whole() {
            self.is_whole = true;
            if let Some(cut) = self.was_cut.take() {
                self.log.returned = Some(cut.elapsed());
                let documents = &self.session.documents;
                self.log.anew = documents.values().filter(|document| document.was_reset).count();
                self.log.resumed = documents.len() - self.log.anew;
                self.hall.returned();
            }
            self.hall.became_whole();
        }
    }

    fn fault(&mut self, what: String) {
        self.log.faults.push(what);
    }
}
