//! Which ideas say what: the words of a theme are those that find its ideas and no others.

use super::lexicon::{Form, Said, Stem, Words};
use super::limits::{BEATEN_BY_PERCENT, LABEL_IDEAS_MIN, LABEL_WORD_GAIN_PERCENT, LABEL_WORDS_MAX};
use crate::words::{LANGUAGES, Language};
use std::collections::BTreeMap;

/// The ideas that have each stem, itself or as a part of a compound.
#[derive(Debug)]
pub(crate) struct Telling<'a> {
    words: &'a Words,
    said: Vec<Option<&'a Said>>,
    main: Language,
    stems: Vec<Vec<Stem>>,
    ideas: Vec<Vec<u32>>,
}

/// Words for a theme, and how well they find its ideas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Label {
    pub text: String,
    pub finds_permille: u64,
}

impl<'a> Telling<'a> {
    pub fn of(words: &'a Words, said: Vec<Option<&'a Said>>) -> Self {
        let main = main_language(said.iter().flatten().copied());
        let mut ideas = vec![Vec::new(); words.parts.len()];
        let mut stems = Vec::with_capacity(said.len());
        for (idea, said) in said.iter().enumerate() {
            let mut own: Vec<Stem> = Vec::new();
            for &(stem, _) in said.map_or(&[][..], |said| said.words(main)) {
                own.push(stem);
                own.extend(words.parts[stem as usize].stems());
            }
            own.sort_unstable();
            own.dedup();
            own.iter().for_each(|&stem| ideas[stem as usize].push(idea as u32));
            stems.push(own);
        }
        Self { words, said, main, stems, ideas }
    }

    /// The language of most of these ideas.
    pub fn language(&self, ideas: &[usize]) -> Language {
        main_language(ideas.iter().filter_map(|&idea| self.said[idea]))
    }

    /// The words that together best find the ideas of a theme; `None` when its ideas share no word.
    pub fn label(&self, ideas: &[usize]) -> Option<Label> {
        let forms = self.forms(ideas);
        let mut is_in = vec![false; self.said.len()];
        ideas.iter().for_each(|&idea| is_in[idea] = true);
        let mut counts: BTreeMap<Stem, usize> = BTreeMap::new();
        for &stem in ideas.iter().flat_map(|&idea| &self.stems[idea]) {
            *counts.entry(stem).or_default() += 1;
        }
        let candidates: Vec<(Stem, &str)> = counts
            .iter()
            .filter(|(_, count)| **count >= LABEL_IDEAS_MIN)
            .filter_map(|(stem, _)| forms.get(stem).map(|form| (*stem, *form)))
            .collect();
        let mut query = Query::new(self.said.len(), ideas.len());
        let mut chosen: Vec<&str> = Vec::new();
        while chosen.len() < LABEL_WORDS_MAX {
            let better = |&(stem, form): &(Stem, &'a str)| {
                let finds = query.with(&self.ideas[stem as usize], &is_in);
                (finds, std::cmp::Reverse(form), stem)
            };
            let Some((finds, std::cmp::Reverse(form), stem)) = candidates.iter().map(better).max()
            else {
                break;
            };
            let needed = query.finds_permille() * (100 + LABEL_WORD_GAIN_PERCENT) / 100;
            if finds <= needed {
                break;
            }
            query.add(&self.ideas[stem as usize], &is_in);
            chosen.push(form);
        }
        let text = capitalised(&chosen.join(", "));
        (!chosen.is_empty()).then(|| Label { text, finds_permille: query.finds_permille() })
    }

    /// A label for a theme that has none, or one that beats the shown one clearly.
    pub fn better_label(&self, shown: Option<&str>, ideas: &[usize]) -> Option<String> {
        let label = self.label(ideas)?;
        let is_beaten = shown.is_none_or(|shown| {
            label.text != shown
                && label.finds_permille * 100
                    > self.finds_permille(shown, ideas) * BEATEN_BY_PERCENT
        });
        is_beaten.then_some(label.text)
    }

    /// How well a label that is shown finds the ideas of its theme.
    pub fn finds_permille(&self, label: &str, ideas: &[usize]) -> u64 {
        let mut is_in = vec![false; self.said.len()];
        ideas.iter().for_each(|&idea| is_in[idea] = true);
        let wanted: Vec<String> = label.split(", ").map(str::to_lowercase).collect();
        let mut query = Query::new(self.said.len(), ideas.len());
        let mut met: Vec<Stem> = Vec::new();
        for said in ideas.iter().filter_map(|&idea| self.said[idea]) {
            for &(stem, form) in said.words(self.main) {
                let form = self.words.forms[form as usize].to_lowercase();
                if wanted.contains(&form) && !met.contains(&stem) {
                    met.push(stem);
                    query.add(&self.ideas[stem as usize], &is_in);
                }
            }
        }
        query.finds_permille()
    }

    /// For each stem the form in which these ideas write it most, or else all ideas.
    fn forms(&self, ideas: &[usize]) -> BTreeMap<Stem, &'a str> {
        let mut counts: BTreeMap<Stem, BTreeMap<Form, (usize, usize)>> = BTreeMap::new();
        let mut is_in = vec![false; self.said.len()];
        let mut wanted: Vec<Stem> =
            ideas.iter().flat_map(|&idea| &self.stems[idea]).copied().collect();
        wanted.sort_unstable();
        wanted.dedup();
        ideas.iter().for_each(|&idea| is_in[idea] = true);
        for (idea, said) in self.said.iter().enumerate() {
            for &(stem, form) in said.map_or(&[][..], |said| said.words(self.main)) {
                if wanted.binary_search(&stem).is_ok() {
                    let count = counts.entry(stem).or_default().entry(form).or_default();
                    count.0 += usize::from(is_in[idea]);
                    count.1 += 1;
                }
            }
        }
        let most = |(stem, forms): (Stem, BTreeMap<Form, (usize, usize)>)| {
            let text = |form: Form| &*self.words.forms[form as usize];
            let most = forms
                .into_iter()
                .max_by_key(|&(form, count)| (count, std::cmp::Reverse(text(form))))?;
            Some((stem, text(most.0)))
        };
        counts.into_iter().filter_map(most).collect()
    }
}

/// Words joined by `or`: which ideas they find.
struct Query {
    is_found: Vec<bool>,
    right: u64,
    wrong: u64,
    wanted: u64,
}

impl Query {
    fn new(ideas: usize, wanted: usize) -> Self {
        Self { is_found: vec![false; ideas], right: 0, wrong: 0, wanted: wanted as u64 }
    }

    /// The harmonic mean of precision and coverage.
    fn finds_permille(&self) -> u64 {
        2_000 * self.right / (self.right + self.wrong + self.wanted).max(1)
    }

    fn with(&self, ideas: &[u32], is_in: &[bool]) -> u64 {
        let fresh = ideas.iter().filter(|idea| !self.is_found[**idea as usize]);
        let (mut right, mut wrong) = (self.right, self.wrong);
        for &idea in fresh {
            *(if is_in[idea as usize] { &mut right } else { &mut wrong }) += 1;
        }
        2_000 * right / (right + wrong + self.wanted).max(1)
    }

    fn add(&mut self, ideas: &[u32], is_in: &[bool]) {
        for &idea in ideas {
            if !std::mem::replace(&mut self.is_found[idea as usize], true) {
                *(if is_in[idea as usize] { &mut self.right } else { &mut self.wrong }) += 1;
            }
        }
    }
}

fn main_language<'a>(said: impl Iterator<Item = &'a Said>) -> Language {
    let mut counts = [0_usize; LANGUAGES];
    for language in said.filter_map(|said| said.language) {
        counts[language] += 1;
    }
    (0..LANGUAGES).rev().max_by_key(|&language| counts[language]).unwrap_or(0)
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
