//! The ideas most like each idea, kept up to date as ideas come and go: exact, by comparing each new one with all.

use super::vectors::{Vectors, dot};
use uuid::Uuid;

/// Ideas that are remembered as nearest to each: enough for a theme to hang together, few enough to be told apart.
pub(crate) const NEIGHBOURS_MAX: usize = 15;

/// Another idea, and how alike the two are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Near {
    pub dot: i32,
    pub slot: u32,
}

/// For each slot the nearest others, the nearest first; ties go by key, so that the order of adding does not matter.
#[derive(Debug, Clone, Default)]
pub(crate) struct Neighbours {
    of: Vec<Vec<Near>>,
}

impl Neighbours {
    pub fn of(&self, slot: usize) -> &[Near] {
        &self.of[slot]
    }

    /// Compares a new idea with all, in both directions. `keys` has the key of each slot in use.
    pub fn add(&mut self, slot: usize, vectors: &Vectors, keys: &[Option<Uuid>]) {
        if self.of.len() <= slot {
            self.of.resize(slot + 1, Vec::new());
        }
        let vector = vectors.centred(slot);
        let mut mine = Vec::with_capacity(NEIGHBOURS_MAX + 1);
        for other in (0..keys.len()).filter(|&other| other != slot && keys[other].is_some()) {
            let dot = dot(vector, vectors.centred(other));
            if dot > 0 {
                insert(&mut mine, Near { dot, slot: other as u32 }, keys);
                insert(&mut self.of[other], Near { dot, slot: slot as u32 }, keys);
            }
        }
        self.of[slot] = mine;
    }

    /// Forgets an idea, whose key is no longer in `keys`; those that had it near look for another.
    pub fn remove(&mut self, slot: usize, vectors: &Vectors, keys: &[Option<Uuid>]) {
        self.of[slot].clear();
        for other in 0..self.of.len() {
            if self.of[other].iter().any(|near| near.slot as usize == slot) {
                self.of[other] = nearest(other, vectors, keys);
            }
        }
    }

    /// Compares all with all.
    pub fn rebuild(&mut self, vectors: &Vectors, keys: &[Option<Uuid>]) {
        self.of = vec![Vec::new(); keys.len()];
        for slot in 0..keys.len() {
            if keys[slot].is_some() {
                self.add(slot, vectors, &keys[..slot]);
            }
        }
    }
}

fn nearest(slot: usize, vectors: &Vectors, keys: &[Option<Uuid>]) -> Vec<Near> {
    let mut nearest = Vec::with_capacity(NEIGHBOURS_MAX + 1);
    for other in (0..keys.len()).filter(|&other| other != slot && keys[other].is_some()) {
        let dot = dot(vectors.centred(slot), vectors.centred(other));
        if dot > 0 {
            insert(&mut nearest, Near { dot, slot: other as u32 }, keys);
        }
    }
    nearest
}

fn insert(list: &mut Vec<Near>, near: Near, keys: &[Option<Uuid>]) {
    let is_before = |one: &Near, other: &Near| {
        (other.dot, keys.get(one.slot as usize)) < (one.dot, keys.get(other.slot as usize))
    };
    if list.len() == NEIGHBOURS_MAX && list.last().is_some_and(|last| is_before(last, &near)) {
        return;
    }
    let at = list.partition_point(|one| is_before(one, &near));
    list.insert(at, near);
    list.truncate(NEIGHBOURS_MAX);
}
