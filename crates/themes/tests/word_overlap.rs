//! How the word-overlap engine behaves, told in small halls.

use themes::{Engine, Grouping, Labelled, Moved, Target, Text, Theme, WordOverlap};
use uuid::Uuid;

const TREES: Uuid = Uuid::from_u128(100);
const BICYCLES: Uuid = Uuid::from_u128(101);

fn idea(number: u128, text: &str, theme: Option<Uuid>) -> Text {
    Text { key: Uuid::from_u128(number), text: text.to_owned(), theme, pinned: false }
}

fn theme(key: Uuid, label: &str) -> Theme {
    Theme { key, label: label.to_owned(), protected: false, closed: false }
}

fn group(texts: &[Text], themes: &[Theme]) -> Grouping {
    WordOverlap::new().group(texts, themes)
}

fn hall() -> (Vec<Text>, Vec<Theme>) {
    let texts = vec![
        idea(1, "Meer bomen in de straat", Some(TREES)),
        idea(2, "Plant een boom op elk plein", Some(TREES)),
        idea(3, "Bomen geven schaduw", Some(TREES)),
        idea(4, "Fietsen moet veiliger", Some(BICYCLES)),
        idea(5, "Een breed fietspad naar school", Some(BICYCLES)),
        idea(6, "Stalling voor de fiets bij het station", Some(BICYCLES)),
    ];
    (texts, vec![theme(TREES, "Bomen"), theme(BICYCLES, "Fiets")])
}

#[test]
fn ideas_that_share_words_become_themes_named_by_them() {
    let texts: Vec<Text> = hall().0.into_iter().map(|text| Text { theme: None, ..text }).collect();
    let grouping = group(&texts, &[]);
    let labels: Vec<&str> =
        grouping.labels.iter().map(|labelled| labelled.label.as_str()).collect();
    assert_eq!(labels, ["Bomen", "Fiets"]);
    let target = |number: u128| {
        grouping
            .moves
            .iter()
            .find(|moved| moved.text == Uuid::from_u128(number))
            .map(|moved| moved.to)
    };
    assert_eq!([1, 2, 3].map(target), [Some(Target::New(0)); 3]);
    assert_eq!([4, 5, 6].map(target), [Some(Target::New(1)); 3]);
}

#[test]
fn a_new_idea_goes_to_the_theme_it_shares_words_with() {
    let (mut texts, themes) = hall();
    texts.push(idea(7, "Kapotte fietsen opruimen", None));
    let moved = Moved { text: Uuid::from_u128(7), to: Target::Existing(BICYCLES) };
    assert_eq!(group(&texts, &themes).moves, [moved]);
}

#[test]
fn placing_finds_the_same_theme_at_once() {
    let (texts, themes) = hall();
    let mut engine = WordOverlap::new();
    assert_eq!(engine.place("Kapotte fietsen opruimen"), None, "nothing was seen yet");
    engine.see(&texts, &themes);
    assert_eq!(engine.place("Kapotte fietsen opruimen"), Some(BICYCLES));
    assert_eq!(engine.place("Een boom voor ieder kind"), Some(TREES));
    assert_eq!(engine.place("Lagere belastingen"), None);
    assert_eq!(engine.place(""), None);
}

#[test]
fn two_ideas_are_no_theme() {
    let texts =
        [idea(1, "Meer bomen", None), idea(2, "Een boom", None), idea(3, "Goedkope bus", None)];
    assert!(group(&texts, &[]).is_empty());
}

#[test]
fn a_compound_belongs_with_its_parts() {
    let texts = [
        idea(1, "Parkeervergunning afschaffen", None),
        idea(2, "Vergunning duurt eindeloos", None),
        idea(3, "Goedkope vergunningen", None),
    ];
    assert_eq!(group(&texts, &[]).moves.len(), 3);
}

#[test]
fn a_theme_without_ideas_attracts_by_its_label() {
    let (mut texts, mut themes) = hall();
    let safety = Uuid::from_u128(102);
    themes.push(Theme { protected: true, ..theme(safety, "Schaduw") });
    texts.retain(|text| text.key != Uuid::from_u128(3));
    texts.push(idea(8, "Schaduw", None));
    texts.push(idea(9, "Schaduw graag", None));
    let grouping = group(&texts, &themes);
    assert!(grouping.moves.iter().all(|moved| moved.to == Target::Existing(safety)));
    assert_eq!(grouping.moves.len(), 2);
}

#[test]
fn a_pinned_idea_without_a_theme_stays_without() {
    let (mut texts, themes) = hall();
    texts.push(Text { pinned: true, ..idea(7, "Kapotte fietsen opruimen", None) });
    assert!(group(&texts, &themes).moves.is_empty());
}

#[test]
fn a_label_changes_only_when_clearly_beaten_and_never_when_a_person_gave_it() {
    let (texts, mut themes) = hall();
    assert!(group(&texts, &themes).labels.is_empty());

    themes[0].label = "Schaduw".to_owned();
    let renamed = Labelled { theme: Target::Existing(TREES), label: "Bomen".to_owned() };
    assert_eq!(group(&texts, &themes).labels, [renamed]);

    themes[0].protected = true;
    assert!(group(&texts, &themes).labels.is_empty());
}

#[test]
fn a_closed_theme_takes_no_ideas() {
    let (mut texts, mut themes) = hall();
    texts.push(idea(7, "Kapotte fietsen opruimen", None));
    themes[1].closed = true;
    assert!(group(&texts, &themes).is_empty());
}
