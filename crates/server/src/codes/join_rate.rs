//! How fast devices may join with codes that many use: each is a commit that stays.

use super::ledger::Hash;
use crate::{
    admission::connections::site,
    limits::{FAILED_ADDRESSES_MAX, JOINS_AGAIN_MIN, JOINS_PER_CARD},
};
use hub::rate::Bucket;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// Counts the devices that join, by card, by address and in all.
#[derive(Debug)]
pub struct JoinRate {
    per_address: u32,
    buckets: Mutex<Buckets>,
}

#[derive(Debug)]
struct Buckets {
    by_address: HashMap<IpAddr, Bucket>,
    /// By the hash of its code.
    by_card: HashMap<Hash, Bucket>,
    all: Bucket,
}

fn bucket(at_once: u32) -> Bucket {
    Bucket::new(at_once, at_once, Duration::from_secs(60) * JOINS_AGAIN_MIN)
}

impl JoinRate {
    /// Lets so many in at once, and then as many in [`JOINS_AGAIN_MIN`] minutes.
    #[must_use]
    pub fn new(per_address: u32, in_all: u32) -> Self {
        let buckets =
            Buckets { by_address: HashMap::new(), by_card: HashMap::new(), all: bucket(in_all) };
        Self { per_address, buckets: Mutex::new(buckets) }
    }

    /// Counts one more request; how long to wait if there were too many. `card`: the code, if it is not everyone's.
    pub fn take(&self, address: IpAddr, card: Option<Hash>) -> Result<(), Duration> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(card) = card {
            if buckets.by_card.len() >= FAILED_ADDRESSES_MAX {
                buckets.by_card.retain(|_, bucket| !bucket.is_full());
            }
            buckets.by_card.entry(card).or_insert_with(|| bucket(JOINS_PER_CARD)).take()?;
        }
        if buckets.by_address.len() >= FAILED_ADDRESSES_MAX {
            buckets.by_address.retain(|_, bucket| !bucket.is_full());
        }
        let known = buckets.by_address.entry(site(address));
        known.or_insert_with(|| bucket(self.per_address)).take()?;
        buckets.all.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(n: u32) -> IpAddr {
        IpAddr::from(n.to_be_bytes())
    }

    fn joined(pace: &JoinRate, address: IpAddr) -> u32 {
        let mut joined = 0;
        while pace.take(address, None).is_ok() {
            joined += 1;
        }
        joined
    }

    #[tokio::test(start_paused = true)]
    async fn a_hall_behind_one_address_gets_in_and_a_flood_is_one_a_second() {
        let pace = JoinRate::new(1_500, 5_000);
        assert_eq!(joined(&pace, address(1)), 1_500);
        assert!(pace.take(address(2), None).is_ok(), "others are not kept waiting");
        tokio::time::advance(Duration::from_secs(10)).await;
        assert_eq!(joined(&pace, address(1)), 10);
    }

    #[tokio::test(start_paused = true)]
    async fn a_card_joins_sixty_times_and_then_as_often_in_twenty_five_minutes() {
        let pace = JoinRate::new(1_500, 5_000);
        let joined = (0..100).filter(|_| pace.take(address(1), Some([7; 32])).is_ok()).count();
        assert_eq!(joined, 60);
        assert!(pace.take(address(1), Some([8; 32])).is_ok(), "another card is not kept waiting");
    }

    #[tokio::test(start_paused = true)]
    async fn a_flood_from_many_addresses_is_three_a_second() {
        let pace = JoinRate::new(1_500, 5_000);
        let all: u32 = (0..5).map(|n| joined(&pace, address(n))).sum();
        assert_eq!(all, 5_000);
        tokio::time::advance(Duration::from_secs(10)).await;
        assert_eq!(joined(&pace, address(9)), 33);
    }
}
