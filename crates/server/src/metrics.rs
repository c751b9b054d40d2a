//! What is counted, for those who run the machine; labels come from closed lists only.

use crate::{admission::told::Why, gauges::Gauges, meter::Summits};
use prometheus::{
    Encoder as _, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry, TextEncoder,
    process_collector::ProcessCollector,
};
use std::sync::{Arc, OnceLock};

/// Every counter of the server.
#[derive(Debug, Clone)]
pub struct Metrics {
    registry: Registry,
    gauges: Arc<OnceLock<Gauges>>,
    /// What the summits tell.
    pub summits: Summits,
    /// WebSockets that are open.
    pub open_connections: IntGauge,
    /// WebSockets that were opened.
    pub connections: IntCounter,
    /// Sockets that are open, by whether their client has shown a token.
    pub open_sockets: IntGaugeVec,
    /// Sockets that ended before their client wanted it to, by why.
    pub ended_sockets: IntCounterVec,
    /// Upgrades that were refused, by code.
    pub upgrades_refused: IntCounterVec,
    /// WebSockets that were closed for what came in, by close code.
    pub frames_refused: IntCounterVec,
    /// Devices that joined.
    pub joins: IntCounter,
    /// Tries to join that were refused, by code.
    pub joins_refused: IntCounterVec,
}

impl Metrics {
    /// All at zero.
    pub fn new() -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        let metrics = Self {
            summits: Summits::new(&registry)?,
            registry,
            gauges: Arc::default(),
            open_connections: IntGauge::new(
                "burgertop_open_connections",
                "WebSockets that are open",
            )?,
            connections: IntCounter::new(
                "burgertop_connections_total",
                "WebSockets that were opened",
            )?,
            open_sockets: IntGaugeVec::new(
                Opts::new(
                    "burgertop_open_sockets",
                    "Sockets that are open, by whether their client has shown a token",
                ),
                &["holder"],
            )?,
            ended_sockets: by(
                "burgertop_ended_sockets_total",
                "Sockets that ended before their client wanted it to",
                "why",
            )?,
            upgrades_refused: by(
                "burgertop_refused_upgrades_total",
                "Upgrades that were refused",
                "code",
            )?,
            frames_refused: by(
                "burgertop_refused_frames_total",
                "WebSockets closed for what came in",
                "close_code",
            )?,
            joins: IntCounter::new("burgertop_joins_total", "Devices that joined")?,
            joins_refused: by(
                "burgertop_refused_joins_total",
                "Tries to join that were refused",
                "code",
            )?,
        };
        // What is counted from the beginning is seen to grow by its first.
        metrics.joins_refused.with_label_values(&[protocol::refusal::JOIN_CODE]);
        for why in Why::ALL {
            metrics.ended_sockets.with_label_values(&[why.name()]);
        }
        let registry = &metrics.registry;
        registry.register(Box::new(metrics.open_sockets.clone()))?;
        registry.register(Box::new(metrics.ended_sockets.clone()))?;
        registry.register(Box::new(metrics.open_connections.clone()))?;
        registry.register(Box::new(metrics.connections.clone()))?;
        registry.register(Box::new(metrics.upgrades_refused.clone()))?;
        registry.register(Box::new(metrics.frames_refused.clone()))?;
        registry.register(Box::new(metrics.joins.clone()))?;
        registry.register(Box::new(metrics.joins_refused.clone()))?;
        registry.register(Box::new(ProcessCollector::for_self()))?;
        Ok(metrics)
    }

    /// Where metrics are gathered.
    #[must_use]
    pub const fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Looks these up, too, whenever the text is asked for.
    pub fn look_up(&self, gauges: Gauges) {
        let _ = self.gauges.set(gauges);
    }

    /// The text that Prometheus reads.
    #[must_use]
    pub fn text(&self) -> String {
        if let Some(gauges) = self.gauges.get() {
            gauges.look();
        }
        let mut text = Vec::new();
        let encoded = TextEncoder::new().encode(&self.registry.gather(), &mut text);
        if let Err(error) = encoded {
            tracing::error!(%error, "metrics cannot be written");
        }
        String::from_utf8(text).unwrap_or_default()
    }
}

fn by(name: &str, help: &str, label: &str) -> Result<IntCounterVec, prometheus::Error> {
    IntCounterVec::new(Opts::new(name, help), &[label])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_of_ours_is_named_alike_and_can_be_read() {
        let metrics = Metrics::new().expect("names that fit");
        metrics.connections.inc();
        metrics.joins_refused.with_label_values(&["join.code"]).inc();
        let text = metrics.text();
        assert!(text.contains("burgertop_connections_total 1"), "{text}");
        assert!(text.contains("burgertop_refused_joins_total{code=\"join.code\"} 1"), "{text}");
        let names = text.lines().filter(|line| !line.starts_with('#'));
        assert!(
            names
                .clone()
                .all(|line| line.starts_with("burgertop_") || line.starts_with("process_")),
            "{text}"
        );
    }
}
