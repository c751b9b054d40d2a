//! A text becomes stems: its language is guessed from its stop words, which are then dropped.

use std::collections::HashMap;

use snowball_stemmers_rs::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::grouping::limits::{LETTERS_PER_WORD_MAX, WORDS_PER_TEXT_MAX};
use crate::stop_words::{DUTCH, ENGLISH, FRENCH, GERMAN};

/// One word of a text: its stem, and how it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub stem: String,
    pub form: String,
}

/// One word as it was written, and in lowercase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    pub form: String,
    pub low: String,
}

/// The place of a language: Dutch, English, German, French.
pub(crate) type Language = usize;

pub(crate) const LANGUAGES: usize = 4;
const DUTCH_AT: Language = 0;
pub(crate) const ENGLISH_AT: Language = 1;
const GERMAN_AT: Language = 2;

/// Whether the language writes compounds as one word.
pub(crate) fn joins_compounds(language: Language) -> bool {
    matches!(language, DUTCH_AT | GERMAN_AT)
}

/// Reads texts, and remembers the stem of every word it read.
pub(crate) struct Reader {
    /// For each stop word, the languages that have it.
    stop_words: HashMap<&'static str, [bool; LANGUAGES]>,
    stemmers: [Stemmer; LANGUAGES],
    stems: [HashMap<String, String>; LANGUAGES],
}

impl Default for Reader {
    fn default() -> Self {
        Self::new()
    }
}

impl Reader {
    pub fn new() -> Self {
        let mut stop_words: HashMap<&str, [bool; LANGUAGES]> = HashMap::new();
        for (language, list) in [DUTCH, ENGLISH, GERMAN, FRENCH].into_iter().enumerate() {
            for word in list.split_whitespace() {
                stop_words.entry(word).or_default()[language] = true;
            }
        }
        let algorithms =
            [Algorithm::Dutch, Algorithm::English, Algorithm::German, Algorithm::French];
        Self { stop_words, stemmers: algorithms.map(Stemmer::create), stems: Default::default() }
    }

    /// The language whose stop words the text has most of; `None` when two have as many, as in `Betaalbare woningen`.
    pub fn language(&self, text: &[Written]) -> Option<Language> {
        let mut counts = [0_usize; LANGUAGES];
        for languages in text.iter().filter_map(|word| self.stop_words.get(word.low.as_str())) {
            counts.iter_mut().zip(languages).for_each(|(count, has)| *count += usize::from(*has));
        }
        let most = counts.iter().copied().max()?;
        let mut best = (0..LANGUAGES).filter(|&language| counts[language] == most);
        best.next().filter(|_| best.next().is_none())
    }

    /// The words that tell something, each stem once, in the order of the text.
    ///
    /// A stop word of any language is dropped in all, for people mix them.
    pub fn words(&mut self, text: &[Written], language: Language) -> Vec<Word> {
        let mut words: Vec<Word> = Vec::new();
        for Written { form, low } in text {
            if low.chars().nth(1).is_none() || self.stop_words.contains_key(low.as_str()) {
                continue;
            }
            let stem = self.stem(low, language);
            if !stem.is_empty() && words.iter().all(|word| word.stem != stem) {
                words.push(Word { stem, form: form.clone() });
            }
        }
        words
    }

    /// The stem of a lowercase word: stemmed until nothing falls off, so that `fietsen` and `fiets` meet (in `fiet`).
    pub fn stem(&mut self, low: &str, language: Language) -> String {
        let stems = &mut self.stems[language];
        if let Some(stem) = stems.get(low) {
            return stem.clone();
        }
        let stemmer = &self.stemmers[language];
        let mut stem = stemmer.stem(low).into_owned();
        while let shorter = stemmer.stem(&stem)
            && shorter.len() < stem.len()
        {
            stem = shorter.into_owned();
        }
        stems.insert(low.to_owned(), stem.clone());
        stem
    }
}

/// The words of a text as they were written, in NFC; an elision (`l'`, `d'`) and a genitive (`'s`) are cut off.
pub(crate) fn written(text: &str) -> Vec<Written> {
    let text: String = if text.is_ascii() { text.to_owned() } else { text.nfc().collect() };
    let bare = |word: &str| {
        let (head, tail) = word.split_once(['\'', '’']).unwrap_or((word, ""));
        let kept = if tail.chars().count() > 2 && head.chars().count() <= 2 { tail } else { head };
        kept.chars().take(LETTERS_PER_WORD_MAX).collect::<String>()
    };
    let has_letter = |word: &String| word.chars().any(char::is_alphabetic);
    let spoken = text.split_whitespace().filter(|token| !is_link(token));
    let words =
        spoken.flat_map(str::unicode_words).map(bare).filter(has_letter).take(WORDS_PER_TEXT_MAX);
    words.map(|form| Written { low: lower(&form), form }).collect()
}

/// Endings of names in the net that hardly end a sentence without a space after it (`.de` and `.nu` do).
const NET_ENDINGS: [&str; 8] = ["nl", "be", "com", "org", "net", "eu", "info", "uk"];

/// Whether it leads elsewhere, and says nothing by itself: an address in the net, of mail, or of a person.
pub(crate) fn is_link(token: &str) -> bool {
    let token = token.trim_matches(|c: char| !c.is_alphanumeric() && c != '@' && c != '/');
    let low = token.to_lowercase();
    let is_address = low.contains("://") || low.starts_with("www.") || low.starts_with("mailto:");
    let is_person = low.split_once('@').is_some_and(|(before, after)| {
        !after.is_empty() && (before.is_empty() || after.contains('.'))
    });
    let host = low.split(['/', '?', ':']).next().unwrap_or_default();
    let is_host = host.rsplit_once('.').is_some_and(|(name, ending)| {
        !name.is_empty()
            && NET_ENDINGS.contains(&ending)
            && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
    });
    is_address || is_person || is_host
}

fn lower(form: &str) -> String {
    let low = form.to_lowercase();
    // Lowercasing can decompose a letter (`İ`), so NFC comes after it as well.
    if low.is_ascii() { low } else { low.nfc().collect() }
}

#[cfg(test)]
mod tests {
    use super::{Reader, written};

    fn stems(text: &str) -> Vec<String> {
        let mut reader = Reader::new();
        let text = written(text);
        let language = reader.language(&text).unwrap_or(0);
        reader.words(&text, language).into_iter().map(|word| word.stem).collect()
    }

    #[test]
    fn a_plural_has_the_stem_of_its_singular() {
        assert_eq!(stems("de boom"), stems("de bomen"));
        assert_eq!(stems("een woning"), stems("betaalbare woningen")[1..]);
        assert_eq!(stems("the bicycle"), stems("the bicycles"));
    }

    #[test]
    fn stop_words_of_all_four_languages_are_dropped() {
        assert_eq!(stems("meer voor het the and und der les avec"), Vec::<String>::new());
    }

    #[test]
    fn the_language_is_told_by_the_stop_words() {
        let reader = Reader::new();
        assert_eq!(reader.language(&written("Auto's parkeren op de stoep")), Some(0));
        assert_eq!(reader.language(&written("Residents should get free parking permits")), Some(1));
        assert_eq!(reader.language(&written("Mehr Bäume für die Stadt")), Some(2));
        assert_eq!(reader.language(&written("Plus d'arbres dans les rues")), Some(3));
        assert_eq!(reader.language(&written("Betaalbare woningen")), None);
    }

    #[test]
    fn an_elision_and_a_genitive_are_cut_off() {
        let forms: Vec<String> =
            written("l'école, auto's en 30 km").into_iter().map(|word| word.form).collect();
        assert_eq!(forms, ["école", "auto", "en", "km"]);
    }

    #[test]
    fn links_and_names_of_people_are_no_words_and_a_tag_is_its_word() {
        let text = "Zie https://www.stad.nl/plan?id=3, www.bomen.org of stad.nl/groen; mail jan@stad.nl of \
                    @gemeente: #bomen en #MeerGroen. Bomen. Nu en straks";
        let forms: Vec<String> = written(text).into_iter().map(|word| word.form).collect();
        assert_eq!(
            forms,
            ["Zie", "of", "mail", "of", "bomen", "en", "MeerGroen", "Bomen", "Nu", "en", "straks"]
        );
    }

    #[test]
    fn composed_and_decomposed_letters_are_one_word() {
        assert_eq!(stems("café"), stems("cafe\u{301}"));
    }
}
