//! Reloads the summit when the epoch of its log changed: the store had lost commits, and the nodes repaired the log
//! (docs/adr/0009).

use super::SummitTask;
use crate::{replay::replay, request_index::RequestIndex};
use domain::{Commit, Digest, Epoch, Jti, Offset, Summit};
use journal::Fault;
use std::sync::{PoisonError, atomic::Ordering};

impl SummitTask {
    /// Reads the whole log again, and shows it to every session as another epoch.
    pub(super) async fn reload_for_epoch(&mut self, epoch: &Epoch) -> Result<(), Fault> {
        let mut requests = RequestIndex::default();
        let mut hash = Digest::default();
        let visit = |commit: &Commit| {
            requests.insert(commit);
            hash = Digest::of(&commit.encode());
        };
        let mut summit = replay(&*self.journal, visit).await?;
        self.shared.environment.zone(&mut summit);
        let previous = journal::former(&*self.journal).await?;
        let has_unknown = journal::has_unknown(&*self.journal).await?;
        let position = self.journal.position().await?;
        if position.epoch != *epoch || summit.offset == Offset::ZERO {
            return Err(Fault::OtherLife);
        }
        if position.offset == summit.offset {
            hash = position.hash;
        }
        tracing::warn!(
            summit = %self.shared.id, %epoch, end = %summit.offset, was = %self.log.durable(),
            "the log was repaired after its store lost commits, and has another epoch: all screens load it again. \
             `verify` says what was lost"
        );
        self.log.replace(summit.clone(), hash, requests);
        self.confirmation.up_to = Offset::ZERO;
        self.replace_durable(summit, |shared| {
            shared.epochs.begin(epoch.clone(), previous, has_unknown);
        });
        self.reload_orphans().await;
        Ok(())
    }

    /// Replaces the durable summit and its documents, and notifies everyone. `begin` begins the epoch.
    fn replace_durable(&self, summit: Summit, begin: impl FnOnce(&crate::summit::state::Shared)) {
        let shared = &self.shared;
        let running = summit.rehearsal.as_ref().map(|rehearsal| rehearsal.offset);
        {
            let mut durable = shared.durable.write().unwrap_or_else(PoisonError::into_inner);
            *durable = summit;
            shared.documents.rebuild(&durable, shared.epochs.generation() + 1);
            begin(shared);
        }
        // Deadlines that passed meanwhile are held, so that people see them first.
        shared.opened_at.store(shared.time_of_day().0, Ordering::Relaxed);
        shared.store.epoch_changes.fetch_add(1, Ordering::Relaxed);
        shared.rehearsal.send_if_modified(|known| std::mem::replace(known, running) != running);
        shared.ideas_changed.send_replace(self.log.durable());
        // Revocations of other nodes may have come with the log, without an event here.
        let revoked: Vec<Jti> = {
            let summit = shared.durable();
            let gone = summit.devices.by_jti.iter().filter(|(_, device)| device.revoked);
            gone.map(|(jti, _)| *jti).collect()
        };
        revoked.iter().for_each(|jti| shared.roster.revoke(jti));
        shared.roster.notify_all();
    }
}
