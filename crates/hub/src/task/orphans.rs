//! Orphans: requests that were answered as saved, lost their place in a failover, and are not in the log again. Their
//! tablets send them once more; until then the document `health` counts them.

use super::SummitTask;
use crate::limits::TRAY_AGAIN;
use domain::{Commit, RequestId};
use std::{collections::BTreeSet, sync::atomic::Ordering};
use tokio::time::Instant;

/// The orphans, and when the journal is asked for them again.
pub(super) struct Orphans {
    missing: BTreeSet<RequestId>,
    read_at: Option<Instant>,
}

impl Orphans {
    pub fn new() -> Self {
        Self { missing: BTreeSet::new(), read_at: Some(Instant::now()) }
    }

    /// When they are read again.
    pub const fn due_at(&self) -> Option<Instant> {
        self.read_at
    }
}

impl SummitTask {
    pub(super) async fn read_orphans_if_due(&mut self) {
        if self.orphans.read_at.is_some_and(|at| at <= Instant::now()) {
            self.read_orphans().await;
        }
    }

    /// Reads them now, and once more when the other nodes have added theirs.
    pub(super) async fn reload_orphans(&mut self) {
        self.read_orphans().await;
        self.orphans.read_at = Some(Instant::now() + TRAY_AGAIN);
    }

    async fn read_orphans(&mut self) {
        self.orphans.read_at = None;
        match journal::tray(&*self.journal).await {
            Ok(requests) => {
                if self.shared.epochs.generation() > 0 {
                    self.refresh_previous_epochs().await;
                }
                let known = self.log.requests();
                self.orphans.missing = requests.into_iter().filter(|id| !known.has(*id)).collect();
                self.count_orphans();
            }
            Err(fault) => {
                tracing::warn!(
                    summit = %self.shared.id, %fault,
                    "requests that a failover left out of the log could not be read: it is tried again"
                );
                self.orphans.read_at = Some(Instant::now() + TRAY_AGAIN);
            }
        }
    }

    /// Other nodes may have learnt more of what the previous epochs share with this one.
    async fn refresh_previous_epochs(&mut self) {
        if let Ok(previous) = journal::former(&*self.journal).await {
            self.shared.epochs.set_previous(previous);
        }
    }

    /// Commits of these requests are in the log again.
    pub(super) fn remove_orphans(&mut self, commits: &[Commit]) {
        if self.orphans.missing.is_empty() {
            return;
        }
        for commit in commits {
            self.orphans.missing.remove(&commit.request_id);
        }
        self.count_orphans();
    }

    fn count_orphans(&self) {
        self.shared.store.orphans.store(self.orphans.missing.len(), Ordering::Relaxed);
    }
}
