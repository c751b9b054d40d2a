//! Which ideas say what: the words of a theme are those that find its ideas and no others.

use super::lexicon::{Form, Said, Stem, Words};
use super::limits::{
    BEATEN_BY_PERCENT, CORE_LETTERS_MIN, ENDING_LETTERS, LABEL_IDEAS_MIN, LABEL_WORD_GAIN_PERCENT,
    LABEL_WORDS_MAX,
};
use crate::words::{ENGLISH_AT, LANGUAGES, Language, joins_compounds};
use std::collections::{BTreeMap, BTreeSet};

/// The stems that each idea has, itself or as parts of compounds, and the ideas that have each stem.
#[derive(Debug)]
pub(crate) struct Telling<'a> {
    words: &'a Words,
    said: Vec<Option<&'a Said>>,
    main: Language,
    stems: Vec<Vec<Stem>>,
    ideas: Vec<Vec<u32>>,
    /// The form in which each stem is written most.
    forms: Vec<Option<Form>>,
}

/// How a stem is written in a theme, how often, how often in the language of most, and at which places of the texts, from
/// the front and from the end, summed.
#[derive(Debug, Clone, Copy, Default)]
struct InTheme<'a> {
    text: &'a str,
    times: u32,
    sure: u32,
    first: u32,
    last: u32,
}

impl InTheme<'_> {
    /// Where it stands on average, in tenths: English names a thing at the end (`free parking`), the others at the front
    /// (`hondenpoep opruimen`).
    fn place(&self, language: Language) -> u32 {
        let sum = if language == ENGLISH_AT { self.last } else { self.first };
        sum * 10 / self.times.max(1)
    }
}

/// Whether a word more likely tells how a thing is than which it is, by its ending: `betaalbare`.
fn is_adjective(word: &str, language: Language) -> bool {
    joins_compounds(language) && word.ends_with('e')
}

/// Words for a theme, and how well they find its ideas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Label {
    pub text: String,
    pub finds_permille: u16,
}

impl<'a> Telling<'a> {
    pub fn of(words: &'a Words, said: Vec<Option<&'a Said>>) -> Self {
        let main = main_language(said.iter().flatten().copied());
        let mut telling = Self {
            words,
            main,
            stems: Vec::with_capacity(said.len()),
            ideas: vec![Vec::new(); words.parts.len()],
            forms: vec![None; words.parts.len()],
            said,
        };
        // In the main language, and in all.
        let mut times = vec![(0_u32, 0_u32); words.forms.len()];
        for idea in 0..telling.said.len() {
            let mut stems: Vec<Stem> = Vec::new();
            let is_main = telling.said[idea].is_some_and(|said| said.language == Some(main));
            for &(stem, form) in telling.words_of(idea) {
                times[form as usize].0 += u32::from(is_main);
                times[form as usize].1 += 1;
                stems.push(stem);
                stems.extend(words.parts[stem as usize].stems());
            }
            stems.sort_unstable();
            stems.dedup();
            stems.iter().for_each(|&stem| telling.ideas[stem as usize].push(idea as u32));
            telling.stems.push(stems);
        }
        for idea in 0..telling.said.len() {
            for &(stem, form) in telling.said[idea].map_or(&[][..], |said| said.words(main)) {
                let known = &mut telling.forms[stem as usize];
                let standing = |form: Form| {
                    (times[form as usize], std::cmp::Reverse(&words.forms[form as usize]))
                };
                if known.is_none_or(|known| standing(form) > standing(known)) {
                    *known = Some(form);
                }
            }
        }
        telling
    }

    /// The language of most of these ideas.
    pub fn language(&self, ideas: &[usize]) -> Language {
        main_language(ideas.iter().filter_map(|&idea| self.said[idea]))
    }

    /// The words that together best find the ideas of a theme; `None` when its ideas share no word.
    pub fn label(&self, ideas: &[usize]) -> Option<Label> {
        self.label_of(ideas, 0)
    }

    /// The same, with at least so many words, if its ideas share so many.
    pub fn label_of(&self, ideas: &[usize], least: usize) -> Option<Label> {
        let forms = self.forms_in(ideas);
        let form = |stem: Stem| forms.get(&stem).map_or_else(|| self.form(stem), |one| one.text);
        let candidates = self.candidates(ideas, &forms);
        let mut query = Query::new(self.said.len(), ideas);
        let mut chosen: Vec<(u32, &str)> = Vec::new();
        while chosen.len() < LABEL_WORDS_MAX.max(least) {
            let needed = match chosen.len() < least && !chosen.is_empty() {
                true => 0,
                false => query.finds_permille() * (100 + LABEL_WORD_GAIN_PERCENT) / 100,
            };
            let mut best: Option<(u64, u32, Stem)> = None;
            for &(count, stem) in &candidates {
                let than = best.map_or(needed, |best| best.0);
                if query.at_most(count) <= than {
                    break;
                }
                if chosen.iter().any(|(_, chosen)| are_one_word(chosen, form(stem))) {
                    continue;
                }
                let finds = query.with(&self.ideas[stem as usize]);
                if finds > than {
                    best = Some((finds, count, stem));
                }
            }
            let Some((_, count, stem)) = best else { break };
            query.add(&self.ideas[stem as usize]);
            chosen.push((count, form(stem)));
        }
        // What most ideas say comes first.
        chosen.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
        let words: Vec<&str> = chosen.iter().map(|(_, form)| *form).collect();
        let label = Label {
            text: capitalised(&words.join(", ")),
            finds_permille: query.finds_permille() as u16,
        };
        (!chosen.is_empty()).then_some(label)
    }

    /// A label for a theme that has none, or one that beats the shown one clearly.
    pub fn better_label(&self, shown: Option<&str>, ideas: &[usize]) -> Option<Label> {
        let label = self.label(ideas)?;
        let is_beaten = shown.is_none_or(|shown| {
            label.text != shown
                && u64::from(label.finds_permille) * 100
                    > self.finds_permille(shown, ideas) * BEATEN_BY_PERCENT
        });
        is_beaten.then_some(label)
    }

    /// How well a label that is shown finds the ideas of its theme.
    fn finds_permille(&self, label: &str, ideas: &[usize]) -> u64 {
        let wanted: Vec<String> = label.split(", ").map(str::to_lowercase).collect();
        let is_wanted = |form: Form| {
            let low = || self.words.forms[form as usize].chars().flat_map(char::to_lowercase);
            wanted.iter().any(|word| low().eq(word.chars()))
        };
        let mut met: Vec<Stem> =
            ideas.iter().flat_map(|&idea| &self.stems[idea]).copied().collect();
        met.sort_unstable();
        met.dedup();
        let mut query = Query::new(self.said.len(), ideas);
        let here = self.written_in(ideas, is_wanted);
        for stem in met {
            if here.contains(&stem) || self.forms[stem as usize].is_some_and(is_wanted) {
                query.add(&self.ideas[stem as usize]);
            }
        }
        query.finds_permille()
    }

    /// The stems that may stand on the label of a theme, with the count of its ideas that have them, most first.
    ///
    /// An idea that is surely in another language than most of the theme proposes none.
    fn candidates(&self, ideas: &[usize], forms: &BTreeMap<Stem, InTheme<'_>>) -> Vec<(u32, Stem)> {
        let language = self.language(ideas);
        let may_propose = |idea: usize| {
            self.said[idea].is_some_and(|said| said.language.is_none_or(|it| it == language))
        };
        let mut met: Vec<(Stem, bool)> = Vec::new();
        for &idea in ideas {
            let may_propose = may_propose(idea);
            met.extend(self.stems[idea].iter().map(|&stem| (stem, may_propose)));
        }
        met.sort_unstable();
        let mut candidates: Vec<(u32, Stem)> = met
            .chunk_by(|one, other| one.0 == other.0)
            .filter(|same| same.len() >= LABEL_IDEAS_MIN && same[same.len() - 1].1)
            .map(|same| (same.len() as u32, same[0].0))
            .filter(|(_, stem)| self.forms[*stem as usize].is_some())
            .collect();
        // Of words that the same ideas have, those come first that more likely name a thing.
        let standing = |stem: Stem| match forms.get(&stem) {
            Some(one) => (is_adjective(one.text, language), one.place(language), one.text),
            None => (true, u32::MAX, self.form(stem)),
        };
        candidates.sort_unstable_by(|(one, a), (other, b)| {
            other.cmp(one).then_with(|| standing(*a).cmp(&standing(*b))).then(a.cmp(b))
        });
        candidates
    }

    /// The stems that are written in one of these forms in these ideas.
    fn written_in(&self, ideas: &[usize], is_wanted: impl Fn(Form) -> bool) -> BTreeSet<Stem> {
        let words = ideas.iter().flat_map(|&idea| self.words_of(idea));
        words.filter(|(_, form)| is_wanted(*form)).map(|(stem, _)| *stem).collect()
    }

    /// How each stem is written most in these ideas, those in the language of most first.
    fn forms_in(&self, ideas: &[usize]) -> BTreeMap<Stem, InTheme<'a>> {
        let language = self.language(ideas);
        let mut written: BTreeMap<(Stem, Form), InTheme<'a>> = BTreeMap::new();
        for &idea in ideas {
            let is_sure = self.said[idea].is_some_and(|said| said.language == Some(language));
            let words = self.words_of(idea);
            for (at, &(stem, form)) in words.iter().enumerate() {
                let text = &*self.words.forms[form as usize];
                let one =
                    written.entry((stem, form)).or_insert(InTheme { text, ..InTheme::default() });
                one.times += 1;
                one.sure += u32::from(is_sure);
                one.first += at as u32;
                one.last += (words.len() - at) as u32;
            }
        }
        let mut forms: BTreeMap<Stem, InTheme<'a>> = BTreeMap::new();
        for ((stem, _), one) in written {
            let standing = |it: &InTheme<'a>| (it.sure, it.times, std::cmp::Reverse(it.text));
            let known = forms.entry(stem).or_insert(one);
            if standing(&one) > standing(known) {
                *known = one;
            }
        }
        forms
    }

    fn words_of(&self, idea: usize) -> &'a [(Stem, Form)] {
        self.said[idea].map_or(&[], |said| said.words(self.main))
    }

    fn form(&self, stem: Stem) -> &'a str {
        self.forms[stem as usize].map_or("", |form| &*self.words.forms[form as usize])
    }
}

/// Words joined by `or`: which ideas they find, of those that are wanted and of the others.
struct Query {
    is_wanted: Vec<bool>,
    is_found: Vec<bool>,
    wanted: u64,
    right: u64,
    wrong: u64,
}

impl Query {
    fn new(all: usize, wanted: &[usize]) -> Self {
        let mut is_wanted = vec![false; all];
        wanted.iter().for_each(|&idea| is_wanted[idea] = true);
        let wanted = wanted.len() as u64;
        Self { is_wanted, is_found: vec![false; all], wanted, right: 0, wrong: 0 }
    }

    fn finds_permille(&self) -> u64 {
        self.harmonic_mean(self.right, self.wrong)
    }

    /// The most that a word could come to which so many of the wanted ideas have.
    fn at_most(&self, count: u32) -> u64 {
        self.harmonic_mean(self.right + u64::from(count), self.wrong)
    }

    /// What it comes to with one more word, which these ideas have.
    fn with(&self, ideas: &[u32]) -> u64 {
        let (right, wrong) = self.found_by(ideas);
        self.harmonic_mean(right, wrong)
    }

    fn add(&mut self, ideas: &[u32]) {
        (self.right, self.wrong) = self.found_by(ideas);
        ideas.iter().for_each(|&idea| self.is_found[idea as usize] = true);
    }

    fn found_by(&self, ideas: &[u32]) -> (u64, u64) {
        let (mut right, mut wrong) = (self.right, self.wrong);
        for &idea in ideas.iter().filter(|idea| !self.is_found[**idea as usize]) {
            if self.is_wanted[idea as usize] {
                right += 1;
            } else {
                wrong += 1;
            }
        }
        (right, wrong)
    }

    /// Of precision and coverage.
    fn harmonic_mean(&self, right: u64, wrong: u64) -> u64 {
        2_000 * right / (right + wrong + self.wanted).max(1)
    }
}

fn main_language<'a>(said: impl Iterator<Item = &'a Said>) -> Language {
    let mut counts = [0_usize; LANGUAGES];
    for language in said.filter_map(|said| said.language) {
        counts[language] += 1;
    }
    (0..LANGUAGES).rev().max_by_key(|&language| counts[language]).unwrap_or(0)
}

/// Whether two words are the same to a reader, though not to the stemmer: `parkeren` and `geparkeerd`, `fiets` and
/// `fietsen`, `huis` and `buurthuis`. On a label the second says nothing new.
fn are_one_word(one: &str, other: &str) -> bool {
    let (one, other) = (folded(one), folded(other));
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let core: String = short
        .chars()
        .take(short.chars().count().saturating_sub(ENDING_LETTERS).max(CORE_LETTERS_MIN))
        .collect();
    short.chars().count() >= CORE_LETTERS_MIN && long.contains(&core)
}

/// In small letters, each once where it stands twice, as Dutch endings make of them (`parkeer`, `parkeren`).
fn folded(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
    letters.dedup();
    letters.into_iter().collect()
}

pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::are_one_word;

    #[test]
    fn words_that_a_reader_takes_for_one_are_one() {
        for (one, other) in [
            ("parkeren", "geparkeerd"),
            ("Park", "parkeren"),
            ("fiets", "fietsen"),
            ("huis", "buurthuis"),
            ("speel", "speeltuin"),
        ] {
            assert!(are_one_word(one, other) && are_one_word(other, one), "{one}, {other}");
        }
        for (one, other) in
            [("school", "klassen"), ("bus", "halte"), ("jongeren", "jeugd"), ("hulp", "helpen")]
        {
            assert!(!are_one_word(one, other), "{one}, {other}");
        }
    }
}
