//! The bounds of a journal, each with its reason and what happens at it.

use std::time::Duration;

/// Commits in one append. The summit's own queue is shorter; more is a mistake, and refused as a fault.
pub const APPEND_MAX: usize = 4_096;
/// Appends that wait for the writer. One summit task has one or two under way; at the bound the caller waits.
pub const WRITE_QUEUE: usize = 64;
/// Waiting appends that the writer joins into one transaction, so that nobody waits for a long one.
pub const JOIN_MAX: usize = 32;
/// Reads that wait for the reader; at the bound the caller waits.
pub const READ_QUEUE: usize = 64;
/// Commits in one answer to a read, whatever was asked: about 4 MB of memory. The caller reads on.
pub const READ_MAX: usize = 4_096;
/// Commits told in one conflict. The next append is told the next ones.
pub const CONFLICT_MAX: usize = 1_024;
/// Bad records at the end of a log that are cut. More is no torn tail: the journal becomes read-only.
pub const CUT_MAX: usize = APPEND_MAX;
/// Flaws that a verification lists by name; the others are only counted.
pub const DAMAGE_MAX: usize = 100;
/// Bytes of a note: names, codes and cached vectors are far smaller, a transaction bears far more.
pub const NOTE_MAX_BYTES: usize = 1 << 20;
/// Bytes of a note's key.
pub const NOTE_KEY_MAX_BYTES: usize = 256;
/// Pages in the write-ahead log before they are moved into the database, which takes some
/// milliseconds from one append: 16 MiB, so that it happens to fewer than one in a hundred.
pub const WAL_PAGES: u32 = 4_000;
/// Bytes that are written and removed to find out whether saving is possible: more than a page, so that room for pages is
/// asked for, as a commit with its texts does.
pub const PROBE_BYTES: usize = 16 << 10;
/// How long the writer waits for a reader of the file (a backup, say) before it goes on without.
pub const BUSY_MS: u64 = 250;
/// Bytes of the log that each node on a shared store keeps in memory, so that it can be brought back whole: more than
/// ten times a large day. At the bound the oldest are dropped, and only the end can be brought back.
pub const KEPT_MAX_BYTES: usize = 128 << 20;
/// Entries that are brought back in one step.
pub const BROUGHT_BACK_MAX: usize = 256;
/// Steps of one repair before it is left for the next time: others repair as well, and each step is one of theirs or ours.
pub const REPAIR_STEPS_MAX: usize = 1_024;
/// How long nodes have to bring back what they hold before a new life of the log takes anything new.
pub const RECOVERS: Duration = Duration::from_secs(2);
/// How long nodes have to put back what is missing beside a log, as a multiple of [`RECOVERS`].
pub const REST_FOUND_WITHIN: u32 = 3;
/// How often some of what is stored is read again, and how many entries: a large day in half an hour, at some 10 KB a
/// second for each summit.
pub const LOOKED_BACK_EVERY: Duration = Duration::from_secs(5);
/// See [`LOOKED_BACK_EVERY`].
pub const LOOKED_BACK_MAX: usize = 64;
/// How long a node that starts waits for one that holds what a log lacks: it is there within seconds, or not at all.
pub const HELD_BY_SOMEONE_WITHIN: Duration = Duration::from_secs(10);
/// How long one call to a shared store may take, so that who asked is answered within a second.
pub const CALL_WITHIN: Duration = Duration::from_millis(800);
/// How long is waited for copies on replicas: a part of [`CALL_WITHIN`], so that a replica that is gone is not
/// mistaken for a store that is.
pub const COPIED_WITHIN: Duration = Duration::from_millis(300);
/// The same while a single copy must do: a replica that is back answers within it, and nobody waits for one that is not.
pub const LOOKED_FOR_WITHIN: Duration = Duration::from_millis(20);
/// How long a shared store may be away, or repaired, when a log is opened.
pub const OPEN_WITHIN: Duration = Duration::from_secs(60);
/// The rest between two tries to open it.
pub const OPEN_AGAIN_AFTER: Duration = Duration::from_millis(250);
/// News that wait to be taken in; what is over it is read from the store.
pub const NEWS_QUEUE: usize = 1_024;
