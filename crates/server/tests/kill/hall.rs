//! A hall in the middle of a round: a facilitator, twenty tables that hand in, a desk and a wall.

use super::{
    chance::Chance,
    process::{Joined, Place, Process},
    screen::{HandIn, News, Screen, Shown},
};
use serde_json::json;
use std::{net::SocketAddr, time::Duration};
use tokio::{sync::mpsc, time::sleep};
use uuid::Uuid;

pub const TABLES: usize = 20;
/// Ideas that each table hands in: as many as it may in a minute.
pub const IDEAS: usize = 10;
/// Longest pause between two ideas of a table, so that the kill comes between them.
const PAUSE_MAX_MS: usize = 40;

const PROGRAMME: &str = r#"
title = "Proef"
start_minute = 600
tables = 20
seats = 1

[[items]]
id = "opening"
kind = "plenary"
title = "Opening"
minutes = 10
scene = "title"

[[items]]
id = "r1"
kind = "round"
title = "Ronde 1"
scene = "progress"
[items.round]
talk_s = 0
hand_in_s = 3600
"#;

/// A new summit.
pub fn place() -> Place {
    place_with(&[])
}

/// A new summit, with settings.
pub fn place_with(settings: &[(&str, &str)]) -> Place {
    Place::new(PROGRAMME, settings)
}

/// Ten ideas of each table, in words that themes are made of.
pub fn ideas(chance: &mut Chance) -> Vec<Vec<HandIn>> {
    const WORDS: [&str; 8] =
        ["bomen", "bussen", "scholen", "zorg", "wonen", "water", "sport", "rust"];
    let mut idea = |table: usize, n: usize| {
        let mut word = || WORDS[chance.below(WORDS.len())];
        let text = format!("Meer {} en {} voor tafel {table}, idee {n}", word(), word());
        HandIn { id: Uuid::new_v4(), text }
    };
    (1..=TABLES).map(|table| (1..=IDEAS).map(|n| idea(table, n)).collect()).collect()
}

/// Someone at a screen.
pub struct Seat {
    pub joined: Joined,
    pub follows: Vec<String>,
    pub screen: Screen,
}

impl Seat {
    /// Someone joins, and has what they follow.
    pub async fn taken(
        process: &Process,
        code: &str,
        follows: &[&str],
        news: &mpsc::UnboundedSender<News>,
    ) -> Self {
        let joined = process.join(code).await;
        let follows: Vec<String> = follows.iter().map(|doc| (*doc).to_owned()).collect();
        let screen = Screen::start(process.address, &joined.token, &follows, news);
        let mut seat = Self { joined, follows, screen };
        seat.screen.shows("its documents", Shown::is_whole).await;
        seat
    }

    async fn hands_in(&self, paced: Vec<(usize, HandIn)>) {
        for (pause_ms, idea) in paced {
            sleep(Duration::from_millis(pause_ms as u64)).await;
            self.screen.hand_in(idea);
        }
    }

    /// The same seat at a screen that holds nothing yet.
    pub fn fresh(&self, address: SocketAddr, news: &mpsc::UnboundedSender<News>) -> Screen {
        Screen::start(address, &self.joined.token, &self.follows, news)
    }
}

/// Everyone in it.
pub struct Hall {
    pub tables: Vec<Seat>,
    pub desk: Seat,
    pub wall: Seat,
}

impl Hall {
    /// The round is open, and everyone is there.
    pub async fn filled(
        place: &Place,
        process: &Process,
        news: &mpsc::UnboundedSender<News>,
    ) -> Self {
        let facilitator = process.join(&place.code("facilitator", None)).await;
        process.request(&facilitator, json!({ "agenda": { "next": {} } })).await;
        process.request(&facilitator, json!({ "agenda": { "next": { "from": "opening" } } })).await;

        let taken = |role: &str, table: Option<u64>, doc: String| {
            let code = place.code(role, table);
            async move { Seat::taken(process, &code, &["room", &doc], news).await }
        };
        let mut tables = Vec::with_capacity(TABLES);
        for table in 1..=TABLES as u64 {
            tables.push(taken("host", Some(table), format!("table/{table}")).await);
        }
        let desk = taken("theme_team", None, "desk".to_owned()).await;
        let wall = taken("projector", None, "wall/main".to_owned()).await;
        Self { tables, desk, wall }
    }

    /// Hands everything in, each table at its own pace, whether the server is there or not.
    pub async fn hand_in(&self, ideas: &[Vec<HandIn>], chance: &mut Chance) {
        let tables = self.tables.iter().zip(ideas).map(|(seat, ideas)| {
            let paced = ideas.iter().map(|idea| (chance.below(PAUSE_MAX_MS), idea.clone()));
            seat.hands_in(paced.collect())
        });
        let tables: Vec<_> = tables.collect();
        futures_util::future::join_all(tables).await;
    }

    pub fn seats(&mut self) -> impl Iterator<Item = &mut Seat> {
        self.tables.iter_mut().chain([&mut self.desk, &mut self.wall])
    }

    /// Everyone leaves, when all they handed in is saved. Who sat at the tables, in their order.
    pub async fn leave(self) -> Vec<Joined> {
        let mut joined = Vec::new();
        for seat in self.tables {
            joined.push(seat.joined);
            seat.screen.leave().await;
        }
        self.desk.screen.leave().await;
        self.wall.screen.leave().await;
        joined
    }
}
