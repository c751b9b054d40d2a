//! The bounds of a line, each with its reason.

use std::time::Duration;

/// How long opening a connection may take, the question who is primary included. On one network it takes a
/// millisecond; a host that is cut off never answers.
pub const CONNECT_WITHIN: Duration = Duration::from_millis(500);
/// How long a Sentinel may take; all are asked at once, and one that is gone does not keep us from the others.
pub const SENTINEL_WITHIN: Duration = Duration::from_millis(200);
/// The rest between two tries to open a connection for what is published.
pub const AGAIN_AFTER: Duration = Duration::from_millis(200);
/// How often a line for what is published is tried out, and how long the answer may take: a dead network says nothing.
pub const PING_EVERY: Duration = Duration::from_millis(500);
/// See [`PING_EVERY`].
pub const PONG_WITHIN: Duration = Duration::from_secs(1);
/// Messages that wait for who listens. At the bound the line is dropped and opened again, and what was missed is read.
pub const HEARD_MAX: usize = 1_024;
