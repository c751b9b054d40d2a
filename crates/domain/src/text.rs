//! What people may write: parsed once, and then known to be readable.

use crate::{
    limits::{IDEA_MAX_CHARS, LABEL_MAX_CHARS, NOTICE_MAX_CHARS, REMARK_MAX_CHARS},
    rejection::Rejection,
};
use unicode_normalization::UnicodeNormalization;

/// Why a text was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// Nothing that can be seen.
    Empty,
    /// More characters than fit.
    TooLong,
    /// Control, direction or other characters that hide what is written.
    Unreadable,
}

/// An idea of 1 to 500 characters.
pub fn idea(raw: &str) -> Result<String, Rejection> {
    parse(raw, IDEA_MAX_CHARS).map_err(|unfit| match unfit {
        Unfit::Empty => Rejection::IdeaEmpty,
        Unfit::TooLong => Rejection::IdeaTooLong { max: IDEA_MAX_CHARS },
        Unfit::Unreadable => Rejection::IdeaUnreadable,
    })
}

/// A theme's label of 1 to 80 characters, on one line.
pub fn label(raw: &str) -> Result<String, Rejection> {
    let label = parse(raw, LABEL_MAX_CHARS).map_err(|unfit| match unfit {
        Unfit::Empty => Rejection::ThemeLabelEmpty,
        Unfit::TooLong => Rejection::ThemeLabelTooLong { max: LABEL_MAX_CHARS },
        Unfit::Unreadable => Rejection::TextUnreadable { field: "label" },
    })?;
    Ok(label.replace('\n', " "))
}

/// A notice of 1 to 280 characters.
pub fn notice(raw: &str) -> Result<String, Rejection> {
    parse(raw, NOTICE_MAX_CHARS).map_err(|unfit| match unfit {
        Unfit::Empty => Rejection::NoticeEmpty,
        Unfit::TooLong => Rejection::NoticeTooLong { max: NOTICE_MAX_CHARS },
        Unfit::Unreadable => Rejection::TextUnreadable { field: "text" },
    })
}

/// A reason or a short request of at most 200 characters.
pub fn remark(raw: &str, field: &'static str) -> Result<String, Rejection> {
    parse(raw, REMARK_MAX_CHARS).map_err(|unfit| match unfit {
        Unfit::Empty => Rejection::RemarkEmpty { field },
        Unfit::TooLong => Rejection::RemarkTooLong { field, max: REMARK_MAX_CHARS },
        Unfit::Unreadable => Rejection::TextUnreadable { field },
    })
}

fn parse(raw: &str, max_chars: usize) -> Result<String, Unfit> {
    let text: String = raw.replace("\r\n", "\n").nfc().collect();
    let text = text.trim();
    if text.chars().any(hides_text) {
        return Err(Unfit::Unreadable);
    }
    if !text.chars().any(can_be_seen) {
        return Err(Unfit::Empty);
    }
    if text.chars().count() > max_chars {
        return Err(Unfit::TooLong);
    }
    Ok(text.to_owned())
}

/// Control characters but the line break, direction overrides (Unicode TR 36), tags and non-characters.
fn hides_text(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c,
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' | '\u{fdd0}'..='\u{fdef}')
        || u32::from(c) & 0xfffe == 0xfffe
}

/// All but white space, the default ignorable characters of Unicode, and blanks that pass for letters.
fn can_be_seen(c: char) -> bool {
    !c.is_whitespace()
        && !matches!(c,
            '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}' | '\u{2800}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_trimmed_and_composed() {
        assert_eq!(idea("  cafe\u{301}\r\n ").as_deref(), Ok("café"));
    }

    #[test]
    fn five_hundred_characters_fit_and_one_more_does_not() {
        assert!(idea(&"é".repeat(500)).is_ok());
        assert_eq!(idea(&"é".repeat(501)), Err(Rejection::IdeaTooLong { max: 500 }));
    }

    #[test]
    fn a_text_that_cannot_be_seen_is_empty() {
        for raw in ["", "  \n ", "\u{200b}\u{200d}\u{feff}"] {
            assert_eq!(idea(raw), Err(Rejection::IdeaEmpty), "{raw:?}");
        }
    }

    #[test]
    fn a_text_that_hides_what_it_says_is_refused() {
        for raw in ["a\u{7}b", "a\u{202e}b", "a\u{2066}b", "a\0"] {
            assert_eq!(idea(raw), Err(Rejection::IdeaUnreadable), "{raw:?}");
        }
    }
}
