//! The bounds of the relay, each with its reason and what happens at it.

/// Bytes of what is told at once; more is not told. Twice the roster of a node with 20,000 connections.
pub const TOLD_MAX_BYTES: usize = 2 << 20;
/// What waits for one who hears slowly; then the oldest is lost, and that is said. Each node tells a few a second.
pub const HEARING_MAX: usize = 256;
