//! The bounds of the hub, each with its reason and what happens at it.

use std::time::Duration;

/// Requests that wait for a summit; more are answered `request.try_again`. Two seconds of the design peak.
pub const INBOX_MAX: usize = 1_024;
/// Requests in one batch, and so one fsync; the rest waits for the next.
pub const BATCH_MAX: usize = 256;
/// Requests of one connection that are not answered yet; more close it with 4029.
pub const IN_FLIGHT_MAX: usize = 256;
/// Replies and pongs that wait for one reader; more close it with 4008.
pub const OUTBOX_MAX: usize = 512;
/// Removals that a document remembers; readers from before them get the whole.
pub const REMOVED_MAX: usize = 1_024;
/// Encodings that a document keeps for readers at different offsets; others are made for one reader.
pub const FRAMES_KEPT: usize = 32;

/// Messages a second on one connection, and how many at once.
pub const MESSAGES_PER_S: u32 = 20;
/// See [`MESSAGES_PER_S`].
pub const MESSAGES_BURST: u32 = 60;
/// Bytes of what someone says they work on: a key of the desk is no longer.
pub const FOCUS_MAX_BYTES: usize = 64;
/// Messages over the rate after which a connection is closed with 4029.
pub const MESSAGES_OVER_MAX: u32 = 60;
/// Ideas a minute from one seat, and at once: nobody writes faster.
pub const IDEAS_PER_MIN: u32 = 10;
/// The same for staff, who type paper slips.
pub const IDEAS_PER_MIN_STAFF: u32 = 60;

/// How often a client says that it is there.
pub const HEARTBEAT: Duration = Duration::from_secs(5);
/// How long a first frame may take.
pub const HELLO_WITHIN: Duration = Duration::from_secs(5);
/// How long a client may be silent before it is asked, and how long it has to answer.
pub const SILENT_MAX: Duration = Duration::from_secs(5);
/// See [`SILENT_MAX`].
pub const PONG_WITHIN: Duration = Duration::from_secs(10);
/// How long a reader may leave a frame waiting.
pub const STALLED_MAX: Duration = Duration::from_secs(10);
/// How long the journal may take before requests are answered `request.try_again`: nobody waits longer.
pub const APPEND_WITHIN: Duration = Duration::from_secs(1);
/// After how long a client should send again what was answered `request.try_again`.
pub const TRY_AGAIN_MS: u64 = 1_000;
/// After how long a client should send again what was refused because the disk is full.
pub const NO_ROOM_RETRY_MS: u64 = 5_000;
/// How long deadlines are held that passed while the node was down: the facilitator sees them first.
pub const HELD: Duration = Duration::from_secs(30);
/// How long a connection that is sent away by a restart waits for what it asked.
pub const ANSWERED_WITHIN: Duration = Duration::from_secs(2);
/// How long a goodbye may take.
pub const PART_WITHIN: Duration = Duration::from_secs(1);
/// Longest wait of a client that is sent away by a restart; each draws its own.
pub const RESTART_JITTER_MS: u64 = 2_000;
/// How often the reactor that closes a round early looks.
pub const REACT_EVERY: Duration = Duration::from_millis(500);
/// How often simulated people look up in a rehearsal.
pub const REHEARSE_EVERY: Duration = Duration::from_millis(200);
/// Requests of simulated people that are not answered yet; the rest waits, so that real people have the inbox.
pub const REHEARSED_IN_FLIGHT_MAX: usize = 64;
/// Lines of a script for a rehearsal: all ideas of a large day; more is a mistaken file.
pub const SCRIPT_LINES_MAX: usize = 20_000;
/// How often a node tells the others who is on line.
pub const ROSTER_EVERY: Duration = Duration::from_secs(2);
/// It tells sooner when someone came or went, but not sooner than this: a reconnecting hall is told in a few parts.
pub const ROSTER_SOONEST: Duration = Duration::from_millis(200);
/// After what silence another node is taken for gone: two of three tellings may be lost.
pub const ROSTER_GONE: Duration = Duration::from_secs(6);
/// Other nodes that are counted; more are named in the log. Far more than the largest hall needs.
pub const NODES_MAX: usize = 64;
/// How long the seats of a node that is gone may take to come to another: a client notices after 15 s of silence, and
/// draws how long it waits. No round ends early meanwhile.
pub const SEATS_RETURN_WITHIN: Duration = Duration::from_secs(30);
/// How long the other nodes leave to the first what is to be done once. If it still is to be done then, they do it.
pub const OTHERS_WAIT: Duration = Duration::from_secs(2);
/// How often the log warns of what other nodes tell.
pub const WARN_EVERY: Duration = Duration::from_secs(60);
/// How often presence and health are made anew.
pub const NODE_DOCS_EVERY: Duration = Duration::from_secs(1);
/// How often new ideas are taken in and placed: a tenth of what a person notices, and at the design peak of 150 a second
/// a commit for every seven or eight.
pub const PLACE_EVERY: Duration = Duration::from_millis(50);
/// Ideas that are encoded at once; those that come meanwhile wait for the next batch. A tenth of a second of work.
pub const ENCODE_MAX: usize = 64;
/// Ideas of which the wait for a theme is timed; more wait when themes are left to people, and are not.
pub const UNSORTED_MAX: usize = 4_096;
/// How often themes are regrouped at most: what no theme takes at once waits for it.
pub const REGROUP_EVERY: Duration = Duration::from_millis(200);
/// After a regroup the next waits for so many times what it took, from its start: a third of a processor is enough.
pub const REGROUP_SHARE: u32 = 3;
/// So many new ideas call for a regroup at once.
pub const REGROUP_IDEAS: usize = 10;
/// Fewer wait no longer than this.
pub const REGROUP_WITHIN: Duration = Duration::from_secs(2);
/// How often it is tried whether a grouping from scratch would fit better: people read what it suggests.
pub const COLD_EVERY: Duration = Duration::from_secs(30);
/// Themes that are offered for moving an idea with one tap.
pub const LIKELY_MAX: usize = 3;
/// How long nothing was saved before it is tried whether it could be: an idle summit notices a disk that fails within
/// this, at the price of one fsync.
pub const PROBE_EVERY: Duration = Duration::from_secs(5);
/// The same while saving is not possible, so that all goes on soon after it is.
pub const PROBE_AGAIN: Duration = Duration::from_secs(1);
/// Damaged texts that are named in the log at the start; the others are counted.
pub const DAMAGED_NAMED: usize = 20;
/// How often it is made sure where the log stands, whether anything was heard of it or not.
pub const CONFIRM_EVERY: Duration = Duration::from_millis(500);
/// The same while the log is repaired or was lost track of: people wait.
pub const CONFIRM_SOON: Duration = Duration::from_millis(100);
/// Not confirmed for so long, screens say that they may be stale.
pub const STALE_AFTER: Duration = Duration::from_secs(2);
/// Not confirmed for so long, requests are answered at once that they are to be sent again.
pub const REFUSED_AFTER: Duration = Duration::from_secs(5);
/// Stale for so long, no more people are sent to this node.
pub const SERVES_STALE: Duration = Duration::from_secs(5);
/// How far the clocks of a node and of the store may be apart: deadlines of rounds are minutes.
pub const CLOCK_SKEW_MAX: Duration = Duration::from_secs(2);
/// Apart for so long, a node goes by the store's clock: it was set, or another store took over.
pub const CLOCK_FOLLOWED_AFTER: Duration = Duration::from_secs(10);
/// When it is looked again what other nodes put into the tray after a repair.
pub const TRAY_AGAIN: Duration = Duration::from_secs(5);
