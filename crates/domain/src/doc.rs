//! The documents that screens follow: one row of a table for each.

use crate::{
    actor::{
        Role::{self, Facilitator, Host, Observer, Operator, Participant, Projector, ThemeTeam},
        Seat,
    },
    ids::{Badge, TableNo, WallId, number},
    summit::Summit,
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{borrow::Cow, fmt, str::FromStr};

/// What holds for every document of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its name on the wire; of a document with a key, what stands before the `/`.
    pub name: &'static str,
    /// Who may follow it, whatever its key.
    pub roles: &'static [Role],
    /// Who may follow it from one seat alone: whose own it is.
    pub own: Option<(Role, Seat)>,
    /// The shortest time between two frames of it, in milliseconds.
    pub interval_ms: u64,
    /// Whether it is kept when nobody follows it, so that who resumes finds its history.
    pub is_kept: bool,
    /// Whether the node makes it itself, so that its offsets are not the log's.
    pub is_of_node: bool,
}

macro_rules! documents {
    ($($(#[$about:meta])* $name:ident $(($key:ident: $ty:ty))? = $text:literal {
        roles: $roles:expr,
        own: $own:expr,
        interval_ms: $interval_ms:literal,
        is_kept: $is_kept:literal,
        is_of_node: $is_of_node:literal,
        exists: |$summit:ident| $exists:expr,
    })*) => {
        /// What an audience may see, as one map of keys to values.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Doc { $($(#[$about])* $name $(($ty))?,)* }

        #[expect(unused_variables, reason = "not every row reads its key, or the summit")]
        impl Doc {
            /// What holds for every document of its kind.
            #[must_use]
            pub fn row(&self) -> Row {
                match self {
                    $(Self::$name $(($key))? => Row {
                        name: $text,
                        roles: $roles,
                        own: $own,
                        interval_ms: $interval_ms,
                        is_kept: $is_kept,
                        is_of_node: $is_of_node,
                    },)*
                }
            }

            /// Whether the summit has it, be it empty.
            #[must_use]
            pub fn exists(&self, summit: &Summit) -> bool {
                match self {
                    $(Self::$name $(($key))? => {
                        let $summit = summit;
                        $exists
                    })*
                }
            }

            /// Every document without a key.
            #[must_use]
            pub fn shared() -> Vec<Self> {
                [$(shared!($name $($key)?)),*].into_iter().flatten().collect()
            }

            fn key(&self) -> Option<String> {
                match self { $(Self::$name $(($key))? => key!($($key)?),)* }
            }

            fn read(name: &str, key: Option<&str>) -> Option<Self> {
                match name {
                    $($text => read!(key, $name $($ty)?),)*
                    _ => None,
                }
            }

            /// The names without a key, and those with one, as regular expressions.
            fn patterns() -> (Vec<String>, Vec<String>) {
                let (mut shared, mut keyed) = (Vec::new(), Vec::new());
                $(pattern!(shared, keyed, $text $($ty)?);)*
                (shared, keyed)
            }
        }
    };
}

macro_rules! shared {
    ($name:ident) => {
        Some(Self::$name)
    };
    ($name:ident $key:ident) => {
        None
    };
}

macro_rules! key {
    () => {
        None
    };
    ($key:ident) => {
        Some($key.to_string())
    };
}

macro_rules! read {
    ($given:ident, $name:ident) => {
        $given.is_none().then_some(Self::$name)
    };
    ($given:ident, $name:ident $ty:ty) => {
        $given.and_then(<$ty>::read).map(Self::$name)
    };
}

macro_rules! pattern {
    ($shared:ident, $keyed:ident, $text:literal) => {
        $shared.push($text.to_owned())
    };
    ($shared:ident, $keyed:ident, $text:literal $ty:ty) => {
        $keyed.push(format!("{}/{}", $text, <$ty>::PATTERN))
    };
}

/// The part of a document's name that says which.
trait Key: Sized {
    /// All keys, as a regular expression.
    const PATTERN: &'static str;

    fn read(text: &str) -> Option<Self>;
}

impl Key for TableNo {
    const PATTERN: &'static str = "(0|[1-9][0-9]*)";

    fn read(text: &str) -> Option<Self> {
        number(text).map(Self)
    }
}

impl Key for Badge {
    const PATTERN: &'static str = "(0|[1-9][0-9]*)";

    fn read(text: &str) -> Option<Self> {
        number(text).map(Self)
    }
}

impl Key for WallId {
    const PATTERN: &'static str = ".+";

    fn read(text: &str) -> Option<Self> {
        (!text.is_empty() && text.len() <= 32).then(|| Self::from(text))
    }
}

/// Everyone who may follow anything.
const EVERYONE: &[Role] =
    &[Facilitator, Operator, ThemeTeam, Host, Participant, Projector, Observer];
/// Those who run the day.
const CONTROL: &[Role] = &[Facilitator, Operator];
/// Those who see what every table and phone says.
const STAFF: &[Role] = &[Facilitator, Operator, ThemeTeam];

documents! {
    /// What everyone in the hall sees.
    Room = "room" {
        roles: EVERYONE,
        own: None,
        interval_ms: 0,
        is_kept: true,
        is_of_node: false,
        exists: |summit| true,
    }
    /// One table's own ideas and signals.
    Table(no: TableNo) = "table" {
        roles: STAFF,
        own: Some((Host, Seat::Table(*no))),
        interval_ms: 0,
        is_kept: false,
        is_of_node: false,
        exists: |summit| summit.tables.contains_key(no),
    }
    /// One participant's own ideas.
    Person(badge: Badge) = "person" {
        roles: &[],
        own: Some((Participant, Seat::Badge(*badge))),
        interval_ms: 0,
        is_kept: false,
        is_of_node: false,
        exists: |summit| true,
    }
    /// The published themes.
    Themes = "themes" {
        roles: EVERYONE,
        own: None,
        interval_ms: 200,
        is_kept: true,
        is_of_node: false,
        exists: |summit| true,
    }
    /// Every idea and theme, for the theme team.
    Desk = "desk" {
        roles: STAFF,
        own: None,
        interval_ms: 100,
        is_kept: true,
        is_of_node: false,
        exists: |summit| true,
    }
    /// The run sheet and the table board, for the facilitator.
    Control = "control" {
        roles: CONTROL,
        own: None,
        interval_ms: 100,
        is_kept: true,
        is_of_node: false,
        exists: |summit| true,
    }
    /// What one display shows.
    Wall(wall: WallId) = "wall" {
        roles: &[Facilitator, Operator, ThemeTeam, Projector, Observer],
        own: None,
        interval_ms: 100,
        is_kept: true,
        is_of_node: false,
        exists: |summit| summit.walls.contains_key(wall),
    }
    /// Who is on line; made by the node, not from the log.
    Presence = "presence" {
        roles: &[Facilitator, Operator, ThemeTeam, Projector],
        own: None,
        interval_ms: 1_000,
        is_kept: true,
        is_of_node: true,
        exists: |summit| true,
    }
    /// How the node fares; made by the node, not from the log.
    Health = "health" {
        roles: CONTROL,
        own: None,
        interval_ms: 1_000,
        is_kept: true,
        is_of_node: true,
        exists: |summit| true,
    }
}

impl Doc {
    /// Whether the node makes this document itself, so that its offsets are not the log's.
    #[must_use]
    pub fn is_of_node(&self) -> bool {
        self.row().is_of_node
    }
}

impl fmt::Display for Doc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.row().name)?;
        self.key().map_or(Ok(()), |key| write!(f, "/{key}"))
    }
}

/// A text that names no document.
#[derive(Debug, PartialEq, Eq)]
pub struct NoSuchDoc;

impl FromStr for Doc {
    type Err = NoSuchDoc;

    fn from_str(text: &str) -> Result<Self, NoSuchDoc> {
        let (name, key) =
            text.split_once('/').map_or((text, None), |(name, key)| (name, Some(key)));
        Self::read(name, key).ok_or(NoSuchDoc)
    }
}

impl JsonSchema for Doc {
    fn schema_name() -> Cow<'static, str> {
        "Doc".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let (mut names, keyed) = Self::patterns();
        names.extend(keyed);
        json_schema!({
            "type": "string",
            "description": "The name of a document.",
            "pattern": format!("^({})$", names.join("|"))
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
