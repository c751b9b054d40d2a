//! Texts as cells of a CSV file: no spreadsheet takes one for a formula, and who reads the file gets the text back.

use icu_normalizer::ComposingNormalizer;
use icu_properties::{CodePointSetData, props::DefaultIgnorableCodePoint};

/// Before a guarded text. No text of people begins with it, for a tab that is typed is kept as a space.
const GUARD: char = '\t';

/// The cell for a text: after a tab if a spreadsheet might take it for a formula, else as it is.
///
/// That is a text whose first sign, after white space, quotes and what is not seen, is `=`, `+`, `-` or `@` in any
/// form (`＝`, `＋`), or that begins with a control such as a tab or a line end. OWASP advises an apostrophe against
/// CSV injection; a tab is not seen, and cannot be mixed up with what a person typed.
pub fn guarded(text: &str) -> String {
    if may_be_formula(text) { format!("{GUARD}{text}") } else { text.to_owned() }
}

/// The text of a cell that [`guarded`] wrote. Any other cell is its own text, but for one that begins with a tab
/// before what looks like a formula: who wrote that meant the same.
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix(GUARD).filter(|text| may_be_formula(text)).unwrap_or(cell)
}

fn may_be_formula(text: &str) -> bool {
    let mut signs = text.trim_start_matches(is_passed_over).chars();
    text.starts_with(char::is_control) || signs.next().is_some_and(begins_formula)
}

/// What spreadsheets pass over, or take for the quotes of the file.
fn is_passed_over(c: char) -> bool {
    let is_unseen =
        c.is_control() || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c);
    let is_quote =
        matches!(c, '"' | '\'' | '`' | '´' | '‘'..='‟' | '«' | '»' | '‹' | '›' | '＂' | '＇');
    c.is_whitespace() || is_unseen || is_quote
}

fn begins_formula(c: char) -> bool {
    let mut plain = ComposingNormalizer::new_nfkc().normalize_iter(std::iter::once(c));
    matches!(plain.next(), Some('=' | '+' | '-' | '@' | '−'))
}
