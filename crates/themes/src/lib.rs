//! Groups short texts into themes that keep their identity: the machine proposes, people decide.
//!
//! A text becomes a vector of meaning by an [`Encoder`]; the [`grouping::Engine`] finds the neighbours of each, and
//! groups them from what is shown and from what people said. Both are pure, and give the same on every machine.
//!
//! | file | what |
//! |---|---|
//! | [`encoder`] | the trait, and the model that is in the program |
//! | [`grouping`] | the engine: neighbours, placing, regrouping, labels, examples |
//! | `kernels` | the integer arithmetic of both; the one place with `unsafe` |
//! | `words` | a text becomes stems: language, stop words, stemming |

pub mod encoder;
pub mod grouping;
mod kernels;
mod stop_words;
mod words;

pub use encoder::{BuiltIn, EncodeError, Encoder};
