//! `table/7`: one table's own ideas and signals.

use crate::{
    Key, feedback, is_not, json, room,
    words::{self, Unshown},
};
use domain::{
    Offset, RoundId, Seat, Summit, TableNo, ThemeId, Time,
    idea::{Idea, State},
    table,
};
use serde::Serialize;
use serde_json::Value;

/// What `idea/<id>` holds in the document of those it came from.
#[derive(Serialize)]
struct Own<'s> {
    /// None while it is hidden, for what is kept from view leaves the server to the desk alone; and if it is damaged.
    text: Option<&'s str>,
    /// What was kept of it is not what was handed in.
    #[serde(skip_serializing_if = "is_not")]
    damaged: bool,
    state: State,
    theme: Option<ThemeId>,
    round: Option<&'s RoundId>,
    late: bool,
    at: Time,
    offset: Offset,
    /// Only of what a phone sent: why none of it stands among the words on a wall.
    #[serde(skip_serializing_if = "Option::is_none")]
    unshown: Option<Unshown>,
}

/// A call for help.
#[derive(Serialize)]
pub(crate) struct Help<'s> {
    #[serde(skip_serializing_if = "Option::is_none")]
    what: Option<&'s str>,
    /// What was kept of `what` is not what was asked.
    #[serde(skip_serializing_if = "is_not")]
    damaged: bool,
}

pub(crate) fn keys(summit: &Summit, table: TableNo) -> Vec<Key> {
    let signals = [Key::Ready, Key::Help, Key::Notice, Key::Feedback];
    let signals = signals.into_iter().filter(|key| entry(summit, table, key).is_some());
    let ideas = summit.ideas.iter().filter(|(_, idea)| idea.table == Some(table));
    signals.chain(ideas.map(|(id, _)| Key::Idea(*id))).collect()
}

pub(crate) fn entry(summit: &Summit, table: TableNo, key: &Key) -> Option<Value> {
    match key {
        Key::Idea(id) => summit.ideas.get(id).filter(|idea| idea.table == Some(table)).map(own),
        Key::Ready => is_ready(summit, summit.tables.get(&table)?).then_some(Value::Bool(true)),
        Key::Help => help(summit.tables.get(&table)?).map(|help| json(&help)),
        Key::Feedback => feedback::own(summit, &Seat::Table(table)),
        Key::Notice => summit.notices.tables.get(&table).map(room::notice),
        _ => None,
    }
}

/// An idea as its author sees it.
pub(crate) fn own(idea: &Idea) -> Value {
    let is_for_wall = matches!(idea.seat, Seat::Badge(_)) && idea.state == State::Live;
    json(&Own {
        text: (idea.state != State::Hidden && !idea.text.is_damaged()).then(|| idea.text.text()),
        damaged: idea.text.is_damaged(),
        state: idea.state,
        theme: idea.theme,
        round: idea.round.as_ref(),
        late: idea.late,
        at: idea.at,
        offset: idea.offset,
        unshown: (is_for_wall && idea.text.is_open())
            .then(|| words::unshown(idea.text.text()))
            .flatten(),
    })
}

/// Whether a table is done with the current item.
pub(crate) fn is_ready(summit: &Summit, table: &table::Table) -> bool {
    table.is_ready_for(summit.agenda.current_id(&summit.programme))
}

/// What a table needs help with.
pub(crate) fn help(table: &table::Table) -> Option<Help<'_>> {
    let help = table.help.as_ref()?;
    let what = help.what.as_ref();
    Some(Help {
        what: what.filter(|what| what.is_open()).map(|what| what.text()),
        damaged: what.is_some_and(|what| what.is_damaged()),
    })
}
