//! Whether the log is kept in as many places as was promised: for a while it may not be, and the record says so.

use crate::{
    concept::Concept,
    ids::Time,
    rejection::Rejection,
    request::{Request, Stamp},
    sealed::texts,
    summit::Summit,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where the log is kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Copies {
    /// Since when there is a single copy, though there were to be more.
    pub single_since: Option<Time>,
}

/// What the nodes say of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "CopiesCommand")]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// No replica answers: what is saved from here on is saved once.
    Single {},
    /// Replicas answer again.
    Several {},
}

impl Concept for Command {}

/// What happened to the copies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// From here on there is a single one.
    Single {},
    /// There are as many again as there are to be.
    Several {},
}

texts! {
    Self::Single {}
    | Self::Several {} => [],
}

/// What a command would change.
pub fn decide(summit: &Summit, _: &Request, command: &Command) -> Result<Vec<Event>, Rejection> {
    Ok(match (command, summit.copies.single_since) {
        (Command::Single {}, None) => vec![Event::Single {}],
        (Command::Several {}, Some(_)) => vec![Event::Several {}],
        (Command::Single {}, Some(_)) | (Command::Several {}, None) => vec![],
    })
}

/// Takes what happened into the state.
pub const fn apply(summit: &mut Summit, stamp: &Stamp, event: &Event) {
    summit.copies.single_since = match event {
        Event::Single {} => Some(stamp.at),
        Event::Several {} => None,
    };
}
