//! The record of a summit: all of it for its operator, and what belongs to everyone.

use crate::{
    control::{self, Progress},
    feedback, is_not,
};
use domain::{
    IdeaId, ItemId, Offset, RoundId, SealedText, Seat, Summit, TableNo, ThemeId, Time,
    idea::{self, Idea, IdeaChange},
    programme::{Item, Kind},
    theme::{self, Theme, label},
    visible,
};
use serde::Serialize;
use serde_json::Value;
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

/// For whom a record is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The operator: every idea and theme, with seats, reasons and all that was done to an idea.
    Everything,
    /// Anyone: ideas that may be seen and themes that were published; nothing says who wrote what.
    Public,
}

#[derive(Serialize)]
struct Record<'s> {
    summit: Name<'s>,
    agenda: Vec<Part<'s>>,
    rounds: Vec<Round<'s>>,
    /// The question at the end of the day; only if one was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    feedback: Option<Feedback<'s>>,
    themes: Vec<Group<'s>>,
    ideas: Vec<Entry<'s>>,
    /// Ideas that a person said do not belong together; only for the operator.
    #[serde(skip_serializing_if = "Option::is_none")]
    apart: Option<&'s Vec<BTreeSet<IdeaId>>>,
    /// Ideas that a person said belong together; only for the operator.
    #[serde(skip_serializing_if = "Option::is_none")]
    together: Option<&'s Vec<BTreeSet<IdeaId>>>,
}

#[derive(Serialize)]
struct Name<'s> {
    id: &'s str,
    title: &'s str,
    tables: usize,
    seats: u16,
    /// The last commit that is in this record.
    offset: Offset,
    at: Time,
}

/// An agenda item, as planned and as it went.
#[derive(Serialize)]
struct Part<'s> {
    number: usize,
    id: &'s ItemId,
    kind: Kind,
    title: &'s str,
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt: Option<&'s str>,
    planned_minute: u64,
    planned_ms: u64,
    started_at: Option<Time>,
    ended_at: Option<Time>,
    extended_ms: i64,
}

/// What a round brought: ideas of tables, words of participants.
#[derive(Serialize)]
struct Round<'s> {
    id: &'s RoundId,
    title: &'s str,
    #[serde(flatten)]
    progress: Progress,
}

/// What was answered at the end of the day.
#[derive(Serialize)]
struct Feedback<'s> {
    #[serde(flatten)]
    result: feedback::Result<'s>,
    /// In order of arrival; for anyone, those without an unwanted word.
    sentences: Vec<Answered<'s>>,
}

#[derive(Serialize)]
struct Answered<'s> {
    #[serde(flatten)]
    sentence: feedback::Sentence<'s>,
    /// Only for the operator.
    #[serde(skip_serializing_if = "Option::is_none")]
    seat: Option<&'s Seat>,
}

#[derive(Serialize)]
struct Group<'s> {
    id: ThemeId,
    label: Cow<'s, str>,
    state: theme::State,
    /// The ideas in it, in order of arrival.
    ideas: Vec<IdeaId>,
    #[serde(flatten)]
    inside: Option<GroupInside>,
}

/// What only the operator gets of a theme.
#[derive(Serialize)]
struct GroupInside {
    by: &'static str,
    locked: bool,
    merged_into: Option<ThemeId>,
    offset: Offset,
}

#[derive(Serialize)]
struct Entry<'s> {
    id: IdeaId,
    offset: Offset,
    at: Time,
    round: Option<&'s RoundId>,
    table: Option<TableNo>,
    state: idea::State,
    late: bool,
    theme: Option<ThemeId>,
    edited: bool,
    /// None if it was erased or is damaged.
    text: Option<&'s str>,
    /// What was kept of the text is not what was handed in.
    #[serde(skip_serializing_if = "is_not")]
    damaged: bool,
    #[serde(flatten)]
    inside: Option<EntryInside<'s>>,
}

/// What only the operator gets of an idea.
#[derive(Serialize)]
struct EntryInside<'s> {
    seat: &'s Seat,
    reason: Option<&'s str>,
    #[serde(skip_serializing_if = "is_not")]
    reason_damaged: bool,
    pinned: bool,
    trace: Vec<Trace<'s>>,
}

#[derive(Serialize)]
struct Trace<'s> {
    at: Time,
    by: &'s Seat,
    #[serde(flatten)]
    deed: Done<'s>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case", tag = "did")]
enum Done<'s> {
    Submitted,
    /// With the former text; none if it was erased or is damaged.
    Edited {
        from: Option<&'s str>,
        #[serde(skip_serializing_if = "is_not")]
        damaged: bool,
    },
    Withdrawn,
    Hidden,
    Restored,
    Moved {
        to: Option<ThemeId>,
    },
}

impl Scope {
    fn is_everything(self) -> bool {
        self == Self::Everything
    }

    fn holds(self, summit: &Summit, id: IdeaId) -> bool {
        self.is_everything() || visible::text(summit, id).is_some()
    }

    /// A theme that was never published is the theme team's own work.
    fn has(self, summit: &Summit, theme: &Theme) -> bool {
        self.is_everything() || label::is_public(summit, theme)
    }

    /// The operator has the name that was given, the others what of it may be seen.
    fn label<'s>(self, summit: &Summit, theme: &'s Theme) -> Cow<'s, str> {
        if self.is_everything() { Cow::Borrowed(&theme.label) } else { label::of(summit, theme) }
    }
}

/// The record as one JSON object: summit, agenda, rounds, themes, and ideas in order of arrival.
/// A rehearsal that runs is not in it.
#[must_use]
pub fn json(summit: &Summit, scope: Scope) -> Value {
    let summit = &*summit.in_earnest();
    let ideas = ideas(summit, scope);
    let groups = by_arrival(&summit.themes, |theme| theme.offset);
    let groups = groups.into_iter().filter(|(_, theme)| scope.has(summit, theme));
    crate::json(&Record {
        summit: name(summit),
        agenda: (0..)
            .zip(&summit.programme.items)
            .map(|(index, item)| part(summit, index, item))
            .collect(),
        rounds: summit.programme.items.iter().filter_map(|item| round(summit, item)).collect(),
        feedback: summit.feedback.as_ref().map(|it| answered(scope, it)),
        themes: groups.map(|(id, theme)| group(summit, scope, *id, theme)).collect(),
        ideas: ideas.iter().map(|(id, idea)| entry(summit, scope, **id, idea)).collect(),
        apart: scope.is_everything().then_some(&summit.theming.apart),
        together: scope.is_everything().then_some(&summit.theming.together),
    })
}

/// What stands in a cell of a table: how it is written is the file's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// Empty.
    Nothing,
    /// A number, to count with.
    Number(u64),
    /// Whether something is so.
    Whether(bool),
    /// A point in time.
    At(Time),
    /// A text, as it was written.
    Text(String),
}

/// The ideas as a table: its header, and a row for each idea in order of arrival. A rehearsal that runs
/// is not in it.
#[must_use]
pub fn rows(summit: &Summit, scope: Scope) -> (Vec<&'static str>, Vec<Vec<Cell>>) {
    let summit = &*summit.in_earnest();
    let mut header =
        vec!["offset", "at", "round", "table", "state", "late", "theme", "edited", "text"];
    if scope.is_everything() {
        header.extend(["id", "seat", "badge", "reason", "former_texts"]);
    }
    header.push("damaged");
    let rows = ideas(summit, scope).into_iter().map(|(id, idea)| row(summit, scope, *id, idea));
    (header, rows.collect())
}

fn by_arrival<K: Ord, V>(all: &BTreeMap<K, V>, offset: impl Fn(&V) -> Offset) -> Vec<(&K, &V)> {
    let mut sorted: Vec<_> = all.iter().collect();
    sorted.sort_by_key(|(_, one)| offset(one));
    sorted
}

fn ideas(summit: &Summit, scope: Scope) -> Vec<(&IdeaId, &Idea)> {
    let mut ideas = by_arrival(&summit.ideas, |idea| idea.offset);
    ideas.retain(|(id, _)| scope.holds(summit, **id));
    ideas
}

fn name(summit: &Summit) -> Name<'_> {
    Name {
        id: summit.id.as_str(),
        title: &summit.programme.title,
        tables: summit.tables.len(),
        seats: summit.programme.seats,
        offset: summit.offset,
        at: summit.time_of_day(summit.at),
    }
}

fn part<'s>(summit: &'s Summit, index: usize, item: &'s Item) -> Part<'s> {
    let run = summit.agenda.now.runs.get(&index);
    Part {
        number: index + 1,
        id: &item.id,
        kind: item.kind,
        title: &item.title,
        prompt: item.prompt.as_deref(),
        planned_minute: control::planned_minute(summit, index),
        planned_ms: item.planned_ms(),
        started_at: run.map(|run| run.started_at),
        ended_at: run.and_then(|run| run.ended_at),
        extended_ms: run.map_or(0, |run| run.extended_ms),
    }
}

fn round<'s>(summit: &Summit, item: &'s Item) -> Option<Round<'s>> {
    item.round?;
    Some(Round {
        id: &item.id,
        title: &item.title,
        progress: control::progress_of(summit, &item.id),
    })
}

fn answered(scope: Scope, feedback: &domain::feedback::Feedback) -> Feedback<'_> {
    let all = feedback::with_sentence(feedback).into_iter();
    let told = all.filter(|(_, answer)| scope.is_everything() || !answer.held);
    let sentences = told.filter_map(|(seat, answer)| {
        let sentence = feedback::sentence(answer)?;
        Some(Answered { sentence, seat: scope.is_everything().then_some(seat) })
    });
    Feedback { result: feedback::result(feedback), sentences: sentences.collect() }
}

fn group<'s>(summit: &'s Summit, scope: Scope, id: ThemeId, theme: &'s Theme) -> Group<'s> {
    let known = theme.ideas.iter().filter_map(|id| Some((id, summit.ideas.get(id)?)));
    let mut ideas: Vec<_> = known.filter(|(id, _)| scope.holds(summit, **id)).collect();
    ideas.sort_by_key(|(_, idea)| idea.offset);
    let inside = || GroupInside {
        by: if theme.by_person { "person" } else { "machine" },
        locked: theme.locked,
        merged_into: theme.merged_into,
        offset: theme.offset,
    };
    Group {
        id,
        label: scope.label(summit, theme),
        state: theme.state,
        ideas: ideas.into_iter().map(|(id, _)| *id).collect(),
        inside: scope.is_everything().then(inside),
    }
}

fn entry<'s>(summit: &'s Summit, scope: Scope, id: IdeaId, idea: &'s Idea) -> Entry<'s> {
    let inside = || EntryInside {
        seat: &idea.seat,
        reason: idea.reason.as_ref().and_then(open),
        reason_damaged: idea.reason.as_ref().is_some_and(SealedText::is_damaged),
        pinned: idea.pinned,
        trace: idea.trace.iter().map(trace).collect(),
    };
    Entry {
        id,
        offset: idea.offset,
        at: idea.at,
        round: idea.round.as_ref(),
        table: idea.table,
        state: idea.state,
        late: idea.late,
        theme: theme_of(summit, scope, idea).map(|(id, _)| id),
        edited: idea.is_edited(),
        text: open(&idea.text),
        damaged: idea.text.is_damaged(),
        inside: scope.is_everything().then(inside),
    }
}

fn theme_of<'s>(summit: &'s Summit, scope: Scope, idea: &Idea) -> Option<(ThemeId, &'s Theme)> {
    let id = idea.theme?;
    let theme = summit.themes.get(&id).filter(|theme| scope.has(summit, theme))?;
    Some((id, theme))
}

fn open(text: &SealedText) -> Option<&str> {
    text.opened().map(|(_, text)| text)
}

fn trace(trace: &idea::Trace) -> Trace<'_> {
    let deed = match &trace.deed {
        IdeaChange::Submitted => Done::Submitted,
        IdeaChange::Edited { from } => {
            Done::Edited { from: open(from), damaged: from.is_damaged() }
        }
        IdeaChange::Withdrawn => Done::Withdrawn,
        IdeaChange::Hidden => Done::Hidden,
        IdeaChange::Restored => Done::Restored,
        IdeaChange::Moved { to } => Done::Moved { to: *to },
    };
    Trace { at: trace.at, by: &trace.by, deed }
}

fn row(summit: &Summit, scope: Scope, id: IdeaId, idea: &Idea) -> Vec<Cell> {
    let state = match idea.state {
        idea::State::Live => "live",
        idea::State::Withdrawn => "withdrawn",
        idea::State::Hidden => "hidden",
    };
    let theme = theme_of(summit, scope, idea);
    let theme = theme.map_or(Cow::Borrowed(""), |(_, theme)| scope.label(summit, theme));
    let mut row = vec![
        Cell::Number(idea.offset.0),
        Cell::At(idea.at),
        text(idea.round.as_ref().map_or("", |round| round.as_str())),
        idea.table.map_or(Cell::Nothing, |table| Cell::Number(table.0.into())),
        text(state),
        Cell::Whether(idea.late),
        text(&theme),
        Cell::Whether(idea.is_edited()),
        text(idea.text.text()),
    ];
    if scope.is_everything() {
        let former = idea.trace.iter().filter_map(|trace| match &trace.deed {
            IdeaChange::Edited { from } => open(from),
            _ => None,
        });
        let former: Vec<_> = former.collect();
        let badge = match &idea.seat {
            Seat::Badge(badge) => Cell::Number(badge.0.into()),
            _ => Cell::Nothing,
        };
        let reason = idea.reason.as_ref().map_or("", |reason| reason.text());
        row.extend([
            text(&id.to_string()),
            text(&idea.seat.to_string()),
            badge,
            text(reason),
            text(&former.join("\n")),
        ]);
    }
    row.push(Cell::Whether(idea.text.is_damaged()));
    row
}

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Nothing } else { Cell::Text(text.to_owned()) }
}
