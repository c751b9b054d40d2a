//! How people sort ideas into themes: bound ideas go together, and what contradicts an earlier word is refused.

use super::{Event, constraints::Constraints, open};
use crate::{
    idea::Idea,
    ids::{IdeaId, ThemeId},
    limits::CONSTRAINTS_MAX,
    rejection::Rejection,
    request::Stamp,
    summit::Summit,
};
use std::collections::{BTreeMap, BTreeSet};

/// A person puts these, and what belongs together with them, in a theme or out of every theme.
pub fn moved(
    summit: &Summit,
    ideas: &BTreeSet<IdeaId>,
    theme: Option<ThemeId>,
) -> Result<Vec<Event>, Rejection> {
    if ideas.is_empty() {
        return Err(Rejection::ThemeNoIdeas);
    }
    if ideas.iter().any(|idea| !summit.ideas.contains_key(idea)) {
        return Err(Rejection::IdeaUnknown);
    }
    if let Some(theme) = theme {
        open(summit, theme)?;
    }
    let ideas = Constraints::of(summit).with(ideas);
    if theme.is_some() {
        refuse_clash(summit, &ideas, theme)?;
    }
    let is_there = |idea: &Idea| idea.theme == theme && idea.pinned;
    let elsewhere = ideas.into_iter().filter(|id| !is_there(&summit.ideas[id]));
    Ok(elsewhere.map(|idea| Event::Moved { idea, theme }).collect())
}

/// A person says that these belong together: all go to where a person put one of them, else to the theme that has
/// the most, the first if two have as many.
pub fn joined(summit: &Summit, ideas: &BTreeSet<IdeaId>) -> Result<Vec<Event>, Rejection> {
    refuse_few(summit, ideas)?;
    if summit.theming.together.len() >= CONSTRAINTS_MAX {
        return Err(Rejection::ThemeTooManyTogether { max: CONSTRAINTS_MAX });
    }
    let constraints = Constraints::of(summit);
    let all = constraints.with(ideas);
    if all.iter().all(|idea| constraints.with(&BTreeSet::from([*idea])).is_superset(ideas)) {
        return Ok(vec![]);
    }
    let pinned = all.iter().find(|id| summit.ideas[id].pinned);
    let theme = match pinned {
        Some(pinned) => summit.ideas[pinned].theme,
        None => {
            let mut holds: BTreeMap<ThemeId, usize> = BTreeMap::new();
            let themes = all.iter().filter_map(|id| summit.ideas[id].theme);
            themes.for_each(|theme| *holds.entry(theme).or_default() += 1);
            holds.into_iter().rev().max_by_key(|(_, count)| *count).map(|(theme, _)| theme)
        }
    };
    if constraints.are_pinned_apart(&all) || constraints.clash(&all, theme) {
        return Err(Rejection::ThemeContradiction);
    }
    let moved = all.into_iter().filter(|id| summit.ideas[id].theme != theme).collect();
    Ok(vec![Event::Joined { ideas: ideas.clone(), moved, theme }])
}

pub fn refuse_few(summit: &Summit, ideas: &BTreeSet<IdeaId>) -> Result<(), Rejection> {
    if ideas.len() < 2 {
        return Err(Rejection::ThemeNoIdeas);
    }
    if ideas.iter().any(|idea| !summit.ideas.contains_key(idea)) {
        return Err(Rejection::IdeaUnknown);
    }
    Ok(())
}

pub fn refuse_clash(
    summit: &Summit,
    ideas: &BTreeSet<IdeaId>,
    theme: Option<ThemeId>,
) -> Result<(), Rejection> {
    if Constraints::of(summit).clash(ideas, theme) {
        return Err(Rejection::ThemeContradiction);
    }
    Ok(())
}

/// A person decided about these.
pub fn touch<'i>(summit: &mut Summit, stamp: &Stamp, ideas: impl IntoIterator<Item = &'i IdeaId>) {
    for id in ideas {
        if let Some(idea) = summit.ideas.get_mut(id) {
            idea.touched = stamp.offset;
        }
    }
}

/// What a split left stays there, but for ideas that do not belong together with what stays.
pub fn keep_the_rest(summit: &mut Summit, stamp: &Stamp, id: ThemeId) {
    let rest = summit.themes.get(&id).map(|theme| theme.ideas.clone()).unwrap_or_default();
    let mut stay: Vec<IdeaId> = Vec::new();
    let constraints = Constraints::of(summit);
    let mut kept: BTreeSet<IdeaId> = BTreeSet::new();
    for idea in rest {
        kept.insert(idea);
        if constraints.clash(&kept, Some(id)) {
            kept.remove(&idea);
        } else {
            stay.push(idea);
        }
    }
    for id in stay {
        if let Some(idea) = summit.ideas.get_mut(&id) {
            idea.pinned = true;
            idea.touched = stamp.offset;
        }
    }
}
