//! What stays of a word when the punctuation around it is taken off.

use proptest::prelude::*;
use text::bare;

#[test]
fn the_punctuation_of_a_sentence_goes() {
    for text in [
        "groen",
        " groen! ",
        "groen.",
        "groen...",
        "groen…",
        "…groen",
        "“groen”",
        "\"groen\"",
        "\"groen\".",
        "„groen“",
        "«groen»",
        "'groen'",
        "‘groen’",
        "(groen)",
        "[groen]",
        "('groen'!)",
        "- groen",
        "• groen",
        "groen?!",
        "groen;",
        "groen,",
        "groen:",
        "\"groen",
        "groen。",
        "「groen」",
        "groen؟",
        "¡groen!",
    ] {
        assert_eq!(bare(text), "groen", "{text:?}");
    }
}

#[test]
fn what_belongs_to_a_word_stays() {
    for text in [
        "C++",
        "C#",
        ".NET",
        "24/7",
        "'s avonds",
        "’s avonds",
        "50+",
        "€",
        "#samen",
        "@school",
        "🌳",
        "🇳🇱",
        "👨‍👩‍👧",
        "-5",
        "50%",
        "jeans'",
        "(meer) bomen (nu)",
        "bomen (veel)",
        ":)",
        ":-)",
        "<3",
        "+",
        "&",
        "15\"",
        "公园",
        "السلام",
        "हिन्दी",
        "a.u.b",
        "*",
        "?",
        "!!!",
        "…",
        "\"\"",
        "()",
        "-",
    ] {
        assert_eq!(bare(text), text);
    }
    assert_eq!(bare("C++."), "C++");
    assert_eq!(bare("🌳!"), "🌳");
    assert_eq!(bare("(C#)"), "C#");
}

proptest! {
    #[test]
    fn never_is_nothing_left_and_what_is_bare_stays(text in "[-a.,!?\"'’(){}«»… 🌳+#:;]{1,12}") {
        let once = bare(&text);
        prop_assert_eq!(once.is_empty(), text.trim().is_empty());
        prop_assert_eq!(bare(once), once);
    }
}
