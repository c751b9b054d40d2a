//! What is one for comparing, what stays two, and that the form is stable.

use icu_normalizer::{ComposingNormalizer, DecomposingNormalizer};
use proptest::prelude::*;
use text::comparable;

#[track_caller]
fn are_one(texts: &[&str]) {
    for text in texts {
        assert_eq!(comparable(text), comparable(texts[0]), "{text:?} and {:?}", texts[0]);
    }
}

#[track_caller]
fn stay_apart(texts: &[&str]) {
    for (i, text) in texts.iter().enumerate() {
        for other in &texts[..i] {
            assert_ne!(comparable(text), comparable(other), "{text:?} and {other:?}");
        }
    }
}

#[test]
fn a_mark_between_an_emoji_and_its_skin_does_not_hide_the_skin() {
    assert_eq!(comparable("🌳\u{650}🏽"), "🌳");
    assert_eq!(comparable("e\u{200b}\u{301}"), "e");
}

#[test]
fn any_apostrophe_is_one_and_none_is_another() {
    are_one(&[
        "foto's", "foto’s", "foto‘s", "fotoʼs", "fotoʻs", "foto`s", "foto´s", "foto′s", "foto＇s",
        "FOTO’S",
    ]);
    stay_apart(&["foto's", "fotos", "foto\"s"]);
}

#[test]
fn any_double_quote_is_one() {
    are_one(&["\"nee\"", "“nee”", "„nee“", "«nee»", "″nee″", "＂nee＂"]);
}

#[test]
fn any_dash_is_one_and_a_soft_one_is_none() {
    are_one(&[
        "zee-eend",
        "zee‐eend",
        "zee‑eend",
        "zee–eend",
        "zee—eend",
        "zee−eend",
        "zee﹣eend",
        "zee－eend",
    ]);
    are_one(&["zeeeend", "zee\u{ad}eend"]);
    stay_apart(&["zeeeend", "zee-eend"]);
}

#[test]
fn accents_and_case_do_not_count_in_latin_and_greek() {
    are_one(&["café", "cafe\u{301}", "CAFÉ", "Cafe", "ｃａｆé"]);
    are_one(&["Straße", "STRASSE", "strasse", "STRAẞE"]);
    are_one(&["coöperatie", "cooperatie", "CO\u{d6}PERATIE"]);
    are_one(&["Łódź", "Lodz"]);
    are_one(&["cœur", "CŒUR", "coeur"]);
    are_one(&["ὁδός", "ΟΔΟΣ", "οδος"]);
    are_one(&["Việt Nam", "viet nam"]);
}

#[test]
fn white_space_and_what_is_not_seen_do_not_count() {
    are_one(&[
        "meer bomen",
        " meer  bomen ",
        "meer\tbomen\n",
        "meer\u{a0}bomen",
        "meer\u{3000}bomen",
        "meer\u{2028}bomen",
    ]);
    are_one(&[
        "bomen",
        "\u{feff}bo\u{200b}men",
        "bo\u{2060}men\u{200f}",
        "\u{2068}bomen\u{2069}",
        "bo\0men\u{7}",
    ]);
}

#[test]
fn other_forms_of_the_same_signs_do_not_count() {
    are_one(&["fiets", "ﬁets", "ｆｉｅｔｓ", "𝐟𝐢𝐞𝐭𝐬"]);
    are_one(&["ijs", "ĳs", "Ĳs", "IJS"]);
    are_one(&["wacht...", "wacht…"]);
    are_one(&["m2", "m²"]);
    are_one(&["24/7", "24⁄7", "２４／７"]);
    are_one(&["ガラス", "ｶﾞﾗｽ", "カ\u{3099}ラス"]);
    are_one(&["한국", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}"]);
}

#[test]
fn a_mark_that_makes_another_letter_counts() {
    stay_apart(&["か", "が"]);
    stay_apart(&["हिन्दी", "हन्दी", "हिन्दि"]);
    stay_apart(&["มา", "ม้า"]);
    stay_apart(&["чай", "чаи"]);
    stay_apart(&["їжа", "іжа"]);
    stay_apart(&["ı", "i"]);
}

#[test]
fn a_mark_that_writers_leave_out_does_not_count() {
    are_one(&["ёлка", "елка", "ЁЛКА"]);
    are_one(&["за\u{301}мок", "замок"]);
    are_one(&["كِتَاب", "كتاب", "كتـــاب"]);
    are_one(&["שָׁלוֹם", "שלום"]);
    are_one(&["می\u{200c}خواهم", "میخواهم"]);
}

#[test]
fn an_emoji_is_one_however_it_is_presented_and_stays_itself() {
    are_one(&["🌳", "🌳\u{fe0f}", "🌳\u{fe0e}"]);
    are_one(&["👍", "👍🏽", "👍🏿"]);
    are_one(&["👩‍❤️‍👩", "👩‍❤‍👩"]);
    stay_apart(&["👨‍👩‍👧", "👨👩👧", "👨‍👩‍👦"]);
    stay_apart(&["🏴", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"]);
    stay_apart(&["🇳🇱", "🇧🇪"]);
    stay_apart(&["1️⃣", "2️⃣", "1"]);
    assert_eq!(comparable("🏴\u{e0067}\u{e0062}"), "🏴", "tags that do not end make no flag");
}

#[test]
fn signs_that_say_something_are_kept() {
    stay_apart(&[
        "C", "C++", "C#", ".NET", "NET", "50", "50+", "€", "#samen", "samen", "@school", "school",
    ]);
    stay_apart(&["٣", "3"]);
}

/// Signs of all kinds beside each other: any of Unicode, and many of those that have a rule.
fn a_text() -> impl Strategy<Value = String> {
    let special: Vec<char> = "aeIıiİßẞſéÅσςΣάᾳøŁœ'’´`¨\"″«-–\u{ad} \t\u{a0}\n…½²ﬁ\u{301}\u{308}\u{323}\u{345}\u{338}\
        \u{20e3}\u{34f}\u{200d}\u{200c}\u{fe0f}\u{feff}\u{202e}йёЙгка\u{300}カｶ\u{3099}ﾞ한\u{1100}\u{1161}\u{11a8}हिनา\u{e33}كِـא\u{5b0}\
        🌳👍🏽👩❤🏴\u{e0067}\u{e007f}🇳🇱〰‼ⓂΐŉǰK\u{1fbd}\u{384}\u{1fef}\0"
        .chars()
        .collect();
    let sign = prop_oneof![3 => prop::sample::select(special), 1 => any::<char>()];
    prop::collection::vec(sign, 0..12).prop_map(String::from_iter)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn a_form_that_is_compared_again_is_the_same(text in a_text()) {
        let once = comparable(&text);
        prop_assert_eq!(comparable(&once), once);
    }

    #[test]
    fn composed_and_decomposed_are_one(text in a_text()) {
        let composed = ComposingNormalizer::new_nfc().normalize(&text);
        let decomposed = DecomposingNormalizer::new_nfd().normalize(&text);
        prop_assert_eq!(comparable(&composed), comparable(&text));
        prop_assert_eq!(comparable(&decomposed), comparable(&text));
    }

    #[test]
    fn upper_and_lower_case_are_one(text in a_text()) {
        // The dotless ı is a letter of its own, and an iota below another mark has no upper case of its own place.
        let text = text.replace(['ı', '\u{345}'], "");
        prop_assert_eq!(comparable(&text.to_uppercase()), comparable(&text));
        prop_assert_eq!(comparable(&text.to_lowercase()), comparable(&text));
    }

    #[test]
    fn a_form_has_no_blank_at_its_ends_and_never_two(text in a_text()) {
        let form = comparable(&text);
        prop_assert_eq!(form.trim(), form.as_str());
        prop_assert!(!form.contains("  "));
    }
}

#[test]
fn each_sign_of_unicode_has_a_stable_form() {
    for sign in '\0'..=char::MAX {
        let once = comparable(sign.encode_utf8(&mut [0; 4]));
        assert_eq!(comparable(&once), once, "{:x}", u32::from(sign));
    }
}
