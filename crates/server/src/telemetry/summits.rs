//! What the summits of this node report of their work, as metrics.

use super::metric::metrics;
use hub::{Appended, Outcome, Placement, SummitMetrics};
use prometheus::{Histogram, HistogramVec, IntCounter, IntCounterVec, Registry};
use std::time::Duration;

/// From a tenth of a millisecond (an fsync of a good disk) to the second after which nobody waits.
const REPLY_S: [f64; 13] =
    [0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0];

/// From what nobody notices to a theming engine that cannot keep up.
const THEMING_S: [f64; 12] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0];

metrics! {
    /// Requests, appends and theming.
    pub struct Summits;
    requests: IntCounterVec = "burgertop_requests_total", "Requests that were answered, by outcome", by "outcome";
    replies: HistogramVec = "burgertop_reply_seconds", "From a request to its answer, by outcome", by "outcome", within REPLY_S;
    append_times: Histogram = "burgertop_journal_append_seconds", "How long a batch takes to become durable", within REPLY_S;
    appends: IntCounterVec = "burgertop_journal_appends_total", "Batches that were to become durable, by what became of them; overtaken: another node was first", by "outcome";
    commits: IntCounter = "burgertop_commits_total", "Commits that became durable";
    placed: HistogramVec = "burgertop_theming_placed_seconds", "From an idea that is durable to the commit that sorted it, by what became of it", by "how", within THEMING_S;
    encodings: Histogram = "burgertop_theming_encode_seconds", "How long a batch of new ideas takes to become vectors", within THEMING_S;
    groupings: Histogram = "burgertop_theming_regroup_seconds", "How long it takes to group all ideas", within THEMING_S;
}

impl Summits {
    /// All at zero. Every label value is there from the start, so that its first event is seen as an increase.
    pub fn new(registry: &Registry) -> Result<Self, prometheus::Error> {
        let summits = Self::register(registry)?;
        for how in Placement::ALL {
            summits.placed.with_label_values(&[how.name()]);
        }
        for outcome in Outcome::ALL {
            summits.requests.with_label_values(&[outcome.name()]);
        }
        summits.replies.with_label_values(&[Outcome::Saved.name()]);
        for outcome in Appended::ALL {
            summits.appends.with_label_values(&[outcome.name()]);
        }
        Ok(summits)
    }
}

impl SummitMetrics for Summits {
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

    fn placed(&self, how: Placement, after: Duration) {
        self.placed.with_label_values(&[how.name()]).observe(after.as_secs_f64());
    }

    fn encoded(&self, took: Duration) {
        self.encodings.observe(took.as_secs_f64());
    }

    fn grouped(&self, took: Duration) {
        self.groupings.observe(took.as_secs_f64());
    }
}
