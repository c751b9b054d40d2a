//! The order of commits and the time of day are two clocks.

use super::hall::Hall;
use serde_json::{Value, json};

const HOUR: i64 = 3_600_000;

fn set(ahead_ms: i64, moved_ms: i64) -> Value {
    json!({"clock": {"set": {"ahead_ms": ahead_ms, "moved_ms": moved_ms}}})
}

fn ends_at(hall: &Hall) -> u64 {
    let clock = serde_json::to_value(hall.summit.agenda.now.clock).expect("JSON");
    clock["running"]["ends_at"].as_u64().expect("it runs")
}

#[test]
fn what_runs_down_keeps_what_is_left_when_the_clock_is_set_right() {
    let mut hall = Hall::founded();
    hall.at(36_000);
    hall.next().saved();
    let (wrong, order) = (ends_at(&hall), hall.summit.at);
    hall.at(36_060).system().sends(set(2 * HOUR, -2 * HOUR)).saved();
    assert_eq!(ends_at(&hall), wrong - 7_200_000);
    assert!(hall.summit.at > order, "the order goes on");
    assert_eq!(hall.summit.time_of_day(hall.summit.at).0, hall.summit.at.0 - 7_200_000);
    hall.system().sends(set(2 * HOUR, 0)).changed_nothing();
}

#[test]
fn what_is_set_afterwards_is_by_the_time_of_day() {
    let mut hall = Hall::founded();
    hall.at(36_000);
    hall.system().sends(set(2 * HOUR, -2 * HOUR)).saved();
    hall.next().saved();
    let now = hall.summit.time_of_day(hall.summit.at).0;
    assert_eq!(ends_at(&hall), now + 15 * 60_000);
    assert_eq!(hall.summit.agenda.now.runs[&0].started_at.0, now);
}

#[test]
fn an_undo_does_not_bring_the_wrong_time_back() {
    let mut hall = Hall::founded();
    hall.at(36_000);
    hall.next().saved();
    let wrong = ends_at(&hall);
    hall.facilitator().sends(json!({"agenda": {"extend": {"seconds": 60}}})).saved();
    hall.system().sends(set(2 * HOUR, -2 * HOUR)).saved();
    let step = hall.summit.agenda.steps;
    hall.facilitator().sends(json!({"agenda": {"undo": {"step": step}}})).saved();
    assert_eq!(ends_at(&hall), wrong - 7_200_000);
}

#[test]
fn nobody_but_the_server_sets_it_and_a_rehearsal_leaves_it() {
    let mut hall = Hall::founded();
    hall.at(36_000);
    hall.facilitator().sends(set(HOUR, 0)).refused("access.denied");
    hall.facilitator().sends(json!({"rehearsal": {"start": {}}})).saved();
    hall.system().sends(set(HOUR, -HOUR)).saved();
    assert_eq!(hall.summit.in_earnest().ahead_ms, HOUR);
    hall.facilitator().sends(json!({"rehearsal": {"end": {}}})).saved();
    assert_eq!(hall.summit.ahead_ms, HOUR);
}
