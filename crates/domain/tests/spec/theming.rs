//! Themes, as the machine proposes them: never against what a person decided.

use super::hall::{Hall, id};
use domain::{Offset, limits::THEMES_MAX, theme::State};
use serde_json::{Value, json};

fn regroup(based_on: Offset, moves: Value, labels: Value) -> Value {
    json!({"theme": {"regroup": {"based_on": based_on, "moves": moves, "labels": labels}}})
}

fn to(idea: u128, theme: u128) -> Value {
    json!({"idea": id(idea), "theme": id(theme)})
}

fn called(theme: u128, label: &str) -> Value {
    json!({"theme": id(theme), "label": label})
}

#[test]
fn a_new_idea_is_placed_in_a_theme_that_exists_and_in_no_other() {
    let mut hall = Hall::themed();
    let place = |theme: u128| json!({"theme": {"place": {"ideas": [to(4, theme)]}}});
    hall.system().sends(place(99)).changed_nothing();
    hall.system().sends(place(20)).happened(
        json!({"theme": {"regrouped": {"based_on": null, "labels": [], "moves": [to(4, 20)]}}}),
    );
    hall.system().sends(place(20)).changed_nothing();
    assert!(!hall.idea(id(4)).pinned);
}

#[test]
fn a_regroup_makes_themes_that_are_forming_and_renames_them() {
    let mut hall = Hall::themed();
    assert_eq!(hall.theme(id(10)).state, State::Forming);
    let base = hall.summit.offset;
    hall.system().sends(regroup(base, json!([to(4, 30)]), json!([called(30, "Zorg"), called(10, "Natuur"), called(20, "Wonen")])))
        .happened(json!({"theme": {"regrouped": {"based_on": base, "labels": [called(30, "Zorg"), called(10, "Natuur")]}}}));
    assert_eq!((hall.theme(id(10)).label.as_str(), hall.theme_of(id(4))), ("Natuur", Some(id(30))));
}

#[test]
fn a_regroup_older_than_the_last_or_of_an_epoch_that_is_gone_is_refused() {
    let mut hall = Hall::themed();
    let old = hall.summit.regrouped.expect("a regroup");
    let moves = || json!([to(4, 20)]);
    hall.system().sends(regroup(old, moves(), json!([]))).refused("theme.outdated");
    hall.system().sends(regroup(Offset(old.0 - 1), moves(), json!([]))).refused("theme.outdated");
    let ahead = hall.summit.offset.next();
    hall.system().sends(regroup(ahead, moves(), json!([]))).refused("theme.outdated");
    let now = hall.summit.offset;
    hall.system().sends(regroup(now, moves(), json!([]))).saved();
}

#[test]
fn a_regroup_drops_what_a_person_touched_since_its_base_and_keeps_the_rest() {
    let mut hall = Hall::themed();
    let base = hall.summit.offset;
    hall.theme_team().sends(json!({"theme": {"move": {"idea": id(4), "theme": id(20)}}})).saved();
    hall.system()
        .sends(regroup(base, json!([to(4, 10), to(1, 20)]), json!([])))
        .happened(json!({"theme": {"regrouped": {"moves": [to(1, 20)]}}}));
    assert_eq!(hall.theme_of(id(4)), Some(id(20)));
}

#[test]
fn a_regroup_leaves_a_theme_that_a_person_shaped_since_its_base() {
    let shapes = [
        json!({"rename": {"theme": id(10), "label": "Natuur"}}),
        json!({"publish": {"themes": [id(10)]}}),
        json!({"split": {"theme": id(10), "ideas": [id(2)]}}),
        json!({"lock": {"theme": id(10)}}),
        json!({"close": {"theme": id(10)}}),
        json!({"merge": {"from": id(10), "into": id(20)}}),
    ];
    for shape in shapes {
        let mut hall = Hall::themed();
        let base = hall.summit.offset;
        hall.theme_team().sends(json!({"theme": shape})).saved();
        let before = hall.theme(id(10)).clone();
        hall.system()
            .sends(regroup(base, json!([to(4, 10)]), json!([called(10, "Anders")])))
            .changed_nothing();
        assert_eq!(hall.theme(id(10)), &before);
    }
}

#[test]
fn a_regroup_drops_ideas_that_were_said_not_to_belong_together_since_its_base() {
    let mut hall = Hall::themed();
    let base = hall.summit.offset;
    hall.theme_team().sends(json!({"theme": {"apart": {"ideas": [id(3), id(4)]}}})).saved();
    hall.system().sends(regroup(base, json!([to(4, 20)]), json!([]))).changed_nothing();
    let now = hall.summit.offset;
    hall.system().sends(regroup(now, json!([to(4, 10)]), json!([]))).saved();
}

#[test]
fn the_machine_never_moves_a_pinned_idea_nor_touches_a_locked_theme() {
    let mut hall = Hall::themed();
    hall.theme_team().sends(json!({"theme": {"move": {"idea": id(4), "theme": id(20)}}})).saved();
    hall.theme_team().sends(json!({"theme": {"lock": {"theme": id(10)}}})).saved();
    let now = hall.summit.offset;
    let moves = json!([to(4, 10), to(1, 20), to(3, 10), {"idea": id(2), "theme": null}]);
    hall.system().sends(regroup(now, moves, json!([called(10, "Anders")]))).changed_nothing();
}

#[test]
fn the_machine_takes_an_idea_out_and_leaves_the_name_of_a_named_theme() {
    let mut hall = Hall::themed();
    hall.theme_team()
        .sends(json!({"theme": {"rename": {"theme": id(10), "label": "Natuur"}}}))
        .saved();
    let now = hall.summit.offset;
    hall.system().sends(regroup(now, json!([{"idea": id(1), "theme": null}]), json!([called(10, "Anders")])))
        .happened(json!({"theme": {"regrouped": {"labels": [], "moves": [{"idea": id(1), "theme": null}]}}}));
    assert_eq!(hall.theme(id(10)).label, "Natuur");
}

#[test]
fn a_new_theme_without_a_fit_label_or_without_ideas_is_not_made() {
    let mut hall = Hall::themed();
    let now = hall.summit.offset;
    let labels = json!([called(30, "\u{202e}"), called(40, "Leeg")]);
    hall.system().sends(regroup(now, json!([to(4, 30)]), labels)).changed_nothing();
}

#[test]
fn themes_that_the_machine_left_empty_take_no_room() {
    let mut hall = Hall::themed();
    for n in 100..100 + THEMES_MAX as u128 + 10 {
        let now = hall.summit.offset;
        hall.system().sends(regroup(now, json!([to(4, n)]), json!([called(n, "Nieuw")]))).saved();
    }
    hall.theme_team().sends(json!({"theme": {"create": {"label": "Zorg"}}})).saved();
}
