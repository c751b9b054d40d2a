//! `kill -9` in the middle of a round, and a stop: nothing that was answered is lost or doubled, and every screen
//! comes back by itself.

#[path = "kill/chance.rs"]
mod chance;
#[path = "kill/hall.rs"]
mod hall;
#[path = "kill/process.rs"]
mod process;
#[path = "kill/screen.rs"]
mod screen;

use chance::Chance;
use futures_util::StreamExt as _;
use hall::{Hall, IDEAS, TABLES};
use process::{Joined, PATIENCE, Place, Process};
use screen::{HandIn, News, Shown, Socket, hand_in_again, open, say};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use tokio::{sync::mpsc, time::timeout};
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

/// How often the server is killed, each time with a new summit.
const RUNS: u64 = 10;
/// Ideas of all tables.
const ALL: usize = TABLES * IDEAS;
/// How long screens may take to show the same once nothing happens any more.
const QUIET: Duration = Duration::from_secs(10);
/// Another may be given to find other moments.
const SEED: &str = "BURGERTOP_TEST_SEED";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_before_a_kill_is_there_after_it_exactly_once() {
    let seed: u64 = env::var(SEED).ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    for seed in seed..seed + RUNS {
        let run = timeout(PATIENCE, killed_once(seed));
        let Figures { answered, unheard, back, whole } =
            run.await.unwrap_or_else(|_| panic!("{SEED}={seed} does not end"));
        eprintln!(
            "{SEED}={seed}: {answered} of {ALL} answered before the kill, {unheard} more saved; first saved reply {} ms after it, the last {} ms",
            back.as_millis(),
            whole.as_millis()
        );
    }
}

struct Figures {
    answered: usize,
    /// Saved before the kill, which came before the answer.
    unheard: usize,
    /// From the kill to the first idea that is saved.
    back: Duration,
    /// From the kill to the last.
    whole: Duration,
}

async fn killed_once(seed: u64) -> Figures {
    let mut chance = Chance::seeded(seed);
    let place = hall::place();
    let process = place.start().await;
    let (tell, mut news) = mpsc::unbounded_channel();
    let mut hall = Hall::filled(&place, &process, &tell).await;
    let ideas = hall::ideas(&mut chance);
    let kill_after = 20 + chance.below(130);

    let mut saved = BTreeMap::new();
    let handing_in = hall.hand_in(&ideas, &mut chance);
    let killing = async {
        while saved.len() < kill_after {
            let (id, at, ..) = next_saved(seed, &mut news).await;
            saved.insert(id, at);
        }
        process.kill().await;
        let killed_at = (Instant::now(), SystemTime::now());
        (place.start().await, killed_at)
    };
    let ((), (process, (killed_at, killed_time))) = tokio::join!(handing_in, killing);

    // What was answered before the kill may still be on its way to the test.
    let (mut answered, mut back, mut whole) = (saved.len(), None, Duration::ZERO);
    while saved.len() < ALL {
        let (id, at, connection, when) = next_saved(seed, &mut news).await;
        assert_eq!(saved.insert(id, at), None, "seed {seed}: {id} was answered twice");
        if connection == 1 {
            answered += 1;
        } else {
            whole = when - killed_at;
            back.get_or_insert(whole);
        }
    }
    assert!(answered < ALL, "seed {seed}: killed too late to mean anything");

    every_screen_came_back(seed, &mut hall, &process, &tell, &ideas).await;
    let tables = hall.leave().await;
    resends_are_answered_alike(seed, &process, &tables, &ideas, &saved).await;
    stop(process).await;
    let times = the_log_holds_each_once(seed, &place, &ideas, &saved).await;
    let killed_ms = killed_time.duration_since(UNIX_EPOCH).expect("after 1970").as_millis();
    let unheard =
        times.iter().filter(|at| u128::from(**at) <= killed_ms).count().saturating_sub(answered);
    let process = place.start().await;
    resends_are_answered_alike(seed, &process, &tables, &ideas, &saved).await;
    stop(process).await;
    if let Ok(News::Wrong(what)) = news.try_recv() {
        panic!("seed {seed}: {what}");
    }
    Figures { answered, unheard, back: back.expect("ideas were saved after the kill"), whole }
}

async fn next_saved(
    seed: u64,
    news: &mut mpsc::UnboundedReceiver<News>,
) -> (Uuid, u64, u32, Instant) {
    match timeout(PATIENCE, news.recv()).await {
        Ok(Some(News::Saved { id, at, connection, when })) => (id, at, connection, when),
        other => panic!("seed {seed}: {other:?}"),
    }
}

/// Each by itself, and each shows what one that starts from nothing is given.
async fn every_screen_came_back(
    seed: u64,
    hall: &mut Hall,
    process: &Process,
    tell: &mpsc::UnboundedSender<News>,
    ideas: &[Vec<HandIn>],
) {
    for seat in hall.seats() {
        let mut fresh = seat.fresh(process.address, tell);
        fresh.shows("its documents", Shown::is_whole).await;
        let screen = &mut seat.screen;
        let same = async {
            while !screen.shown.borrow().is_like(&fresh.shown.borrow()) {
                tokio::select! {
                    changed = screen.shown.changed() => changed.expect("it lives"),
                    changed = fresh.shown.changed() => changed.expect("it lives"),
                }
            }
        };
        if timeout(QUIET, same).await.is_err() {
            panic!(
                "seed {seed}: came back: {:#?}\nfresh: {:#?}",
                screen.shown.borrow(),
                fresh.shown.borrow()
            );
        }
        let welcomes = screen.shown.borrow().connections;
        assert!(welcomes >= 2, "seed {seed}: {:?} was welcomed {welcomes} times", seat.follows);
        fresh.leave().await;
    }
    for (table, (seat, ideas)) in (1..).zip(hall.tables.iter().zip(ideas)) {
        shows_each_once(seed, &seat.screen.shown.borrow(), &format!("table/{table}"), ideas.iter());
    }
    shows_each_once(seed, &hall.desk.screen.shown.borrow(), "desk", ideas.iter().flatten());
    let wall = hall.wall.screen.shown.borrow();
    let progress = wall.entries("wall/main", "progress");
    assert_eq!(progress[""]["ideas"], ALL, "seed {seed}: {progress:?}");
}

fn shows_each_once<'i>(
    seed: u64,
    shown: &Shown,
    doc: &str,
    ideas: impl Iterator<Item = &'i HandIn>,
) {
    let shown = shown.entries(doc, "idea/");
    let shown: BTreeMap<_, _> =
        shown.into_iter().map(|(id, idea)| (id.to_owned(), text(&idea))).collect();
    let handed_in: BTreeMap<_, _> =
        ideas.map(|idea| (idea.id.to_string(), idea.text.clone())).collect();
    assert_eq!(shown, handed_in, "seed {seed}: {doc}");
}

fn text(idea: &Value) -> String {
    idea["text"].as_str().unwrap_or_default().to_owned()
}

async fn stop(process: Process) {
    process.terminate();
    let status = process.ended().await;
    assert!(status.success(), "{status}");
}

/// The log has no holes, and every idea where its screen was told, once, as it was written. When each was saved.
async fn the_log_holds_each_once(
    seed: u64,
    place: &Place,
    ideas: &[Vec<HandIn>],
    saved: &BTreeMap<Uuid, u64>,
) -> Vec<u64> {
    let verified = place.run(&["verify"]).await;
    assert!(verified.status.success(), "seed {seed}: {verified:?}");
    let exported = place.run(&["export"]).await;
    assert!(exported.status.success(), "seed {seed}: {exported:?}");
    let record: Value = serde_json::from_slice(&exported.stdout).expect("JSON");
    let entries = record["ideas"].as_array().expect("a list");
    assert_eq!(entries.len(), ALL, "seed {seed}");
    let entry = |idea: &Value| {
        (idea["id"].as_str().map(str::to_owned), idea["offset"].as_u64(), text(idea))
    };
    let found: BTreeSet<_> = entries.iter().map(entry).collect();
    let handed_in = ideas.iter().flatten();
    let expected = handed_in
        .map(|idea| (Some(idea.id.to_string()), saved.get(&idea.id).copied(), idea.text.clone()));
    assert_eq!(found, expected.collect(), "seed {seed}");
    entries.iter().filter_map(|idea| idea["at"].as_u64()).collect()
}

/// By other connections of the same seats; and as fast as they like, for nothing is done again.
async fn resends_are_answered_alike(
    seed: u64,
    process: &Process,
    tables: &[Joined],
    ideas: &[Vec<HandIn>],
    saved: &BTreeMap<Uuid, u64>,
) {
    for (table, ideas) in tables.iter().zip(ideas) {
        let answers = hand_in_again(process.address, &table.token, ideas).await;
        for idea in ideas {
            let at = answers[&idea.id]["at"].as_u64();
            assert_eq!(at, saved.get(&idea.id).copied(), "seed {seed}: {answers:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_sends_everyone_away_to_come_back_and_ends_well() {
    let place = hall::place();
    let process = place.start().await;
    let mut sockets = Vec::new();
    for table in 1..=TABLES as u64 {
        let joined = process.join(&place.code("host", Some(table))).await;
        let mut socket = open(process.address).await.expect("it listens");
        say(&mut socket, &json!({ "hello": { "token": joined.token, "watch": { "room": null } } }))
            .await
            .expect("it listens");
        hear(&mut socket, "sync").await;
        sockets.push(socket);
    }
    process.terminate();
    for socket in &mut sockets {
        let bye = hear(socket, "bye").await;
        assert_eq!(bye["code"], 1012);
        assert!(bye["retry_ms"].as_u64().is_some_and(|retry_ms| retry_ms <= 5_000), "{bye}");
        match timeout(PATIENCE, socket.next()).await.expect("a close") {
            Some(Ok(Message::Close(Some(close)))) => assert_eq!(u16::from(close.code), 1012),
            other => panic!("{other:?}"),
        }
    }
    let status = process.ended().await;
    assert_eq!(status.code(), Some(0), "{}", place.log());
}

/// The next frame of this kind.
async fn hear(socket: &mut Socket, kind: &str) -> Value {
    loop {
        let message = timeout(PATIENCE, socket.next())
            .await
            .expect("a frame")
            .expect("it is open")
            .expect("it is open");
        if let Message::Text(text) = message {
            let mut frame: Value = serde_json::from_str(&text).expect("JSON");
            if let Some(inner) = frame.get_mut(kind) {
                return inner.take();
            }
        }
    }
}
