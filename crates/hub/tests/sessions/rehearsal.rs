//! Rehearsals: simulated people take part as real ones would, make room for them, and leave nothing behind.

use crate::stage::{
    Client, GRACE_S, HAND_IN_S, Props, Script, Stage, programme, seconds, words::no_themes,
};
use domain::{Commit, Event, IdeaId, Seat, TableNo, agenda, idea, programme::Programme};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

fn start(tables: u16) -> Value {
    json!({"rehearsal":{"start":{"tables":tables}}})
}

fn end() -> Value {
    json!({"rehearsal":{"end":{}}})
}

/// A facilitator who rehearses with this many tables, the handing in of `r1` just open.
async fn rehearsal(stage: &Stage, tables: u16) -> Client {
    let token = "facilitator staff/anna";
    let mut facilitator = stage.joins(token, &["room", "control", "desk", "presence"]).await;
    facilitator.does(start(tables)).await;
    facilitator.does(json!({"agenda":{"next":{}}})).await;
    facilitator.does(json!({"agenda":{"next":{}}})).await;
    facilitator.does(json!({"round":{"open":{}}})).await;
    facilitator
}

/// What each seat handed in, and whether it was late.
fn handed_in(log: &[Commit]) -> Vec<(Seat, IdeaId, bool)> {
    let submitted = |commit: &Commit| match commit.events.first() {
        Some(Event::Idea(idea::Event::Submitted { idea, late, .. })) => {
            Some((commit.seat.clone(), *idea, *late))
        }
        _ => None,
    };
    log.iter().filter_map(submitted).collect()
}

fn is_table(seat: &Seat) -> bool {
    seat.table().is_some()
}

#[tokio::test(start_paused = true)]
async fn simulated_tables_and_phones_hand_in_most_of_it_near_the_end() {
    let stage = Stage::new().await;
    let mut facilitator = rehearsal(&stage, 10).await;
    let opened = stage.hub.now();
    facilitator.rests(seconds(HAND_IN_S / 4)).await;
    let early = handed_in(&stage.journal.log().await).len();
    facilitator.rests(seconds(HAND_IN_S + GRACE_S)).await;
    assert_eq!(facilitator.entry("room", "round")["phase"], "closed");
    let log = stage.journal.log().await;
    let all = handed_in(&log);
    let seats: BTreeSet<&Seat> = all.iter().map(|(seat, ..)| seat).collect();
    let tables = seats.iter().filter(|seat| is_table(seat)).count();
    assert!((8..=10).contains(&tables), "{tables} of 10 tables");
    assert!((30..=40).contains(&(seats.len() - tables)), "{} of 40 phones", seats.len());
    assert!(early > 0 && early * 2 < all.len(), "{early} of {} at once", all.len());
    let last = opened.plus_ms(HAND_IN_S * 500);
    let is_guest = |it: &&Commit| matches!(it.seat, Seat::Table(_) | Seat::Badge(_));
    let burst = log.iter().filter(is_guest).filter(|it| it.at > last).count();
    let deeds = log.iter().filter(is_guest).count();
    assert!(burst * 2 > deeds, "{burst} of {deeds} in the second half");
    let board = |no: u16| facilitator.entry("control", &format!("table/{no}"));
    assert!((1..=10).filter(|no| board(*no)["ready"] == true).count() > 4);
}

#[tokio::test(start_paused = true)]
async fn whoever_lost_the_network_hands_in_when_they_are_back_maybe_late() {
    let programme = Programme { tables: 100, ..programme() };
    let stage = Props { programme, ..Props::new() }.set_up(no_themes()).await;
    let mut facilitator = rehearsal(&stage, 100).await;
    let mut fewest = usize::MAX;
    for _ in 0..HAND_IN_S + GRACE_S {
        facilitator.rests(seconds(1)).await;
        let held = facilitator.held.get("presence").expect("presence");
        fewest = fewest.min(held.entries.keys().filter(|it| it.starts_with("table/")).count());
    }
    assert!(fewest < 100, "some table dropped");
    facilitator.rests(seconds(120)).await;
    let log = stage.journal.log().await;
    assert!(handed_in(&log).iter().any(|(.., late)| *late), "someone was late");
}

#[tokio::test(start_paused = true)]
async fn they_are_on_line_for_staff_marked_as_simulated_until_the_end() {
    let stage = Stage::new().await;
    let mut facilitator = rehearsal(&stage, 3).await;
    facilitator.sees("presence", "table/3", |it| it["simulated"] == true).await;
    facilitator.sees("presence", "phones", |it| *it == json!({"online":12,"simulated":12})).await;
    assert_eq!(facilitator.entry("presence", "table/4"), &Value::Null);
    facilitator.does(end()).await;
    facilitator.sees("presence", "phones", |it| *it == json!({"online":0})).await;
    assert_eq!(facilitator.entry("presence", "table/3"), &Value::Null);
}

#[tokio::test(start_paused = true)]
async fn a_simulated_table_makes_room_for_a_real_one_for_the_rest_of_the_rehearsal() {
    let stage = Stage::new().await;
    let mut facilitator = rehearsal(&stage, 3).await;
    let log = stage.journal.log().await.len();
    let host = stage.host(2).await;
    facilitator.sees("presence", "table/2", |it| it["simulated"].is_null()).await;
    host.drops();
    facilitator.rests(seconds(HAND_IN_S + GRACE_S)).await;
    let log = stage.journal.log().await.split_off(log);
    let of = |no: u16| log.iter().filter(|it| it.seat == Seat::Table(TableNo(no))).count();
    assert_eq!(of(2), 0);
    assert!(of(1) > 0 && of(3) > 0);
}

#[tokio::test(start_paused = true)]
async fn a_table_at_which_a_device_joined_is_not_simulated_even_if_it_is_off_line() {
    let stage = Stage::new().await;
    let jti = "6e09f9ba-2f3e-4b4d-9d5c-0a2a36f6a0c1";
    let enrol = json!({"device":{"enrol":{"jti":jti,"seat":"table/1","role":"host"}}});
    assert!(matches!(stage.asks_as("system system", enrol).await, hub::Answer::Saved(_)));
    let mut facilitator = rehearsal(&stage, 2).await;
    facilitator.sees("presence", "table/2", |it| it["simulated"] == true).await;
    assert_eq!(facilitator.entry("presence", "table/1"), &Value::Null);
    facilitator.rests(seconds(HAND_IN_S + GRACE_S)).await;
    let log = stage.journal.log().await;
    assert!(log.iter().all(|it| it.seat != Seat::Table(TableNo(1))));
}

#[tokio::test(start_paused = true)]
async fn they_count_for_the_share_that_ends_a_round_early() {
    let stage = Stage::new().await;
    let mut facilitator = rehearsal(&stage, 2).await;
    facilitator.rests(seconds(1)).await;
    let mut hosts = [stage.host(5).await, stage.host(6).await, stage.host(7).await];
    for host in &mut hosts {
        host.does(json!({"table":{"ready":{}}})).await;
    }
    facilitator.rests(seconds(2)).await;
    assert_eq!(facilitator.entry("room", "round")["phase"], "hand_in", "simulated people write");
}

#[tokio::test(start_paused = true)]
async fn while_the_clock_stands_nobody_hands_in() {
    let stage = Stage::new().await;
    let mut facilitator = rehearsal(&stage, 10).await;
    facilitator.does(json!({"agenda":{"pause":{}}})).await;
    facilitator.rests(seconds(2)).await;
    let log = stage.journal.log().await.len();
    facilitator.rests(seconds(3 * HAND_IN_S)).await;
    assert_eq!(stage.journal.log().await.len(), log);
    facilitator.does(json!({"agenda":{"resume":{}}})).await;
    facilitator.rests(seconds(HAND_IN_S)).await;
    assert!(stage.journal.log().await.len() > log + 20);
}

#[tokio::test(start_paused = true)]
async fn no_seat_hands_in_faster_than_people_may() {
    let stage = Stage::new().await;
    let mut facilitator = rehearsal(&stage, 10).await;
    facilitator.does(json!({"agenda":{"extend":{"seconds":-235}}})).await;
    facilitator.rests(seconds(2 * GRACE_S)).await;
    let mut counts: BTreeMap<Seat, u32> = BTreeMap::new();
    for (seat, ..) in handed_in(&stage.journal.log().await) {
        *counts.entry(seat).or_default() += 1;
    }
    assert!(counts.values().all(|count| *count <= domain::limits::IDEAS_PER_MIN), "{counts:?}");
    assert!(counts.len() > 30, "all hurry");
}

#[tokio::test(start_paused = true)]
async fn at_the_end_everything_is_back_and_nobody_asks_for_anything_more() {
    let stage = Stage::new().await;
    let mut wall = stage.joins("projector staff/wall", &["room", "wall/main"]).await;
    let mut facilitator = rehearsal(&stage, 10).await;
    wall.sees("room", "rehearsal", |it| it["tables"] == 10).await;
    facilitator.rests(seconds(HAND_IN_S - 20)).await;
    assert!(facilitator.entry("desk", "coverage")["ideas"].as_u64() > Some(10));
    let at = facilitator.does(end()).await;
    facilitator.rests(seconds(300)).await;
    let log = stage.journal.log().await;
    assert_eq!(log.len() as u64, at, "the last word is the end");
    assert_eq!(facilitator.entry("desk", "coverage")["ideas"], 0);
    assert_eq!(facilitator.entry("room", "agenda/current"), &Value::Null);
    assert_eq!(facilitator.entry("control", "table/1")["handed_in"], 0);
    wall.rests(seconds(1)).await;
    assert_eq!(wall.entry("room", "rehearsal"), &Value::Null);
    stage.summit.read(|it| {
        assert!(it.ideas.is_empty() && it.themes.is_empty() && it.tallies.is_empty());
        assert_eq!(it.agenda.now, agenda::Position::default());
    });
}

#[tokio::test(start_paused = true)]
async fn a_node_that_restarts_in_the_middle_goes_on_and_nothing_happens_twice() {
    let stage = Stage::new().await;
    let mut facilitator = rehearsal(&stage, 10).await;
    facilitator.rests(seconds(HAND_IN_S / 2)).await;
    let before = handed_in(&stage.journal.log().await).len();
    let stage = stage.restarted(seconds(5)).await;
    let mut facilitator = stage.facilitator().await;
    facilitator.rests(seconds(HAND_IN_S / 2 + GRACE_S + 120)).await;
    let all = handed_in(&stage.journal.log().await);
    assert!(all.len() > before + 10, "{before}, then {}", all.len());
    let mut counts: BTreeMap<&Seat, usize> = BTreeMap::new();
    for (seat, ..) in &all {
        *counts.entry(seat).or_default() += 1;
    }
    let is_as_planned =
        |(seat, count): (&&Seat, &usize)| *count <= if is_table(seat) { 3 } else { 1 };
    assert!(counts.iter().all(is_as_planned), "{counts:?}");
}

#[tokio::test(start_paused = true)]
async fn two_nodes_that_take_part_in_one_rehearsal_do_no_harm() {
    let one = Stage::new().await;
    let journal = Script::over(one.journal.memory.clone());
    let other = Props { journal: journal.into(), seed: 9, ..Props::new() };
    let other = other.set_up(no_themes()).await;
    let mut facilitator = rehearsal(&one, 10).await;
    facilitator.rests(seconds(HAND_IN_S + GRACE_S + 120)).await;
    let log = other.journal.log().await;
    let mut counts: BTreeMap<Seat, usize> = BTreeMap::new();
    for (seat, ..) in handed_in(&log) {
        *counts.entry(seat).or_default() += 1;
    }
    assert!(counts.values().all(|count| *count <= 3), "{counts:?}");
    assert!(counts.len() > 30);
}

#[tokio::test(start_paused = true)]
async fn a_real_table_in_a_rehearsal_is_answered_alike_when_it_sends_again_after_the_end() {
    let stage = Stage::new().await;
    let mut facilitator = rehearsal(&stage, 2).await;
    let mut host = stage.host(7).await;
    let idea = json!({"idea":{"submit":{"text":"Geoefend","round":"r1"}}});
    let id = host.asks(idea.clone());
    let first = host.gets(id).await;
    facilitator.does(end()).await;
    host.asks_as(id, idea);
    assert_eq!(host.gets(id).await, first);
    host.rests(seconds(1)).await;
    assert_eq!(host.entry("table/7", &format!("idea/{id}")), &Value::Null);
}
