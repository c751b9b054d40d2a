//! Centring all vectors anew and comparing all with all: half a second for 5,000 ideas, so on a copy, while ideas go on
//! coming in.

use super::neighbours::Neighbours;
use super::vectors::Vectors;
use uuid::Uuid;

/// The vectors as they were when it was found that their mean has moved.
#[derive(Debug)]
pub struct Centring {
    pub(crate) vectors: Vectors,
    pub(crate) keys: Vec<Option<Uuid>>,
    /// When each slot was filled, counted.
    pub(crate) since: Vec<u64>,
}

/// The same, centred on their own mean, and who is near whom.
#[derive(Debug)]
pub struct Centred {
    vectors: Vectors,
    neighbours: Neighbours,
    keys: Vec<Option<Uuid>>,
    since: Vec<u64>,
}

impl Centring {
    /// Does it.
    #[must_use]
    pub fn run(self) -> Centred {
        let Self { mut vectors, keys, since } = self;
        vectors.recentre();
        let mut neighbours = Neighbours::default();
        neighbours.rebuild(&vectors, &keys);
        Centred { vectors, neighbours, keys, since }
    }
}

impl Centred {
    /// Brings it up to what came and went meanwhile.
    pub(crate) fn follow(
        mut self,
        vectors: &Vectors,
        keys: &[Option<Uuid>],
        since: &[u64],
    ) -> (Vectors, Neighbours) {
        // A slot that was filled anew holds another idea, or the same with another text.
        let was =
            |slot: usize| self.keys.get(slot).copied().flatten().map(|key| (key, self.since[slot]));
        let is = |slot: usize| keys[slot].map(|key| (key, since[slot]));
        let changed: Vec<usize> = (0..keys.len()).filter(|&slot| was(slot) != is(slot)).collect();
        self.keys.resize(keys.len(), None);
        self.neighbours.reach(keys.len());
        self.vectors.reach(keys.len());
        for &slot in &changed {
            if self.keys[slot].take().is_some() {
                self.vectors.clear(slot);
                self.neighbours.remove(slot, &self.vectors, &self.keys);
            }
        }
        for &slot in changed.iter().filter(|&&slot| keys[slot].is_some()) {
            self.keys[slot] = keys[slot];
            self.vectors.take_over(slot, vectors);
            self.neighbours.add(slot, &self.vectors, &self.keys);
        }
        (self.vectors, self.neighbours)
    }
}
