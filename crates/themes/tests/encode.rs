//! The encoder that is built in: what its vectors say, and that nothing a person types upsets it.

use std::sync::LazyLock;

use proptest::prelude::*;
use themes::{BuiltIn, Encoder};

static ENCODER: LazyLock<BuiltIn> = LazyLock::new(BuiltIn::load);

fn encoded(texts: &[&str]) -> Vec<Vec<f32>> {
    ENCODER.encode(texts).expect("it always answers")
}

fn dot(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

/// How alike the first text is to each of the others.
fn likeness(texts: &[&str]) -> Vec<f32> {
    let vectors = encoded(texts);
    vectors[1..].iter().map(|vector| dot(&vectors[0], vector)).collect()
}

#[test]
fn what_means_the_same_lies_close_in_other_languages_too() {
    let alike = likeness(&[
        "Meer bomen in onze straat",
        "Plant bomen in de straten",
        "More trees in our street",
        "Mehr Bäume in unserer Straße",
        "Plus d'arbres dans notre rue",
        "De bus moet vaker rijden",
    ]);
    let (other, same) = alike.split_last().unwrap();
    assert!(same.iter().all(|same| *same > other + 0.1), "{alike:?}");
}

const GOLDEN: [(&str, [f32; 4]); 5] = [
    ("Meer bomen in onze straat", [0.054368634, -0.027500495, 0.0015766326, 0.01563352]),
    ("More trees in our street", [0.0442527, 0.0028879824, -0.044841662, 0.042667113]),
    ("Mehr Bäume in unserer Straße", [0.06773967, -0.003607882, -0.0113846185, 0.039323065]),
    ("30 km per uur bij de school! 🚲", [0.04698826, -0.029593352, 0.035747472, -0.0038092528]),
    ("公園", [0.17321971, 0.032952704, 0.039852038, 0.030211026]),
];

/// The same on every machine; another model, or another way to weigh words, is another name of the model.
#[test]
fn vectors_are_the_same_to_the_last_bit() {
    let (texts, first): (Vec<&str>, Vec<[f32; 4]>) = GOLDEN.into_iter().unzip();
    assert_eq!(BuiltIn::load().model(), "use3-latin-1");
    for (vector, first) in encoded(&texts).iter().zip(first) {
        assert_eq!(vector[..4], first);
    }
}

#[test]
fn single_words_lie_close_by_their_meaning() {
    let words = ["parkeren", "Parking", "auto", "zwembad"];
    let vectors = ENCODER.words(&words).unwrap();
    let alike: Vec<f32> = vectors[1..].iter().map(|vector| dot(&vectors[0], vector)).collect();
    assert!(alike[0] > alike[2] && alike[1] > alike[2], "{alike:?}");
}

#[test]
fn a_text_has_the_same_vector_alone_and_in_company_fresh_and_remembered() {
    let texts =
        ["Meer bomen", "", "Minder auto's en meer bomen", "Meer bomen", "❤", "Zwembad open"];
    let together = encoded(&texts);
    for (text, vector) in texts.iter().zip(&together) {
        assert_eq!(&BuiltIn::load().encode(&[text]).unwrap()[0], vector, "{text}");
        assert_eq!(&encoded(&[text])[0], vector, "{text}");
    }
}

#[test]
fn a_text_without_a_letter_has_no_direction() {
    for text in ["", " ", "\n\0\t", "112", "?!...", "🚲🚲", "\u{200d}"] {
        assert!(encoded(&[text])[0].iter().all(|number| *number == 0.0), "{text:?}");
    }
    let words = ENCODER.words(&["", "12"]).unwrap();
    assert_eq!(words, [vec![0.0; 512], vec![0.0; 512]]);
}

#[test]
fn the_background_is_the_mean_of_everyday_texts() {
    let texts: Vec<&str> = include_str!("../model/background.txt").lines().collect();
    let vectors = encoded(&texts);
    let mean =
        |at: usize| vectors.iter().map(|vector| vector[at]).sum::<f32>() / texts.len() as f32;
    let background = ENCODER.background().map(<[f32]>::to_vec);
    assert_eq!(background, Some((0..512).map(mean).collect()));
}

#[test]
fn texts_of_any_length_and_script_are_encoded() {
    let long = "Donaudampfschifffahrtsgesellschaft ".repeat(100_000);
    let texts = [
        &"é".repeat(500),
        &"公園".repeat(250),
        &long,
        &"a".repeat(500),
        "<s> </s> <unk>",
        "\0a\u{feff}\u{202e}b",
    ];
    for (text, vector) in texts.iter().zip(encoded(&texts)) {
        check(&vector).unwrap_or_else(|why| panic!("{:.20}: {why}", text));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_typed_has_a_vector_of_length_1_or_0(text in "\\PC{0,80}|[a-zé ▁<>s/\0\u{300}-\u{310}]{0,80}") {
        let vectors = encoded(&[&text]);
        prop_assert!(check(&vectors[0]).is_ok(), "{:?}", check(&vectors[0]));
    }
}

fn check(vector: &[f32]) -> Result<(), String> {
    let length = dot(vector, vector).sqrt();
    let fits = vector.len() == 512 && (length == 0.0 || (length - 1.0).abs() < 1e-4);
    fits.then_some(()).ok_or(format!("{} numbers of length {length}", vector.len()))
}
