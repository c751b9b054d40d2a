//! What is shown, in order and indexed: made once, used by placing and regrouping.

use std::collections::{BTreeMap, BTreeSet};

use super::limits::RESOLUTION_PERCENT_RANGE;
use super::shown::{Idea, Shown, Theme};
use uuid::Uuid;

/// What is shown, ready to be looked up.
#[derive(Debug, Clone, Default)]
pub struct Board {
    /// By key.
    pub(crate) ideas: Vec<Idea>,
    /// By key.
    pub(crate) themes: Vec<Theme>,
    /// Places in `ideas`, each set of two or more.
    pub(crate) together: Vec<Vec<usize>>,
    /// Pairs of places in `ideas`, the lower first.
    pub(crate) apart: Vec<(usize, usize)>,
    pub(crate) resolution_percent: i64,
    unseen: BTreeSet<Uuid>,
    nameless: BTreeSet<Uuid>,
}

/// Where the machine may put an idea.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Free,
    /// A person put it in this open theme (a place in `themes`), which others may join.
    Pinned(usize),
    /// It stays out of what the machine does: in a theme at rest, or in none by a person's will.
    Out,
}

impl Board {
    /// Looks at what is shown. Of two with the same key the last one counts; sets may name ideas that are not shown.
    #[must_use]
    pub fn new(shown: &Shown<'_>) -> Self {
        let themes: BTreeMap<Uuid, &Theme> =
            shown.themes.iter().map(|theme| (theme.key, theme)).collect();
        let ideas: BTreeMap<Uuid, Idea> = shown
            .ideas
            .iter()
            .map(|idea| {
                let theme = idea.theme.filter(|theme| themes.contains_key(theme));
                (idea.key, Idea { theme, ..*idea })
            })
            .collect();
        let range = RESOLUTION_PERCENT_RANGE;
        let resolution = shown.settings.resolution_percent.clamp(*range.start(), *range.end());
        let mut board = Self {
            ideas: ideas.into_values().collect(),
            themes: themes.into_values().cloned().collect(),
            together: Vec::new(),
            apart: Vec::new(),
            resolution_percent: i64::from(resolution),
            unseen: shown.unseen.iter().copied().collect(),
            nameless: shown.nameless.iter().copied().collect(),
        };
        board.together = board.sets(shown.together);
        let apart: BTreeSet<(usize, usize)> =
            board.sets(shown.apart).iter().flat_map(|set| pairs(set)).collect();
        board.apart = apart.into_iter().collect();
        board
    }

    /// Shows an idea elsewhere, or for the first time: what was placed counts for the next one.
    pub fn put(&mut self, key: Uuid, theme: Option<Uuid>) {
        let theme = theme.filter(|theme| self.theme(*theme).is_some());
        match self.idea(key) {
            Some(at) => self.ideas[at].theme = theme,
            None => {
                let at = self.ideas.partition_point(|idea| idea.key < key);
                for place in self.together.iter_mut().flatten() {
                    *place += usize::from(*place >= at);
                }
                for (one, other) in &mut self.apart {
                    *one += usize::from(*one >= at);
                    *other += usize::from(*other >= at);
                }
                self.ideas.insert(at, Idea { key, theme, pinned: false, settled: false });
            }
        }
    }

    pub(crate) fn idea(&self, key: Uuid) -> Option<usize> {
        self.ideas.binary_search_by_key(&key, |idea| idea.key).ok()
    }

    pub(crate) fn theme(&self, key: Uuid) -> Option<usize> {
        self.themes.binary_search_by_key(&key, |theme| theme.key).ok()
    }

    /// Whether what an idea says may be seen, and so name a theme or stand on its card.
    pub(crate) fn may_be_seen(&self, idea: usize) -> bool {
        !self.unseen.contains(&self.ideas[idea].key)
    }

    /// Whether the name of a theme came from what may not be seen any more.
    pub(crate) fn is_nameless(&self, theme: &Theme) -> bool {
        self.nameless.contains(&theme.key)
    }

    /// The theme in which an idea is shown.
    pub(crate) fn theme_of(&self, idea: usize) -> Option<usize> {
        self.ideas[idea].theme.and_then(|theme| self.theme(theme))
    }

    pub(crate) fn standing(&self, idea: usize) -> Standing {
        match self.theme_of(idea) {
            Some(theme) if self.themes[theme].is_at_rest() => Standing::Out,
            Some(theme) if self.ideas[idea].pinned => Standing::Pinned(theme),
            None if self.ideas[idea].pinned => Standing::Out,
            _ => Standing::Free,
        }
    }

    /// Whether an idea, if it is on the board, may be put in a theme.
    pub(crate) fn may_join(&self, idea: Option<usize>, theme: usize) -> bool {
        let is_apart = |&(one, other): &(usize, usize)| {
            Some(one) == idea && self.theme_of(other) == Some(theme)
                || Some(other) == idea && self.theme_of(one) == Some(theme)
        };
        !self.themes[theme].is_at_rest() && !self.apart.iter().any(is_apart)
    }

    /// The theme of the ideas with which this one belongs, if it may join it.
    pub(crate) fn theme_of_mates(&self, idea: usize) -> Option<usize> {
        let mut mates = self.together.iter().filter(|set| set.contains(&idea)).flatten();
        mates.find_map(|&mate| {
            self.theme_of(mate).filter(|&theme| mate != idea && self.may_join(Some(idea), theme))
        })
    }

    fn sets(&self, sets: &[Vec<Uuid>]) -> Vec<Vec<usize>> {
        let places = |set: &Vec<Uuid>| {
            let places: BTreeSet<usize> = set.iter().filter_map(|key| self.idea(*key)).collect();
            places.into_iter().collect::<Vec<_>>()
        };
        let mut sets: Vec<Vec<usize>> = sets.iter().map(places).collect();
        sets.retain(|set| set.len() > 1);
        sets.sort_unstable();
        sets
    }
}

fn pairs(set: &[usize]) -> impl Iterator<Item = (usize, usize)> + '_ {
    let with_later = |(at, one): (usize, &usize)| {
        let one = *one;
        set[at + 1..].iter().map(move |other| (one, *other))
    };
    set.iter().enumerate().flat_map(with_later)
}
