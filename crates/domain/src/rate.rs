//! How fast a seat may write: each text stays in the log, former ones as well.

/// What a seat may send in a minute, and at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rate {
    /// The refusal of whoever sends faster; commands with the same code count together.
    pub code: &'static str,
    /// How many in a minute, and at once.
    pub per_min: u32,
}
