//! Rounds: by hand, by the clock, and because all have handed in.

use super::hall::Hall;
use domain::{Badge, Seat, TableNo, agenda, deadline, round};
use serde_json::json;

#[test]
fn the_clock_opens_closes_and_ends_a_round_at_the_moments_it_shows() {
    let mut hall = Hall::at_item("r1");
    hall.clock_strikes()
        .happened(json!({"round": {"opened": {"round": "r1", "ends_at": 1_440_000}}}));
    hall.clock_strikes()
        .happened(json!({"round": {"grace_began": {"round": "r1", "grace_until": 1_470_000}}}));
    hall.clock_strikes().happened(json!({"round": {"closed": {"round": "r1"}}}));
    assert_eq!(deadline::next(&hall.summit), None);
    assert_eq!(hall.clock(), "stopped");
}

#[test]
fn the_clock_asks_nothing_of_an_item_that_is_no_round() {
    assert_eq!(deadline::next(&Hall::founded().summit), None);
    assert_eq!(deadline::next(&Hall::at_item("opening").summit), None);
}

#[test]
fn a_deadline_that_was_extended_has_not_come_or_is_of_another_phase_is_refused() {
    let mut hall = Hall::handing_in();
    let close = deadline::next(&hall.summit).expect("a clock that runs").command;
    hall.at(239).system().sends(json!(close)).refused("round.extended");
    hall.facilitator().sends(json!({"agenda": {"extend": {"seconds": 60}}})).saved();
    hall.at(240).system().sends(json!(close)).refused("round.extended");
    hall.clock_strikes().saved();
    hall.at(301).system().sends(json!(close)).refused("round.extended");
    hall.clock_strikes().saved();
    hall.system().sends(json!(close)).refused("round.extended");
}

#[test]
fn open_begins_handing_in_at_once_and_only_from_the_talk() {
    let mut hall = Hall::at_item("r1");
    let open = || json!({"round": {"open": {}}});
    hall.at(9)
        .facilitator()
        .sends(open())
        .happened(json!({"round": {"opened": {"round": "r1", "ends_at": 249_000}}}));
    hall.facilitator().sends(open()).changed_nothing();
    hall.next().saved();
    hall.facilitator().sends(open()).refused("round.not_talking");
    hall.clock_strikes().saved();
    hall.facilitator().sends(open()).refused("round.not_talking");
}

#[test]
fn close_begins_the_grace_then_ends_it_and_then_changes_nothing() {
    let mut hall = Hall::handing_in();
    let close = || json!({"round": {"close": {"round": "r1"}}});
    hall.facilitator()
        .sends(close())
        .happened(json!({"round": {"grace_began": {"grace_until": 30_000}}}));
    hall.facilitator().sends(close()).happened(json!({"round": {"closed": {}}}));
    hall.facilitator().sends(close()).changed_nothing();
}

#[test]
fn a_round_that_is_talking_not_current_unknown_or_absent_cannot_be_closed() {
    let close = |round: &str| json!({"round": {"close": {"round": round}}});
    let mut hall = Hall::at_item("r1");
    hall.facilitator().sends(close("r1")).refused("round.not_open");
    hall.facilitator().sends(close("r2")).refused("round.not_open");
    hall.facilitator().sends(close("nergens")).refused("round.unknown");
    hall.facilitator().sends(close("opening")).refused("round.unknown");
    let mut hall = Hall::at_item("opening");
    hall.facilitator().sends(json!({"round": {"close": {}}})).refused("round.none");
    hall.facilitator().sends(json!({"round": {"open": {}}})).refused("round.none");
}

#[test]
fn a_round_ends_early_when_98_percent_of_at_least_three_have_handed_in() {
    let share = |handed_in: u32, on_line: u32| json!({"round": {"close": {"round": "r1", "share": {"handed_in": handed_in, "on_line": on_line}}}});
    let mut hall = Hall::handing_in();
    for (handed_in, on_line) in [(0, 0), (2, 2), (2, 3), (97, 100), (48, 49)] {
        hall.system().sends(share(handed_in, on_line)).refused("round.too_few");
    }
    hall.system()
        .sends(share(98, 100))
        .happened(json!({"round": {"grace_began": {"round": "r1"}}}));
    hall.system().sends(share(100, 100)).changed_nothing();
    assert_eq!(hall.phase(), Some("grace"), "a share never ends the grace");
}

#[test]
fn a_table_has_handed_in_when_it_is_ready_and_a_phone_when_it_sent_a_word() {
    let mut hall = Hall::handing_in();
    let (table, badge) = (Seat::Table(TableNo(2)), Seat::Badge(Badge(7)));
    let word = hall.badge(7).sends(json!({"idea": {"submit": {"text": "bomen"}}})).saved();
    hall.host(2).sends(json!({"idea": {"submit": {"text": "meer bomen"}}})).saved();
    assert!(round::has_handed_in(&hall.summit, &badge));
    assert!(!round::has_handed_in(&hall.summit, &table));
    hall.host(2).sends(json!({"table": {"ready": {}}})).saved();
    assert!(round::has_handed_in(&hall.summit, &table));
    hall.badge(7).sends(json!({"idea": {"withdraw": {"idea": word}}})).saved();
    assert!(!round::has_handed_in(&hall.summit, &badge));
    assert!(!round::has_handed_in(&hall.summit, &Seat::System));
}

#[test]
fn the_phase_of_a_round_is_known_when_it_is_not_current_too() {
    let hall = Hall::at_item("r2");
    let phase = |round: &str| round::phase_of(&hall.summit, &round.into());
    assert_eq!(phase("r1"), Some(agenda::Phase::Closed));
    assert_eq!(phase("r2"), Some(agenda::Phase::HandIn));
    assert_eq!(phase("nergens"), None);
    assert_eq!(round::phase_of(&Hall::at_item("names").summit, &"r2".into()), None);
}
