//! The bounds of the hub, each with its reason and what happens at it.

use std::time::Duration;

/// Requests that wait for a summit; more are answered `request.try_again`. Two seconds of the design peak.
pub const INBOX_MAX: usize = 1_024;
/// Requests in one batch, and so one fsync; the rest waits for the next.
pub const BATCH_MAX: usize = 256;
/// Requests of one connection in flight; more close it with 4029.
pub const IN_FLIGHT_MAX: usize = 256;
/// Replies and pongs that wait for one reader; more close it with 4008.
pub const OUTBOX_MAX: usize = 512;
/// Removals that a document remembers; a subscriber that holds less gets the whole document.
pub const REMOVED_MAX: usize = 1_024;
/// Encodings that a document keeps for subscribers at different offsets; further ones are made for one subscriber.
pub const FRAMES_KEPT: usize = 32;

/// Messages a second on one connection, and how many at once.
pub const MESSAGES_PER_S: u32 = 20;
/// See [`MESSAGES_PER_S`].
pub const MESSAGES_BURST: u32 = 60;
/// Bytes of the key that a colleague works on: no key of the desk is longer. A longer one counts as none.
pub const FOCUS_MAX_BYTES: usize = 64;
/// Messages over the rate after which a connection is closed with 4029.
pub const MESSAGES_OVER_MAX: u32 = 60;

/// How often a client sends a ping.
pub const HEARTBEAT: Duration = Duration::from_secs(5);
/// How long a hello may take; then the connection is closed.
pub const HELLO_WITHIN: Duration = Duration::from_secs(5);
/// How long a client may be silent before it is sent a ping, and how long its pong may take.
pub const SILENT_MAX: Duration = Duration::from_secs(5);
/// See [`SILENT_MAX`].
pub const PONG_WITHIN: Duration = Duration::from_secs(10);
/// How long a client may leave a frame waiting; then the connection is closed with 4008.
pub const STALLED_MAX: Duration = Duration::from_secs(10);
/// How long the journal may take before requests are answered `request.try_again`: nobody waits longer.
pub const APPEND_WITHIN: Duration = Duration::from_secs(1);
/// After how long a client sends a request again that was answered `request.try_again`.
pub const TRY_AGAIN_MS: u64 = 1_000;
/// After how long a client sends a request again that was refused because the disk is full.
pub const NO_ROOM_RETRY_MS: u64 = 5_000;
/// How long deadlines are held that passed while the node was down: the facilitator sees them first.
pub const HELD: Duration = Duration::from_secs(30);
/// How long a connection that a restart closes waits for its answers.
pub const ANSWERED_WITHIN: Duration = Duration::from_secs(2);
/// How long sending the last frame may take.
pub const CLOSE_WITHIN: Duration = Duration::from_secs(1);
/// Longest wait of a client that a restart sent away; each gets another, so that not all come back at once.
pub const RESTART_JITTER_MS: u64 = 2_000;
/// How often it is seen whether a round can close early.
pub const REACT_EVERY: Duration = Duration::from_millis(500);
/// How often the requests of simulated people are sent.
pub const REHEARSE_EVERY: Duration = Duration::from_millis(200);
/// Requests of simulated people in flight; the rest waits, so that real people have the inbox.
pub const REHEARSED_IN_FLIGHT_MAX: usize = 64;
/// Lines of a script for a rehearsal: all ideas of a large day; more is a mistaken file.
pub const SCRIPT_LINES_MAX: usize = 20_000;
/// How often a node sends its roster to the others.
pub const ROSTER_EVERY: Duration = Duration::from_secs(2);
/// When someone comes or goes it sends sooner, but not more often than this: a hall that reconnects takes a few messages.
pub const ROSTER_SOONEST: Duration = Duration::from_millis(200);
/// A node that is silent for so long is dropped: two of three messages may be lost.
pub const ROSTER_GONE: Duration = Duration::from_secs(6);
/// Other nodes that are heard; more are ignored and logged. Far more than the largest hall needs.
pub const NODES_MAX: usize = 64;
/// How long the devices of a node that is gone may take to come to another: a client notices after 15 s of silence, and
/// waits for a random time. No round ends early meanwhile.
pub const SEATS_RETURN_WITHIN: Duration = Duration::from_secs(30);
/// Grace before a follower does once-only work that the leading node has not done.
pub const FOLLOWER_GRACE: Duration = Duration::from_secs(2);
/// How often the log warns of faults in messages between nodes.
pub const WARN_EVERY: Duration = Duration::from_secs(60);
/// How often the documents `presence` and `health` are refreshed.
pub const NODE_DOCS_EVERY: Duration = Duration::from_secs(1);
/// How often new ideas are indexed and placed: a tenth of what a person notices, and at the design peak of 150 a second
/// one commit for seven or eight of them.
pub const PLACE_EVERY: Duration = Duration::from_millis(50);
/// Ideas that are encoded in one batch, a tenth of a second of work; the rest waits for the next.
pub const ENCODE_MAX: usize = 64;
/// Ideas whose wait for a theme is timed. More wait only where themes are left to people; they are not timed.
pub const UNPLACED_MAX: usize = 4_096;
/// Shortest time between two regroups: an idea that no theme takes at once waits for the next.
pub const REGROUP_EVERY: Duration = Duration::from_millis(200);
/// A regroup starts no sooner than so many times the duration of the last one after its start: a third of a processor.
pub const REGROUP_SHARE: u32 = 3;
/// So many new ideas start a regroup at once.
pub const REGROUP_IDEAS: usize = 10;
/// Fewer new ideas wait for a regroup no longer than this.
pub const REGROUP_WITHIN: Duration = Duration::from_secs(2);
/// How often a cold grouping is tried: people read what it suggests.
pub const COLD_EVERY: Duration = Duration::from_secs(30);
/// Themes that are offered for moving an idea with one tap.
pub const LIKELY_MAX: usize = 3;
/// After so long without an append the journal is probed: an idle summit notices a failing disk within this time, at the
/// price of one fsync.
pub const PROBE_EVERY: Duration = Duration::from_secs(5);
/// The same while nothing can be saved, so that saving goes on soon after it can.
pub const PROBE_AGAIN: Duration = Duration::from_secs(1);
/// Damaged texts that are named in the log at the start; the others are counted.
pub const DAMAGED_NAMED: usize = 20;
/// How often the end of the log is confirmed.
pub const CONFIRM_EVERY: Duration = Duration::from_millis(500);
/// The same while the log is repaired, or its end is unknown: people wait.
pub const CONFIRM_SOON: Duration = Duration::from_millis(100);
/// After so long without a confirmation screens say that they may be stale.
pub const STALE_AFTER: Duration = Duration::from_secs(2);
/// After so long without a confirmation requests are answered `request.try_again` at once.
pub const REFUSED_AFTER: Duration = Duration::from_secs(5);
/// After so long stale the node is not ready: clients are sent to others.
pub const SERVES_STALE: Duration = Duration::from_secs(5);
/// How far the clocks of a node and its store may be apart; beyond it no deadline is kept. Rounds last minutes.
pub const CLOCK_SKEW_MAX: Duration = Duration::from_secs(2);
/// After so long apart a node goes by the store's clock: it was set, or another store took over.
pub const CLOCK_FOLLOWED_AFTER: Duration = Duration::from_secs(10);
/// When the orphans are read again after a repair, with those that other nodes found.
pub const TRAY_AGAIN: Duration = Duration::from_secs(5);
