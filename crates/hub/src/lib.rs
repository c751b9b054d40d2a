//! Sessions, the summit task, documents and fan-out: the only crate with tasks and channels.
//!
//! The way of a tablet's frame: [`socket`] → [`connection`] → [`session`] → [`summit`] (its inbox) → `task` (decide,
//! append, apply) → [`documents`] → the signals of all subscribers → `session` → `socket`.
//!
//! | file | holds |
//! |---|---|
//! | [`hub`] | the summits of a node: open, find, stop |
//! | [`replay`] | the first commit of a log, and reading a log from the beginning |
//! | [`summit`] | the state of a summit that its task shares with everyone, and the handle to it |
//! | [`status`] | how a summit stands, for metrics |
//! | `task` | the one place where a summit changes |
//! | [`document`] · [`documents`] | entries with the offset of their last change; subscribers, and how often they are notified |
//! | [`connection`] · [`session`] · `subscriptions` | from the hello to the close; what a client is subscribed to and holds |
//! | [`document_stream`] | one document for a client that sends nothing |
//! | `epoch` | the current epoch of a log, and the previous ones |
//! | [`roster`] · `nodes` · [`session_signal`] | who is on line; messages between nodes; waking sessions |
//! | `revocation` | which tokens are revoked |
//! | `idea_index` | vectors and neighbours of the ideas |
//! | [`theming`] | the reactor that proposes themes; [`Offline`]: the same without a server |
//! | [`rehearsal`] | the reactor that takes part in a rehearsal, as people would |
//! | [`answer`] · [`request_index`] | the outcome of a request; the same outcome when it is sent again |
//! | [`saving`] | whether requests can be saved |
//! | [`authenticator`] · [`socket`] · [`metrics`] | the interfaces to tokens, to the network, and to metrics |
//! | [`clock`] · [`rate`] · [`limits`] | time, rates, bounds |

pub mod answer;
pub mod authenticator;
pub mod clock;
pub mod connection;
pub mod document;
pub mod document_stream;
pub mod documents;
mod epoch;
pub mod hub;
mod idea_index;
pub mod limits;
pub mod metrics;
mod nodes;
pub mod rate;
pub mod rehearsal;
pub mod replay;
pub mod request_index;
mod revocation;
pub mod roster;
pub mod saving;
pub mod session;
pub mod session_signal;
pub mod socket;
pub mod status;
mod subscriptions;
pub mod summit;
mod task;
pub mod theming;

pub use answer::{Answer, CodesOnly, Refused, Translate};
pub use authenticator::{AuthError, Authenticator, Grant};
pub use clock::Clock;
pub use connection::{Gateway, refuse, serve};
pub use document_stream::DocumentStream;
pub use hub::{Hub, OpenError, Opening};
pub use idea_index::{Encoders, Encoding, Likely};
pub use metrics::{Appended, NoMetrics, Outcome, Placement, SummitMetrics};
pub use rehearsal::Script;
pub use replay::{FoundError, found, replay};
pub use roster::NodeId;
pub use saving::{Blocked, Saving};
pub use socket::{Incoming, Out, Outgoing};
pub use status::SummitStatus;
pub use summit::{Environment, SummitHandle};
pub use theming::{Offline, likely};
