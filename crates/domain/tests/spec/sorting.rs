//! How people sort ideas: many at once, together, apart, and never against their own word.

use super::hall::{Hall, id};
use domain::{Offset, theme::State};
use serde_json::{Value, json};

fn theme(command: &str, body: Value) -> Value {
    json!({"theme": {command: body}})
}

fn together(ideas: Value) -> Value {
    theme("together", json!({"ideas": ideas}))
}

fn apart(ideas: Value) -> Value {
    theme("apart", json!({"ideas": ideas}))
}

fn put(idea: u128, into: Value) -> Value {
    theme("move", json!({"idea": id(idea), "theme": into}))
}

fn undo(step: Offset) -> Value {
    theme("undo", json!({"step": step}))
}

/// Sends something as the theme team, and tells at which offset it was done.
fn step(hall: &mut Hall, command: Value) -> Offset {
    hall.theme_team().sends(command).saved();
    hall.summit.offset
}

#[test]
fn many_ideas_go_to_a_theme_in_one_step_and_come_back_in_one() {
    let mut hall = Hall::themed();
    let gather = theme("gather", json!({"ideas": [id(1), id(3), id(4)], "theme": id(20)}));
    let done = step(&mut hall, gather.clone());
    assert_eq!([1, 3, 4].map(|n| hall.theme_of(id(n))), [Some(id(20)); 3]);
    hall.theme_team().sends(gather).changed_nothing();
    step(&mut hall, undo(done));
    assert_eq!([1, 3, 4].map(|n| hall.theme_of(id(n))), [Some(id(10)), Some(id(20)), None]);
    assert!(!hall.idea(id(1)).pinned, "it may move by itself again");
    hall.theme_team()
        .sends(theme("gather", json!({"ideas": [], "theme": id(20)})))
        .refused("theme.no_ideas");
    hall.theme_team()
        .sends(theme("gather", json!({"ideas": [id(99)], "theme": null})))
        .refused("idea.unknown");
}

#[test]
fn what_belongs_together_goes_where_a_person_put_one_of_it_and_moves_as_one() {
    let mut hall = Hall::themed();
    step(&mut hall, put(3, json!(id(20))));
    step(&mut hall, together(json!([id(1), id(3)])));
    assert_eq!(hall.theme_of(id(1)), Some(id(20)));
    hall.theme_team().sends(together(json!([id(3), id(1)]))).changed_nothing();
    step(&mut hall, together(json!([id(1), id(4)])));
    step(&mut hall, put(4, json!(id(10))));
    assert_eq!([1, 3, 4].map(|n| hall.theme_of(id(n))), [Some(id(10)); 3]);
}

#[test]
fn what_belongs_together_goes_to_the_theme_that_has_the_most_of_it() {
    let mut hall = Hall::themed();
    step(&mut hall, together(json!([id(1), id(2), id(3)])));
    assert_eq!(hall.theme_of(id(3)), Some(id(10)));
    assert!(!hall.idea(id(3)).pinned, "the machine may move all of them");
}

#[test]
fn the_machine_moves_what_belongs_together_as_one_or_not_at_all() {
    let mut hall = Hall::themed();
    step(&mut hall, together(json!([id(1), id(2)])));
    let regroup = |hall: &Hall, ideas: &[u128]| {
        let moves: Vec<Value> =
            ideas.iter().map(|n| json!({"idea": id(*n), "theme": id(20)})).collect();
        let based_on = hall.summit.offset;
        json!({"theme": {"regroup": {"based_on": based_on, "moves": moves, "labels": []}}})
    };
    let half = regroup(&hall, &[1, 4]);
    hall.system().sends(half).saved();
    assert_eq!([1, 2, 4].map(|n| hall.theme_of(id(n))), [Some(id(10)), Some(id(10)), Some(id(20))]);
    let whole = regroup(&hall, &[1, 2]);
    hall.system().sends(whole).saved();
    assert_eq!([1, 2].map(|n| hall.theme_of(id(n))), [Some(id(20)); 2]);
}

#[test]
fn a_word_against_an_earlier_word_is_refused_and_changes_nothing() {
    let mut hall = Hall::themed();
    step(&mut hall, apart(json!([id(3), id(4)])));
    let mut against =
        |command: Value| hall.theme_team().sends(command).refused("theme.contradiction");
    against(together(json!([id(3), id(4)])));
    against(theme("gather", json!({"ideas": [id(3), id(4)], "theme": id(10)})));
    step(&mut hall, put(3, json!(id(20))));
    hall.theme_team().sends(put(4, json!(id(20)))).refused("theme.contradiction");
    step(&mut hall, put(4, json!(id(10))));
    let merge =
        |from: u128, into: u128| theme("merge", json!({"from": id(from), "into": id(into)}));
    hall.theme_team().sends(merge(10, 20)).refused("theme.contradiction");
    step(&mut hall, put(1, json!(id(10))));
    hall.theme_team().sends(apart(json!([id(1), id(4)]))).refused("theme.contradiction");
    step(&mut hall, together(json!([id(1), id(2)])));
    hall.theme_team().sends(apart(json!([id(1), id(2)]))).refused("theme.contradiction");
}

#[test]
fn the_machine_never_puts_together_what_a_person_parted() {
    let mut hall = Hall::themed();
    step(&mut hall, apart(json!([id(3), id(4)])));
    let based_on = hall.summit.offset;
    let moves = json!([{"idea": id(4), "theme": id(20)}]);
    hall.system()
        .sends(json!({"theme": {"regroup": {"based_on": based_on, "moves": moves, "labels": []}}}))
        .changed_nothing();
    hall.system()
        .sends(json!({"theme": {"place": {"ideas": [{"idea": id(4), "theme": id(20)}]}}}))
        .changed_nothing();
}

#[test]
fn a_split_keeps_both_halves_where_they_are() {
    let mut hall = Hall::themed();
    step(&mut hall, theme("split", json!({"theme": id(10), "ideas": [id(1)]})));
    assert!(hall.idea(id(1)).pinned && hall.idea(id(2)).pinned);
}

#[test]
fn a_split_takes_along_what_belongs_together() {
    let mut hall = Hall::themed();
    step(&mut hall, put(4, json!(id(10))));
    step(&mut hall, together(json!([id(1), id(4)])));
    hall.theme_team().sends(theme("split", json!({"theme": id(10), "ideas": [id(1)]}))).saved();
    assert_eq!(hall.theme_of(id(1)), hall.theme_of(id(4)));
    assert_ne!(hall.theme_of(id(1)), hall.theme_of(id(2)));
}

#[test]
fn every_step_can_be_taken_back_while_nobody_did_anything_to_it_since() {
    for command in [
        theme("create", json!({"label": "Zorg"})),
        theme("rename", json!({"theme": id(10), "label": "Natuur"})),
        theme("merge", json!({"from": id(10), "into": id(20)})),
        theme("split", json!({"theme": id(10), "ideas": [id(1)]})),
        put(1, json!(id(20))),
        together(json!([id(1), id(3)])),
        apart(json!([id(1), id(3)])),
        theme("lock", json!({"theme": id(10)})),
        theme("publish", json!({"themes": [id(10), id(20)]})),
        theme("close", json!({"theme": id(10)})),
    ] {
        let mut hall = Hall::themed();
        let before = hall.summit.clone();
        let done = step(&mut hall, command.clone());
        step(&mut hall, undo(done));
        for theme in [10, 20] {
            let (was, is) = (&before.themes[&domain::ThemeId(id(theme))], hall.theme(id(theme)));
            assert_eq!((&was.label, was.state, was.locked), (&is.label, is.state, is.locked));
            assert_eq!(was.ideas, is.ideas, "{command}");
        }
        assert_eq!(before.theming.apart, hall.summit.theming.apart);
        assert_eq!(before.theming.together, hall.summit.theming.together);
        let open = hall.summit.themes.values().filter(|theme| theme.state != State::Closed);
        assert_eq!(open.count(), 2);
        hall.theme_team().sends(undo(done)).refused("theme.nothing_to_undo");
    }
}

#[test]
fn a_step_stands_once_someone_went_on_from_it_and_others_can_still_be_taken_back() {
    let mut hall = Hall::themed();
    let first = step(&mut hall, put(1, json!(id(20))));
    let other = step(&mut hall, put(4, json!(id(10))));
    let later = step(&mut hall, put(1, Value::Null));
    hall.theme_team().sends(undo(first)).refused("theme.undo_too_late");
    step(&mut hall, undo(other));
    step(&mut hall, undo(later));
    assert_eq!((hall.theme_of(id(1)), hall.theme_of(id(4))), (Some(id(20)), None));
}

#[test]
fn a_step_is_not_taken_back_into_a_theme_that_was_given_up() {
    let mut hall = Hall::themed();
    let moved = step(&mut hall, put(3, json!(id(10))));
    step(&mut hall, theme("close", json!({"theme": id(20)})));
    hall.theme_team().sends(undo(moved)).refused("theme.undo_too_late");
}

#[test]
fn a_theme_in_which_others_put_ideas_does_not_vanish_by_an_undo() {
    let mut hall = Hall::themed();
    let made = hall.theme_team().sends(theme("create", json!({"label": "Zorg"}))).saved();
    let done = hall.summit.offset;
    step(&mut hall, put(4, json!(made)));
    hall.theme_team().sends(undo(done)).refused("theme.undo_too_late");
}

#[test]
fn ideas_handed_in_meanwhile_stay_and_what_the_machine_put_in_a_theme_that_goes_is_free() {
    let mut hall = Hall::themed();
    let done = step(&mut hall, theme("split", json!({"theme": id(10), "ideas": [id(1)]})));
    let new = hall.theme_of(id(1)).expect("a theme");
    hall.host(1).with_id(5).sends(json!({"idea": {"submit": {"text": "idee 5"}}})).saved();
    hall.system()
        .sends(json!({"theme": {"place": {"ideas": [{"idea": id(5), "theme": new}]}}}))
        .saved();
    step(&mut hall, undo(done));
    assert_eq!((hall.theme_of(id(1)), hall.theme_of(id(5))), (Some(id(10)), None));
}

#[test]
fn fewer_or_more_themes_are_asked_for_within_bounds() {
    let mut hall = Hall::themed();
    let tune = |percent: u16| theme("tune", json!({"resolution_percent": percent}));
    hall.theme_team().sends(tune(150)).changed_nothing();
    hall.theme_team().sends(tune(301)).refused("theme.tune_out_of_range");
    step(&mut hall, tune(300));
    assert_eq!(hall.summit.theming.resolution_percent, 300);
}

#[test]
fn a_round_is_settled_once_and_freed_again() {
    let mut hall = Hall::themed();
    let settle =
        |round: &str, settled: bool| theme("settle", json!({"round": round, "settled": settled}));
    hall.theme_team().sends(settle("closing", true)).refused("round.unknown");
    step(&mut hall, settle("r1", true));
    hall.theme_team().sends(theme("settle", json!({"round": "r1"}))).changed_nothing();
    step(&mut hall, settle("r1", false));
    assert!(hall.summit.theming.settled.is_empty());
}
