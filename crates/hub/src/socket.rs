//! The seam to the network: what a connection hears and says, whatever carries it.

use bytes::Bytes;
use protocol::{CloseCode, Encoded};
use tokio::sync::mpsc;

/// What came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incoming {
    /// A whole message.
    Text(String),
    /// A ping of the carrier; it is answered alike.
    Ping(Bytes),
    /// The answer to a ping.
    Pong,
    /// The client said goodbye.
    Close,
    /// The client broke a rule of the carrier.
    Violation(CloseCode),
}

/// What goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outgoing {
    /// A frame.
    Frame(Encoded),
    /// Are you there?
    Ping,
    /// Here I am.
    Pong(Bytes),
    /// The end; nothing follows.
    Close(CloseCode),
}

/// The way out: room for one, so that what waits for a slow reader waits in the documents.
pub type Out = mpsc::Sender<Outgoing>;

/// A way out and its other end.
#[must_use]
pub fn out() -> (Out, mpsc::Receiver<Outgoing>) {
    mpsc::channel(1)
}
