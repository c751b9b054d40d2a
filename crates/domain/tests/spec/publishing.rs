//! What a person publishes: under the names and with the examples that were read, and nothing else afterwards.

use super::hall::{Hall, id};
use domain::theme::{State, example};
use serde_json::{Value, json};
use uuid::Uuid;

/// Ideas as they were handed in at the tables of a rehearsal.
fn sentences(n: usize) -> Vec<String> {
    let lines = include_str!("../../../../config/rehearsal/ideas.nl.jsonl");
    let texts = lines.lines().filter_map(|line| {
        let line: Value = serde_json::from_str(line).ok()?;
        Some(line.get("text")?.as_str()?.to_owned())
    });
    texts.take(n).collect()
}

/// The n-th theme of the hall of eleven.
fn theme(n: u128) -> Uuid {
    id(1_000 + n)
}

/// Idea `n` (from 0) is in theme `n % 11`, as the machine grouped them.
fn eleven_themes() -> Hall {
    let mut hall = Hall::handing_in();
    for (n, text) in sentences(55).into_iter().enumerate() {
        let table = u16::try_from(n % 4 + 1).expect("a table");
        let idea = json!({"idea": {"submit": {"text": text, "round": "r1"}}});
        hall.host(table).with_id(n as u128).sends(idea).saved();
    }
    let moves: Vec<Value> =
        (0..55).map(|n| json!({"idea": id(n), "theme": theme(n % 11)})).collect();
    let labels: Vec<Value> =
        (0..11).map(|n| json!({"theme": theme(n), "label": format!("woord {n}")})).collect();
    regroups(&mut hall, json!(moves), json!(labels));
    hall
}

fn regroups(hall: &mut Hall, moves: Value, labels: Value) {
    let based_on = hall.summit.offset;
    let regroup =
        json!({"theme": {"regroup": {"based_on": based_on, "moves": moves, "labels": labels}}});
    hall.system().sends(regroup).result.expect("a regroup");
}

/// The machine would call every theme otherwise.
fn renames_all(hall: &mut Hall, how: &str) {
    let labels: Vec<Value> =
        (0..11).map(|n| json!({"theme": theme(n), "label": format!("{how} {n}")})).collect();
    regroups(hall, json!([]), json!(labels));
}

fn publishes(hall: &mut Hall, themes: impl IntoIterator<Item = u128>) {
    let themes: Vec<Uuid> = themes.into_iter().map(theme).collect();
    hall.theme_team().sends(json!({"theme": {"publish": {"themes": themes}}})).saved();
}

fn does(hall: &mut Hall, command: Value) {
    hall.theme_team().sends(json!({ "theme": command })).saved();
}

fn takes_back(hall: &mut Hall) {
    let step = hall.summit.theming.steps.back().expect("a step").offset;
    does(hall, json!({"undo": {"step": step}}));
}

fn label(hall: &Hall, n: u128) -> &str {
    &hall.theme(theme(n)).label
}

/// What speaks for a theme.
fn speaks(hall: &Hall, n: u128) -> Option<Uuid> {
    example::of(&hall.summit, hall.theme(theme(n))).map(|idea| idea.0)
}

#[test]
fn a_published_theme_keeps_the_name_that_stood_there_whatever_people_and_machine_do_later() {
    let later: [fn(&mut Hall); 6] = [
        |_| {},
        |hall| does(hall, json!({"merge": {"from": theme(7), "into": theme(2)}})),
        |hall| {
            does(hall, json!({"merge": {"from": theme(2), "into": theme(3)}}));
            takes_back(hall);
        },
        |hall| does(hall, json!({"split": {"theme": theme(2), "ideas": [id(2)], "label": "Los"}})),
        |hall| {
            does(hall, json!({"split": {"theme": theme(2), "ideas": [id(2)], "label": "Los"}}));
            takes_back(hall);
        },
        |hall| {
            let based_on = hall.summit.offset;
            let suggest = json!({"theme": {"suggest": {"based_on": based_on, "splits": 1, "merges": 0,
                "moves": [{"idea": id(13), "theme": theme(4)}],
                "labels": [{"theme": theme(2), "label": "suggestie"}]}}});
            hall.system().sends(suggest).saved();
            let suggestion = hall.summit.offset;
            does(hall, json!({"accept": {"suggestion": suggestion}}));
        },
    ];
    for (n, happens) in later.into_iter().enumerate() {
        let mut hall = eleven_themes();
        publishes(&mut hall, 0..6);
        happens(&mut hall);
        renames_all(&mut hall, "anders");
        renames_all(&mut hall, "weer anders");
        assert_eq!(label(&hall, 2), "woord 2", "case {n}");
        assert_eq!(hall.theme(theme(2)).state, State::Published, "case {n}");
        assert_eq!(label(&hall, 8), "weer anders 8", "what is not published may be renamed");
        assert_eq!(hall.replayed(), hall.summit);
    }
}

#[test]
fn a_theme_is_published_under_the_name_that_was_read_though_the_machine_renamed_it_a_moment_before()
{
    let mut hall = eleven_themes();
    renames_all(&mut hall, "intussen");
    let read = json!({"publish": {"themes": [theme(0), theme(1)], "labels": {theme(0).to_string(): "woord 0"}}});
    does(&mut hall, read);
    assert_eq!(label(&hall, 0), "woord 0");
    assert_eq!(
        label(&hall, 1),
        "intussen 1",
        "without the name that was read, the one that stands"
    );
    takes_back(&mut hall);
    assert_eq!((label(&hall, 0), hall.theme(theme(0)).state), ("intussen 0", State::Forming));
    let empty = json!({"theme": {"publish": {"themes": [theme(0)], "labels": {theme(0).to_string(): " "}}}});
    hall.theme_team().sends(empty).refused("theme.label_empty");
}

#[test]
fn a_theme_is_published_with_the_example_that_was_read_or_with_none() {
    let mut hall = eleven_themes();
    let read = hall.idea(id(25)).text.text().to_owned();
    let text = |n: u128, text: Value| json!({"publish": {"themes": [theme(n)], "examples": {theme(n).to_string(): text}}});
    does(&mut hall, text(3, json!(read)));
    assert_eq!(speaks(&hall, 3), Some(id(25)));
    does(&mut hall, text(4, json!("Dit zei niemand")));
    assert_eq!(speaks(&hall, 4), None);
    does(&mut hall, text(5, Value::Null));
    assert_eq!(speaks(&hall, 5), None);
}

#[test]
fn the_example_of_a_published_theme_stays_until_it_is_gone_and_then_there_is_none() {
    let examples = |idea: Uuid, of: u128| json!([{"theme": theme(of), "idea": idea}]);
    let gone: [fn(&mut Hall, Uuid); 4] = [
        |hall, idea| does(hall, json!({"strike": {"idea": idea}})),
        |hall, idea| {
            let hide = json!({"idea": {"hide": {"idea": idea, "reason": "klacht"}}});
            hall.theme_team().sends(hide).saved();
        },
        |hall, idea| does(hall, json!({"move": {"idea": idea, "theme": theme(9)}})),
        |hall, idea| {
            let table = hall.idea(idea).table.expect("a table").0;
            let edit = json!({"idea": {"edit": {"idea": idea, "text": "Iets heel anders"}}});
            hall.host(table).sends(edit).saved();
        },
    ];
    for (n, goes) in gone.into_iter().enumerate() {
        let mut hall = eleven_themes();
        publishes(&mut hall, [1]);
        let shown = speaks(&hall, 1).expect("an example");
        let other = [id(1), id(12), id(23)].into_iter().find(|it| *it != shown).expect("another");
        let based_on = hall.summit.offset;
        let regroup = json!({"theme": {"regroup": {"based_on": based_on, "moves": [], "labels": [],
            "examples": examples(other, 1)}}});
        hall.system().sends(regroup).saved();
        assert_eq!(speaks(&hall, 1), Some(shown), "the machine found another");
        goes(&mut hall, shown);
        assert_eq!(speaks(&hall, 1), None, "case {n}");
        does(&mut hall, json!({"quote": {"theme": theme(1), "idea": other}}));
        assert_eq!(speaks(&hall, 1), Some(other));
        assert_eq!(hall.replayed(), hall.summit);
    }
}

#[test]
fn a_struck_example_is_never_one_again_nor_is_what_says_the_same_until_it_is_undone() {
    let mut hall = Hall::themed();
    for (n, text) in [(5, "Kan de muziek wat zachter?"), (6, "  KAN de muziek\u{a0}wat zachter?")] {
        let idea = json!({"idea": {"submit": {"text": text, "round": "r1"}}});
        hall.host(1).with_id(n).sends(idea).saved();
    }
    does(&mut hall, json!({"create": {"label": "Zaal"}}));
    let hall_theme = hall.summit.themes.iter().find(|(_, it)| it.label == "Zaal");
    let new = hall_theme.map(|(id, _)| id.0).expect("a theme");
    does(&mut hall, json!({"gather": {"ideas": [id(5), id(6)], "theme": new}}));
    let of = |hall: &Hall| example::of(&hall.summit, hall.theme(new)).map(|it| it.0);
    assert_eq!(of(&hall), Some(id(5)));
    does(&mut hall, json!({"strike": {"idea": id(5)}}));
    assert_eq!(of(&hall), None, "the other says the same");
    hall.theme_team()
        .sends(json!({"theme": {"quote": {"theme": new, "idea": id(6)}}}))
        .refused("theme.example_struck");
    hall.theme_team().sends(json!({"theme": {"strike": {"idea": id(5)}}})).changed_nothing();
    takes_back(&mut hall);
    assert_eq!(of(&hall), Some(id(5)));
    assert_eq!(hall.replayed(), hall.summit);
}

#[test]
fn what_was_published_by_mistake_is_taken_back_also_when_work_went_on() {
    let mut hall = eleven_themes();
    publishes(&mut hall, [0, 1]);
    does(&mut hall, json!({"rename": {"theme": theme(0), "label": "Wonen"}}));
    does(&mut hall, json!({"unpublish": {"themes": [theme(0), theme(5)]}}));
    assert_eq!(hall.theme(theme(0)).state, State::Named);
    renames_all(&mut hall, "anders");
    assert_eq!(label(&hall, 0), "Wonen");
    takes_back(&mut hall);
    assert_eq!(hall.theme(theme(0)).state, State::Published);
    hall.theme_team()
        .sends(json!({"theme": {"unpublish": {"themes": [theme(5)]}}}))
        .changed_nothing();
}

#[test]
fn an_idea_that_is_not_in_the_theme_or_does_not_count_is_no_example() {
    let mut hall = eleven_themes();
    let quote = |idea: u128| json!({"theme": {"quote": {"theme": theme(1), "idea": id(idea)}}});
    hall.theme_team().sends(quote(2)).refused("theme.idea_elsewhere");
    hall.theme_team().sends(quote(99)).refused("idea.unknown");
    hall.theme_team()
        .sends(json!({"idea": {"hide": {"idea": id(12), "reason": "noemt een naam"}}}))
        .saved();
    hall.theme_team().sends(quote(12)).refused("idea.hidden");
    hall.host(1).sends(quote(1)).refused("access.denied");
    hall.host(1).sends(json!({"theme": {"strike": {"idea": id(1)}}})).refused("access.denied");
}
