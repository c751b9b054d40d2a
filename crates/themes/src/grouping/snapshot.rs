//! The neighbours as they were at one moment, on which a regrouping works while ideas go on coming in.

use super::board::Board;
use super::hall::{Hall, Link};
use super::identity::{Place, places};
use super::lexicon::{Said, Words};
use super::limits::{
    COLD_IDEAS, COLD_ORDERS, FAR_NEIGHBOURS, FAR_PERCENT, FAR_SHOWN_PERCENT, IDEAS_FOR_THEMES_MIN,
    NEIGHBOURS_MAX, NEIGHBOURS_SHARE, SAME_WEIGHT, SUGGEST_GAIN_PERCENT, THOROUGH_ORDERS,
    WARM_IDEAS, WARM_ORDERS,
};
use super::louvain::{Start, improve};
use super::naming::name;
use super::proposal::{Grouping, Moved, Suggestion, Target};
use super::random::Random;
use super::splits::splits_and_merges;
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// All that the engine knew at one moment, by key.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The ideas that have a vector, sorted.
    pub(crate) keys: Vec<Uuid>,
    /// The voice of each: ideas that say the same are one voice.
    pub(crate) voices: Vec<u32>,
    /// For each voice the nearest others and how alike they are, the nearest first.
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
        let is_far = self.far(board);
        let hall = Hall::new(board, &self.choirs(board), &links, &is_known, &is_far);
        if is_known.iter().filter(|known| **known).count() < IDEAS_FOR_THEMES_MIN {
            return self.proposal(board, &hall, &hall.shown, true);
        }
        let best = best_of(orders(WARM_IDEAS, WARM_ORDERS, board), &hall, Start::Warm);
        self.proposal(board, &hall, &best, false)
    }

    /// A grouping from scratch under all that people decided, if it is clearly better than what is shown.
    #[must_use]
    pub fn cold(&self, board: &Board) -> Option<Suggestion> {
        self.anew(board, orders(COLD_IDEAS, COLD_ORDERS, board))
    }

    /// The same, for when nobody waits: it takes its time.
    #[must_use]
    pub fn thorough(&self, board: &Board) -> Option<Suggestion> {
        self.anew(board, THOROUGH_ORDERS)
    }

    fn anew(&self, board: &Board, orders: u64) -> Option<Suggestion> {
        let (links, is_known) = self.links(board);
        let is_far = self.far(board);
        let mut hall = Hall::new(board, &self.choirs(board), &links, &is_known, &is_far);
        if is_known.iter().filter(|known| **known).count() < IDEAS_FOR_THEMES_MIN {
            return None;
        }
        // From scratch nothing is at home.
        hall.level.bonds.fill(0);
        let best = best_of(orders, &hall, Start::Cold);
        let now = hall.level.value(&hall.shown, hall.labels);
        let gain = (hall.level.value(&best, hall.labels) - now) * 100 / now.abs().max(1);
        // As long as nothing is shown, anything is better.
        let shows_nothing = (0..board.ideas.len()).all(|idea| board.theme_of(idea).is_none());
        if gain <= SUGGEST_GAIN_PERCENT && !shows_nothing {
            return None;
        }
        let (splits, merges) = splits_and_merges(board, &hall, &best);
        let grouping = self.proposal(board, &hall, &best, false);
        if grouping.is_empty() {
            return None;
        }
        Some(Suggestion {
            grouping,
            splits,
            merges,
            gain_percent: u32::try_from(gain).unwrap_or(u32::MAX),
        })
    }

    /// The ideas on the board that say the same, where there are several.
    fn choirs(&self, board: &Board) -> Vec<Vec<usize>> {
        let mut choirs: Vec<Vec<usize>> = vec![Vec::new(); self.near.len()];
        for (key, voice) in self.keys.iter().zip(&self.voices) {
            choirs[*voice as usize].extend(board.idea(*key));
        }
        choirs.retain(|choir| choir.len() > 1);
        choirs
    }

    pub(crate) fn place_of(&self, key: Uuid) -> Option<usize> {
        self.keys.binary_search(&key).ok()
    }

    /// The links between ideas on the board, each pair once, and which ideas are known.
    ///
    /// Of ideas that say the same one stands for all, with the links that all would have: they are nearest to each
    /// other, and stand beside each other with whom one of them is near.
    fn links(&self, board: &Board) -> (Vec<Link>, Vec<bool>) {
        let mut is_known = vec![false; board.ideas.len()];
        let mut choirs: Vec<Vec<u32>> = vec![Vec::new(); self.near.len()];
        for (key, voice) in self.keys.iter().zip(&self.voices) {
            if let Some(at) = board.idea(*key) {
                is_known[at] = true;
                choirs[*voice as usize].push(at as u32);
            }
        }
        let known = is_known.iter().filter(|known| **known).count();
        let most = (known / NEIGHBOURS_SHARE).clamp(1, NEIGHBOURS_MAX);
        let count = |voice: u32| choirs[voice as usize].len();
        // For each voice the others that one who says it has near, and with what weight.
        let mut near: Vec<Vec<(u32, i64)>> = vec![Vec::new(); self.near.len()];
        let mut links: Vec<Link> = Vec::with_capacity(self.near.len() * NEIGHBOURS_MAX);
        for (voice, choir) in choirs.iter().enumerate().filter(|(_, choir)| !choir.is_empty()) {
            let own = (choir.len() - 1).min(most);
            if own > 0 {
                let inside = (choir.len() * own) as i64 * SAME_WEIGHT / (choir.len() - 1) as i64;
                links.extend(choir.windows(2).map(|two| (two[0], two[1], inside)));
            }
            let mut room = most - own;
            for &(other, likeness) in &self.near[voice] {
                let taken = count(other).min(room);
                room -= taken;
                if taken > 0 && likeness > 0 {
                    near[voice].push((other, likeness * (taken * choir.len()) as i64));
                }
            }
        }
        for (voice, others) in near.iter().enumerate() {
            let voice = voice as u32;
            for &(other, weight) in others {
                let back = near[other as usize].iter().find(|(back, _)| *back == voice);
                if back.is_none() || voice < other {
                    let both = weight + back.map_or(0, |(_, weight)| *weight);
                    let (one, other) = (choirs[voice as usize][0], choirs[other as usize][0]);
                    links.push((one.min(other), one.max(other), both));
                }
            }
        }
        (links, is_known)
    }

    /// Which ideas on the board are far from everything, compared with how near ideas are to each other in this hall.
    ///
    /// One that is in a theme must be farther to count as far, so that none goes to and fro.
    fn far(&self, board: &Board) -> Vec<bool> {
        let nearness = |near: &Vec<(u32, i64)>| {
            near.iter().take(FAR_NEIGHBOURS).map(|(_, likeness)| *likeness).sum::<i64>()
        };
        let all: Vec<i64> = self.near.iter().map(nearness).collect();
        let mut sorted = all.clone();
        sorted.sort_unstable();
        let median = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
        let mut is_far = vec![false; board.ideas.len()];
        for (key, nearness) in self.keys.iter().zip(self.voices.iter().map(|it| all[*it as usize]))
        {
            if let Some(idea) = board.idea(*key) {
                let percent =
                    if board.ideas[idea].theme.is_some() { FAR_SHOWN_PERCENT } else { FAR_PERCENT };
                is_far[idea] = nearness * 100 < median * percent;
            }
        }
        is_far
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
        name(self, board, &members, &mut grouping);
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
        name(self, board, &members, &mut grouping);
        grouping
    }
}

/// How many orders to try in a hall of this size.
fn orders(ideas: usize, (least, most): (usize, usize), board: &Board) -> u64 {
    (ideas / board.ideas.len().max(1)).clamp(least, most) as u64
}

/// The best groups of those found in some orders; of equals the first.
fn best_of(orders: u64, hall: &Hall, start: Start) -> Vec<u32> {
    let groups = |seed| {
        let mut groups = match start {
            Start::Warm => hall.shown.clone(),
            Start::Cold => hall.scattered(),
        };
        improve(&hall.level, &mut groups, hall.labels, start, &mut Random::new(seed));
        groups
    };
    let value = |groups: &Vec<u32>| hall.level.value(groups, hall.labels);
    (0..orders).rev().map(groups).max_by_key(value).unwrap_or_default()
}
