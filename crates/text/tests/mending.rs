//! What is mended in a text, what is refused, and that mending changes nothing that was whole.

use proptest::prelude::*;
use serde::Deserialize;
use text::{Reordered, is_seen, mended};

#[derive(Deserialize)]
struct Sample {
    raw: String,
    mended: String,
}

/// Read by the screens' counter as well (`written.mjs` among the browser tests).
fn samples() -> Vec<Sample> {
    serde_json::from_str(include_str!("golden/mended.json")).expect("samples")
}

#[test]
fn what_can_be_mended_is_mended() {
    for Sample { raw, mended: whole } in samples() {
        assert_eq!(mended(&raw).as_ref(), Ok(&whole), "{raw:?}");
        assert_eq!(mended(&whole).as_ref(), Ok(&whole), "{whole:?} again");
    }
}

#[test]
fn only_an_override_that_turns_what_is_read_is_refused() {
    for raw in [
        "a\u{202e}b",
        "\u{202e}abc\u{202c}",
        "x \u{202e}12",
        "\u{202d}שלום",
        "שלום \u{202e}abc\u{202c}",
        "a\n\u{202e}b",
    ] {
        assert_eq!(mended(raw), Err(Reordered), "{raw:?}");
    }
    for raw in [
        "a\u{202e}",
        "\u{202d}abc",
        "\u{202e}שלום\u{202c} abc",
        "\u{202e}!\u{202c}a",
        "a\u{202e}\nb",
    ] {
        assert!(mended(raw).is_ok(), "{raw:?}");
    }
}

fn a_text() -> impl Strategy<Value = String> {
    let special: Vec<char> = "ab1#* \t\r\n\u{b}\u{85}\u{2028}\0\u{7}é\u{301}\u{ad}\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{61c}\
        \u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}\u{fe0e}\u{fe0f}\u{20e3}\u{34f}\u{180b}\u{feff}\
        🌳👩❤🏽🏴\u{e0067}\u{e007f}\u{e0100}שم\u{64e}क\u{94d}한葛\u{e000}\u{fdd0}\u{1160}"
        .chars()
        .collect();
    let sign = prop_oneof![4 => prop::sample::select(special), 1 => any::<char>()];
    prop::collection::vec(sign, 0..12).prop_map(String::from_iter)
}

/// The letters, digits and pictures of a text in order: all that is read.
fn read(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric() && is_seen(*c) || "🌳👩❤🏴#*".contains(*c))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn a_mended_text_is_mended_no_further(raw in a_text()) {
        if let Ok(once) = mended(&raw) {
            prop_assert_eq!(mended(&once), Ok(once));
        }
    }

    #[test]
    fn mending_takes_nothing_that_is_read(raw in "[a-z0-9 🌳👩❤#*\u{200b}-\u{200f}\u{2066}-\u{2069}\t\r\n\u{0}\u{7}שم]{0,12}") {
        let whole = mended(&raw).expect("no override in it");
        prop_assert_eq!(read(&whole), read(&raw));
    }

    #[test]
    fn a_mended_text_opens_no_direction_that_it_does_not_close(raw in a_text()) {
        if let Ok(whole) = mended(&raw) {
            let of = |signs: [char; 3]| whole.chars().filter(|c| signs.contains(c)).count();
            prop_assert_eq!(of(['\u{2066}', '\u{2067}', '\u{2068}']), of(['\u{2069}'; 3]));
            prop_assert_eq!(of(['\u{202a}', '\u{202b}', '\u{202b}']), of(['\u{202c}'; 3]));
            prop_assert_eq!(of(['\u{202d}', '\u{202e}', '\u{202e}']), 0);
        }
    }
}
