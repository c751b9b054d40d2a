//! A hub on a stage: scripted sockets, a journal that fails on command, tokens that say who they are for.
#![allow(dead_code, reason = "each test file needs a part of it")]

pub mod client;
pub mod nodes;
pub mod script;
pub mod sharing;
pub mod tokens;
pub mod words;

pub use client::{Client, Manner};
#[allow(unused_imports, reason = "each test file needs a part of it")]
pub use script::{Mood, Script};

use domain::{
    Epoch, RequestId, SummitId, Time,
    programme::{Item, Kind, PhoneInput, Programme, ReviewRules, RoundPlan, TableInput, Words},
};
use hub::{
    Clock, CodesOnly, Encoders, Environment, Gateway, Hub, NoMetrics, Opening, SummitHandle,
    Translate,
};
use journal::Journal;
use relay::{Alone, Relay};
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::time::sleep;

/// When the day begins.
pub const MORNING: Time = Time(1_800_000_000_000);
/// Phases of round `r1`, in seconds.
pub const TALK_S: u64 = 600;
pub const HAND_IN_S: u64 = 240;
pub const GRACE_S: u64 = 30;

/// The clock of a machine, which people set.
#[derive(Clone)]
pub struct Machine {
    began: tokio::time::Instant,
    at: Arc<AtomicU64>,
}

impl Machine {
    pub fn showing(time: Time) -> Self {
        Self { began: tokio::time::Instant::now(), at: Arc::new(AtomicU64::new(time.0)) }
    }

    pub fn now(&self) -> Time {
        let since = u64::try_from(self.began.elapsed().as_millis()).expect("ms");
        Time(self.at.load(Ordering::Relaxed) + since)
    }

    pub fn is_set(&self, by_ms: i64) {
        let at = self.at.load(Ordering::Relaxed).saturating_add_signed(by_ms);
        self.at.store(at, Ordering::Relaxed);
    }
}

/// A hub with one summit of ten tables, on a journal that outlives it.
pub struct Stage {
    pub hub: Hub,
    pub gateway: Gateway,
    pub summit: SummitHandle,
    pub journal: Arc<Script>,
    /// Whether the disk has room for more.
    pub has_room: Arc<AtomicBool>,
}

/// What a stage is set up with; a clone on the same journal is the node after a restart.
#[derive(Clone)]
pub struct Props {
    pub journal: Arc<Script>,
    pub now: Time,
    pub seed: u64,
    pub previous: Vec<(Epoch, domain::Offset)>,
    pub read_only: Option<String>,
    pub translator: Arc<dyn Translate>,
    pub programme: Programme,
    /// The way to other stages.
    pub relay: Arc<dyn Relay>,
    /// The clock by which people look; without one the time of day is that of the log.
    pub machine: Option<Machine>,
}

impl Props {
    pub fn new() -> Self {
        Self {
            journal: Arc::new(Script::new("k1")),
            now: MORNING,
            seed: 1,
            previous: Vec::new(),
            read_only: None,
            translator: Arc::new(CodesOnly),
            programme: programme(),
            relay: Arc::new(Alone),
            machine: None,
        }
    }

    /// Founds the summit if its log is empty, and opens it.
    pub async fn set_up(self, encoders: Encoders) -> Stage {
        let has_room = Arc::new(AtomicBool::new(true));
        let machine = self.machine;
        let environment = Environment {
            relay: self.relay,
            machine: Arc::new(move || machine.as_ref().map(Machine::now)),
            ..environment(self.now, self.seed, &has_room)
        };
        let journal = self.journal;
        let position = journal.position().await.expect("memory does not fail");
        if position.offset.0 == 0 {
            let id = SummitId::from("hall");
            hub::found(&*journal, &id, &self.programme, self.now, [7; 16])
                .await
                .expect("an empty log");
        }
        let hub = Hub::with_script(environment, rehearsed());
        let opening = Opening {
            journal: journal.clone(),
            previous: self.previous,
            read_only: self.read_only,
        };
        let summit = hub.open(opening, encoders).await.expect("a summit");
        hub.set_ready();
        let gateway = Gateway {
            hub: hub.clone(),
            authenticator: Arc::new(tokens::Plain),
            translator: self.translator,
        };
        Stage { hub, gateway, summit, journal, has_room }
    }
}

/// A node's surroundings, in which all chance comes from a seed.
pub fn environment(now: Time, seed: u64, has_room: &Arc<AtomicBool>) -> Environment {
    let drawn = AtomicU64::new(seed << 32);
    let room = Arc::clone(has_room);
    Environment {
        clock: Clock::starting_at(now),
        entropy: Arc::new(move || {
            let next = || splitmix(drawn.fetch_add(1, Ordering::Relaxed)).to_be_bytes();
            let mut salt = [0; 16];
            salt[..8].copy_from_slice(&next());
            salt[8..].copy_from_slice(&next());
            salt
        }),
        health: Arc::new(BTreeMap::new),
        has_room: Arc::new(move || room.load(Ordering::Relaxed)),
        metrics: Arc::new(NoMetrics),
        machine: Arc::new(|| None),
        time_zone: "Europe/Amsterdam".into(),
        relay: Arc::new(Alone),
    }
}

impl Stage {
    pub async fn new() -> Self {
        Props::new().set_up(words::no_themes()).await
    }

    /// The same journal under another hub, some time after this one was stopped.
    pub async fn restarted(self, down: Duration) -> Self {
        self.hub.drain();
        self.hub.end().await;
        sleep(down).await;
        Props { now: self.hub.now(), seed: 2, journal: self.journal.clone(), ..Props::new() }
            .set_up(words::no_themes())
            .await
    }

    /// Someone who was let in, and follows these documents.
    pub async fn joins(&self, token: &str, docs: &[&str]) -> Client {
        let mut client = Client::connects(self.gateway.clone());
        client.hello(token, docs).await;
        client
    }

    /// Asks without a connection, and so without its rates.
    pub async fn asks_as(&self, seat: &str, command: serde_json::Value) -> hub::Answer {
        let (id, actor) = (RequestId(uuid::Uuid::new_v4()), tokens::actor(seat));
        let command = serde_json::from_value(command).expect("a command");
        self.summit.request(actor, id, None, command).await
    }

    pub async fn facilitator(&self) -> Client {
        self.joins("facilitator staff/anna", &["room", "control"]).await
    }

    /// The tablet of a table.
    pub async fn host(&self, table: u16) -> Client {
        let own = format!("table/{table}");
        self.joins(&format!("host table/{table}"), &["room", &own]).await
    }

    /// A facilitator who brought the day to the handing in of `r1`.
    pub async fn with_open_round(&self) -> Client {
        let mut facilitator = self.facilitator().await;
        facilitator.does(serde_json::json!({"agenda":{"next":{}}})).await;
        facilitator.does(serde_json::json!({"agenda":{"next":{}}})).await;
        facilitator.does(serde_json::json!({"round":{"open":{}}})).await;
        facilitator
    }
}

/// An opening, two rounds, theming and a close.
pub fn programme() -> Programme {
    let item = |id: &str, kind, round| Item {
        id: id.into(),
        kind,
        title: id.to_owned(),
        titles: BTreeMap::new(),
        prompt: None,
        prompts: BTreeMap::new(),
        minutes: 15,
        round,
        scene: None,
    };
    let round = |talk_s: u64, hand_in_s: u64| RoundPlan {
        talk_s: u32::try_from(talk_s).expect("seconds"),
        hand_in_s: u32::try_from(hand_in_s).expect("seconds"),
        grace_s: u32::try_from(GRACE_S).expect("seconds"),
        phone: PhoneInput::Word,
        table: TableInput::Ideas,
        words: Some(Words::AtOnce),
    };
    let tablets = RoundPlan { phone: PhoneInput::Nothing, ..round(0, 300) };
    Programme {
        title: "Hall".to_owned(),
        titles: BTreeMap::new(),
        start_minute: 600,
        time_zone: Some("Europe/Amsterdam".to_owned()),
        tables: 10,
        seats: 4,
        walls: vec!["main".into()],
        segments: Vec::new(),
        review: ReviewRules::default(),
        items: vec![
            item("opening", Kind::Plenary, None),
            item("r1", Kind::Round, Some(round(TALK_S, HAND_IN_S))),
            item("r2", Kind::Round, Some(tablets)),
            item("theming", Kind::Theming, None),
            item("end", Kind::Closing, None),
        ],
    }
}

/// What simulated people say.
pub fn rehearsed() -> hub::Script {
    let line = |n: u32| format!("{{\"text\":\"Idee {n} van een ander\",\"label\":\"groen\"}}\n");
    let lines: String = (0..300).map(line).collect();
    hub::Script::read(&lines).expect("a script")
}

/// One number after another that look like chance (Steele, Lea & Flood 2014).
pub const fn splitmix(state: u64) -> u64 {
    let z = state.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

pub const fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

pub const fn millis(n: u64) -> Duration {
    Duration::from_millis(n)
}
