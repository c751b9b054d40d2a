//! What people send, mended where that changes nothing of what is read.

use icu_normalizer::ComposingNormalizer;
use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{
        DefaultIgnorableCodePoint, EmojiModifier, GeneralCategory, GeneralCategoryGroup, Script,
    },
};

use crate::{
    direction::{self, Reordered, is_directional},
    unseen::{BLACK_FLAG, JOINER, is_pictographic, tags_of_flag},
};

/// A text as it is kept: composed, trimmed, with one kind of line end, and without signs that nobody sees.
///
/// Unseen signs stay where they shape what is read: joiners and selectors in an emoji and in scripts such as Persian
/// and Hindi, the tags of a flag, and balanced signs of direction beside words from right to left. What is mended
/// again is the same. Refused is only an override that turns the order of what is read. The screens count by the
/// same rules, in `lib/written.js`.
pub fn mended(raw: &str) -> Result<String, Reordered> {
    let mut text = mended_once(&with_plain_blanks(raw))?;
    // Composing puts marks in order that a sign kept apart, and another sign may shape nothing any more. Each turn takes
    // signs out, so there are few.
    loop {
        let again = mended_once(&text)?;
        if again.len() >= text.len() {
            return Ok(text);
        }
        text = again;
    }
}

fn mended_once(text: &str) -> Result<String, Reordered> {
    let nfc = ComposingNormalizer::new_nfc();
    let text = without_unseen(&nfc.normalize(text));
    let text = direction::balanced(text.trim())?;
    Ok(nfc.normalize(text.trim()).into_owned())
}

/// Whether a sign leaves something on the screen: no white space, nothing to be ignored, no blank that passes for a letter.
pub fn is_seen(c: char) -> bool {
    !c.is_whitespace()
        && !matches!(c, '\u{2800}' | '\u{fff9}'..='\u{fffb}')
        && !is_ignorable(c)
        && !c.is_control()
}

/// A tab is a space, and any end of a line is `\n`.
fn with_plain_blanks(raw: &str) -> String {
    let lines = raw.replace("\r\n", "\n").replace('\t', " ");
    lines.replace(['\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'], "\n")
}

fn without_unseen(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c == BLACK_FLAG {
            let tags = tags_of_flag(rest.as_str());
            out.push(c);
            out.push_str(tags);
            rest = rest.as_str()[tags.len()..].chars();
        } else if !is_unseen(c) || is_directional(c) || shapes(c, &out, rest.as_str()) {
            out.push(c);
        }
    }
    out
}

/// Controls but the end of a line, what may be ignored, marks of annotations, and what Unicode says is no character.
fn is_unseen(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{fdd0}'..='\u{fdef}')
        || u32::from(c) & 0xfffe == 0xfffe
        || is_ignorable(c)
}

/// Whether an unseen sign changes how those beside it look: it makes one emoji of two, or joins letters.
fn shapes(c: char, before: &str, after: &str) -> bool {
    let Some(last) = before.chars().next_back() else { return false };
    match c {
        '\u{fe0e}' | '\u{fe0f}' if is_pictographic(last) => true,
        '\u{fe0f}' if "0123456789#*".contains(last) => after.starts_with('\u{20e3}'),
        JOINER if is_picture_so_far(last) => after.starts_with(is_pictographic),
        JOINER
        | '\u{200c}'
        | '\u{34f}'
        | '\u{180b}'..='\u{180f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{e0100}'..='\u{e01ef}' => is_shaped(last),
        _ => false,
    }
}

/// The end of a picture, its color, or how it is presented.
fn is_picture_so_far(last: char) -> bool {
    is_pictographic(last)
        || last == '\u{fe0f}'
        || CodePointSetData::new::<EmojiModifier>().contains(last)
}

/// A letter or mark of a script in which unseen signs change shapes: any but Latin, Greek and Cyrillic.
fn is_shaped(last: char) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new().get(last);
    let is_letter = GeneralCategoryGroup::Letter.contains(category)
        || GeneralCategoryGroup::Mark.contains(category);
    let plain = [Script::Latin, Script::Greek, Script::Cyrillic, Script::Common, Script::Inherited];
    let is_of_all = plain.contains(&CodePointMapData::<Script>::new().get(last));
    is_letter && (!is_of_all || is_vowel_sign(last))
}

/// A vowel sign of Arabic, which Unicode counts to no script.
fn is_vowel_sign(c: char) -> bool {
    matches!(c, '\u{64b}'..='\u{655}' | '\u{670}')
}

fn is_ignorable(c: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}
