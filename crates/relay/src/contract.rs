//! What every home of a relay promises; `tests/contract.rs` holds them to it.

use crate::{hearing::Hearing, limits::TOLD_MAX_BYTES};
use std::fmt;

/// One node's way to the others. What is told may be lost, and is never told twice.
pub trait Relay: fmt::Debug + Send + Sync + 'static {
    /// Tells all others that hear this channel now. Never waits: what finds no room, or is over
    /// [`TOLD_MAX_BYTES`], is lost.
    fn tell(&self, channel: &str, bytes: Vec<u8>);

    /// Hears what others tell on this channel from now on, but not what this node tells itself.
    fn hear(&self, channel: &str) -> Hearing;
}

/// Whether this may be told; if not, says so in the log.
pub(crate) fn is_within_bounds(channel: &str, bytes: &[u8]) -> bool {
    let is_within = bytes.len() <= TOLD_MAX_BYTES;
    if !is_within {
        tracing::warn!(channel, bytes = bytes.len(), "too long to be told to the other nodes");
    }
    is_within
}
