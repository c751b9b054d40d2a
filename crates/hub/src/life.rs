//! The life of a summit's log: its epoch, those before it, and which it is on this node.

use domain::{Again, Epoch, Offset};
use protocol::Was;
use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicU64, Ordering},
};

/// One life of a log.
#[derive(Debug, Clone)]
pub(crate) struct Life {
    /// Which it is, counted on this node: documents and readers of different lives have nothing in common.
    pub nth: u64,
    pub epoch: Epoch,
    /// Every epoch before this one, and up to where it is the same log.
    pub former: Vec<(Epoch, Offset)>,
    /// Whether there may have been others, of which nothing is known: see [`journal::note_unknown`].
    pub others: bool,
}

impl Life {
    /// Up to where this is the log of another epoch; none if there never was such an epoch.
    pub fn same_until(&self, epoch: &Epoch) -> Option<Offset> {
        let mut former = self.former.iter();
        former.find(|(former, _)| former == epoch).map(|(_, same_until)| *same_until)
    }

    /// What is believed of a request that says it was saved in an epoch that is gone: that the log lost it, if it lost
    /// anything there. What it still has of that epoch it knows by the id of the request.
    pub fn again(&self, was: &Was) -> Again {
        if was.epoch == self.epoch {
            return Again::No;
        }
        match self.same_until(&was.epoch) {
            Some(after) if was.at > after => Again::Lost { after },
            None if self.others => Again::Unknown,
            Some(_) | None => Again::No,
        }
    }
}

/// The life that a log has now.
#[derive(Debug)]
pub(crate) struct Lives {
    now: RwLock<Arc<Life>>,
    nth: AtomicU64,
}

impl Lives {
    pub fn beginning(epoch: Epoch, former: Vec<(Epoch, Offset)>, others: bool) -> Self {
        let life = Life { nth: 0, epoch, former, others };
        Self { now: RwLock::new(Arc::new(life)), nth: AtomicU64::new(0) }
    }

    pub fn now(&self) -> Arc<Life> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Which it is now: cheap, to be looked at before every frame.
    pub fn nth(&self) -> u64 {
        self.nth.load(Ordering::Acquire)
    }

    /// Up to where former lives are the same, as it is known by now.
    pub fn know_better(&self, former: Vec<(Epoch, Offset)>) {
        let mut now = self.now.write().unwrap_or_else(PoisonError::into_inner);
        *now = Arc::new(Life { former, ..(**now).clone() });
    }

    /// Another life has begun. Gives its count.
    pub fn begin(&self, epoch: Epoch, former: Vec<(Epoch, Offset)>, others: bool) -> u64 {
        let mut now = self.now.write().unwrap_or_else(PoisonError::into_inner);
        let nth = now.nth + 1;
        *now = Arc::new(Life { nth, epoch, former, others });
        self.nth.store(nth, Ordering::Release);
        nth
    }
}
