//! The day as it runs: going on, back, pausing, extending, ending.

use super::hall::Hall;
use domain::{
    deadline,
    programme::{PhoneInput, TableInput},
};
use serde_json::json;

#[test]
fn the_first_next_starts_the_first_item_with_its_clock_and_its_scene() {
    let mut hall = Hall::founded();
    hall.at(10).next().happened(json!({"agenda": {"started": {
        "item": "opening", "ends_at": 910_000, "scene": "title"}}}));
    assert_eq!(hall.current(), Some("opening"));
    assert_eq!(hall.clock(), "until 910");
}

#[test]
fn a_round_with_talk_starts_in_its_talk_and_one_without_is_open_at_once() {
    let mut hall = Hall::at_item("r1");
    assert_eq!((hall.phase(), hall.clock().as_str()), (Some("talk"), "until 1200"));
    hall.goes_to("r2");
    assert_eq!((hall.phase(), hall.clock().as_str()), (Some("hand_in"), "until 240"));
}

#[test]
fn next_while_tables_talk_opens_handing_in_and_skips_nothing() {
    let mut hall = Hall::at_item("r1");
    hall.at(5).next().happened(json!({"round": {"opened": {"round": "r1", "ends_at": 245_000}}}));
    assert_eq!((hall.current(), hall.phase()), (Some("r1"), Some("hand_in")));
    hall.host(1)
        .sends(json!({"idea": {"submit": {"text": "toch gehoord"}}}))
        .happened(json!({"idea": {"submitted": {"round": "r1", "late": false}}}));
}

#[test]
fn two_presses_on_what_was_seen_while_tables_talk_make_one_step() {
    let mut hall = Hall::at_item("r1");
    let next = || json!({"agenda": {"next": {"from": "r1", "phase": "talk"}}});
    hall.facilitator().sends(next()).saved();
    hall.facilitator().sends(next()).refused("agenda.moved_on");
    assert_eq!((hall.current(), hall.phase()), (Some("r1"), Some("hand_in")));
}

#[test]
fn a_press_that_comes_after_the_clock_changed_the_phase_makes_no_step() {
    for (seen, shown) in [("talk", "hand_in"), ("hand_in", "grace"), ("grace", "closed")] {
        let mut hall = Hall::at_item("r1");
        while hall.phase() != Some(shown) {
            hall.clock_strikes().saved();
        }
        let before = hall.summit.agenda.clone();
        for command in ["next", "back"] {
            let press = json!({"agenda": {command: {"from": "r1", "phase": seen}}});
            hall.facilitator().sends(press).refused("agenda.moved_on");
        }
        let close = json!({"round": {"close": {"round": "r1", "phase": seen}}});
        hall.facilitator().sends(close).refused("agenda.moved_on");
        let skip = json!({"agenda": {"next": {"from": "r1", "skip": true}}});
        hall.facilitator().sends(skip).refused("agenda.moved_on");
        assert_eq!(hall.summit.agenda, before);
    }
}

#[test]
fn a_hand_in_is_skipped_only_by_who_says_so_and_what_was_written_still_comes_late() {
    let mut hall = Hall::at_item("r1");
    let skip = || json!({"agenda": {"next": {"from": "r1", "phase": "talk", "skip": true}}});
    hall.facilitator().sends(skip()).happened(json!({"agenda": {"started": {"item": "r2"}}}));
    hall.facilitator().sends(skip()).refused("agenda.moved_on");
    assert_eq!(hall.current(), Some("r2"));
    let late = json!({"idea": {"submit": {"text": "toch nog", "round": "r1"}}});
    hall.host(1)
        .sends(late)
        .happened(json!({"idea": {"submitted": {"round": "r1", "late": true}}}));
}

#[test]
fn nothing_can_be_skipped_where_no_tables_talk() {
    let skip = || json!({"agenda": {"next": {"skip": true}}});
    for mut hall in [Hall::founded(), Hall::at_item("opening"), Hall::handing_in()] {
        hall.facilitator().sends(skip()).refused("agenda.moved_on");
    }
    let mut hall = Hall::at_item("r1");
    let plain = json!({"agenda": {"next": {"skip": false}}});
    hall.facilitator().sends(plain).happened(json!({"round": {"opened": {"round": "r1"}}}));
}

#[test]
fn a_round_that_asks_nothing_is_left_from_its_talk() {
    let mut hall = Hall::at_item("r1");
    let plan = hall.summit.programme.items[2].round.as_mut().expect("a round");
    (plan.table, plan.phone) = (TableInput::Nothing, PhoneInput::Nothing);
    hall.next().happened(json!({"agenda": {"started": {"item": "r2"}}}));
}

#[test]
fn next_on_an_open_round_begins_its_grace_and_in_the_grace_changes_nothing() {
    let mut hall = Hall::handing_in();
    hall.at(5)
        .next()
        .happened(json!({"round": {"grace_began": {"round": "r1", "grace_until": 35_000}}}));
    hall.next().changed_nothing();
    hall.clock_strikes().happened(json!({"round": {"closed": {"round": "r1"}}}));
    hall.next().happened(json!({"agenda": {"started": {"item": "r2"}}}));
}

#[test]
fn a_double_click_on_next_goes_on_once() {
    let mut hall = Hall::at_item("opening");
    let next = || json!({"agenda": {"next": {"from": "opening"}}});
    hall.facilitator().sends(next()).saved();
    hall.facilitator().sends(next()).refused("agenda.moved_on");
    assert_eq!(hall.current(), Some("names"));
}

#[test]
fn a_double_click_on_next_in_an_open_round_begins_one_grace() {
    let mut hall = Hall::handing_in();
    let next = || json!({"agenda": {"next": {"from": "r1"}}});
    hall.facilitator().sends(next()).saved();
    hall.facilitator().sends(next()).changed_nothing();
    assert_eq!((hall.current(), hall.phase()), (Some("r1"), Some("grace")));
}

#[test]
fn next_from_an_item_before_the_day_began_is_refused() {
    let next = json!({"agenda": {"next": {"from": "opening"}}});
    Hall::founded().facilitator().sends(next).refused("agenda.moved_on");
}

#[test]
fn after_the_last_item_the_day_ends_once_and_back_returns_to_it() {
    let mut hall = Hall::at_item("closing");
    hall.next().happened(json!({"agenda": {"finished": {}}}));
    assert!(hall.summit.agenda.now.over);
    assert_eq!(hall.clock(), "stopped");
    hall.next().refused("agenda.at_end");
    for command in ["pause", "end"] {
        hall.facilitator().sends(json!({"agenda": {command: {}}})).refused("agenda.not_running");
    }
    hall.facilitator()
        .sends(json!({"agenda": {"back": {}}}))
        .happened(json!({"agenda": {"started": {"item": "closing"}}}));
    assert!(!hall.summit.agenda.now.over);
    hall.facilitator()
        .sends(json!({"agenda": {"back": {}}}))
        .happened(json!({"agenda": {"started": {"item": "theming"}}}));
}

#[test]
fn a_second_back_from_the_same_item_finds_that_the_day_moved_on() {
    let mut hall = Hall::at_item("closing");
    let back = || json!({"agenda": {"back": {"from": "closing"}}});
    hall.facilitator().sends(back()).happened(json!({"agenda": {"started": {"item": "theming"}}}));
    hall.facilitator().sends(back()).refused("agenda.moved_on");
}

#[test]
fn back_from_the_first_item_or_before_it_is_refused() {
    let back = || json!({"agenda": {"back": {}}});
    Hall::founded().facilitator().sends(back()).refused("agenda.at_start");
    Hall::at_item("opening").facilitator().sends(back()).refused("agenda.at_start");
}

#[test]
fn back_onto_a_closed_round_begins_it_anew_and_keeps_when_it_first_began() {
    let mut hall = Hall::round_closed();
    let opened = hall.summit.agenda.now.runs[&2];
    hall.at(100).goes_to("r2");
    hall.at(200).facilitator().sends(json!({"agenda": {"back": {}}})).saved();
    assert_eq!((hall.current(), hall.phase()), (Some("r1"), Some("talk")));
    assert_eq!(hall.clock(), "until 1400");
    let run = hall.summit.agenda.now.runs[&2];
    assert_eq!((run.started_at, run.ended_at), (opened.started_at, None));
    assert!(hall.summit.agenda.now.runs[&3].ended_at.is_some());
}

#[test]
fn what_was_written_in_a_closed_round_is_taken_late_while_it_talks_anew() {
    let mut hall = Hall::round_closed();
    hall.goes_to("r2");
    hall.facilitator().sends(json!({"agenda": {"back": {}}})).saved();
    let idea = json!({"idea": {"submit": {"text": "uit de wachtrij", "round": "r1"}}});
    hall.host(1)
        .sends(idea)
        .happened(json!({"idea": {"submitted": {"round": "r1", "late": true}}}));
}

#[test]
fn pause_keeps_what_is_left_and_resume_gives_it_back() {
    let mut hall = Hall::at_item("opening");
    hall.at(300)
        .facilitator()
        .sends(json!({"agenda": {"pause": {}}}))
        .happened(json!({"agenda": {"paused": {"remaining_ms": 600_000}}}));
    hall.facilitator().sends(json!({"agenda": {"pause": {}}})).changed_nothing();
    hall.at(1_000)
        .facilitator()
        .sends(json!({"agenda": {"resume": {}}}))
        .happened(json!({"agenda": {"resumed": {"ends_at": 1_600_000}}}));
    hall.facilitator().sends(json!({"agenda": {"resume": {}}})).changed_nothing();
}

#[test]
fn a_pause_while_handing_in_still_takes_ideas_and_stops_the_clock_alone() {
    let mut hall = Hall::handing_in();
    let stale = deadline::next(&hall.summit).expect("a clock that runs");
    hall.at(60).facilitator().sends(json!({"agenda": {"pause": {}}})).saved();
    assert_eq!(deadline::next(&hall.summit), None);
    hall.host(1)
        .sends(json!({"idea": {"submit": {"text": "onder de pauze"}}}))
        .happened(json!({"idea": {"submitted": {"round": "r1", "late": false}}}));
    hall.at(500).system().sends(json!(stale.command)).refused("round.extended");
    let all = json!({"round": {"close": {"share": {"handed_in": 4, "on_line": 4}}}});
    hall.system().sends(all).refused("round.extended");
    hall.facilitator().sends(json!({"agenda": {"resume": {}}})).saved();
    assert_eq!(hall.clock(), "until 680");
}

#[test]
fn next_and_close_on_a_paused_open_round_begin_its_grace_with_a_clock_that_runs() {
    for command in [
        json!({"agenda": {"next": {}}}),
        json!({"round": {"close": {}}}),
        json!({"agenda": {"end": {}}}),
    ] {
        let mut hall = Hall::handing_in();
        hall.at(60).facilitator().sends(json!({"agenda": {"pause": {}}})).saved();
        hall.at(90).facilitator().sends(command).saved();
        assert_eq!((hall.phase(), hall.clock().as_str()), (Some("grace"), "until 120"));
    }
}

#[test]
fn an_overdue_clock_pauses_at_nothing_and_is_due_at_once_when_it_resumes() {
    let mut hall = Hall::handing_in();
    hall.at(999).facilitator().sends(json!({"agenda": {"pause": {}}})).saved();
    assert_eq!(hall.clock(), "paused at 0");
    hall.facilitator().sends(json!({"agenda": {"resume": {}}})).saved();
    hall.clock_strikes().happened(json!({"round": {"grace_began": {"round": "r1"}}}));
}

#[test]
fn the_grace_cannot_be_paused_or_extended() {
    let mut hall = Hall::handing_in();
    hall.next().saved();
    hall.facilitator().sends(json!({"agenda": {"pause": {}}})).refused("agenda.not_running");
    hall.facilitator()
        .sends(json!({"agenda": {"extend": {"seconds": 60}}}))
        .refused("agenda.not_running");
}

#[test]
fn nothing_runs_before_the_day_so_nothing_can_be_paused_resumed_extended_or_ended() {
    let mut hall = Hall::founded();
    hall.facilitator().sends(json!({"agenda": {"pause": {}}})).refused("agenda.not_running");
    hall.facilitator().sends(json!({"agenda": {"resume": {}}})).refused("agenda.not_paused");
    hall.facilitator()
        .sends(json!({"agenda": {"extend": {"seconds": 60}}}))
        .refused("agenda.not_running");
    hall.facilitator().sends(json!({"agenda": {"end": {}}})).refused("agenda.not_running");
}

#[test]
fn more_time_counts_from_the_end_and_of_an_overdue_clock_from_now() {
    let mut hall = Hall::at_item("opening");
    hall.at(100).facilitator().sends(json!({"agenda": {"extend": {"seconds": 60}}}))
        .happened(json!({"agenda": {"extended": {"by_ms": 60_000, "clock": {"running": {"ends_at": 960_000}}}}}));
    hall.at(2_000).facilitator().sends(json!({"agenda": {"extend": {"seconds": 60}}})).saved();
    assert_eq!(hall.clock(), "until 2060");
    assert_eq!(hall.summit.agenda.now.runs[&0].extended_ms, 120_000);
}

#[test]
fn more_time_for_a_paused_clock_leaves_it_paused() {
    let mut hall = Hall::at_item("opening");
    hall.at(800).facilitator().sends(json!({"agenda": {"pause": {}}})).saved();
    hall.facilitator().sends(json!({"agenda": {"extend": {"seconds": 300}}})).saved();
    assert_eq!(hall.clock(), "paused at 400");
}

#[test]
fn no_more_time_can_be_taken_away_than_is_left() {
    let mut hall = Hall::at_item("opening");
    let less = || json!({"agenda": {"extend": {"seconds": -7200}}});
    hall.at(800).facilitator().sends(less())
        .happened(json!({"agenda": {"extended": {"by_ms": -100_000, "clock": {"running": {"ends_at": 800_000}}}}}));
    hall.facilitator().sends(less()).changed_nothing();
}

#[test]
fn an_extension_of_nothing_or_of_more_than_two_hours_is_refused() {
    let mut hall = Hall::at_item("opening");
    for seconds in [0, 7_201, -7_201, i64::MAX, i64::MIN] {
        let extend = json!({"agenda": {"extend": {"seconds": seconds}}});
        hall.facilitator().sends(extend).refused("agenda.extend_out_of_range");
    }
}

#[test]
fn end_stops_the_item_without_starting_another_and_a_second_time_changes_nothing() {
    let mut hall = Hall::at_item("opening");
    hall.facilitator()
        .sends(json!({"agenda": {"end": {}}}))
        .happened(json!({"agenda": {"ended": {}}}));
    assert_eq!((hall.current(), hall.clock().as_str()), (Some("opening"), "stopped"));
    hall.facilitator().sends(json!({"agenda": {"end": {}}})).changed_nothing();
    hall.next().happened(json!({"agenda": {"started": {"item": "names"}}}));
}

#[test]
fn end_gives_an_open_round_its_grace_and_closes_one_that_talks() {
    let mut hall = Hall::handing_in();
    hall.facilitator()
        .sends(json!({"agenda": {"end": {}}}))
        .happened(json!({"round": {"grace_began": {"round": "r1"}}}));
    hall.facilitator().sends(json!({"agenda": {"end": {}}})).changed_nothing();

    let mut hall = Hall::at_item("r1");
    hall.facilitator()
        .sends(json!({"agenda": {"end": {}}}))
        .happened(json!({"agenda": {"ended": {}}}));
    assert_eq!(hall.phase(), Some("closed"));
}

#[test]
fn a_start_turns_the_displays_but_not_the_frozen_ones() {
    let mut hall = Hall::at_item("opening");
    hall.facilitator().sends(json!({"wall": {"freeze": {"wall": "side"}}})).saved();
    hall.next().saved();
    assert_eq!((hall.scene("main"), hall.scene("side")), (json!("progress"), json!("title")));
}
