//! The time of day: what runs down ends at another time.

use super::Touched;
use crate::Key;
use domain::{Doc, clock};

impl Touched<'_> {
    pub(super) fn clock(&mut self, event: &clock::Event) {
        let clock::Event::Set { .. } = event;
        self.step();
        self.add(Doc::Room, Key::Notice);
    }
}
