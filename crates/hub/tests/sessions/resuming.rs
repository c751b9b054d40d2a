//! Coming back after a drop.

use crate::stage::{Client, Props, Stage, seconds, words::no_themes};
use domain::{Epoch, Offset};
use serde_json::{Value, json};

async fn comes_back(stage: &Stage, token: &str, watch: Value) -> Client {
    let client = Client::connects(stage.gateway.clone());
    client.says(json!({"hello":{"token":token,"epoch":"k1","watch":watch}}));
    client
}

#[tokio::test(start_paused = true)]
async fn who_comes_back_gets_what_changed_and_no_more() {
    let stage = Stage::new().await;
    let first = stage.joins("operator staff/o", &["control"]).await;
    let held = first.drops();
    for table in [3, 5, 8] {
        stage.host(table).await.does(json!({"table":{"help":{}}})).await;
    }
    let at = held["control"].at;
    let mut again = Client::connects(stage.gateway.clone());
    again.held = held;
    again.says(json!({"hello":{"token":"operator staff/o","epoch":"k1","watch":{"control":at}}}));
    let sync = again.hears_sync("control").await;
    assert_eq!((&sync["from"], &sync["to"]), (&json!(at), &json!(at + 3)));
    let keys: Vec<_> = sync["set"].as_object().expect("a map").keys().collect();
    assert_eq!(keys, ["table/3", "table/5", "table/8"]);
    let mut fresh = stage.joins("operator staff/o", &["control"]).await;
    fresh.rests(seconds(1)).await;
    assert_eq!(again.held["control"], fresh.held["control"]);
}

#[tokio::test(start_paused = true)]
async fn who_missed_nothing_gets_an_empty_sync() {
    let stage = Stage::new().await;
    let held = stage.host(7).await.drops();
    stage.host(8).await.does(json!({"table":{"help":{}}})).await;
    let mut again = Client::connects(stage.gateway.clone());
    again.held = held;
    let at = again.held["room"].at;
    again.says(json!({"hello":{"token":"host table/7","epoch":"k1","watch":{"room":at}}}));
    let sync = again.hears_sync("room").await;
    assert_eq!(sync, json!({"doc":"room","from":at,"to":at,"set":{},"gone":[]}));
    assert!(again.rests(seconds(1)).await.iter().all(|kind| kind == "welcome"));
}

#[tokio::test(start_paused = true)]
async fn every_watch_is_answered_also_of_what_is_followed_already() {
    let stage = Stage::new().await;
    let mut host = stage.host(7).await;
    let at = host.held["room"].at;
    host.says(json!({"watch":{"room":at}}));
    assert_eq!(host.hears_sync("room").await["from"], json!(at));
    host.says(json!({"watch":{"room":null}}));
    assert_eq!(host.hears_sync("room").await["from"], Value::Null);
}

#[tokio::test(start_paused = true)]
async fn who_knows_more_than_there_is_gets_the_whole() {
    let stage = Stage::new().await;
    let mut client = comes_back(&stage, "host table/7", json!({"room":900,"table/7":900})).await;
    for doc in ["room", "table/7"] {
        assert_eq!(client.hears_sync(doc).await["from"], Value::Null);
    }
    assert!(!client.rests(seconds(1)).await.contains(&"epoch".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn who_comes_from_another_epoch_is_told_and_gets_the_whole() {
    let previous = vec![(Epoch::from("k1"), Offset(1))];
    let stage = Props {
        previous,
        journal: std::sync::Arc::new(crate::stage::Script::new("k2")),
        ..Props::new()
    }
    .set_up(no_themes())
    .await;
    let mut client = comes_back(&stage, "host table/7", json!({"room":1})).await;
    assert_eq!(client.hears("welcome").await["epoch"], "k2");
    assert_eq!(client.hears("epoch").await, json!({"id":"k2","durable":1}));
    assert_eq!(client.hears_sync("room").await["from"], Value::Null);

    let mut older = Client::connects(stage.gateway.clone());
    older.says(json!({"hello":{"token":"host table/7","epoch":"k0","watch":{"room":1}}}));
    assert_eq!(older.hears("epoch").await, json!({"id":"k2","durable":0}));
}

#[tokio::test(start_paused = true)]
async fn who_comes_back_after_a_restart_resumes_or_gets_the_whole() {
    let stage = Stage::new().await;
    stage.host(3).await.does(json!({"table":{"help":{}}})).await;
    let client = stage.joins("operator staff/o", &["room", "control"]).await;
    let held = client.drops();
    let stage = stage.restarted(seconds(3)).await;
    stage.host(4).await.does(json!({"table":{"help":{}}})).await;
    let mut again = Client::connects(stage.gateway.clone());
    again.held = held;
    again.hello("operator staff/o", &["room", "control"]).await;
    let mut fresh = stage.joins("operator staff/o", &["room", "control"]).await;
    fresh.rests(seconds(1)).await;
    for doc in ["room", "control"] {
        assert_eq!(again.held[doc].entries, fresh.held[doc].entries);
    }
}
