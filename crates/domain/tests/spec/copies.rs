//! A log that is kept once only says so.

use super::hall::Hall;
use serde_json::{Value, json};

fn single() -> Value {
    json!({"copies": {"single": {}}})
}

fn several() -> Value {
    json!({"copies": {"several": {}}})
}

#[test]
fn that_there_is_a_single_copy_stands_in_the_log_until_there_are_several() {
    let mut hall = Hall::founded();
    hall.system().sends(several()).changed_nothing();
    hall.system().sends(single()).happened(json!({"copies": {"single": {}}}));
    assert_eq!(hall.summit.copies.single_since, Some(hall.summit.at));
    hall.system().sends(single()).changed_nothing();
    hall.system().sends(several()).happened(json!({"copies": {"several": {}}}));
    assert_eq!(hall.summit.copies.single_since, None);
}

#[test]
fn nobody_but_the_nodes_says_so() {
    let mut hall = Hall::founded();
    hall.facilitator().sends(single()).refused("access.denied");
}

#[test]
fn a_rehearsal_leaves_it_as_it_is() {
    let mut hall = Hall::founded();
    hall.facilitator().sends(json!({"rehearsal": {"start": {}}})).saved();
    hall.system().sends(single()).saved();
    assert!(hall.summit.in_earnest().copies.single_since.is_some());
    hall.facilitator().sends(json!({"rehearsal": {"end": {}}})).saved();
    assert!(hall.summit.copies.single_since.is_some());
}
