//! Two hubs that hear each other: what only the first does, and the other when the first does not.

use crate::stage::{
    Client, GRACE_S, HAND_IN_S, Mood, millis,
    nodes::{Node, first_and_other},
    seconds,
    words::{by_words, no_themes},
};
use domain::{Commit, Event, Seat, idea, theme};
use hub::limits;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tokio::time::Instant;

fn turns(log: &[Commit]) -> usize {
    let events = log.iter().flat_map(|commit| &commit.events);
    events.filter(|event| matches!(event, Event::Round(_))).count()
}

fn phase(client: &Client) -> &Value {
    &client.entry("room", "round")["phase"]
}

#[tokio::test(start_paused = true)]
async fn a_deadline_is_asked_for_by_the_first_alone() {
    let (first, other) = first_and_other(no_themes).await;
    let mut facilitator = first.with_open_round().await;
    let appends = || first.journal.appends() + other.journal.appends();
    let before = (appends(), other.journal.appends());
    facilitator.rests(seconds(HAND_IN_S + GRACE_S + 5)).await;
    assert_eq!(phase(&facilitator), "closed");
    assert_eq!(turns(&first.journal.log().await), 3, "it was opened, ended and closed");
    assert_eq!((appends(), other.journal.appends()), (before.0 + 2, before.1));
}

#[tokio::test(start_paused = true)]
async fn a_deadline_is_kept_by_the_other_when_the_first_cannot() {
    let (first, other) = first_and_other(no_themes).await;
    let mut facilitator = other.with_open_round().await;
    let ends_at = other.hub.now().plus_ms(HAND_IN_S * 1_000);
    first.journal.is(Mood::Down);
    facilitator.rests(seconds(HAND_IN_S)).await;
    assert!(!other.summit.is_leading());
    facilitator.sees("room", "round", |it| it["phase"] == "grace").await;
    let late = other.hub.now().ms_since(ends_at);
    assert!((1_900..2_600).contains(&late), "{late} ms");
}

#[tokio::test(start_paused = true)]
async fn a_deadline_is_kept_in_time_when_the_first_has_long_been_gone() {
    let (first, other) = first_and_other(no_themes).await;
    let mut facilitator = other.with_open_round().await;
    let ends_at = other.hub.now().plus_ms(HAND_IN_S * 1_000);
    first.dies();
    facilitator.rests(seconds(HAND_IN_S - 1)).await;
    facilitator.sees("room", "round", |it| it["phase"] == "grace").await;
    assert!(other.summit.is_leading());
    assert!(other.hub.now().ms_since(ends_at) < 100);
}

#[tokio::test(start_paused = true)]
async fn two_who_do_not_hear_each_other_keep_a_deadline_once() {
    let (first, other) = first_and_other(no_themes).await;
    let mut facilitator = other.with_open_round().await;
    other.relay.cut_off(true);
    facilitator.rests(seconds(HAND_IN_S + 1)).await;
    assert!(first.summit.is_leading() && other.summit.is_leading());
    assert_eq!(turns(&first.journal.log().await), 2);
}

/// All three have handed in; one of them is on another node.
async fn all_but_one_hand_in(first: &Node, other: &Node) -> [Client; 3] {
    let mut hosts = [first.host(1).await, first.host(2).await, other.host(3).await];
    for host in &mut hosts[..2] {
        host.does(json!({"table":{"ready":{}}})).await;
    }
    hosts
}

#[tokio::test(start_paused = true)]
async fn a_round_ends_early_once_all_on_both_nodes_have_handed_in() {
    let (first, other) = first_and_other(no_themes).await;
    let mut facilitator = first.with_open_round().await;
    let mut hosts = all_but_one_hand_in(&first, &other).await;
    let phone = first.joins("participant badge/81", &["room"]).await;
    facilitator.rests(seconds(5)).await;
    assert_eq!(phase(&facilitator), "hand_in", "two are still writing");
    drop(phone);
    facilitator.rests(seconds(5)).await;
    assert_eq!(phase(&facilitator), "hand_in", "one is still writing");
    let appends = other.journal.appends();
    hosts[2].does(json!({"table":{"ready":{}}})).await;
    facilitator.rests(seconds(1)).await;
    assert_eq!(phase(&facilitator), "grace");
    facilitator.rests(seconds(5)).await;
    assert_eq!(other.journal.appends(), appends + 1, "the first asked for it");
}

#[tokio::test(start_paused = true)]
async fn a_round_does_not_end_early_while_those_of_a_node_that_is_gone_may_come_back() {
    let (first, other) = first_and_other(no_themes).await;
    let mut facilitator = first.with_open_round().await;
    let _hosts = all_but_one_hand_in(&first, &other).await;
    let mut third = first.host(4).await;
    third.does(json!({"table":{"ready":{}}})).await;
    facilitator.rests(seconds(2)).await;
    other.stops().await;
    facilitator.rests(seconds(20)).await;
    assert_eq!(phase(&facilitator), "hand_in", "table 3 is on its way");
    let _back = first.host(3).await;
    facilitator.rests(seconds(20)).await;
    assert_eq!(phase(&facilitator), "hand_in", "table 3 still writes");
}

fn rehearsed_by_seat(log: &[Commit]) -> BTreeMap<Seat, usize> {
    let mut counts = BTreeMap::new();
    for commit in log {
        if let Some(Event::Idea(idea::Event::Submitted { .. })) = commit.events.first() {
            *counts.entry(commit.seat.clone()).or_default() += 1;
        }
    }
    counts
}

/// A facilitator who rehearses with ten tables, the handing in just open.
async fn rehearsal(node: &Node) -> Client {
    let mut facilitator = node.watches_presence("anna").await;
    for step in [
        json!({"rehearsal":{"start":{"tables":10}}}),
        json!({"agenda":{"next":{}}}),
        json!({"agenda":{"next":{}}}),
        json!({"round":{"open":{}}}),
    ] {
        facilitator.does(step).await;
    }
    facilitator
}

#[tokio::test(start_paused = true)]
async fn a_rehearsal_is_played_by_the_first_and_seen_on_both() {
    let (first, other) = first_and_other(no_themes).await;
    let mut facilitator = rehearsal(&other).await;
    let appends = other.journal.appends();
    facilitator.sees("presence", "table/3", |it| it["simulated"] == true).await;
    facilitator.sees("presence", "phones", |it| it["simulated"] == 40).await;
    facilitator.rests(seconds(HAND_IN_S - 10)).await;
    let played = rehearsed_by_seat(&first.journal.log().await);
    assert!(played.len() > 30, "{played:?}");
    assert_eq!(other.journal.appends(), appends);
}

#[tokio::test(start_paused = true)]
async fn a_rehearsal_goes_on_when_the_node_that_plays_it_is_gone_and_nothing_happens_twice() {
    let (first, other) = first_and_other(no_themes).await;
    let mut facilitator = rehearsal(&other).await;
    facilitator.rests(seconds(HAND_IN_S / 2)).await;
    first.dies();
    let before = rehearsed_by_seat(&other.journal.log().await).len();
    facilitator.rests(seconds(HAND_IN_S / 2 + GRACE_S + 120)).await;
    assert_eq!(phase(&facilitator), "closed");
    let played = rehearsed_by_seat(&other.journal.log().await);
    assert!(played.len() > before + 10, "{before}, then {}", played.len());
    let most = |seat: &Seat| if seat.table().is_some() { 3 } else { 1 };
    assert!(played.iter().all(|(seat, count)| *count <= most(seat)), "{played:?}");
}

#[tokio::test(start_paused = true)]
async fn a_device_on_the_other_node_makes_a_simulated_table_step_aside() {
    let (first, other) = first_and_other(no_themes).await;
    let mut facilitator = rehearsal(&first).await;
    let log = first.journal.log().await.len();
    let _host = other.host(2).await;
    facilitator.sees("presence", "table/2", |it| it["simulated"].is_null()).await;
    facilitator.rests(seconds(HAND_IN_S + GRACE_S)).await;
    let log = first.journal.log().await.split_off(log);
    assert!(!rehearsed_by_seat(&log).contains_key(&Seat::Table(domain::TableNo(2))));
}

/// Sixteen ideas about the same thing.
fn about(what: &str) -> Vec<String> {
    (0..16).map(|n| format!("{what} nummer{n}")).collect()
}

/// Hands in as several tables, for one may not write so fast.
async fn hand_in(node: &Node, tables: std::ops::Range<u16>, texts: &[String]) {
    for (table, texts) in tables.zip(texts.chunks(6)) {
        let mut host = node.host(table).await;
        for text in texts {
            host.does(json!({"idea":{"submit":{"text":text}}})).await;
        }
    }
}

/// Commits in which the machine sorted ideas.
fn proposals(log: &[Commit]) -> usize {
    let is_theming = |commit: &&Commit| {
        matches!(commit.events[..], [Event::Theme(theme::Event::Regrouped { .. })])
    };
    log.iter().filter(is_theming).count()
}

/// A facilitator in a hall with 32 ideas in two themes, handed in on the first.
async fn grouped(first: &Node) -> Client {
    let _facilitator = first.with_open_round().await;
    let mut desk = first.joins("theme_team staff/bo", &["desk"]).await;
    hand_in(first, 1..4, &about("bomen planten groene schaduw")).await;
    hand_in(first, 4..7, &about("veilige brede fietspaden verlichting")).await;
    desk.sees("desk", "coverage", |it| it["grouped"] == 32).await;
    desk.rests(seconds(10)).await;
    desk
}

#[tokio::test(start_paused = true)]
async fn themes_are_proposed_by_the_first_alone() {
    let (first, other) = first_and_other(by_words).await;
    let appends = other.journal.appends();
    let mut desk = grouped(&first).await;
    hand_in(&first, 7..8, &["bomen planten groene schaduw overal".to_owned()]).await;
    let theme = desk.keys("desk", "theme/")[0].clone();
    let theme = theme.trim_start_matches("theme/");
    desk.does(json!({"theme":{"rename":{"theme":theme,"label":"Bomen in de wijk"}}})).await;
    desk.rests(seconds(60)).await;
    assert_eq!(desk.entry("desk", "coverage")["grouped"], 33);
    assert!(proposals(&first.journal.log().await) > 1);
    assert_eq!(other.journal.appends(), appends);
}

#[tokio::test(start_paused = true)]
async fn an_idea_finds_its_theme_two_seconds_later_when_the_first_does_nothing() {
    let (first, other) = first_and_other(by_words).await;
    grouped(&first).await;
    let mut desk = other.joins("theme_team staff/ka", &["desk"]).await;
    first.journal.is(Mood::Down);
    hand_in(&other, 7..8, &["bomen planten groene schaduw overal".to_owned()]).await;
    let begin = Instant::now();
    desk.sees("desk", "coverage", |it| it["grouped"] == 33).await;
    assert!(!other.summit.is_leading());
    let took = begin.elapsed();
    assert!(took >= limits::FOLLOWER_GRACE - millis(100) && took < seconds(3), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn when_the_first_is_gone_the_other_places_at_once_and_regroups() {
    let (first, other) = first_and_other(by_words).await;
    grouped(&first).await;
    first.dies();
    let mut desk = other.joins("theme_team staff/ka", &["desk"]).await;
    desk.rests(limits::ROSTER_GONE).await;
    assert!(other.summit.is_leading());
    hand_in(&other, 7..8, &["bomen planten groene schaduw overal".to_owned()]).await;
    let begin = Instant::now();
    desk.sees("desk", "coverage", |it| it["grouped"] == 33).await;
    assert!(begin.elapsed() < millis(500));
    hand_in(&other, 7..10, &about("zwembad sporthal zwemles buitenbad")).await;
    desk.sees("desk", "coverage", |it| it["grouped"] == 49).await;
}
