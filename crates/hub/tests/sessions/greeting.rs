//! Coming in, and being sent away.

use crate::stage::{Client, MORNING, Props, Stage, millis, seconds, words::no_themes};
use domain::{Actor, RequestId, programme::Programme};
use hub::Incoming;
use protocol::CloseCode;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};
use uuid::Uuid;

const JTI: &str = "6e09f9ba-2f3e-4b4d-9d5c-0a2a36f6a0c1";

async fn is_sent_away(mut client: Client, code: CloseCode) {
    let (bye, close) = client.ends().await;
    assert_eq!(close, Some(code));
    assert_eq!(bye.expect("a bye goes first")["code"], code.number());
}

async fn says_first(frame: &str, code: CloseCode) {
    let stage = Stage::new().await;
    let client = Client::connects(stage.gateway.clone());
    client.says_raw(frame);
    is_sent_away(client, code).await;
}

#[tokio::test(start_paused = true)]
async fn a_hello_is_answered_by_a_welcome_and_then_a_sync_for_each_document() {
    let stage = Stage::new().await;
    let mut client = Client::connects(stage.gateway.clone());
    client.says(json!({"hello":{
        "token":"host table/7", "lang":"nl", "watch":{"room":null,"table/7":null,"themes":null}
    }}));
    let kinds = client.rests(millis(10)).await;
    assert_eq!(kinds, ["welcome", "sync", "sync", "sync"]);
    let welcome = client.hears("welcome").await;
    assert_eq!(welcome["actor"], json!({"role":"host","table":7}));
    assert_eq!((&welcome["epoch"], &welcome["heartbeat_ms"]), (&json!("k1"), &json!(5000)));
    assert_eq!(welcome["now"], json!(MORNING.0));
    for doc in ["room", "table/7", "themes"] {
        let sync = client.hears_sync(doc).await;
        assert_eq!((&sync["from"], &sync["to"]), (&Value::Null, &json!(1)), "{doc}");
    }
    assert_eq!(client.entry("room", "summit")["title"], "Hall");
}

#[tokio::test(start_paused = true)]
async fn who_says_nothing_for_five_seconds_is_sent_away() {
    let stage = Stage::new().await;
    let begin = Instant::now();
    is_sent_away(Client::connects(stage.gateway.clone()), CloseCode::NoHello).await;
    assert_eq!(begin.elapsed(), seconds(5));
}

#[tokio::test(start_paused = true)]
async fn pings_are_no_hello() {
    let stage = Stage::new().await;
    let client = Client::connects(stage.gateway.clone());
    sleep(seconds(4)).await;
    client.hands_over(Incoming::Ping("p".into()));
    is_sent_away(client, CloseCode::NoHello).await;
}

#[tokio::test(start_paused = true)]
async fn a_first_frame_that_is_no_hello_ends_the_connection() {
    says_first(r#"{"ping":{"sent":1}}"#, CloseCode::Invalid).await;
    says_first("hello", CloseCode::Invalid).await;
    says_first(r#"{"hello":{"token":"host table/7","colour":"red"}}"#, CloseCode::Invalid).await;
}

#[tokio::test(start_paused = true)]
async fn a_second_hello_ends_the_connection() {
    let stage = Stage::new().await;
    let client = stage.host(7).await;
    client.says(json!({"hello":{"token":"host table/7"}}));
    is_sent_away(client, CloseCode::Invalid).await;
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_no_good_is_told_so() {
    let hello = |token: String| json!({"hello":{"token":token}}).to_string();
    says_first(&hello("nonsense".into()), CloseCode::Token).await;
    says_first(&hello("host table/11".into()), CloseCode::Token).await;
    says_first(&hello("system system".into()), CloseCode::Token).await;
    says_first(&hello("host table/7 summit=other".into()), CloseCode::Token).await;
    says_first(&hello(format!("host table/7 until={}", MORNING.0)), CloseCode::Expired).await;
}

#[tokio::test(start_paused = true)]
async fn a_token_ends_when_its_time_is_over() {
    let stage = Stage::new().await;
    let token = format!("host table/7 until={}", MORNING.0 + 20_000);
    let client = stage.joins(&token, &["room"]).await;
    let begin = Instant::now();
    is_sent_away(client, CloseCode::Expired).await;
    assert_eq!(begin.elapsed(), seconds(20));
}

#[tokio::test(start_paused = true)]
async fn a_revoked_token_ends_at_once_and_does_not_come_back() {
    let stage = Stage::new().await;
    let enrol = json!({"device":{"enrol":{"jti":JTI,"seat":"table/7","role":"host"}}});
    let enrol = serde_json::from_value(enrol).expect("a command");
    let id = RequestId(Uuid::new_v4());
    stage.summit.request(Actor::system(), id, None, enrol).await;
    let token = format!("host table/7 jti={JTI}");
    let host = stage.joins(&token, &["room"]).await;
    let mut other = stage.joins("host table/8", &["room"]).await;
    let mut facilitator = stage.facilitator().await;
    let begin = Instant::now();
    facilitator.does(json!({"device":{"revoke":{"jti":JTI}}})).await;
    is_sent_away(host, CloseCode::Revoked).await;
    assert!(begin.elapsed() < seconds(2));
    let again = Client::connects(stage.gateway.clone());
    again.says(json!({"hello":{"token":token}}));
    is_sent_away(again, CloseCode::Revoked).await;
    other.does(json!({"table":{"help":{}}})).await;
}

#[tokio::test(start_paused = true)]
async fn what_someone_may_not_see_or_what_is_not_there_is_not_followed() {
    let stage = Stage::new().await;
    let mut host = stage.host(7).await;
    host.says(json!({"watch":{"table/8":null,"desk":null,"person/7":null,"nonsense":null}}));
    for (doc, code) in [
        ("desk", "access.denied"),
        ("nonsense", "doc.unknown"),
        ("person/7", "access.denied"),
        ("table/8", "access.denied"),
    ] {
        assert_eq!(host.hears("unwatched").await, json!({"doc":doc,"code":code}));
    }
    let mut facilitator = stage.facilitator().await;
    facilitator.says(json!({"watch":{"table/11":null,"wall/attic":null}}));
    for doc in ["table/11", "wall/attic"] {
        assert_eq!(facilitator.hears("unwatched").await, json!({"doc":doc,"code":"doc.unknown"}));
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_follows_more_documents_than_fit() {
    let programme = Programme { tables: 80, ..crate::stage::programme() };
    let stage = Props { programme, ..Props::new() }.set_up(no_themes()).await;
    let mut facilitator = stage.joins("facilitator staff/anna", &[]).await;
    let names = (1..=80).map(|n| (format!("table/{n}"), Value::Null)).collect();
    facilitator.says(json!({"watch":Value::Object(names)}));
    facilitator.rests(seconds(1)).await;
    assert_eq!(facilitator.held.len(), 64);
    assert_eq!(facilitator.hears("unwatched").await["code"], "watch.too_many");
}

#[tokio::test(start_paused = true)]
async fn what_is_followed_no_longer_is_not_sent() {
    let stage = Stage::new().await;
    let mut facilitator = stage.facilitator().await;
    let mut host = stage.host(7).await;
    host.says(json!({"unwatch":["room","nonsense"]}));
    host.rests(millis(10)).await;
    host.forgets();
    facilitator.does(json!({"notice":{"show":{"text":"Lunch"}}})).await;
    assert!(host.rests(seconds(1)).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_node_that_is_not_ready_asks_to_come_back() {
    let stage = Stage::new().await;
    stage.hub.drain();
    let client = Client::connects(stage.gateway.clone());
    is_sent_away(client, CloseCode::Restart).await;
}

#[tokio::test(start_paused = true)]
async fn a_log_that_can_only_be_read_is_shown_and_takes_nothing() {
    let stage = Stage::new().await;
    stage.with_open_round().await;
    let journal = stage.journal.clone();
    stage.hub.drain();
    stage.hub.end().await;
    let props =
        Props { journal: journal.clone(), read_only: Some("damaged".into()), ..Props::new() };
    let stage = props.set_up(no_themes()).await;
    let mut host = stage.host(7).await;
    assert_eq!(host.entry("room", "round")["phase"], "hand_in");
    assert_eq!(host.is_refused(json!({"table":{"help":{}}})).await, "summit.read_only");
    let appends = journal.appends();
    sleep(seconds(600)).await;
    assert_eq!(journal.appends(), appends, "its clock stands still");
}

#[tokio::test(start_paused = true)]
async fn everyone_is_told_in_which_zone_the_times_are_shown_and_an_old_log_takes_the_machines() {
    for (zone, told) in [(Some("Asia/Tokyo"), "Asia/Tokyo"), (None, "Europe/Amsterdam")] {
        let time_zone = zone.map(str::to_owned);
        let programme = Programme { time_zone, ..crate::stage::programme() };
        let stage = Props { programme, ..Props::new() }.set_up(no_themes()).await;
        let mut client = stage.joins("participant badge/81", &["room"]).await;
        client.sees("room", "summit", |it| it["time_zone"] == told).await;
    }
}
