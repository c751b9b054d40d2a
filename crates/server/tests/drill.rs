//! The spare-laptop drill: the box in the hall dies in the middle of a round, a stick with the followed backup is
//! put into another, and everyone goes on there: what was answered is there, once.

#[path = "kill/chance.rs"]
mod chance;
#[path = "kill/hall.rs"]
mod hall;
#[path = "kill/process.rs"]
mod process;
#[expect(dead_code, reason = "other tests use the rest of it")]
#[path = "kill/screen.rs"]
mod screen;

use chance::Chance;
use hall::{Hall, IDEAS, Seat, TABLES};
use process::{PATIENCE, Place, Process};
use screen::{News, Shown};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    time::{Duration, Instant},
};
use tokio::{sync::mpsc, time::timeout};
use uuid::Uuid;

/// Ideas of all tables.
const ALL: usize = TABLES * IDEAS;
/// Ideas that are answered before the box dies.
const DIES_AFTER: usize = 120;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hall_goes_on_with_a_spare_laptop_and_the_stick() {
    timeout(PATIENCE, drill()).await.expect("the drill ends");
}

async fn drill() {
    let stick = tempfile::tempdir().expect("a stick");
    let folder = stick.path().to_str().expect("a name");
    let (here, spare) = (hall::place_with(&[("BACKUP__FOLLOW", folder)]), hall::place());
    let box_a = here.start().await;
    let address_a = box_a.address;
    let (tell, mut news) = mpsc::unbounded_channel();
    let mut hall = Hall::filled(&here, &box_a, &tell).await;
    on_the_stick(&here, &box_a, &tell).await;
    let mut chance = Chance::seeded(7);
    let ideas = hall::ideas(&mut chance);

    let mut answered = BTreeMap::new();
    let handing_in = hall.hand_in(&ideas, &mut chance);
    let dying = async {
        while answered.len() < DIES_AFTER {
            let Some(News::Saved { id, at, .. }) = news.recv().await else {
                panic!("the first box answers")
            };
            answered.insert(id, at);
        }
        box_a.kill().await;
        Instant::now()
    };
    let ((), died) = tokio::join!(handing_in, dying);

    let restored = spare.run(&["restore", folder]).await;
    assert!(restored.status.success(), "{restored:?}");
    // On a laptop of its own it would keep the port; here it must be another.
    fs::remove_file(spare.file("data/port")).expect("the port came along");
    let box_b = spare.start().await;
    assert_ne!(box_b.address, address_a);
    let up = died.elapsed();
    hall.seats().for_each(|seat| seat.screen.point_at(box_b.address));

    // Whoever starts from nothing on the spare box sees all of it, once everyone has sent again what it lacks.
    let mut desk = hall.desk.fresh(box_b.address, &tell);
    desk.shows("every idea", |shown| shown.entries("desk", "idea/").len() == ALL).await;
    let whole = died.elapsed();
    for seat in hall.seats() {
        seat.screen.shows("the spare box", |shown| shown.connections >= 2).await;
    }
    let mut wall = hall.wall.fresh(box_b.address, &tell);
    wall.shows("its documents", Shown::is_whole).await;
    let all_counted = |shown: &Shown| shown.entries("wall/main", "progress")[""]["ideas"] == ALL;
    wall.shows("every idea counted", all_counted).await;
    hall.wall.screen.shows("every idea counted", all_counted).await;
    assert!(wall.shown.borrow().is_like(&hall.wall.screen.shown.borrow()), "the wall is the same");
    desk.leave().await;
    wall.leave().await;
    hall.leave().await;

    let (mut again, mut first_saved) = (BTreeSet::new(), None);
    while let Ok(new) = news.try_recv() {
        match new {
            News::Again(id) => drop(again.insert(id)),
            News::Saved { when, connection, .. } if connection >= 2 => {
                first_saved.get_or_insert(when - died);
            }
            News::Saved { id, at, .. } => drop(answered.insert(id, at)),
            News::Wrong(what) => panic!("{what}"),
        }
    }
    assert!(again.iter().all(|id| answered.contains_key(id)), "only what was answered");
    box_b.terminate();
    assert!(box_b.ended().await.success());
    let in_log = each_once(&spare, &ideas).await;
    let lost = answered.keys().filter(|id| !in_log.contains(id)).count();
    assert_eq!(lost, 0, "answered, and lost");
    eprintln!(
        "{} of {ALL} answered by the first box, {} of them were not yet on the stick and sent again, {lost} lost; \
         the spare box was up {} ms after the death, first saved reply {} ms, all saved {} ms",
        answered.len(),
        again.len(),
        up.as_millis(),
        first_saved.unwrap_or(Duration::ZERO).as_millis(),
        whole.as_millis(),
    );
    assert!(Path::new(folder).join("burgertop.backup").is_file());
}

/// Waits until the stick holds the summit, and that its round is open: the stick is about a second behind, and a box that
/// never knew of the round takes no new ideas for it.
async fn on_the_stick(place: &Place, process: &Process, tell: &mpsc::UnboundedSender<News>) {
    // Founded, the facilitator joined, and two steps.
    const ROUND_OPENED: u64 = 4;
    let operator = place.code("operator", None);
    let mut operator = Seat::taken(process, &operator, &["health"], tell).await;
    let holds = |shown: &Shown| {
        let backup = shown.entries("health", "backup");
        backup.values().any(|it| it["at"].as_u64().is_some_and(|at| at >= ROUND_OPENED))
    };
    operator.screen.shows("the round on the stick", holds).await;
    operator.screen.leave().await;
}

/// Every idea stands in the log of the spare box, once, as it was written.
async fn each_once(place: &Place, ideas: &[Vec<screen::HandIn>]) -> BTreeSet<Uuid> {
    let verified = place.run(&["verify"]).await;
    assert!(verified.status.success(), "{verified:?}");
    let exported = place.run(&["export"]).await;
    let record: Value = serde_json::from_slice(&exported.stdout).expect("JSON");
    let entries = record["ideas"].as_array().expect("a list");
    let entry = |idea: &Value| {
        let id = idea["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
        (id, idea["text"].as_str().unwrap_or_default().to_owned())
    };
    let found: Vec<(Uuid, String)> = entries.iter().map(entry).collect();
    assert_eq!(found.len(), ALL);
    let expected = ideas.iter().flatten().map(|idea| (idea.id, idea.text.clone())).collect();
    assert_eq!(found.iter().cloned().collect::<BTreeSet<_>>(), expected);
    found.into_iter().map(|(id, _)| id).collect()
}
