//! The day as it was planned: agenda items in order, each with its time and what it asks.

use crate::{
    ids::{Badge, ItemId, RoundId, WallId},
    rejection::Rejection,
    wall::Scene,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A text in languages beside the main one, by language code (`en`).
pub type Texts = BTreeMap<String, String>;

/// The plan of a day, as a file in `config/programmes/` writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Programme {
    /// The name of the day, in its main language.
    pub title: String,
    /// The name in other languages.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub titles: Texts,
    /// When the day begins, in minutes after midnight, in its time zone.
    pub start_minute: u16,
    /// The IANA name of the event's time zone (`Europe/Amsterdam`), in which every screen and record shows the time of
    /// day. Logs from before it was kept have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// Tables, unless the start says otherwise.
    pub tables: u16,
    /// Seats at a table, unless the start says otherwise.
    pub seats: u16,
    /// The displays in the hall; the first is the main one.
    #[serde(default = "main_wall")]
    pub walls: Vec<WallId>,
    /// Groups of participants, by their badges: who must be heard when themes are published.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub segments: Vec<Segment>,
    /// What a wall shows of what phones send.
    #[serde(default, skip_serializing_if = "ReviewRules::is_default")]
    pub review: ReviewRules,
    /// The agenda.
    pub items: Vec<Item>,
}

/// What a wall shows of what phones send.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewRules {
    /// When words are shown.
    #[serde(default)]
    pub words: Words,
    /// When sentences are shown.
    #[serde(default)]
    pub sentences: Sentences,
    /// Words that wait for a nod whatever else is said, beside the lists that come with the server.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unwanted: Vec<String>,
}

impl ReviewRules {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// When words of phones are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Words {
    /// As they come.
    AtOnce,
    /// Once the theme team nodded.
    #[default]
    Reviewed,
}

/// When sentences of phones are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sentences {
    /// As they come.
    AtOnce,
    /// Once the theme team nodded: nothing that a person sent is left out unread.
    #[default]
    Reviewed,
    /// Never; the theme team reads them among the ideas.
    Never,
}

/// A group of participants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// Its name in exports.
    pub id: String,
    /// What people see it called.
    pub title: String,
    /// The same in other languages.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub titles: Texts,
    /// Its first badge.
    pub from: u32,
    /// Its last badge.
    pub to: u32,
}

fn main_wall() -> Vec<WallId> {
    vec![WallId::from("main")]
}

/// What an agenda item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words of the domain's glossary")]
pub enum Kind {
    Plenary,
    Round,
    Seating,
    Theming,
    Choice,
    Draft,
    Gallery,
    Ballot,
    Pause,
    Closing,
}

/// One part of the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its name in requests and exports.
    pub id: ItemId,
    /// What it is.
    pub kind: Kind,
    /// What people see it called.
    pub title: String,
    /// The same in other languages.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub titles: Texts,
    /// The question or instruction to show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// The same in other languages.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub prompts: Texts,
    /// How long it takes; a round takes its talk and its handing in.
    #[serde(default)]
    pub minutes: u16,
    /// For a round: its phases, and what it asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<RoundPlan>,
    /// What the displays turn to when it starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scene: Option<Scene>,
}

/// The phases of a round, in seconds, and what it asks of whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoundPlan {
    /// Talking, before handing in opens; 0 opens at once.
    pub talk_s: u32,
    /// Handing in.
    pub hand_in_s: u32,
    /// After the end, for those who are typing.
    #[serde(default = "grace_s")]
    pub grace_s: u32,
    /// What phones may send.
    #[serde(default)]
    pub phone: PhoneInput,
    /// What tablets may send.
    #[serde(default)]
    pub table: TableInput,
    /// When words of this round are shown, if not as on the rest of the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Words>,
}

impl RoundPlan {
    /// Whether tables or phones are asked for something.
    #[must_use]
    pub fn asks_something(&self) -> bool {
        self.table != TableInput::Nothing || self.phone != PhoneInput::Nothing
    }
}

const fn grace_s() -> u32 {
    30
}

/// What a participant's phone is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PhoneInput {
    /// A first name, as the test at the start of a day.
    Name,
    /// A word or a phrase.
    #[default]
    Word,
    /// Nothing.
    Nothing,
}

/// What a table's tablet is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TableInput {
    /// Ideas, one to three.
    #[default]
    Ideas,
    /// Nothing.
    Nothing,
}

impl Item {
    /// How long it was planned to take.
    #[must_use]
    pub fn planned_ms(&self) -> u64 {
        match &self.round {
            Some(round) => (u64::from(round.talk_s) + u64::from(round.hand_in_s)) * 1_000,
            None => u64::from(self.minutes) * 60_000,
        }
    }
}

const fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= 32
}

/// Whether it has the form of a zone's name. Whether there is such a zone is asked where a database of zones is: the
/// rules of a summit must not change with it.
fn is_time_zone(name: &str) -> bool {
    let may_stand = |c: char| c.is_ascii_alphanumeric() || "/_+-".contains(c);
    !name.is_empty() && name.len() <= crate::limits::TIME_ZONE_MAX && name.chars().all(may_stand)
}

impl Programme {
    /// The place of an item in the day.
    #[must_use]
    pub fn index_of(&self, id: &ItemId) -> Option<usize> {
        self.items.iter().position(|item| &item.id == id)
    }

    /// The plan of a round; none if no round has this name.
    #[must_use]
    pub fn round(&self, id: &RoundId) -> Option<&RoundPlan> {
        self.items.iter().find(|item| &item.id == id)?.round.as_ref()
    }

    /// The group that a badge is of; none if the programme names none for it.
    #[must_use]
    pub fn segment_of(&self, badge: Badge) -> Option<&Segment> {
        self.segments.iter().find(|segment| (segment.from..=segment.to).contains(&badge.0))
    }

    /// Whether the day can be run as it is written.
    pub fn check(&self) -> Result<(), Rejection> {
        let refuse = |what: String| Err(Rejection::SummitProgramme { what });
        if self.items.is_empty() || self.items.len() > 200 {
            return refuse(format!("{} items; 1 to 200 are possible", self.items.len()));
        }
        if self.tables == 0
            || self.tables > crate::limits::TABLES_MAX
            || self.seats == 0
            || self.seats > crate::limits::SEATS_MAX
        {
            return refuse(format!("{} tables of {} seats", self.tables, self.seats));
        }
        if self.start_minute >= 24 * 60 {
            return refuse(format!("a day does not start at minute {}", self.start_minute));
        }
        if self.time_zone.as_deref().is_some_and(|zone| !is_time_zone(zone)) {
            let zone = self.time_zone.as_deref().unwrap_or_default();
            return refuse(format!("time_zone `{zone}`: a name as `Europe/Amsterdam` is needed"));
        }
        if self.walls.is_empty() || self.walls.len() > 20 {
            return refuse(format!("{} walls; 1 to 20 are possible", self.walls.len()));
        }
        let mut walls = BTreeSet::new();
        for wall in &self.walls {
            if !is_name(&wall.0) || !walls.insert(wall) {
                return refuse(format!("wall `{wall}`: 1 to 32 characters, each once"));
            }
        }
        let unwanted = &self.review.unwanted;
        let is_long = |word: &String| word.chars().count() > crate::limits::LABEL_MAX_CHARS;
        if unwanted.len() > crate::limits::UNWANTED_MAX || unwanted.iter().any(is_long) {
            return refuse(format!(
                "review.unwanted: at most {} words",
                crate::limits::UNWANTED_MAX
            ));
        }
        if self.segments.len() > crate::limits::SEGMENTS_MAX {
            return refuse(format!("{} segments", self.segments.len()));
        }
        for (n, segment) in self.segments.iter().enumerate() {
            let overlaps = |other: &Segment| {
                other.id == segment.id || (other.from <= segment.to && segment.from <= other.to)
            };
            let known = self.segments[..n].iter().any(overlaps);
            if !is_name(&segment.id) || segment.from > segment.to || known {
                return refuse(format!(
                    "segment `{}`: a name of 1 to 32 characters, and badges of its own",
                    segment.id
                ));
            }
        }
        let mut names = BTreeSet::new();
        for item in &self.items {
            if !is_name(&item.id.0) || !names.insert(&item.id) {
                return refuse(format!("item id `{}`: 1 to 32 characters, each once", item.id));
            }
            if (item.kind == Kind::Round) != item.round.is_some() {
                return refuse(format!(
                    "item `{}`: a round, and nothing else, has [items.round]",
                    item.id
                ));
            }
            let grace_ms = item.round.map_or(0, |round| u64::from(round.grace_s) * 1_000);
            if item.planned_ms() + grace_ms > 24 * 3_600_000 {
                return refuse(format!("item `{}` takes over a day", item.id));
            }
        }
        Ok(())
    }
}
