//! What a wall shows of people's words: what a person read and published, and the rest only where it was asked for.

use crate::hall::{Hall, host, named};
use domain::{
    Actor, Command, IdeaId, RequestId, ThemeId,
    theme::{self, Move, Named},
    wall::Scene,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use views::{Key, picture};

const COMPLAINT: &str = "Kunnen we wat harder praten, ik versta niemand aan tafel 12";

/// Sentences of a rehearsal, the complaint in the middle.
fn sentences() -> Vec<String> {
    let lines = include_str!("../../../../config/rehearsal/ideas.nl.jsonl");
    let texts = lines.lines().filter_map(|line| {
        let line: Value = serde_json::from_str(line).ok()?;
        Some(line.get("text")?.as_str()?.to_owned())
    });
    let mut texts: Vec<String> = texts.take(66).collect();
    texts[28] = COMPLAINT.to_owned();
    texts
}

fn theme_id(n: usize) -> ThemeId {
    ThemeId(RequestId::derived(&[b't', u8::try_from(n).expect("a small number")]).0)
}

/// Eleven themes of the machine, six ideas each; the complaint is in the seventh, and speaks for it.
fn eleven() -> (Hall, Vec<IdeaId>) {
    let mut hall = Hall::in_hand_in();
    let at = |n: usize| host(u16::try_from(n % 3 + 1).expect("a table"));
    let texts = sentences().into_iter().enumerate();
    let ideas: Vec<IdeaId> = texts.map(|(n, text)| hall.hands_in(&at(n), &text)).collect();
    let moves = ideas.iter().enumerate();
    let moves = moves.map(|(n, idea)| Move { idea: *idea, theme: Some(theme_id(n % 11)) });
    let moves = moves.collect();
    regroup(
        &mut hall,
        moves,
        "woord",
        vec![theme::Example { theme: theme_id(6), idea: ideas[28] }],
    );
    (hall, ideas)
}

fn regroup(hall: &mut Hall, moves: Vec<Move>, word: &str, examples: Vec<theme::Example>) {
    let labels = (0..11).map(|n| Named { theme: theme_id(n), label: format!("{word} {n}") });
    let (labels, based_on) = (labels.collect(), hall.summit.offset);
    let regroup = theme::Command::Regroup { based_on, moves, labels, examples, alike: Vec::new() };
    hall.ask(&Actor::system(), Command::Theme(regroup));
}

/// The cards of the wall: label and example.
fn cards(hall: &Hall, doc: &str) -> BTreeMap<String, Value> {
    let entries = hall.document(&named(doc)).into_iter();
    let themes = entries.filter(|(key, _)| matches!(key, Key::Theme(_)));
    let card = |theme: Value| {
        let label = theme["label"].as_str().expect("a label").to_owned();
        (label, theme["example"].clone())
    };
    themes.map(|(_, theme)| card(theme)).collect()
}

fn labels(hall: &Hall) -> Vec<String> {
    cards(hall, "wall/main").into_keys().collect()
}

#[test]
fn of_eleven_themes_the_wall_shows_the_six_that_were_published_by_the_names_that_stood_there() {
    let (mut hall, ideas) = eleven();
    hall.show(Scene::Themes);
    assert_eq!(labels(&hall), Vec::<String>::new(), "nobody read anything yet");
    hall.publish((0..6).map(theme_id));
    let published: Vec<String> = (0..6).map(|n| format!("woord {n}")).collect();
    assert_eq!(labels(&hall), published);
    assert_eq!(cards(&hall, "themes"), cards(&hall, "wall/main"));
    let examples = cards(&hall, "wall/main");

    regroup(&mut hall, Vec::new(), "niemand las dit", Vec::new());
    hall.theme(theme::Command::Merge { from: theme_id(8), into: theme_id(0) });
    let moves = vec![Move { idea: ideas[64], theme: Some(theme_id(3)) }];
    let better = vec![theme::Example { theme: theme_id(3), idea: ideas[64] }];
    regroup(&mut hall, moves, "dit ook niet", better);
    assert_eq!(cards(&hall, "wall/main"), examples, "and none of it changes by itself");
}

#[test]
fn themes_that_nobody_read_are_shown_only_where_themes_as_they_form_were_asked_for() {
    let (mut hall, _) = eleven();
    hall.publish([theme_id(2)]);
    for scene in [Scene::Themes, Scene::Forming] {
        hall.show(scene);
        let shown = cards(&hall, "wall/main");
        assert_eq!(shown.len(), if scene == Scene::Forming { 11 } else { 1 });
        assert_eq!(picture(&hall.summit, scene).len(), shown.len(), "the preview shows the same");
        let complaint = shown.values().any(|example| example == COMPLAINT);
        assert_eq!(complaint, scene == Scene::Forming);
    }
}

#[test]
fn a_struck_complaint_is_an_example_nowhere_before_and_after_publishing() {
    let (mut hall, ideas) = eleven();
    hall.show(Scene::Themes);
    let shows_it = |hall: &Hall, doc: &str| {
        let entries = hall.document(&named(doc)).into_iter();
        let mut themes = entries.filter(|(key, _)| matches!(key, Key::Theme(_)));
        themes
            .any(|(_, theme)| theme["example"] == COMPLAINT || theme["offer"]["text"] == COMPLAINT)
    };
    hall.publish([theme_id(6)]);
    let docs = ["desk", "themes", "wall/main"];
    assert!(docs.iter().all(|doc| shows_it(&hall, doc)), "what was published is shown");
    hall.theme(theme::Command::Strike { idea: ideas[28] });
    assert!(!docs.iter().any(|doc| shows_it(&hall, doc)));
    let card = hall.entry("desk", &Key::Theme(theme_id(6))).expect("a theme");
    assert_eq!(card["example"], Value::Null);
    let offered = card["offer"]["idea"].clone();
    assert_ne!(offered, json!(ideas[28]), "another is offered");

    hall.theme(theme::Command::Unpublish { themes: [theme_id(6)].into() });
    hall.publish([theme_id(6)]);
    regroup(
        &mut hall,
        Vec::new(),
        "x",
        vec![theme::Example { theme: theme_id(6), idea: ideas[28] }],
    );
    hall.show(Scene::Forming);
    assert!(!docs.iter().any(|doc| shows_it(&hall, doc)));
    let now = hall.entry("wall/main", &Key::Theme(theme_id(6))).expect("a theme");
    assert_eq!(
        json!(now["example"].is_string()),
        json!(true),
        "published anew with what stood there"
    );
}
