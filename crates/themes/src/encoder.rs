//! The interface behind which an encoder turns texts into vectors of meaning, and the one that is built in.
//!
//! | file | what |
//! |---|---|
//! | `built_in` | [`BuiltIn`]: a text's vector is that of its sentence and those of its words |
//! | `background` | what vectors of everyday texts have in common |
//! | `model` | the model file, read where it lies in the program |
//! | `normal` | a text becomes the bytes that pieces are made of |
//! | `pieces` | the pieces of words that the model knows |
//! | `tokens` | a text becomes the pieces that most likely make it up |
//! | `network` | pieces become a vector: embeddings, three convolutions, a pool, four dense layers |
//! | `floats` | the arithmetic of fractions, in an order that is the same everywhere |
//! | `remembered` | the words that were encoded lately |
//! | [`limits`] | every bound, with its reason |

mod background;
mod built_in;
mod floats;
pub mod limits;
mod model;
mod network;
mod normal;
mod pieces;
mod remembered;
mod tokens;

pub use built_in::BuiltIn;

use crate::kernels::Kernel;

/// Multiplies so many numbers as fast as this machine can: what a bench compares the encoder with.
///
/// What it returns is of no use, but the compiler must believe that it is used.
#[must_use]
pub fn spin(multiplications: u64) -> i32 {
    Kernel::best().spin(multiplications)
}

/// Turns texts into vectors of meaning: texts that mean the same lie close together, in whichever words or language.
pub trait Encoder: Send + Sync {
    /// The name of the model, which stands with every vector: vectors of two models are not to be compared.
    fn model(&self) -> &str;

    /// The length of every vector.
    fn dimensions(&self) -> usize;

    /// The vector of each text, of length 1, or all zeros for a text without any letter.
    ///
    /// # Errors
    ///
    /// When an encoder that lies elsewhere does not answer; the one built in always does.
    fn encode(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EncodeError>;

    /// The vector of each single word, of length 1 or all zeros, for choosing the words of a label.
    ///
    /// # Errors
    ///
    /// As [`encode`](Self::encode).
    fn words(&self, words: &[&str]) -> Result<Vec<Vec<f32>>, EncodeError>;

    /// What vectors of everyday texts have in common, by which to centre the first ideas, too few for a mean of their
    /// own.
    fn background(&self) -> Option<&[f32]>;
}

/// Why an encoder that lies elsewhere gave no vectors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EncodeError {
    /// No answer in time.
    TimedOut,
    /// No answer at all, and what the network said of it.
    Unreachable(String),
    /// An answer that is not what was asked for, and what is wrong with it.
    Malformed(String),
}

impl std::fmt::Display for EncodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TimedOut => f.write_str("the encoder did not answer in time"),
            Self::Unreachable(why) => write!(f, "the encoder cannot be reached: {why}"),
            Self::Malformed(why) => write!(f, "the encoder answered something else: {why}"),
        }
    }
}

impl std::error::Error for EncodeError {}
