//! `word/<id>` and `review`: what phones sent, by what says the same, and how much of it waits for a nod.

use crate::{Key, is_founded, json, words::Counted};
use domain::{
    IdeaId, Summit,
    idea::State,
    review::{self, Group, Standing},
};
use serde::Serialize;
use serde_json::Value;

/// What `word/<id>` holds on the desk.
#[derive(Serialize)]
struct Said<'s> {
    /// As most wrote it.
    text: &'s str,
    count: u32,
    state: Standing,
    sentence: bool,
    /// It has a word that is held back until someone nods.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unwanted: bool,
}

/// What `review` holds on control.
#[derive(Serialize)]
struct Waiting {
    waiting: usize,
}

pub(crate) fn keys(summit: &Summit) -> impl Iterator<Item = Key> {
    let groups = summit.review.groups.values().filter(|group| is_listed(summit, group));
    groups.map(|group| Key::Word(group.id))
}

pub(crate) fn waiting(summit: &Summit) -> Option<Value> {
    is_founded(summit).then(|| json(&Waiting { waiting: review::waiting(summit) }))
}

fn is_listed(summit: &Summit, group: &Group) -> bool {
    review::of_group(summit, group).is_some()
}

pub(crate) fn entry(summit: &Summit, id: &IdeaId) -> Option<Value> {
    let group = summit.review.group_of(id).filter(|group| group.id == *id)?;
    let state = review::of_group(summit, group)?;
    let mut said = Counted::default();
    let mut unwanted = false;
    for id in &group.ideas {
        let live = summit.ideas.get(id).filter(|idea| idea.state == State::Live);
        if let Some(idea) = live.filter(|idea| idea.text.is_open()) {
            said.add(idea.text.text(), (idea.offset, *id));
            unwanted |= idea.held;
        }
    }
    let text = said.as_most_wrote_it();
    let sentence = review::is_sentence(text);
    Some(json(&Said { text, count: said.count, state, sentence, unwanted }))
}
