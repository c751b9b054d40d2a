//! Groups short texts into themes that keep their identity: the machine proposes, people decide.
//!
//! Start reading in [`engine`]: what any engine takes and gives back. [`overlap`] is the plain engine, which
//! compares words; an engine that compares meanings can stand in its place.
//!
//! | file | what |
//! |---|---|
//! | [`grouping`] | the grouping engine: themes that form while people talk, and that people can shape |
//! | [`engine`] | the interface: `Text`, `Theme`, `Grouping`, `Engine` |
//! | [`encoder`] | texts become vectors of meaning, by a model that is in the program |
//! | `kernels` | the integer arithmetic of it, and of comparing vectors |
//! | [`overlap`] | the word-overlap engine: see, place, group |
//! | `words` | a text becomes stems: language, stop words, stemming |
//! | `index` | stems become weights: rare words tell more, compounds share their parts |
//! | `agglomerate` | ideas that share words are merged into groups |
//! | `labels` | the most telling words of a theme, as people wrote them |
//! | `limits` | every bound and threshold, with its reason |

mod agglomerate;
pub mod encoder;
pub mod engine;
pub mod grouping;
mod index;
mod kernels;
mod labels;
pub mod limits;
pub mod overlap;
mod stop_words;
mod words;

pub use encoder::{BuiltIn, EncodeError, Encoder};
pub use engine::{Engine, Grouping, Labelled, Moved, Target, Text, Theme};
pub use overlap::WordOverlap;
