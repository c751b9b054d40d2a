//! Looks up the rows of [`gauges`](super::gauges) at a scrape: no value is kept between two of them.

use super::gauges::{BY_LABEL, Gauges, OF_NODE, OF_SUMMITS};
use domain::Role;
use hub::{Encoding, SummitStatus};
use journal::Obstacle;
use prometheus::{
    Counter, Gauge, GaugeVec, Opts,
    core::{Collector, Desc},
    proto::MetricFamily,
};

/// How the values of several summits become the one of their node.
#[derive(Debug, Clone, Copy)]
pub(super) enum Across {
    /// Their sum.
    Sum,
    /// Their sum, which only grows.
    Total,
    /// The largest, and no less than this.
    Largest(f64),
    /// The one that is furthest from zero.
    Furthest,
}

/// A metric of all summits together.
pub(super) struct OfSummits {
    pub name: &'static str,
    pub across: Across,
    pub value: fn(&SummitStatus) -> f64,
    pub help: &'static str,
}

/// A metric of all summits together, for each value of a label.
pub(super) struct ByLabel {
    pub name: &'static str,
    pub label: &'static str,
    pub values: fn() -> Vec<&'static str>,
    pub value: fn(&SummitStatus, &str) -> f64,
    pub help: &'static str,
}

/// A metric of the node.
pub(super) struct OfNode {
    pub name: &'static str,
    pub value: fn(&Gauges) -> f64,
    pub help: &'static str,
}

/// Every role that a connection may have: all but the server itself.
pub(super) fn roles() -> Vec<&'static str> {
    let all = [
        Role::Facilitator,
        Role::ThemeTeam,
        Role::Host,
        Role::Participant,
        Role::Projector,
        Role::Observer,
        Role::Operator,
    ];
    all.iter().map(|role| role.as_str()).collect()
}

pub(super) fn encoders() -> Vec<&'static str> {
    Encoding::ALL.iter().map(|encoding| encoding.name()).collect()
}

pub(super) fn obstacles() -> Vec<&'static str> {
    Obstacle::ALL.iter().map(|why| why.name()).collect()
}

impl Across {
    fn of(self, values: impl Iterator<Item = f64>) -> f64 {
        match self {
            Self::Sum | Self::Total => values.sum(),
            Self::Largest(least) => values.fold(least, f64::max),
            Self::Furthest => {
                values.fold(0.0, |one, other| if other.abs() >= one.abs() { other } else { one })
            }
        }
    }
}

fn gauge(name: &str, help: &str, value: f64) -> Result<Vec<MetricFamily>, prometheus::Error> {
    let gauge = Gauge::new(name, help)?;
    gauge.set(value);
    Ok(gauge.collect())
}

impl OfSummits {
    fn look_up(&self, summits: &[SummitStatus]) -> Result<Vec<MetricFamily>, prometheus::Error> {
        let value = self.across.of(summits.iter().map(self.value));
        if !matches!(self.across, Across::Total) {
            return gauge(self.name, self.help, value);
        }
        let counter = Counter::new(self.name, self.help)?;
        counter.inc_by(value);
        Ok(counter.collect())
    }
}

impl ByLabel {
    fn look_up(&self, summits: &[SummitStatus]) -> Result<Vec<MetricFamily>, prometheus::Error> {
        let gauges = GaugeVec::new(Opts::new(self.name, self.help), &[self.label])?;
        for label in (self.values)() {
            let value = summits.iter().map(|summit| (self.value)(summit, label)).sum();
            gauges.with_label_values(&[label]).set(value);
        }
        Ok(gauges.collect())
    }
}

impl Gauges {
    fn look_up(&self) -> Result<Vec<MetricFamily>, prometheus::Error> {
        let summits: Vec<SummitStatus> =
            self.hub.summits().iter().map(hub::SummitHandle::status).collect();
        let mut found = Vec::new();
        for row in OF_SUMMITS {
            found.extend(row.look_up(&summits)?);
        }
        for row in BY_LABEL {
            found.extend(row.look_up(&summits)?);
        }
        for row in OF_NODE {
            found.extend(gauge(row.name, row.help, (row.value)(self))?);
        }
        Ok(found)
    }
}

impl Collector for Gauges {
    /// None. The registry reads them only to refuse a name that is registered twice: a test below does that.
    fn desc(&self) -> Vec<&Desc> {
        Vec::new()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        self.look_up().unwrap_or_else(|error| {
            tracing::error!(%error, "gauges could not be looked up: they are missing from this scrape");
            Vec::new()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_gauge_has_a_name_of_its_own() {
        let mut names: Vec<&str> = OF_SUMMITS.iter().map(|row| row.name).collect();
        names.extend(BY_LABEL.iter().map(|row| row.name));
        names.extend(OF_NODE.iter().map(|row| row.name));
        let distinct: BTreeSet<&str> = names.iter().copied().collect();
        assert_eq!(distinct.len(), names.len(), "{names:?}");
        assert!(names.iter().all(|name| name.starts_with("burgertop_")), "{names:?}");
    }

    #[test]
    fn several_summits_become_one_value() {
        let of = |across: Across, values: &[f64]| across.of(values.iter().copied());
        assert_eq!(of(Across::Sum, &[1.0, 2.0]), 3.0);
        assert_eq!(of(Across::Largest(0.0), &[1.0, 2.0]), 2.0);
        assert_eq!(of(Across::Largest(1.0), &[]), 1.0);
        assert_eq!(of(Across::Furthest, &[1.0, -2.0]), -2.0);
        assert_eq!(of(Across::Furthest, &[]), 0.0);
    }
}
