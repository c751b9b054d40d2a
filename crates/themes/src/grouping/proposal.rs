//! What the engine proposes: only what changes.

use uuid::Uuid;

/// A theme in a proposal: one that is shown, or the n-th new one.
///
/// New themes count from 0 without gaps; each has a label, an example and ideas. The caller gives them keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    Existing(Uuid),
    New(usize),
}

/// One idea goes elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    pub idea: Uuid,
    /// `None`: to the tray of ideas that are in no theme.
    pub to: Option<Target>,
}

/// One theme gets a label: a new theme its first, a shown theme a clearly better one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    pub theme: Target,
    pub label: String,
    /// How well its words find the ideas of the theme and no others: the harmonic mean of precision and coverage.
    pub finds_permille: u16,
}

/// One theme gets another idea that is shown for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    pub theme: Target,
    pub idea: Uuid,
}

/// What a regrouping changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grouping {
    pub moves: Vec<Moved>,
    pub labels: Vec<Labelled>,
    pub examples: Vec<Example>,
}

impl Grouping {
    /// Nothing would change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.moves.is_empty() && self.labels.is_empty() && self.examples.is_empty()
    }
}

/// A grouping from scratch that beats what is shown, for the theme team to accept or refuse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    pub grouping: Grouping,
    /// Shown themes that would fall apart in several.
    pub splits: usize,
    /// Groups that would take in the ideas of several shown themes.
    pub merges: usize,
    /// How much better it is than what is shown, in percent.
    pub gain_percent: u32,
}
