//! What people may write: mended and parsed once, and then known to be readable.

use crate::{
    limits::{IDEA_MAX_CHARS, LABEL_MAX_CHARS, NOTICE_MAX_CHARS, REMARK_MAX_CHARS},
    rejection::Rejection,
};

/// Why a text was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// Nothing that can be seen.
    Empty,
    /// More characters than fit.
    TooLong,
    /// An override that turns the order in which it is read.
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

/// A question to everyone, of 1 to 280 characters, as long as a notice.
pub fn question(raw: &str) -> Result<String, Rejection> {
    parse(raw, NOTICE_MAX_CHARS).map_err(|unfit| match unfit {
        Unfit::Empty => Rejection::RemarkEmpty { field: "question" },
        Unfit::TooLong => Rejection::RemarkTooLong { field: "question", max: NOTICE_MAX_CHARS },
        Unfit::Unreadable => Rejection::TextUnreadable { field: "question" },
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

/// Its length is that of what is kept: after mending.
fn parse(raw: &str, max_chars: usize) -> Result<String, Unfit> {
    let text = text::mended(raw).map_err(|_| Unfit::Unreadable)?;
    if !text.chars().any(text::is_seen) {
        return Err(Unfit::Empty);
    }
    if text.chars().count() > max_chars {
        return Err(Unfit::TooLong);
    }
    Ok(text)
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
    fn a_text_whose_order_is_turned_is_refused() {
        for raw in ["a\u{202e}b", "\u{202e}moob\u{202c}", "2\u{202d}שלום"] {
            assert_eq!(idea(raw), Err(Rejection::IdeaUnreadable), "{raw:?}");
            assert_eq!(notice(raw), Err(Rejection::TextUnreadable { field: "text" }), "{raw:?}");
        }
    }

    #[test]
    fn what_was_pasted_is_mended_for_every_text_of_people() {
        let (raw, whole) = ("\u{feff}een\ttab,\u{7} een\rregel\0", "een tab, een\nregel");
        assert_eq!(idea(raw).as_deref(), Ok(whole));
        assert_eq!(notice(raw).as_deref(), Ok(whole));
        assert_eq!(remark(raw, "reason").as_deref(), Ok(whole));
        assert_eq!(label(raw).as_deref(), Ok("een tab, een regel"));
    }

    #[test]
    fn the_flag_of_wales_is_an_emoji_and_tags_by_themselves_are_nothing() {
        let wales = "🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}";
        assert_eq!(idea(wales).as_deref(), Ok(wales));
        assert_eq!(idea("\u{e0067}\u{e007f}"), Err(Rejection::IdeaEmpty));
    }

    #[test]
    fn what_is_not_kept_does_not_count() {
        let padded = format!("{}\r\n\u{200b}\t", "e\u{301}\u{200b}".repeat(500));
        assert_eq!(idea(&padded), Ok("é".repeat(500)));
    }
}
