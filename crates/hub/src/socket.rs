//! The interface to the network: what a connection receives and sends, over any transport.

use bytes::Bytes;
use protocol::{CloseCode, Encoded};
use tokio::sync::mpsc;

/// A received message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incoming {
    /// A whole text message.
    Text(String),
    /// A ping of the transport: it is answered with the same bytes.
    Ping(Bytes),
    /// The answer to a ping.
    Pong,
    /// The client closed the connection.
    Close,
    /// The client broke a rule of the transport: the connection is closed with this code.
    Violation(CloseCode),
}

/// A message to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outgoing {
    /// A frame of the protocol.
    Frame(Encoded),
    /// A ping of the transport.
    Ping,
    /// The answer to a ping.
    Pong(Bytes),
    /// Closes the connection; nothing follows.
    Close(CloseCode),
}

/// Messages to send. It has room for one, so that a slow client gets the newest documents, not a queue of old ones.
pub type Out = mpsc::Sender<Outgoing>;

/// A channel of messages to send.
#[must_use]
pub fn out() -> (Out, mpsc::Receiver<Outgoing>) {
    mpsc::channel(1)
}
