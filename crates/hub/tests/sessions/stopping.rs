//! A node that stops, and a connection that fails alone.

use crate::stage::{Props, Stage, millis, seconds, words::no_themes};
use hub::{Refused, Translate};
use protocol::CloseCode;
use serde_json::json;
use std::{collections::BTreeSet, sync::Arc};
use tokio::time::{Instant, sleep};

#[tokio::test(start_paused = true)]
async fn a_node_that_stops_sends_everyone_away_each_for_another_while() {
    let stage = Stage::new().await;
    let mut clients = Vec::new();
    for table in 1..=10 {
        clients.push(stage.host(table).await);
    }
    assert!(stage.hub.is_ready());
    stage.hub.drain();
    assert!(!stage.hub.is_ready());
    let mut waits = BTreeSet::new();
    for client in &mut clients {
        let (bye, close) = client.ends().await;
        let bye = bye.expect("a bye goes first");
        assert_eq!((&bye["code"], close), (&json!(1012), Some(CloseCode::Restart)));
        waits.insert(bye["retry_ms"].as_u64().expect("a time"));
    }
    assert!(waits.len() > 5, "{waits:?}");
    assert!(waits.iter().all(|ms| *ms <= 2_000));
}

#[tokio::test(start_paused = true)]
async fn what_was_asked_before_the_node_stops_is_answered() {
    let stage = Stage::new().await;
    let mut host = stage.host(7).await;
    stage.journal.hold().await;
    let id = host.asks(json!({"table":{"help":{}}}));
    host.rests(millis(100)).await;
    let begin = Instant::now();
    stage.hub.drain();
    let ends = tokio::spawn({
        let hub = stage.hub.clone();
        async move { hub.end().await }
    });
    sleep(millis(500)).await;
    stage.journal.release();
    assert!(host.gets(id).await["at"].is_u64());
    assert_eq!(host.ends().await.1, Some(CloseCode::Restart));
    ends.await.expect("it ends");
    assert!(begin.elapsed() < seconds(5));
}

#[tokio::test(start_paused = true)]
async fn a_node_that_stops_does_not_wait_for_a_journal_that_hangs() {
    let stage = Stage::new().await;
    let mut host = stage.host(7).await;
    stage.journal.hold().await;
    let id = host.asks(json!({"table":{"help":{}}}));
    host.rests(millis(100)).await;
    let begin = Instant::now();
    stage.hub.drain();
    stage.hub.end().await;
    assert_eq!(host.gets(id).await["refused"]["code"], "request.try_again");
    host.ends().await;
    assert!(begin.elapsed() < seconds(5));
}

#[tokio::test(start_paused = true)]
async fn a_summit_that_ended_asks_to_try_again() {
    let stage = Stage::new().await;
    stage.hub.drain();
    stage.hub.end().await;
    let answer = stage.asks_as("host table/7", json!({"table":{"help":{}}})).await;
    assert_eq!(answer, hub::Answer::Refused(Refused::try_again()));
}

/// A translator with a hole in it.
struct Torn;

impl Translate for Torn {
    fn refusal(&self, refused: &Refused, _: Option<&str>) -> String {
        assert_ne!(refused.code, "agenda.at_start", "this page is torn out");
        refused.code.to_owned()
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_panics_ends_alone() {
    let stage = Props { translator: Arc::new(Torn), ..Props::new() }.set_up(no_themes()).await;
    let mut other = stage.facilitator().await;
    let unlucky = stage.facilitator().await;
    unlucky.asks(json!({"agenda":{"back":{}}}));
    assert!(unlucky.was_dropped_by_a_panic().await);
    assert_eq!(stage.summit.status().connections(), 1);
    other.does(json!({"agenda":{"next":{}}})).await;
    other.sees("room", "agenda/current", |it| it["id"] == "opening").await;
}
