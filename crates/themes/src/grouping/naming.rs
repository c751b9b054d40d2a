//! Labels and examples of themes: new ones for new themes, better ones only where the shown ones are clearly beaten.

use std::collections::BTreeMap;

use super::board::Board;
use super::limits::{
    BEATEN_BY_PERCENT, EXAMPLE_ANY_LANGUAGE_PERCENT, EXAMPLE_LENGTH_PERCENT, EXAMPLE_LETTERS,
    EXAMPLE_NEIGHBOURS_MAX, EXAMPLE_OTHER_LANGUAGE_PERCENT, OPENING_LETTERS_MAX,
};
use super::proposal::{Example, Grouping, Labelled, Target};
use super::shown::Theme;
use super::snapshot::Snapshot;
use super::telling::{Label, Telling, capitalised};
use uuid::Uuid;

/// Adds to a grouping the labels and examples of these themes that should change; `members` are places on the board.
pub(crate) fn name(
    snapshot: &Snapshot,
    board: &Board,
    members: &BTreeMap<Target, Vec<usize>>,
    grouping: &mut Grouping,
) {
    let naming = Naming::of(snapshot, board);
    for (&theme, ideas) in members {
        let shown = match theme {
            Target::Existing(key) => board.theme(key).map(|at| &board.themes[at]),
            Target::New(_) => None,
        };
        if let Some(Label { text: label, finds_permille }) = naming.label(shown, ideas) {
            grouping.labels.push(Labelled { theme, label, finds_permille });
        }
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
    /// The place in the snapshot of each idea on the board.
    known: Vec<Option<usize>>,
    telling: Telling<'a>,
}

impl<'a> Naming<'a> {
    fn of(snapshot: &'a Snapshot, board: &'a Board) -> Self {
        let known: Vec<Option<usize>> =
            board.ideas.iter().map(|idea| snapshot.place_of(idea.key)).collect();
        let said = known.iter().map(|place| place.map(|place| &*snapshot.said[place])).collect();
        Self { snapshot, board, known, telling: Telling::of(&snapshot.words, said) }
    }

    fn label(&self, shown: Option<&Theme>, ideas: &[usize]) -> Option<Label> {
        match shown {
            Some(theme) if theme.keeps_its_label() => None,
            Some(theme) => self.telling.better_label(Some(&theme.label), ideas),
            None => {
                let label = self.telling.better_label(None, ideas);
                Some(label.unwrap_or_else(|| self.opening(ideas)))
            }
        }
    }

    /// What a new theme is called whose ideas share no word: the first words of one of them.
    fn opening(&self, ideas: &[usize]) -> Label {
        let text = |place: usize| {
            let letters = self.snapshot.texts[place].trim().chars();
            letters.take(OPENING_LETTERS_MAX).collect::<String>()
        };
        let mut texts = ideas.iter().filter_map(|&idea| self.known[idea]).map(text);
        let text = texts.find(|text| !text.is_empty()).unwrap_or_else(|| "…".to_owned());
        Label { text: capitalised(&text), finds_permille: 0 }
    }

    /// The idea in the midst of a theme; the one that is shown, unless it is clearly beaten.
    fn example(&self, shown: Option<Uuid>, ideas: &[usize]) -> Option<Uuid> {
        let language = self.telling.language(ideas);
        let voice = |place: usize| self.snapshot.voices[place] as usize;
        let mut is_in = vec![false; self.snapshot.near.len()];
        ideas
            .iter()
            .filter_map(|&idea| self.known[idea])
            .for_each(|place| is_in[voice(place)] = true);
        let standing = |&idea: &usize| {
            let place = self.known[idea]?;
            let near =
                self.snapshot.near[voice(place)].iter().filter(|(other, _)| is_in[*other as usize]);
            let near = near.take(EXAMPLE_NEIGHBOURS_MAX).map(|(_, likeness)| *likeness);
            let said = &self.snapshot.said[place];
            let length = match EXAMPLE_LETTERS.contains(&said.letters) {
                true => 100,
                false => EXAMPLE_LENGTH_PERCENT,
            };
            let language = match said.language {
                Some(one) if one == language => 100,
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
