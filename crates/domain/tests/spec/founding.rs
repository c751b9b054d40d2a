//! How a summit comes to be.

use super::hall::{Hall, programme};
use domain::{Role, TableNo};
use serde_json::{Value, json};

fn found(programme: Value) -> Value {
    json!({"summit": {"found": {"summit": "top", "programme": programme}}})
}

#[test]
fn a_founded_summit_has_its_tables_and_displays_and_no_current_item() {
    let hall = Hall::founded();
    assert_eq!(hall.summit.id.as_str(), "top");
    assert_eq!(hall.summit.tables.keys().copied().collect::<Vec<_>>(), [1, 2, 3, 4].map(TableNo));
    assert_eq!(hall.summit.walls.len(), 2);
    assert_eq!(hall.current(), None);
}

#[test]
fn a_summit_is_founded_once_and_by_the_server_alone() {
    Hall::founded().system().sends(found(programme())).refused("summit.founded");
    for role in [Role::Operator, Role::Facilitator] {
        Hall::empty().staff(role).sends(found(programme())).refused("access.denied");
    }
}

#[test]
fn nothing_can_be_asked_of_a_summit_that_was_not_founded() {
    let mut hall = Hall::empty();
    hall.next().refused("access.denied");
    hall.facilitator().sends(json!({"notice": {"show": {"text": "x"}}})).refused("access.denied");
    hall.system().sends(found(programme())).saved();
}

#[test]
fn a_programme_that_cannot_be_run_is_refused() {
    let round = json!({"talk_s": 0, "hand_in_s": 60});
    let changes: [(&str, Value); 20] = [
        ("/items", json!([])),
        ("/tables", json!(0)),
        ("/tables", json!(1_001)),
        ("/seats", json!(0)),
        ("/seats", json!(21)),
        ("/start_minute", json!(1_440)),
        ("/time_zone", json!("")),
        ("/time_zone", json!("Europe/Amster dam")),
        ("/time_zone", json!("a".repeat(65))),
        ("/walls", json!([])),
        ("/walls", json!(["main", "main"])),
        ("/walls", json!([""])),
        ("/walls", json!(["a".repeat(33)])),
        ("/items/0/id", json!("")),
        ("/items/0/id", json!("names")),
        ("/items/0/id", json!("a".repeat(33))),
        ("/items/0/kind", json!("round")),
        ("/items/1/kind", json!("plenary")),
        ("/items/0/minutes", json!(1_441)),
        ("/items/1/round", json!({"talk_s": 0, "hand_in_s": 60, "grace_s": 90_000})),
    ];
    for (at, value) in changes {
        let mut changed = programme();
        changed["time_zone"] = json!("Europe/Amsterdam");
        *changed.pointer_mut(at).expect("a place in the programme") = value.clone();
        let answer = Hall::empty().system().sends(found(changed));
        assert_eq!(
            answer.result.map_err(|it| it.code()),
            Err("summit.programme"),
            "{at} = {value}"
        );
    }
    let mut overflowing = programme();
    overflowing["items"][1]["round"] = json!({"talk_s": u32::MAX, "hand_in_s": 2});
    Hall::empty().system().sends(found(overflowing)).refused("summit.programme");
    let mut fits = programme();
    fits["items"][1]["round"] = round;
    Hall::empty().system().sends(found(fits)).saved();
}
