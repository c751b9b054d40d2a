//! What is looked up when metrics are asked for: how things stand at that moment.

use crate::storage::{disk::Disk, live_backup::Told};
use domain::{Role, Time};
use hub::{Encoding, Hub};
use journal::Obstacle;
use prometheus::{Gauge, IntCounter, IntGauge, IntGaugeVec, Opts, Registry};
use std::sync::Arc;

/// Gauges over the hub and the disk. Several summits of a node are one sum.
#[derive(Debug, Clone)]
pub struct Gauges {
    hub: Hub,
    disk: Arc<Disk>,
    backup: Option<Told>,
    served: IntGauge,
    connections: IntGaugeVec,
    encoded: IntGaugeVec,
    documents: IntGauge,
    inbox: IntGauge,
    unsorted: IntGauge,
    stale: Gauge,
    free: Gauge,
    ready: IntGauge,
    backup_away: Gauge,
    unconfirmed: Gauge,
    skew: Gauge,
    single_copy: IntGauge,
    in_tray: IntGauge,
    blocked: IntGaugeVec,
    blocked_for: Gauge,
    saved_at: Gauge,
    damaged: IntGauge,
    nodes: IntGauge,
    epochs: IntCounter,
}

/// Every role that a connection may have, all but the server itself.
const ROLES: [Role; 7] = [
    Role::Facilitator,
    Role::ThemeTeam,
    Role::Host,
    Role::Participant,
    Role::Projector,
    Role::Observer,
    Role::Operator,
];

impl Gauges {
    /// Registers them.
    pub fn new(
        registry: &Registry,
        hub: Hub,
        disk: Arc<Disk>,
        backup: Option<Told>,
    ) -> Result<Self, prometheus::Error> {
        let gauges = Self {
            hub,
            disk,
            backup,
            served: IntGauge::new(
                "burgertop_served_summits",
                "Summits that this node serves; fewer than the settings name if one was left out",
            )?,
            connections: IntGaugeVec::new(
                Opts::new(
                    "burgertop_seated_connections",
                    "Connections that were let in, by the role of their token",
                ),
                &["role"],
            )?,
            encoded: IntGaugeVec::new(
                Opts::new(
                    "burgertop_encoded_summits",
                    "Summits, by the encoder that is asked what their ideas mean",
                ),
                &["encoder"],
            )?,
            documents: IntGauge::new(
                "burgertop_kept_documents",
                "Documents that are kept for those who follow them",
            )?,
            inbox: IntGauge::new("burgertop_waiting_requests", "Requests that wait to be decided")?,
            unsorted: IntGauge::new(
                "burgertop_theming_waiting_ideas",
                "Ideas that wait for the machine to sort them",
            )?,
            stale: Gauge::new(
                "burgertop_stale_seconds",
                "How long the journal does not answer; 0 if it does",
            )?,
            free: Gauge::new(
                "burgertop_disk_free_bytes",
                "What is free on the disk of the data directory",
            )?,
            ready: IntGauge::new("burgertop_ready_nodes", "1 if the node is ready, else 0")?,
            backup_away: Gauge::new(
                "burgertop_backup_away_seconds",
                "How long the backup that is to follow cannot be written; 0 if it can, or if there is none",
            )?,
            unconfirmed: Gauge::new(
                "burgertop_journal_unconfirmed_seconds",
                "How long it was not made sure where the log stands; half a second is usual",
            )?,
            skew: Gauge::new(
                "burgertop_clock_skew_seconds",
                "How far the clock of Redis is ahead of this node's; deadlines are kept within 2",
            )?,
            single_copy: IntGauge::new(
                "burgertop_single_copy_summits",
                "Summits whose log goes on with a single copy, though more are wanted",
            )?,
            in_tray: IntGauge::new(
                "burgertop_tray_requests",
                "What was answered as saved, found its place taken after a failover, and was not sent again",
            )?,
            blocked: IntGaugeVec::new(
                Opts::new(
                    "burgertop_blocked_summits",
                    "Summits of which nothing can be saved now, by what stands in the way",
                ),
                &["why"],
            )?,
            blocked_for: Gauge::new(
                "burgertop_saving_blocked_seconds",
                "How long nothing can be saved; 0 if it can, as far as the last save or probe told",
            )?,
            saved_at: Gauge::new(
                "burgertop_last_save_timestamp_seconds",
                "When something was saved last, in seconds since the Unix epoch",
            )?,
            damaged: IntGauge::new(
                "burgertop_damaged_texts",
                "Texts that are not what was handed in: what lies beside the log does not have their hash",
            )?,
            nodes: IntGauge::new(
                "burgertop_heard_nodes",
                "Nodes that serve a summit of this one, itself among them",
            )?,
            epochs: IntCounter::new(
                "burgertop_epoch_changes_total",
                "How often a log went on under another epoch, for the store had lost something",
            )?,
        };
        registry.register(Box::new(gauges.served.clone()))?;
        registry.register(Box::new(gauges.connections.clone()))?;
        registry.register(Box::new(gauges.encoded.clone()))?;
        registry.register(Box::new(gauges.documents.clone()))?;
        registry.register(Box::new(gauges.inbox.clone()))?;
        registry.register(Box::new(gauges.unsorted.clone()))?;
        registry.register(Box::new(gauges.stale.clone()))?;
        registry.register(Box::new(gauges.free.clone()))?;
        registry.register(Box::new(gauges.ready.clone()))?;
        registry.register(Box::new(gauges.backup_away.clone()))?;
        registry.register(Box::new(gauges.unconfirmed.clone()))?;
        registry.register(Box::new(gauges.skew.clone()))?;
        registry.register(Box::new(gauges.single_copy.clone()))?;
        registry.register(Box::new(gauges.in_tray.clone()))?;
        registry.register(Box::new(gauges.blocked.clone()))?;
        registry.register(Box::new(gauges.blocked_for.clone()))?;
        registry.register(Box::new(gauges.saved_at.clone()))?;
        registry.register(Box::new(gauges.damaged.clone()))?;
        registry.register(Box::new(gauges.nodes.clone()))?;
        registry.register(Box::new(gauges.epochs.clone()))?;
        Ok(gauges)
    }

    /// Looks everything up.
    #[expect(clippy::cast_precision_loss, reason = "a gauge of bytes or seconds bears it")]
    pub fn look(&self) {
        let summits = self.hub.summits();
        self.served.set(gauge(summits.len()));
        for role in ROLES {
            let of = |summit: &hub::SummitHandle| {
                summit.connections_by_role().get(&role).copied().unwrap_or_default()
            };
            self.connections
                .with_label_values(&[role.as_str()])
                .set(gauge(summits.iter().map(of).sum::<usize>()));
        }
        for encoding in Encoding::ALL {
            let asked = summits.iter().filter(|summit| summit.encoding() == encoding).count();
            self.encoded.with_label_values(&[encoding.name()]).set(gauge(asked));
        }
        self.documents.set(gauge(summits.iter().map(hub::SummitHandle::documents_kept).sum()));
        self.inbox.set(gauge(summits.iter().map(hub::SummitHandle::waiting).sum()));
        self.unsorted.set(gauge(summits.iter().map(hub::SummitHandle::unsorted).sum()));
        let now = self.hub.now();
        let stale_ms = |since: Time| now.0.saturating_sub(since.0).max(1);
        let stale = summits.iter().filter_map(hub::SummitHandle::stale_since).map(stale_ms).max();
        self.stale.set(stale.unwrap_or_default() as f64 / 1_000.0);
        let backup = self.backup.as_ref().map(Told::status).filter(|it| it.away.is_some());
        self.backup_away.set(backup.map_or(0, |it| stale_ms(it.since)) as f64 / 1_000.0);
        let unconfirmed = summits.iter().map(hub::SummitHandle::unconfirmed).max();
        self.unconfirmed.set(unconfirmed.unwrap_or_default().as_secs_f64());
        let skews = summits.iter().map(hub::SummitHandle::skew_ms);
        let skew = skews.max_by_key(|skew| skew.unsigned_abs()).unwrap_or_default();
        self.skew.set(skew as f64 / 1_000.0);
        self.single_copy.set(gauge(summits.iter().filter(|it| it.is_single_copy()).count()));
        self.in_tray.set(gauge(summits.iter().map(hub::SummitHandle::in_tray).sum()));
        self.look_at_saving(&summits);
        self.damaged.set(gauge(summits.iter().map(hub::SummitHandle::damaged_texts).sum()));
        let nodes = summits.iter().map(hub::SummitHandle::nodes).max();
        self.nodes.set(gauge(nodes.unwrap_or(1)));
        let epochs: u64 = summits.iter().map(hub::SummitHandle::epoch_changes).sum();
        self.epochs.inc_by(epochs.saturating_sub(self.epochs.get()));
        if let Some(free) = self.disk.free_bytes() {
            self.free.set(free as f64);
        }
        self.ready.set(i64::from(self.hub.is_sound()));
    }

    #[expect(clippy::cast_precision_loss, reason = "a gauge of seconds bears it")]
    fn look_at_saving(&self, summits: &[hub::SummitHandle]) {
        let savings: Vec<_> = summits.iter().map(|it| (it.saving(), it.time_of_day())).collect();
        let blocked = || savings.iter().filter_map(|(it, now)| Some((it.blocked.as_ref()?, *now)));
        for why in Obstacle::ALL {
            let count = blocked().filter(|(it, _)| it.why == why).count();
            self.blocked.with_label_values(&[why.name()]).set(gauge(count));
        }
        let longest = blocked().map(|(it, now)| now.ms_since(it.since).max(1)).max();
        self.blocked_for.set(longest.unwrap_or_default() as f64 / 1_000.0);
        let saved_at = savings.iter().map(|(it, _)| it.last.1).max().unwrap_or_default();
        self.saved_at.set(saved_at.0 as f64 / 1_000.0);
    }
}

fn gauge(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
