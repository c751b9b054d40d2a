//! Undoing a step: the day stands where it stood, what people handed in meanwhile stays.

use super::hall::Hall;
use serde_json::{Value, json};

/// Undoes the step that this command makes, and checks that the day stands as before.
#[track_caller]
fn comes_back(mut hall: Hall, command: Value) {
    let before = hall.summit.agenda.now.clone();
    hall.facilitator().sends(command).saved();
    assert_ne!(hall.summit.agenda.now, before);
    hall.undoes_last().saved();
    let mut after = hall.summit.agenda.now.clone();
    after.reopened = before.reopened;
    assert_eq!(after, before);
}

#[test]
fn every_kind_of_step_can_be_undone() {
    let paused = || {
        let mut hall = Hall::handing_in();
        hall.at(60).facilitator().sends(json!({"agenda": {"pause": {}}})).saved();
        hall
    };
    let in_grace = || {
        let mut hall = Hall::handing_in();
        hall.next().saved();
        hall
    };
    comes_back(Hall::founded(), json!({"agenda": {"next": {}}}));
    comes_back(Hall::at_item("opening"), json!({"agenda": {"next": {}}}));
    comes_back(Hall::at_item("r1"), json!({"agenda": {"next": {}}}));
    comes_back(Hall::at_item("r1"), json!({"agenda": {"next": {"skip": true}}}));
    comes_back(Hall::at_item("r1"), json!({"agenda": {"back": {}}}));
    comes_back(Hall::handing_in(), json!({"agenda": {"back": {}}}));
    comes_back(Hall::handing_in(), json!({"agenda": {"pause": {}}}));
    comes_back(paused(), json!({"agenda": {"resume": {}}}));
    comes_back(Hall::handing_in(), json!({"agenda": {"extend": {"seconds": 60}}}));
    comes_back(paused(), json!({"agenda": {"extend": {"seconds": 60}}}));
    comes_back(Hall::at_item("opening"), json!({"agenda": {"end": {}}}));
    comes_back(Hall::at_item("closing"), json!({"agenda": {"next": {}}}));
    comes_back(Hall::at_item("r1"), json!({"round": {"open": {}}}));
    comes_back(Hall::handing_in(), json!({"round": {"close": {}}}));
    comes_back(paused(), json!({"round": {"close": {}}}));
    comes_back(in_grace(), json!({"round": {"close": {}}}));
}

#[test]
fn a_step_is_undone_once_and_only_if_it_is_the_last() {
    let mut hall = Hall::founded();
    let undo = |step: u64| json!({"agenda": {"undo": {"step": step}}});
    hall.facilitator().sends(undo(1)).refused("agenda.nothing_to_undo");
    hall.next().saved();
    hall.next().saved();
    hall.facilitator().sends(undo(1)).refused("agenda.undo_too_late");
    hall.facilitator().sends(undo(2)).happened(json!({"agenda": {"undone": {"step": 2}}}));
    hall.facilitator().sends(undo(2)).refused("agenda.nothing_to_undo");
    hall.facilitator().sends(undo(1)).refused("agenda.nothing_to_undo");
    assert_eq!(hall.current(), Some("opening"));
    hall.next().saved();
    assert_eq!(hall.summit.agenda.steps, 3, "a number is used once");
}

#[test]
fn a_step_of_the_clock_that_came_after_bars_the_undo() {
    let mut hall = Hall::handing_in();
    hall.next().saved();
    let mine = hall.summit.agenda.steps;
    hall.clock_strikes().saved();
    hall.facilitator()
        .sends(json!({"agenda": {"undo": {"step": mine}}}))
        .refused("agenda.undo_too_late");
}

#[test]
fn the_undo_of_a_step_whose_clock_ran_out_leaves_half_a_minute() {
    let mut hall = Hall::at_item("r1");
    hall.clock_strikes()
        .happened(json!({"round": {"opened": {"round": "r1", "ends_at": 1_440_000}}}));
    hall.at(1_210).undoes_last().saved();
    assert_eq!((hall.phase(), hall.clock().as_str()), (Some("talk"), "until 1240"));

    let mut hall = Hall::handing_in();
    hall.at(100).next().saved();
    hall.at(110).undoes_last().saved();
    assert_eq!(hall.clock(), "until 240", "what is left is kept");
}

#[test]
fn the_undo_of_the_end_of_the_day_runs_its_last_item_on() {
    let mut hall = Hall::at_item("closing");
    hall.at(10).next().saved();
    hall.at(20).undoes_last().saved();
    assert_eq!((hall.current(), hall.summit.agenda.now.over), (Some("closing"), false));
    assert_eq!(hall.clock(), "until 600");
}

#[test]
fn ideas_handed_in_before_the_undo_stay_and_those_on_their_way_are_late() {
    let mut hall = Hall::at_item("names");
    let idea = || json!({"idea": {"submit": {"text": "Fatima", "round": "names"}}});
    let first = hall.badge(7).sends(idea()).saved();
    hall.undoes_last().saved();
    assert_eq!(hall.current(), Some("opening"));
    assert_eq!(hall.idea(first).text.text(), "Fatima");
    hall.badge(8)
        .sends(idea())
        .happened(json!({"idea": {"submitted": {"round": "names", "late": true}}}));
}

#[test]
fn undoing_round_open_takes_what_was_on_its_way_as_late() {
    let mut hall = Hall::handing_in();
    hall.undoes_last().saved();
    let idea = json!({"idea": {"submit": {"text": "net te snel", "round": "r1"}}});
    hall.host(1).sends(idea).happened(json!({"idea": {"submitted": {"late": true}}}));
}

#[test]
fn a_round_that_a_person_reopened_does_not_end_because_all_had_handed_in() {
    let all =
        || json!({"round": {"close": {"round": "r1", "share": {"handed_in": 4, "on_line": 4}}}});
    let mut hall = Hall::handing_in();
    hall.system().sends(all()).happened(json!({"round": {"grace_began": {"round": "r1"}}}));
    hall.undoes_last().saved();
    hall.system().sends(all()).refused("round.extended");
    hall.clock_strikes().happened(json!({"round": {"grace_began": {"round": "r1"}}}));

    let mut hall = Hall::round_closed();
    hall.goes_to("r2");
    hall.facilitator().sends(json!({"agenda": {"back": {}}})).saved();
    hall.facilitator().sends(json!({"round": {"open": {}}})).saved();
    hall.system().sends(all()).refused("round.extended");
}

#[test]
fn the_undo_of_a_start_turns_the_displays_back_but_not_a_frozen_one() {
    let mut hall = Hall::at_item("opening");
    hall.next().saved();
    hall.facilitator().sends(json!({"wall": {"freeze": {"wall": "side"}}})).saved();
    hall.undoes_last().saved();
    assert_eq!((hall.scene("main"), hall.scene("side")), (json!("title"), json!("progress")));
}

#[test]
fn the_undo_of_a_pause_leaves_alone_what_a_display_was_told_since() {
    let mut hall = Hall::at_item("opening");
    hall.facilitator().sends(json!({"agenda": {"pause": {}}})).saved();
    hall.facilitator().sends(json!({"wall": {"show": {"wall": "main", "scene": "black"}}})).saved();
    hall.undoes_last().saved();
    assert_eq!(hall.scene("main"), json!("black"));
}
