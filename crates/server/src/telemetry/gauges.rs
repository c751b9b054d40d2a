//! What is looked up at each scrape: how the summits, the disk and the backup stand at that moment. One line a metric.

use super::lookup::{Across, ByLabel, OfNode, OfSummits, encoders, obstacles, roles};
use crate::storage::{disk::Disk, live_backup::Told};
use hub::Hub;
use std::sync::Arc;

/// Gauges over the hub, the disk and the backup.
#[derive(Debug, Clone)]
pub struct Gauges {
    pub(super) hub: Hub,
    disk: Arc<Disk>,
    backup: Option<Told>,
}

macro_rules! rows {
    ($Row:ident; $($name:literal: $($field:ident = $value:expr),+; $help:literal;)*) => {
        &[$($Row { name: $name, $($field: $value,)+ help: $help }),*]
    };
}

pub(super) const OF_SUMMITS: &[OfSummits] = rows! { OfSummits;
    "burgertop_served_summits": across = Across::Sum, value = |_| 1.0; "Summits that this node serves; fewer than the settings name if one was left out";
    "burgertop_kept_documents": across = Across::Sum, value = |it| count(it.documents); "Documents that are kept for those who follow them";
    "burgertop_waiting_requests": across = Across::Sum, value = |it| count(it.waiting_requests); "Requests that wait to be decided";
    "burgertop_theming_waiting_ideas": across = Across::Sum, value = |it| count(it.unplaced_ideas); "Ideas that wait for the machine to sort them";
    "burgertop_stale_seconds": across = Across::Largest(0.0), value = |it| seconds(it.stale_ms); "How long the journal does not answer; 0 if it does";
    "burgertop_journal_unconfirmed_seconds": across = Across::Largest(0.0), value = |it| seconds(it.unconfirmed_ms); "How long it was not made sure where the log stands; half a second is usual";
    "burgertop_clock_skew_seconds": across = Across::Furthest, value = |it| it.clock_skew_ms as f64 / 1_000.0; "How far the clock of Redis is ahead of this node's; deadlines are kept within 2";
    "burgertop_single_copy_summits": across = Across::Sum, value = |it| it.single_copy.into(); "Summits whose log goes on with a single copy, though more are wanted";
    "burgertop_tray_requests": across = Across::Sum, value = |it| count(it.orphans); "What was answered as saved, found its place taken after a failover, and was not sent again";
    "burgertop_saving_blocked_seconds": across = Across::Largest(0.0), value = |it| seconds(it.blocked_ms); "How long nothing can be saved; 0 if it can, as far as the last save or probe told";
    "burgertop_last_save_timestamp_seconds": across = Across::Largest(0.0), value = |it| seconds(it.saving.last.1.0); "When something was saved last, in seconds since the Unix epoch";
    "burgertop_damaged_texts": across = Across::Sum, value = |it| count(it.damaged_texts); "Texts that are not what was handed in: what lies beside the log does not have their hash";
    "burgertop_heard_nodes": across = Across::Largest(1.0), value = |it| count(it.nodes); "Nodes that serve a summit of this one, itself among them";
    "burgertop_epoch_changes_total": across = Across::Total, value = |it| it.epoch_changes as f64; "How often a log went on under another epoch, for the store had lost something";
};

pub(super) const BY_LABEL: &[ByLabel] = rows! { ByLabel;
    "burgertop_seated_connections": label = "role", values = roles, value = |it, role| count(it.connections_as(role)); "Connections that were let in, by the role of their token";
    "burgertop_encoded_summits": label = "encoder", values = encoders, value = |it, name| (it.encoding.name() == name).into(); "Summits, by the encoder that is asked what their ideas mean";
    "burgertop_blocked_summits": label = "why", values = obstacles, value = |it, why| (it.obstacle() == Some(why)).into(); "Summits of which nothing can be saved now, by what stands in the way";
};

pub(super) const OF_NODE: &[OfNode] = rows! { OfNode;
    "burgertop_ready_nodes": value = |it| it.hub.is_sound().into(); "1 if the node is ready, else 0";
    "burgertop_disk_free_bytes": value = |it| it.disk.free_bytes().map_or(f64::NAN, |bytes| bytes as f64); "What is free on the disk of the data directory";
    "burgertop_backup_away_seconds": value = Gauges::backup_away; "How long the backup that is to follow cannot be written; 0 if it can, or if there is none";
};

impl Gauges {
    /// Gauges over these.
    #[must_use]
    pub const fn new(hub: Hub, disk: Arc<Disk>, backup: Option<Told>) -> Self {
        Self { hub, disk, backup }
    }

    fn backup_away(&self) -> f64 {
        let status = self.backup.as_ref().map(Told::status);
        let away = status.filter(|status| status.away.is_some());
        seconds(away.map_or(0, |status| self.hub.now().ms_since(status.since).max(1)))
    }
}

const fn count(n: usize) -> f64 {
    n as f64
}

const fn seconds(ms: u64) -> f64 {
    ms as f64 / 1_000.0
}
