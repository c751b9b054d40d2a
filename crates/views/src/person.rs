//! `person/81`: one participant's own ideas and feedback.

use crate::{Key, feedback, table};
use domain::{Badge, Seat, Summit};
use serde_json::Value;

pub(crate) fn keys(summit: &Summit, badge: Badge) -> Vec<Key> {
    let own = summit.ideas.iter().filter(|(_, idea)| idea.seat == Seat::Badge(badge));
    let answer = feedback::own(summit, &Seat::Badge(badge)).map(|_| Key::Feedback);
    own.map(|(id, _)| Key::Idea(*id)).chain(answer).collect()
}

pub(crate) fn entry(summit: &Summit, badge: Badge, key: &Key) -> Option<Value> {
    let seat = Seat::Badge(badge);
    match key {
        Key::Idea(id) => summit.ideas.get(id).filter(|idea| idea.seat == seat).map(table::own),
        Key::Feedback => feedback::own(summit, &seat),
        _ => None,
    }
}
