//! What the summits of this node tell of their work, as metrics.

use hub::{Appended, Meter, Outcome, Sorted};
use prometheus::{
    Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, Opts, Registry,
};
use std::time::Duration;

/// Counts requests and appends.
#[derive(Debug, Clone)]
pub struct Summits {
    requests: IntCounterVec,
    replies: HistogramVec,
    append_times: Histogram,
    appends: IntCounterVec,
    commits: IntCounter,
    sorted: HistogramVec,
    encodings: Histogram,
    groupings: Histogram,
}

/// From a tenth of a millisecond (an fsync of a good disk) to the second after which nobody waits.
const BUCKETS_S: [f64; 13] =
    [0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0];

/// From what nobody notices to a theming that cannot follow.
const THEMING_BUCKETS_S: [f64; 12] =
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0];

impl Summits {
    /// All at zero; what there can be is there from the beginning, so that an increase is seen.
    pub fn new(registry: &Registry) -> Result<Self, prometheus::Error> {
        let histogram =
            |name: &str, help: &str| HistogramOpts::new(name, help).buckets(BUCKETS_S.to_vec());
        let theming = |name: &str, help: &str| {
            HistogramOpts::new(name, help).buckets(THEMING_BUCKETS_S.to_vec())
        };
        let summits = Self {
            requests: IntCounterVec::new(
                Opts::new("burgertop_requests_total", "Requests that were answered, by outcome"),
                &["outcome"],
            )?,
            replies: HistogramVec::new(
                histogram("burgertop_reply_seconds", "From a request to its answer, by outcome"),
                &["outcome"],
            )?,
            append_times: Histogram::with_opts(histogram(
                "burgertop_journal_append_seconds",
                "How long a batch takes to become durable",
            ))?,
            appends: IntCounterVec::new(
                Opts::new(
                    "burgertop_journal_appends_total",
                    "Batches that were to become durable, by what became of them; overtaken: another node was first",
                ),
                &["outcome"],
            )?,
            commits: IntCounter::new("burgertop_commits_total", "Commits that became durable")?,
            sorted: HistogramVec::new(
                theming(
                    "burgertop_theming_placed_seconds",
                    "From an idea that is durable to the commit that sorted it, by what became of it",
                ),
                &["how"],
            )?,
            encodings: Histogram::with_opts(theming(
                "burgertop_theming_encode_seconds",
                "How long a batch of new ideas takes to become vectors",
            ))?,
            groupings: Histogram::with_opts(theming(
                "burgertop_theming_regroup_seconds",
                "How long it takes to group all ideas",
            ))?,
        };
        for how in Sorted::ALL {
            summits.sorted.with_label_values(&[how.name()]);
        }
        for outcome in Outcome::ALL {
            summits.requests.with_label_values(&[outcome.name()]);
        }
        summits.replies.with_label_values(&[Outcome::Saved.name()]);
        registry.register(Box::new(summits.requests.clone()))?;
        registry.register(Box::new(summits.replies.clone()))?;
        for outcome in Appended::ALL {
            summits.appends.with_label_values(&[outcome.name()]);
        }
        registry.register(Box::new(summits.append_times.clone()))?;
        registry.register(Box::new(summits.appends.clone()))?;
        registry.register(Box::new(summits.commits.clone()))?;
        registry.register(Box::new(summits.sorted.clone()))?;
        registry.register(Box::new(summits.encodings.clone()))?;
        registry.register(Box::new(summits.groupings.clone()))?;
        Ok(summits)
    }
}

impl Meter for Summits {
    fn answered(&self, outcome: Outcome, after: Duration) {
        self.requests.with_label_values(&[outcome.name()]).inc();
        self.replies.with_label_values(&[outcome.name()]).observe(after.as_secs_f64());
    }

    fn appended(&self, commits: usize, took: Duration, outcome: Appended) {
        self.append_times.observe(took.as_secs_f64());
        self.appends.with_label_values(&[outcome.name()]).inc();
        if outcome == Appended::Saved {
            self.commits.inc_by(commits as u64);
        }
    }

    fn sorted(&self, how: Sorted, after: Duration) {
        self.sorted.with_label_values(&[how.name()]).observe(after.as_secs_f64());
    }

    fn encoded(&self, took: Duration) {
        self.encodings.observe(took.as_secs_f64());
    }

    fn grouped(&self, took: Duration) {
        self.groupings.observe(took.as_secs_f64());
    }
}
