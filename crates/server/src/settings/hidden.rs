//! A list of addresses that may hold passwords: what is shown of it does not.

use super::list;
use serde::{Deserialize, Deserializer};
use std::fmt;

/// Shown by its length alone.
#[derive(Clone)]
pub struct Hidden(Vec<String>);

impl Hidden {
    /// What it holds.
    #[must_use]
    pub fn expose(&self) -> &[String] {
        &self.0
    }

    /// Whether it holds nothing.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} of them]", self.0.len())
    }
}

impl<'de> Deserialize<'de> for Hidden {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        list(deserializer).map(Self)
    }
}
