//! The rules of a summit, as pure functions over plain data.
//!
//! [`decide`] turns a [`Request`] into events or a [`Rejection`]; [`Summit::apply`] takes an event
//! into the state and cannot fail. Time, ids and chance come in as data: the same requests give the
//! same bytes everywhere.
//!
//! | file | holds |
//! |---|---|
//! | [`summit`] | the state, and what is asked of every request |
//! | [`concept`] · [`request`] | the one list of concepts, and what someone asks of them |
//! | [`founding`] | how a summit comes to be |
//! | [`programme`] | the day as it was planned |
//! | [`agenda`] · [`round`] | the day as it runs: steps, clock, phases, undo |
//! | [`table`] · [`idea`] · [`theme`] | who hands in, what, and how it is grouped |
//! | [`theme::machine`] | what the machine proposes, and how people steer it and take steps back |
//! | [`review`] | what a wall shows of what phones send |
//! | [`visible`] | which texts the hall may see, and so what is derived from them |
//! | [`feedback`] | the question at the end of the day |
//! | [`notice`] · [`wall`] · [`device`] | what screens are told, and who may hold a seat |
//! | [`deadline`] · [`rate`] | what runs out by itself, and how fast a seat may write |
//! | [`clock`] | the order of commits, and the time of day |
//! | [`copies`] | whether the log is kept in as many places as was promised |
//! | [`rehearsal`] | a span of the day that does not count |
//! | [`access`] | who may send and see what, in one table |
//! | [`commit`] · [`sealed`] | what the journal keeps, its hash chain, and texts that can be erased |
//! | [`damaged`] | texts that are not what was handed in |
//! | [`rejection`] | every refusal and its code |

pub mod access;
pub mod actor;
pub mod agenda;
pub mod clock;
pub mod commit;
pub mod concept;
pub mod copies;
pub mod damaged;
pub mod deadline;
pub mod device;
pub mod doc;
pub mod feedback;
pub mod founding;
pub mod idea;
pub mod ids;
pub mod limits;
pub mod notice;
pub mod programme;
pub mod rate;
pub mod rehearsal;
pub mod rejection;
pub mod request;
pub mod review;
pub mod round;
pub mod sealed;
pub mod summit;
pub mod table;
pub mod text;
pub mod theme;
pub mod visible;
pub mod wall;

pub use actor::{Actor, Role, Seat};
pub use commit::{Commit, Digest, Sealed};
pub use concept::{Command, Event};
pub use damaged::Damaged;
pub use doc::Doc;
pub use ids::{
    Badge, Epoch, IdeaId, ItemId, Jti, Offset, RequestId, RoundId, SummitId, TableNo, ThemeId,
    Time, WallId,
};
pub use rejection::Rejection;
pub use request::{Again, Request, Stamp};
pub use sealed::{Salt, SealedText};
pub use summit::{Summit, decide};
