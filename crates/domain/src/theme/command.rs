//! What can be asked of themes.

use super::{Alike, Example, Move, Named};
use crate::{
    concept::Concept,
    ids::{IdeaId, Offset, RoundId, ThemeId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ThemeCommand")]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are what their types say")]
pub enum Command {
    /// Make an empty theme; its id is that of the request.
    Create { label: String },
    /// Call it otherwise.
    Rename { theme: ThemeId, label: String },
    /// Put all of one into another.
    Merge { from: ThemeId, into: ThemeId },
    /// Take ideas out of a theme into a new one; its id is that of the request.
    Split {
        theme: ThemeId,
        ideas: BTreeSet<IdeaId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        label: Option<String>,
    },
    /// Put an idea in a theme, or out of every theme.
    Move { idea: IdeaId, theme: Option<ThemeId> },
    /// The same for many at once.
    Gather { ideas: BTreeSet<IdeaId>, theme: Option<ThemeId> },
    /// These belong together, wherever they go.
    Together { ideas: BTreeSet<IdeaId> },
    /// These do not belong together.
    Apart { ideas: BTreeSet<IdeaId> },
    /// The machine shall not touch it, or may again.
    Lock {
        theme: ThemeId,
        #[serde(default = "yes")]
        locked: bool,
    },
    /// Everyone may see these, by the names and examples that were read: else by those that stand there.
    Publish {
        themes: BTreeSet<ThemeId>,
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        labels: BTreeMap<ThemeId, String>,
        /// The text of the example; null if there was none to read.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        examples: BTreeMap<ThemeId, Option<String>>,
    },
    /// Only the theme team sees these again.
    Unpublish { themes: BTreeSet<ThemeId> },
    /// This idea speaks for its theme.
    Quote { theme: ThemeId, idea: IdeaId },
    /// This idea, and whatever says the same, never speaks for a theme.
    Strike { idea: IdeaId },
    /// Give it up: its ideas are free again.
    Close { theme: ThemeId },
    /// Take back what someone did, if nobody did anything to it since.
    Undo { step: Offset },
    /// More, and smaller, themes; or fewer: the resolution of the grouping, in percent.
    Tune { resolution_percent: u16 },
    /// The ideas of a round keep to where they are shown, or need not any more.
    Settle {
        round: RoundId,
        #[serde(default = "yes")]
        settled: bool,
    },
    /// Do what the machine suggested.
    Accept { suggestion: Offset },
    /// Leave it.
    Dismiss { suggestion: Offset },
    /// System: new ideas go to themes that exist.
    Place {
        ideas: Vec<Move>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        alike: Vec<Alike>,
    },
    /// System: a new grouping, as of an offset.
    Regroup {
        based_on: Offset,
        moves: Vec<Move>,
        labels: Vec<Named>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        examples: Vec<Example>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        alike: Vec<Alike>,
    },
    /// System: a grouping that fits better than the one that is shown; no moves: there is none any more.
    Suggest { based_on: Offset, splits: u32, merges: u32, moves: Vec<Move>, labels: Vec<Named> },
}

const fn yes() -> bool {
    true
}

impl Concept for Command {}

impl Command {
    /// Publishes these by the names and examples that stand there.
    #[must_use]
    pub const fn publish(themes: BTreeSet<ThemeId>) -> Self {
        Self::Publish { themes, labels: BTreeMap::new(), examples: BTreeMap::new() }
    }

    /// Whether only the server itself may send it.
    #[must_use]
    pub const fn is_of_system(&self) -> bool {
        matches!(self, Self::Place { .. } | Self::Regroup { .. } | Self::Suggest { .. })
    }

    /// How many ideas or themes it names.
    pub(super) fn names(&self) -> usize {
        match self {
            Self::Split { ideas, .. }
            | Self::Gather { ideas, .. }
            | Self::Together { ideas }
            | Self::Apart { ideas } => ideas.len(),
            Self::Publish { themes, .. } | Self::Unpublish { themes } => themes.len(),
            _ => 0,
        }
    }
}
