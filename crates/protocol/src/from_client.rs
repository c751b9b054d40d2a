//! What clients say: one JSON object with one key.

use domain::{Command, Epoch, Offset, RequestId, Time};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Documents by name, each with the offset at which the client holds it; none if it holds nothing.
pub type Watches = BTreeMap<String, Option<Offset>>;

/// A frame from a client.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum FromClient {
    /// Who I am, and what I want to follow. The first frame.
    Hello(Hello),
    /// Follow these too.
    Watch(Watches),
    /// Follow these no longer.
    Unwatch(Vec<String>),
    /// Do this.
    Request(RequestFrame),
    /// Are you there, and what time is it?
    Ping(Ping),
    /// What I work on, by its key at the desk, so that others see it in `presence`; none: nothing any more.
    Focus(Option<String>),
    /// Whether this device can keep what is handed in over a reload; unless it says so, it can. Seen in `presence`.
    Keeps(bool),
}

/// Who I am, and what I want to follow.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    /// The token.
    pub token: String,
    /// The language for messages to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// The epoch in which the offsets below count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<Epoch>,
    /// What to follow.
    #[serde(default)]
    pub watch: Watches,
}

/// Do this. The command is read apart, so that a bad one is refused under its id.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestFrame {
    /// Made by the client; the same when it is sent again.
    pub id: RequestId,
    /// Where it was answered as saved, in an epoch that is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Was>,
    /// What to do.
    #[schemars(with = "Command")]
    pub command: Box<RawValue>,
}

impl RequestFrame {
    /// What to do.
    pub fn command(&self) -> Result<Command, Malformed> {
        serde_json::from_str(self.command.get()).map_err(Malformed)
    }
}

/// Where a request was answered as saved.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Was {
    /// The epoch.
    pub epoch: Epoch,
    /// The offset.
    pub at: Offset,
}

/// Are you there?
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ping {
    /// The client's own clock, given back as it came.
    pub sent: f64,
}

/// What the server says back to a [`Ping`].
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize, JsonSchema)]
pub struct Pong {
    /// As it came.
    pub sent: f64,
    /// The server's clock.
    pub now: Time,
}

/// Not one of the frames or commands.
#[derive(Debug)]
pub struct Malformed(serde_json::Error);

impl std::fmt::Display for Malformed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // serde_json quotes what it read; only the kind and place are safe to log.
        write!(f, "{:?} at line {} column {}", self.0.classify(), self.0.line(), self.0.column())
    }
}

impl std::error::Error for Malformed {}

impl FromClient {
    /// Reads a message.
    pub fn decode(text: &str) -> Result<Self, Malformed> {
        serde_json::from_str(text).map_err(Malformed)
    }
}
