//! What the displays in the hall show.

use crate::{ids::WallId, rejection::Rejection, summit::Summit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
}

impl Default for Wall {
    fn default() -> Self {
        Self { scene: Scene::Title, frozen: false }
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

/// What a command would change.
pub fn decide(summit: &Summit, command: &Command) -> Result<Vec<Event>, Rejection> {
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
pub fn apply(summit: &mut Summit, event: &Event) {
    match event {
        Event::Shown { wall, scene } => {
            summit.walls.entry(wall.clone()).or_default().scene = *scene
        }
        Event::Frozen { wall, frozen } => {
            summit.walls.entry(wall.clone()).or_default().frozen = *frozen
        }
    }
}
