//! Every bound and threshold of the grouping, with its reason.

/// Resolution of the modularity when the theme team sets nothing: themes of ten to forty ideas in a hall of hundreds.
pub const RESOLUTION_PERCENT: u16 = 150;

/// The least and the most that the theme team can set: beyond these all is one theme, or each idea its own.
pub const RESOLUTION_PERCENT_RANGE: std::ops::RangeInclusive<u16> = 75..=300;

/// With fewer ideas people read the list: what would be a theme is a coincidence.
pub const IDEAS_FOR_THEMES_MIN: usize = 30;

/// Fewer ideas than this are no theme.
pub const IDEAS_PER_THEME_MIN: usize = 3;

/// Ideas are linked with a quarter of all others at most, so that a small hall is not one knot.
pub const NEIGHBOURS_SHARE: usize = 4;

/// What it weighs to stay, in percent of all links of an idea: an idea moves only if it gains more than this.
pub const BOND_PERCENT: i64 = 5;

/// The same once its round is locked: what people agreed to look at hardly moves.
pub const BOND_SETTLED_PERCENT: i64 = 20;

/// Among fewer ideas nothing is bonded: themes still form, and what is wrong early must not last.
pub const IDEAS_FOR_BONDS_MIN: usize = 60;

/// Orders that a regrouping tries; the best result counts.
pub const WARM_ORDERS: u64 = 3;

/// Orders that a grouping from scratch tries.
pub const COLD_ORDERS: u64 = 5;

/// A theme takes a new idea at once if it holds more than this share of what its neighbours are alike to it.
pub const PLACE_SHARE_PERCENT: i64 = 34;

/// A grouping from scratch is suggested only if it is better by more than this: less is not worth people's time.
pub const SUGGEST_GAIN_PERCENT: i128 = 3;

/// Two ideas this much alike (a cosine, in percent, after centring) say nearly the same.
pub const ALIKE_PERCENT: i64 = 85;

/// Words on a label: more do not fit on a card that is read from ten metres.
pub const LABEL_WORDS_MAX: usize = 3;

/// A word that fewer ideas of a theme have is not its subject.
pub const LABEL_IDEAS_MIN: usize = 2;

/// A further word stands on a label only if it finds the theme better by more than this.
pub const LABEL_WORD_GAIN_PERCENT: u64 = 5;

/// A shown label, and a shown example, stay until another is this much better, so that the wall does not flicker.
pub const BEATEN_BY_PERCENT: u64 = 120;

/// An example of fewer letters is a heading; one of more is not read on a wall.
pub const EXAMPLE_LETTERS: std::ops::RangeInclusive<usize> = 15..=90;

/// Another length, or another language than that of the theme, costs an example this share of its standing.
pub const EXAMPLE_MISFIT_PERCENT: i64 = 80;

/// So many ideas speak for an example: it stands in the midst of some, not a little near to all.
pub const EXAMPLE_NEIGHBOURS_MAX: usize = 5;

/// Shorter parts of compounds (`uur`, `dag`) are more often endings than words.
pub const COMPOUND_PART_LETTERS_MIN: usize = 4;

/// What is left of a compound beside a part: `pad` in `fietspad`; less is an ending.
pub const COMPOUND_REST_LETTERS_MIN: usize = 3;
