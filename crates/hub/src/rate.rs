//! Rate limits: token buckets.

use std::time::Duration;
use tokio::time::Instant;

/// A token bucket, stored as the instant at which it will be full (GCRA, ITU-T I.371).
#[derive(Debug, Clone)]
pub struct Bucket {
    full_at: Instant,
    each: Duration,
    burst: u32,
}

impl Bucket {
    /// A full bucket of `burst` tokens, refilled by `count` in every `per`.
    #[must_use]
    pub fn new(burst: u32, count: u32, per: Duration) -> Self {
        Self { full_at: Instant::now(), each: per / count.max(1), burst }
    }

    /// Takes a token. An error says how long until there is one.
    pub fn take(&mut self) -> Result<(), Duration> {
        self.take_many(1)
    }

    /// Takes `count` tokens, or none.
    pub fn take_many(&mut self, count: u32) -> Result<(), Duration> {
        let now = Instant::now();
        let full_at = self.full_at.max(now) + self.each * count;
        let most = now + self.each * self.burst;
        if full_at > most {
            return Err(full_at - most);
        }
        self.full_at = full_at;
        Ok(())
    }

    /// Gives a token back: what it was taken for did not happen.
    pub fn give_back(&mut self) {
        self.give_back_many(1);
    }

    /// Gives `count` tokens back.
    pub fn give_back_many(&mut self, count: u32) {
        self.full_at -= self.each * count;
    }

    /// Whether it is full: then dropping it changes nothing.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.full_at <= Instant::now()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_burst_is_taken_at_once_and_then_one_as_it_fills() {
        let mut bucket = Bucket::new(3, 10, Duration::from_secs(1));
        for _ in 0..3 {
            assert_eq!(bucket.take(), Ok(()));
        }
        assert_eq!(bucket.take(), Err(Duration::from_millis(100)));
        tokio::time::advance(Duration::from_millis(100)).await;
        assert_eq!(bucket.take(), Ok(()));
        assert!(bucket.take().is_err());
        bucket.give_back();
        assert_eq!(bucket.take(), Ok(()));
        tokio::time::advance(Duration::from_secs(9)).await;
        assert!(bucket.is_full());
    }
}
