//! The neighbours as they were at one moment, on which a regrouping works while ideas go on coming in.

use super::board::Board;
use super::hall::{Hall, Link};
use super::identity::{Place, places};
use super::lexicon::{Said, Words};
use super::limits::*;
use super::louvain::{Start, improve};
use super::moving::NONE;
use super::proposal::{Example, Grouping, Labelled, Moved, Suggestion, Target};
use super::random::Random;
use super::shown::Theme;
use super::telling::Telling;
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// All that the engine knew at one moment, by key.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The ideas that have a vector, sorted.
    pub(crate) keys: Vec<Uuid>,
    /// For each of them the places of the nearest others and how alike they are, the nearest first.
    pub(crate) near: Vec<Vec<(u32, i64)>>,
    pub(crate) said: Vec<Arc<Said>>,
    pub(crate) words: Words,
    pub(crate) texts: Vec<Arc<str>>,
}

impl Snapshot {
    /// What should change on the board. It starts from what is shown, and keeps to what people decided.
    #[must_use]
    pub fn regroup(&self, board: &Board) -> Grouping {
        let (links, is_known) = self.links(board);
        let hall = Hall::new(board, &links, &is_known);
        if is_known.iter().filter(|known| **known).count() < IDEAS_FOR_THEMES_MIN {
            return self.proposal(board, &hall, &hall.shown, true);
        }
        let best = (0..WARM_ORDERS)
            .map(|seed| {
                let mut groups = hall.shown.clone();
                improve(&hall.level, &mut groups, hall.labels, Start::Warm, &mut Random::new(seed));
                groups
            })
            .rev()
            .max_by_key(|groups| hall.level.value(groups, hall.labels));
        self.proposal(board, &hall, &best.unwrap_or_default(), false)
    }

    /// A grouping from scratch under all that people decided, if it is clearly better than what is shown.
    #[must_use]
    pub fn cold(&self, board: &Board) -> Option<Suggestion> {
        let (links, is_known) = self.links(board);
        let mut hall = Hall::new(board, &links, &is_known);
        if is_known.iter().filter(|known| **known).count() < IDEAS_FOR_THEMES_MIN {
            return None;
        }
        // From scratch nothing is at home.
        hall.level.bonds.fill(0);
        let best = (0..COLD_ORDERS)
            .map(|seed| {
                let mut groups = hall.scattered();
                improve(&hall.level, &mut groups, hall.labels, Start::Cold, &mut Random::new(seed));
                groups
            })
            .rev()
            .max_by_key(|groups| hall.level.value(groups, hall.labels))?;
        let now = hall.level.value(&hall.shown, hall.labels);
        let gain = (hall.level.value(&best, hall.labels) - now) * 100 / now.abs().max(1);
        if gain <= SUGGEST_GAIN_PERCENT {
            return None;
        }
        let (splits, merges) = splits_and_merges(board, &hall, &best);
        Some(Suggestion {
            grouping: self.proposal(board, &hall, &best, false),
            splits,
            merges,
            gain_percent: u32::try_from(gain).unwrap_or(u32::MAX),
        })
    }

    /// The links between ideas on the board, each pair once, and which ideas are known.
    fn links(&self, board: &Board) -> (Vec<Link>, Vec<bool>) {
        let on_board: Vec<Option<u32>> =
            self.keys.iter().map(|key| board.idea(*key).map(|at| at as u32)).collect();
        let mut is_known = vec![false; board.ideas.len()];
        on_board.iter().flatten().for_each(|&at| is_known[at as usize] = true);
        let known = on_board.iter().flatten().count();
        let most = (known / super::limits::NEIGHBOURS_SHARE).max(1);
        let mut links = Vec::with_capacity(known * 16);
        for (place, near) in self.near.iter().enumerate() {
            let Some(one) = on_board[place] else { continue };
            let others = near.iter().filter_map(|&(other, likeness)| {
                on_board[other as usize].map(|other| (other, likeness))
            });
            for (other, likeness) in others.take(most).filter(|(_, likeness)| *likeness > 0) {
                links.push((one.min(other), one.max(other), likeness));
            }
        }
        links.sort_unstable();
        links.dedup_by(|next, kept| {
            let is_same = (next.0, next.1) == (kept.0, kept.1);
            kept.2 += if is_same { next.2 } else { 0 };
            is_same
        });
        (links, is_known)
    }

    fn proposal(&self, board: &Board, hall: &Hall, groups: &[u32], is_small: bool) -> Grouping {
        let places = places(board, hall, groups, is_small);
        let mut grouping = Grouping::default();
        let mut members: BTreeMap<Target, Vec<usize>> = BTreeMap::new();
        for (idea, place) in places.iter().enumerate() {
            let shown = board.ideas[idea].theme.map(Target::Existing);
            let to = match place {
                None => shown,
                Some(Place::Tray) => None,
                Some(Place::New(number)) => Some(Target::New(*number)),
                Some(Place::Theme(theme)) => Some(Target::Existing(board.themes[*theme].key)),
            };
            if let Some(theme) = to {
                members.entry(theme).or_default().push(idea);
            }
            if to != shown {
                grouping.moves.push(Moved { idea: board.ideas[idea].key, to });
            }
        }
        self.name(board, &members, &mut grouping);
        grouping
    }

    /// The label and the example of every theme as it is shown, where they should change.
    #[must_use]
    pub fn names(&self, board: &Board) -> Grouping {
        let mut members: BTreeMap<Target, Vec<usize>> = BTreeMap::new();
        for (idea, shown) in board.ideas.iter().enumerate() {
            if let Some(theme) = shown.theme {
                members.entry(Target::Existing(theme)).or_default().push(idea);
            }
        }
        let mut grouping = Grouping::default();
        self.name(board, &members, &mut grouping);
        grouping
    }

    fn name(&self, board: &Board, members: &BTreeMap<Target, Vec<usize>>, grouping: &mut Grouping) {
        let known: Vec<Option<usize>> =
            board.ideas.iter().map(|idea| self.keys.binary_search(&idea.key).ok()).collect();
        let said = known.iter().map(|place| place.map(|place| &*self.said[place])).collect();
        let telling = Telling::of(&self.words, said);
        for (&target, ideas) in members {
            let shown = match target {
                Target::Existing(key) => board.theme(key).map(|at| &board.themes[at]),
                Target::New(_) => None,
            };
            if !shown.is_some_and(Theme::keeps_its_label)
                && let Some(label) = telling.better_label(shown.map(|theme| &*theme.label), ideas)
            {
                grouping.labels.push(Labelled { theme: target, label });
            } else if shown.is_none() {
                let label = self.opening(board, ideas);
                grouping.labels.push(Labelled { theme: target, label });
            }
            let example =
                self.example(board, &known, &telling, ideas, shown.and_then(|it| it.example));
            if let Some(idea) =
                example.filter(|idea| shown.and_then(|it| it.example) != Some(*idea))
            {
                grouping.examples.push(Example { theme: target, idea });
            }
        }
    }

    /// What a theme is called whose ideas share no word: the first words of one of them.
    fn opening(&self, board: &Board, ideas: &[usize]) -> String {
        let text = |idea: &usize| {
            let place = self.keys.binary_search(&board.ideas[*idea].key).ok()?;
            Some(self.texts[place].chars().take(OPENING_LETTERS_MAX).collect::<String>())
        };
        ideas.iter().find_map(text).unwrap_or_default()
    }

    /// The idea in the midst of a theme; the one that is shown, unless it is clearly beaten.
    fn example(
        &self,
        board: &Board,
        known: &[Option<usize>],
        telling: &Telling<'_>,
        ideas: &[usize],
        shown: Option<Uuid>,
    ) -> Option<Uuid> {
        let language = telling.language(ideas);
        let mut is_in = vec![false; self.keys.len()];
        ideas.iter().filter_map(|&idea| known[idea]).for_each(|place| is_in[place] = true);
        let standing = |&idea: &usize| {
            let place = known[idea]?;
            let near = self.near[place].iter().filter(|(other, _)| is_in[*other as usize]);
            let mut standing: i64 =
                1 + near.take(EXAMPLE_NEIGHBOURS_MAX).map(|(_, likeness)| *likeness).sum::<i64>();
            let said = &self.said[place];
            if !EXAMPLE_LETTERS.contains(&said.letters) {
                standing = standing * EXAMPLE_MISFIT_PERCENT / 100;
            }
            if said.language.is_some_and(|one| one != language) {
                standing = standing * EXAMPLE_MISFIT_PERCENT / 100;
            }
            Some((standing, std::cmp::Reverse(idea)))
        };
        let (best, std::cmp::Reverse(idea)) = ideas.iter().filter_map(standing).max()?;
        let kept = ideas
            .iter()
            .find(|idea| Some(board.ideas[**idea].key) == shown)
            .and_then(standing)
            .filter(|(kept, _)| best * 100 <= kept * BEATEN_BY_PERCENT as i64);
        let idea = kept.map_or(idea, |(_, std::cmp::Reverse(idea))| idea);
        Some(board.ideas[idea].key)
    }
}

/// Letters of an idea that stand for a theme without a word of its own.
const OPENING_LETTERS_MAX: usize = 40;

/// Shown themes that fall apart in several groups, and groups made of several shown themes.
///
/// A part counts if it has as many ideas as a theme needs, and a fifth of the theme or group: less is a few that move.
fn splits_and_merges(board: &Board, hall: &Hall, groups: &[u32]) -> (usize, usize) {
    let mut shared: BTreeMap<(usize, u32), usize> = BTreeMap::new();
    let (mut themes, mut sizes) = (BTreeMap::new(), BTreeMap::new());
    for (idea, &node) in hall.nodes.iter().enumerate().filter(|(_, node)| **node != NONE) {
        let group = groups[node as usize];
        *sizes.entry(group).or_insert(0_usize) += 1;
        if let Some(theme) = board.theme_of(idea) {
            *themes.entry(theme).or_insert(0_usize) += 1;
            *shared.entry((theme, group)).or_default() += 1;
        }
    }
    let (mut of_theme, mut of_group) = (BTreeMap::new(), BTreeMap::new());
    for (&(theme, group), &count) in &shared {
        if count < IDEAS_PER_THEME_MIN {
            continue;
        }
        if count * 5 >= themes[&theme] {
            *of_theme.entry(theme).or_insert(0_usize) += 1;
        }
        if count * 5 >= sizes[&group] {
            *of_group.entry(group).or_insert(0_usize) += 1;
        }
    }
    (
        of_theme.values().filter(|parts| **parts > 1).count(),
        of_group.values().filter(|parts| **parts > 1).count(),
    )
}
