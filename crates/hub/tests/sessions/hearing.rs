//! Two hubs that hear each other: who is on line on both, and who is not any more.

use crate::stage::{
    Client, Props, Script, millis,
    nodes::{first_and_other, first_and_other_on},
    seconds,
    words::no_themes,
};
use domain::{Actor, RequestId};
use hub::limits;
use relay::Relay;
use serde_json::json;
use tokio::time::Instant;
use uuid::Uuid;

#[tokio::test(start_paused = true)]
async fn who_is_on_line_on_one_node_is_seen_on_both() {
    let (first, other) = first_and_other(no_themes).await;
    let (mut anna, mut bo) =
        (first.watches_presence("anna").await, other.watches_presence("bo").await);
    let _host = other.host(7).await;
    let phone = first.joins("participant badge/81", &["room"]).await;
    for client in [&mut anna, &mut bo] {
        client.sees("presence", "table/7", |it| it["online"] == true).await;
        client.sees("presence", "phones", |it| it["online"] == 1).await;
        client.sees("presence", "staff", |it| it["online"] == 2).await;
        client.rests(seconds(1)).await;
        assert_eq!(client.keys("presence", "staff/").len(), 2);
    }
    drop(phone);
    bo.sees("presence", "phones", |it| it["online"] == 0).await;
}

#[tokio::test(start_paused = true)]
async fn who_comes_to_one_node_is_seen_on_the_other_within_a_second_or_so() {
    let (first, other) = first_and_other(no_themes).await;
    let mut anna = first.watches_presence("anna").await;
    let begin = Instant::now();
    let _host = other.host(7).await;
    anna.sees("presence", "table/7", |it| it["online"] == true).await;
    assert!(begin.elapsed() <= limits::ROSTER_SOONEST + limits::NODE_DOCS_EVERY);
}

#[tokio::test(start_paused = true)]
async fn whoever_is_on_line_on_two_nodes_counts_once() {
    let (first, other) = first_and_other(no_themes).await;
    let mut anna = first.watches_presence("anna").await;
    let _also_anna = other.watches_presence("anna").await;
    let _tables = (first.host(7).await, other.host(7).await);
    let phone = "participant badge/81";
    let _phones = (first.joins(phone, &["room"]).await, other.joins(phone, &["room"]).await);
    anna.rests(seconds(3)).await;
    assert_eq!(anna.keys("presence", "table/"), ["table/7"]);
    assert_eq!(anna.entry("presence", "phones"), &json!({"online":1}));
    assert_eq!(anna.entry("presence", "staff"), &json!({"online":1}));
    assert_eq!(first.summit.status().connections(), 3, "of this node alone");
}

#[tokio::test(start_paused = true)]
async fn who_works_on_what_is_seen_at_the_desk_on_the_other_node() {
    let (first, other) = first_and_other(no_themes).await;
    let mut bo = Client::connects(first.gateway.clone());
    let welcome = bo.hello("theme_team staff/bo", &["presence"]).await;
    let key = format!("staff/{}", welcome["session"].as_str().expect("a name"));
    let mut ka = other.joins("theme_team staff/ka", &["presence"]).await;
    bo.says(json!({"focus":"theme/7"}));
    ka.sees("presence", &key, |it| it["focus"] == "theme/7" && it["role"] == "theme_team").await;
}

#[tokio::test(start_paused = true)]
async fn a_tablet_that_keeps_nothing_is_seen_on_both_nodes_until_it_does_again() {
    let (first, other) = first_and_other(no_themes).await;
    let mut anna = first.watches_presence("anna").await;
    let mut bo = other.watches_presence("bo").await;
    let host = other.host(7).await;
    host.says(json!({"keeps":false}));
    for client in [&mut anna, &mut bo] {
        client.sees("presence", "table/7", |it| it["online"] == true && it["keeps"] == false).await;
    }
    host.says(json!({"keeps":true}));
    for client in [&mut anna, &mut bo] {
        client
            .sees("presence", "table/7", |it| it["online"] == true && it.get("keeps").is_none())
            .await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_node_that_falls_silent_is_dropped_after_six_seconds() {
    let (first, other) = first_and_other(no_themes).await;
    let mut anna = first.watches_presence("anna").await;
    let _host = other.host(7).await;
    anna.sees("presence", "table/7", |it| it["online"] == true).await;
    other.relay.cut_off(true);
    anna.rests(limits::ROSTER_GONE - limits::ROSTER_EVERY).await;
    assert_eq!(anna.keys("presence", "table/"), ["table/7"]);
    anna.rests(limits::ROSTER_EVERY + limits::NODE_DOCS_EVERY).await;
    assert!(anna.keys("presence", "table/").is_empty());
    other.relay.cut_off(false);
    anna.sees("presence", "table/7", |it| it["online"] == true).await;
}

#[tokio::test(start_paused = true)]
async fn a_node_that_stops_in_order_is_dropped_at_once_and_another_is_first() {
    let (first, other) = first_and_other(no_themes).await;
    let mut bo = other.watches_presence("bo").await;
    let _host = first.host(7).await;
    bo.sees("presence", "table/7", |it| it["online"] == true).await;
    first.stops().await;
    bo.rests(limits::NODE_DOCS_EVERY * 2).await;
    assert!(bo.keys("presence", "table/").is_empty());
    assert!(other.summit.is_leading());
}

#[tokio::test(start_paused = true)]
async fn nonsense_from_another_node_harms_nobody() {
    let (first, other) = first_and_other(no_themes).await;
    let nonsense = [&b""[..], b"\xff\xfe", b"{}", br#"{"roster":{"node":"no","attendance":[]}}"#];
    nonsense.iter().for_each(|bytes| other.relay.tell("summit/hall", bytes.to_vec()));
    (0..1_000).for_each(|_| other.relay.tell("summit/hall", b"[".to_vec()));
    let mut anna = first.watches_presence("anna").await;
    let _host = other.host(7).await;
    anna.sees("presence", "table/7", |it| it["online"] == true).await;
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_revoked_here_ends_there_before_its_log_tells() {
    let props = Props::new();
    let deaf = Script::deaf_over(props.journal.memory.clone());
    let (one, other) = first_and_other_on(props, deaf, no_themes).await;
    let (hears, deaf) = if other.journal.is_deaf() { (one, other) } else { (other, one) };
    let jti = "6e09f9ba-2f3e-4b4d-9d5c-0a2a36f6a0c1";
    let enrol = json!({"device":{"enrol":{"jti":jti,"seat":"table/7","role":"host"}}});
    let enrol = serde_json::from_value(enrol).expect("a command");
    hears.summit.request(Actor::system(), RequestId(Uuid::new_v4()), None, enrol).await;
    let mut host = deaf.joins(&format!("host table/7 jti={jti}"), &["room"]).await;
    hears.facilitator().await.does(json!({"device":{"revoke":{"jti":jti}}})).await;
    let begin = Instant::now();
    assert_eq!(host.ends().await.1, Some(protocol::CloseCode::Revoked));
    assert!(begin.elapsed() < millis(100));
}
