//! The log as this node knows it: what others need not read again, and what is brought back if the store loses it.

use super::store::Entry;
use crate::{
    chain::Walk,
    limits::KEPT_MAX_BYTES,
    position::{Damage, Position},
};
use domain::{Digest, Epoch, Offset, Sealed};
use std::collections::VecDeque;

/// A stretch of the log without holes, up to what is known of it.
#[derive(Debug)]
pub(super) struct Kept {
    epoch: Epoch,
    /// In front of the first entry.
    base: (Offset, Digest),
    entries: VecDeque<Entry>,
    weight: usize,
}

impl Kept {
    pub fn new(epoch: Epoch) -> Self {
        Self { epoch, base: (Offset::ZERO, Digest::default()), entries: VecDeque::new(), weight: 0 }
    }

    pub const fn epoch(&self) -> &Epoch {
        &self.epoch
    }

    /// The last commit that is known.
    pub fn top(&self) -> (Offset, Digest) {
        self.entries.back().map_or(self.base, |entry| (entry.offset(), entry.hash()))
    }

    pub fn position(&self) -> Position {
        let (offset, hash) = self.top();
        Position { epoch: self.epoch.clone(), offset, hash }
    }

    /// From here on it is known.
    pub const fn from(&self) -> Offset {
        self.base.0
    }

    /// The hash of a commit; none if it is not known.
    pub fn hash_at(&self, offset: Offset) -> Option<Digest> {
        if offset == self.base.0 {
            return Some(self.base.1);
        }
        let place = self.behind(offset)?.checked_sub(1)?;
        self.entries.get(place).map(Entry::hash)
    }

    /// How many entries lie up to an offset.
    fn behind(&self, offset: Offset) -> Option<usize> {
        usize::try_from(offset.0.checked_sub(self.base.0.0)?).ok()
    }

    /// Entries after an offset; none if what comes next is not known.
    pub fn after(&self, offset: Offset, limit: usize) -> Option<Vec<Entry>> {
        let place = self.behind(offset)?;
        (place < self.entries.len())
            .then(|| self.entries.iter().skip(place).take(limit).cloned().collect())
    }

    /// Takes what comes next in; what is known already is passed over. Refuses what does not follow.
    pub fn take(&mut self, entries: Vec<Entry>) -> Result<(), Damage> {
        for entry in entries {
            let (offset, hash) = self.top();
            if entry.offset() <= offset {
                continue;
            }
            Walk { offset, hash }.step(&entry.record)?;
            self.weight += entry.weight();
            self.entries.push_back(entry);
        }
        while self.weight > KEPT_MAX_BYTES && self.entries.len() > 1 {
            if let Some(oldest) = self.entries.pop_front() {
                self.weight -= oldest.weight();
                self.base = (oldest.offset(), oldest.hash());
            }
        }
        Ok(())
    }

    /// Goes on in another life of the log, of which it knows all up to here.
    pub fn go_on(&mut self, epoch: Epoch, known: Offset) {
        self.epoch = epoch;
        if known < self.base.0 {
            self.base = (Offset::ZERO, Digest::default());
            self.entries.clear();
        }
        while self.entries.back().is_some_and(|entry| entry.offset() > known) {
            self.entries.pop_back();
        }
        self.weight = self.entries.iter().map(Entry::weight).sum();
    }

    /// Puts the texts that are known beside commits that are known.
    pub fn put_texts(&self, entries: &mut [Entry]) {
        for entry in entries {
            let place = self.behind(entry.offset()).and_then(|place| place.checked_sub(1));
            let known = place.and_then(|place| self.entries.get(place));
            if let Some(known) = known.filter(|known| known.hash() == entry.hash()) {
                entry.texts.clone_from(&known.texts);
            }
        }
    }

    /// Forgets texts that were erased.
    pub fn erase(&mut self, hashes: &[[u8; 32]]) {
        for entry in &mut self.entries {
            for text in entry.texts.iter_mut().filter(|text| hashes.contains(&text.hash)) {
                *text = Sealed::erased(text.hash);
            }
        }
        self.weight = self.entries.iter().map(Entry::weight).sum();
    }
}
