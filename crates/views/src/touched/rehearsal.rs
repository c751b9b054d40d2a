//! Rehearsals: at the end everything comes back.

use super::Touched;
use crate::Key;
use domain::{Doc, Seat, Summit, rehearsal};
use std::collections::BTreeSet;

impl Touched<'_> {
    pub(super) fn rehearsal(&mut self, event: &rehearsal::Event) {
        match event {
            rehearsal::Event::Started { .. } => {
                self.add(Doc::Room, Key::Rehearsal);
                self.add(Doc::Control, Key::Undo);
            }
            rehearsal::Event::Ended {} => self.put_back(),
        }
    }

    /// Everything that a screen holds, and everything that it will hold.
    pub(super) fn put_back(&mut self) {
        let after = self.before.in_earnest();
        for summit in [self.before, &after] {
            for doc in every(summit) {
                let keys = crate::keys(summit, &doc);
                self.set.extend(keys.into_iter().map(|key| (doc.clone(), key)));
            }
        }
    }
}

/// Every document of a summit that is not empty.
fn every(summit: &Summit) -> BTreeSet<Doc> {
    let tables = summit.tables.keys().map(|no| Doc::Table(*no));
    let walls = summit.walls.keys().map(|id| Doc::Wall(id.clone()));
    let answers = summit.feedback.iter().flat_map(|it| it.answers.keys());
    let people = summit.ideas.values().map(|idea| &idea.seat).chain(answers);
    let people = people.filter_map(|seat| match seat {
        Seat::Badge(badge) => Some(Doc::Person(*badge)),
        Seat::Table(_) | Seat::Staff(_) | Seat::System => None,
    });
    Doc::shared().into_iter().chain(tables).chain(walls).chain(people).collect()
}
