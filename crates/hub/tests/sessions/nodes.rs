//! Two hubs on one journal.

use crate::stage::{HAND_IN_S, Props, Script, Stage, seconds, words::no_themes};
use domain::{Actor, RequestId};
use serde_json::{Value, json};
use std::{collections::BTreeSet, sync::Arc};
use uuid::Uuid;

fn help(what: &str) -> Value {
    json!({"table":{"help":{"what":what}}})
}

async fn two() -> (Stage, Stage) {
    let one = Stage::new().await;
    let journal = Arc::new(Script::over(one.journal.memory.clone()));
    let other = Props { journal, seed: 9, ..Props::new() }.set_up(no_themes()).await;
    (one, other)
}

#[tokio::test(start_paused = true)]
async fn what_another_wrote_first_is_taken_in_and_it_is_decided_again() {
    let (one, other) = two().await;
    let (mut seven, mut eight) = (one.host(7).await, other.host(8).await);
    // Both decide before either hears the other's bell.
    let (here, there) = (seven.asks(help("pens")), eight.asks(help("paper")));
    let (here, there) = (seven.gets(here).await, eight.gets(there).await);
    let offsets = BTreeSet::from([here["at"].as_u64(), there["at"].as_u64()]);
    assert_eq!(offsets, BTreeSet::from([Some(2), Some(3)]));
    let appends = one.journal.appends() + other.journal.appends();
    assert_eq!(appends, 4, "the founding, one each, and one again");
    let log = one.journal.log().await;
    let ids: BTreeSet<RequestId> = log.iter().map(|commit| commit.request_id).collect();
    assert_eq!((ids.len(), log.len()), (3, 3));
    let sound = journal::Journal::verify(&*one.journal).await.expect("memory does not fail");
    assert!(sound.is_sound());
}

#[tokio::test(start_paused = true)]
async fn the_same_request_on_both_is_done_once_and_answered_alike() {
    let (one, other) = two().await;
    let _facilitator = one.with_open_round().await;
    let (mut here, mut there) = (one.host(7).await, other.host(7).await);
    let idea = json!({"idea":{"submit":{"text":"Meer bomen"}}});
    let id = here.asks(idea.clone());
    there.asks_as(id, idea);
    let reply = here.gets(id).await;
    assert!(reply["at"].is_u64());
    assert_eq!(there.gets(id).await, reply);
    let log = one.journal.log().await;
    assert_eq!(log.iter().filter(|commit| commit.request_id.0 == id).count(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_another_wrote_shows_without_anyone_asking() {
    let (one, other) = two().await;
    let mut wall = other.joins("facilitator staff/far", &["control"]).await;
    one.host(7).await.does(help("pens")).await;
    wall.sees("control", "table/7", |it| it["help"]["what"] == "pens").await;
}

#[tokio::test(start_paused = true)]
async fn a_deadline_is_kept_once() {
    let (one, other) = two().await;
    let mut facilitator = one.with_open_round().await;
    facilitator.rests(seconds(HAND_IN_S + 1)).await;
    let log = other.journal.log().await;
    let turns = log.iter().flat_map(|commit| &commit.events);
    let turns = turns.filter(|event| matches!(event, domain::Event::Round(_)));
    assert_eq!(turns.count(), 2, "it was opened, and its grace began");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_revoked_here_ends_there() {
    let (one, other) = two().await;
    let jti = "6e09f9ba-2f3e-4b4d-9d5c-0a2a36f6a0c1";
    let enrol = json!({"device":{"enrol":{"jti":jti,"seat":"table/7","role":"host"}}});
    let enrol = serde_json::from_value(enrol).expect("a command");
    one.summit.request(Actor::system(), RequestId(Uuid::new_v4()), None, enrol).await;
    let mut host = other.joins(&format!("host table/7 jti={jti}"), &["room"]).await;
    let revoke = json!({"device":{"revoke":{"jti":jti}}});
    one.facilitator().await.does(revoke).await;
    assert_eq!(host.ends().await.1, Some(protocol::CloseCode::Revoked));
}
