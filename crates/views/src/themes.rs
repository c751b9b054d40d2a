//! `themes`: the published themes, without their ideas.

use crate::{Key, json};
use domain::{
    IdeaId, Summit,
    idea::Idea,
    theme::{State, Theme, example},
};
use serde::Serialize;
use serde_json::Value;

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
    Some(json(&card(summit, theme, example::of(summit, theme))))
}

/// A theme as an audience sees it, with the idea that speaks for it.
pub(crate) fn card<'s>(summit: &'s Summit, theme: &'s Theme, example: Option<IdeaId>) -> Card<'s> {
    let example = example.and_then(|id| summit.ideas.get(&id)).map(text);
    Card { label: &theme.label, count: theme.live(summit).len(), state: theme.state, example }
}

fn text(idea: &Idea) -> &str {
    idea.text.text()
}
