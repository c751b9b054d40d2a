//! `themes`: the published themes, without their ideas.

use crate::{Key, json};
use domain::{
    IdeaId, Summit,
    idea::Idea,
    theme::{State, Theme, example, label},
};
use serde::Serialize;
use serde_json::Value;
use std::borrow::Cow;

/// What `theme/<id>` holds. Only ideas that count are counted, and only they are examples.
#[derive(Serialize)]
pub(crate) struct Card<'s> {
    label: Cow<'s, str>,
    /// Nothing that it was named after may be seen: it waits for another name.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unnamed: bool,
    count: usize,
    state: State,
    example: Option<&'s str>,
}

pub(crate) fn keys(summit: &Summit) -> Vec<Key> {
    let public = summit.themes.iter().filter(|(_, theme)| label::is_public(summit, theme));
    public.map(|(id, _)| Key::Theme(*id)).collect()
}

pub(crate) fn entry(summit: &Summit, key: &Key) -> Option<Value> {
    let Key::Theme(id) = key else { return None };
    let theme = summit.themes.get(id).filter(|theme| label::is_public(summit, theme))?;
    Some(json(&card(summit, theme, example::of(summit, theme))))
}

/// A theme as an audience sees it, with the idea that speaks for it.
pub(crate) fn card<'s>(summit: &'s Summit, theme: &'s Theme, example: Option<IdeaId>) -> Card<'s> {
    let example = example.and_then(|id| summit.ideas.get(&id)).map(text);
    let (count, label) = (theme.live(summit).len(), label::of(summit, theme));
    let unnamed = label == label::NAMELESS;
    Card { label, unnamed, count, state: theme.state, example }
}

fn text(idea: &Idea) -> &str {
    idea.text.text()
}
