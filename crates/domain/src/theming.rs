//! What the machine proposes for themes: kept where no person decided otherwise.

use crate::{
    ids::{Offset, ThemeId},
    limits::THEMES_MAX,
    summit::{Stamp, Summit},
    text,
    theme::{Event, Move, Named, State, made, put, standing},
};

/// Keeps of a machine's proposal what no person overruled since `based_on`.
pub(crate) fn decide(
    summit: &Summit,
    regroup: Option<Offset>,
    moves: &[Move],
    labels: &[Named],
    based_on: Offset,
) -> Vec<Event> {
    let free = |id: &ThemeId| match summit.themes.get(id) {
        Some(theme) => theme.state != State::Closed && !theme.locked && theme.touched <= based_on,
        None => labels.iter().any(|named| named.theme == *id),
    };
    let may_move = |it: &Move| {
        let Some(idea) = summit.ideas.get(&it.idea) else {
            return false;
        };
        let source = idea.theme.is_none_or(|theme| free(&theme));
        let target = it.theme.is_none_or(|theme| free(&theme));
        idea.theme != it.theme && !idea.pinned && idea.touched <= based_on && source && target
    };
    let moves: Vec<Move> = moves.iter().filter(|it| may_move(it)).cloned().collect();
    let worth = |theme: &ThemeId, label: &str| match summit.themes.get(theme) {
        Some(known) => {
            known.state == State::Forming && free(theme) && !known.by_person && known.label != label
        }
        None => moves.iter().any(|it| it.theme == Some(*theme)),
    };
    let mut room = THEMES_MAX.saturating_sub(standing(summit));
    let mut kept = Vec::new();
    for Named { theme, label } in labels {
        let known = summit.themes.contains_key(theme);
        if let Ok(label) = text::label(label)
            && worth(theme, &label)
            && (known || room > 0)
        {
            room -= usize::from(!known);
            kept.push(Named { theme: *theme, label });
        }
    }
    let exists = |id: &ThemeId| {
        summit.themes.contains_key(id) || kept.iter().any(|named| named.theme == *id)
    };
    let moves: Vec<Move> =
        moves.into_iter().filter(|it| it.theme.as_ref().is_none_or(exists)).collect();
    if moves.is_empty() && kept.is_empty() {
        return vec![];
    }
    vec![Event::Regrouped { based_on: regroup, labels: kept, moves }]
}

/// Takes a grouping into the state.
pub(crate) fn apply(
    summit: &mut Summit,
    stamp: &Stamp,
    based_on: Option<Offset>,
    labels: &[Named],
    moves: &[Move],
) {
    for Named { theme, label } in labels {
        let new = || made(stamp, label, false);
        summit.themes.entry(*theme).or_insert_with(new).label.clone_from(label);
    }
    for Move { idea, theme } in moves {
        put(summit, stamp, *idea, *theme, false);
    }
    summit.regrouped = based_on.or(summit.regrouped);
}
