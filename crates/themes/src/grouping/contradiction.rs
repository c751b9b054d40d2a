//! Wishes that cannot all be met: found before they are made, so that a person can be told.

use std::collections::BTreeMap;

use super::board::Board;
use uuid::Uuid;

/// Two ideas about which people said what cannot both be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contradiction {
    /// They belong together, directly or through others, and are held in two themes.
    TogetherButHeldElsewhere { one: Uuid, other: Uuid },
    /// They must be apart, and are held in the same theme, themselves or through those they belong with.
    ApartButHeldInOne { one: Uuid, other: Uuid },
    /// They must be apart, and belong together, directly or through others.
    ApartButTogether { one: Uuid, other: Uuid },
}

/// The first contradiction on a board, by the order of its ideas; `None` if all wishes can be met.
///
/// An idea is held in its theme if it is pinned there, or the theme is locked or closed. What a person took out of all
/// themes belongs with nothing as long as it is out.
#[must_use]
pub fn contradiction(board: &Board) -> Option<Contradiction> {
    let key = |idea: usize| board.ideas[idea].key;
    let sets = sets(board);
    let mut held: BTreeMap<usize, (usize, Uuid)> = BTreeMap::new();
    for (idea, &set) in sets.iter().enumerate() {
        let Some(theme) = held_in(board, idea) else { continue };
        let &mut (other, there) = held.entry(set).or_insert((idea, theme));
        if there != theme {
            return Some(Contradiction::TogetherButHeldElsewhere {
                one: key(other),
                other: key(idea),
            });
        }
    }
    board.apart.iter().find_map(|&(one, other)| {
        let (a, b) = (sets[one], sets[other]);
        let theme = |set| held.get(&set).map(|(_, theme)| *theme);
        let (one, other) = (key(one), key(other));
        if a == b {
            return Some(Contradiction::ApartButTogether { one, other });
        }
        (theme(a).is_some() && theme(a) == theme(b))
            .then_some(Contradiction::ApartButHeldInOne { one, other })
    })
}

fn held_in(board: &Board, idea: usize) -> Option<Uuid> {
    let theme = &board.themes[board.theme_of(idea)?];
    (board.ideas[idea].pinned || theme.is_at_rest()).then_some(theme.key)
}

/// For each idea the first of those it belongs with, directly or through others.
fn sets(board: &Board) -> Vec<usize> {
    let mut sets: Vec<usize> = (0..board.ideas.len()).collect();
    for together in &board.together {
        let lowest = together.iter().map(|&idea| sets[idea]).min().unwrap_or_default();
        let joined: Vec<usize> = together.iter().map(|&idea| sets[idea]).collect();
        for set in &mut sets {
            if joined.contains(set) {
                *set = lowest;
            }
        }
    }
    sets
}
