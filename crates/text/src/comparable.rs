//! One form for comparing what people typed: two texts that people read as the same are the same text here.

use icu_casemap::CaseMapper;
use icu_normalizer::{ComposingNormalizer, DecomposingNormalizer};

use crate::{
    marks::without_accents,
    signs::{alike, is_blank},
    unseen::without_unseen,
};

/// The form of a text in which it is compared, counted and looked up. It is never shown.
///
/// One are: upper and lower case (`Straße`, `STRASSE`), accents (`café`, `cafe`), all apostrophes, all double quotes,
/// all dashes, any white space, wide and other compatibility forms (`ｆｏｔｏ`, `ﬁ`, `²`), a colored and a plain emoji,
/// and signs that are not seen. `foto's` and `fotos` stay two, and so do digits of different scripts.
/// Accents go in scripts where people leave them out; elsewhere a mark may be half of a letter (see `marks`).
///
/// The result does not change when it is taken again. The order of the steps is the one of a compatibility caseless
/// match (The Unicode Standard, D146); the dotless ı of Turkish is a letter of its own.
pub fn comparable(text: &str) -> String {
    let compatible = DecomposingNormalizer::new_nfkd();
    let case = CaseMapper::new();

    // A lone accent such as ´ decomposes to a space with a mark: what stands for an apostrophe is found before that.
    let text = alike(&DecomposingNormalizer::new_nfd().normalize(text));
    let text = compatible.normalize(&case.fold_string(&text)).into_owned();
    let text = compatible.normalize(&case.fold_string(&text)).into_owned();
    // A mark that goes may have stood between an emoji and the color of its skin.
    let text = without_unseen(&without_accents(&without_unseen(&alike(&text))));
    ComposingNormalizer::new_nfc().normalize(&with_single_spaces(&text)).into_owned()
}

fn with_single_spaces(text: &str) -> String {
    let words: Vec<&str> = text.split(is_blank).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}
