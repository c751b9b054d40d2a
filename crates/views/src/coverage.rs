//! `coverage`: whom the published themes represent, for the desk and for control.

use crate::{is_founded, json};
use domain::{
    Seat, Summit, TableNo,
    idea::{self, Idea},
    programme::{Segment, Texts},
    theme::State,
};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// What it holds. Only ideas that count are counted; a table or a group is represented when one of its ideas is.
#[derive(Serialize)]
struct Coverage<'s> {
    ideas: usize,
    /// In a theme.
    grouped: usize,
    /// In a published theme.
    published: usize,
    tables: Share,
    /// Tables with ideas of which none is in a published theme.
    tables_left_out: Vec<TableNo>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    segments: Vec<Group<'s>>,
}

/// How many there are, and how many of them are represented.
#[derive(Serialize, Default, Clone, Copy)]
struct Share {
    of: usize,
    published: usize,
}

/// The ideas of a group of participants.
#[derive(Serialize)]
struct Group<'s> {
    id: &'s str,
    title: &'s str,
    #[serde(skip_serializing_if = "Texts::is_empty")]
    titles: &'s Texts,
    #[serde(flatten)]
    share: Share,
}

impl Share {
    fn count(&mut self, published: bool) {
        self.of += 1;
        self.published += usize::from(published);
    }
}

pub(crate) fn entry(summit: &Summit) -> Option<Value> {
    is_founded(summit).then(|| json(&coverage(summit)))
}

fn coverage(summit: &Summit) -> Coverage<'_> {
    let (mut all, mut grouped) = (Share::default(), 0);
    let mut tables: BTreeMap<TableNo, bool> = BTreeMap::new();
    let segments = &summit.programme.segments;
    let mut shares = vec![Share::default(); segments.len()];
    for idea in summit.ideas.values().filter(|idea| idea.state == idea::State::Live) {
        let theme = idea.theme.and_then(|id| summit.themes.get(&id));
        let published = theme.is_some_and(|theme| theme.state == State::Published);
        grouped += usize::from(theme.is_some());
        all.count(published);
        if let Some(table) = idea.table {
            *tables.entry(table).or_default() |= published;
        }
        let segment = segment(summit, idea);
        let at = segment.and_then(|it| segments.iter().position(|other| other.id == it.id));
        if let Some(at) = at {
            shares[at].count(published);
        }
    }
    let tables_left_out: Vec<TableNo> =
        tables.iter().filter(|(_, published)| !**published).map(|(no, _)| *no).collect();
    Coverage {
        ideas: all.of,
        grouped,
        published: all.published,
        tables: Share { of: tables.len(), published: tables.len() - tables_left_out.len() },
        tables_left_out,
        segments: segments
            .iter()
            .zip(shares)
            .map(|(it, share)| Group { id: &it.id, title: &it.title, titles: &it.titles, share })
            .collect(),
    }
}

/// The group of participants that an idea came from; none if it is a table's.
pub(crate) fn segment<'s>(summit: &'s Summit, idea: &Idea) -> Option<&'s Segment> {
    match idea.seat {
        Seat::Badge(badge) => summit.programme.segment_of(badge),
        Seat::Table(_) | Seat::Staff(_) | Seat::System => None,
    }
}
