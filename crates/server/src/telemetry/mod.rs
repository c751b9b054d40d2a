//! What the server tells those who run it: metrics, and log lines.
//!
//! | file | holds |
//! |---|---|
//! | [`metrics`] | what the server counts; to add a counter, one line |
//! | [`summits`] | what summits report; to add a metric, one line and a method of [`hub::SummitMetrics`] |
//! | [`gauges`] | what is looked up at each scrape; to add a gauge, a field of [`hub::SummitStatus`] and one line |
//! | [`logging`] | how log lines are written |
//! | [`log_rate`] | how many lines about one thing are written in a minute |
//! | [`log_foreign`] | which lines of libraries are written |
//! | [`process_metrics`] | the memory, processor time and files of this process |

pub mod gauges;
pub mod log_foreign;
pub mod log_rate;
pub mod logging;
mod lookup;
mod metric;
pub mod metrics;
pub mod process_metrics;
pub mod summits;

pub use gauges::Gauges;
pub use metrics::Metrics;
