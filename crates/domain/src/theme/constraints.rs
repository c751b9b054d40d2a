//! What people said of ideas among themselves: which belong together, and which do not.

use super::Move;
use crate::{
    idea::State,
    ids::{IdeaId, ThemeId},
    summit::Summit,
};
use std::collections::{BTreeMap, BTreeSet};

/// Both kinds of constraints of a summit, ready to be asked.
pub(crate) struct Constraints<'s> {
    summit: &'s Summit,
    /// Each idea that belongs together with others: which group that is.
    group_of: BTreeMap<IdeaId, usize>,
    groups: Vec<BTreeSet<IdeaId>>,
    /// Each idea, and those that it does not belong together with.
    apart_from: BTreeMap<IdeaId, BTreeSet<IdeaId>>,
}

impl<'s> Constraints<'s> {
    pub fn of(summit: &'s Summit) -> Self {
        let mut constraints = Self {
            summit,
            group_of: BTreeMap::new(),
            groups: Vec::new(),
            apart_from: BTreeMap::new(),
        };
        summit.theming.together.iter().for_each(|ideas| constraints.join(ideas));
        // One that its author took back does not come again.
        let may_count =
            |id: &&IdeaId| summit.ideas.get(id).is_none_or(|idea| idea.state != State::Withdrawn);
        for ideas in &summit.theming.apart {
            for idea in ideas.iter().filter(may_count) {
                let others = ideas.iter().filter(|other| *other != idea).filter(may_count);
                constraints.apart_from.entry(*idea).or_default().extend(others);
            }
        }
        constraints
    }

    /// What belongs together with one of these belongs together with all of them.
    fn join(&mut self, ideas: &BTreeSet<IdeaId>) {
        let joined = self.with(ideas);
        let into = self.groups.len();
        for idea in &joined {
            if let Some(old) = self.group_of.insert(*idea, into) {
                self.groups[old].clear();
            }
        }
        self.groups.push(joined);
    }

    /// These, and all that belong together with one of them.
    pub fn with(&self, ideas: &BTreeSet<IdeaId>) -> BTreeSet<IdeaId> {
        let bound = ideas.iter().filter_map(|idea| self.group_of.get(idea));
        let groups: BTreeSet<usize> = bound.copied().collect();
        let bound = groups.into_iter().flat_map(|group| &self.groups[group]);
        ideas.iter().chain(bound).copied().collect()
    }

    /// Whether these cannot all be put in one theme: two of them do not belong together, or one of them does not
    /// belong together with what a person put there.
    pub fn clash(&self, ideas: &BTreeSet<IdeaId>, theme: Option<ThemeId>) -> bool {
        ideas.iter().any(|idea| {
            let foes = self.apart_from.get(idea);
            foes.is_some_and(|foes| foes.iter().any(|foe| ideas.contains(foe)))
                || self.is_kept_from(*idea, theme)
        })
    }

    /// Whether an idea does not belong together with what is held in this theme.
    fn is_kept_from(&self, idea: IdeaId, theme: Option<ThemeId>) -> bool {
        let Some(theme) = theme else { return false };
        let held_there = |foe: &IdeaId| self.held_in(foe) == Some(theme);
        self.apart_from.get(&idea).is_some_and(|foes| foes.iter().any(held_there))
    }

    /// The theme in which an idea stays: a person put it there, or the theme is locked.
    fn held_in(&self, id: &IdeaId) -> Option<ThemeId> {
        let idea = self.summit.ideas.get(id)?;
        let is_locked = |id: &ThemeId| self.summit.themes.get(id).is_some_and(|it| it.locked);
        idea.theme.filter(|theme| idea.pinned || is_locked(theme))
    }

    /// Whether two ideas that do not belong together would both be held in one theme, were these in these places, and
    /// held there or not.
    pub fn would_meet(&self, places: &BTreeMap<IdeaId, (Option<ThemeId>, bool)>) -> bool {
        let held = |id: &IdeaId| match places.get(id) {
            Some((theme, is_held)) => theme.filter(|_| *is_held),
            None => self.held_in(id),
        };
        places.keys().any(|idea| {
            let there = held(idea);
            let mut foes = self.apart_from.get(idea).into_iter().flatten();
            there.is_some() && foes.any(|foe| held(foe) == there)
        })
    }

    /// Of the machine's moves, those after which what belongs together is still together, and what does not is not.
    pub fn that_hold(&self, mut moves: Vec<Move>) -> Vec<Move> {
        loop {
            let goes: BTreeMap<IdeaId, Option<ThemeId>> =
                moves.iter().map(|it| (it.idea, it.theme)).collect();
            let place = |id: &IdeaId| {
                let idea = self.summit.ideas.get(id).filter(|idea| idea.state == State::Live)?;
                Some(goes.get(id).copied().unwrap_or(idea.theme))
            };
            let meets_a_foe = |it: &Move| {
                let mut foes = self.apart_from.get(&it.idea).into_iter().flatten();
                it.theme.is_some() && foes.any(|foe| place(foe) == Some(it.theme))
            };
            let leaves_a_friend = |it: &Move| {
                let group = self.group_of.get(&it.idea).map(|group| &self.groups[*group]);
                let mut friends = group.into_iter().flatten();
                friends.any(|friend| place(friend).is_some_and(|there| there != it.theme))
            };
            let before = moves.len();
            let holds: Vec<Move> = moves
                .iter()
                .filter(|it| !meets_a_foe(it) && !leaves_a_friend(it))
                .cloned()
                .collect();
            moves = holds;
            if moves.len() == before {
                return moves;
            }
        }
    }

    /// Whether a person put some of these in different places.
    pub fn are_pinned_apart(&self, ideas: &BTreeSet<IdeaId>) -> bool {
        let known = ideas.iter().filter_map(|idea| self.summit.ideas.get(idea));
        let places: BTreeSet<Option<ThemeId>> =
            known.filter(|idea| idea.pinned).map(|idea| idea.theme).collect();
        places.len() > 1
    }

    /// Whether two of these belong together, or are held in one theme.
    pub fn hold_together(&self, ideas: &BTreeSet<IdeaId>) -> bool {
        let mut groups = BTreeSet::new();
        let mut places = BTreeSet::new();
        ideas.iter().any(|id| {
            self.group_of.get(id).is_some_and(|group| !groups.insert(*group))
                || self.held_in(id).is_some_and(|theme| !places.insert(theme))
        })
    }
}
