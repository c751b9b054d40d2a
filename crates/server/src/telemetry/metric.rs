//! One line declares a metric: its field, its kind, its name, its help, and for some a label and the bounds of buckets.

use prometheus::{
    Error, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge,
    IntGaugeVec, Opts, core::Collector,
};

/// What a line declares.
#[derive(Debug, Clone, Copy)]
pub(super) struct Declared {
    name: &'static str,
    help: &'static str,
    labels: &'static [&'static str],
    buckets: &'static [f64],
}

impl Declared {
    pub const fn new(name: &'static str, help: &'static str) -> Self {
        Self { name, help, labels: &[], buckets: &[] }
    }

    /// One series for each value of this label.
    pub const fn by(self, labels: &'static [&'static str]) -> Self {
        Self { labels, ..self }
    }

    /// The upper bounds of a histogram's buckets.
    pub const fn within(self, buckets: &'static [f64]) -> Self {
        Self { buckets, ..self }
    }

    fn opts(self) -> Opts {
        Opts::new(self.name, self.help)
    }

    fn histogram(self) -> HistogramOpts {
        HistogramOpts::from(self.opts()).buckets(self.buckets.to_vec())
    }
}

/// A kind of metric.
pub(super) trait Metric: Collector + Clone + Sized {
    fn declared(declared: Declared) -> Result<Self, Error>;
}

impl Metric for IntCounter {
    fn declared(declared: Declared) -> Result<Self, Error> {
        Self::with_opts(declared.opts())
    }
}

impl Metric for IntGauge {
    fn declared(declared: Declared) -> Result<Self, Error> {
        Self::with_opts(declared.opts())
    }
}

impl Metric for IntCounterVec {
    fn declared(declared: Declared) -> Result<Self, Error> {
        Self::new(declared.opts(), declared.labels)
    }
}

impl Metric for IntGaugeVec {
    fn declared(declared: Declared) -> Result<Self, Error> {
        Self::new(declared.opts(), declared.labels)
    }
}

impl Metric for Histogram {
    fn declared(declared: Declared) -> Result<Self, Error> {
        Self::with_opts(declared.histogram())
    }
}

impl Metric for HistogramVec {
    fn declared(declared: Declared) -> Result<Self, Error> {
        Self::new(declared.histogram(), declared.labels)
    }
}

/// A struct with one metric a line. `register` makes all of them, at zero, and adds them to a registry.
macro_rules! metrics {
    (
        $(#[$doc:meta])*
        $visible:vis struct $Group:ident;
        $($field:ident: $Kind:ty = $name:literal, $help:literal $(, by $label:literal)? $(, within $buckets:ident)?;)*
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        $visible struct $Group {
            $(#[doc = $help] pub $field: $Kind,)*
        }

        impl $Group {
            fn register(registry: &prometheus::Registry) -> Result<Self, prometheus::Error> {
                use $crate::telemetry::metric::{Declared, Metric};
                let group = Self {
                    $($field: <$Kind as Metric>::declared(
                        Declared::new($name, $help)$(.by(&[$label]))?$(.within(&$buckets))?,
                    )?,)*
                };
                $(registry.register(Box::new(group.$field.clone()))?;)*
                Ok(group)
            }
        }
    };
}
pub(super) use metrics;
