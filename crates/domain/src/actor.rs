//! Who asks: a role at a seat, by a device.

use crate::ids::{Badge, Jti, TableNo, number};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{borrow::Cow, fmt, str::FromStr};

/// What someone is here to do.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Drives the programme.
    Facilitator,
    /// Names, merges, splits and publishes themes.
    ThemeTeam,
    /// Writes for a table.
    Host,
    /// Sends words and phrases from a phone.
    Participant,
    /// A display in the hall: sends nothing.
    Projector,
    /// Looks on: sends nothing.
    Observer,
    /// Runs the machine, and may export everything.
    Operator,
    /// The server itself: timers, theming, enrolment.
    System,
}

impl Role {
    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Facilitator => "facilitator",
            Self::ThemeTeam => "theme_team",
            Self::Host => "host",
            Self::Participant => "participant",
            Self::Projector => "projector",
            Self::Observer => "observer",
            Self::Operator => "operator",
            Self::System => "system",
        }
    }
}

/// To whom a request is bound: the place, not the device that stands there today.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Seat {
    /// A table's tablet.
    Table(TableNo),
    /// A participant's phone.
    Badge(Badge),
    /// A console or display, by its name.
    Staff(String),
    /// The server itself.
    System,
}

impl Seat {
    /// The table, if this seat is one.
    #[must_use]
    pub const fn table(&self) -> Option<TableNo> {
        match self {
            Self::Table(table) => Some(*table),
            Self::Badge(_) | Self::Staff(_) | Self::System => None,
        }
    }
}

impl fmt::Display for Seat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table(table) => write!(f, "table/{table}"),
            Self::Badge(badge) => write!(f, "badge/{badge}"),
            Self::Staff(name) => write!(f, "staff/{name}"),
            Self::System => f.write_str("system"),
        }
    }
}

/// A text that names no seat.
#[derive(Debug, PartialEq, Eq)]
pub struct NoSuchSeat;

impl FromStr for Seat {
    type Err = NoSuchSeat;

    fn from_str(text: &str) -> Result<Self, NoSuchSeat> {
        match text.split_once('/') {
            Some(("table", n)) => number(n).map(|n| Self::Table(TableNo(n))).ok_or(NoSuchSeat),
            Some(("badge", n)) => number(n).map(|n| Self::Badge(Badge(n))).ok_or(NoSuchSeat),
            Some(("staff", name)) if !name.is_empty() => Ok(Self::Staff(name.to_owned())),
            None if text == "system" => Ok(Self::System),
            Some(_) | None => Err(NoSuchSeat),
        }
    }
}

impl JsonSchema for Seat {
    fn schema_name() -> Cow<'static, str> {
        "Seat".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "description": "`table/7`, `badge/81`, `staff/<name>` or `system`." })
    }
}

impl Serialize for Seat {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Seat {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|NoSuchSeat| de::Error::custom("no such seat"))
    }
}

/// Who asks, as their token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// What they are here to do.
    pub role: Role,
    /// Where they sit.
    pub seat: Seat,
    /// The token; the server itself has none.
    pub jti: Option<Jti>,
}

impl Actor {
    /// The server itself.
    #[must_use]
    pub const fn system() -> Self {
        Self { role: Role::System, seat: Seat::System, jti: None }
    }
}
