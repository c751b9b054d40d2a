//! `themes`: the published themes, without their ideas.

use crate::{Key, json};
use domain::{
    Summit,
    idea::{self, Idea},
    theme::{State, Theme},
};
use serde::Serialize;
use serde_json::Value;
use std::ops::RangeInclusive;

/// How many characters make a good example: more than a platitude, and two lines on a wall.
const EXAMPLE_CHARS: RangeInclusive<usize> = 15..=90;

/// What `theme/<id>` holds. Only ideas that count are counted, and only they are examples.
#[derive(Serialize)]
pub(crate) struct Card<'s> {
    label: &'s str,
    count: usize,
    state: State,
    example: Option<&'s str>,
}

pub(crate) fn keys(summit: &Summit) -> Vec<Key> {
    let published = summit.themes.iter().filter(|(_, theme)| theme.state == State::Published);
    published.map(|(id, _)| Key::Theme(*id)).collect()
}

pub(crate) fn entry(summit: &Summit, key: &Key) -> Option<Value> {
    let Key::Theme(id) = key else { return None };
    let theme = summit.themes.get(id).filter(|theme| theme.state == State::Published)?;
    Some(json(&card(summit, theme)))
}

/// A theme as an audience sees it.
pub(crate) fn card<'s>(summit: &'s Summit, theme: &'s Theme) -> Card<'s> {
    let live = theme.live(summit);
    let found = theme.example.filter(|id| theme.ideas.contains(id));
    let found = found
        .and_then(|id| summit.ideas.get(&id))
        .filter(|idea| idea.state == idea::State::Live && !idea.text.is_erased());
    let example = found.map(|idea| idea.text.text()).or_else(|| earliest(&live));
    Card { label: &theme.label, count: live.len(), state: theme.state, example }
}

/// The earliest idea that reads well by itself; else the earliest.
fn earliest<'s>(live: &[&'s Idea]) -> Option<&'s str> {
    let texts = || live.iter().filter(|idea| !idea.text.is_erased()).map(|idea| idea.text.text());
    texts().find(|text| EXAMPLE_CHARS.contains(&text.chars().count())).or_else(|| texts().next())
}
