//! What the machine proposes for themes, kept where no person decided otherwise; and how people steer it.

use super::{
    Alike, Event, Example, Move, Named, State, Theme,
    constraints::Constraints,
    example, given_up,
    label::{self, Origin},
    made,
    names::{Names, is_left},
    put, standing,
    undo::Step,
};
use crate::{
    ids::{IdeaId, Offset, RoundId, ThemeId},
    limits::{RESOLUTION_DEFAULT_PERCENT, THEMES_MAX},
    rejection::Rejection,
    request::Stamp,
    summit::Summit,
    text,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// How people steer the machine, and what it found beside the themes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Theming {
    /// More makes more and smaller themes: the resolution of the grouping, in percent.
    pub resolution_percent: u16,
    /// Ideas that a person said do not belong together.
    pub apart: Vec<BTreeSet<IdeaId>>,
    /// Ideas that a person said belong together.
    pub together: Vec<BTreeSet<IdeaId>>,
    /// Ideas that never speak for a theme, and what each said, in the form in which texts are compared.
    pub struck: BTreeMap<IdeaId, String>,
    /// Rounds whose ideas keep to the theme they are shown in.
    pub settled: BTreeSet<RoundId>,
    /// The offset that the last regroup was based on: what came before it was looked at.
    pub regrouped: Option<Offset>,
    /// What the machine would do if it began anew, for people to accept or refuse.
    pub suggestion: Option<Suggestion>,
    /// What people did to themes, the last ones, newest at the end.
    pub steps: VecDeque<Step>,
}

impl Default for Theming {
    fn default() -> Self {
        Self {
            resolution_percent: RESOLUTION_DEFAULT_PERCENT,
            apart: Vec::new(),
            together: Vec::new(),
            struck: BTreeMap::new(),
            settled: BTreeSet::new(),
            regrouped: None,
            suggestion: None,
            steps: VecDeque::new(),
        }
    }
}

/// A grouping that fits the ideas better than the one that is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The commit that brought it, and so its name.
    pub offset: Offset,
    /// The state that it was found in.
    pub based_on: Offset,
    /// Themes that would fall apart.
    pub splits: u32,
    /// Themes that would go into others.
    pub merges: u32,
    /// New themes and their names.
    pub labels: Vec<Named>,
    /// Ideas that would go elsewhere.
    pub moves: Vec<Move>,
}

/// What the machine found, as it asks for it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Found<'f> {
    pub moves: &'f [Move],
    pub labels: &'f [Named],
    pub examples: &'f [Example],
    pub alike: &'f [Alike],
}

/// Keeps of a machine's proposal what no person overruled since `based_on`.
///
/// A regroup that found no place for ideas that it saw first is a fact too: they were looked at.
pub(super) fn decide(
    summit: &Summit,
    regroup: Option<Offset>,
    found: &Found<'_>,
    based_on: Offset,
) -> Vec<Event> {
    let (labels, moves) = kept(summit, found, based_on);
    let known = |id: &IdeaId| summit.ideas.get(id);
    let is_news = |it: &&Alike| {
        known(&it.idea).is_some_and(|idea| idea.alike != it.to && Some(it.idea) != it.to)
            && it.to.is_none_or(|to| known(&to).is_some())
    };
    let alike: Vec<Alike> = found.alike.iter().filter(is_news).cloned().collect();
    let goes_to = |it: &Example| {
        let moved = moves.iter().find(|moved| moved.idea == it.idea);
        moved.map_or_else(|| known(&it.idea).and_then(|idea| idea.theme), |moved| moved.theme)
    };
    let is_new = |it: &&Example| {
        let shown = summit.themes.get(&it.theme).and_then(|theme| theme.example);
        shown != Some(it.idea)
            && goes_to(it) == Some(it.theme)
            && !example::is_struck(summit, it.idea)
    };
    let examples: Vec<Example> = found.examples.iter().filter(is_new).cloned().collect();
    let leaves_some = regroup.is_some_and(|based_on| leftovers(summit, based_on).next().is_some());
    if moves.is_empty()
        && labels.is_empty()
        && alike.is_empty()
        && examples.is_empty()
        && !leaves_some
    {
        return vec![];
    }
    vec![Event::Regrouped { based_on: regroup, labels, moves, examples, alike }]
}

/// The ideas without a theme that a regroup based on this offset is the first to have looked at.
pub fn leftovers(summit: &Summit, based_on: Offset) -> impl Iterator<Item = IdeaId> {
    let since = summit.theming.regrouped.unwrap_or(Offset::ZERO);
    let new = summit.ideas.iter().filter(move |(_, idea)| {
        idea.theme.is_none() && idea.offset > since && idea.offset <= based_on
    });
    new.map(|(id, _)| *id)
}

/// What of a proposal still holds: labels that are worth giving, and moves that nobody decided otherwise.
pub(super) fn kept(
    summit: &Summit,
    found: &Found<'_>,
    based_on: Offset,
) -> (Vec<Named>, Vec<Move>) {
    let Found { moves, labels, .. } = found;
    let free = |id: &ThemeId| match summit.themes.get(id) {
        Some(theme) => theme.state != State::Closed && !theme.locked && theme.touched <= based_on,
        None => labels.iter().any(|named| named.theme == *id),
    };
    let constraints = Constraints::of(summit);
    let may_move = |it: &&Move| {
        let Some(idea) = summit.ideas.get(&it.idea) else {
            return false;
        };
        let source = idea.theme.is_none_or(|theme| free(&theme));
        let target = it.theme.is_none_or(|theme| free(&theme));
        idea.theme != it.theme && !idea.pinned && idea.touched <= based_on && source && target
    };
    let moves = constraints.that_hold(moves.iter().filter(may_move).cloned().collect());
    let moves = given_up::without(summit, &constraints, moves);
    let mut room = THEMES_MAX.saturating_sub(standing(summit));
    let mut wished: Vec<(ThemeId, String)> = Vec::new();
    for Named { theme, label } in *labels {
        let Ok(label) = text::label(label) else { continue };
        let is_worth = match summit.themes.get(theme) {
            Some(known) if label::is_to_be_named(summit, known) => true,
            Some(known) => known.state == State::Forming && free(theme) && !known.by_person,
            None => room > 0 && moves.iter().any(|it| it.theme == Some(*theme)),
        };
        if is_worth && wished.iter().all(|(other, _)| other != theme) {
            room -= usize::from(!summit.themes.contains_key(theme));
            wished.push((*theme, label));
        }
    }
    let exists = |id: &ThemeId| {
        summit.themes.contains_key(id) || wished.iter().any(|(theme, _)| theme == id)
    };
    let moves: Vec<Move> =
        moves.into_iter().filter(|it| it.theme.as_ref().is_none_or(exists)).collect();
    (named(summit, wished, &moves), moves)
}

/// The names of the machine, each made distinct from those that stand once the moves are done.
fn named(summit: &Summit, mut wished: Vec<(ThemeId, String)>, moves: &[Move]) -> Vec<Named> {
    let is_source = |it: &&Move| summit.ideas.get(&it.idea).and_then(|idea| idea.theme);
    let mut leave: BTreeMap<ThemeId, usize> = BTreeMap::new();
    moves.iter().filter_map(|it| is_source(&it)).for_each(|id| *leave.entry(id).or_default() += 1);
    let takes_in = |id: ThemeId| moves.iter().any(|it| it.theme == Some(id));
    // An idea may go to a theme that was left meanwhile.
    let back = summit.themes.iter().filter(|(id, theme)| is_left(theme) && takes_in(**id));
    for (id, theme) in back {
        if wished.iter().all(|(other, _)| other != id) {
            wished.push((*id, theme.label.clone()));
        }
    }
    let vanishes = |id: ThemeId, theme: &Theme| {
        theme.state == State::Forming
            && leave.get(&id).is_some_and(|count| *count == theme.ideas.len())
            && !takes_in(id)
    };
    let is_wished = |id: ThemeId| wished.iter().any(|(theme, _)| *theme == id);
    let mut names = Names::of(summit, |id, theme| is_wished(id) || vanishes(id, theme));
    let distinct = wished.iter().map(|(theme, label)| (*theme, names.take(label)));
    let is_news =
        |(id, label): &(ThemeId, String)| summit.themes.get(id).is_none_or(|it| it.label != *label);
    distinct.filter(is_news).map(|(theme, label)| Named { theme, label }).collect()
}

/// Takes a grouping into the state.
pub(super) fn apply(
    summit: &mut Summit,
    stamp: &Stamp,
    based_on: Option<Offset>,
    found: &Found<'_>,
) {
    rearrange(summit, stamp, found.labels, found.moves);
    for Example { theme, idea } in found.examples {
        if let Some(theme) = summit.themes.get_mut(theme) {
            theme.example = Some(*idea);
        }
    }
    for Alike { idea, to } in found.alike {
        if let Some(idea) = summit.ideas.get_mut(idea) {
            idea.alike = *to;
        }
    }
    summit.theming.regrouped = based_on.or(summit.theming.regrouped);
}

fn rearrange(summit: &mut Summit, stamp: &Stamp, labels: &[Named], moves: &[Move]) {
    // It was named after what it held, or after what it holds now.
    let held = |summit: &Summit, id: &ThemeId| summit.themes.get(id).map(|it| it.ideas.clone());
    let before: Vec<_> = labels.iter().map(|it| held(summit, &it.theme)).collect();
    for Named { theme, label } in labels {
        let new = || made(stamp, label, false);
        summit.themes.entry(*theme).or_insert_with(new).label.clone_from(label);
    }
    for Move { idea, theme } in moves {
        put(summit, stamp, *idea, *theme, false);
    }
    for (Named { theme, label }, before) in labels.iter().zip(before) {
        let mut ideas = before.unwrap_or_default();
        ideas.extend(held(summit, theme).unwrap_or_default());
        let origin = Origin::of(summit, &ideas, label);
        if let Some(theme) = summit.themes.get_mut(theme) {
            theme.origin = Some(origin);
            theme.unread = theme.named;
        }
    }
}

/// What the machine would rather show, if it is more than what it would rather show already.
pub(super) fn suggest(
    summit: &Summit,
    based_on: Offset,
    (splits, merges): (u32, u32),
    found: &Found<'_>,
) -> Result<Vec<Event>, Rejection> {
    if based_on > summit.offset {
        return Err(Rejection::ThemeOutdated);
    }
    let (labels, moves) = kept(summit, found, based_on);
    let shown = summit.theming.suggestion.as_ref();
    Ok(match shown {
        Some(shown) if moves.is_empty() => vec![Event::Dismissed { suggestion: shown.offset }],
        Some(shown) if shown.moves == moves && shown.labels == labels => vec![],
        None if moves.is_empty() => vec![],
        _ => vec![Event::Suggested { based_on, splits, merges, labels, moves }],
    })
}

/// A person says yes to what the machine suggested: what still holds of it.
pub(super) fn accept(summit: &Summit, offset: Offset) -> Result<Event, Rejection> {
    let suggestion = suggested(summit, offset)?;
    let found = Found { moves: &suggestion.moves, labels: &suggestion.labels, ..Found::default() };
    let (labels, moves) = kept(summit, &found, suggestion.based_on);
    if moves.is_empty() {
        return Err(Rejection::ThemeSuggestionGone);
    }
    Ok(Event::Accepted { suggestion: offset, labels, moves })
}

/// A person takes what the machine suggested: its ideas go there, and may move on from there; the themes that came of
/// it stay, and what they are called.
pub(super) fn accepted(summit: &mut Summit, stamp: &Stamp, labels: &[Named], moves: &[Move]) {
    rearrange(summit, stamp, labels, moves);
    for Named { theme, .. } in labels {
        if let Some(theme) = summit.themes.get_mut(theme) {
            theme.by_person = true;
        }
    }
    for moved in moves {
        if let Some(idea) = summit.ideas.get_mut(&moved.idea) {
            idea.touched = stamp.offset;
        }
    }
    summit.theming.suggestion = None;
}

/// The suggestion that is shown, if it is this one.
pub(super) fn suggested(summit: &Summit, offset: Offset) -> Result<&Suggestion, Rejection> {
    let shown = summit.theming.suggestion.as_ref();
    shown.filter(|it| it.offset == offset).ok_or(Rejection::ThemeSuggestionGone)
}
