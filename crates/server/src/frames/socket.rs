//! Both ends of a connection as streams: messages that come in, bytes that go out.

use super::{
    decoder::{self, Decoder},
    encode,
};
use crate::limits::WRITE_MAX_BYTES;
use bytes::Bytes;
use futures_util::{Stream, ready};
use hub::socket::{Incoming, Outgoing};
use protocol::CloseCode;
use socket2::SockRef;
use std::{
    convert::Infallible,
    net::Shutdown,
    pin::Pin,
    rc::{Rc, Weak},
    sync::{
        Arc,
        atomic::{AtomicU16, Ordering},
    },
    task::{Context, Poll},
};
use tokio::{net::TcpStream, sync::mpsc};

/// How a connection ends, where what comes in or the shell has a say in it. Shared by both ends.
#[derive(Debug, Clone, Default)]
pub struct Ending(Arc<Codes>);

#[derive(Debug, Default)]
struct Codes {
    /// What the client closed with; answered alike.
    echo: AtomicU16,
    /// Ends the connection at once, whatever else was to be said.
    instead: AtomicU16,
}

impl Ending {
    /// Ends the connection with this code in place of the next thing that is said.
    pub fn instead(&self, code: CloseCode) {
        self.0.instead.store(code.number(), Ordering::Release);
    }

    fn taken_over(&self) -> Option<u16> {
        Some(self.0.instead.load(Ordering::Acquire)).filter(|code| *code != 0)
    }

    /// For a connection that the hub leaves without a word: the client left, or does not answer.
    fn farewell(&self) -> u16 {
        match self.0.echo.load(Ordering::Acquire) {
            0 => CloseCode::TooSlow.number(),
            echo => echo,
        }
    }
}

/// The messages of a client. Ends after a close, a violation, or when the client is gone.
#[derive(Debug)]
pub struct Messages<S> {
    bytes: S,
    decoder: Decoder,
    ending: Ending,
    over: bool,
}

impl<S> Messages<S> {
    /// Reads what the network brings.
    pub fn new(bytes: S, ending: Ending) -> Self {
        Self { bytes, decoder: Decoder::default(), ending, over: false }
    }

    fn judge(&mut self, message: Result<decoder::Incoming, decoder::Fault>) -> Incoming {
        match message {
            Ok(decoder::Incoming::Text(text)) => Incoming::Text(text),
            Ok(decoder::Incoming::Ping(bytes)) => Incoming::Ping(bytes),
            Ok(decoder::Incoming::Pong(_)) => Incoming::Pong,
            Ok(decoder::Incoming::Close(code)) => {
                self.over = true;
                self.ending
                    .0
                    .echo
                    .store(code.unwrap_or(CloseCode::Normal.number()), Ordering::Release);
                Incoming::Close
            }
            Err(fault) => {
                self.over = true;
                tracing::debug!(
                    reason = fault.reason,
                    "a frame breaks the protocol: its connection is closed"
                );
                Incoming::Violation(fault.code)
            }
        }
    }
}

impl<S, E> Stream for Messages<S>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    type Item = Incoming;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Incoming>> {
        let this = self.get_mut();
        while !this.over {
            if let Some(message) = this.decoder.next() {
                return Poll::Ready(Some(this.judge(message)));
            }
            match ready!(Pin::new(&mut this.bytes).poll_next(cx)) {
                Some(Ok(chunk)) => this.decoder.feed(chunk),
                Some(Err(_)) | None => this.over = true,
            }
        }
        Poll::Ready(None)
    }
}

/// The body of an upgraded response: pulls what is to go out when the socket has room for it. Its last
/// frame is always a close, and after that the server hangs up first (RFC 6455, section 7.1.1): what
/// serves the connection would leave that to the client, and wait.
#[derive(Debug)]
pub struct Frames {
    outgoing: mpsc::Receiver<Outgoing>,
    /// What is left of the frame that is being handed over.
    rest: Bytes,
    ending: Ending,
    line: Option<Line>,
    stage: Stage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Open,
    /// The close was handed over.
    Closed,
    /// And had its turn to be written.
    Written,
    Over,
}

/// The socket of a connection, for as long as the connection itself is served.
#[derive(Debug, Clone)]
pub struct Line(Weak<TcpStream>);

impl Line {
    /// Noted when a connection is accepted.
    #[must_use]
    pub fn of(socket: &Rc<TcpStream>) -> Self {
        Self(Rc::downgrade(socket))
    }

    /// Nothing more will come from this side.
    fn hang_up(&self) {
        if let Some(socket) = self.0.upgrade() {
            let _ = SockRef::from(&*socket).shutdown(Shutdown::Write);
        }
    }
}

impl Frames {
    /// Writes what is sent into the channel.
    #[must_use]
    pub const fn new(
        outgoing: mpsc::Receiver<Outgoing>,
        ending: Ending,
        line: Option<Line>,
    ) -> Self {
        Self { outgoing, rest: Bytes::new(), ending, line, stage: Stage::Open }
    }

    /// A frame goes out in pieces: what carries it copies each into a buffer that it keeps.
    fn piece(&mut self) -> Bytes {
        self.rest.split_to(self.rest.len().min(WRITE_MAX_BYTES))
    }

    fn next(&mut self, outgoing: Option<Outgoing>) -> Bytes {
        let instead = self.ending.taken_over();
        if instead.is_some() || matches!(outgoing, None | Some(Outgoing::Close(_))) {
            self.stage = Stage::Closed;
            self.outgoing.close();
        }
        match (instead, outgoing) {
            (Some(code), _) => encode::close(code, ""),
            (None, Some(outgoing)) => encode::bytes_of(outgoing),
            (None, None) => encode::close(self.ending.farewell(), ""),
        }
    }
}

impl Stream for Frames {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if !self.rest.is_empty() {
            return Poll::Ready(Some(Ok(self.piece())));
        }
        match self.stage {
            Stage::Open => {
                let outgoing = ready!(self.outgoing.poll_recv(cx));
                self.rest = self.next(outgoing);
                Poll::Ready(Some(Ok(self.piece())))
            }
            Stage::Closed => {
                self.stage = Stage::Written;
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Stage::Written | Stage::Over => {
                if self.stage == Stage::Written
                    && let Some(line) = &self.line
                {
                    line.hang_up();
                }
                self.stage = Stage::Over;
                Poll::Ready(None)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::{StreamExt as _, stream};
    use protocol::Encoded;

    const MASKED_CLOSE_1000: [u8; 8] = [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8];

    async fn written(send: Vec<Outgoing>, ending: Ending) -> Vec<Bytes> {
        let (out, outgoing) = mpsc::channel(8);
        for outgoing in send {
            out.try_send(outgoing).expect("room");
        }
        drop(out);
        Frames::new(outgoing, ending, None).map(|bytes| bytes.expect("infallible")).collect().await
    }

    #[tokio::test]
    async fn nothing_is_written_after_a_close() {
        let send = vec![Outgoing::Ping, Outgoing::Close(CloseCode::Restart), Outgoing::Ping];
        let written = written(send, Ending::default()).await;
        assert_eq!(written.len(), 2);
        assert_eq!(written[1][..4], [0x88, 14, 0x03, 0xf4]);
    }

    #[tokio::test]
    async fn a_long_frame_goes_out_in_pieces_that_are_the_frame_and_nothing_comes_between() {
        let frame = Encoded::text("x".repeat(WRITE_MAX_BYTES * 3).as_bytes());
        let send = vec![Outgoing::Frame(frame.clone()), Outgoing::Ping];
        let mut written = written(send, Ending::default()).await;
        assert_eq!(written.pop().expect("a close")[0], 0x88);
        assert_eq!(written.pop(), Some(Bytes::from_static(&[0x89, 0])));
        assert_eq!(written.len(), 4);
        assert!(written.iter().all(|piece| piece.len() <= WRITE_MAX_BYTES));
        assert_eq!(written.concat(), frame.websocket());
    }

    #[tokio::test]
    async fn a_close_is_answered_with_the_same_code() {
        let ending = Ending::default();
        let close = stream::iter([Ok::<_, ()>(Bytes::from_static(&MASKED_CLOSE_1000))]);
        let heard: Vec<_> = Messages::new(close, ending.clone()).collect().await;
        assert_eq!(heard, [Incoming::Close]);
        assert_eq!(written(vec![], ending).await, [Bytes::from_static(&[0x88, 2, 0x03, 0xe8])]);
    }

    #[tokio::test]
    async fn a_connection_that_is_one_too_many_hears_nothing_but_that() {
        let ending = Ending::default();
        ending.instead(CloseCode::TooFast);
        let bye = Outgoing::Frame(Encoded::text(b"{}"));
        let written = written(vec![bye, Outgoing::Close(CloseCode::Token)], ending).await;
        assert_eq!(written, [encode::close(4029, "")]);
    }
}
