//! What people type, as signs: which of them say the same, and which of them are not seen.

mod comparable;
mod enclosed;
mod marks;
mod signs;
mod unseen;

pub use comparable::comparable;
pub use enclosed::bare;
