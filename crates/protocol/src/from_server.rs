//! What the server says: one JSON object with one key. `sync` is made by [`SyncPieces`](crate::SyncPieces).

use crate::{from_client::Pong, refusal::Refusal};
use domain::{Actor, Badge, Doc, Epoch, Offset, RequestId, Role, Seat, TableNo, Time};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A frame from the server.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FromServer {
    /// The hello was accepted.
    Welcome(Welcome),
    /// A document is not for you, or no longer.
    Unwatched {
        /// Which, as it was asked for.
        doc: String,
        /// Why.
        code: &'static str,
    },
    /// What became of a request.
    Reply(Reply),
    /// Here I am.
    Pong(Pong),
    /// The log has a new epoch: whole documents follow.
    Epoch {
        /// Its name.
        id: Epoch,
        /// Up to where it is what the client knew.
        durable: Offset,
    },
    /// Whether the node can confirm that this is the newest.
    Stale {
        /// Since when it cannot; none if it can again.
        since: Option<Time>,
    },
    /// The connection ends; the close frame follows.
    Bye(Bye),
}

/// The hello was accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Welcome {
    /// The connection, for those who read logs.
    pub session: String,
    /// Who the token says you are.
    pub actor: ActorView,
    /// The epoch of the log.
    pub epoch: Epoch,
    /// The server's clock.
    pub now: Time,
    /// How often to send `ping`.
    pub heartbeat_ms: u64,
}

/// Who someone is, as told to themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ActorView {
    /// What they are here to do.
    pub role: Role,
    /// The table, for its host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<TableNo>,
    /// The badge, for a participant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub badge: Option<Badge>,
}

impl From<&Actor> for ActorView {
    fn from(actor: &Actor) -> Self {
        let badge = match actor.seat {
            Seat::Badge(badge) => Some(badge),
            Seat::Table(_) | Seat::Staff(_) | Seat::System => None,
        };
        Self { role: actor.role, table: actor.seat.table(), badge }
    }
}

/// What became of a request: saved `at`, or `refused`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[expect(missing_docs, reason = "the fields are what their types say")]
pub enum Reply {
    /// Saved, at this offset.
    Saved { id: RequestId, at: Offset },
    /// Not done; nothing changed.
    Refused { id: RequestId, refused: Refusal },
}

/// The connection ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Bye {
    /// The close code that follows.
    pub code: u16,
    /// Why.
    pub reason: String,
    /// When to come back, in milliseconds; none if as usual, or never.
    pub retry_ms: Option<u64>,
}

/// The head of a `sync`, for clients and tests.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
pub struct Sync {
    /// Which document.
    pub doc: Doc,
    /// What it builds on; none: from nothing.
    pub from: Option<Offset>,
    /// What the client holds then.
    pub to: Offset,
    /// Keys and their whole values.
    pub set: serde_json::Map<String, serde_json::Value>,
    /// Keys that are gone.
    pub gone: Vec<String>,
}
