//! The names of the documents that screens follow.

use crate::ids::{Badge, TableNo, WallId, number};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{borrow::Cow, fmt, str::FromStr};

/// What an audience may see, as one map of keys to values.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doc {
    /// What everyone in the hall sees.
    Room,
    /// One table's own ideas and signals.
    Table(TableNo),
    /// One participant's own ideas.
    Person(Badge),
    /// The published themes.
    Themes,
    /// Every idea and theme, for the theme team.
    Desk,
    /// The run sheet and the table board, for the facilitator.
    Control,
    /// What one display shows.
    Wall(WallId),
    /// Who is on line; made by the node, not from the log.
    Presence,
    /// How the node fares; made by the node, not from the log.
    Health,
}

impl Doc {
    /// Whether the node makes this document itself, so that its offsets are not the log's.
    #[must_use]
    pub const fn is_of_node(&self) -> bool {
        matches!(self, Self::Presence | Self::Health)
    }
}

impl fmt::Display for Doc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Room => f.write_str("room"),
            Self::Table(table) => write!(f, "table/{table}"),
            Self::Person(badge) => write!(f, "person/{badge}"),
            Self::Themes => f.write_str("themes"),
            Self::Desk => f.write_str("desk"),
            Self::Control => f.write_str("control"),
            Self::Wall(wall) => write!(f, "wall/{wall}"),
            Self::Presence => f.write_str("presence"),
            Self::Health => f.write_str("health"),
        }
    }
}

/// A text that names no document.
#[derive(Debug, PartialEq, Eq)]
pub struct NoSuchDoc;

impl FromStr for Doc {
    type Err = NoSuchDoc;

    fn from_str(text: &str) -> Result<Self, NoSuchDoc> {
        Ok(match (text, text.split_once('/')) {
            ("room", _) => Self::Room,
            ("themes", _) => Self::Themes,
            ("desk", _) => Self::Desk,
            ("control", _) => Self::Control,
            ("presence", _) => Self::Presence,
            ("health", _) => Self::Health,
            (_, Some(("table", n))) => Self::Table(TableNo(number(n).ok_or(NoSuchDoc)?)),
            (_, Some(("person", n))) => Self::Person(Badge(number(n).ok_or(NoSuchDoc)?)),
            (_, Some(("wall", name))) if !name.is_empty() && name.len() <= 32 => {
                Self::Wall(WallId::from(name))
            }
            _ => return Err(NoSuchDoc),
        })
    }
}

impl JsonSchema for Doc {
    fn schema_name() -> Cow<'static, str> {
        "Doc".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "The name of a document.",
            "pattern": "^(room|themes|desk|control|presence|health|table/(0|[1-9][0-9]*)|person/(0|[1-9][0-9]*)|wall/.+)$"
        })
    }
}

impl Serialize for Doc {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Doc {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|NoSuchDoc| de::Error::custom("no such document"))
    }
}
