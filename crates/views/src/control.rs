//! `control`: the run sheet and the table board, for the facilitator.

use crate::{
    Key, coverage, feedback, is_founded, json, queue, room,
    table::{self, Help},
};
use domain::{
    ItemId, RoundId, Summit, TableNo, Time,
    agenda::{Deed, Next, Phase},
    programme::{Item, Kind, Texts},
    round::Tally,
    wall::Scene,
};
use serde::Serialize;
use serde_json::Value;

/// What `agenda/<n>` holds.
#[derive(Serialize)]
struct Planned<'s> {
    id: &'s ItemId,
    kind: Kind,
    title: &'s str,
    #[serde(skip_serializing_if = "Texts::is_empty")]
    titles: &'s Texts,
    number: usize,
    /// When it was to start, in minutes after midnight, local time.
    planned_minute: u64,
    planned_ms: u64,
    started_at: Option<Time>,
    ended_at: Option<Time>,
    state: room::State,
    extended_ms: i64,
}

/// What `next` and `undo` name: the item they are about.
#[derive(Serialize)]
pub(crate) struct About<'s> {
    item: &'s ItemId,
    title: &'s str,
    #[serde(skip_serializing_if = "Texts::is_empty")]
    titles: &'s Texts,
}

/// What `next` holds.
#[derive(Serialize)]
struct GoOn<'s> {
    does: &'static str,
    #[serde(flatten)]
    about: Option<About<'s>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<Kind>,
    /// What it goes on from: who sends these two makes the step that they saw, or none.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'s ItemId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<Phase>,
    /// What comes instead if the hand-in is skipped; only while tables talk.
    #[serde(skip_serializing_if = "Option::is_none")]
    skips_to: Option<SkipsTo<'s>>,
    #[serde(flatten)]
    starts: Option<Starts<'s>>,
}

/// Where a skipped hand-in leads: to an item, or to the end of the day.
#[derive(Serialize)]
struct SkipsTo<'s> {
    does: &'static str,
    #[serde(flatten)]
    about: Option<About<'s>>,
}

/// What an item that is started asks, and what it turns the displays to.
#[derive(Serialize)]
struct Starts<'s> {
    #[serde(skip_serializing_if = "Option::is_none")]
    scene: Option<Scene>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt: Option<&'s str>,
    #[serde(skip_serializing_if = "Texts::is_empty")]
    prompts: &'s Texts,
}

/// What `undo` holds.
#[derive(Serialize)]
struct Undo<'s> {
    step: u64,
    does: Deed,
    #[serde(flatten)]
    about: Option<About<'s>>,
}

/// What `table/7` holds.
#[derive(Serialize)]
struct Table<'s> {
    ready: bool,
    help: Option<Help<'s>>,
    /// Ideas in the current round.
    handed_in: u32,
}

/// What `table/7` holds on a display that shows the map.
#[derive(Serialize)]
struct OnMap {
    ready: bool,
    help: bool,
    /// Ideas in the current round.
    handed_in: u32,
}

/// What `progress` holds: the live ideas of the current round.
#[derive(Serialize)]
struct InRound<'s> {
    round: &'s RoundId,
    #[serde(flatten)]
    progress: Progress,
}

/// How much a round has brought: ideas of tables, words of participants.
#[derive(Serialize)]
pub(crate) struct Progress {
    /// Tables with at least one idea.
    tables_in: usize,
    tables: usize,
    ideas: u32,
    words: u32,
}

/// What `wall/main` holds.
#[derive(Serialize)]
struct Wall {
    scene: Scene,
    frozen: bool,
}

pub(crate) fn keys(summit: &Summit) -> Vec<Key> {
    let single = [Key::Next, Key::Undo, Key::Progress, Key::Coverage, Key::Review];
    let single = single.into_iter().filter(|key| entry(summit, key).is_some());
    let items = (1..=summit.programme.items.len()).map(Key::Agenda);
    let tables = summit.tables.keys().map(|no| Key::Table(*no));
    let walls = summit.walls.keys().map(|id| Key::Wall(id.clone()));
    single.chain(items).chain(tables).chain(walls).chain(feedback::keys(summit)).collect()
}

pub(crate) fn entry(summit: &Summit, key: &Key) -> Option<Value> {
    match key {
        Key::Agenda(number) => planned(summit, number.checked_sub(1)?),
        Key::Feedback | Key::Sentence(_) => feedback::in_control(summit, key),
        Key::Next => is_founded(summit).then(|| next(summit)),
        Key::Undo => undo(summit),
        Key::Table(no) => on_board(summit, *no),
        Key::Progress => {
            let (round, progress) = progress(summit)?;
            Some(json(&InRound { round, progress }))
        }
        Key::Coverage => coverage::entry(summit),
        Key::Review => queue::waiting(summit),
        Key::Wall(id) => {
            let wall = summit.walls.get(id)?;
            Some(json(&Wall { scene: wall.scene, frozen: wall.frozen }))
        }
        _ => None,
    }
}

/// The current round and what it has brought; none if the current item is not a round.
pub(crate) fn progress(summit: &Summit) -> Option<(&RoundId, Progress)> {
    let item = summit.agenda.current(&summit.programme).filter(|item| item.round.is_some())?;
    Some((&item.id, progress_of(summit, &item.id)))
}

/// What any round has brought.
pub(crate) fn progress_of(summit: &Summit, round: &RoundId) -> Progress {
    let none = Tally::default();
    let tally = summit.tallies.get(round).unwrap_or(&none);
    Progress {
        tables_in: tally.tables.values().filter(|ideas| **ideas > 0).count(),
        tables: summit.tables.len(),
        ideas: tally.tables.values().sum(),
        words: tally.badges.values().sum(),
    }
}

/// How many live ideas of a table a round has.
pub(crate) fn handed_in(summit: &Summit, round: Option<&RoundId>, table: TableNo) -> u32 {
    let tally = round.and_then(|round| summit.tallies.get(round));
    tally.and_then(|tally| tally.tables.get(&table)).copied().unwrap_or(0)
}

/// When the item at this place was to start, in minutes after midnight.
pub(crate) fn planned_minute(summit: &Summit, index: usize) -> u64 {
    let before_ms: u64 = summit.programme.items.iter().take(index).map(Item::planned_ms).sum();
    u64::from(summit.programme.start_minute) + before_ms / 60_000
}

fn planned(summit: &Summit, index: usize) -> Option<Value> {
    let item = summit.programme.items.get(index)?;
    let run = summit.agenda.now.runs.get(&index);
    Some(json(&Planned {
        id: &item.id,
        kind: item.kind,
        title: &item.title,
        titles: &item.titles,
        number: index + 1,
        planned_minute: planned_minute(summit, index),
        planned_ms: item.planned_ms(),
        started_at: run.map(|run| run.started_at),
        ended_at: run.and_then(|run| run.ended_at),
        state: room::state(summit, index),
        extended_ms: run.map_or(0, |run| run.extended_ms),
    }))
}

fn next(summit: &Summit) -> Value {
    let agenda = &summit.agenda;
    let next = agenda.next(&summit.programme);
    let (does, item) = step(summit, &next);
    let starts = item.filter(|_| matches!(next, Next::Start(_)));
    let skips_to = (next == Next::OpenRound).then(|| {
        let (does, item) = step(summit, &agenda.after(&summit.programme));
        SkipsTo { does, about: item.map(about) }
    });
    json(&GoOn {
        does,
        about: item.map(about),
        kind: item.map(|item| item.kind),
        from: agenda.current_id(&summit.programme),
        phase: agenda.now.phase,
        skips_to,
        starts: starts.map(|item| Starts {
            scene: item.scene,
            prompt: item.prompt.as_deref(),
            prompts: &item.prompts,
        }),
    })
}

/// The name of a step, and the item that it is about.
fn step<'s>(summit: &'s Summit, next: &Next) -> (&'static str, Option<&'s Item>) {
    match next {
        Next::Start(index) => ("start", summit.programme.items.get(*index)),
        Next::OpenRound => ("open_round", summit.agenda.current(&summit.programme)),
        Next::BeginGrace => ("begin_grace", summit.agenda.current(&summit.programme)),
        Next::Finish => ("finish", None),
        Next::Nothing => ("nothing", None),
    }
}

fn undo(summit: &Summit) -> Option<Value> {
    let last = summit.agenda.last.as_ref()?;
    // No step came after it, so what it was done with is still the current item.
    let about = summit.agenda.current(&summit.programme).map(about);
    Some(json(&Undo { step: last.number, does: last.deed, about }))
}

/// An agenda item as people call it.
pub(crate) fn about(item: &Item) -> About<'_> {
    About { item: &item.id, title: &item.title, titles: &item.titles }
}

/// A table as the whole hall may see it: that it asks for help, not what for.
pub(crate) fn on_map(summit: &Summit, no: TableNo) -> Option<Value> {
    let table = summit.tables.get(&no)?;
    let current = summit.agenda.current_id(&summit.programme);
    Some(json(&OnMap {
        ready: table::is_ready(summit, table),
        help: table::help(table).is_some(),
        handed_in: handed_in(summit, current, no),
    }))
}

fn on_board(summit: &Summit, no: TableNo) -> Option<Value> {
    let table = summit.tables.get(&no)?;
    let current = summit.agenda.current_id(&summit.programme);
    Some(json(&Table {
        ready: table::is_ready(summit, table),
        help: table::help(table),
        handed_in: handed_in(summit, current, no),
    }))
}
