//! A journal that is full, fails, hangs, or says nothing.

use crate::stage::{Mood, Stage, millis, seconds, tokens};
use domain::{Doc, Time};
use hub::{DocumentStream, document_stream::Step};
use serde_json::{Value, json};
use std::sync::atomic::Ordering;
use tokio::time::Instant;
use uuid::Uuid;

fn help(what: &str) -> Value {
    json!({"table":{"help":{"what":what}}})
}

async fn times_in_log(stage: &Stage, id: Uuid) -> usize {
    stage.journal.log().await.iter().filter(|commit| commit.request_id.0 == id).count()
}

#[tokio::test(start_paused = true)]
async fn a_full_disk_takes_nothing_until_there_is_room() {
    let stage = Stage::new().await;
    let mut host = stage.host(7).await;
    let known = host.asks(help("pens"));
    let at = host.gets(known).await;
    stage.journal.memory.fill(true);
    let id = host.asks(help("paper"));
    let reply = host.gets(id).await;
    assert_eq!(reply["refused"]["code"], "request.try_again");
    assert_eq!(reply["refused"]["retry_ms"], 1000);
    let other = host.asks(help("light"));
    host.asks_as(known, help("pens"));
    assert_eq!(host.gets(known).await, at, "what was saved stays saved");
    host.gets(other).await;
    host.rests(seconds(5)).await;
    assert_eq!(host.entry("table/7", "help")["what"], "pens");
    stage.journal.memory.fill(false);
    host.asks_as(id, help("paper"));
    assert!(host.gets(id).await["at"].is_u64());
    host.sees("table/7", "help", |it| it["what"] == "paper").await;
}

#[tokio::test(start_paused = true)]
async fn too_little_room_takes_nothing_keeps_screens_alive_and_ends_by_itself() {
    let stage = Stage::new().await;
    let mut host = stage.host(7).await;
    let known = host.asks(help("pens"));
    let at = host.gets(known).await;
    stage.has_room.store(false, Ordering::Relaxed);
    host.rests(seconds(1)).await;
    let id = host.asks(help("paper"));
    let refused = &host.gets(id).await["refused"];
    assert_eq!(refused["code"], "storage.full");
    assert!(refused["retry_ms"].as_u64().is_some_and(|ms| ms > 0), "never final: {refused}");
    host.asks_as(known, help("pens"));
    assert_eq!(host.gets(known).await, at, "what was saved is answered alike");
    let mut staff = stage.joins("facilitator staff/anna", &["presence"]).await;
    let _late = stage.host(8).await;
    staff.sees("presence", "table/8", |it| it["online"] == true).await;
    assert!(stage.summit.stale_since().is_none(), "what is shown is the newest there is");

    stage.has_room.store(true, Ordering::Relaxed);
    host.rests(seconds(1)).await;
    host.asks_as(id, help("paper"));
    assert!(host.gets(id).await["at"].is_u64());
    assert_eq!(times_in_log(&stage, id).await, 1);
}

/// Why nothing can be saved, as readers of the document see it; none if something can.
fn why(stage: &Stage) -> Option<&'static str> {
    stage.summit.saving().blocked.map(|blocked| blocked.why.name())
}

#[tokio::test(start_paused = true)]
async fn a_summit_in_which_nobody_hands_in_finds_out_that_nothing_can_be_saved() {
    let stage = Stage::new().await;
    let mut staff = stage.joins("facilitator staff/anna", &["health"]).await;
    assert!(stage.summit.is_sound() && why(&stage).is_none());
    stage.journal.memory.fill(true);
    staff.sees("health", "journal", |it| it["saving"]["why"] == "full").await;
    assert!(!stage.summit.is_sound(), "people are sent elsewhere");
    assert!(stage.summit.stale_since().is_none(), "what is shown is the newest there is");
    let said = staff.entry("health", "journal").clone();
    assert_eq!((&said["durable"], &said["single_copy"]), (&json!(false), &json!(false)), "{said}");
    stage.journal.memory.fill(false);
    staff.sees("health", "journal", |it| it["saving"]["possible"] == true).await;
    assert!(stage.summit.is_sound());
    assert_eq!(staff.entry("health", "journal")["durable"], true);
}

#[tokio::test(start_paused = true)]
async fn a_journal_that_takes_too_long_for_a_probe_is_told_until_it_answers() {
    let stage = Stage::new().await;
    let mut staff = stage.joins("facilitator staff/anna", &["health"]).await;
    stage.journal.hold().await;
    staff.sees("health", "journal", |it| it["saving"]["why"] == "slow").await;
    let since = stage.summit.saving().blocked.map(|blocked| blocked.since);
    staff.rests(seconds(30)).await;
    assert_eq!(stage.summit.saving().blocked.map(|blocked| blocked.since), since);
    stage.journal.release();
    staff.sees("health", "journal", |it| it["saving"]["possible"] == true).await;
}

#[tokio::test(start_paused = true)]
async fn what_an_append_finds_out_is_told_at_once_and_ends_with_one_that_is_saved() {
    let stage = Stage::new().await;
    let mut host = stage.host(7).await;
    stage.journal.memory.fill(true);
    let id = host.asks(help("paper"));
    host.gets(id).await;
    assert_eq!(why(&stage), Some("full"));
    stage.journal.memory.fill(false);
    host.asks_as(id, help("paper"));
    let at = host.gets(id).await["at"].as_u64();
    assert_eq!(why(&stage), None);
    assert_eq!(at, Some(stage.summit.saving().last.0.0));
}

#[tokio::test(start_paused = true)]
async fn what_could_not_be_saved_is_not_counted_against_who_wrote_it() {
    let stage = Stage::new().await;
    let _facilitator = stage.with_open_round().await;
    let mut host = stage.host(7).await;
    stage.journal.memory.fill(true);
    let (id, idea) = (Uuid::new_v4(), json!({"idea":{"submit":{"text":"Meer bomen"}}}));
    for _ in 0..30 {
        host.asks_as(id, idea.clone());
        assert_eq!(host.gets(id).await["refused"]["code"], "request.try_again");
        host.rests(millis(100)).await;
    }
    stage.journal.memory.fill(false);
    host.asks_as(id, idea);
    assert!(host.gets(id).await["at"].is_u64());
}

#[tokio::test(start_paused = true)]
async fn a_journal_that_fails_makes_every_screen_stale_until_it_answers() {
    let stage = Stage::new().await;
    let mut host = stage.host(7).await;
    let mut wall = stage.joins("projector staff/wall", &["wall/main"]).await;
    stage.journal.is(Mood::Down);
    let failed = stage.hub.now();
    let id = host.asks(help("pens"));
    assert_eq!(host.gets(id).await["refused"]["code"], "request.try_again");
    assert_eq!(host.hears("stale").await["since"], json!(failed.0));
    assert_eq!(wall.hears("stale").await["since"], json!(failed.0));
    host.rests(seconds(3)).await;
    let begin = Instant::now();
    host.asks_as(id, help("pens"));
    assert_eq!(host.gets(id).await["refused"]["code"], "request.try_again");
    assert!(begin.elapsed() <= seconds(1));
    let mut late = stage.joins("projector staff/late", &["wall/main"]).await;
    assert_eq!(late.hears("stale").await["since"], json!(failed.0), "who comes now is told");

    stage.journal.is(Mood::Well);
    let begin = Instant::now();
    for client in [&mut host, &mut wall, &mut late] {
        assert_eq!(client.hears("stale").await["since"], Value::Null);
    }
    assert!(begin.elapsed() <= seconds(1), "without anyone asking");
    host.asks_as(id, help("pens"));
    assert!(host.gets(id).await["at"].is_u64());
    assert_eq!(times_in_log(&stage, id).await, 1);
}

#[tokio::test(start_paused = true)]
async fn who_follows_one_document_is_told_as_well_before_anything_else() {
    let stage = Stage::new().await;
    let (actor, room) =
        (tokens::actor("projector staff/wall"), "room".parse().expect("a document"));
    let open = || {
        let seat = (actor.clone(), Time(u64::MAX));
        DocumentStream::open(&stage.hub, stage.summit.clone(), seat, Doc::clone(&room), None)
            .expect("it may watch")
    };
    let mut early = open();
    assert!(matches!(early.next().await, Ok(Step::Sync { held: Some(_), .. })));
    stage.journal.is(Mood::Down);
    let failed = stage.hub.now();
    let mut host = stage.host(7).await;
    let id = host.asks(help("pens"));
    host.gets(id).await;
    let mut late = open();
    for follower in [&mut early, &mut late] {
        assert_eq!(stale(follower).await["since"], json!(failed.0));
    }
    assert!(matches!(late.next().await, Ok(Step::Sync { held: Some(_), .. })), "what there is");
    stage.journal.is(Mood::Well);
    for follower in [&mut early, &mut late] {
        assert_eq!(stale(follower).await["since"], Value::Null, "without anyone asking");
    }
}

async fn stale(follower: &mut DocumentStream) -> Value {
    match follower.next().await {
        Ok(Step::Stale(frame)) => {
            serde_json::from_slice::<Value>(&frame.json()).expect("JSON")["stale"].take()
        }
        other => panic!("not stale: {other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_written_without_word_is_found() {
    let stage = Stage::new().await;
    let mut host = stage.host(7).await;
    stage.journal.is(Mood::WrittenUnsaid);
    let id = host.asks(help("pens"));
    assert_eq!(host.gets(id).await["refused"]["code"], "request.try_again");
    host.sees("table/7", "help", |it| it["what"] == "pens").await;
    stage.journal.is(Mood::Well);
    host.rests(seconds(1)).await;
    host.asks_as(id, help("pens"));
    assert_eq!(host.gets(id).await["at"], json!(2));
    assert_eq!(times_in_log(&stage, id).await, 1);
}

#[tokio::test(start_paused = true)]
async fn a_journal_that_hangs_is_waited_for_one_second_and_what_comes_late_is_taken_in() {
    let stage = Stage::new().await;
    let mut host = stage.host(7).await;
    let mut other = stage.host(8).await;
    stage.journal.hold().await;
    let begin = Instant::now();
    let id = host.asks(help("pens"));
    host.rests(millis(300)).await;
    let behind = other.asks(help("paper"));
    assert_eq!(host.gets(id).await["refused"]["code"], "request.try_again");
    assert_eq!(other.gets(behind).await["refused"]["code"], "request.try_again");
    assert!(begin.elapsed() <= millis(1_300));
    host.asks_as(id, help("pens"));
    host.rests(seconds(2)).await;
    stage.journal.release();
    host.sees("table/7", "help", |it| it["what"] == "pens").await;
    host.rests(seconds(2)).await;
    host.forgets();
    host.asks_as(id, help("pens"));
    assert_eq!(host.gets(id).await["at"], json!(2));
    other.asks_as(behind, help("paper"));
    assert_eq!(other.gets(behind).await["at"], json!(3));
    assert_eq!(times_in_log(&stage, id).await, 1);
    assert_eq!(stage.summit.stale_since(), None);
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_could_not_be_written_is_written_later() {
    let stage = Stage::new().await;
    let mut facilitator = stage.with_open_round().await;
    stage.journal.memory.fill(true);
    facilitator.rests(seconds(crate::stage::HAND_IN_S + 10)).await;
    assert_eq!(facilitator.entry("room", "round")["phase"], "hand_in");
    stage.journal.memory.fill(false);
    facilitator.rests(seconds(1)).await;
    assert_eq!(facilitator.entry("room", "round")["phase"], "grace");
}

#[tokio::test(start_paused = true)]
async fn the_log_of_a_day_with_faults_is_sound() {
    let stage = Stage::new().await;
    let mut host = stage.host(7).await;
    for (n, mood) in
        [Mood::Down, Mood::WrittenUnsaid, Mood::Well].into_iter().cycle().take(30).enumerate()
    {
        stage.journal.is(mood);
        let id = host.asks(help(&n.to_string()));
        host.gets(id).await;
        stage.journal.is(Mood::Well);
        host.rests(seconds(1)).await;
        host.asks_as(id, help(&n.to_string()));
        assert!(host.gets(id).await["at"].is_u64());
    }
    let verified = journal::Journal::verify(&*stage.journal).await.expect("memory does not fail");
    assert!(verified.is_sound());
    assert_eq!(verified.commits, 31);
}
