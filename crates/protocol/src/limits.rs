//! The bounds of the wire, each with its reason.

/// Bytes in a message from a client: the longest idea four times over.
pub const MESSAGE_MAX_BYTES: usize = 16 * 1024;
/// Fragments of one message: nobody needs more, and one-byte fragments cost 38 bytes each.
pub const FRAGMENTS_MAX: usize = 64;
/// Bytes in a piece of a whole document: one socket buffer.
pub const PIECE_MAX_BYTES: usize = 64 * 1024;
/// Documents that one connection may follow: all that a console shows, and as many tables.
pub const WATCHES_MAX: usize = 64;
/// Documents named in one `hello` or `watch`: twice what can be followed. Each is answered; who names more can never be
/// served, and is closed with 4506.
pub const NAMED_MAX: usize = 128;
