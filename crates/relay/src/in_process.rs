//! The home for tests and simulation: nodes of one process, each of which can be cut off on command.

use crate::{
    contract::{Relay, is_within_bounds},
    hearing::{Hearing, Hearings},
};
use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicBool, Ordering},
};

/// One of several nodes in a process. Clones are the same node.
#[derive(Debug, Clone)]
pub struct InProcess {
    own: Arc<Node>,
    all: Arc<RwLock<Vec<Arc<Node>>>>,
}

#[derive(Debug, Default)]
struct Node {
    hearings: Hearings,
    is_cut_off: AtomicBool,
}

impl Node {
    fn is_cut_off(&self) -> bool {
        self.is_cut_off.load(Ordering::Acquire)
    }
}

impl Default for InProcess {
    fn default() -> Self {
        Self::new()
    }
}

impl InProcess {
    /// The first node.
    #[must_use]
    pub fn new() -> Self {
        let own = Arc::new(Node::default());
        Self { all: Arc::new(RwLock::new(vec![Arc::clone(&own)])), own }
    }

    /// One more node beside this one.
    #[must_use]
    pub fn another(&self) -> Self {
        let own = Arc::new(Node::default());
        self.all.write().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&own));
        Self { all: Arc::clone(&self.all), own }
    }

    /// Cuts this node off from all others, or not any more. What is told meanwhile is lost.
    pub fn cut_off(&self, is_cut_off: bool) {
        self.own.is_cut_off.store(is_cut_off, Ordering::Release);
    }
}

impl Relay for InProcess {
    fn tell(&self, channel: &str, bytes: Vec<u8>) {
        if self.own.is_cut_off() || !is_within_bounds(channel, &bytes) {
            return;
        }
        let told = bytes.into();
        let all = self.all.read().unwrap_or_else(PoisonError::into_inner);
        let others = all.iter().filter(|node| !Arc::ptr_eq(node, &self.own));
        others.filter(|node| !node.is_cut_off()).for_each(|node| {
            node.hearings.pass_on(channel, &told);
        });
    }

    fn hear(&self, channel: &str) -> Hearing {
        self.own.hearings.begin(channel)
    }
}
