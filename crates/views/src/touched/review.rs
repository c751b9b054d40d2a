//! What a person said of what phones sent.

use super::Touched;
use crate::Key;
use domain::{Doc, review, wall::Scene};

impl Touched<'_> {
    pub(super) fn review(&mut self, event: &review::Event) {
        for group in event.ideas().iter().filter_map(|id| self.before.review.group_of(id)) {
            self.add(Doc::Desk, Key::Word(group.id));
            // What is held back speaks for no theme, and names none.
            group.ideas.iter().for_each(|id| self.derived(*id));
        }
        self.frozen();
        self.add(Doc::Control, Key::Review);
        self.on_walls(Scene::Words, &Key::Words);
    }
}
