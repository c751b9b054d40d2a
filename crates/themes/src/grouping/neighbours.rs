//! The ideas most like each idea, kept up to date as ideas come and go: exact, by comparing each new one with all.

use super::limits::NEIGHBOURS_MAX;
use super::vectors::Vectors;
use uuid::Uuid;

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
        self.reach(slot + 1);
        let mut nearest = Vec::with_capacity(NEIGHBOURS_MAX + 1);
        for (other, dot) in alike(slot, vectors, keys) {
            insert(&mut nearest, Near { dot, slot: other as u32 }, keys);
            insert(&mut self.of[other], Near { dot, slot: slot as u32 }, keys);
        }
        self.of[slot] = nearest;
    }

    /// Forgets an idea, whose key is no longer in `keys`; those that had it near look for another.
    pub fn remove(&mut self, slot: usize, vectors: &Vectors, keys: &[Option<Uuid>]) {
        self.of[slot].clear();
        for (other, near) in self.of.iter_mut().enumerate() {
            if near.iter().any(|near| near.slot as usize == slot) {
                near.clear();
                for (another, dot) in alike(other, vectors, keys) {
                    insert(near, Near { dot, slot: another as u32 }, keys);
                }
            }
        }
    }

    /// Has a list for each of so many slots.
    pub fn reach(&mut self, slots: usize) {
        if self.of.len() < slots {
            self.of.resize(slots, Vec::new());
        }
    }

    /// Compares all with all.
    pub fn rebuild(&mut self, vectors: &Vectors, keys: &[Option<Uuid>]) {
        self.of.clear();
        for slot in 0..keys.len() {
            self.add(slot, vectors, &keys[..=slot]);
        }
    }
}

/// The ideas that are alike to one at all, with how much.
fn alike(
    slot: usize,
    vectors: &Vectors,
    keys: &[Option<Uuid>],
) -> impl Iterator<Item = (usize, i32)> {
    // An empty slot has a vector of zeros, which is like nothing.
    let dots = vectors.dots(slot, keys.len()).into_iter().enumerate();
    dots.filter(move |&(other, dot)| dot > 0 && other != slot)
}

fn insert(list: &mut Vec<Near>, near: Near, keys: &[Option<Uuid>]) {
    let is_before = |one: &Near, other: &Near| {
        one.dot > other.dot
            || one.dot == other.dot && keys[one.slot as usize] < keys[other.slot as usize]
    };
    if list.len() == NEIGHBOURS_MAX && list.last().is_some_and(|last| is_before(last, &near)) {
        return;
    }
    let at = list.partition_point(|one| is_before(one, &near));
    list.insert(at, near);
    list.truncate(NEIGHBOURS_MAX);
}
