//! Lines to Redis that come back: found (by address, by Sentinels, in a cluster), opened, given up in time, opened again.
//!
//! | file | holds |
//! |---|---|
//! | [`target`] | where Redis is, and which of several is to be asked |
//! | [`cluster`] | which node of a cluster holds a key |
//! | [`address`] | hosts, ports and URLs, as people write them |
//! | `open` · [`tls`] | a connection is opened: the network, TLS, who we are there |
//! | [`ask`] | a line for questions: each is answered within its time, or given up with the connection |
//! | [`hear`] | a line for what is published: subscribed again whenever it was lost |
//! | [`look`] | what is wrong with a server that cannot be used, found out once, at the start |
//! | [`unfit`] | what is then said, and what to do |
//! | [`limits`] | the bounds, each with its reason |

pub mod address;
pub mod ask;
pub mod cluster;
pub mod hear;
pub mod limits;
pub mod look;
mod open;
pub mod target;
pub mod tls;
pub mod unfit;

pub use ask::{Failed, Line};
pub use hear::{Heard, listen};
pub use look::look;
pub use redis::{Cmd, Pipeline, Value, cmd, pipe};
pub use target::{BadTarget, Target, Wanted};
pub use tls::Files;
pub use unfit::{Unfit, Who, Why};
