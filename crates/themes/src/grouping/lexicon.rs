//! The words of all ideas: each stem and each form has a number, and each compound knows the words it is made of.

use std::collections::HashMap;
use std::sync::Arc;

use super::limits::{COMPOUND_PART_LETTERS_MIN, COMPOUND_REST_LETTERS_MIN};
use crate::words::{LANGUAGES, Language, Reader, joins_compounds, written};

/// The number of a stem.
pub(crate) type Stem = u32;

/// The number of a word as people write it.
pub(crate) type Form = u32;

/// What an idea says, in stems.
#[derive(Debug, Default)]
pub(crate) struct Said {
    /// `None`: its words do not tell.
    pub language: Option<Language>,
    /// Its telling words in the language it is in, or in each language if that is not known.
    words: [Vec<(Stem, Form)>; LANGUAGES],
    pub letters: usize,
}

impl Said {
    /// Its telling words; one that does not tell its language is taken to be in that of most.
    pub fn words(&self, main: Language) -> &[(Stem, Form)] {
        &self.words[self.language.unwrap_or(main)]
    }
}

/// All words that were read.
#[derive(Default)]
pub(crate) struct Lexicon {
    reader: Reader,
    stems: HashMap<Arc<str>, Stem>,
    forms: HashMap<Arc<str>, Form>,
    form_texts: Vec<Arc<str>>,
    parts: Vec<Parts>,
    /// For each string that might be the head or the tail of compounds: of which.
    wanted: HashMap<String, Vec<(Stem, Side)>>,
}

/// The longest known word at the head and at the tail of a compound.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    head: Option<(usize, Stem)>,
    tail: Option<(usize, Stem)>,
}

impl Parts {
    pub fn stems(self) -> impl Iterator<Item = Stem> {
        self.head.into_iter().chain(self.tail).map(|(_, stem)| stem)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    /// With the letters that it takes of the compound, for a stem may be shorter or longer.
    Head(usize),
    Tail(usize),
}

/// A copy of what grouping needs of the lexicon.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    pub forms: Vec<Arc<str>>,
    pub parts: Vec<Parts>,
}

impl Lexicon {
    pub fn read(&mut self, text: &str) -> Said {
        let words = written(text);
        let language = self.reader.language(&words);
        let mut said = Said { language, letters: text.chars().count(), ..Said::default() };
        for one in 0..LANGUAGES {
            if language.is_none_or(|known| known == one) {
                let words = self.reader.words(&words, one);
                said.words[one] = words
                    .iter()
                    .map(|word| (self.stem(&word.stem, one), self.form(&shown(&word.form))))
                    .collect();
            }
        }
        said
    }

    pub fn words(&self) -> Words {
        Words { forms: self.form_texts.clone(), parts: self.parts.clone() }
    }

    fn form(&mut self, text: &str) -> Form {
        if let Some(&form) = self.forms.get(text) {
            return form;
        }
        let form = self.form_texts.len() as Form;
        let text: Arc<str> = Arc::from(text);
        self.form_texts.push(text.clone());
        self.forms.insert(text, form);
        form
    }

    fn stem(&mut self, text: &str, language: Language) -> Stem {
        if let Some(&stem) = self.stems.get(text) {
            return stem;
        }
        let stem = self.parts.len() as Stem;
        self.stems.insert(Arc::from(text), stem);
        self.parts.push(Parts::default());
        for (compound, side) in self.wanted.get(text).cloned().unwrap_or_default() {
            self.offer(compound, side, stem);
        }
        if joins_compounds(language) {
            self.look_for_parts(text, stem, language);
        }
        stem
    }

    /// Remembers which words would be parts of a compound, and takes those that are known.
    fn look_for_parts(&mut self, text: &str, compound: Stem, language: Language) {
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let (part, rest) = (COMPOUND_PART_LETTERS_MIN, COMPOUND_REST_LETTERS_MIN);
        for at in rest.min(part)..ends.len().saturating_sub(rest.min(part) - 1) {
            let (head, tail) = text.split_at(ends[at]);
            let after = ends.len() - at;
            if at >= part && after >= rest {
                let head = self.reader.stem(head, language);
                self.want(head, compound, Side::Head(at));
            }
            if after >= part && at >= rest {
                self.want(tail.to_owned(), compound, Side::Tail(after));
            }
        }
    }

    fn want(&mut self, part: String, compound: Stem, side: Side) {
        if let Some(&stem) = self.stems.get(part.as_str()) {
            self.offer(compound, side, stem);
        }
        self.wanted.entry(part).or_default().push((compound, side));
    }

    fn offer(&mut self, compound: Stem, side: Side, stem: Stem) {
        let parts = &mut self.parts[compound as usize];
        let (known, letters) = match side {
            Side::Head(letters) => (&mut parts.head, letters),
            Side::Tail(letters) => (&mut parts.tail, letters),
        };
        if stem != compound && known.is_none_or(|(than, _)| letters > than) {
            *known = Some((letters, stem));
        }
    }
}

impl std::fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lexicon").field("stems", &self.parts.len()).finish_non_exhaustive()
    }
}

/// A form as it may stand on a label: lowercase, but for what is written in capitals (`OV`).
fn shown(form: &str) -> String {
    let capitals = form.chars().filter(|letter| letter.is_uppercase()).count();
    if (2..=4).contains(&capitals) && capitals == form.chars().count() {
        form.to_owned()
    } else {
        form.to_lowercase()
    }
}
