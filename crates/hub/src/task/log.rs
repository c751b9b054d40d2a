//! What the summit task does with the journal: append, take in what others appended, and show both.

use super::SummitTask;
use crate::{
    limits::{APPEND_WITHIN, BATCH_MAX},
    metrics::Appended,
    nodes,
};
use domain::{Commit, Digest, Event, Offset, device};
use journal::{AppendError, Fault};
use std::{
    collections::BTreeSet,
    sync::{PoisonError, atomic::Ordering},
};
use tokio::time::{Instant, timeout, timeout_at};

/// Why commits did not become durable.
pub(super) enum Failed {
    /// Others came first, and were taken in: it is to be decided again.
    Overtaken,
    /// They were not written, or nobody knows.
    NotWritten,
}

impl SummitTask {
    /// Makes commits durable, and shows them. If that fails, all is as it was, or as others made it.
    pub(super) async fn append(
        &mut self,
        commits: Vec<Commit>,
        until: Instant,
    ) -> Result<(), Failed> {
        let append = self.journal.append(self.durable.0, commits.clone());
        let (many, since) = (commits.len(), Instant::now());
        let appended = timeout_at(until, append).await;
        let outcome = match &appended {
            Ok(Ok(_)) => Appended::Saved,
            Ok(Err(AppendError::Conflict(first))) if !first.is_empty() => Appended::Overtaken,
            Ok(Err(_)) | Err(_) => Appended::Failed,
        };
        self.shared.environment.metrics.appended(many, since.elapsed(), outcome);
        let failed = match appended {
            Ok(Ok(position)) => {
                self.durable = (position.offset, position.hash);
                self.confirmed.up_to = position.offset;
                self.show(&commits);
                self.confirm(true);
                self.it_saves();
                return Ok(());
            }
            Ok(Err(failed)) => failed,
            Err(_) => {
                tracing::warn!("an append takes too long");
                self.rewind(&commits);
                self.lose_track();
                self.append_failed(None);
                return Err(Failed::NotWritten);
            }
        };
        self.rewind(&commits);
        self.append_failed(Some(&failed));
        match failed {
            AppendError::Conflict(first) if !first.is_empty() => match self.take_in(&first) {
                Ok(()) => return Err(Failed::Overtaken),
                Err(fault) => {
                    tracing::warn!(%fault, "the log is not the one that was read");
                    self.is_unsure_for(&fault);
                    self.lose_track();
                }
            },
            AppendError::Conflict(_) => self.lose_track(),
            AppendError::Full => {}
            AppendError::Fault(fault) => {
                tracing::warn!(%fault, "an append failed");
                self.lose_track();
            }
        }
        Err(Failed::NotWritten)
    }

    /// Takes durable commits into the summit that documents are made from, and into the documents.
    fn show(&mut self, commits: &[Commit]) {
        self.take_from_the_tray(commits);
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
            self.unsorted.take(commits, &summit, &*self.shared.environment.metrics);
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
                nodes::tell_revoked(&self.shared, *jti);
            }
        }
        if ideas_changed {
            self.shared.ideas_changed.send_replace(self.durable.0);
        }
    }

    /// Forgets what was decided but not written.
    fn rewind(&mut self, commits: &[Commit]) {
        commits.iter().for_each(|commit| self.receipts.forget(commit));
        self.look_ahead_anew();
    }

    fn look_ahead_anew(&mut self) {
        self.ahead = self.shared.durable().clone();
        self.ahead_hash = self.durable.1;
    }

    /// Notes that the journal may hold more than was seen here.
    fn lose_track(&mut self) {
        self.unsure = true;
        // Who waited meanwhile is answered before it is tried again.
        self.confirmed.hurry();
        self.confirm(false);
    }

    /// Takes in commits of others that are in the journal; none if they do not follow what is known.
    fn take_in(&mut self, commits: &[Commit]) -> Result<(), Fault> {
        let mut top = self.durable;
        for commit in commits {
            let offset = commit.offset;
            if offset != top.0.next() || commit.prev_hash != top.1 {
                return Err(Fault::Unchained { offset });
            }
            top = (offset, Digest::of(&commit.encode()));
        }
        self.durable = top;
        commits.iter().for_each(|commit| self.receipts.note(commit));
        self.show(commits);
        self.look_ahead_anew();
        Ok(())
    }

    /// Reads on if the journal has grown by more than what was appended here.
    pub(super) async fn hear_the_bell(&mut self) {
        let top = *self.bell.borrow_and_update();
        if let Err(fault) = self.catch_up(top).await {
            tracing::warn!(%fault, "the journal cannot be read");
            self.is_unsure_for(&fault);
            self.lose_track();
        }
    }

    /// Reads what the journal holds beyond what was seen here, up to its top.
    pub(super) async fn catch_up(&mut self, top: Offset) -> Result<(), Fault> {
        while self.durable.0 < top {
            let read = self.journal.read(self.durable.0, BATCH_MAX);
            let commits = timeout(APPEND_WITHIN, read).await.unwrap_or(Err(Fault::Closed))?;
            if commits.is_empty() {
                // The bell told of more than there is: who confirms finds out why.
                return Ok(());
            }
            self.take_in(&commits)?;
        }
        Ok(())
    }

    /// Tells every screen whether the journal answers.
    pub(super) fn confirm(&self, answers: bool) {
        let stale = &self.shared.stale_since;
        let now = self.shared.environment.clock.now().0;
        let before = if answers {
            stale.swap(0, Ordering::AcqRel)
        } else {
            stale
                .compare_exchange(0, now, Ordering::AcqRel, Ordering::Acquire)
                .unwrap_or_else(|since| since)
        };
        if (before == 0) != answers {
            self.shared.roster.ring_all();
        }
    }
}
