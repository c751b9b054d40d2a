//! The bounds of a line, each with its reason.

use std::time::Duration;

/// How long opening a connection may take, the question who is primary included. On one network it takes a
/// millisecond; a host that is cut off never answers.
pub const CONNECT_WITHIN: Duration = Duration::from_millis(500);
/// How long a Sentinel, or a node of a cluster that is asked for the others, may take; all are asked at once, and one that is gone does not keep us from the others.
pub const SENTINEL_WITHIN: Duration = Duration::from_millis(200);
/// How long an address of a host may be silent before the next one is tried as well: one without a way there says nothing.
pub const NEXT_ADDRESS_AFTER: Duration = Duration::from_millis(50);
/// How long it counts what the nodes of a cluster told, for others who ask at that moment.
pub const TOLD_GOOD_FOR: Duration = Duration::from_millis(250);
/// Nodes of a cluster that are asked who holds a key. A summit lies on one; the others are there for when it is away.
pub const CLUSTER_NODES_MAX: usize = 12;
/// How often one question follows a key that moved: a second time only if it moves meanwhile.
pub const REDIRECTS_MAX: u32 = 2;
/// How long it may take to find out at the start what is wrong: people wait for it once.
pub const LOOK_WITHIN: Duration = Duration::from_secs(3);
/// The rest between two looks.
pub const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(100);
/// How long a server may take for one sign of what it speaks; a busy one is not mistaken for one that speaks nothing.
pub const SIGN_WITHIN: Duration = Duration::from_secs(1);
/// The rest between two tries to open a connection for what is published.
pub const AGAIN_AFTER: Duration = Duration::from_millis(200);
/// How often a line for what is published is tried out, and how long the answer may take: a dead network says nothing.
pub const PING_EVERY: Duration = Duration::from_millis(500);
/// See [`PING_EVERY`].
pub const PONG_WITHIN: Duration = Duration::from_secs(1);
/// Messages that wait for who listens. At the bound the line is dropped and opened again, and what was missed is read.
pub const HEARD_MAX: usize = 1_024;
