//! Stems become weights: a word that few ideas have tells more, and a compound shares the words it is made of.

use std::collections::{BTreeMap, HashMap};

use crate::limits::{PART_LETTERS_MIN, PART_REST_LETTERS_MIN, PART_WEIGHT};
use crate::words::{Language, Reader, Word, Written, joins_compounds, written};

/// The number of a stem; numbers are given in the order of the texts.
pub(crate) type Stem = usize;

/// What an idea or a theme says: its stems with their weights, by stem, of length 1 (or empty).
pub(crate) type Vector = Vec<(Stem, f64)>;

/// The stems of all ideas, what each tells, and each idea as a vector.
pub(crate) struct Index {
    reader: Reader,
    main: Language,
    numbers: HashMap<String, Stem>,
    /// How much each stem tells: ln(1 + ideas / ideas that have it).
    pub tells: Vec<f64>,
    /// How often each stem was written in each form.
    pub forms: Vec<BTreeMap<String, usize>>,
    pub vectors: Vec<Vector>,
    compounds: HashMap<(Language, String), Vec<Stem>>,
}

impl Index {
    /// Reads all ideas.
    pub fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let texts: Vec<Vec<Written>> = texts.map(written).collect();
        let mut index = Self::empty(&texts);
        let read: Vec<(Vec<Word>, Language)> = texts.iter().map(|text| index.words(text)).collect();
        let mut counts: Vec<f64> = Vec::new();
        for word in read.iter().flat_map(|(words, _)| words) {
            let stem = *index.numbers.entry(word.stem.clone()).or_insert_with(|| {
                counts.push(0.0);
                index.forms.push(BTreeMap::new());
                counts.len() - 1
            });
            counts[stem] += 1.0;
            *index.forms[stem].entry(shown(&word.form)).or_default() += 1;
        }
        let all = read.len() as f64;
        index.tells = counts.iter().map(|count| (1.0 + all / count).ln()).collect();
        index.vectors =
            read.iter().map(|(words, language)| index.vector(words, *language)).collect();
        index
    }

    /// A text that need not be among the ideas; words that no idea has tell nothing.
    pub fn read(&mut self, text: &str) -> Vector {
        let (words, language) = self.words(&written(text));
        self.vector(&words, language)
    }

    fn empty(texts: &[Vec<Written>]) -> Self {
        let reader = Reader::new();
        Self {
            main: reader.main_language(texts),
            reader,
            numbers: HashMap::new(),
            tells: Vec::new(),
            forms: Vec::new(),
            vectors: Vec::new(),
            compounds: HashMap::new(),
        }
    }

    fn words(&mut self, text: &[Written]) -> (Vec<Word>, Language) {
        let language = self.reader.language(text).unwrap_or(self.main);
        (self.reader.words(text, language), language)
    }

    fn vector(&mut self, words: &[Word], language: Language) -> Vector {
        let mut weights: BTreeMap<Stem, f64> = BTreeMap::new();
        for word in words {
            if let Some(&stem) = self.numbers.get(&word.stem) {
                weights.insert(stem, self.weight(stem));
            }
            for part in self.parts(word, language) {
                let weight = weights.entry(part).or_default();
                *weight = weight.max(PART_WEIGHT * self.weight(part));
            }
        }
        unit(weights)
    }

    /// The root, for a word that only two ideas have is rarely the subject of a theme.
    fn weight(&self, stem: Stem) -> f64 {
        self.tells[stem].sqrt()
    }

    /// The known words that begin or end a compound: `parkeervergunning` has `parkeren` and `vergunning`.
    fn parts(&mut self, word: &Word, language: Language) -> Vec<Stem> {
        if !joins_compounds(language) {
            return Vec::new();
        }
        let compound = (language, word.stem.clone());
        if let Some(parts) = self.compounds.get(&compound) {
            return parts.clone();
        }
        let ends: Vec<usize> = word.stem.char_indices().map(|(at, _)| at).collect();
        let letters = ends.len();
        let (shortest, rest) = (PART_LETTERS_MIN, PART_REST_LETTERS_MIN);
        // The longest part on each side that is a word.
        let tail = (rest..(letters + 1).saturating_sub(shortest))
            .find_map(|at| self.numbers.get(&word.stem[ends[at]..]).copied());
        let head = (shortest..(letters + 1).saturating_sub(rest)).rev().find_map(|at| {
            let head = self.reader.stem(&word.stem[..ends[at]], language);
            self.numbers.get(&head).filter(|_| head.chars().count() >= shortest).copied()
        });
        let parts: Vec<Stem> = head.into_iter().chain(tail).collect();
        self.compounds.insert(compound, parts.clone());
        parts
    }
}

/// Scales to length 1; what weighs nothing stays empty.
pub(crate) fn unit(weights: BTreeMap<Stem, f64>) -> Vector {
    let length = weights.values().map(|weight| weight * weight).sum::<f64>().sqrt();
    if length == 0.0 {
        return Vector::new();
    }
    weights.into_iter().map(|(stem, weight)| (stem, weight / length)).collect()
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
