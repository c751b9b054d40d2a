//! What a grouping from scratch would do to the themes that are shown, in numbers that people can weigh.

use std::collections::BTreeMap;

use super::board::Board;
use super::hall::Hall;
use super::limits::IDEAS_PER_THEME_MIN;
use super::moving::NONE;

/// Shown themes that fall apart in several groups, and groups made of several shown themes.
///
/// A part counts if it has as many ideas as a theme needs, and a fifth of the theme or group: less is a few that move.
pub(crate) fn splits_and_merges(board: &Board, hall: &Hall, groups: &[u32]) -> (usize, usize) {
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
