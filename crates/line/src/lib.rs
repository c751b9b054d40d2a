//! Lines to Redis that come back: found (by address or by Sentinels), opened, given up in time, opened again.
//!
//! | file | holds |
//! |---|---|
//! | [`target`] | where Redis is, and which of several is the primary |
//! | [`ask`] | a line for questions: each is answered within its time, or given up with the connection |
//! | [`hear`] | a line for what is published: subscribed again whenever it was lost |
//! | [`limits`] | the bounds, each with its reason |

pub mod ask;
pub mod hear;
pub mod limits;
pub mod target;

pub use ask::{Failed, Line};
pub use hear::{Heard, listen};
pub use redis::{Cmd, Pipeline, Value, cmd, pipe};
pub use target::{BadTarget, Target};
