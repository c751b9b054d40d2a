//! The interface behind which an engine groups ideas into themes.

use uuid::Uuid;

/// One idea to be grouped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub key: Uuid,
    pub text: String,
    /// The theme in which it is shown now.
    pub theme: Option<Uuid>,
    /// A person put it where it is (or took it out of where it was): it never moves by itself.
    pub pinned: bool,
}

/// One theme as it is shown now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    pub key: Uuid,
    pub label: String,
    /// A person named, merged, split or pinned it: its label is theirs.
    pub protected: bool,
    /// It takes no more ideas, and keeps the ideas and the label that it has.
    pub closed: bool,
}

/// A theme in a grouping: one that is shown, or the n-th new one of this grouping.
///
/// New themes count from 0 without gaps; each has a label, and ideas that move into it. The caller gives them keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    Existing(Uuid),
    New(usize),
}

/// One idea goes to another theme than the one it is shown in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    pub text: Uuid,
    pub to: Target,
}

/// One theme gets a label: a new theme its first, a shown theme a clearly better one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    pub theme: Target,
    pub label: String,
}

/// What an engine proposes: only what changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grouping {
    pub moves: Vec<Moved>,
    pub labels: Vec<Labelled>,
}

impl Grouping {
    /// Nothing would change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.moves.is_empty() && self.labels.is_empty()
    }
}

/// Groups ideas into themes.
///
/// What it answers depends only on what it was last shown: not on the order of the ideas, not on what it was shown
/// before. Pinned ideas never move, protected and closed themes keep their label, closed themes take no ideas.
pub trait Engine: Send {
    /// Takes in what is shown now, so that [`place`](Engine::place) knows it.
    fn see(&mut self, texts: &[Text], themes: &[Theme]);

    /// The theme of one new idea among those last seen; `None` when it fits nowhere.
    fn place(&mut self, text: &str) -> Option<Uuid>;

    /// Sees what is shown now, and proposes what should change.
    ///
    /// The themes it proposes are unknown to `place` until they are seen, with their keys.
    fn group(&mut self, texts: &[Text], themes: &[Theme]) -> Grouping;
}
