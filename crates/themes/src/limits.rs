//! Every bound and threshold of the word-overlap engine, with its reason.

/// Fewer ideas than this are no theme: two that share a word are a coincidence.
pub const IDEAS_PER_THEME_MIN: usize = 3;

/// More words do not fit on a card that is read from ten metres.
pub const LABEL_WORDS_MAX: usize = 3;

/// A word stands on a label only if it tells at least this share of what the first one tells.
pub const LABEL_WORD_SHARE_MIN: f64 = 0.5;

/// A shown label stays until another tells this much more, so that the wall does not flicker.
pub const LABEL_BEATEN_BY: f64 = 1.2;

/// Below this cosine an idea and a theme share too little to be put together.
pub const PLACE_COSINE_MIN: f64 = 0.15;

/// Below this cosine two ideas share only a common word.
pub const NEIGHBOUR_COSINE_MIN: f64 = 0.2;

/// Nearest neighbours kept for an idea: bounds the graph at 5,000 ideas.
pub const NEIGHBOURS_MAX: usize = 8;

/// Resolution of the grouping: 1 is plain modularity; above it a lone group of three would fall apart.
pub const RESOLUTION: f64 = 1.0;

/// A part of a compound word tells less than the whole word.
pub const PART_WEIGHT: f64 = 0.75;

/// Shorter parts of compounds (`uur`, `dag`) are more often endings than words.
pub const PART_LETTERS_MIN: usize = 4;

/// What is left of a compound beside a part: `pad` in `fietspad`; less is an ending.
pub const PART_REST_LETTERS_MIN: usize = 3;

/// Words of a text that are read; an idea is a sentence, not a letter.
pub const WORDS_PER_TEXT_MAX: usize = 200;

/// Letters of a word that are kept; the rest is a typing accident.
pub const LETTERS_PER_WORD_MAX: usize = 40;
