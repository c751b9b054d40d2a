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

/// What it weighs in a group that two ideas say the same: a quarter of a likeness of 1, as much as ideas about one thing
/// are alike. More would part those who say it from sentences about it, less would leave them to sentences about another.
pub const SAME_WEIGHT: i64 = 256;

/// What it weighs to stay, in percent of all links of an idea: an idea moves only if it gains more than this.
pub const BOND_PERCENT: i64 = 5;

/// Ideas that move together, when a theme splits or takes in another, are bonded this much less than one by one:
/// people see one change, and themes that formed early must be able to fall apart in those that are really there.
pub const BLOCK_BOND_PERCENT: i64 = 25;

/// The same once its round is locked: what people agreed to look at hardly moves.
pub const BOND_SETTLED_PERCENT: i64 = 20;

/// Among fewer ideas nothing is bonded: themes still form, and what is wrong early must not last.
pub const IDEAS_FOR_BONDS_MIN: usize = 60;

/// Ideas that a regrouping looks at in all its orders together, of which the best result counts: in a small hall chance
/// matters more, and in a large one time.
pub const WARM_IDEAS: usize = 3_000;

/// The same for a grouping from scratch.
pub const COLD_IDEAS: usize = 10_000;

/// Orders that are tried at least and at most.
pub const WARM_ORDERS: (usize, usize) = (1, 3);

/// The same for a grouping from scratch.
pub const COLD_ORDERS: (usize, usize) = (2, 5);

/// The same when nobody waits: beyond, the value of the best hardly grows.
pub const THOROUGH_ORDERS: u64 = 60;

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

/// Letters at the end of a word that tell its form, not its meaning (`-en`, `-s`).
pub const ENDING_LETTERS: usize = 2;

/// Shorter cores (`dag`, `bus`) are in too many words to say that two are one.
pub const CORE_LETTERS_MIN: usize = 4;

/// A shown label, and a shown example, stay until another is this much better, so that the wall does not flicker.
pub const BEATEN_BY_PERCENT: u64 = 120;

/// An example of fewer letters is a heading; one of more is not read on a wall.
pub const EXAMPLE_LETTERS: std::ops::RangeInclusive<usize> = 15..=90;

/// What is left of the standing of an example of another length: less than any idea of a fit length has, since single
/// words that many phones sent are as near to each other as can be, and say the least.
pub const EXAMPLE_LENGTH_PERCENT: i64 = 10;

/// The same for one in another language than most of its theme: many in the hall would not understand it.
pub const EXAMPLE_OTHER_LANGUAGE_PERCENT: i64 = 50;

/// The same for one whose words do not tell its language.
pub const EXAMPLE_ANY_LANGUAGE_PERCENT: i64 = 80;

/// So many ideas speak for an example: it stands in the midst of some, not a little near to all.
pub const EXAMPLE_NEIGHBOURS_MAX: usize = 5;

/// Shorter parts of compounds (`uur`, `dag`) are more often endings than words.
pub const COMPOUND_PART_LETTERS_MIN: usize = 4;

/// What is left of a compound beside a part: `pad` in `fietspad`; less is an ending.
pub const COMPOUND_REST_LETTERS_MIN: usize = 3;

/// Ideas that are remembered as nearest to each: enough for a theme to hang together, few enough to tell two apart.
pub const NEIGHBOURS_MAX: usize = 15;

/// Letters of an idea that stand as the label of a theme whose ideas share no word.
pub const OPENING_LETTERS_MAX: usize = 40;

/// With so many ideas the vectors are centred anew for the first time, and then each time that the hall has doubled:
/// it compares all with all, so it must become rare as the hall grows.
pub const RECENTRE_FIRST: usize = 12;

/// An idea that is less near to its nearest than this percentage of what is usual in the hall is far from everything, and
/// goes to no theme by itself. At 60 one in fifty good ideas of a labelled set went there, for few that were off topic.
pub const FAR_PERCENT: i64 = 50;

/// The same for an idea that is shown in a theme, so that none goes to and fro.
pub const FAR_SHOWN_PERCENT: i64 = 40;

/// So many nearest ideas tell how near an idea is to others: as many as a theme needs.
pub const FAR_NEIGHBOURS: usize = 3;

/// Words of a text that are read; an idea is a sentence, not a letter.
pub const WORDS_PER_TEXT_MAX: usize = 200;

/// Letters of a word that are kept; the rest is a typing accident.
pub const LETTERS_PER_WORD_MAX: usize = 40;
