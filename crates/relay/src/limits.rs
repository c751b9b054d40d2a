//! The bounds of the relay, each with its reason and what happens at it.

use std::time::Duration;

/// Bytes of what is told at once; more is not told. Twice the roster of a node with 20,000 connections.
pub const TOLD_MAX_BYTES: usize = 2 << 20;
/// What waits for one who hears slowly; then the oldest is lost, and that is said. Each node tells a few a second.
pub const HEARING_MAX: usize = 256;
/// What waits to be told while Redis is slow; more is lost, and the next roster comes within two seconds.
pub const TELLING_MAX: usize = 512;
/// How long telling may take: what is older is better told anew.
pub const TELL_WITHIN: Duration = Duration::from_secs(1);
