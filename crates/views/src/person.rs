//! `person/81`: one participant's own ideas.

use crate::{Key, table};
use domain::{Badge, Seat, Summit};
use serde_json::Value;

pub(crate) fn keys(summit: &Summit, badge: Badge) -> Vec<Key> {
    let own = summit.ideas.iter().filter(|(_, idea)| idea.seat == Seat::Badge(badge));
    own.map(|(id, _)| Key::Idea(*id)).collect()
}

pub(crate) fn entry(summit: &Summit, badge: Badge, key: &Key) -> Option<Value> {
    let Key::Idea(id) = key else { return None };
    summit.ideas.get(id).filter(|idea| idea.seat == Seat::Badge(badge)).map(table::own)
}
