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
    let old = hall.summit.theming.regrouped.expect("a regroup");
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

#[test]
fn a_regroup_that_found_no_place_for_new_ideas_says_so_once() {
    let mut hall = Hall::themed();
    let base = hall.summit.offset;
    hall.host(1).with_id(5).sends(json!({"idea": {"submit": {"text": "idee 5"}}})).saved();
    hall.system().sends(regroup(base, json!([]), json!([]))).changed_nothing();
    let now = hall.summit.offset;
    hall.system()
        .sends(regroup(now, json!([]), json!([])))
        .happened(json!({"theme": {"regrouped": {"based_on": now, "moves": []}}}));
    let again = hall.summit.offset;
    hall.system().sends(regroup(again, json!([]), json!([]))).changed_nothing();
}

#[test]
fn an_example_is_an_idea_of_its_theme_and_an_idea_is_like_an_earlier_one() {
    let mut hall = Hall::themed();
    let found = |base: Offset, example: u128| {
        json!({"theme": {"regroup": {"based_on": base, "moves": [], "labels": [],
            "examples": [{"theme": id(10), "idea": id(example)}, {"theme": id(99), "idea": id(1)}],
            "alike": [{"idea": id(2), "to": id(1)}, {"idea": id(3), "to": id(3)}]}}})
    };
    let now = hall.summit.offset;
    hall.system().sends(found(now, 2)).happened(json!({"theme": {"regrouped": {
        "examples": [{"theme": id(10), "idea": id(2)}], "alike": [{"idea": id(2), "to": id(1)}]}}}));
    assert_eq!(hall.theme(id(10)).example.map(|it| it.0), Some(id(2)));
    assert_eq!(hall.idea(id(2)).alike.map(|it| it.0), Some(id(1)));
    let now = hall.summit.offset;
    hall.system().sends(found(now, 3)).changed_nothing();
    hall.host(2).sends(json!({"idea": {"edit": {"idea": id(2), "text": "anders"}}})).saved();
    assert_eq!(hall.idea(id(2)).alike, None, "it says something else now");
}

fn suggest(hall: &Hall, moves: Value, labels: Value) -> Value {
    json!({"theme": {"suggest": {
        "based_on": hall.summit.offset, "splits": 1, "merges": 0, "moves": moves, "labels": labels}}})
}

#[test]
fn a_suggestion_changes_nothing_until_a_person_accepts_it() {
    let mut hall = Hall::themed();
    let split = suggest(&hall, json!([to(1, 30)]), json!([called(30, "Bomen")]));
    hall.system().sends(split.clone()).saved();
    assert_eq!(hall.theme_of(id(1)), Some(id(10)));
    hall.system().sends(split).changed_nothing();
    let suggestion = hall.summit.offset;
    let accept = json!({"theme": {"accept": {"suggestion": suggestion}}});
    hall.theme_team().sends(accept.clone()).saved();
    assert_eq!((hall.theme_of(id(1)), hall.idea(id(1)).pinned), (Some(id(30)), false));
    hall.theme_team().sends(accept).refused("theme.suggestion_gone");
}

#[test]
fn of_a_suggestion_only_that_is_done_which_nobody_decided_otherwise() {
    let mut hall = Hall::themed();
    let both = suggest(&hall, json!([to(1, 30), to(3, 30)]), json!([called(30, "Bomen")]));
    hall.system().sends(both).saved();
    let accept = json!({"theme": {"accept": {"suggestion": hall.summit.offset}}});
    hall.theme_team().sends(json!({"theme": {"move": {"idea": id(3), "theme": id(20)}}})).saved();
    hall.theme_team()
        .sends(accept)
        .happened(json!({"theme": {"accepted": {"moves": [to(1, 30)]}}}));
}

#[test]
fn a_suggestion_is_dismissed_by_a_person_or_by_the_machine_itself() {
    for by_person in [true, false] {
        let mut hall = Hall::themed();
        let split = suggest(&hall, json!([to(1, 30)]), json!([called(30, "Bomen")]));
        hall.system().sends(split).saved();
        let suggestion = hall.summit.offset;
        if by_person {
            let dismiss = json!({"theme": {"dismiss": {"suggestion": suggestion}}});
            hall.theme_team().sends(dismiss).saved();
        } else {
            let none = suggest(&hall, json!([]), json!([]));
            hall.system().sends(none.clone()).saved();
            hall.system().sends(none).changed_nothing();
        }
        assert_eq!(hall.summit.theming.suggestion, None);
    }
}
