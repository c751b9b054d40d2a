//! How a summit comes to be.

use crate::{
    concept::Concept,
    ids::{Offset, SummitId, TableNo},
    programme::Programme,
    rejection::Rejection,
    request::{Request, Stamp},
    review::Unwanted,
    sealed::texts,
    summit::Summit,
    table::Table,
    wall::Wall,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "SummitCommand")]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Begin the log of a summit.
    Found {
        /// Its name.
        summit: SummitId,
        /// The day as it is planned, with its tables and seats.
        programme: Programme,
    },
}

impl Concept for Command {}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The log begins.
    Founded {
        /// Its name.
        summit: SummitId,
        /// The day as it is planned, with its tables and seats.
        programme: Programme,
    },
}

texts! {
    Self::Founded { .. } => [],
}

/// What a command would change.
pub fn decide(summit: &Summit, _: &Request, command: &Command) -> Result<Vec<Event>, Rejection> {
    let Command::Found { summit: id, programme } = command;
    if summit.offset != Offset::ZERO {
        return Err(Rejection::SummitFounded);
    }
    programme.check()?;
    Ok(vec![Event::Founded { summit: id.clone(), programme: programme.clone() }])
}

/// Takes what happened into the state.
pub fn apply(summit: &mut Summit, _: &Stamp, event: &Event) {
    let Event::Founded { summit: id, programme } = event;
    summit.id = id.clone();
    summit.tables = (1..=programme.tables).map(|no| (TableNo(no), Table::default())).collect();
    summit.walls = programme.walls.iter().map(|id| (id.clone(), Wall::default())).collect();
    summit.programme = programme.clone();
    summit.review.unwanted = Unwanted::of(&programme.review.unwanted);
}
