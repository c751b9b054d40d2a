//! How a summit stands on this node at one moment, for metrics and those who run the machine.

use crate::{
    idea_index::{Encoding, engine_input::unplaced},
    saving::{Blocked, Saving},
    summit::SummitHandle,
};
use domain::{Role, Time};
use std::{collections::BTreeMap, sync::atomic::Ordering};

/// How a summit stands on this node. Times are in ms.
#[derive(Debug, Clone)]
pub struct SummitStatus {
    /// Connections that were let in on this node, by the role of their token.
    pub connections_by_role: BTreeMap<Role, usize>,
    /// Documents that are kept, because someone is subscribed to them or will be.
    pub documents: usize,
    /// Requests that wait to be decided.
    pub waiting_requests: usize,
    /// Ideas that the machine has not placed yet.
    pub unplaced_ideas: usize,
    /// Which encoder is asked what ideas mean.
    pub encoding: Encoding,
    /// How long the journal has not answered; 0 if it does.
    pub stale_ms: u64,
    /// How long ago it was confirmed where the log ends.
    pub unconfirmed_ms: u64,
    /// How far the store's clock is ahead of this node's.
    pub clock_skew_ms: i64,
    /// The log has a single copy, though more are wanted.
    pub single_copy: bool,
    /// Requests that were answered as saved, lost their place in a failover, and are not in the log again.
    pub orphans: usize,
    /// Nodes that serve the summit, as far as they are heard here; this one counts.
    pub nodes: usize,
    /// How often the log's epoch changed while this node ran.
    pub epoch_changes: u64,
    /// Texts whose hash is not the one in the log.
    pub damaged_texts: usize,
    /// Whether requests can be saved, and when one last was.
    pub saving: Saving,
    /// How long nothing could be saved; 0 if it can.
    pub blocked_ms: u64,
}

impl SummitStatus {
    /// Connections of any role on this node.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.connections_by_role.values().sum()
    }

    /// Connections whose role has this name.
    #[must_use]
    pub fn connections_as(&self, role: &str) -> usize {
        let by_role = self.connections_by_role.iter();
        by_role.filter(|(it, _)| it.as_str() == role).map(|(_, count)| count).sum()
    }

    /// The name of what stands in the way of saving.
    #[must_use]
    pub fn obstacle(&self) -> Option<&'static str> {
        self.saving.blocked.as_ref().map(|blocked| blocked.why.name())
    }
}

impl SummitHandle {
    /// How the summit stands now. Looks at every idea and connection: for a scrape, not for every request.
    #[must_use]
    pub fn status(&self) -> SummitStatus {
        let shared = &self.shared;
        let (inbox, store, now) = (&shared.inbox, &shared.store, self.now());
        // At least 1, so that it is told from 0 in its first millisecond.
        let lasted = |now: Time, since: Time| now.ms_since(since).max(1);
        let confirmed_at = Time(store.confirmed_at.load(Ordering::Relaxed));
        let saving = self.saving();
        let blocked_since = |blocked: &Blocked| lasted(self.time_of_day(), blocked.since);
        let (unplaced_ideas, damaged_texts) =
            self.read(|summit| (unplaced(summit), summit.damaged().count()));
        SummitStatus {
            connections_by_role: shared.roster.count_by_role(),
            documents: shared.documents.count(),
            waiting_requests: inbox.max_capacity() - inbox.capacity(),
            unplaced_ideas,
            encoding: shared.ideas.encoding(),
            stale_ms: self.stale_since().map_or(0, |since| lasted(now, since)),
            unconfirmed_ms: now.ms_since(confirmed_at),
            clock_skew_ms: store.skew_ms.load(Ordering::Relaxed),
            single_copy: store.single_copy.load(Ordering::Relaxed),
            orphans: store.orphans.load(Ordering::Relaxed),
            nodes: shared.roster.nodes(),
            epoch_changes: store.epoch_changes.load(Ordering::Relaxed),
            damaged_texts,
            blocked_ms: saving.blocked.as_ref().map_or(0, blocked_since),
            saving,
        }
    }
}
