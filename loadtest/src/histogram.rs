//! Times in a histogram of high dynamic range, and as they stand in the report.

use hdrhistogram::Histogram;
use serde::Serialize;
use std::time::Duration;

/// The longest that is told apart.
const LONGEST_US: u64 = 600_000_000;
const PERCENTILES: [f64; 10] = [1.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.9, 100.0];

/// Times, to three digits.
#[derive(Debug)]
pub struct Times(Histogram<u64>);

/// Times, as numbers.
#[derive(Debug, Serialize)]
pub struct Summary {
    pub count: u64,
    pub min_ms: f64,
    pub mean_ms: f64,
    pub max_ms: f64,
    /// Pairs of a percentile and the time within which so many were.
    pub percentiles: Vec<(f64, f64)>,
}

impl Times {
    /// None yet.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self(Histogram::new_with_bounds(1, LONGEST_US, 3)?))
    }

    /// Of these.
    pub fn of(times: impl IntoIterator<Item = Duration>) -> anyhow::Result<Self> {
        let mut all = Self::new()?;
        times.into_iter().for_each(|time| all.add(time));
        Ok(all)
    }

    pub fn add(&mut self, time: Duration) {
        self.0.saturating_record(u64::try_from(time.as_micros()).unwrap_or(LONGEST_US).max(1));
    }

    /// The time within which so many percent were, in milliseconds; none if there are none.
    pub fn ms(&self, percentile: f64) -> Option<f64> {
        (!self.0.is_empty()).then(|| ms(self.0.value_at_percentile(percentile)))
    }

    pub fn summary(&self) -> Summary {
        Summary {
            count: self.0.len(),
            min_ms: ms(self.0.min()),
            mean_ms: (self.0.mean() / 10.0).round() / 100.0,
            max_ms: ms(self.0.max()),
            percentiles: PERCENTILES
                .map(|percentile| (percentile, ms(self.0.value_at_percentile(percentile))))
                .to_vec(),
        }
    }
}

fn ms(us: u64) -> f64 {
    (us as f64 / 10.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_in_milliseconds() {
        let times = Times::of((1..=100).map(Duration::from_millis)).expect("bounds");
        assert!((times.ms(50.0).expect("times") - 50.0).abs() < 0.1);
        assert!((times.summary().max_ms - 100.0).abs() < 0.2);
        assert_eq!(Times::new().expect("bounds").ms(50.0), None);
    }
}
