//! What people type, as signs: which of them say the same, and which of them are not seen.

mod comparable;
mod direction;
mod enclosed;
mod guard;
mod lookalike;
mod marks;
mod mended;
mod signs;
mod unseen;

pub use comparable::comparable;
pub use direction::Reordered;
pub use enclosed::bare;
pub use guard::{guarded, unguarded};
pub use lookalike::latinized;
pub use mended::{is_seen, mended};
