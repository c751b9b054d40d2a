//! Tables: whether they are ready, and what they need help with.

use super::Touched;
use crate::Key;
use domain::{Doc, TableNo, table, wall::Scene};

impl Touched<'_> {
    pub(super) fn table(&mut self, event: &table::Event) {
        let (no, key) = match event {
            table::Event::Readied { table, .. } => (*table, Key::Ready),
            table::Event::HelpAsked { table, .. } | table::Event::Helped { table } => {
                (*table, Key::Help)
            }
        };
        self.add(Doc::Table(no), key);
        self.on_board(no);
    }

    /// A table, on the board and on the map.
    pub(super) fn on_board(&mut self, no: TableNo) {
        self.add(Doc::Control, Key::Table(no));
        self.on_walls(Scene::Map, &Key::Table(no));
    }
}
