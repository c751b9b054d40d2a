//! The node's time: the wall clock at its start, plus a monotonic clock since.

use domain::Time;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::time::Instant;

/// A clock that never goes back, but for [`start_from`](Self::start_from). Clones show the same time.
#[derive(Debug, Clone)]
pub struct Clock {
    start: Arc<(Instant, AtomicU64)>,
}

impl Clock {
    /// A clock that shows `now`.
    #[must_use]
    pub fn starting_at(now: Time) -> Self {
        Self { start: Arc::new((Instant::now(), AtomicU64::new(now.0))) }
    }

    /// The current time.
    #[must_use]
    pub fn now(&self) -> Time {
        let (start, offset) = &*self.start;
        let elapsed = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        Time(offset.load(Ordering::Relaxed).saturating_add(elapsed))
    }

    /// Sets the clock to `time`, forward or back: for a node that goes by the clock of its store.
    pub fn start_from(&self, time: Time) {
        let (start, offset) = &*self.start;
        let elapsed = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        offset.store(time.0.saturating_sub(elapsed), Ordering::Relaxed);
    }

    /// Sets the clock to `time` if that is later: the time of a log never goes back.
    pub fn at_least(&self, time: Time) {
        let behind = time.ms_since(self.now());
        self.start.1.fetch_add(behind, Ordering::Relaxed);
    }

    /// The instant at which this clock shows `time`; now if it is past.
    #[must_use]
    pub fn instant(&self, time: Time) -> Instant {
        Instant::now() + std::time::Duration::from_millis(time.ms_since(self.now()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_joins_others_shows_their_time_earlier_or_later() {
        let clock = Clock::starting_at(Time(10_000));
        tokio::time::advance(Duration::from_millis(500)).await;
        for time in [9_000, 12_000] {
            clock.start_from(Time(time));
            assert_eq!(clock.now(), Time(time));
            tokio::time::advance(Duration::from_millis(7)).await;
            assert_eq!(clock.now(), Time(time + 7));
        }
    }
}
