//! Which entries of which document an event changes: each concept says it of its own events.

mod agenda;
mod clock;
mod feedback;
mod founding;
mod idea;
mod notice;
mod rehearsal;
mod review;
mod round;
mod table;
mod theme;
mod wall;

use crate::Key;
use domain::{Doc, Event, Seat, Summit};
use std::collections::BTreeSet;

/// The entries that an event may change, come or go, of every document made from the log.
///
/// `before` is the state before the event, `by` the seat of its commit. Some of the entries may turn
/// out the same; none that changes is missing.
#[must_use]
pub fn touched(before: &Summit, by: &Seat, event: &Event) -> BTreeSet<(Doc, Key)> {
    let mut touched = Touched { before, set: BTreeSet::new() };
    match event {
        Event::Summit(event) => touched.founding(event),
        Event::Agenda(event) => touched.agenda(event),
        Event::Round(event) => touched.round(event),
        Event::Idea(event) => touched.idea(by, event),
        Event::Theme(event) => touched.theme(by, event),
        Event::Review(event) => touched.review(event),
        Event::Table(event) => touched.table(event),
        Event::Notice(event) => touched.notice(event),
        Event::Wall(event) => touched.wall(event),
        Event::Feedback(event) => touched.feedback(by, event),
        Event::Rehearsal(event) => touched.rehearsal(event),
        Event::Clock(event) => touched.clock(event),
        // No document made from the log tells of these.
        Event::Device(_) | Event::Copies(_) => {}
    }
    touched.set
}

/// What was found so far.
struct Touched<'s> {
    before: &'s Summit,
    set: BTreeSet<(Doc, Key)>,
}

impl Touched<'_> {
    fn add(&mut self, doc: Doc, key: Key) {
        self.set.insert((doc, key));
    }
}
