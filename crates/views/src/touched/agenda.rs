//! The agenda: the clock, the current item, and what depends on it.

use super::Touched;
use crate::{Key, control::handed_in};
use domain::{Doc, agenda, wall::Scene};

impl Touched<'_> {
    pub(super) fn agenda(&mut self, event: &agenda::Event) {
        self.step();
        match event {
            agenda::Event::Started { item, scene, .. } => {
                let index = self.before.programme.index_of(item);
                self.item(index);
                self.moved_to(index);
                self.begun(item);
                for (id, wall) in self.before.walls.iter().filter(|(_, wall)| !wall.frozen) {
                    self.turned(id, scene.unwrap_or(wall.scene));
                }
            }
            agenda::Event::Undone { to, scenes, .. } => {
                // A step changes the times of the item it left and of the one it came to, no others.
                self.item(to.current);
                self.moved_to(to.current);
                for (id, scene) in scenes {
                    self.turned(id, *scene);
                }
            }
            agenda::Event::Paused { .. }
            | agenda::Event::Resumed { .. }
            | agenda::Event::Extended { .. }
            | agenda::Event::Ended {}
            | agenda::Event::Finished {} => {}
        }
    }

    /// What every step changes: the clock, the current item, and what can be done next.
    pub(super) fn step(&mut self) {
        self.add(Doc::Room, Key::AgendaCurrent);
        self.add(Doc::Room, Key::Round);
        self.add(Doc::Control, Key::Next);
        self.add(Doc::Control, Key::Undo);
        self.item(self.before.agenda.now.current);
    }

    pub(super) fn item(&mut self, index: Option<usize>) {
        if let Some(index) = index {
            self.add(Doc::Control, Key::Agenda(index + 1));
        }
    }

    /// What hangs on which item is current: who is ready for it, and what was handed in.
    pub(super) fn moved_to(&mut self, index: Option<usize>) {
        let before = self.before;
        let from = before.agenda.current_id(&before.programme);
        let to = index.and_then(|index| before.programme.items.get(index)).map(|item| &item.id);
        if from == to {
            return;
        }
        for (no, table) in &before.tables {
            if table.is_ready_for(from) != table.is_ready_for(to) {
                self.add(Doc::Table(*no), Key::Ready);
                self.on_board(*no);
            }
            if handed_in(before, from, *no) != handed_in(before, to, *no) {
                self.on_board(*no);
            }
        }
        self.progress();
        self.on_walls(Scene::Words, &Key::Words);
    }
}
