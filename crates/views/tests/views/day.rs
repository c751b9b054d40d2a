//! What the room and the run sheet show of the day as it runs.

use crate::hall::{Hall, START};
use domain::{Command, Doc, agenda, rehearsal, round};
use serde_json::{Value, json};
use views::Key;

fn at(value: Option<Value>, field: &str) -> Value {
    value.expect("an entry")[field].clone()
}

#[test]
fn before_the_first_item_the_room_holds_only_the_summit() {
    let hall = Hall::new();
    assert_eq!(hall.document(&Doc::Room).into_keys().collect::<Vec<_>>(), [Key::Summit]);
    let expected = json!({"id": "proef", "title": "Burgertop Proef", "titles": {"en": "Trial summit"},
        "tables": 3, "seats": 4, "kind": "top", "time_zone": "Europe/Amsterdam"});
    assert_eq!(hall.entry("room", &Key::Summit), Some(expected));
}

#[test]
fn an_item_that_is_not_a_round_shows_no_round() {
    let mut hall = Hall::new();
    hall.next();
    assert_eq!(hall.entry("room", &Key::Round), None);
    assert_eq!(hall.entry("control", &Key::Progress), None);
    let expected = json!({"id": "opening", "kind": "plenary", "title": "Opening", "state": "running",
        "ends_at": START + 2_000 + 900_000, "remaining_ms": null, "number": 1, "of": 4});
    assert_eq!(hall.entry("room", &Key::AgendaCurrent), Some(expected));
}

#[test]
fn a_round_goes_through_its_phases_and_its_end_is_that_of_the_phase() {
    let mut hall = Hall::new();
    hall.next();
    hall.next();
    let round = |hall: &Hall| hall.entry("room", &Key::Round).expect("a round");
    let now = |hall: &Hall| hall.now.0;

    let talk = json!({"id": "r1", "phase": "talk", "open": false, "ends_at": now(&hall) + 1_200_000,
        "grace_until": null, "phone": "word", "table": "ideas"});
    assert_eq!(round(&hall), talk);

    hall.facilitator(Command::Round(round::Command::Open { round: None, ends_at: None }));
    assert_eq!(round(&hall)["phase"], "hand_in");
    assert_eq!(round(&hall)["open"], true);
    assert_eq!(round(&hall)["ends_at"], now(&hall) + 240_000);

    hall.next();
    assert_eq!(round(&hall)["phase"], "grace");
    assert_eq!(round(&hall)["open"], true);
    assert_eq!(round(&hall)["ends_at"], now(&hall) + 30_000);
    assert_eq!(round(&hall)["grace_until"], now(&hall) + 30_000);

    hall.facilitator(Command::Round(round::Command::Close {
        round: None,
        ends_at: None,
        share: None,
        phase: None,
    }));
    assert_eq!(round(&hall)["phase"], "closed");
    assert_eq!(round(&hall)["open"], false);
    assert_eq!(round(&hall)["ends_at"], Value::Null);
    assert_eq!(round(&hall)["grace_until"], Value::Null);
}

#[test]
fn while_paused_there_is_no_end_but_what_is_left() {
    let mut hall = Hall::in_hand_in();
    hall.agenda(agenda::Command::Pause {});
    assert_eq!(at(hall.entry("room", &Key::Round), "ends_at"), Value::Null);
    let current = hall.entry("room", &Key::AgendaCurrent).expect("an item");
    assert_eq!(current["state"], "paused");
    assert_eq!(current["ends_at"], Value::Null);
    assert_eq!(current["remaining_ms"], 239_000);
}

#[test]
fn when_the_day_is_over_the_last_item_is_done_and_nothing_follows() {
    let mut hall = Hall::in_hand_in();
    for _ in 0..2 {
        hall.next();
        hall.facilitator(Command::Round(round::Command::Close {
            round: None,
            ends_at: None,
            share: None,
            phase: None,
        }));
        hall.next();
    }
    assert_eq!(hall.entry("control", &Key::Next), Some(json!({"does": "finish", "from": "lunch"})));
    hall.next();
    assert_eq!(at(hall.entry("room", &Key::AgendaCurrent), "id"), "lunch");
    assert_eq!(at(hall.entry("room", &Key::AgendaCurrent), "state"), "done");
    assert_eq!(
        hall.entry("control", &Key::Next),
        Some(json!({"does": "nothing", "from": "lunch"}))
    );
}

#[test]
fn the_run_sheet_has_planned_and_actual_times() {
    let mut hall = Hall::new();
    hall.next();
    let started = hall.now.0;
    hall.agenda(agenda::Command::Extend { seconds: 120 });
    hall.next();
    let opening = json!({"id": "opening", "kind": "plenary", "title": "Opening", "number": 1, "planned_minute": 600,
        "planned_ms": 900_000, "started_at": started, "ended_at": hall.now.0, "state": "done", "extended_ms": 120_000});
    assert_eq!(hall.entry("control", &Key::Agenda(1)), Some(opening));
    assert_eq!(at(hall.entry("control", &Key::Agenda(2)), "state"), "running");
    assert_eq!(at(hall.entry("control", &Key::Agenda(2)), "planned_minute"), 615);
    assert_eq!(at(hall.entry("control", &Key::Agenda(3)), "planned_minute"), 639);
    assert_eq!(at(hall.entry("control", &Key::Agenda(3)), "state"), "waiting");
    assert_eq!(hall.entry("control", &Key::Agenda(0)), None);
    assert_eq!(hall.entry("control", &Key::Agenda(5)), None);
}

#[test]
fn next_says_what_going_on_will_do() {
    let mut hall = Hall::new();
    let next = |hall: &Hall| hall.entry("control", &Key::Next).expect("founded");
    let opening = json!({"does": "start", "item": "opening", "title": "Opening", "kind": "plenary", "scene": "title"});
    assert_eq!(next(&hall), opening);
    hall.next();
    let start = next(&hall);
    assert_eq!((&start["does"], &start["item"]), (&json!("start"), &json!("r1")));
    assert_eq!(
        (&start["from"], &start["phase"], &start["kind"]),
        (&json!("opening"), &Value::Null, &json!("round"))
    );
    hall.next();
    let open = next(&hall);
    assert_eq!((&open["does"], &open["item"]), (&json!("open_round"), &json!("r1")));
    assert_eq!((&open["from"], &open["phase"]), (&json!("r1"), &json!("talk")));
    assert_eq!(
        (&open["skips_to"]["does"], &open["skips_to"]["item"]),
        (&json!("start"), &json!("r2"))
    );
    hall.next();
    assert_eq!(next(&hall)["does"], "begin_grace");
    assert_eq!((&next(&hall)["item"], &next(&hall)["phase"]), (&json!("r1"), &json!("hand_in")));
    assert_eq!(next(&hall)["skips_to"], Value::Null);
    hall.next();
    assert_eq!(next(&hall), json!({"does": "nothing", "from": "r1", "phase": "grace"}));
}

#[test]
fn undo_names_the_step_and_the_item_it_was_done_with() {
    let mut hall = Hall::new();
    assert_eq!(hall.entry("control", &Key::Undo), None);
    hall.next();
    let start = json!({"step": 1, "does": "start", "item": "opening", "title": "Opening"});
    assert_eq!(hall.entry("control", &Key::Undo), Some(start));
    hall.agenda(agenda::Command::Undo { step: 1 });
    assert_eq!(hall.entry("control", &Key::Undo), None);
    assert_eq!(hall.entry("room", &Key::AgendaCurrent), None);
    assert_eq!(at(hall.entry("control", &Key::Agenda(1)), "state"), "waiting");
}

#[test]
fn every_screen_is_told_that_it_is_a_rehearsal_and_that_it_ended() {
    let mut hall = Hall::new();
    assert_eq!(hall.entry("room", &Key::Rehearsal), None);
    hall.facilitator(Command::Rehearsal(rehearsal::Command::Start { tables: Some(2) }));
    let running = json!({"since": hall.now, "tables": 2});
    assert_eq!(hall.entry("room", &Key::Rehearsal), Some(running));
    hall.next();
    hall.facilitator(Command::Rehearsal(rehearsal::Command::End {}));
    assert_eq!(hall.document(&Doc::Room).into_keys().collect::<Vec<_>>(), [Key::Summit]);
    assert_eq!(hall.entry("control", &Key::Undo), None);
}
