//! What is said of themes and ideas two by two: where one goes, what one is called, which one speaks for it.

use crate::ids::{IdeaId, ThemeId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An idea and the theme it goes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// Which idea.
    pub idea: IdeaId,
    /// Where to; none: out of every theme.
    pub theme: Option<ThemeId>,
}

/// A theme and what it is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Which theme; a new one if it is not known.
    pub theme: ThemeId,
    /// What it is called.
    pub label: String,
}

/// A theme and the idea that speaks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// Which theme.
    pub theme: ThemeId,
    /// One of its ideas.
    pub idea: IdeaId,
}

/// What everyone sees of a theme, as a person read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Which theme.
    pub theme: ThemeId,
    /// What it is called.
    pub label: String,
    /// The idea that speaks for it; none: it has no example until a person chooses one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<IdeaId>,
}

/// An idea and an earlier one that says nearly the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Alike {
    /// Which idea.
    pub idea: IdeaId,
    /// The earlier one; none: no longer.
    pub to: Option<IdeaId>,
}
