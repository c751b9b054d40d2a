//! The grouping engine: themes that form while people talk, and that people can shape.

mod board;
mod bundles;
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
pub use contradiction::{Contradiction, contradiction};
pub use engine::Engine;
pub use proposal::{Example, Grouping, Labelled, Moved, Suggestion, Target};
pub use shown::{Idea, Settings, Shown, Theme};
pub use snapshot::Snapshot;
