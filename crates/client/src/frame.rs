//! The frames that a server sends, as a client reads them: fields it does not know are passed over, so that a newer
//! server can be spoken to.

use protocol::{Bye, Refusal};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A frame from the server: one JSON object with one key. Borrows the text it was read from.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServerFrame<'a> {
    /// The hello was accepted.
    Welcome(Welcome),
    /// A change of a document.
    #[serde(borrow)]
    Sync(Sync<'a>),
    /// What became of a request.
    Reply(Reply),
    /// The answer to a ping.
    Pong {},
    /// A document is not for this client, or no longer.
    Unwatched {
        /// The document, as it was asked for.
        doc: String,
        /// Why, for example `access.denied`.
        code: String,
    },
    /// The log has a new epoch: whole documents follow.
    Epoch {
        /// Its name.
        id: String,
        /// The last offset that it shares with the epoch before.
        durable: u64,
    },
    /// Whether the server can confirm that what it shows is the newest.
    Stale {
        /// Since when it cannot, in milliseconds since 1970; none: it can again.
        since: Option<u64>,
    },
    /// The connection ends; the close frame follows.
    Bye(Bye),
}

impl<'a> ServerFrame<'a> {
    /// Reads a text message.
    ///
    /// # Errors
    ///
    /// The text is none of the frames of the protocol.
    pub fn read(text: &'a str) -> Result<Self, BadFrame> {
        serde_json::from_str(text).map_err(BadFrame)
    }
}

/// A message that is none of the protocol's frames.
#[derive(Debug, thiserror::Error)]
#[error("not a frame of the protocol: {0}")]
pub struct BadFrame(serde_json::Error);

/// The hello was accepted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Welcome {
    /// The epoch of the log, in which offsets count.
    pub epoch: String,
    /// How often to send a ping.
    pub heartbeat_ms: u64,
}

/// What became of a request: saved `at` an offset, or `refused`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Reply {
    /// The request.
    pub id: Uuid,
    /// Where it was saved.
    #[serde(default)]
    pub at: Option<u64>,
    /// Why it was not done.
    #[serde(default)]
    pub refused: Option<Refusal>,
}

/// A change of a document.
#[derive(Debug, Deserialize)]
pub struct Sync<'a> {
    /// The document.
    pub doc: String,
    /// The offset that the change builds on; none: it starts from nothing.
    pub from: Option<u64>,
    /// The offset that the client holds afterwards.
    pub to: u64,
    /// Keys and their new values, each a whole.
    #[serde(borrow)]
    pub set: BTreeMap<String, &'a RawValue>,
    /// Keys that are removed.
    pub gone: Vec<String>,
}

impl Sync<'_> {
    /// Whether more pieces of the same whole document follow.
    #[must_use]
    pub fn is_continued(&self) -> bool {
        self.to == self.from.unwrap_or(0) && !self.set.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_protocol_can_be_read() {
        for text in [
            include_str!("../../protocol/tests/golden/welcome.json"),
            include_str!("../../protocol/tests/golden/sync.json"),
            include_str!("../../protocol/tests/golden/reply_saved.json"),
            include_str!("../../protocol/tests/golden/reply_refused.json"),
            include_str!("../../protocol/tests/golden/pong.json"),
            include_str!("../../protocol/tests/golden/unwatched.json"),
            include_str!("../../protocol/tests/golden/epoch.json"),
            include_str!("../../protocol/tests/golden/stale.json"),
            include_str!("../../protocol/tests/golden/fresh.json"),
            include_str!("../../protocol/tests/golden/bye.json"),
        ] {
            ServerFrame::read(text).expect(text);
        }
        assert!(ServerFrame::read("{}").is_err());
    }
}
