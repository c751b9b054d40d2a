//! A client that runs: a task that keeps a [`Session`] connected, and a handle to it.

use crate::{
    backoff::{SILENCE_MAX, WELCOME_TIMEOUT, delay, is_final},
    document::Document,
    outbox::{Answer, Request},
    session::{Event, Session},
    socket::{Connect, Socket, Transport, connect_tcp, open},
};
use futures_util::{SinkExt as _, StreamExt as _};
use protocol::Refusal;
use std::{
    collections::HashMap,
    io,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::{
    sync::{mpsc, oneshot, watch},
    time::timeout,
};
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

/// Sets a [`Client`] up.
pub struct Builder {
    session: Session,
    url: String,
    connect: Connect,
}

impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder").field("url", &self.url).finish_non_exhaustive()
    }
}

/// A connected client. Documents and requests outlive connections: it reconnects by itself until it is dropped, or
/// until the server says not to come back.
#[derive(Debug)]
pub struct Client {
    session: Arc<Mutex<Session>>,
    orders: mpsc::UnboundedSender<Order>,
    changes: watch::Receiver<Status>,
}

/// Where the client stands. Every change of a document is a new status too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Status {
    /// Whether the server has accepted the client on the present connection.
    pub is_connected: bool,
    /// The close code with which the server said not to come back; the client has ended.
    pub closed: Option<u16>,
    /// Counts the messages that have been taken in.
    pub messages: u64,
    /// Counts the connections on which the client was accepted.
    pub connections: u32,
}

/// Why a request was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failed {
    /// The server refused it for good.
    #[error("refused: {}: {}", .0.code, .0.message)]
    Refused(Refusal),
    /// It could not be sent in its time, or its answer did not come. It may have been done.
    #[error("not answered in time")]
    Expired,
    /// The server ended the connection and said not to come back.
    #[error("the connection was closed for good, with code {0}")]
    Closed(u16),
}

enum Order {
    Request(Request, oneshot::Sender<Result<u64, Failed>>),
    Watch(String),
    Unwatch(String),
}

/// How a connection ended.
enum Ended {
    /// The handle is gone.
    Dropped,
    /// Connect again, after this time if the server said one.
    Lost(Option<Duration>),
    /// Not to come back.
    Final(u16),
}

impl Builder {
    /// For a server such as `ws://127.0.0.1:8080/ws`, with a token from `POST /api/v1/join`.
    #[must_use]
    pub fn new(url: impl Into<String>, token: impl Into<String>) -> Self {
        let url = url.into();
        Self { session: Session::new(token), connect: connect_tcp(&url), url }
    }

    /// The language of messages to people; Dutch unless it is set.
    #[must_use]
    pub fn language(self, language: impl Into<String>) -> Self {
        Self { session: self.session.in_language(language), ..self }
    }

    /// Watches a document from the first connection on.
    #[must_use]
    pub fn watch(mut self, doc: impl Into<String>) -> Self {
        self.session.watch(doc);
        self
    }

    /// Connects by this instead of plain TCP: through TLS, a proxy, or a pipe in a test. It is called for every
    /// connection anew.
    #[must_use]
    pub fn connect_with<F, T>(self, connect: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = io::Result<T>> + Send + 'static,
        T: Transport + 'static,
    {
        let connect: Connect = Arc::new(move || {
            let connected = connect();
            Box::pin(async move { Ok(Box::new(connected.await?) as Box<dyn Transport>) })
        });
        Self { connect, ..self }
    }

    /// Starts the task. It runs on the present tokio runtime until the handle is dropped.
    #[must_use]
    pub fn start(self) -> Client {
        let session = Arc::new(Mutex::new(self.session));
        let (orders, ordered) = mpsc::unbounded_channel();
        let (change, changes) = watch::channel(Status::default());
        let task = Task {
            session: Arc::clone(&session),
            url: self.url,
            connect: self.connect,
            ordered,
            change,
            waiting: HashMap::new(),
        };
        tokio::spawn(task.run());
        Client { session, orders, changes }
    }
}

impl Client {
    /// Asks for something, and waits until it is saved; returns the offset at which it is. What people hand in is
    /// sent until it is answered, also over a server that restarts; anything else fails after five seconds, see
    /// [`Delivery`](crate::Delivery).
    ///
    /// # Errors
    ///
    /// It was refused, not answered in time, or the server said not to come back.
    pub async fn request(&self, command: &serde_json::Value) -> Result<u64, Failed> {
        self.send(Request::new(command)).await
    }

    /// The same with a request of one's own, for example under an id that was kept over a restart of this program.
    ///
    /// # Errors
    ///
    /// As [`Client::request`].
    pub async fn send(&self, request: Request) -> Result<u64, Failed> {
        let (answer, answered) = oneshot::channel();
        if self.orders.send(Order::Request(request, answer)).is_err() {
            return Err(self.closed());
        }
        answered.await.unwrap_or_else(|_| Err(self.closed()))
    }

    /// Watches a document from now on.
    pub fn watch(&self, doc: impl Into<String>) {
        let _ = self.orders.send(Order::Watch(doc.into()));
    }

    /// Watches a document no longer.
    pub fn unwatch(&self, doc: impl Into<String>) {
        let _ = self.orders.send(Order::Unwatch(doc.into()));
    }

    /// A copy of a document as it is now; none if it is not watched.
    #[must_use]
    pub fn document(&self, doc: &str) -> Option<Document> {
        self.session().documents.get(doc).cloned()
    }

    /// Looks at what the client knows, without copying it. Nothing else happens meanwhile: keep it short.
    pub fn inspect<T>(&self, look: impl FnOnce(&Session) -> T) -> T {
        look(&self.session())
    }

    /// Where the client stands.
    #[must_use]
    pub fn status(&self) -> Status {
        *self.changes.borrow()
    }

    /// Waits until what the client knows is so, looking after every message.
    ///
    /// # Errors
    ///
    /// The server said not to come back before it was so.
    pub async fn wait_until(&self, mut is_so: impl FnMut(&Session) -> bool) -> Result<(), Failed> {
        let mut changes = self.changes.clone();
        loop {
            let status = *changes.borrow_and_update();
            if is_so(&self.session()) {
                return Ok(());
            }
            if let Some(code) = status.closed {
                return Err(Failed::Closed(code));
            }
            if changes.changed().await.is_err() {
                return Err(self.closed());
            }
        }
    }

    fn session(&self) -> MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn closed(&self) -> Failed {
        self.status().closed.map_or(Failed::Expired, Failed::Closed)
    }
}

struct Task {
    session: Arc<Mutex<Session>>,
    url: String,
    connect: Connect,
    ordered: mpsc::UnboundedReceiver<Order>,
    change: watch::Sender<Status>,
    waiting: HashMap<Uuid, oneshot::Sender<Result<u64, Failed>>>,
}

impl Task {
    async fn run(mut self) {
        let mut attempt = 0;
        loop {
            let before = self.change.borrow().connections;
            let (url, connect) = (self.url.clone(), Arc::clone(&self.connect));
            let opening = timeout(WELCOME_TIMEOUT, async move { open(&url, &connect).await });
            let Some(opened) = self.meanwhile(opening).await else { return };
            let ended = match opened {
                Ok(Ok(socket)) => self.converse(socket).await,
                Ok(Err(error)) => {
                    tracing::debug!(%error, url = self.url, "the server cannot be reached");
                    Ended::Lost(None)
                }
                Err(_) => Ended::Lost(None),
            };
            self.session().disconnected();
            self.change.send_modify(|status| status.is_connected = false);
            if self.change.borrow().connections > before {
                attempt = 0;
            }
            let wait = match ended {
                Ended::Dropped => return,
                Ended::Final(code) => return self.close(code),
                Ended::Lost(told) => told.unwrap_or_else(|| delay(attempt, random())),
            };
            attempt += 1;
            if self.meanwhile(tokio::time::sleep(wait)).await.is_none() {
                return;
            }
        }
    }

    /// Waits for something that needs no connection, and takes orders meanwhile. None: the handle is gone.
    async fn meanwhile<T>(&mut self, something: impl Future<Output = T>) -> Option<T> {
        let mut something = pin!(something);
        loop {
            let expires_at = self.session().outbox.expires_at().map(tokio::time::Instant::from_std);
            tokio::select! {
                outcome = &mut something => return Some(outcome),
                order = self.ordered.recv() => self.take(order?),
                () = at(expires_at) => self.expire(),
            }
        }
    }

    async fn converse(&mut self, mut socket: Socket) -> Ended {
        let hello = self.session().hello();
        if socket.send(Message::text(hello)).await.is_err() {
            return Ended::Lost(None);
        }
        let mut heard_at = now();
        let mut retry = None;
        loop {
            loop {
                let message = self.session().next_message(now());
                let Some(message) = message else { break };
                if socket.send(Message::text(message.text)).await.is_err() {
                    return Ended::Lost(retry);
                }
            }
            let (next_at, expires_at) = {
                let session = self.session();
                let std = tokio::time::Instant::from_std;
                (session.next_at().map(std), session.outbox.expires_at().map(std))
            };
            let silent_at = tokio::time::Instant::from_std(heard_at + SILENCE_MAX);
            tokio::select! {
                message = socket.next() => match message {
                    Some(Ok(Message::Text(text))) => {
                        heard_at = now();
                        retry = self.receive(&text, heard_at).or(retry);
                    }
                    Some(Ok(Message::Close(close))) => {
                        let code = close.map_or(1005, |close| u16::from(close.code));
                        return if is_final(code) { Ended::Final(code) } else { Ended::Lost(retry) };
                    }
                    Some(Ok(_)) => heard_at = now(),
                    Some(Err(_)) | None => return Ended::Lost(retry),
                },
                order = self.ordered.recv() => match order {
                    Some(order) => self.take(order),
                    None => {
                        let _ = socket.close(None).await;
                        return Ended::Dropped;
                    }
                },
                () = at(next_at) => {}
                () = at(expires_at) => self.expire(),
                () = tokio::time::sleep_until(silent_at) => return Ended::Lost(retry),
            }
        }
    }

    /// Takes a message in; returns when to connect again, if it says so.
    fn receive(&mut self, text: &str, now: Instant) -> Option<Duration> {
        let mut retry = None;
        let mut is_welcome = false;
        let mut answered = None;
        match self.session().receive(text, now) {
            Ok(Event::Welcomed { .. }) => is_welcome = true,
            Ok(Event::Answered { id, answer }) => answered = Some((id, answer)),
            Ok(Event::Bye { retry: told }) => retry = told,
            Ok(_) => {}
            // A newer server may say what this client does not know.
            Err(error) => tracing::debug!(%error, "a message was passed over"),
        }
        if let Some((id, answer)) = answered {
            self.answer(id, answer);
        }
        self.change.send_modify(|status| {
            status.messages += 1;
            status.is_connected |= is_welcome;
            status.connections += u32::from(is_welcome);
        });
        retry
    }

    fn take(&mut self, order: Order) {
        match order {
            Order::Request(request, answer) => {
                self.waiting.insert(request.id, answer);
                self.session().request(request);
            }
            Order::Watch(doc) => self.session().watch(doc),
            Order::Unwatch(doc) => self.session().unwatch(&doc),
        }
    }

    fn expire(&mut self) {
        let expired = self.session().outbox.take_expired(now());
        for id in expired {
            self.answer(id, Answer::Expired);
        }
    }

    fn answer(&mut self, id: Uuid, answer: Answer) {
        let Some(waiting) = self.waiting.remove(&id) else { return };
        // Whoever asked may have given up.
        let _ = waiting.send(match answer {
            Answer::Saved(at) => Ok(at),
            Answer::Refused(refusal) => Err(Failed::Refused(refusal)),
            Answer::Expired => Err(Failed::Expired),
        });
    }

    /// Ends for good: whoever waits for an answer gets none.
    fn close(self, code: u16) {
        self.change.send_modify(|status| status.closed = Some(code));
        for (_, waiting) in self.waiting {
            let _ = waiting.send(Err(Failed::Closed(code)));
        }
    }

    fn session(&self) -> MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// By the clock of tokio, which tests can pause.
pub(crate) fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}

async fn at(moment: Option<tokio::time::Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

/// From 0 up to 1. Where the machine has no random bytes, the middle: only the spread is lost.
fn random() -> f64 {
    getrandom::u32().map_or(0.5, |bits| f64::from(bits) / (f64::from(u32::MAX) + 1.0))
}
