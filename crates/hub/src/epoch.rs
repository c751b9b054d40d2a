//! The epochs of a summit's log: the current one, the previous ones, and how often it changed on this node.
//!
//! A log begins a new epoch when its store has lost commits (docs/adr/0009).

use domain::{Again, Epoch, Offset};
use protocol::Was;
use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicU64, Ordering},
};

/// The current epoch, and what is known of the previous ones.
#[derive(Debug, Clone)]
pub(crate) struct EpochState {
    /// Counts the epochs on this node. A document of one generation is of no use to a subscriber of another.
    pub generation: u64,
    pub epoch: Epoch,
    /// Each previous epoch, and the last offset that it shares with this one.
    pub previous: Vec<(Epoch, Offset)>,
    /// Whether there may have been epochs that are not in `previous`: see [`journal::note_unknown`].
    pub has_unknown: bool,
}

impl EpochState {
    /// The last offset that is shared with another epoch; none if there never was such an epoch.
    pub fn shared_until(&self, epoch: &Epoch) -> Option<Offset> {
        let mut previous = self.previous.iter();
        previous.find(|(previous, _)| previous == epoch).map(|(_, shared_until)| *shared_until)
    }

    /// Whether a request that says it was saved in an earlier epoch may be saved again. It may if its commit was past
    /// what the epochs share. A commit that they do share is found by the id of its request.
    pub fn again(&self, was: &Was) -> Again {
        if was.epoch == self.epoch {
            return Again::No;
        }
        match self.shared_until(&was.epoch) {
            Some(after) if was.at > after => Again::Lost { after },
            None if self.has_unknown => Again::Unknown,
            Some(_) | None => Again::No,
        }
    }
}

/// The current epoch, shared by the summit task and all sessions.
#[derive(Debug)]
pub(crate) struct Epochs {
    current: RwLock<Arc<EpochState>>,
    generation: AtomicU64,
}

impl Epochs {
    pub fn new(epoch: Epoch, previous: Vec<(Epoch, Offset)>, has_unknown: bool) -> Self {
        let current = EpochState { generation: 0, epoch, previous, has_unknown };
        Self { current: RwLock::new(Arc::new(current)), generation: AtomicU64::new(0) }
    }

    pub fn current(&self) -> Arc<EpochState> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The current generation: one atomic load, cheap enough before every frame.
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Replaces what is known of the previous epochs.
    pub fn set_previous(&self, previous: Vec<(Epoch, Offset)>) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        *current = Arc::new(EpochState { previous, ..(**current).clone() });
    }

    /// Begins another epoch.
    pub fn begin(&self, epoch: Epoch, previous: Vec<(Epoch, Offset)>, has_unknown: bool) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let generation = current.generation + 1;
        *current = Arc::new(EpochState { generation, epoch, previous, has_unknown });
        self.generation.store(generation, Ordering::Release);
    }
}
