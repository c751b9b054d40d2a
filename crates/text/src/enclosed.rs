//! What a person wrote, without the punctuation that a sentence put around it.

use icu_properties::{CodePointSetData, props::TerminalPunctuation};

/// Opening brackets, each followed by what closes it.
const BRACKETS: &[char] = &[
    '(', ')', '[', ']', '{', '}', '（', '）', '［', '］', '｛', '｝', '〈', '〉', '《', '》', '「',
    '」', '『', '』', '【', '】', '〔', '〕', '⟨', '⟩',
];
const APOSTROPHES: &[char] = &['\'', '’', '‘', '‚', '‛', '‹', '›', '`', '´'];
const QUOTES: &[char] = &['"', '“', '”', '„', '‟', '«', '»', '＂', '″'];

/// The text without white space, full stops and the like, quotes and brackets around it: `"Groen!"` is `Groen`.
///
/// What belongs to the word stays: `C++`, `.NET`, `50+`, `#samen`, `'s avonds`, `-5`, `:)`. So does a text that is
/// nothing else than such signs: `?!`, `…`.
pub fn bare(text: &str) -> &str {
    let whole = text.trim();
    let mut bare = whole;
    loop {
        let less = without_brackets(without_quotes(without_stops(without_dash(bare)))).trim();
        if less.len() == bare.len() {
            return bare;
        }
        if !less.chars().any(says_something) {
            return whole;
        }
        bare = less;
    }
}

/// `- bomen` in a list is `bomen`; `-5` stays.
fn without_dash(text: &str) -> &str {
    let rest = text.trim_start_matches(['-', '–', '—', '•', '*', '·']);
    if rest.starts_with(char::is_whitespace) { rest } else { text }
}

fn without_stops(text: &str) -> &str {
    let text = text.trim_end_matches(is_stop).trim_start_matches(['¿', '¡', '…']);
    // One full stop before a word is part of it (.NET), more of them are a pause.
    if text.starts_with("..") { text.trim_start_matches('.') } else { text }
}

/// A double quote at either end goes; an apostrophe only if there is one at both, for `'s avonds` begins with one.
fn without_quotes(text: &str) -> &str {
    let inner = text.strip_prefix(APOSTROPHES).and_then(|text| text.strip_suffix(APOSTROPHES));
    let text = inner.unwrap_or(text).trim_start_matches(QUOTES);
    let is_inch = |before: &str| before.ends_with(|c: char| c.is_ascii_digit());
    match text.strip_suffix(QUOTES) {
        Some(before) if !is_inch(before) => before,
        _ => text,
    }
}

/// Brackets go if the last closes the first: those of `(meer) bomen (nu)` stay.
fn without_brackets(text: &str) -> &str {
    let pair = BRACKETS.chunks_exact(2).find(|pair| text.starts_with(pair[0]));
    let Some(&[opens, closes]) = pair else { return text };
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        if c == opens {
            depth += 1;
        } else if c == closes {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                let is_last = at + closes.len_utf8() == text.len();
                return if is_last { &text[opens.len_utf8()..at] } else { text };
            }
        }
    }
    text
}

fn is_stop(c: char) -> bool {
    c == '…' || CodePointSetData::new::<TerminalPunctuation>().contains(c)
}

fn says_something(c: char) -> bool {
    let is_around = is_stop(c) || c.is_whitespace() || "-–—•*·¿¡".contains(c);
    !is_around && ![BRACKETS, APOSTROPHES, QUOTES].iter().any(|signs| signs.contains(&c))
}
