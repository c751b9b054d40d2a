//! How a request is refused, and the codes that the rules of a summit do not know.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Not done; nothing changed. `request.try_again` alone says nothing about the outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Refusal {
    /// `concept.reason`, from one list.
    pub code: String,
    /// The same in the caller's language.
    pub message: String,
    /// The field at fault, where it is one.
    pub field: Option<String>,
    /// When to send the same again, in milliseconds; none if it is final.
    pub retry_ms: Option<u64>,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        $($(#[$doc])* pub const $name: &str = $code;)*

        /// Every code of this file.
        pub const CODES: &[&str] = &[$($code),*];
    };
}

codes! {
    /// Whether it was saved is not known: keep it, and send the same id again.
    TRY_AGAIN = "request.try_again";
    /// Not one of the commands, or not their fields.
    MALFORMED = "request.malformed";
    /// A body over 16 KiB.
    TOO_LARGE = "request.too_large";
    /// Too many messages on one connection; not done, send later.
    RATE_REQUESTS = "rate.requests";
    /// Too many ideas from one seat; not done, send later.
    RATE_IDEAS = "rate.ideas";
    /// Too many answers from one seat; not done, send later.
    RATE_FEEDBACK = "rate.feedback";
    /// Too many wrong codes from one address.
    RATE_JOIN = "rate.join";
    /// Too many devices joined, from one address or in all.
    RATE_DEVICES = "rate.devices";
    /// A join code that is wrong.
    JOIN_CODE = "join.code";
    /// A link for one console that was used: it opens nothing any more.
    JOIN_USED = "join.used";
    /// As many links for consoles as there may be.
    CODES_TOO_MANY = "codes.too_many";
    /// The device holds a seat of this kind already: it is asked whether someone else joins on it.
    JOIN_SEAT_HELD = "join.seat_held";
    /// No token where one is needed.
    TOKEN_MISSING = "token.missing";
    /// A token that is no good.
    TOKEN_INVALID = "token.invalid";
    /// A token whose time is over.
    TOKEN_EXPIRED = "token.expired";
    /// A page of another site asks.
    ORIGIN_DENIED = "origin.denied";
    /// The summit is closed.
    SUMMIT_CLOSED = "summit.closed";
    /// The log of this summit is damaged: it can be read, not added to.
    SUMMIT_READ_ONLY = "summit.read_only";
    /// No summit has this name here.
    SUMMIT_UNKNOWN = "summit.unknown";
    /// The disk is full: nothing is taken until there is room.
    STORAGE_FULL = "storage.full";
    /// No document has this name.
    DOC_UNKNOWN = "doc.unknown";
    /// Not for this role or seat.
    ACCESS_DENIED = "access.denied";
    /// More documents than one connection may follow.
    WATCHES_TOO_MANY = "watch.too_many";
    /// Another version of the protocol.
    VERSION_UNSUPPORTED = "version.unsupported";
    /// This record is not made in this format here.
    EXPORT_FORMAT_UNAVAILABLE = "export.format_unavailable";
    /// The node is starting or stopping.
    NODE_NOT_READY = "node.not_ready";
    /// The node, or this address, has as many connections as it takes.
    NODE_FULL = "node.full";
}
