//! Themes, as people shape them.

use super::hall::{Hall, id};
use domain::{ThemeId, theme::State};
use serde_json::{Value, json};

fn theme(command: &str, body: Value) -> Value {
    json!({"theme": {command: body}})
}

#[test]
fn a_person_makes_a_theme_that_is_named_and_has_the_id_of_its_request() {
    let mut hall = Hall::themed();
    let made = hall
        .theme_team()
        .sends(theme("create", json!({"label": " Zorg "})))
        .happened(json!({"theme": {"created": {"label": "Zorg"}}}));
    assert_eq!((hall.theme(made).state, hall.theme(made).by_person), (State::Named, true));
    hall.theme_team()
        .with_id(10)
        .sends(theme("create", json!({"label": "Zorg"})))
        .refused("theme.exists");
}

#[test]
fn a_label_has_one_to_eighty_readable_characters_on_one_line() {
    let mut hall = Hall::themed();
    let mut create =
        |label: &str| hall.theme_team().sends(theme("create", json!({"label": label})));
    create("").refused("theme.label_empty");
    create(&"a".repeat(81)).refused("theme.label_too_long");
    create("a\u{202e}b").refused("text.unreadable");
    create(&"é".repeat(80)).saved();
    create("een\ntwee").happened(json!({"theme": {"created": {"label": "een twee"}}}));
}

#[test]
fn renaming_a_forming_theme_names_it_even_with_the_label_it_has() {
    let mut hall = Hall::themed();
    let rename = || theme("rename", json!({"theme": id(10), "label": "Groen"}));
    hall.theme_team()
        .sends(rename())
        .happened(json!({"theme": {"renamed": {"theme": id(10), "label": "Groen"}}}));
    assert_eq!(hall.theme(id(10)).state, State::Named);
    hall.theme_team().sends(rename()).changed_nothing();
}

#[test]
fn a_theme_that_grew_by_a_merge_can_still_be_named_as_it_is_called() {
    let mut hall = Hall::themed();
    hall.theme_team().sends(theme("merge", json!({"from": id(20), "into": id(10)}))).saved();
    hall.theme_team().sends(theme("rename", json!({"theme": id(10), "label": "Groen"}))).saved();
    assert_eq!(hall.theme(id(10)).state, State::Named);
}

#[test]
fn a_merge_puts_all_of_one_into_the_other_and_closes_it() {
    let mut hall = Hall::themed();
    hall.theme_team()
        .sends(theme("merge", json!({"from": id(10), "into": id(20)})))
        .happened(json!({"theme": {"merged": {"from": id(10), "into": id(20)}}}));
    assert_eq!(hall.theme(id(20)).live(&hall.summit).len(), 3);
    assert_eq!(hall.theme(id(10)).state, State::Closed);
    assert_eq!(hall.theme(id(10)).merged_into, Some(ThemeId(id(20))));
    assert!(hall.theme(id(10)).ideas.is_empty());
    hall.theme_team()
        .sends(theme("merge", json!({"from": id(20), "into": id(20)})))
        .refused("theme.into_itself");
    hall.theme_team()
        .sends(theme("merge", json!({"from": id(20), "into": id(10)})))
        .refused("theme.closed");
    hall.theme_team()
        .sends(theme("merge", json!({"from": id(99), "into": id(20)})))
        .refused("theme.unknown");
}

#[test]
fn a_split_takes_ideas_out_into_a_new_theme() {
    let mut hall = Hall::themed();
    let split = |ideas: Value| theme("split", json!({"theme": id(10), "ideas": ideas}));
    hall.theme_team().sends(split(json!([]))).refused("theme.no_ideas");
    hall.theme_team().sends(split(json!([id(1), id(3)]))).refused("theme.idea_elsewhere");
    let new = hall
        .theme_team()
        .sends(split(json!([id(1)])))
        .happened(json!({"theme": {"split": {"theme": id(10), "label": "Groen 2"}}}));
    assert_eq!((hall.theme_of(id(1)), hall.theme_of(id(2))), (Some(new), Some(id(10))));
    let named = theme("split", json!({"theme": id(10), "ideas": [id(2)], "label": "Water"}));
    hall.theme_team().sends(named).happened(json!({"theme": {"split": {"label": "Water"}}}));
}

#[test]
fn a_moved_idea_is_pinned_where_a_person_put_it() {
    let mut hall = Hall::themed();
    let put = |idea: u128, into: Value| theme("move", json!({"idea": id(idea), "theme": into}));
    hall.theme_team()
        .sends(put(4, json!(id(10))))
        .happened(json!({"theme": {"moved": {"theme": id(10)}}}));
    hall.theme_team().sends(put(4, json!(id(10)))).changed_nothing();
    hall.theme_team().sends(put(1, json!(id(10)))).happened(json!({"theme": {"moved": {}}}));
    assert!(hall.idea(id(1)).pinned, "putting it where it is pins it there");
    hall.theme_team().sends(put(4, Value::Null)).saved();
    assert_eq!(hall.theme_of(id(4)), None);
    hall.theme_team().sends(put(99, Value::Null)).refused("idea.unknown");
    hall.theme_team().sends(put(1, json!(id(99)))).refused("theme.unknown");
}

#[test]
fn apart_needs_two_known_ideas_and_is_said_once() {
    let mut hall = Hall::themed();
    let apart = |ideas: Value| theme("apart", json!({"ideas": ideas}));
    hall.theme_team().sends(apart(json!([id(1)]))).refused("theme.no_ideas");
    hall.theme_team().sends(apart(json!([id(1), id(1)]))).refused("theme.no_ideas");
    hall.theme_team().sends(apart(json!([id(1), id(99)]))).refused("idea.unknown");
    hall.theme_team()
        .sends(apart(json!([id(2), id(1)])))
        .happened(json!({"theme": {"parted": {"ideas": [id(1), id(2)]}}}));
    hall.theme_team().sends(apart(json!([id(1), id(2)]))).changed_nothing();
}

#[test]
fn lock_locks_unless_said_otherwise_and_once() {
    let mut hall = Hall::themed();
    let lock = || theme("lock", json!({"theme": id(10)}));
    hall.theme_team()
        .sends(lock())
        .happened(json!({"theme": {"locked": {"theme": id(10), "locked": true}}}));
    hall.theme_team().sends(lock()).changed_nothing();
    hall.theme_team().sends(theme("lock", json!({"theme": id(10), "locked": false}))).saved();
    hall.theme_team().sends(theme("lock", json!({"theme": id(99)}))).refused("theme.unknown");
}

#[test]
fn publish_tells_only_of_what_is_new_and_refuses_all_if_one_is_closed() {
    let mut hall = Hall::themed();
    let publish = |themes: Value| theme("publish", json!({"themes": themes}));
    hall.theme_team().sends(publish(json!([]))).changed_nothing();
    hall.theme_team().sends(publish(json!([id(10)]))).saved();
    hall.theme_team()
        .sends(publish(json!([id(10), id(20)])))
        .happened(json!({"theme": {"published": {"themes": [id(20)]}}}));
    hall.theme_team().sends(publish(json!([id(10)]))).changed_nothing();
    hall.theme_team().sends(theme("close", json!({"theme": id(20)}))).saved();
    hall.theme_team().sends(publish(json!([id(10), id(20)]))).refused("theme.closed");
}

#[test]
fn a_closed_theme_frees_its_ideas_and_nothing_can_be_done_with_it() {
    let mut hall = Hall::themed();
    hall.theme_team()
        .sends(theme("close", json!({"theme": id(10)})))
        .happened(json!({"theme": {"closed": {"theme": id(10)}}}));
    assert_eq!((hall.theme_of(id(1)), hall.idea(id(1)).pinned), (None, false));
    for command in [
        theme("close", json!({"theme": id(10)})),
        theme("rename", json!({"theme": id(10), "label": "x"})),
        theme("lock", json!({"theme": id(10)})),
        theme("move", json!({"idea": id(1), "theme": id(10)})),
        theme("split", json!({"theme": id(10), "ideas": [id(1)]})),
        theme("publish", json!({"themes": [id(10)]})),
    ] {
        hall.theme_team().sends(command).refused("theme.closed");
    }
}

#[test]
fn a_hidden_idea_stays_in_its_theme_and_is_not_counted_there() {
    let mut hall = Hall::themed();
    hall.theme_team().sends(json!({"idea": {"hide": {"idea": id(1), "reason": "x"}}})).saved();
    assert_eq!(hall.theme(id(10)).live(&hall.summit).len(), 1);
    assert_eq!(hall.theme_of(id(1)), Some(id(10)));
}
