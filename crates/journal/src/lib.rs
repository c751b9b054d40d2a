//! The append-only log of commits: three homes, one contract, one test suite over all.
//!
//! One journal is one summit's log. [`Journal`] says what every home promises; what a home is made of
//! stays inside it. No rule of a summit is known here.
//!
//! | file | holds |
//! |---|---|
//! | [`contract`] | the trait, and what each of its calls promises |
//! | [`position`] | where a log stands, and what was found when it was opened or verified |
//! | [`fault`] | what can go wrong, and whether anything was written |
//! | `chain` | the hash chain: the check before an append, and the walk along a stored log |
//! | `epoch` | the lives of a log, and up to where those that ended are the same |
//! | [`memory`] | the home for tests, rehearsals and simulation |
//! | [`sqlite`] | the home of a single node: a database file for each summit; its backups |
//! | [`stream`] | the home that nodes share: Redis; it repairs what a store loses |
//! | [`limits`] | the bounds, each with its reason |

mod chain;
pub mod contract;
mod epoch;
pub mod fault;
pub mod limits;
pub mod memory;
pub mod position;
pub mod sqlite;
pub mod stream;

pub use contract::{Journal, Note};
pub use epoch::{former, has_unknown, note_ended, note_unknown};
pub use fault::{AppendError, Fault, Obstacle};
pub use memory::Memory;
pub use position::{Cut, Damage, Flaw, Opened, Position, Standing, Verified};
pub use sqlite::{Sqlite, backup, inventory, mirror::Mirror};
pub use stream::{Manner, Stream, model::Model, redis::Redis, tray};
