//! What the facilitator says to everyone, or to some tables.

use crate::{
    concept::Concept,
    ids::{TableNo, Time},
    rejection::Rejection,
    request::{Request, Stamp},
    sealed::{SealedText, texts},
    summit::Summit,
    text,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A message on screens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// What it says.
    pub text: SealedText,
    /// Since when.
    pub since: Time,
}

/// The messages that stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Notices {
    /// To everyone.
    pub room: Option<Notice>,
    /// To single tables.
    pub tables: BTreeMap<TableNo, Notice>,
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "NoticeCommand")]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Show a message.
    Show {
        /// What it says.
        text: String,
        /// To which tables; to everyone if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<BTreeSet<TableNo>>,
    },
    /// Take every message away.
    Clear {},
}

impl Concept for Command {}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A message was shown.
    Shown {
        /// What it says.
        text: SealedText,
        /// To which tables; to everyone if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<BTreeSet<TableNo>>,
    },
    /// Every message was taken away.
    Cleared {},
}

texts! {
    Self::Shown { text, .. } => [text],
    Self::Cleared {} => [],
}

/// What a command would change.
pub fn decide(
    summit: &Summit,
    request: &Request,
    command: &Command,
) -> Result<Vec<Event>, Rejection> {
    match command {
        Command::Show { text, to } => {
            let text = SealedText::seal(text::notice(text)?, request.salt);
            if to.iter().flatten().any(|table| !summit.tables.contains_key(table)) {
                return Err(Rejection::TableUnknown);
            }
            if to.as_ref().is_some_and(BTreeSet::is_empty) {
                return Ok(vec![]);
            }
            Ok(vec![Event::Shown { text, to: to.clone() }])
        }
        Command::Clear {} if summit.notices == Notices::default() => Ok(vec![]),
        Command::Clear {} => Ok(vec![Event::Cleared {}]),
    }
}

/// Takes what happened into the state.
pub fn apply(summit: &mut Summit, stamp: &Stamp, event: &Event) {
    let notices = &mut summit.notices;
    match event {
        Event::Shown { text, to } => {
            let notice = Notice { text: text.clone(), since: stamp.at };
            match to {
                None => notices.room = Some(notice),
                Some(tables) => {
                    notices.tables.extend(tables.iter().map(|table| (*table, notice.clone())))
                }
            }
        }
        Event::Cleared {} => *notices = Notices::default(),
    }
}
