//! What people make of themes: merged, split, filled, given up. What they put somewhere holds from then on.

use super::{
    Event, State, by_person,
    constraints::Constraints,
    made,
    names::{self, Names, is_left},
    put,
    sorting::{keep_the_rest, refuse_clash},
};
use crate::{
    idea,
    ids::{IdeaId, ThemeId},
    rejection::Rejection,
    request::Stamp,
    summit::Summit,
    text,
};
use std::collections::BTreeSet;

/// Ideas out of a theme into a new one, with those that belong together with them. Without a label it is called as the
/// theme that it comes from, with a number.
pub fn split(
    summit: &Summit,
    theme: ThemeId,
    into: ThemeId,
    ideas: &BTreeSet<IdeaId>,
    label: Option<&str>,
) -> Result<Event, Rejection> {
    let parent = &summit.themes[&theme];
    if ideas.is_empty() {
        return Err(Rejection::ThemeNoIdeas);
    }
    if !ideas.is_subset(&parent.ideas) {
        return Err(Rejection::ThemeIdeaElsewhere);
    }
    let bound = Constraints::of(summit).with(ideas);
    let ideas: BTreeSet<IdeaId> = bound.intersection(&parent.ideas).copied().collect();
    let vanishes = parent.state == State::Forming && ideas.len() == parent.ideas.len();
    let mut names = Names::of(summit, |id, _| vanishes && id == theme);
    let unnamed = label.is_none();
    let label = match label {
        Some(label) => {
            let label = text::label(label)?;
            names.refuse(&label)?;
            label
        }
        None => names.take(&parent.label),
    };
    refuse_clash(summit, &ideas, None)?;
    Ok(Event::Split { theme, into, label, ideas, unnamed })
}

/// All ideas of both stay in the one, which bears the name that a person gave: its own, or else that of the other.
pub fn merged(summit: &mut Summit, stamp: &Stamp, from: ThemeId, into: ThemeId) {
    let Some(gone) = summit.themes.get(&from) else { return };
    let name = gone.named.then(|| (gone.label.clone(), gone.origin.clone(), gone.unread));
    let ideas = gone.ideas.clone();
    let was_published = gone.state == State::Published;
    let example = gone.quoted;
    for idea in ideas {
        put(summit, stamp, idea, Some(into), true);
    }
    by_person(summit, stamp, from, |theme| {
        theme.state = State::Closed;
        theme.merged_into = Some(into);
    });
    by_person(summit, stamp, into, |theme| {
        theme.by_person = true;
        if let Some((name, origin, unread)) = name.filter(|_| !theme.named) {
            theme.is_called(&name);
            (theme.origin, theme.unread) = (origin, unread);
        }
        // What the hall saw does not leave the wall because it grew.
        if was_published && theme.state != State::Published {
            theme.state = State::Published;
            theme.quoted = theme.quoted.or(example);
        }
    });
    keep_the_rest(summit, stamp, into);
}

/// A new theme of these, and what is left stays where it is.
pub fn was_split(
    summit: &mut Summit,
    stamp: &Stamp,
    (theme, into): (ThemeId, ThemeId),
    (label, unnamed): (&str, bool),
    ideas: &BTreeSet<IdeaId>,
) {
    let parent = summit.themes.get(&theme);
    let is_called_as = parent.is_some_and(|parent| parent.label == label);
    let mut new = made(stamp, label, true);
    new.named = !unnamed && !is_called_as;
    if !new.named {
        new.origin = parent.and_then(|parent| parent.origin.clone());
    }
    summit.themes.insert(into, new);
    for idea in ideas {
        put(summit, stamp, *idea, Some(into), true);
    }
    by_person(summit, stamp, theme, |theme| theme.by_person = true);
    keep_the_rest(summit, stamp, theme);
}

/// A theme that was empty, and so in nobody's sight, may have lost its name to another.
pub fn was_moved(summit: &mut Summit, stamp: &Stamp, idea: IdeaId, theme: Option<ThemeId>) {
    let back = theme.filter(|id| summit.themes.get(id).is_some_and(is_left));
    put(summit, stamp, idea, theme, true);
    names::settle(summit, back);
}

/// Its ideas are free, but not to be the same theme again.
pub fn closed(summit: &mut Summit, stamp: &Stamp, id: ThemeId) {
    let ideas = summit.themes.get(&id).map(|theme| theme.ideas.clone()).unwrap_or_default();
    for idea in &ideas {
        put(summit, stamp, *idea, None, false);
    }
    let counts = |id: &IdeaId| summit.ideas.get(id).is_some_and(|it| it.state == idea::State::Live);
    let given_up = ideas.into_iter().filter(counts).collect();
    by_person(summit, stamp, id, |theme| {
        theme.state = State::Closed;
        theme.given_up = given_up;
    });
}

/// What is locked stays as it is, so that two ideas in it that do not belong together would stay in one theme.
pub fn refuse_foes_inside(summit: &Summit, id: ThemeId) -> Result<(), Rejection> {
    let ideas = summit.themes.get(&id).map(|theme| &theme.ideas);
    let live = |id: &&IdeaId| summit.ideas.get(id).is_some_and(|it| it.state == idea::State::Live);
    refuse_clash(summit, &ideas.into_iter().flatten().filter(live).copied().collect(), None)
}
