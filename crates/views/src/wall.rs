//! `wall/main`: what one display shows. A frozen display keeps its picture by itself; its document goes on.

use crate::{Key, control, json, themes, words};
use domain::{
    Offset, Summit, WallId,
    idea::State as IdeaState,
    theme::{State, Theme, example, label},
    wall::{Lost, Scene},
};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// What `scene` holds.
#[derive(Serialize)]
struct Shown {
    name: Scene,
    frozen: bool,
    /// By which commit: a display that keeps the picture of another takes the present one.
    #[serde(skip_serializing_if = "Option::is_none")]
    frozen_by: Option<Offset>,
    /// What the display kept when it was frozen, and may not show any more as it was: its entries as they are now take
    /// its place, or nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lost: Vec<String>,
}

/// What a display would hold beside its scene if it showed this one: to look at it before the hall does.
#[must_use]
pub fn picture(summit: &Summit, scene: Scene) -> BTreeMap<String, Value> {
    let held = keys_of(summit, scene).into_iter();
    held.filter_map(|key| Some((key.to_string(), entry_of(summit, scene, &key)?))).collect()
}

pub(crate) fn keys(summit: &Summit, wall: &WallId) -> Vec<Key> {
    let Some(shown) = summit.walls.get(wall) else { return Vec::new() };
    let mut keys = vec![Key::Scene];
    keys.extend(keys_of(summit, shown.scene));
    keys
}

pub(crate) fn entry(summit: &Summit, wall: &WallId, key: &Key) -> Option<Value> {
    let shown = summit.walls.get(wall)?;
    match key {
        Key::Scene => {
            let lost = shown.lost().map(|lost| match lost {
                Lost::Theme(id) => Key::Theme(id).to_string(),
                Lost::Words => Key::Words.to_string(),
            });
            Some(json(&Shown {
                name: shown.scene,
                frozen: shown.frozen,
                frozen_by: shown.frozen_by(),
                lost: lost.collect(),
            }))
        }
        _ => entry_of(summit, shown.scene, key),
    }
}

fn keys_of(summit: &Summit, scene: Scene) -> Vec<Key> {
    match scene {
        Scene::Themes | Scene::Forming => {
            let shown = |theme: &Theme| is_shown(summit, scene, theme);
            let worth = summit.themes.iter().filter(|(_, theme)| shown(theme));
            worth.map(|(id, _)| Key::Theme(*id)).collect()
        }
        Scene::Progress => control::progress(summit).map(|_| Key::Progress).into_iter().collect(),
        Scene::Words => words::sent(summit).map(|_| Key::Words).into_iter().collect(),
        Scene::Map => summit.tables.keys().map(|no| Key::Table(*no)).collect(),
        Scene::Title | Scene::Question | Scene::Test | Scene::Black => Vec::new(),
    }
}

fn entry_of(summit: &Summit, scene: Scene, key: &Key) -> Option<Value> {
    match (key, scene) {
        (Key::Theme(id), Scene::Themes | Scene::Forming) => {
            let theme = summit.themes.get(id).filter(|theme| is_shown(summit, scene, theme))?;
            Some(json(&themes::card(summit, theme, example::of(summit, theme))))
        }
        (Key::Progress, Scene::Progress) => {
            control::progress(summit).map(|(_, progress)| json(&progress))
        }
        (Key::Words, Scene::Words) => words::sent(summit).map(|words| json(&words)),
        (Key::Table(no), Scene::Map) => control::on_map(summit, *no),
        _ => None,
    }
}

/// What the theme team published; only a wall that shows the themes as they form has what nobody read.
fn is_shown(summit: &Summit, scene: Scene, theme: &Theme) -> bool {
    let counts = |idea: &domain::idea::Idea| idea.state == IdeaState::Live;
    let is_there = match scene {
        Scene::Forming => theme.state != State::Closed,
        _ => theme.state == State::Published,
    };
    is_there
        && label::stands_for_something(summit, theme)
        && theme.ideas.iter().any(|id| summit.ideas.get(id).is_some_and(counts))
}
