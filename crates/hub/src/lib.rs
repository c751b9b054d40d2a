//! Sessions, the summit task, documents and fan-out: the only crate with tasks and channels.
//!
//! The way of a tablet's frame: [`socket`] → [`connection`] → [`session`] → [`summit`] (the inbox) →
//! `task` (decide, append, apply) → [`documents`] → the bells of all who follow → `session` → `socket`.
//!
//! | file | holds |
//! |---|---|
//! | [`hub`] | the summits of a node: open, find, stop |
//! | [`summit`] | a handle to one summit, for sessions, HTTP and reactors |
//! | `task` | the one place where a summit changes |
//! | [`document`] · [`documents`] | entries that remember when they changed; who follows, and how often it is shown |
//! | [`connection`] · [`session`] · `follows` | from the first message to the last; what a client follows and where it stands |
//! | [`follower`] | one document for someone who sends nothing |
//! | `life` | the epoch that a log has now, and those before it |
//! | [`roster`] · [`wake`] | who is on line, on all nodes, and the bells of those here |
//! | `nodes` | what nodes tell each other |
//! | `theming` | the reactor that proposes themes; [`Offline`]: the same without a hall |
//! | [`rehearsing`] | the reactor that takes part in a rehearsal, as people would |
//! | [`answer`] · [`receipts`] | what became of a request; the same for a resend |
//! | [`gatekeeper`] · [`socket`] · [`metrics`] · [`status`] | the seams to tokens, to the network, and to metrics |
//! | [`clock`] · [`rate`] · [`limits`] | time, how fast, how much |

pub mod answer;
pub mod clock;
pub mod connection;
pub mod document;
pub mod documents;
pub mod follower;
mod follows;
pub mod gatekeeper;
pub mod hub;
mod life;
pub mod limits;
pub mod metrics;
mod nodes;
pub mod rate;
pub mod receipts;
pub mod rehearsing;
pub mod roster;
pub mod saving;
mod seated;
pub mod session;
pub mod socket;
pub mod status;
pub mod summit;
mod task;
mod theming;
pub mod wake;

pub use answer::{Answer, CodesOnly, Phrasebook, Refused};
pub use clock::Clock;
pub use connection::{Door, refuse, serve};
pub use follower::Follower;
pub use gatekeeper::{Gatekeeper, Grant, Turned};
pub use hub::{FoundError, Hub, OpenError, Opening, found, replay};
pub use metrics::{Appended, NoMetrics, Outcome, Placement, SummitMetrics};
pub use nodes::NodeId;
pub use rehearsing::Script;
pub use saving::{Blocked, Saving};
pub use socket::{Incoming, Out, Outgoing};
pub use status::SummitStatus;
pub use summit::{Environment, SummitHandle};
pub use theming::{Encoders, Encoding, Likely, Offline};
