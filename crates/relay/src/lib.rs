//! What nodes tell each other that may be lost: bytes that mean nothing here.
//!
//! Nothing that must not be lost goes this way; that is what the journal is for.
//!
//! | file | holds |
//! |---|---|
//! | [`contract`] | the trait, and what each of its calls promises |
//! | [`hearing`] | what is heard on a channel, in order, and how much of it was lost |
//! | [`alone`] | the home of a single node: nobody hears |
//! | [`in_process`] | the home for tests and simulation: nodes of one process, which can be cut off |
//! | [`redis`] | the home of nodes on several machines: published on Redis |
//! | [`limits`] | the bounds, each with its reason |

pub mod alone;
pub mod contract;
pub mod hearing;
pub mod in_process;
pub mod limits;
pub mod redis;

pub use alone::Alone;
pub use contract::Relay;
pub use hearing::{Heard, Hearing};
pub use in_process::InProcess;
pub use redis::Redis;
