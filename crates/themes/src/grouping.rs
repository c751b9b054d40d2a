//! The grouping engine: themes that form while people talk, and that people can shape.
//!
//! An [`Engine`] is told texts with their vectors and keeps a graph of nearest neighbours. What is shown, and what people
//! decided about it, comes in as a [`Board`]; what should change goes out as a [`Grouping`]. All that decides is integer
//! arithmetic in a fixed order, so that every machine finds the same.
//!
//! | file | what |
//! |---|---|
//! | `shown`, `board` | what is shown and what people decided, given and then looked up |
//! | `contradiction` | wishes that cannot all be met |
//! | `engine` | add, remove, place, likeliest, alike, snapshot |
//! | `vectors`, `neighbours` | centred vectors in small integers, and the nearest of each |
//! | `snapshot` | regrouping from what is shown, and from scratch |
//! | `bundles`, `hall` | ideas and rules become nodes, groups and bans |
//! | `louvain`, `moving`, `graph`, `random` | nodes, blocks and whole groups move to where they gain most |
//! | `identity`, `splits` | groups become themes, and what that does to those that are shown |
//! | `lexicon`, `telling`, `naming` | words that find the ideas of a theme, and the idea in its midst |
//! | `proposal` | what comes out |
//! | [`limits`] | every bound and threshold, with its reason |

mod board;
mod bundles;
mod centring;
mod contradiction;
mod engine;
mod graph;
mod hall;
mod identity;
mod lexicon;
pub mod limits;
mod louvain;
mod moving;
mod naming;
mod neighbours;
mod proposal;
mod random;
mod shown;
mod snapshot;
mod splits;
mod telling;
mod vectors;

pub use board::Board;
pub use centring::{Centred, Centring};
pub use contradiction::{Contradiction, contradiction};
pub use engine::Engine;
pub use proposal::{Example, Grouping, Labelled, Moved, Suggestion, Target};
pub use shown::{Idea, Settings, Shown, Theme};
pub use snapshot::Snapshot;
