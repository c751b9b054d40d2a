//! `wall/main`: what one display shows. A frozen display keeps its picture by itself; its document goes on.

use crate::{Key, control, json, themes};
use domain::{
    Summit, WallId,
    idea::State as IdeaState,
    theme::{State, Theme},
    wall::Scene,
};
use serde::Serialize;
use serde_json::Value;

/// What `scene` holds.
#[derive(Serialize)]
struct Shown {
    name: Scene,
    frozen: bool,
}

pub(crate) fn keys(summit: &Summit, wall: &WallId) -> Vec<Key> {
    let Some(shown) = summit.walls.get(wall) else { return Vec::new() };
    let mut keys = vec![Key::Scene];
    match shown.scene {
        Scene::Themes => {
            let worth = summit.themes.iter().filter(|(_, theme)| is_worth_showing(summit, theme));
            keys.extend(worth.map(|(id, _)| Key::Theme(*id)));
        }
        Scene::Progress => keys.extend(control::progress(summit).map(|_| Key::Progress)),
        Scene::Title | Scene::Question | Scene::Black => {}
    }
    keys
}

pub(crate) fn entry(summit: &Summit, wall: &WallId, key: &Key) -> Option<Value> {
    let shown = summit.walls.get(wall)?;
    match (key, shown.scene) {
        (Key::Scene, name) => Some(json(&Shown { name, frozen: shown.frozen })),
        (Key::Theme(id), Scene::Themes) => {
            let theme = summit.themes.get(id).filter(|theme| is_worth_showing(summit, theme))?;
            Some(json(&themes::card(summit, theme)))
        }
        (Key::Progress, Scene::Progress) => {
            control::progress(summit).map(|(_, progress)| json(&progress))
        }
        _ => None,
    }
}

fn is_worth_showing(summit: &Summit, theme: &Theme) -> bool {
    let counts = |idea: &domain::idea::Idea| idea.state == IdeaState::Live;
    theme.state != State::Closed
        && theme.ideas.iter().any(|id| summit.ideas.get(id).is_some_and(counts))
}
