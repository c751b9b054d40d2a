//! What nobody may see of what ideas say, found without the rules of the domain, and that it stands on no screen.

use domain::{Doc, IdeaId, Seat, Summit, idea, review, wall::Scene};
use serde_json::Value;
use std::collections::BTreeMap;
use views::{Key, Scope, export};

/// The words of ideas that nobody may see stand nowhere but on the desk and with those who wrote them, in whatever
/// letters: also not in the names that the machine made of them.
pub fn stands_nowhere(summit: &Summit, held: &BTreeMap<Doc, BTreeMap<Key, Value>>) {
    // What leaks stays, and is found a step later.
    if !summit.offset.0.is_multiple_of(3) {
        return;
    }
    let earnest = summit.in_earnest();
    let text = |value: &dyn std::fmt::Debug| format!("{value:?}").to_lowercase();
    let record = (export::json(summit, Scope::Public), export::rows(summit, Scope::Public));
    let previews: Vec<_> =
        [Scene::Themes, Scene::Forming, Scene::Words].map(|it| views::picture(summit, it)).into();
    let mut shown: Vec<(Option<&Doc>, String)> = vec![(None, text(&previews))];
    let documents = held.iter().filter(|(doc, _)| **doc != Doc::Desk);
    shown.extend(documents.map(|(doc, held)| (Some(doc), text(held))));
    for (summit, shown) in [(summit, shown), (&*earnest, vec![(None, text(&record))])] {
        for (id, idea) in &summit.ideas {
            let own = |doc: &Doc| match doc {
                Doc::Table(no) => idea.table == Some(*no),
                Doc::Person(badge) => idea.seat == Seat::Badge(*badge),
                _ => false,
            };
            for secret in unseen(summit, *id, idea) {
                for (doc, shown) in shown.iter().filter(|(doc, _)| !doc.is_some_and(own)) {
                    assert!(!shown.contains(&secret), "{doc:?} shows {secret} of {idea:?}");
                }
            }
        }
    }
}

/// A word that waits for a nod.
pub const UNWANTED: &str = "onwelkom";

/// A word that is found nowhere else.
pub fn mark(number: u32) -> String {
    format!("zq{number}x")
}

/// The marks of what an idea says, if nobody may see that, and of what it said before.
fn unseen(summit: &Summit, id: IdeaId, idea: &idea::Idea) -> Vec<String> {
    let verdict = summit.review.group_of(&id).and_then(|group| group.verdict);
    let is_chosen = || summit.themes.values().any(|theme| theme.quoted == Some(id));
    let waits = idea.text.text().contains(UNWANTED) && verdict != Some(review::Verdict::Accepted);
    let is_seen = idea.state == idea::State::Live
        && verdict != Some(review::Verdict::Held)
        && (!waits || is_chosen());
    let former = idea.trace.iter().filter_map(|trace| match &trace.deed {
        idea::IdeaChange::Edited { from } => Some(from.text()),
        _ => None,
    });
    let texts = former.chain((!is_seen).then(|| idea.text.text()));
    let words = texts.flat_map(|text| text.split(' ').filter(|word| word.starts_with("zq")));
    words.map(str::to_owned).collect()
}
