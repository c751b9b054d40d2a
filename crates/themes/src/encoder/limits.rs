//! Every bound of the encoder, with its reason.

/// Characters of a text that are read: four times the longest idea, so that nothing a person wrote is cut.
pub const CHARS_PER_TEXT_MAX: usize = 2_000;

/// Pieces of a text that are encoded, its start and end included; the longest idea in words of a Latin
/// script has fewer. Of what no piece is known for, as Chinese, every character is a piece; the rest is cut.
pub const TOKENS_PER_TEXT_MAX: usize = 256;

/// Pieces of a single word that are encoded, its start and end included: of the letters that are kept
/// of a word, those in no script that the model knows are cut.
pub const TOKENS_PER_WORD_MAX: usize = 32;

/// Words of a text that are looked at for the telling ones: an idea of 500 letters hardly has more.
pub const WORDS_WEIGHED_MAX: usize = 100;

/// Pieces that go through the network together: bounds its working memory to about 3 MB.
pub const TOKENS_AT_ONCE_MAX: usize = TOKENS_PER_TEXT_MAX;

/// Texts whose words are looked up together: a few fill the network, and more would only wait for each other.
pub const TEXTS_AT_ONCE_MAX: usize = 8;

/// Words whose vectors are remembered: 4 MB. Past it the half that was used longest ago is forgotten.
pub const WORDS_REMEMBERED_MAX: usize = 2_048;

/// Pieces in a model: an id has 17 bits.
pub const PIECES_MAX: usize = (1 << 17) - 1;
