//! Serves the connections of a listener, each until its end, its deadline, or until it is asked to go.

use super::{
    admitted::Admitted,
    exchange::{Exchange, Farewell},
    ledger::Ledger,
    told::Why,
};
use crate::{
    frames::encode,
    limits::{REQUEST_WITHIN, WRITE_MAX_BYTES},
};
use actix_http::{HttpService, KeepAlive, Protocol, Request};
use actix_service::{
    IntoServiceFactory, Service as _, ServiceFactory, ServiceFactoryExt as _, apply_fn_factory,
    map_config,
};
use actix_web::{
    Error,
    body::MessageBody,
    dev::{AppConfig, Response, Server, ServerHandle},
    rt::net::TcpStream,
};
use protocol::CloseCode;
use socket2::SockRef;
use std::{
    fmt, io,
    net::{IpAddr, Ipv4Addr, TcpListener},
    pin::Pin,
    rc::{Rc, Weak},
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::{Instant, Sleep, sleep_until};

const TIMEOUT: &[u8] =
    b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
const FULL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\nretry-after: 5\r\ncontent-length: 0\r\n\r\n";
const HEAD_TOO_LARGE: &[u8] =
    b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// Answers on this listener, in a task of its own and with so many threads; none for as many as there are processors.
/// Its deadlines are those of [`Exchange`], not of actix-http.
pub fn serve<F, A, S, B>(
    listener: TcpListener,
    ledger: &Arc<Ledger>,
    workers: Option<usize>,
    app: F,
) -> io::Result<ServerHandle>
where
    F: Fn() -> A + Send + Clone + 'static,
    A: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig> + 'static,
    S::Error: Into<Error> + 'static,
    S::InitError: fmt::Debug,
    S::Response: Into<Response<B>> + 'static,
    S::Service: 'static,
    B: MessageBody + 'static,
{
    let mut server = Server::build().disable_signals().shutdown_timeout(1);
    if let Some(workers) = workers {
        server = server.workers(workers);
    }
    // The ledger has the bound; beyond this one, nothing would be accepted.
    server = server.max_concurrent_connections(usize::MAX >> 8);
    let (ledger, stopping) = (Arc::clone(ledger), server.graceful_shutdown_signal());
    let server = server.listen("burgertop", listener, move || {
        let (ledger, stopping) = (Arc::clone(&ledger), stopping.clone());
        let app = app().into_factory().map_err(|error| error.into().error_response());
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .keep_alive(KeepAlive::Os)
            .client_request_timeout(Duration::ZERO)
            .client_disconnect_timeout(Duration::from_secs(2))
            .h1_write_buffer_size(WRITE_MAX_BYTES)
            .on_connect_ext(|connection: &Admitted, data| connection.note(data))
            .finish(map_config(app, |()| AppConfig::default()));
        apply_fn_factory(http, move |socket: TcpStream, http| {
            let (connection, peer) = Connection::accept(socket, &ledger);
            connection.served(|admitted| http.call((admitted, Protocol::Http1, peer)))
        })
    })?;
    let server = server.run();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    Ok(handle)
}

/// A socket that was accepted.
struct Connection {
    socket: Rc<TcpStream>,
    exchange: Rc<Exchange>,
}

impl Connection {
    fn accept(socket: TcpStream, ledger: &Arc<Ledger>) -> (Self, Option<std::net::SocketAddr>) {
        let peer = socket.peer_addr().ok();
        let address = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
        let exchange = Rc::new(Exchange::new(ledger.accept(address)));
        (Self { socket: Rc::new(socket), exchange }, peer)
    }

    fn served<F: Future>(self, serve: impl FnOnce(Admitted) -> F) -> Served<F> {
        let Self { socket, exchange } = self;
        let weak = Rc::downgrade(&socket);
        let serving = Box::pin(serve(Admitted::new(socket, Rc::clone(&exchange))));
        let alarm = Box::pin(sleep_until(Instant::now() + REQUEST_WITHIN));
        Served { serving, socket: weak, exchange, alarm }
    }
}

/// Whoever serves a connection, held to its deadlines.
struct Served<F> {
    serving: Pin<Box<F>>,
    /// There as long as it is served.
    socket: Weak<TcpStream>,
    exchange: Rc<Exchange>,
    alarm: Pin<Box<Sleep>>,
}

impl<F> Served<F> {
    fn ends(&self, why: Why) {
        if let Some(socket) = self.socket.upgrade() {
            // Whoever is gone needs no goodbye, and what does not fit is not waited for.
            let say = |bytes: &[u8]| _ = SockRef::from(&*socket).send(bytes);
            match self.exchange.farewell(why) {
                Farewell::Nothing => {}
                Farewell::Abort => _ = socket.set_zero_linger(),
                Farewell::Timeout => say(TIMEOUT),
                Farewell::Full => say(FULL),
                Farewell::HeadTooLarge => say(HEAD_TOO_LARGE),
                Farewell::CloseFrame => {
                    let code = CloseCode::TooFast;
                    say(&encode::close(code.number(), code.reason()));
                }
            }
        }
        // Of those that were asked to go it was told when they were.
        if !matches!(why, Why::AddressFull | Why::PlacesFull) {
            self.exchange.place().ended(why);
        }
    }

    /// Why it ends now, if it does.
    fn over(&mut self, cx: &mut Context<'_>) -> Option<Why> {
        if let Some(why) = self.exchange.over() {
            return Some(why);
        }
        let (at, why) = self.exchange.deadline()?;
        if self.alarm.deadline() != at {
            self.alarm.as_mut().reset(at);
        }
        self.alarm.as_mut().poll(cx).is_ready().then_some(why)
    }
}

impl<F: Future<Output = Result<(), E>>, E> Future for Served<F> {
    type Output = Result<(), E>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.exchange.looks();
        if let Poll::Ready(served) = self.serving.as_mut().poll(cx) {
            return Poll::Ready(served);
        }
        // Looked at after what has come: in a flood a socket may be asked to go before its token was read.
        let asked = self.exchange.place().is_asked_to_go(cx.waker());
        match asked.or_else(|| self.over(cx)) {
            Some(why) => {
                self.ends(why);
                Poll::Ready(Ok(()))
            }
            None => Poll::Pending,
        }
    }
}
