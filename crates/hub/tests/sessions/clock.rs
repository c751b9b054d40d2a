//! Rounds that run by the clock.

use crate::stage::{
    Client, GRACE_S, HAND_IN_S, Props, Stage, TALK_S, millis, programme, seconds, words::no_themes,
};
use domain::{Event, Time, round};
use serde_json::{Value, json};

/// A facilitator who started `r1`.
async fn with_talk(stage: &Stage) -> Client {
    let mut facilitator = stage.facilitator().await;
    facilitator.does(json!({"agenda":{"next":{}}})).await;
    facilitator.does(json!({"agenda":{"next":{}}})).await;
    facilitator.sees("room", "round", |it| it["phase"] == "talk").await;
    facilitator
}

fn phase(client: &Client) -> &Value {
    &client.entry("room", "round")["phase"]
}

/// When `r1` was opened, ended and closed.
async fn turns(stage: &Stage) -> Vec<Time> {
    let log = stage.journal.log().await;
    let is_turn = |event: &Event| matches!(event, Event::Round(_));
    log.iter().filter(|it| it.events.iter().any(is_turn)).map(|it| it.at).collect()
}

#[tokio::test(start_paused = true)]
async fn a_round_opens_ends_and_closes_by_itself() {
    let stage = Stage::new().await;
    let mut facilitator = with_talk(&stage).await;
    let start = stage.hub.now();
    facilitator.rests(seconds(TALK_S + HAND_IN_S + GRACE_S + 5)).await;
    assert_eq!(phase(&facilitator), "closed");
    let opened = start.plus_ms(TALK_S * 1_000);
    let ended = opened.plus_ms(HAND_IN_S * 1_000);
    assert_eq!(turns(&stage).await, [opened, ended, ended.plus_ms(GRACE_S * 1_000)]);
}

/// A paused clock stands still while the node looks twice at it; a real one does not.
#[tokio::test]
async fn a_deadline_is_kept_on_a_clock_that_runs_on() {
    let mut programme = programme();
    let rounds = programme.items.iter_mut().filter_map(|item| item.round.as_mut());
    rounds.for_each(|plan| plan.talk_s = 1);
    let stage = Props { programme, ..Props::new() }.set_up(no_themes()).await;
    let mut facilitator = with_talk(&stage).await;
    facilitator.sees("room", "round", |it| it["phase"] == "hand_in").await;
}

#[tokio::test(start_paused = true)]
async fn more_time_moves_the_deadline() {
    let stage = Stage::new().await;
    let mut facilitator = with_talk(&stage).await;
    let start = stage.hub.now();
    facilitator.rests(seconds(100)).await;
    facilitator.does(json!({"agenda":{"extend":{"seconds":60}}})).await;
    facilitator.rests(seconds(TALK_S)).await;
    assert_eq!(turns(&stage).await, [start.plus_ms((TALK_S + 60) * 1_000)]);
}

#[tokio::test(start_paused = true)]
async fn a_pause_holds_the_deadline() {
    let stage = Stage::new().await;
    let mut facilitator = with_talk(&stage).await;
    facilitator.does(json!({"agenda":{"pause":{}}})).await;
    facilitator.rests(seconds(3 * TALK_S)).await;
    assert_eq!(phase(&facilitator), "talk");
    facilitator.does(json!({"agenda":{"resume":{}}})).await;
    let resumed = stage.hub.now();
    facilitator.rests(seconds(TALK_S + 1)).await;
    assert_eq!(turns(&stage).await, [resumed.plus_ms(TALK_S * 1_000)]);
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_passed_while_the_node_was_down_is_held() {
    let stage = Stage::new().await;
    with_talk(&stage).await;
    let stage = stage.restarted(seconds(TALK_S + 100)).await;
    let mut facilitator = stage.facilitator().await;
    let mut operator = stage.joins("operator staff/o", &["health"]).await;
    let until = stage.hub.now().plus_ms(30_000);
    operator.sees("health", "held", |it| it["until"] == json!(until)).await;
    facilitator.rests(seconds(29)).await;
    assert_eq!(phase(&facilitator), "talk");
    facilitator.rests(seconds(2)).await;
    assert_eq!(phase(&facilitator), "hand_in");
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_comes_after_the_restart_is_kept() {
    let stage = Stage::new().await;
    with_talk(&stage).await;
    let start = stage.hub.now();
    let stage = stage.restarted(seconds(100)).await;
    stage.facilitator().await.rests(seconds(TALK_S)).await;
    assert_eq!(turns(&stage).await, [start.plus_ms(TALK_S * 1_000)]);
}

#[tokio::test(start_paused = true)]
async fn a_held_deadline_can_be_moved_in_time() {
    let stage = Stage::new().await;
    with_talk(&stage).await;
    let stage = stage.restarted(seconds(TALK_S + 100)).await;
    let mut facilitator = stage.facilitator().await;
    facilitator.does(json!({"agenda":{"extend":{"seconds":60}}})).await;
    let moved = stage.hub.now();
    facilitator.rests(seconds(61)).await;
    assert_eq!(turns(&stage).await, [moved.plus_ms(60_000)]);
}

#[tokio::test(start_paused = true)]
async fn a_round_ends_early_once_all_on_line_have_handed_in() {
    let stage = Stage::new().await;
    let mut facilitator = stage.with_open_round().await;
    let mut hosts = [stage.host(1).await, stage.host(2).await];
    let mut phone = stage.joins("participant badge/81", &["room"]).await;
    for host in &mut hosts {
        host.does(json!({"table":{"ready":{}}})).await;
    }
    facilitator.rests(seconds(2)).await;
    assert_eq!(phase(&facilitator), "hand_in", "a phone is still writing");
    phone.does(json!({"idea":{"submit":{"text":"Groen"}}})).await;
    facilitator.rests(seconds(1)).await;
    assert_eq!(phase(&facilitator), "grace");
    let log = stage.journal.log().await;
    let last = log.last().expect("a commit");
    assert!(matches!(last.events[..], [Event::Round(round::Event::GraceBegan { .. })]));
}

#[tokio::test(start_paused = true)]
async fn two_seats_never_end_a_round_early() {
    let stage = Stage::new().await;
    let mut facilitator = stage.with_open_round().await;
    for table in [1, 2] {
        let mut host = stage.host(table).await;
        host.does(json!({"table":{"ready":{}}})).await;
    }
    facilitator.rests(seconds(5)).await;
    assert_eq!(phase(&facilitator), "hand_in");
}

#[tokio::test(start_paused = true)]
async fn phones_that_are_asked_nothing_hold_no_round_open() {
    let stage = Stage::new().await;
    let mut facilitator = stage.with_open_round().await;
    for step in [
        json!({"round":{"close":{}}}),
        json!({"round":{"close":{}}}),
        json!({"agenda":{"next":{}}}),
    ] {
        facilitator.does(step).await;
    }
    facilitator.sees("room", "round", |it| it["id"] == "r2" && it["phase"] == "hand_in").await;
    let _phone = stage.joins("participant badge/81", &["room"]).await;
    let mut hosts = [stage.host(1).await, stage.host(2).await, stage.host(3).await];
    for host in &mut hosts {
        host.does(json!({"table":{"ready":{}}})).await;
    }
    facilitator.rests(seconds(1)).await;
    assert_eq!(phase(&facilitator), "grace");
}

#[tokio::test(start_paused = true)]
async fn a_round_that_a_person_opened_again_does_not_end_early() {
    let stage = Stage::new().await;
    let mut facilitator = stage.with_open_round().await;
    let mut hosts = [stage.host(1).await, stage.host(2).await, stage.host(3).await];
    for host in &mut hosts {
        host.does(json!({"table":{"ready":{}}})).await;
    }
    facilitator.rests(seconds(1)).await;
    let step = facilitator.entry("control", "undo")["step"].clone();
    facilitator.does(json!({"agenda":{"undo":{"step":step}}})).await;
    let commits = stage.journal.log().await.len();
    facilitator.rests(seconds(20)).await;
    assert_eq!(phase(&facilitator), "hand_in");
    assert_eq!(stage.journal.log().await.len(), commits);
    facilitator.rests(seconds(HAND_IN_S) + millis(500)).await;
    assert_eq!(phase(&facilitator), "grace", "time still ends it");
}
