//! Ideas that move as one: what people put together, and what they pinned in the same theme.

use super::board::{Board, Standing};

/// Ideas in bundles, each with the open theme in which it is held, if any.
#[derive(Debug)]
pub(crate) struct Bundles {
    parent: Vec<usize>,
    /// The theme that holds the bundle of this root.
    held: Vec<Option<usize>>,
    /// For each theme an idea of the bundle that it holds.
    anchors: Vec<Option<usize>>,
}

impl Bundles {
    /// Pins are kept before all; then what is apart; then what is together; then `choirs`, of ideas that say the same,
    /// but for those that people hold somewhere.
    pub fn of(board: &Board, choirs: &[Vec<usize>]) -> Self {
        let mut bundles = Self {
            parent: (0..board.ideas.len()).collect(),
            held: vec![None; board.ideas.len()],
            anchors: vec![None; board.themes.len()],
        };
        for idea in 0..board.ideas.len() {
            if let Standing::Pinned(theme) = board.standing(idea) {
                bundles.hold(idea, theme);
            }
        }
        for set in &board.together {
            let free = || set.iter().copied().filter(|&idea| board.standing(idea) != Standing::Out);
            // Those held go first, so that the others follow them.
            let first =
                free().find(|&idea| bundles.held_in(idea).is_some()).or_else(|| free().next());
            for idea in free() {
                if let Some(first) = first {
                    bundles.join(first, idea, &board.apart);
                }
            }
        }
        for choir in choirs {
            let mut first = None;
            for &idea in choir {
                let is_free =
                    board.standing(idea) == Standing::Free && bundles.held_in(idea).is_none();
                if is_free {
                    bundles.join(*first.get_or_insert(idea), idea, &board.apart);
                }
            }
        }
        bundles
    }

    pub fn root(&self, mut idea: usize) -> usize {
        while self.parent[idea] != idea {
            idea = self.parent[idea];
        }
        idea
    }

    /// The theme in which an idea is held.
    pub fn held_in(&self, idea: usize) -> Option<usize> {
        self.held[self.root(idea)]
    }

    pub fn holds_something(&self, theme: usize) -> bool {
        self.anchors[theme].is_some()
    }

    /// Holds an idea in a theme, unless its bundle is held elsewhere.
    pub fn hold(&mut self, idea: usize, theme: usize) {
        let root = self.root(idea);
        if self.held[root].is_some_and(|held| held != theme) {
            return;
        }
        self.held[root] = Some(theme);
        match self.anchors[theme] {
            Some(anchor) => self.union(anchor, idea),
            None => self.anchors[theme] = Some(idea),
        }
    }

    /// Whether an idea may be held in a theme: it is not held elsewhere, nor apart from what is held there.
    pub fn may_hold(&self, idea: usize, theme: usize, apart: &[(usize, usize)]) -> bool {
        self.held_in(idea).is_none_or(|held| held == theme)
            && self.anchors[theme].is_none_or(|anchor| !self.are_apart(anchor, idea, apart))
    }

    fn join(&mut self, one: usize, other: usize, apart: &[(usize, usize)]) {
        let both_held = self.held_in(one).is_some() && self.held_in(other).is_some();
        if !both_held && !self.are_apart(one, other, apart) {
            self.union(one, other);
        }
    }

    /// Whether anything in the bundle of one idea must be apart from anything in that of another.
    fn are_apart(&self, one: usize, other: usize, apart: &[(usize, usize)]) -> bool {
        let (one, other) = (self.root(one), self.root(other));
        one != other
            && apart.iter().any(|&(a, b)| {
                let roots = (self.root(a), self.root(b));
                roots == (one, other) || roots == (other, one)
            })
    }

    fn union(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        let (low, high) = (one.min(other), one.max(other));
        self.held[low] = self.held[low].or(self.held[high]);
        self.parent[high] = low;
    }
}
