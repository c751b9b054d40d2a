//! Signs that are typed for each other: which one stands for all of them.

use icu_properties::{CodePointSetData, props::Dash};

/// The text with one apostrophe, one double quote, one dash, one slash, and letters as they are typed without their key.
pub(crate) fn alike(text: &str) -> String {
    let dashes = CodePointSetData::new::<Dash>();
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            // Straight, curly, modifier letters, primes, lone accents, and those of Greek, Armenian and Hebrew.
            '\''
            | '`'
            | '´'
            | '‘'..='‛'
            | '′'
            | '‵'
            | '‹'
            | '›'
            | '❛'
            | '❜'
            | '❟'
            | 'ʹ'
            | 'ʻ'..='ʿ'
            | 'ˈ'
            | 'ˊ'
            | 'ˋ'
            | '\u{384}'
            | '\u{1fbd}'
            | '\u{1fbf}'
            | '\u{1ffe}'
            | '՚'
            | '׳'
            | 'Ꞌ'
            | 'ꞌ'
            | '＇'
            | '｀' => {
                out.push('\'');
            }
            '"'
            | '“'..='‟'
            | '″'
            | '‶'
            | '«'
            | '»'
            | '❝'
            | '❞'
            | '❠'
            | 'ʺ'
            | 'ˮ'
            | '˝'
            | '〝'..='〟'
            | '״'
            | '＂'
            | '\u{1f676}'..='\u{1f678}' => out.push('"'),
            '\u{2043}' | '\u{2d7}' => out.push('-'),
            '⁄' | '∕' | '⧸' => out.push('/'),
            // Not accents to Unicode, but the same to who has no such key; so are they in its collation's first level.
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' => out.push('d'),
            'ħ' => out.push('h'),
            c if dashes.contains(c) => out.push('-'),
            c => out.push(c),
        }
    }
    out
}

/// White space, and the blank of Braille, which looks like it.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{2800}'
}
