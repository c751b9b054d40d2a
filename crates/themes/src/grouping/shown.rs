//! What the hall sees now: ideas, themes, and what people decided about them.

use uuid::Uuid;

/// What the theme team can set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Fewer themes below 150, more above; kept between 75 and 300.
    pub resolution_percent: u16,
}

impl Default for Settings {
    fn default() -> Self {
        Self { resolution_percent: super::limits::RESOLUTION_PERCENT }
    }
}

/// One idea as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Idea {
    pub key: Uuid,
    /// The theme it is shown in; a theme that is not shown counts as none.
    pub theme: Option<Uuid>,
    /// A person put it where it is, or took it out of where it was: it never moves by itself.
    pub pinned: bool,
    /// Its round is locked: it moves only when much speaks for it.
    pub settled: bool,
}

/// One theme as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    pub key: Uuid,
    pub label: String,
    /// The idea that is shown for it.
    pub example: Option<Uuid>,
    /// A person named, merged, split or pinned it: it keeps its label, never merges into another such, never dissolves.
    pub protected: bool,
    /// It takes and gives no ideas by itself.
    pub locked: bool,
    /// It takes no more ideas, and keeps those that it has.
    pub closed: bool,
}

impl Theme {
    /// Whether the machine leaves its ideas alone.
    #[must_use]
    pub fn is_at_rest(&self) -> bool {
        self.locked || self.closed
    }

    /// Whether the machine leaves its label alone.
    #[must_use]
    pub fn keeps_its_label(&self) -> bool {
        self.protected || self.is_at_rest()
    }
}

/// All that is shown, in any order.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shown<'a> {
    pub ideas: &'a [Idea],
    pub themes: &'a [Theme],
    /// The ideas of each set belong in one theme, said a person.
    pub together: &'a [Vec<Uuid>],
    /// No two ideas of a set belong in one theme, said a person.
    pub apart: &'a [Vec<Uuid>],
    /// Ideas whose texts may not be seen: they are grouped, but no theme is named after them, and none is an example.
    pub unseen: &'a [Uuid],
    /// Themes whose names came from what may not be seen any more: they are named anew, whoever keeps them.
    pub nameless: &'a [Uuid],
    pub settings: Settings,
}
