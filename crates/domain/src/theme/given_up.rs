//! What a person gave up does not come back: the machine does not make a theme of mostly the same ideas again.

use super::{Move, State, constraints::Constraints};
use crate::{
    idea::State as IdeaState,
    ids::{IdeaId, ThemeId},
    summit::Summit,
};
use std::collections::{BTreeMap, BTreeSet};

/// Of the machine's moves, those after which no theme of its own is one that was given up.
pub(super) fn without(
    summit: &Summit,
    constraints: &Constraints<'_>,
    mut moves: Vec<Move>,
) -> Vec<Move> {
    let themes = summit.themes.values();
    let given_up: Vec<&BTreeSet<IdeaId>> =
        themes.map(|theme| &theme.given_up).filter(|ideas| !ideas.is_empty()).collect();
    if given_up.is_empty() {
        return moves;
    }
    // Mostly made of it, and most of it: a smaller part, or a theme that also says much else, is another theme.
    let is_again = |ideas: &BTreeSet<IdeaId>| {
        given_up.iter().any(|given_up| {
            let again = ideas.intersection(given_up).count();
            again * 2 > ideas.len() && again * 2 > given_up.len()
        })
    };
    let place = |id: &IdeaId| summit.ideas.get(id).and_then(|idea| idea.theme);
    loop {
        let touched = moves.iter().flat_map(|it| [place(&it.idea), it.theme]).flatten();
        let back: BTreeSet<ThemeId> = touched
            .collect::<BTreeSet<_>>()
            .into_iter()
            .filter(|theme| is_of_machine(summit, *theme))
            .filter(|theme| {
                let before = live(summit, *theme);
                !is_again(&before) && is_again(&after(before, *theme, &moves))
            })
            .collect();
        if back.is_empty() {
            return moves;
        }
        let is_back = |theme: Option<ThemeId>| theme.is_some_and(|it| back.contains(&it));
        moves.retain(|it| !is_back(it.theme) && !is_back(place(&it.idea)));
        moves = constraints.that_hold(moves);
    }
}

fn is_of_machine(summit: &Summit, theme: ThemeId) -> bool {
    let theme = summit.themes.get(&theme);
    theme.is_none_or(|theme| theme.state == State::Forming && !theme.by_person)
}

/// The ideas of a theme that count.
fn live(summit: &Summit, theme: ThemeId) -> BTreeSet<IdeaId> {
    let ideas = summit.themes.get(&theme).map(|theme| &theme.ideas).into_iter().flatten();
    let counts = |id: &&IdeaId| summit.ideas.get(id).is_some_and(|it| it.state == IdeaState::Live);
    ideas.filter(counts).copied().collect()
}

fn after(mut ideas: BTreeSet<IdeaId>, theme: ThemeId, moves: &[Move]) -> BTreeSet<IdeaId> {
    let goes: BTreeMap<IdeaId, Option<ThemeId>> =
        moves.iter().map(|it| (it.idea, it.theme)).collect();
    ideas.retain(|idea| !goes.contains_key(idea));
    ideas.extend(goes.into_iter().filter(|(_, to)| *to == Some(theme)).map(|(idea, _)| idea));
    ideas
}
