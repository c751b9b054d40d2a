//! `room`: what everyone in the hall sees.

use crate::{Key, feedback, is_founded, is_not, json};
use domain::{
    ItemId, RoundId, Summit, Time,
    agenda::Clock,
    agenda::Phase,
    notice,
    programme::{Kind, PhoneInput, TableInput, Texts},
};
use serde::Serialize;
use serde_json::Value;

/// What `summit` holds.
#[derive(Serialize)]
struct Name<'s> {
    id: &'s str,
    title: &'s str,
    #[serde(skip_serializing_if = "Texts::is_empty")]
    titles: &'s Texts,
    tables: usize,
    seats: u16,
    kind: &'static str,
    /// In which every screen shows the time of day, wherever the device thinks it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    time_zone: Option<&'s str>,
}

/// What `agenda/current` holds.
#[derive(Serialize)]
struct Current<'s> {
    id: &'s ItemId,
    kind: Kind,
    title: &'s str,
    #[serde(skip_serializing_if = "Texts::is_empty")]
    titles: &'s Texts,
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt: Option<&'s str>,
    #[serde(skip_serializing_if = "Texts::is_empty")]
    prompts: &'s Texts,
    state: State,
    ends_at: Option<Time>,
    remaining_ms: Option<u64>,
    number: usize,
    of: usize,
}

/// How far an agenda item is.
#[derive(Serialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    Waiting,
    Running,
    Paused,
    Done,
}

/// What `round` holds.
#[derive(Serialize)]
struct Round<'s> {
    id: &'s RoundId,
    phase: Phase,
    open: bool,
    /// The end of the present phase.
    ends_at: Option<Time>,
    /// Until when an idea is in time, once the end was called.
    grace_until: Option<Time>,
    phone: PhoneInput,
    table: TableInput,
}

/// What `rehearsal` holds, as long as nothing counts.
#[derive(Serialize)]
struct Rehearsal {
    since: Time,
    /// How many tables are simulated, from 1.
    tables: u16,
}

/// What `notice` holds.
#[derive(Serialize)]
struct Notice<'s> {
    text: &'s str,
    /// What was kept of the text is not what was written.
    #[serde(skip_serializing_if = "is_not")]
    damaged: bool,
    since: Time,
}

pub(crate) fn keys(summit: &Summit) -> Vec<Key> {
    let all =
        [Key::Summit, Key::AgendaCurrent, Key::Round, Key::Notice, Key::Feedback, Key::Rehearsal];
    all.into_iter().filter(|key| entry(summit, key).is_some()).collect()
}

pub(crate) fn entry(summit: &Summit, key: &Key) -> Option<Value> {
    match key {
        Key::Summit => name(summit),
        Key::AgendaCurrent => current(summit),
        Key::Round => round(summit),
        Key::Feedback => feedback::in_room(summit),
        Key::Notice => summit.notices.room.as_ref().map(notice),
        Key::Rehearsal => summit
            .rehearsal
            .as_ref()
            .map(|it| json(&Rehearsal { since: it.since, tables: it.tables })),
        _ => None,
    }
}

/// A message as screens show it.
pub(crate) fn notice(notice: &notice::Notice) -> Value {
    let text = &notice.text;
    json(&Notice { text: text.text(), damaged: text.is_damaged(), since: notice.since })
}

/// How far the item at this place of the programme is.
pub(crate) fn state(summit: &Summit, index: usize) -> State {
    let now = &summit.agenda.now;
    match now.clock {
        _ if now.current != Some(index) && now.runs.contains_key(&index) => State::Done,
        _ if now.current != Some(index) => State::Waiting,
        Clock::Running { .. } => State::Running,
        Clock::Paused { .. } => State::Paused,
        Clock::Stopped => State::Done,
    }
}

fn name(summit: &Summit) -> Option<Value> {
    let programme = &summit.programme;
    is_founded(summit).then(|| {
        json(&Name {
            id: summit.id.as_str(),
            title: &programme.title,
            titles: &programme.titles,
            tables: summit.tables.len(),
            seats: programme.seats,
            kind: "top",
            time_zone: programme.time_zone.as_deref(),
        })
    })
}

fn current(summit: &Summit) -> Option<Value> {
    let index = summit.agenda.now.current?;
    let item = summit.programme.items.get(index)?;
    let (ends_at, remaining_ms) = clock(summit);
    Some(json(&Current {
        id: &item.id,
        kind: item.kind,
        title: &item.title,
        titles: &item.titles,
        prompt: item.prompt.as_deref(),
        prompts: &item.prompts,
        state: state(summit, index),
        ends_at,
        remaining_ms,
        number: index + 1,
        of: summit.programme.items.len(),
    }))
}

fn round(summit: &Summit) -> Option<Value> {
    let (id, phase) = summit.agenda.round(&summit.programme)?;
    let plan = summit.programme.round(id)?;
    let (ends_at, _) = clock(summit);
    let grace_until = ends_at.filter(|_| phase == Phase::Grace);
    let (phone, table) = (plan.phone, plan.table);
    Some(json(&Round { id, phase, open: phase.is_open(), ends_at, grace_until, phone, table }))
}

/// When the clock runs out, or what is left while it stands.
const fn clock(summit: &Summit) -> (Option<Time>, Option<u64>) {
    match summit.agenda.now.clock {
        Clock::Running { ends_at } => (Some(ends_at), None),
        Clock::Paused { remaining_ms } => (None, Some(remaining_ms)),
        Clock::Stopped => (None, None),
    }
}
