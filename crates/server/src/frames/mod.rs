//! WebSocket frames (RFC 6455): what comes in is judged at its header, what goes out is ready-made.
//!
//! | file | holds |
//! |---|---|
//! | [`decoder`] | bytes to messages, without IO: nothing is kept that is not known to be short |
//! | [`encode`] | control frames and closes of a server |
//! | [`socket`] | both ends of a connection as streams |

pub mod decoder;
pub mod encode;
pub mod socket;
