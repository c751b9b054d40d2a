//! The nodes that a screen may be at: when one does not answer, the next is tried.

use crate::http::Target;
use std::sync::Arc;

/// Nodes of one summit, any of which will do.
#[derive(Debug, Clone)]
pub struct Targets {
    all: Vec<Arc<Target>>,
    now: usize,
}

impl Targets {
    /// Only this one.
    pub fn one(target: &Arc<Target>) -> Self {
        Self { all: vec![Arc::clone(target)], now: 0 }
    }

    /// Any of these, of which there is at least one; this one first.
    pub fn from(all: Vec<Arc<Target>>, first: usize) -> Self {
        let now = first % all.len();
        Self { all, now }
    }

    /// Where to go.
    pub fn now(&self) -> &Arc<Target> {
        &self.all[self.now]
    }

    /// Which of them that is.
    pub fn index(&self) -> usize {
        self.now
    }

    /// The next time elsewhere.
    pub fn turn(&mut self) {
        self.now = (self.now + 1) % self.all.len();
    }
}
