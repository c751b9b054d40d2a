//! Themes that the machine proposes.

use crate::stage::{Props, Stage, seconds};
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use themes::{Engine, Grouping, Moved, Target, Text, Theme, WordOverlap};
use uuid::Uuid;

const TREES: [&str; 6] = [
    "Bomen planten in de straat",
    "Bomen planten op het plein",
    "Langs de weg bomen planten",
    "Samen bomen planten",
    "Elke wijk bomen planten",
    "Bij de school bomen planten",
];
const PATHS: [&str; 6] = [
    "Veilige fietspaden",
    "Veilige en brede fietspaden",
    "Verlichting op veilige fietspaden",
    "Rode veilige fietspaden",
    "Overal veilige fietspaden",
    "Veilige fietspaden naar het station",
];

async fn hand_in(stage: &Stage, table: u16, texts: &[&str]) -> Vec<Uuid> {
    let mut host = stage.host(table).await;
    let mut ids = Vec::new();
    for text in texts {
        ids.push(host.asks(json!({"idea":{"submit":{"text":text}}})));
    }
    for id in &ids {
        assert!(host.gets(*id).await["at"].is_u64());
    }
    ids
}

#[tokio::test(start_paused = true)]
async fn ideas_that_share_words_become_themes() {
    let stage = Props::new().set_up(WordOverlap::new()).await;
    let _facilitator = stage.with_open_round().await;
    let mut desk = stage.joins("theme_team staff/bo", &["desk"]).await;
    let trees = hand_in(&stage, 1, &TREES).await;
    let paths = hand_in(&stage, 2, &PATHS).await;
    desk.sees("desk", "coverage", |it| it["grouped"] == 12).await;
    let theme = |id: &Uuid| desk.entry("desk", &format!("idea/{id}"))["theme"].clone();
    assert!(trees.iter().all(|id| theme(id) == theme(&trees[0])));
    assert!(paths.iter().all(|id| theme(id) == theme(&paths[0])));
    assert_ne!(theme(&trees[0]), theme(&paths[0]));
    let key = format!("theme/{}", theme(&trees[0]).as_str().expect("an id"));
    let label = desk.entry("desk", &key)["label"].as_str().expect("a label").to_lowercase();
    assert!(label.contains("bomen"), "{label}");
}

#[tokio::test(start_paused = true)]
async fn what_a_person_moved_stays_there() {
    let stage = Props::new().set_up(WordOverlap::new()).await;
    let _facilitator = stage.with_open_round().await;
    let mut desk = stage.joins("theme_team staff/bo", &["desk"]).await;
    let trees = hand_in(&stage, 1, &TREES).await;
    desk.sees("desk", "coverage", |it| it["grouped"] == 6).await;
    let own = desk.asks(json!({"theme":{"create":{"label":"Schoolplein"}}}));
    desk.gets(own).await;
    desk.does(json!({"theme":{"move":{"idea":trees[5],"theme":own}}})).await;
    hand_in(&stage, 2, &["Nog meer bomen planten", "Bomen planten, nu", "Ook bomen planten"]).await;
    desk.sees("desk", "coverage", |it| it["grouped"] == 9).await;
    desk.rests(seconds(5)).await;
    assert_eq!(desk.entry("desk", &format!("idea/{}", trees[5]))["theme"], json!(own));
    assert_eq!(desk.entry("desk", &format!("theme/{own}"))["label"], "Schoolplein");
}

/// An engine that counts how often it is asked, and proposes what is never taken.
struct Stubborn(Arc<AtomicUsize>);

impl Engine for Stubborn {
    fn see(&mut self, _: &[Text], _: &[Theme]) {}

    fn place(&mut self, _: &str) -> Option<Uuid> {
        None
    }

    fn group(&mut self, texts: &[Text], _: &[Theme]) -> Grouping {
        self.0.fetch_add(1, Ordering::Relaxed);
        let to = Target::Existing(Uuid::nil());
        let moves = texts.iter().map(|text| Moved { text: text.key, to }).collect();
        Grouping { moves, labels: Vec::new() }
    }
}

#[tokio::test(start_paused = true)]
async fn the_machine_looks_only_when_something_changed() {
    let asked = Arc::new(AtomicUsize::new(0));
    let stage = Props::new().set_up(Stubborn(Arc::clone(&asked))).await;
    let mut facilitator = stage.with_open_round().await;
    facilitator.rests(seconds(60)).await;
    assert_eq!(asked.load(Ordering::Relaxed), 0, "there are no ideas");
    hand_in(&stage, 1, &TREES).await;
    facilitator.rests(seconds(60)).await;
    assert!(asked.load(Ordering::Relaxed) <= 2, "at most twice a second, and not again");
    let commits = stage.journal.log().await.len();
    facilitator.rests(seconds(60)).await;
    assert_eq!(stage.journal.log().await.len(), commits);
}

#[tokio::test(start_paused = true)]
async fn what_could_not_be_written_is_proposed_again() {
    let stage = Props::new().set_up(WordOverlap::new()).await;
    let _facilitator = stage.with_open_round().await;
    let mut desk = stage.joins("theme_team staff/bo", &["desk"]).await;
    hand_in(&stage, 1, &TREES[..1]).await;
    hand_in(&stage, 2, &TREES[1..]).await;
    stage.journal.memory.fill(true);
    desk.rests(seconds(3)).await;
    assert_eq!(desk.entry("desk", "coverage")["grouped"], 0);
    stage.journal.memory.fill(false);
    desk.sees("desk", "coverage", |it| it["grouped"] == 6).await;
}

/// An engine that falls over.
struct Falls;

impl Engine for Falls {
    fn see(&mut self, _: &[Text], _: &[Theme]) {}

    fn place(&mut self, _: &str) -> Option<Uuid> {
        None
    }

    fn group(&mut self, _: &[Text], _: &[Theme]) -> Grouping {
        panic!("an engine that falls over")
    }
}

#[tokio::test(start_paused = true)]
async fn an_engine_that_falls_over_leaves_themes_to_people() {
    let stage = Props::new().set_up(Falls).await;
    let _facilitator = stage.with_open_round().await;
    let mut desk = stage.joins("theme_team staff/bo", &["desk"]).await;
    let ideas = hand_in(&stage, 1, &TREES).await;
    desk.rests(seconds(5)).await;
    let theme = desk.asks(json!({"theme":{"create":{"label":"Bomen"}}}));
    desk.gets(theme).await;
    desk.does(json!({"theme":{"move":{"idea":ideas[0],"theme":theme}}})).await;
    desk.sees("desk", "coverage", |it: &Value| it["grouped"] == 1).await;
}
