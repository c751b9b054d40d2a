//! Signs that are not seen: they join, mark and control, and say something only inside an emoji.

use icu_properties::{
    CodePointSetData,
    props::{DefaultIgnorableCodePoint, EmojiModifier, ExtendedPictographic},
};

pub(crate) const JOINER: char = '\u{200d}';
pub(crate) const BLACK_FLAG: char = '🏴';
const TAG_END: char = '\u{e007f}';

/// The text without what is not seen, and without the color of skins. A family stays a family, and Wales has its flag.
pub(crate) fn without_unseen(text: &str) -> String {
    let is_picture = |c: Option<char>| c.is_some_and(is_pictographic);
    let skins = CodePointSetData::new::<EmojiModifier>();
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let before = out.chars().next_back();
        let after = rest.clone().next();
        if c == BLACK_FLAG {
            let tags = tags_of_flag(rest.as_str());
            out.push(c);
            out.push_str(tags);
            rest = rest.as_str()[tags.len()..].chars();
        } else if c == JOINER {
            if is_picture(before) && is_picture(after) {
                out.push(c);
            }
        } else if skins.contains(c) && is_picture(before) {
            // The person said the picture; the color is that of the keyboard.
        } else if !is_unseen(c) {
            out.push(c);
        }
    }
    out
}

/// The tags of a flag such as that of Wales, if these follow the black flag and are ended; else nothing.
pub(crate) fn tags_of_flag(after: &str) -> &str {
    let spelled = after.trim_start_matches(|c| matches!(c, '\u{e0020}'..='\u{e007e}'));
    let is_ended = spelled.len() < after.len() && spelled.starts_with(TAG_END);
    let len = if is_ended { after.len() - spelled.len() + TAG_END.len_utf8() } else { 0 };
    &after[..len]
}

/// Controls but white space, what Unicode says may be ignored where it is not known, and marks of annotations.
fn is_unseen(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c, '\u{fff9}'..='\u{fffb}')
        || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

pub(crate) fn is_pictographic(c: char) -> bool {
    CodePointSetData::new::<ExtendedPictographic>().contains(c)
}
