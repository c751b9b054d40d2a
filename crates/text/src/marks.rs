//! Marks on letters: which of them people leave out, and which of them make another letter.

use icu_properties::{
    CodePointMapData,
    props::{GeneralCategory, GeneralCategoryGroup, Script},
};

/// A decomposed text without the marks that people leave out.
///
/// - **Latin and Greek**: all of them.
/// - **Cyrillic**: the stress on a vowel, and the dots of ё. й, ї and ў are letters of the alphabet, as are ѓ and ќ.
/// - **Hebrew, Arabic**: points and vowel signs, which everyday writing does without, and the stroke that only
///   lengthens a word. The hamza stays: it is a letter.
/// - **All others**: none. A mark there is a vowel (Hindi, Thai, Tibetan) or makes another consonant (か, が).
pub(crate) fn without_accents(text: &str) -> String {
    let categories = CodePointMapData::<GeneralCategory>::new();
    let mut base = None;
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !is_point(*c)) {
        let category = categories.get(c);
        if !GeneralCategoryGroup::Mark.contains(category) {
            base = Some(c);
        }
        let is_accent = category == GeneralCategory::NonspacingMark
            && base.is_some_and(|base| is_left_out(c, base));
        if !is_accent {
            out.push(c);
        }
    }
    out
}

fn is_left_out(mark: char, base: char) -> bool {
    let scripts = CodePointMapData::<Script>::new();
    let script = scripts.get(base);
    let is_of_base = [Script::Inherited, script].contains(&scripts.get(mark));
    match script {
        Script::Latin | Script::Greek => is_of_base,
        Script::Cyrillic => match mark {
            '\u{300}' | '\u{301}' => "аеєиіоуыэюяѣ".contains(base),
            '\u{308}' => base == 'е',
            _ => false,
        },
        _ => false,
    }
}

/// A point or vowel sign of Hebrew or Arabic, or the stroke that lengthens an Arabic word.
fn is_point(c: char) -> bool {
    matches!(c,
        '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
        | '\u{640}' | '\u{64b}'..='\u{652}' | '\u{670}')
}
