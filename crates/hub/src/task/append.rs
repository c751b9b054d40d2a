//! Appends commits to the journal, reads those of other nodes, and applies both to the durable summit.

use super::SummitTask;
use crate::{
    limits::{APPEND_WITHIN, BATCH_MAX},
    metrics::Appended,
    nodes,
};
use domain::{Commit, Event, Offset, device};
use journal::{AppendError, Fault};
use std::{
    collections::BTreeSet,
    sync::{PoisonError, atomic::Ordering},
};
use tokio::time::{Instant, timeout, timeout_at};

/// Why commits did not become durable.
pub(super) enum AppendFailed {
    /// Other nodes were first, and their commits were applied: the batch is decided again.
    Overtaken,
    /// They were not written, or that is unknown.
    NotWritten,
}

impl SummitTask {
    /// Makes commits durable and applies them. After an error the summit is as before, or as other nodes made it.
    pub(super) async fn append(
        &mut self,
        commits: Vec<Commit>,
        until: Instant,
    ) -> Result<(), AppendFailed> {
        let append = self.journal.append(self.log.durable(), commits.clone());
        let (many, since) = (commits.len(), Instant::now());
        let appended = timeout_at(until, append).await;
        let outcome = match &appended {
            Ok(Ok(_)) => Appended::Saved,
            Ok(Err(AppendError::Conflict(first))) if !first.is_empty() => Appended::Overtaken,
            Ok(Err(_)) | Err(_) => Appended::Failed,
        };
        self.shared.environment.metrics.appended(many, since.elapsed(), outcome);
        match appended {
            Ok(Ok(position)) => {
                self.log.on_durable(&position);
                self.confirmation.up_to = position.offset;
                self.apply_durable(&commits);
                self.mark_fresh();
                self.on_saved();
                Ok(())
            }
            Ok(Err(error)) => {
                self.rewind(&commits);
                self.on_append_error(&error);
                self.recover(error)
            }
            Err(_) => {
                tracing::warn!(
                    summit = %self.shared.id,
                    "an append took too long: tablets send their requests again. Look at the disk, or at Redis"
                );
                self.rewind(&commits);
                self.mark_unsure();
                self.on_append_timeout();
                Err(AppendFailed::NotWritten)
            }
        }
    }

    /// Takes the commits that came first, or marks that the journal must be read.
    fn recover(&mut self, error: AppendError) -> Result<(), AppendFailed> {
        match error {
            AppendError::Conflict(first) if !first.is_empty() => match self.apply_foreign(&first) {
                Ok(()) => return Err(AppendFailed::Overtaken),
                Err(fault) => {
                    tracing::warn!(
                        summit = %self.shared.id, %fault,
                        "commits of another node do not continue this log: its end is confirmed again"
                    );
                    self.probe.set_uncertain(&fault);
                    self.mark_unsure();
                }
            },
            AppendError::Conflict(_) => self.mark_unsure(),
            AppendError::Full => {}
            AppendError::Fault(fault) => {
                tracing::warn!(
                    summit = %self.shared.id, %fault,
                    "an append failed: tablets send their requests again"
                );
                self.mark_unsure();
            }
        }
        Err(AppendFailed::NotWritten)
    }

    /// Applies durable commits to the durable summit, its documents, and whoever follows from them.
    fn apply_durable(&mut self, commits: &[Commit]) {
        self.remove_orphans(commits);
        let mut touched = BTreeSet::new();
        {
            let durable = &self.shared.durable;
            let mut summit = durable.write().unwrap_or_else(PoisonError::into_inner);
            for commit in commits {
                summit.apply_commit_seen(commit, |before, event| {
                    touched.append(&mut views::touched(before, &commit.seat, event));
                });
            }
            self.shared.documents.update(&summit, &touched);
            self.placements.take(commits, &summit, &*self.shared.environment.metrics);
            let running = summit.rehearsal.as_ref().map(|rehearsal| rehearsal.offset);
            self.shared
                .rehearsal
                .send_if_modified(|known| std::mem::replace(known, running) != running);
        }
        let mut ideas_changed = false;
        for event in commits.iter().flat_map(|commit| &commit.events) {
            ideas_changed |=
                matches!(event, Event::Idea(_) | Event::Theme(_) | Event::Rehearsal(_));
            if let Event::Device(device::Event::Revoked { jti, .. }) = event {
                self.shared.roster.revoke(jti);
                nodes::announce_revoked(&self.shared, *jti);
            }
        }
        if ideas_changed {
            self.shared.ideas_changed.send_replace(self.log.durable());
        }
    }

    /// Drops decisions that were not written.
    fn rewind(&mut self, commits: &[Commit]) {
        let durable = self.shared.durable().clone();
        self.log.rewind(commits, durable);
    }

    /// The journal may hold commits that were not read here: nothing is decided before its end is confirmed.
    fn mark_unsure(&mut self) {
        self.log.needs_catch_up = true;
        // Requests that wait are answered before it is tried again.
        self.confirmation.hurry();
        self.mark_stale();
    }

    /// Applies durable commits of other nodes; none of them if they do not continue the log.
    fn apply_foreign(&mut self, commits: &[Commit]) -> Result<(), Fault> {
        self.log.add_foreign(commits)?;
        self.apply_durable(commits);
        let durable = self.shared.durable().clone();
        self.log.reset_ahead(durable);
        Ok(())
    }

    /// The journal has grown: reads what was not appended here.
    pub(super) async fn on_appended(&mut self) {
        let end = *self.appended.borrow_and_update();
        if let Err(fault) = self.catch_up(end).await {
            tracing::warn!(
                summit = %self.shared.id, %fault,
                "commits of other nodes could not be read: it is tried again"
            );
            self.probe.set_uncertain(&fault);
            self.mark_unsure();
        }
    }

    /// Reads and applies the journal up to `end`.
    pub(super) async fn catch_up(&mut self, end: Offset) -> Result<(), Fault> {
        while self.log.durable() < end {
            let read = self.journal.read(self.log.durable(), BATCH_MAX);
            let commits = timeout(APPEND_WITHIN, read).await.unwrap_or(Err(Fault::Closed))?;
            if commits.is_empty() {
                // The journal is shorter than announced: the next confirmation finds out why.
                return Ok(());
            }
            self.apply_foreign(&commits)?;
        }
        Ok(())
    }

    /// Screens show the newest state that there is.
    pub(super) fn mark_fresh(&self) {
        if self.shared.stale_since.swap(0, Ordering::AcqRel) != 0 {
            self.shared.roster.notify_all();
        }
    }

    /// Screens may not show the newest state: the journal does not answer.
    pub(super) fn mark_stale(&self) {
        let now = self.shared.environment.clock.now().0;
        let stale = &self.shared.stale_since;
        if stale.compare_exchange(0, now, Ordering::AcqRel, Ordering::Acquire).is_ok() {
            self.shared.roster.notify_all();
        }
    }
}
