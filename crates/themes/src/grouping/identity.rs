//! Groups become themes: who keeps which id, who is new, and who is too small to be a theme.

use super::board::Board;
use super::hall::Hall;
use super::limits::IDEAS_PER_THEME_MIN;
use super::moving::NONE;

/// Where the ideas of a group go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// A theme of the board, by its place.
    Theme(usize),
    New(usize),
    /// In no theme.
    Tray,
}

/// The place of each idea on the board that is a node; `None` for the others, which stay.
///
/// A group that holds something keeps that theme; the others take the theme from which they have most ideas.
///
/// When the hall `is_small` every theme is kept, and none is new.
pub(crate) fn places(
    board: &Board,
    hall: &Hall,
    groups: &[u32],
    is_small: bool,
) -> Vec<Option<Place>> {
    let mut sizes = vec![0_usize; hall.labels];
    let mut shared: Vec<(u32, usize)> = Vec::new();
    for (idea, &node) in hall.nodes.iter().enumerate() {
        if node != NONE && (is_small || !hall.is_far[idea]) {
            let group = groups[node as usize];
            sizes[group as usize] += 1;
            if let Some(theme) = board.theme_of(idea) {
                shared.push((group, theme));
            }
        }
    }
    let mut places: Vec<Option<Place>> = vec![None; hall.labels];
    let mut is_taken = hall.holds.clone();
    for (theme, _) in is_taken.iter().enumerate().filter(|(_, holds)| **holds) {
        places[theme] = Some(Place::Theme(theme));
    }
    shared.sort_unstable();
    let mut overlaps: Vec<(usize, usize, u32)> = shared
        .chunk_by(|one, other| one == other)
        .map(|same| (same.len(), same[0].1, same[0].0))
        .collect();
    overlaps
        .sort_unstable_by_key(|&(count, theme, group)| (std::cmp::Reverse(count), theme, group));
    for (_, theme, group) in overlaps {
        let place = &mut places[group as usize];
        let is_kept = is_small || sizes[group as usize] >= IDEAS_PER_THEME_MIN;
        if place.is_none() && !is_taken[theme] && is_kept {
            *place = Some(Place::Theme(theme));
            is_taken[theme] = true;
        }
    }
    let mut fresh: Vec<usize> = (0..hall.labels)
        .filter(|&group| places[group].is_none())
        .filter(|&group| !is_small && sizes[group] >= IDEAS_PER_THEME_MIN)
        .collect();
    fresh.sort_by_key(|&group| (std::cmp::Reverse(sizes[group]), group));
    for (number, group) in fresh.into_iter().enumerate() {
        places[group] = Some(Place::New(number));
    }
    let place = |(&node, &is_far): (&u32, &bool)| match node {
        NONE => None,
        _ if is_far && !is_small => Some(Place::Tray),
        _ => Some(places[groups[node as usize] as usize].unwrap_or(Place::Tray)),
    };
    hall.nodes.iter().zip(&hall.is_far).map(place).collect()
}
