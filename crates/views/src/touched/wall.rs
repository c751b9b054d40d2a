//! Displays: what they show, and what they turn to.

use super::Touched;
use crate::Key;
use domain::{
    Doc, WallId, theme,
    wall::{self, Scene},
};

impl Touched<'_> {
    pub(super) fn wall(&mut self, event: &wall::Event) {
        match event {
            wall::Event::Shown { wall, scene } => self.turned(wall, *scene),
            wall::Event::Frozen { wall, .. } => self.display(wall),
        }
    }

    pub(super) fn display(&mut self, wall: &WallId) {
        self.add(Doc::Control, Key::Wall(wall.clone()));
        self.add(Doc::Wall(wall.clone()), Key::Scene);
    }

    /// A display that shows another scene: what only the old one had goes, what only the new one has comes.
    pub(super) fn turned(&mut self, wall: &WallId, to: Scene) {
        let from = self.before.walls.get(wall).map(|wall| wall.scene);
        if from == Some(to) {
            return;
        }
        self.display(wall);
        for scene in from.into_iter().chain([to]) {
            match scene {
                Scene::Themes | Scene::Forming => {
                    for (id, _) in
                        self.before.themes.iter().filter(|(_, it)| it.state != theme::State::Closed)
                    {
                        self.add(Doc::Wall(wall.clone()), Key::Theme(*id));
                    }
                }
                Scene::Progress => self.add(Doc::Wall(wall.clone()), Key::Progress),
                Scene::Words => self.add(Doc::Wall(wall.clone()), Key::Words),
                Scene::Map => {
                    for no in self.before.tables.keys() {
                        self.add(Doc::Wall(wall.clone()), Key::Table(*no));
                    }
                }
                Scene::Title | Scene::Question | Scene::Test | Scene::Black => {}
            }
        }
    }

    pub(super) fn on_walls(&mut self, scene: Scene, key: &Key) {
        for (id, _) in self.before.walls.iter().filter(|(_, wall)| wall.scene == scene) {
            self.add(Doc::Wall(id.clone()), key.clone());
        }
    }

    /// Displays that are frozen are told what may not be seen any more.
    pub(super) fn frozen(&mut self) {
        for (id, _) in self.before.walls.iter().filter(|(_, wall)| wall.frozen) {
            self.add(Doc::Wall(id.clone()), Key::Scene);
        }
    }
}
