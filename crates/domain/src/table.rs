//! Tables: whether they are ready, and whether they need help.

use crate::{
    concept::Concept,
    ids::{ItemId, RoundId, TableNo, Time},
    rejection::Rejection,
    request::{Request, Stamp},
    sealed::{SealedText, texts},
    summit::Summit,
    text,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A table in the hall.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Table {
    /// The agenda item for which its host said it is done.
    pub ready_for: Option<RoundId>,
    /// What it asked help for.
    pub help: Option<Help>,
}

/// A call for help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Help {
    /// With what, if the host said so.
    pub what: Option<SealedText>,
    /// Since when.
    pub since: Time,
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "TableCommand")]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// The table is done with the current item, or not yet after all.
    Ready {
        /// Done, unless said otherwise.
        #[serde(default = "yes")]
        ready: bool,
        /// The item it is said of, so that what arrives late is not taken for the next; the current
        /// one if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<ItemId>,
    },
    /// The table needs someone.
    Help {
        /// With what.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        what: Option<String>,
    },
    /// Someone helped.
    Helped {
        /// Which table.
        table: TableNo,
    },
}

const fn yes() -> bool {
    true
}

impl Concept for Command {}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The table is done with an item, or not yet after all.
    Readied {
        /// Which table.
        table: TableNo,
        /// With which item; none if not yet after all.
        item: Option<RoundId>,
    },
    /// The table needs someone.
    HelpAsked {
        /// Which table.
        table: TableNo,
        /// With what.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        what: Option<SealedText>,
    },
    /// Someone helped.
    Helped {
        /// Which table.
        table: TableNo,
    },
}

texts! {
    Self::HelpAsked { what: Some(text), .. } => [text],
    Self::HelpAsked { what: None, .. } | Self::Readied { .. } | Self::Helped { .. } => [],
}

impl Table {
    /// Whether it is done with this item.
    #[must_use]
    pub fn is_ready_for(&self, item: Option<&RoundId>) -> bool {
        item.is_some() && self.ready_for.as_ref() == item
    }
}

/// What a command would change.
pub fn decide(
    summit: &Summit,
    request: &Request,
    command: &Command,
) -> Result<Vec<Event>, Rejection> {
    let no = match (command, request.actor.seat.table()) {
        (Command::Helped { table }, None) => *table,
        (Command::Helped { table }, Some(own)) if *table == own => own,
        (Command::Ready { .. } | Command::Help { .. }, Some(own)) => own,
        _ => return Err(Rejection::AccessDenied),
    };
    let table = summit.tables.get(&no).ok_or(Rejection::TableUnknown)?;
    Ok(match command {
        Command::Ready { ready, item: of } => {
            let current = summit.agenda.current_id(&summit.programme);
            if of.is_some() && of.as_ref() != current {
                return Ok(vec![]);
            }
            let item =
                if *ready { Some(current.ok_or(Rejection::RoundNone)?.clone()) } else { None };
            if table.ready_for == item { vec![] } else { vec![Event::Readied { table: no, item }] }
        }
        Command::Help { what } => {
            let what = what.as_deref().filter(|what| !what.trim().is_empty());
            let what = what.map(|what| text::remark(what, "what")).transpose()?;
            match (&table.help, &what) {
                (Some(_), None) => vec![],
                (Some(help), Some(what))
                    if help.what.as_ref().is_some_and(|old| old.text() == what) =>
                {
                    vec![]
                }
                _ => vec![Event::HelpAsked {
                    table: no,
                    what: what.map(|what| SealedText::seal(what, request.salt)),
                }],
            }
        }
        Command::Helped { .. } if table.help.is_none() => vec![],
        Command::Helped { .. } => vec![Event::Helped { table: no }],
    })
}

/// Takes what happened into the state.
pub fn apply(summit: &mut Summit, stamp: &Stamp, event: &Event) {
    let (Event::Readied { table: no, .. }
    | Event::HelpAsked { table: no, .. }
    | Event::Helped { table: no }) = event;
    let Some(table) = summit.tables.get_mut(no) else {
        return;
    };
    match event {
        Event::Readied { item, .. } => table.ready_for.clone_from(item),
        Event::HelpAsked { what, .. } => {
            table.help = Some(Help { what: what.clone(), since: stamp.at })
        }
        Event::Helped { .. } => table.help = None,
    }
}
