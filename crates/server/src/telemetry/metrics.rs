//! What the server counts, for those who run the machine. Labels come from closed lists only.

use super::{gauges::Gauges, metric::metrics, summits::Summits};
use crate::admission::told::Why;
use prometheus::{
    Encoder as _, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Registry, TextEncoder,
};

metrics! {
    /// The counters of the server itself.
    pub struct Server;
    open_connections: IntGauge = "burgertop_open_connections", "WebSockets that are open";
    connections: IntCounter = "burgertop_connections_total", "WebSockets that were opened";
    open_sockets: IntGaugeVec = "burgertop_open_sockets", "Sockets that are open, by whether their client has shown a token", by "holder";
    ended_sockets: IntCounterVec = "burgertop_ended_sockets_total", "Sockets that ended before their client wanted it to", by "why";
    upgrades_refused: IntCounterVec = "burgertop_refused_upgrades_total", "Upgrades that were refused", by "code";
    frames_refused: IntCounterVec = "burgertop_refused_frames_total", "WebSockets closed for what came in", by "close_code";
    joins: IntCounter = "burgertop_joins_total", "Devices that joined";
    joins_refused: IntCounterVec = "burgertop_refused_joins_total", "Tries to join that were refused", by "code";
}

/// All metrics of this process, in one registry.
#[derive(Debug, Clone)]
pub struct Metrics {
    registry: Registry,
    /// What the summits report.
    pub summits: Summits,
    /// What the server counts.
    pub server: Server,
}

impl Metrics {
    /// All counters at zero.
    pub fn new() -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        let server = Server::register(&registry)?;
        // A series that is there from the start is seen to grow by its first event.
        server.joins_refused.with_label_values(&[protocol::refusal::JOIN_CODE]);
        for why in Why::ALL {
            server.ended_sockets.with_label_values(&[why.name()]);
        }
        registry.register(Box::new(super::process_metrics::ProcessMetrics::new()?))?;
        Ok(Self { summits: Summits::new(&registry)?, server, registry })
    }

    /// Adds the gauges, which are looked up at each scrape.
    pub fn look_up(&self, gauges: Gauges) -> Result<(), prometheus::Error> {
        self.registry.register(Box::new(gauges))
    }

    /// The text that Prometheus reads.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = Vec::new();
        let encoded = TextEncoder::new().encode(&self.registry.gather(), &mut text);
        if let Err(error) = encoded {
            tracing::error!(%error, "metrics could not be encoded: this scrape is incomplete");
        }
        String::from_utf8(text).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_of_ours_is_named_alike_and_can_be_read() {
        let metrics = Metrics::new().expect("names that fit");
        metrics.server.connections.inc();
        metrics.server.joins_refused.with_label_values(&["join.code"]).inc();
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
