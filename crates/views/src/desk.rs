//! `desk`: every idea and theme, hidden ones included, for the theme team.

use crate::{Key, is_founded, json, themes};
use domain::{
    Badge, RoundId, Seat, Summit, TableNo, ThemeId, Time,
    idea::{self, Idea},
    theme::{State, Theme},
};
use serde::Serialize;
use serde_json::Value;

/// What `idea/<id>` holds.
#[derive(Serialize)]
struct Slip<'s> {
    text: &'s str,
    state: idea::State,
    theme: Option<ThemeId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<TableNo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    badge: Option<Badge>,
    round: Option<&'s RoundId>,
    late: bool,
    at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'s str>,
    edited: bool,
}

/// What `theme/<id>` holds: what everyone may see, and how the machine may treat it.
#[derive(Serialize)]
struct Card<'s> {
    #[serde(flatten)]
    card: themes::Card<'s>,
    by: &'static str,
    locked: bool,
}

/// What `coverage` holds: how many ideas count, are in a theme, and are in a published theme.
#[derive(Serialize, Default)]
struct Coverage {
    ideas: usize,
    grouped: usize,
    published: usize,
}

pub(crate) fn keys(summit: &Summit) -> Vec<Key> {
    let coverage = is_founded(summit).then_some(Key::Coverage);
    let themes = summit.themes.iter().filter(|(_, theme)| stands(theme));
    let themes = themes.map(|(id, _)| Key::Theme(*id));
    let ideas = summit.ideas.keys().map(|id| Key::Idea(*id));
    coverage.into_iter().chain(themes).chain(ideas).collect()
}

pub(crate) fn entry(summit: &Summit, key: &Key) -> Option<Value> {
    match key {
        Key::Idea(id) => summit.ideas.get(id).map(slip),
        Key::Theme(id) => {
            let theme = summit.themes.get(id).filter(|theme| stands(theme))?;
            Some(card(summit, theme))
        }
        Key::Coverage => is_founded(summit).then(|| coverage(summit)),
        _ => None,
    }
}

/// Not closed, and not something that the machine made and left empty.
fn stands(theme: &Theme) -> bool {
    match theme.state {
        State::Forming => !theme.ideas.is_empty(),
        State::Named | State::Published => true,
        State::Closed => false,
    }
}

fn slip(idea: &Idea) -> Value {
    json(&Slip {
        text: idea.text.text(),
        state: idea.state,
        theme: idea.theme,
        table: idea.table,
        badge: badge(&idea.seat),
        round: idea.round.as_ref(),
        late: idea.late,
        at: idea.at,
        reason: idea.reason.as_ref().map(|reason| reason.text()),
        edited: idea.is_edited(),
    })
}

const fn badge(seat: &Seat) -> Option<Badge> {
    match seat {
        Seat::Badge(badge) => Some(*badge),
        Seat::Table(_) | Seat::Staff(_) | Seat::System => None,
    }
}

fn card(summit: &Summit, theme: &Theme) -> Value {
    let by = if theme.by_person { "person" } else { "machine" };
    json(&Card { card: themes::card(summit, theme), by, locked: theme.locked })
}

fn coverage(summit: &Summit) -> Value {
    let mut coverage = Coverage::default();
    for idea in summit.ideas.values().filter(|idea| idea.state == idea::State::Live) {
        let theme = idea.theme.and_then(|id| summit.themes.get(&id));
        coverage.ideas += 1;
        coverage.grouped += usize::from(theme.is_some());
        coverage.published +=
            usize::from(theme.is_some_and(|theme| theme.state == State::Published));
    }
    json(&coverage)
}
