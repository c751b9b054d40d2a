//! The bounds of a journal, each with its reason and what happens at it.

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
/// How long the writer waits for a reader of the file (a backup, say) before it goes on without.
pub const BUSY_MS: u64 = 250;
