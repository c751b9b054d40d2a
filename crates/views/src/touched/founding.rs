//! The founding of a summit: all that its programme brings.

use super::Touched;
use crate::Key;
use domain::{Doc, TableNo, founding};

impl Touched<'_> {
    pub(super) fn founding(&mut self, event: &founding::Event) {
        let founding::Event::Founded { programme, .. } = event;
        self.add(Doc::Room, Key::Summit);
        self.covered();
        self.add(Doc::Desk, Key::Tuning);
        self.add(Doc::Control, Key::Review);
        self.add(Doc::Control, Key::Next);
        for number in 1..=programme.items.len() {
            self.add(Doc::Control, Key::Agenda(number));
        }
        for no in 1..=programme.tables {
            self.add(Doc::Control, Key::Table(TableNo(no)));
        }
        for wall in &programme.walls {
            self.add(Doc::Control, Key::Wall(wall.clone()));
            self.add(Doc::Wall(wall.clone()), Key::Scene);
        }
    }
}
