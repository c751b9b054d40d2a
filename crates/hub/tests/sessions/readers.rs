//! Readers of all speeds, and what they share.

use crate::stage::{Client, Manner, Stage, millis, seconds};
use hub::{Incoming, Outgoing};
use protocol::CloseCode;
use serde_json::{Value, json};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep},
};

fn notice(text: impl std::fmt::Display) -> Value {
    json!({"notice":{"show":{"text":text.to_string()}}})
}

#[tokio::test(start_paused = true)]
async fn a_slow_reader_costs_an_offset_and_reads_the_newest() {
    let stage = Stage::new().await;
    let mut slow = stage.host(7).await;
    let mut other = stage.host(8).await;
    slow.is(Manner::Still);
    for n in 1..=1_000 {
        stage.asks_as("facilitator staff/anna", notice(n)).await;
    }
    other.sees("room", "notice", |it| it["text"] == "1000").await;
    slow.forgets();
    slow.is(Manner::Reads);
    slow.sees("room", "notice", |it| it["text"] == "1000").await;
    assert!(slow.syncs.len() <= 2, "one on its way, and the newest: {}", slow.syncs.len());
}

#[tokio::test(start_paused = true)]
async fn who_does_not_read_for_ten_seconds_is_sent_away() {
    let stage = Stage::new().await;
    let mut slow = stage.host(7).await;
    let mut deaf = stage.host(8).await;
    slow.is(Manner::Still);
    deaf.is(Manner::Still);
    for n in 1..=3 {
        stage.asks_as("facilitator staff/anna", notice(n)).await;
    }
    sleep(millis(10_500)).await;
    slow.is(Manner::Reads);
    let (bye, close) = slow.ends().await;
    assert_eq!(bye.expect("a bye goes first")["code"], 4008);
    assert_eq!(close, Some(CloseCode::TooSlow));
    sleep(seconds(1)).await;
    assert_eq!(stage.summit.status().connections(), 0, "who still does not read is not waited for");
    deaf.is(Manner::Reads);
    assert_eq!(deaf.ends().await.1, None);
}

#[tokio::test(start_paused = true)]
async fn who_is_silent_is_asked_after_five_seconds_and_given_up_ten_later() {
    let stage = Stage::new().await;
    let mut mute = stage.host(7).await;
    mute.is(Manner::Mute);
    let begin = Instant::now();
    mute.rests(millis(5_100)).await;
    assert_eq!(mute.pings, 1);
    assert_eq!(mute.ends().await, (None, None));
    assert_eq!(begin.elapsed(), seconds(15));
}

#[tokio::test(start_paused = true)]
async fn who_answers_pings_stays_however_long() {
    let stage = Stage::new().await;
    let mut quiet = stage.host(7).await;
    quiet.rests(seconds(600)).await;
    assert!(quiet.pings >= 100);
    quiet.does(json!({"table":{"help":{}}})).await;
}

#[tokio::test(start_paused = true)]
async fn a_ping_of_the_carrier_is_answered_alike() {
    let stage = Stage::new().await;
    let mut host = stage.host(7).await;
    host.is(Manner::Mute);
    for _ in 0..12 {
        host.rests(millis(4_900)).await;
        host.hands_over(Incoming::Ping("tick".into()));
        assert_eq!(host.hears("carrier pong").await, "tick");
    }
}

#[tokio::test(start_paused = true)]
async fn readers_at_the_same_offset_share_one_encoding() {
    let stage = Stage::new().await;
    let mut readers = [stage.host(1).await, stage.host(2).await, stage.facilitator().await];
    stage.asks_as("facilitator staff/anna", notice("Lunch")).await;
    let mut shown = Vec::new();
    for reader in &mut readers {
        reader.sees("room", "notice", |it| it["text"] == "Lunch").await;
        shown.push(reader.syncs.last().expect("a sync").websocket().as_ptr());
    }
    assert!(shown.iter().all(|at| *at == shown[0]));
}

#[tokio::test(start_paused = true)]
async fn many_ideas_make_few_frames_for_the_desk() {
    let stage = Stage::new().await;
    let _facilitator = stage.with_open_round().await;
    let mut desk = stage.joins("theme_team staff/bo", &["desk"]).await;
    desk.rests(seconds(1)).await;
    desk.forgets();
    for n in 0..50 {
        let host = format!("host table/{}", n % 10 + 1);
        stage.asks_as(&host, json!({"idea":{"submit":{"text":format!("idea {n}")}}})).await;
        sleep(millis(1)).await;
    }
    desk.rests(seconds(1)).await;
    // The third says that the machine looked at them.
    assert!(desk.syncs.len() <= 3, "{}", desk.syncs.len());
    assert_eq!(desk.entry("desk", "coverage")["ideas"], 50);
}

#[tokio::test(start_paused = true)]
async fn presence_shows_within_a_second_who_comes_and_goes() {
    let stage = Stage::new().await;
    let mut staff = stage.joins("facilitator staff/anna", &["presence"]).await;
    staff.rests(millis(3_300)).await;
    let host = stage.host(7).await;
    let begin = Instant::now();
    staff.sees("presence", "table/7", |it| it["online"] == true).await;
    assert!(begin.elapsed() <= seconds(1));
    host.drops();
    let begin = Instant::now();
    while staff.entry("presence", "table/7") != &Value::Null {
        staff.listens().await;
        assert!(begin.elapsed() <= seconds(1));
    }
    let at = staff.held["presence"].at;
    staff.says(json!({"watch":{"presence":at}}));
    let again = staff.hears_where("sync", |sync| sync["from"].is_null() && sync["to"] == json!(at));
    assert!(again.await["set"]["staff"].is_object(), "it is sent whole at every watch");
}

/// A reader that takes one frame at a time, while every document changes between two.
#[tokio::test(start_paused = true)]
async fn a_slow_reader_gets_each_document_in_turn() {
    let stage = Stage::new().await;
    let (to, mut incoming) = mpsc::unbounded_channel();
    let (out, mut outgoing) = hub::socket::out();
    let heard = futures_util::stream::poll_fn(move |cx| incoming.poll_recv(cx));
    tokio::spawn(hub::serve(stage.gateway.clone(), heard, out));
    let watch = json!({"room":null,"control":null,"table/7":null,"presence":null});
    let hello = json!({"hello":{"token":"operator staff/o","watch":watch}});
    to.send(Incoming::Text(hello.to_string())).expect("it is served");
    let mut docs = Vec::new();
    for n in 0..12 {
        stage.asks_as("facilitator staff/anna", notice(n)).await;
        let (asks, is_helped) =
            (json!({"table":{"help":{}}}), json!({"table":{"helped":{"table":7}}}));
        stage.asks_as("host table/7", if n % 2 == 0 { asks } else { is_helped }).await;
        sleep(millis(200)).await;
        if let Some(Outgoing::Frame(frame)) = outgoing.recv().await {
            let frame: Value = serde_json::from_slice(&frame.json()).expect("JSON");
            docs.extend(frame["sync"]["doc"].as_str().map(str::to_owned));
        }
    }
    for doc in ["room", "control", "table/7"] {
        let times = docs.iter().filter(|it| *it == doc).count();
        assert!(times >= 3, "{doc} {times} times: {docs:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn who_hangs_up_is_forgotten() {
    let stage = Stage::new().await;
    let host = stage.host(7).await;
    let said_goodbye = Client::connects(stage.gateway.clone());
    said_goodbye.hands_over(Incoming::Close);
    host.hands_over(Incoming::Close);
    sleep(millis(1)).await;
    assert_eq!(stage.summit.status().connections(), 0);
}
