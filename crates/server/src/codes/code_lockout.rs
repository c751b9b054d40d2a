//! How many wrong join codes are accepted: by address, by summit and in all.

use crate::{
    admission::connections::site,
    limits::{FAILED_ADDRESSES_MAX, SHORT_CODE_COUNTS, SLOWED_TRIES_MAX, SLOWED_TRY_MS},
};
use domain::SummitId;
use hub::rate::Bucket;
use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr},
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::{sync::Semaphore, time::sleep};

const MINUTE: Duration = Duration::from_secs(60);
/// Where all addresses are counted that are too many to be counted one by one.
const ANYWHERE: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

/// Counts tries before a code is looked for, and takes back what was counted for those that were right. So a hall behind
/// one address gets in, with what people mistype; and over the bound no code is looked for, be it right or wrong.
#[derive(Debug)]
pub struct CodeLockout {
    bounds: Bounds,
    left: Mutex<Left>,
    turns: Semaphore,
}

/// Codes that may fail at once, and again in a minute; each counts for a short code, and ten times as many of today's.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Of one address.
    pub address: u32,
    /// For one summit.
    pub summit: u32,
    /// In all.
    pub all: u32,
}

#[derive(Debug)]
struct Left {
    by_address: HashMap<IpAddr, Bucket>,
    by_summit: HashMap<SummitId, Bucket>,
    all: Bucket,
}

/// Too many failed; try again after this long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMany {
    /// When one more may be tried.
    pub retry: Duration,
}

/// A try that counts as failed, unless it turns out to be right.
#[derive(Debug)]
#[must_use]
pub struct Attempt<'t> {
    tries: &'t CodeLockout,
    of: Origin,
}

/// Whose try it is, for what, and what it counts.
#[derive(Debug, Clone)]
struct Origin {
    address: IpAddr,
    summit: Option<SummitId>,
    counts: u32,
}

fn bucket(failed: u32) -> Bucket {
    let tries = failed.saturating_mul(SHORT_CODE_COUNTS);
    Bucket::new(tries, tries, MINUTE)
}

impl CodeLockout {
    /// Within these bounds.
    #[must_use]
    pub fn new(bounds: Bounds) -> Self {
        let left =
            Left { by_address: HashMap::new(), by_summit: HashMap::new(), all: bucket(bounds.all) };
        Self { bounds, left: Mutex::new(left), turns: Semaphore::new(SLOWED_TRIES_MAX) }
    }

    /// Counts a try before anything is looked for. Where the next may be tried within a second, it waits for that, if few
    /// others wait.
    ///
    /// `summit`: the one whose code it may be, if it is a single one. `is_short`: of an earlier release, and easier to find.
    pub async fn begin(
        &self,
        address: IpAddr,
        summit: Option<&SummitId>,
        is_short: bool,
    ) -> Result<Attempt<'_>, TooMany> {
        let counts = if is_short { SHORT_CODE_COUNTS } else { 1 };
        let mut of = Origin { address: site(address), summit: summit.cloned(), counts };
        let Err(TooMany { retry }) = self.take(&mut of) else {
            return Ok(Attempt { tries: self, of });
        };
        if retry > Duration::from_millis(SLOWED_TRY_MS) {
            return Err(TooMany { retry });
        }
        let Ok(_turn) = self.turns.try_acquire() else { return Err(TooMany { retry }) };
        sleep(retry).await;
        self.take(&mut of).map(|()| Attempt { tries: self, of })
    }

    fn take(&self, of: &mut Origin) -> Result<(), TooMany> {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        if !left.by_address.contains_key(&of.address)
            && left.by_address.len() >= FAILED_ADDRESSES_MAX
        {
            left.by_address.retain(|_, bucket| !bucket.is_full());
            if left.by_address.len() >= FAILED_ADDRESSES_MAX {
                of.address = ANYWHERE;
            }
        }
        let too_many = |retry| TooMany { retry };
        let address = left.by_address.entry(of.address);
        let address = address.or_insert_with(|| bucket(self.bounds.address));
        address.take_many(of.counts).map_err(too_many)?;
        if let Some(summit) = &of.summit {
            let known = left.by_summit.entry(summit.clone());
            let known = known.or_insert_with(|| bucket(self.bounds.summit));
            if let Err(retry) = known.take_many(of.counts) {
                left.give_back(&Origin { summit: None, ..of.clone() }, false);
                return Err(TooMany { retry });
            }
        }
        if let Err(retry) = left.all.take_many(of.counts) {
            left.give_back(of, false);
            return Err(TooMany { retry });
        }
        Ok(())
    }
}

impl Left {
    fn give_back(&mut self, of: &Origin, in_all: bool) {
        if let Some(address) = self.by_address.get_mut(&of.address) {
            address.give_back_many(of.counts);
        }
        if let Some(summit) = of.summit.as_ref().and_then(|summit| self.by_summit.get_mut(summit)) {
            summit.give_back_many(of.counts);
        }
        if in_all {
            self.all.give_back_many(of.counts);
        }
    }
}

impl Attempt<'_> {
    /// It was right, or nothing was learned by it: it does not count.
    pub fn does_not_count(self) {
        let mut left = self.tries.left.lock().unwrap_or_else(PoisonError::into_inner);
        left.give_back(&self.of, true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::advance;

    const BOUNDS: Bounds = Bounds { address: 10, summit: 60, all: 100 };

    fn address(n: u32) -> IpAddr {
        IpAddr::from(n.to_be_bytes())
    }

    fn summit(n: u32) -> SummitId {
        SummitId::from(format!("s{n}").as_str())
    }

    /// How many tries in a row are looked at, all wrong.
    fn failed(
        tries: &CodeLockout,
        address: IpAddr,
        summit: Option<&SummitId>,
        is_short: bool,
    ) -> u32 {
        let counts = if is_short { SHORT_CODE_COUNTS } else { 1 };
        let mut of = Origin { address: site(address), summit: summit.cloned(), counts };
        let mut failed = 0;
        while tries.take(&mut of).is_ok() {
            failed += 1;
        }
        failed
    }

    #[tokio::test(start_paused = true)]
    async fn an_address_fails_ten_short_codes_or_a_hundred_of_today_and_as_many_in_a_minute() {
        let tries = CodeLockout::new(BOUNDS);
        assert_eq!(failed(&tries, address(1), None, true), 10);
        assert_eq!(failed(&tries, address(2), None, false), 100);
        advance(MINUTE).await;
        assert_eq!(failed(&tries, address(1), None, false), 100);
    }

    #[tokio::test(start_paused = true)]
    async fn many_addresses_fail_together_for_one_summit_and_in_all() {
        let tries = CodeLockout::new(BOUNDS);
        let one: u32 = (0..20).map(|n| failed(&tries, address(n), Some(&summit(1)), true)).sum();
        assert_eq!(one, 60);
        let other: u32 = (20..40).map(|n| failed(&tries, address(n), Some(&summit(2)), true)).sum();
        assert_eq!(other, 40, "in all a hundred");
    }

    #[tokio::test(start_paused = true)]
    async fn a_hall_behind_one_address_gets_in_with_what_it_mistypes() {
        let tries = CodeLockout::new(BOUNDS);
        for n in 0..1_500 {
            let looked =
                tries.begin(address(1), Some(&summit(1)), false).await.expect("it is looked at");
            // One in twenty is mistyped.
            if n % 20 > 0 {
                looked.does_not_count();
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_tries_short_codes_does_not_keep_those_out_who_have_one_of_today() {
        let tries = CodeLockout::new(BOUNDS);
        assert_eq!(failed(&tries, address(1), None, true), 10);
        assert!(tries.begin(address(1), None, true).await.is_err());
        let right = tries.begin(address(1), None, false).await.expect("within a second");
        right.does_not_count();
        tries
            .begin(address(1), None, false)
            .await
            .expect("it counted for nothing")
            .does_not_count();
    }

    #[tokio::test(start_paused = true)]
    async fn however_many_try_at_once_no_more_is_looked_at() {
        let tries = CodeLockout::new(Bounds { address: 1, ..BOUNDS });
        let all = (0..200).map(|_| tries.begin(address(1), None, true));
        let all = futures_util::future::join_all(all).await;
        assert_eq!(all.iter().filter(|tried| tried.is_ok()).count(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn neighbours_in_one_ipv6_network_guess_together() {
        let tries = CodeLockout::new(Bounds { address: 2, ..BOUNDS });
        let neighbour = |n: u8| -> IpAddr { format!("2001:db8::{n}").parse().expect("an address") };
        let failed: u32 = (0..3).map(|n| failed(&tries, neighbour(n), None, true)).sum();
        assert_eq!(failed, 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_flood_of_addresses_is_not_remembered_without_bound() {
        let tries = CodeLockout::new(Bounds { all: u32::MAX, ..BOUNDS });
        for n in 0..FAILED_ADDRESSES_MAX as u32 + 500 {
            let _ = tries.begin(address(n + 1), None, false).await;
        }
        let remembered = tries.left.lock().expect("no panic").by_address.len();
        assert!(remembered <= FAILED_ADDRESSES_MAX + 1, "{remembered}");
    }
}
