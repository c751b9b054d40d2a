//! Which texts are guarded in a CSV file, and that each comes back as it was.

use proptest::prelude::*;
use text::{guarded, unguarded};

#[test]
fn what_a_spreadsheet_may_take_for_a_formula_is_guarded() {
    for text in [
        "=1+1",
        "+1",
        "-1",
        "- meer bomen",
        "@SOM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\tgroen",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "﹦1",
        "﹢1",
        "﹣1",
        "﹫x",
        "⁼1",
        "−1",
        " =1",
        "  -1",
        "\u{a0}=1",
        "\"=1",
        "'=1",
        "“=1",
        "' - 1",
        "\u{200b}=1",
        "\u{feff}＝1",
    ] {
        assert_eq!(guarded(text), format!("\t{text}"), "{text:?}");
        assert_eq!(unguarded(&guarded(text)), text);
    }
}

#[test]
fn other_texts_stay_as_they_are() {
    for text in [
        "",
        " ",
        "groen",
        "'s avonds",
        "'",
        "\"groen\"",
        "1+1",
        "50+",
        "a=b",
        "#samen",
        "– groen",
        "• groen",
        "👍",
        "'n =x",
    ] {
        assert_eq!(guarded(text), text);
        assert_eq!(unguarded(text), text);
    }
    assert_eq!(unguarded("\tingesprongen"), "\tingesprongen", "a tab that guards nothing is a tab");
}

proptest! {
    #[test]
    fn a_text_comes_back_as_it_was(text in "[-=+@＝＋'\"“ \t\r\na-c\u{200b}]{0,8}|\\PC{0,8}") {
        let cell = guarded(&text);
        prop_assert_eq!(unguarded(&cell), text.as_str());
    }
}
