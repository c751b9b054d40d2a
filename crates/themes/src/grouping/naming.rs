//! Labels and examples of themes: new ones for new themes, better ones only where the shown ones are clearly beaten.

use std::collections::{BTreeMap, BTreeSet};

use super::board::Board;
use super::limits::{
    BEATEN_BY_PERCENT, EXAMPLE_ANY_LANGUAGE_PERCENT, EXAMPLE_LENGTH_PERCENT, EXAMPLE_LETTERS,
    EXAMPLE_NEIGHBOURS_MAX, EXAMPLE_OTHER_LANGUAGE_PERCENT, LABEL_WORDS_MAX, OPENING_LETTERS_MAX,
};
use super::proposal::{Example, Grouping, Labelled, Target};
use super::shown::{Idea, Theme};
use super::snapshot::Snapshot;
use super::telling::{Label, Telling, capitalised};
use super::vectors::SAME;
use crate::words::is_link;
use uuid::Uuid;

/// What a theme is called that has no text to be named after.
const NO_TEXT: &str = "…";

/// Adds to a grouping the labels and examples of these themes that should change; `members` are places on the board.
pub(crate) fn name(
    snapshot: &Snapshot,
    board: &Board,
    members: &BTreeMap<Target, Vec<usize>>,
    grouping: &mut Grouping,
) {
    let naming = Naming::of(snapshot, board);
    let shown = |theme: Target| match theme {
        Target::Existing(key) => board.theme(key).map(|at| &board.themes[at]),
        Target::New(_) => None,
    };
    let wished: BTreeMap<Target, Label> = members
        .iter()
        .filter_map(|(&theme, ideas)| Some((theme, naming.label(shown(theme), ideas)?)))
        .collect();
    let is_kept = |theme: &&Theme| {
        let key = Target::Existing(theme.key);
        !wished.contains_key(&key)
            && !board.is_nameless(theme)
            && (theme.keeps_its_label() || members.contains_key(&key))
    };
    let kept = board.themes.iter().filter(is_kept);
    let mut taken: BTreeSet<String> = kept.map(|theme| ::text::comparable(&theme.label)).collect();
    for (theme, label) in wished {
        let label = naming.distinct(label, &members[&theme], &mut taken);
        if shown(theme).is_none_or(|shown| shown.label != label.text) {
            let Label { text: label, finds_permille } = label;
            grouping.labels.push(Labelled { theme, label, finds_permille });
        }
    }
    for (&theme, ideas) in members {
        let shown = shown(theme);
        let before = shown.and_then(|theme| theme.example);
        if let Some(idea) = naming.example(before, ideas)
            && before != Some(idea)
        {
            grouping.examples.push(Example { theme, idea });
        }
    }
}

struct Naming<'a> {
    snapshot: &'a Snapshot,
    board: &'a Board,
    /// The place in the snapshot of each idea on the board whose text may be seen.
    known: Vec<Option<usize>>,
    telling: Telling<'a>,
}

impl<'a> Naming<'a> {
    fn of(snapshot: &'a Snapshot, board: &'a Board) -> Self {
        let place = |(at, idea): (usize, &Idea)| {
            snapshot.place_of(idea.key).filter(|_| board.may_be_seen(at))
        };
        let known: Vec<Option<usize>> = board.ideas.iter().enumerate().map(place).collect();
        let said = known.iter().map(|place| place.map(|place| &*snapshot.said[place])).collect();
        Self { snapshot, board, known, telling: Telling::of(&snapshot.words, said) }
    }

    fn label(&self, shown: Option<&Theme>, ideas: &[usize]) -> Option<Label> {
        match shown {
            Some(theme) if self.board.is_nameless(theme) => {
                Some(self.new_label(ideas)).filter(|label| label.text != NO_TEXT)
            }
            Some(theme) if theme.keeps_its_label() => None,
            Some(theme) => self.telling.better_label(Some(&theme.label), ideas),
            None => Some(self.new_label(ideas)),
        }
    }

    fn new_label(&self, ideas: &[usize]) -> Label {
        self.telling.label(ideas).unwrap_or_else(|| self.opening(ideas))
    }

    /// With a further word, if another theme is called so already; the caller may have to find another way still.
    fn distinct(&self, label: Label, ideas: &[usize], taken: &mut BTreeSet<String>) -> Label {
        let words = label.text.split(", ").count();
        let mut longer = (words + 1..=LABEL_WORDS_MAX + 1)
            .filter_map(|least| self.telling.label_of(ideas, least));
        let is_free = |label: &Label| !taken.contains(&::text::comparable(&label.text));
        let label = match is_free(&label) {
            true => label,
            false => longer.find(is_free).unwrap_or(label),
        };
        taken.insert(::text::comparable(&label.text));
        label
    }

    /// What a new theme is called whose ideas share no word: the first words of one of them, links left out.
    fn opening(&self, ideas: &[usize]) -> Label {
        let text = |place: usize| opening(&without_links(&self.snapshot.texts[place]));
        let mut texts = ideas.iter().filter_map(|&idea| self.known[idea]).map(text);
        let text = texts.find(|text| !text.is_empty()).unwrap_or_else(|| NO_TEXT.to_owned());
        Label { text: capitalised(&text), finds_permille: 0 }
    }

    /// The idea in the midst of a theme; the one that is shown, unless it is clearly beaten.
    fn example(&self, shown: Option<Uuid>, ideas: &[usize]) -> Option<Uuid> {
        let language = self.telling.language(ideas);
        let voice = |place: usize| self.snapshot.voices[place] as usize;
        // How many of them say each thing.
        let mut says = vec![0_usize; self.snapshot.near.len()];
        ideas.iter().filter_map(|&idea| self.known[idea]).for_each(|place| says[voice(place)] += 1);
        let standing = |&idea: &usize| {
            let place = self.known[idea]?;
            let own = (says[voice(place)].saturating_sub(1), SAME);
            let others = self.snapshot.near[voice(place)].iter();
            let others = others.map(|(other, likeness)| (says[*other as usize], *likeness));
            let near = std::iter::once(own).chain(others);
            let near = near.flat_map(|(count, likeness)| std::iter::repeat_n(likeness, count));
            let near = near.take(EXAMPLE_NEIGHBOURS_MAX);
            // What most of them say word for word speaks for them, however short.
            let is_most = says[voice(place)] * 2 > ideas.len();
            let said = &self.snapshot.said[place];
            let length = match is_most || EXAMPLE_LETTERS.contains(&said.letters) {
                true => 100,
                false => EXAMPLE_LENGTH_PERCENT,
            };
            let language = match said.language {
                Some(one) if one == language => 100,
                _ if is_most => 100,
                Some(_) => EXAMPLE_OTHER_LANGUAGE_PERCENT,
                None => EXAMPLE_ANY_LANGUAGE_PERCENT,
            };
            Some(((1 + near.sum::<i64>()) * length * language, idea))
        };
        let by_standing = |&(standing, idea): &(i64, usize)| (standing, std::cmp::Reverse(idea));
        let (best, idea) = ideas.iter().filter_map(standing).max_by_key(by_standing)?;
        let kept = ideas
            .iter()
            .find(|idea| Some(self.board.ideas[**idea].key) == shown)
            .and_then(standing)
            .filter(|(kept, _)| best * 100 <= kept * BEATEN_BY_PERCENT as i64);
        Some(self.board.ideas[kept.map_or(idea, |(_, idea)| idea)].key)
    }
}

/// What a text says itself.
fn without_links(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().filter(|word| !is_link(word)).collect();
    words.join(" ")
}

/// The first words of a text, as many as fit.
fn opening(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(OPENING_LETTERS_MAX) else {
        return text.to_owned();
    };
    // One that is longer than all that fits is cut.
    let at = text[..end].rfind(char::is_whitespace).unwrap_or(end);
    let words = text[..at].trim_end_matches(|c: char| !c.is_alphanumeric());
    format!("{words}…")
}
