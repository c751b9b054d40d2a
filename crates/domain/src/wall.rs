//! What the displays in the hall show.
//!
//! A display that is frozen keeps its picture by itself, whatever happens, but for one thing: what may not be seen any
//! more leaves it, too. So the state keeps of what the picture was made, and tells what must go.

use crate::{
    concept::Concept,
    ids::{IdeaId, Offset, ThemeId, WallId},
    rejection::Rejection,
    request::{Request, Stamp},
    sealed::texts,
    summit::Summit,
    theme::{self, Theme, example, label},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One picture that a display can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scene {
    /// The name of the day and of its current part.
    Title,
    /// The question, and how long there is.
    Question,
    /// How much has been handed in.
    Progress,
    /// The themes that the theme team published.
    Themes,
    /// All themes as the machine groups them now: nobody has read them yet.
    Forming,
    /// What phones sent in the current round, the most frequent first.
    Words,
    /// The tables, for those who help in the hall.
    Map,
    /// A picture by which a projector is set up.
    Test,
    /// Nothing at all.
    Black,
}

/// A display.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wall {
    /// What it shows.
    pub scene: Scene,
    /// Whether it keeps what it shows, whatever happens.
    pub frozen: bool,
    /// What was on it when it was frozen, in a picture of ideas; found in texts.
    #[serde(skip)]
    kept: Option<Kept>,
}

/// The picture of a display that is frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Kept {
    since: Offset,
    scene: Scene,
    cards: BTreeMap<ThemeId, Card>,
    lost: BTreeSet<Lost>,
}

/// What a theme was when its card was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Card {
    theme: Theme,
    label: String,
    example: Option<IdeaId>,
}

/// What of a frozen picture may not be seen any more, as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lost {
    /// The card of a theme.
    Theme(ThemeId),
    /// The words of phones.
    Words,
}

impl Wall {
    /// The commit by which it was frozen: who keeps the picture of another has an old one.
    #[must_use]
    pub fn frozen_by(&self) -> Option<Offset> {
        self.kept.as_ref().map(|kept| kept.since)
    }

    /// What a frozen display may not show any more as it was.
    pub fn lost(&self) -> impl Iterator<Item = Lost> {
        self.kept.iter().flat_map(|kept| &kept.lost).copied()
    }
}

impl Default for Wall {
    fn default() -> Self {
        Self { scene: Scene::Title, frozen: false, kept: None }
    }
}

/// What can be asked of a display.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "WallCommand")]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Show a scene.
    Show {
        /// Which display.
        wall: WallId,
        /// What to show.
        scene: Scene,
    },
    /// Keep what is shown, or go on.
    Freeze {
        /// Which display.
        wall: WallId,
        /// Keep, unless said otherwise.
        #[serde(default = "yes")]
        frozen: bool,
    },
}

const fn yes() -> bool {
    true
}

impl Concept for Command {}

/// What happened to a display.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// It shows another scene.
    Shown {
        /// Which display.
        wall: WallId,
        /// What it shows.
        scene: Scene,
    },
    /// It keeps what it shows, or goes on.
    Frozen {
        /// Which display.
        wall: WallId,
        /// Whether it keeps it.
        frozen: bool,
    },
}

texts! {
    Self::Shown { .. }
    | Self::Frozen { .. } => [],
}

/// What a command would change.
pub fn decide(summit: &Summit, _: &Request, command: &Command) -> Result<Vec<Event>, Rejection> {
    let (Command::Show { wall: id, .. } | Command::Freeze { wall: id, .. }) = command;
    let wall = summit.walls.get(id).ok_or(Rejection::WallUnknown)?;
    let event = match command {
        Command::Show { scene, .. } if wall.scene == *scene => return Ok(vec![]),
        Command::Show { scene, .. } => Event::Shown { wall: id.clone(), scene: *scene },
        Command::Freeze { frozen, .. } if wall.frozen == *frozen => return Ok(vec![]),
        Command::Freeze { frozen, .. } => Event::Frozen { wall: id.clone(), frozen: *frozen },
    };
    Ok(vec![event])
}

/// Takes what happened into the state.
pub fn apply(summit: &mut Summit, stamp: &Stamp, event: &Event) {
    match event {
        Event::Shown { wall, scene } => {
            summit.walls.entry(wall.clone()).or_default().scene = *scene
        }
        Event::Frozen { wall, frozen } => {
            let scene = summit.walls.get(wall).map(|wall| wall.scene).unwrap_or(Scene::Title);
            let kept = frozen.then(|| keep(summit, stamp.offset, scene));
            let wall = summit.walls.entry(wall.clone()).or_default();
            wall.frozen = *frozen;
            wall.kept = kept;
        }
    }
}

fn keep(summit: &Summit, since: Offset, scene: Scene) -> Kept {
    let is_there = |theme: &Theme| match scene {
        Scene::Themes => theme.state == theme::State::Published,
        Scene::Forming => theme.state != theme::State::Closed,
        _ => false,
    };
    let card = |theme: &Theme| Card {
        label: label::of(summit, theme).into_owned(),
        example: example::of(summit, theme),
        theme: theme.clone(),
    };
    let themes = summit.themes.iter().filter(|(_, theme)| is_there(theme));
    let cards = themes.map(|(id, theme)| (*id, card(theme))).collect();
    Kept { since, scene, cards, lost: BTreeSet::new() }
}

/// What these ideas say, or said, may not be seen any more: it leaves the displays that are frozen, too.
pub(crate) fn lose(summit: &mut Summit, ideas: &BTreeSet<IdeaId>) {
    if summit.walls.values().all(|wall| wall.kept.is_none()) {
        return;
    }
    let mut walls = std::mem::take(&mut summit.walls);
    for Kept { scene, cards, lost, .. } in walls.values_mut().filter_map(|wall| wall.kept.as_mut())
    {
        let is_lost = |(_, card): &(&ThemeId, &Card)| {
            card.example.is_some_and(|example| ideas.contains(&example))
                || label::of(summit, &card.theme) != card.label
        };
        lost.extend(cards.iter().filter(is_lost).map(|(id, _)| Lost::Theme(*id)));
        let is_of_phone = |id: &IdeaId| summit.review.forms.contains_key(id);
        if *scene == Scene::Words && ideas.iter().any(is_of_phone) {
            lost.insert(Lost::Words);
        }
    }
    summit.walls = walls;
}
