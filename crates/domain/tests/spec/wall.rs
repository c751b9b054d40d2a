//! Displays: what they show, and whether they keep it.

use super::hall::Hall;
use serde_json::json;

#[test]
fn a_display_shows_what_it_is_told() {
    let mut hall = Hall::founded();
    for scene in ["question", "progress", "themes", "black", "title"] {
        let show = || json!({"wall": {"show": {"wall": "side", "scene": scene}}});
        hall.facilitator()
            .sends(show())
            .happened(json!({"wall": {"shown": {"wall": "side", "scene": scene}}}));
        hall.facilitator().sends(show()).changed_nothing();
    }
    assert_eq!(hall.scene("main"), json!("title"));
}

#[test]
fn a_frozen_display_can_still_be_turned_by_hand_and_be_let_go() {
    let mut hall = Hall::founded();
    let freeze = || json!({"wall": {"freeze": {"wall": "main"}}});
    hall.facilitator()
        .sends(freeze())
        .happened(json!({"wall": {"frozen": {"wall": "main", "frozen": true}}}));
    hall.facilitator().sends(freeze()).changed_nothing();
    hall.facilitator().sends(json!({"wall": {"show": {"wall": "main", "scene": "black"}}})).saved();
    hall.facilitator()
        .sends(json!({"wall": {"freeze": {"wall": "main", "frozen": false}}}))
        .saved();
    hall.next().saved();
    assert_eq!(hall.scene("main"), json!("title"));
}

#[test]
fn a_display_that_is_not_in_the_programme_is_unknown() {
    let mut hall = Hall::founded();
    hall.facilitator()
        .sends(json!({"wall": {"show": {"wall": "x", "scene": "black"}}}))
        .refused("wall.unknown");
    hall.facilitator().sends(json!({"wall": {"freeze": {"wall": "x"}}})).refused("wall.unknown");
}
