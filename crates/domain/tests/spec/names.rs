//! What themes are called, and that what people put in one place stays there.

use super::hall::{Hall, id};
use domain::theme::State;
use serde_json::{Value, json};

fn theme(command: &str, body: Value) -> Value {
    json!({"theme": {command: body}})
}

fn rename(n: u128, label: &str) -> Value {
    theme("rename", json!({"theme": id(n), "label": label}))
}

fn merge(from: u128, into: u128) -> Value {
    theme("merge", json!({"from": id(from), "into": id(into)}))
}

fn says(hall: &mut Hall, command: Value) {
    hall.theme_team().sends(command).saved();
}

fn undoes_last(hall: &mut Hall) -> Value {
    let step = hall.summit.theming.steps.back().expect("a step").offset;
    theme("undo", json!({"step": step}))
}

/// The machine groups: these ideas go there, and themes are called so.
fn regroups(hall: &mut Hall, moves: &[(u128, u128)], labels: &[(u128, &str)]) {
    let moves: Vec<Value> =
        moves.iter().map(|(idea, to)| json!({"idea": id(*idea), "theme": id(*to)})).collect();
    let labels: Vec<Value> =
        labels.iter().map(|(theme, label)| json!({"theme": id(*theme), "label": label})).collect();
    let based_on = hall.summit.offset;
    let regroup = json!({"based_on": based_on, "moves": moves, "labels": labels});
    hall.system().sends(theme("regroup", regroup)).saved();
}

#[test]
fn after_a_merge_the_ideas_of_both_sides_stay_whatever_the_machine_finds() {
    let mut hall = Hall::themed();
    says(&mut hall, merge(10, 20));
    let now = hall.summit.offset;
    let moves = [1, 2, 3].map(|n| json!({"idea": id(n), "theme": null}));
    hall.system()
        .sends(theme("regroup", json!({"based_on": now, "moves": moves, "labels": []})))
        .changed_nothing();
    assert_eq!([1, 2, 3].map(|n| hall.theme_of(id(n))), [Some(id(20)); 3]);
}

#[test]
fn of_two_merged_themes_a_name_that_a_person_gave_wins() {
    let called = |from: bool, into: bool| {
        let mut hall = Hall::themed();
        if from {
            says(&mut hall, rename(10, "Natuur"));
        }
        if into {
            says(&mut hall, rename(20, "Huisvesting"));
        }
        says(&mut hall, merge(10, 20));
        (hall.theme(id(20)).label.clone(), hall.theme(id(20)).state)
    };
    assert_eq!(called(false, false), ("Wonen".to_owned(), State::Forming));
    assert_eq!(called(true, false), ("Natuur".to_owned(), State::Named));
    assert_eq!(called(false, true), ("Huisvesting".to_owned(), State::Named));
    assert_eq!(called(true, true), ("Huisvesting".to_owned(), State::Named));
}

#[test]
fn an_undone_merge_gives_both_their_names_and_ideas_back() {
    let mut hall = Hall::themed();
    says(&mut hall, rename(10, "Natuur"));
    says(&mut hall, merge(10, 20));
    let undo = undoes_last(&mut hall);
    says(&mut hall, undo);
    assert_eq!(hall.theme(id(10)).label, "Natuur");
    assert_eq!(hall.theme(id(20)).label, "Wonen");
    assert!([1, 2, 3].iter().all(|n| !hall.idea(id(*n)).pinned), "they may move again");
}

#[test]
fn two_themes_are_not_merged_over_ideas_that_do_not_belong_together() {
    let mut hall = Hall::themed();
    says(&mut hall, theme("apart", json!({"ideas": [id(1), id(3)]})));
    hall.theme_team().sends(merge(10, 20)).refused("theme.contradiction");
}

#[test]
fn a_name_that_another_theme_bears_is_refused_in_whatever_letters() {
    let mut hall = Hall::themed();
    for label in ["Wonen", "  WONEN ", "wonen", "Ｗonen"] {
        for command in [
            theme("create", json!({"label": label})),
            rename(10, label),
            theme("split", json!({"theme": id(10), "ideas": [id(1)], "label": label})),
        ] {
            hall.theme_team().sends(command).refused("theme.label_taken");
        }
    }
    hall.theme_team().sends(rename(20, "WONEN")).saved();
    says(&mut hall, theme("close", json!({"theme": id(20)})));
    hall.theme_team().sends(rename(10, "Wonen")).saved();
}

#[test]
fn two_names_of_the_machine_are_made_distinct() {
    let mut hall = Hall::themed();
    regroups(&mut hall, &[(4, 30)], &[(30, "wonen"), (10, "Wonen")]);
    let label = |n: u128| hall.theme(id(n)).label.clone();
    assert_eq!([10, 20, 30].map(label), ["Wonen 3", "Wonen", "wonen 2"]);
}

#[test]
fn the_machine_may_give_on_the_name_of_a_theme_that_dissolves() {
    let mut hall = Hall::themed();
    regroups(&mut hall, &[(3, 30), (4, 30)], &[(30, "Wonen")]);
    assert_eq!(hall.theme(id(30)).label, "Wonen");
    says(&mut hall, theme("move", json!({"idea": id(3), "theme": id(20)})));
    assert_eq!(hall.theme(id(20)).label, "Wonen 2", "it is back, and its name is taken");
}

#[test]
fn a_step_is_not_undone_into_a_name_that_people_gave_to_another_since() {
    let mut hall = Hall::themed();
    says(&mut hall, rename(10, "Natuur"));
    says(&mut hall, theme("close", json!({"theme": id(10)})));
    let undo = undoes_last(&mut hall);
    says(&mut hall, rename(20, "Natuur"));
    hall.theme_team().sends(undo.clone()).refused("theme.label_taken");
    says(&mut hall, rename(20, "Wonen"));
    regroups(&mut hall, &[(4, 30)], &[(30, "Natuur")]);
    hall.theme_team().sends(undo).saved();
    assert_eq!(hall.theme(id(10)).label, "Natuur");
    assert_eq!(hall.theme(id(30)).label, "Natuur 2", "the machine's name makes way");
}

#[test]
fn the_machine_does_not_make_a_theme_again_that_a_person_gave_up() {
    let mut hall = Hall::themed();
    says(&mut hall, theme("close", json!({"theme": id(10)})));
    let again = |hall: &Hall, ideas: &[u128]| {
        let moves: Vec<Value> =
            ideas.iter().map(|n| json!({"idea": id(*n), "theme": id(30)})).collect();
        let labels = json!([{"theme": id(30), "label": "Bomen"}]);
        theme("regroup", json!({"based_on": hall.summit.offset, "moves": moves, "labels": labels}))
    };
    let (all, some) = (again(&hall, &[1, 2, 4]), again(&hall, &[1, 4]));
    hall.system().sends(all).changed_nothing();
    hall.system().sends(some).saved();
}

#[test]
fn what_is_locked_holds_no_two_ideas_that_do_not_belong_together() {
    let mut hall = Hall::themed();
    let (apart, lock) =
        (theme("apart", json!({"ideas": [id(1), id(2)]})), theme("lock", json!({"theme": id(10)})));
    says(&mut hall, lock.clone());
    hall.theme_team().sends(apart.clone()).refused("theme.contradiction");
    says(&mut hall, theme("lock", json!({"theme": id(10), "locked": false})));
    says(&mut hall, apart);
    hall.theme_team().sends(lock).refused("theme.contradiction");
}

#[test]
fn what_came_of_a_suggestion_that_was_accepted_keeps_its_name() {
    let mut hall = Hall::themed();
    let found = json!({"based_on": hall.summit.offset, "splits": 1, "merges": 0,
        "moves": [{"idea": id(1), "theme": id(30)}], "labels": [{"theme": id(30), "label": "Groen"}]});
    hall.system().sends(theme("suggest", found)).saved();
    let accept = theme("accept", json!({"suggestion": hall.summit.offset}));
    says(&mut hall, accept);
    assert_eq!(hall.theme(id(30)).label, "Groen 2", "one of that name stands");
    let now = hall.summit.offset;
    let labels = json!([{"theme": id(30), "label": "Anders"}]);
    hall.system()
        .sends(theme("regroup", json!({"based_on": now, "moves": [], "labels": labels})))
        .changed_nothing();
}

#[test]
fn a_split_of_an_old_log_without_a_name_of_its_own_reads_as_unnamed() {
    let old = r#"{"split":{"theme":"00000000-0000-0000-0000-00000000000a","into":"00000000-0000-0000-0000-00000000001e","label":"Groen","ideas":[]}}"#;
    let event: domain::theme::Event = serde_json::from_str(old).expect("an old event");
    assert_eq!(serde_json::to_string(&event).expect("JSON"), old);
}
