//! How fast each token may ask and read over HTTP.

use crate::limits::{RATES_KEPT, READS_AT_ONCE, READS_PER_S};
use dashmap::DashMap;
use domain::Jti;
use hub::{
    limits::{MESSAGES_BURST, MESSAGES_PER_S},
    rate::Bucket,
};
use std::time::Duration;

/// Counts requests and reads by token.
#[derive(Debug, Default)]
pub struct Rates {
    requests: DashMap<Jti, Bucket>,
    reads: DashMap<Jti, Bucket>,
}

impl Rates {
    /// Takes one request, as fast as on one connection; how long to wait if there were too many.
    pub fn request(&self, jti: Jti) -> Result<(), Duration> {
        take(&self.requests, jti, MESSAGES_BURST, MESSAGES_PER_S)
    }

    /// Takes one read: a document, a list, a record.
    pub fn read(&self, jti: Jti) -> Result<(), Duration> {
        take(&self.reads, jti, READS_AT_ONCE, READS_PER_S)
    }
}

fn take(
    buckets: &DashMap<Jti, Bucket>,
    jti: Jti,
    at_once: u32,
    per_s: u32,
) -> Result<(), Duration> {
    if buckets.len() >= RATES_KEPT {
        buckets.retain(|_, bucket| !bucket.is_full());
    }
    let full = || Bucket::new(at_once, per_s, Duration::from_secs(1));
    buckets.entry(jti).or_insert_with(full).take()
}
