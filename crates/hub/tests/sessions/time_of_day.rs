//! A machine whose clock was wrong: the order goes on, and people are shown the time that it is.

use crate::stage::{Client, MORNING, Machine, Props, Stage, TALK_S, seconds, words::no_themes};
use domain::Time;
use serde_json::json;

const TWO_HOURS_MS: i64 = 7_200_000;

/// A stage on a machine, by the clock of which it starts.
async fn on(machine: &Machine, props: Props) -> Stage {
    let props = Props { now: machine.now(), machine: Some(machine.clone()), ..props };
    props.set_up(no_themes()).await
}

async fn restarted_on(machine: &Machine, stage: Stage) -> Stage {
    stage.hub.drain();
    stage.hub.end().await;
    on(machine, Props { journal: stage.journal.clone(), seed: 2, ..Props::new() }).await
}

fn ends_at(client: &Client) -> u64 {
    client.entry("room", "agenda/current")["ends_at"].as_u64().expect("it runs")
}

/// The order of the log never goes back.
async fn is_in_order(stage: &Stage) {
    let log = stage.journal.log().await;
    assert!(log.windows(2).all(|pair| pair[0].at <= pair[1].at));
}

async fn in_talk(stage: &Stage) -> Client {
    let mut facilitator = stage.facilitator().await;
    facilitator.does(json!({"agenda":{"next":{}}})).await;
    facilitator.does(json!({"agenda":{"next":{}}})).await;
    facilitator.sees("room", "round", |it| it["phase"] == "talk").await;
    facilitator
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_set_right_while_it_runs_is_followed_and_what_is_left_stays() {
    let machine = Machine::showing(MORNING.plus_ms(TWO_HOURS_MS as u64));
    let stage = on(&machine, Props::new()).await;
    let mut facilitator = in_talk(&stage).await;
    let wrong = ends_at(&facilitator);
    facilitator.rests(seconds(60)).await;
    machine.is_set(-TWO_HOURS_MS);
    let right = wrong - TWO_HOURS_MS as u64;
    facilitator.sees("room", "agenda/current", |it| it["ends_at"] == json!(right)).await;
    assert_eq!(stage.summit.time_of_day(), machine.now());
    facilitator.says(json!({"ping":{"sent":1}}));
    assert_eq!(facilitator.hears("pong").await["now"], json!(machine.now().0));
    let mut operator = stage.joins("operator staff/o", &["health"]).await;
    operator.sees("health", "clock", |it| it["ahead_ms"] == json!(TWO_HOURS_MS)).await;

    // The round ends when it was to end, and what comes next is by the right clock.
    facilitator.rests(seconds(TALK_S - 65)).await;
    assert_eq!(facilitator.entry("room", "round")["phase"], "talk");
    facilitator.rests(seconds(10)).await;
    assert_eq!(facilitator.entry("room", "round")["phase"], "hand_in");
    let left = Time(ends_at(&facilitator)).ms_since(machine.now());
    assert!(left <= 240_000 && left > 230_000, "{left}");
    is_in_order(&stage).await;
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_was_wrong_before_a_start_is_right_after_it() {
    let machine = Machine::showing(MORNING.plus_ms(TWO_HOURS_MS as u64));
    let stage = on(&machine, Props::new()).await;
    in_talk(&stage).await;
    machine.is_set(-TWO_HOURS_MS);
    let stage = restarted_on(&machine, stage).await;
    let mut facilitator = stage.facilitator().await;
    let due = machine.now().plus_ms(TALK_S * 1_000).0;
    facilitator.sees("room", "agenda/current", |it| it["ends_at"].as_u64() <= Some(due)).await;
    assert!(Time(ends_at(&facilitator)) > machine.now());
    facilitator.rests(seconds(TALK_S + 1)).await;
    assert_eq!(facilitator.entry("room", "round")["phase"], "hand_in");
    is_in_order(&stage).await;

    // A second start finds it right, and moves nothing.
    let before = ends_at(&facilitator);
    let stage = restarted_on(&machine, stage).await;
    let mut facilitator = stage.facilitator().await;
    facilitator.rests(seconds(3)).await;
    assert_eq!(ends_at(&facilitator), before);
    assert_eq!(stage.summit.time_of_day(), machine.now());
    is_in_order(&stage).await;
}

#[tokio::test(start_paused = true)]
async fn a_laptop_that_slept_shows_the_time_when_it_wakes() {
    let machine = Machine::showing(MORNING);
    let stage = on(&machine, Props::new()).await;
    let mut facilitator = in_talk(&stage).await;
    let before = ends_at(&facilitator);
    // Its steady clock stood still meanwhile.
    machine.is_set(600_000);
    facilitator.sees("room", "agenda/current", |it| it["ends_at"] == json!(before + 600_000)).await;
    assert_eq!(stage.summit.time_of_day(), machine.now());
    is_in_order(&stage).await;
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_right_writes_nothing() {
    let machine = Machine::showing(MORNING);
    let stage = on(&machine, Props::new()).await;
    let mut facilitator = in_talk(&stage).await;
    machine.is_set(1_500);
    facilitator.rests(seconds(30)).await;
    assert_eq!(stage.journal.log().await.len(), 3, "the founding and two steps");
}
