//! The words of a wall: which answers are one, how they are written, and that none of up to three words is left out.

use crate::hall::{Hall, participant};
use domain::wall::Scene;
use serde_json::Value;
use views::{Key, picture};

/// The wall after these answers, each from a phone of its own.
fn shown(answers: &[&str]) -> Vec<(String, u64)> {
    let mut hall = Hall::in_hand_in();
    for (n, answer) in (1..).zip(answers) {
        hall.hands_in(&participant(n), answer);
    }
    let words = picture(&hall.summit, Scene::Words).remove("words").expect("words");
    let words = words.as_array().expect("a list").iter();
    words
        .map(|it| {
            (
                it["word"].as_str().expect("a word").to_owned(),
                it["count"].as_u64().expect("a count"),
            )
        })
        .collect()
}

fn once(words: &[&str]) -> Vec<(String, u64)> {
    words.iter().map(|word| ((*word).to_owned(), 1)).collect()
}

#[test]
fn one_word_written_in_several_ways_is_counted_once() {
    for ways in [
        ["foto's", "foto’s", "Foto‘s"],
        ["café", "cafe", "CAFE\u{301}"],
        ["auto’s", "autoʼs", "auto´s"],
        ["Straße", "STRASSE", "strasse"],
        ["zee-eend", "zee–eend", "zee‑eend"],
        ["meer bomen", "Meer  bomen", "meer\u{a0}bomen!"],
        ["🌳", "🌳\u{fe0f}", "“🌳”"],
        ["ｇｒｏｅｎ", "groen", "Groen."],
    ] {
        let shown = shown(&ways);
        assert_eq!(shown.len(), 1, "{shown:?}");
        assert_eq!(shown[0].1, 3, "{shown:?}");
    }
}

#[test]
fn a_word_is_shown_as_most_wrote_it_and_else_as_it_was_written_first() {
    assert_eq!(shown(&["CAFE", "café", "cafe", "café"]), [("café".to_owned(), 4)]);
    assert_eq!(shown(&["Groen", "groen"]), [("Groen".to_owned(), 2)]);
}

#[test]
fn every_answer_of_up_to_three_words_is_shown_as_it_was_sent() {
    let answers = [
        "🌳",
        "arbeidsongeschiktheidsverzekering",
        "C++",
        "C#",
        ".NET",
        "24/7",
        "'s avonds",
        "50+",
        "€",
        "#samen",
        "@school",
        "🇳🇱",
        "👨‍👩‍👧",
        "更多的公园和树",
        "سلام",
        "een",
        "ik en jij",
        "?",
        ":)",
        "-5",
        "हिन्दी",
        "🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}",
        "kindercarnavalsoptochtvoorbereidingswerkzaamheden",
        "meervoudigepersoonlijkheidsstoornis en hoop",
    ];
    assert_eq!(shown(&answers), once(&answers));
}

#[test]
fn only_the_punctuation_of_a_sentence_around_an_answer_goes() {
    let answers = ["C++!", "(groen)", "“rust”.", "- water", "samen..."];
    assert_eq!(shown(&answers), once(&["C++", "groen", "rust", "water", "samen"]));
}

#[test]
fn words_on_lines_of_their_own_are_answers_of_their_own() {
    assert_eq!(shown(&["C++\n🌳"]), once(&["C++", "🌳"]));
}

#[test]
fn who_sent_what_no_wall_shows_is_told_why() {
    let mut hall = Hall::in_hand_in();
    let mut told = |text: &str| {
        let idea = hall.hands_in(&participant(81), text);
        let entry = hall.entry("person/81", &Key::Idea(idea)).expect("an entry");
        (entry["text"].as_str() == Some(text), entry.get("unshown").cloned())
    };
    assert_eq!(told(&"a".repeat(400)), (true, Some(Value::from("too_long"))));
    assert_eq!(told("wat is er nu"), (true, Some(Value::from("no_words"))));
    for text in ["🌳", "C++", "arbeidsongeschiktheidsverzekering", "wij willen graag bomen"] {
        assert_eq!(told(text), (true, None), "{text:?}");
    }
}

#[test]
fn every_answer_of_a_full_hall_is_among_the_words_of_the_wall() {
    let answers: Vec<String> = (1..=300).map(|n| format!("antwoord {n}")).collect();
    let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
    assert_eq!(shown(&answers), once(&answers));
}
