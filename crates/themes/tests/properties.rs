//! What holds for any ideas, any themes, and any order of giving them.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use themes::{Engine, Grouping, Labelled, Target, Text, Theme, WordOverlap};
use uuid::Uuid;

fn key(number: usize) -> Uuid {
    Uuid::from_u128(number as u128)
}

fn theme_key(number: usize) -> Uuid {
    Uuid::from_u128(1_000_000 + number as u128)
}

/// The ideas of the fixture, all without a theme.
fn fixture() -> Vec<Text> {
    include_str!("fixtures/burgertop_nl.jsonl")
        .lines()
        .enumerate()
        .map(|(number, line)| {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            Text {
                key: key(number),
                text: row["text"].as_str().unwrap().to_owned(),
                theme: None,
                pinned: false,
            }
        })
        .collect()
}

fn group(texts: &[Text], themes: &[Theme]) -> Grouping {
    WordOverlap::new().group(texts, themes)
}

/// Everything that must hold of any grouping.
fn assert_lawful(texts: &[Text], themes: &[Theme], grouping: &Grouping) {
    let ideas: BTreeMap<Uuid, &Text> = texts.iter().map(|text| (text.key, text)).collect();
    let shown: BTreeMap<Uuid, &Theme> = themes.iter().map(|theme| (theme.key, theme)).collect();
    let new: BTreeSet<usize> =
        grouping.labels.iter().filter_map(|labelled| new_number(labelled.theme)).collect();
    assert_eq!(new, (0..new.len()).collect(), "new themes count from 0, each with a label");

    let mut moved = BTreeSet::new();
    for step in &grouping.moves {
        assert!(moved.insert(step.text), "an idea moves once");
        let idea = ideas[&step.text];
        assert!(!idea.pinned, "a pinned idea never moves");
        assert!(
            idea.theme.is_none_or(|theme| !shown.contains_key(&theme)),
            "an idea in a theme stays"
        );
        match step.to {
            Target::Existing(theme) => {
                assert!(!shown[&theme].closed, "a closed theme takes no ideas")
            }
            Target::New(number) => assert!(new.contains(&number), "a new theme has a label"),
        }
    }
    for &number in &new {
        let ideas = grouping.moves.iter().filter(|step| step.to == Target::New(number)).count();
        assert!(ideas >= themes::limits::IDEAS_PER_THEME_MIN, "a new theme has ideas");
    }
    let mut named = BTreeSet::new();
    for Labelled { theme, label } in &grouping.labels {
        assert!(named.insert(*theme), "a theme is named once");
        assert!(
            !label.trim().is_empty()
                && label.split(", ").count() <= themes::limits::LABEL_WORDS_MAX
        );
        if let Target::Existing(theme) = theme {
            assert!(!shown[theme].protected && !shown[theme].closed, "a person's label stays");
        }
    }
}

fn new_number(target: Target) -> Option<usize> {
    match target {
        Target::New(number) => Some(number),
        Target::Existing(_) => None,
    }
}

#[test]
fn the_fixture_is_grouped_lawfully_and_the_same_every_time() {
    let texts = fixture();
    let grouping = group(&texts, &[]);
    assert!(!grouping.is_empty());
    assert_lawful(&texts, &[], &grouping);
    assert_eq!(grouping, group(&texts, &[]));
}

#[test]
fn what_an_engine_saw_before_does_not_matter() {
    let texts = fixture();
    let mut engine = WordOverlap::new();
    engine.see(&texts[300..], &[]);
    engine.place("Meer bomen");
    assert_eq!(engine.group(&texts, &[]), group(&texts, &[]));
}

#[test]
fn once_adopted_a_grouping_is_at_rest() {
    let mut texts = fixture();
    let grouping = group(&texts, &[]);
    let of = |target| theme_key(new_number(target).unwrap());
    let shown = |labelled: &Labelled| Theme {
        key: of(labelled.theme),
        label: labelled.label.clone(),
        protected: false,
        closed: false,
    };
    let themes: Vec<Theme> = grouping.labels.iter().map(shown).collect();
    let places: BTreeMap<Uuid, Uuid> =
        grouping.moves.iter().map(|step| (step.text, of(step.to))).collect();
    texts.iter_mut().for_each(|text| text.theme = places.get(&text.key).copied());
    assert_eq!(group(&texts, &themes).labels, [], "labels do not flicker");
}

/// An idea about one of four subjects, in words that are shared, or noise.
fn any_text() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "bomen",
        "boom",
        "park",
        "fiets",
        "fietsers",
        "fietspad",
        "parkeervergunning",
        "parkeren",
        "woning",
        "woningen",
        "huur",
        "OV",
        "bus",
        "de",
        "meer",
        "the",
        "l'école",
        "straße",
        "İzmir",
        "cafe\u{301}",
        "🌳",
        "30",
    ]);
    prop_oneof![4 => prop::collection::vec(words, 0..6).prop_map(|words| words.join(" ")), 1 => any::<String>()]
}

fn any_hall() -> impl Strategy<Value = (Vec<Text>, Vec<Theme>)> {
    let theme = (any_text(), any::<bool>(), prop::bool::weighted(0.2));
    let text = (any_text(), prop::option::of(0_usize..6), prop::bool::weighted(0.2));
    (prop::collection::vec(text, 0..40), prop::collection::vec(theme, 0..5)).prop_map(
        |(texts, themes)| {
            let texts = texts.into_iter().enumerate().map(|(number, (text, theme, pinned))| {
                // Some ideas say they are in a theme that is not shown.
                Text { key: key(number), text, theme: theme.map(theme_key), pinned }
            });
            let themes =
                themes.into_iter().enumerate().map(|(number, (label, protected, closed))| Theme {
                    key: theme_key(number),
                    label,
                    protected,
                    closed,
                });
            (texts.collect(), themes.collect())
        },
    )
}

proptest! {
    #[test]
    fn any_grouping_is_lawful((texts, themes) in any_hall()) {
        assert_lawful(&texts, &themes, &group(&texts, &themes));
    }

    #[test]
    fn the_order_of_giving_does_not_matter((texts, themes) in any_hall(), turn in 0_usize..40) {
        let grouping = group(&texts, &themes);
        let (mut turned, mut reversed) = (texts.clone(), themes.clone());
        turned.rotate_left(turn % texts.len().max(1));
        reversed.reverse();
        prop_assert_eq!(grouping, group(&turned, &reversed));
    }

    #[test]
    fn any_idea_is_placed_in_an_open_theme_that_is_shown((texts, themes) in any_hall(), text in any_text()) {
        let mut engine = WordOverlap::new();
        engine.see(&texts, &themes);
        if let Some(placed) = engine.place(&text) {
            prop_assert!(themes.iter().any(|theme| theme.key == placed && !theme.closed));
        }
        prop_assert_eq!(engine.place(&text), engine.place(&text));
    }
}
