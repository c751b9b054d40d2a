//! How often one may be wrong: failed join codes a minute, by address and in all.

use crate::{
    connections::site,
    limits::{FAILED_ADDRESSES_MAX, SLOWED_TRIES_MAX, SLOWED_TRY_MS},
};
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::Semaphore;

const WINDOW: Duration = Duration::from_secs(60);

/// Counts failed tries. A hall sits behind one address, so who has the right code always gets in;
/// but after too many wrong ones each try from there waits for its turn, and few can wait.
#[derive(Debug)]
pub struct Tries {
    per_address: u32,
    in_all: u32,
    failed: Mutex<Failed>,
    turns: Semaphore,
    /// For addresses that were never wrong: who guesses elsewhere must not take their turns.
    clean_turns: Semaphore,
}

#[derive(Debug, Default)]
struct Failed {
    by_address: HashMap<IpAddr, Window>,
    all: Option<Window>,
}

#[derive(Debug, Clone, Copy)]
struct Window {
    since: Instant,
    failed: u32,
}

impl Window {
    fn is_over(&self, now: Instant) -> bool {
        now.duration_since(self.since) >= WINDOW
    }

    fn left(&self, now: Instant) -> Duration {
        WINDOW.saturating_sub(now.duration_since(self.since))
    }
}

/// Too many failed; try again after this long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMany {
    /// When the count begins anew.
    pub retry: Duration,
}

impl Tries {
    /// Allows so many failed tries a minute.
    #[must_use]
    pub fn new(per_address: u32, in_all: u32) -> Self {
        Self {
            per_address,
            in_all,
            failed: Mutex::default(),
            turns: Semaphore::new(SLOWED_TRIES_MAX),
            clean_turns: Semaphore::new(SLOWED_TRIES_MAX),
        }
    }

    /// Lets a try pass: at once, after a pause if too many failed, or not at all if too many wait.
    pub async fn turn(&self, address: IpAddr) -> Result<(), TooMany> {
        let now = Instant::now();
        if let Err(too_many) = self.state(address, now) {
            let turns = if self.is_clean(address, now) { &self.clean_turns } else { &self.turns };
            let Ok(_turn) = turns.try_acquire() else { return Err(too_many) };
            tokio::time::sleep(Duration::from_millis(SLOWED_TRY_MS)).await;
        }
        Ok(())
    }

    /// Counts a failed try; an error if there were too many already.
    pub fn fail(&self, address: IpAddr, now: Instant) -> Result<(), TooMany> {
        self.state(address, now)?;
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = Window { since: now, failed: 0 };
        let all = failed.all.get_or_insert(fresh);
        if all.is_over(now) {
            *all = fresh;
        }
        all.failed += 1;
        let address = site(address);
        let known = failed.by_address.contains_key(&address);
        if !known && failed.by_address.len() >= FAILED_ADDRESSES_MAX {
            failed.by_address.retain(|_, window| !window.is_over(now));
        }
        if known || failed.by_address.len() < FAILED_ADDRESSES_MAX {
            let window = failed.by_address.entry(address).or_insert(fresh);
            if window.is_over(now) {
                *window = fresh;
            }
            window.failed += 1;
        }
        Ok(())
    }

    fn is_clean(&self, address: IpAddr, now: Instant) -> bool {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.by_address.get(&site(address)).is_none_or(|window| window.is_over(now))
    }

    fn state(&self, address: IpAddr, now: Instant) -> Result<(), TooMany> {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |window: Option<&Window>, limit| {
            window
                .filter(|w| !w.is_over(now) && w.failed >= limit)
                .map(|w| TooMany { retry: w.left(now) })
        };
        let by_address = full(failed.by_address.get(&site(address)), self.per_address);
        by_address.or_else(|| full(failed.all.as_ref(), self.in_all)).map_or(Ok(()), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(n: u32) -> IpAddr {
        IpAddr::from(n.to_be_bytes())
    }

    #[test]
    fn the_eleventh_failed_code_of_an_address_within_a_minute_is_too_many() {
        let tries = Tries::new(10, 100);
        let now = Instant::now();
        for _ in 0..10 {
            assert_eq!(tries.fail(address(1), now), Ok(()));
        }
        let too_many = tries.fail(address(1), now + Duration::from_secs(20)).expect_err("too many");
        assert_eq!(too_many.retry, Duration::from_secs(40));
        assert_eq!(tries.fail(address(2), now), Ok(()));
        assert_eq!(tries.fail(address(1), now + WINDOW), Ok(()));
    }

    #[test]
    fn a_hundred_failed_codes_from_many_addresses_are_too_many() {
        let tries = Tries::new(10, 100);
        let now = Instant::now();
        for n in 0..100 {
            assert_eq!(tries.fail(address(n), now), Ok(()));
        }
        assert!(tries.fail(address(1_000), now).is_err());
    }

    #[test]
    fn a_flood_of_addresses_is_not_remembered_without_bound() {
        let tries = Tries::new(10, u32::MAX);
        let now = Instant::now();
        for n in 0..FAILED_ADDRESSES_MAX as u32 + 500 {
            assert_eq!(tries.fail(address(n), now), Ok(()));
        }
        let remembered = tries.failed.lock().expect("no panic").by_address.len();
        assert_eq!(remembered, FAILED_ADDRESSES_MAX);
    }

    #[tokio::test(start_paused = true)]
    async fn who_guesses_takes_no_turns_of_those_who_never_were_wrong() {
        let tries = Tries::new(10, 20);
        let now = Instant::now();
        for n in 0..20 {
            tries.fail(address(n % 2), now).expect("the first twenty");
        }
        let guesses = futures_util::future::join_all((0..200).map(|n| tries.turn(address(n % 2))));
        let (guesses, other) = tokio::join!(guesses, tries.turn(address(7)));
        assert!(guesses.iter().any(Result::is_err), "those who guess are too many");
        assert_eq!(other, Ok(()));
    }

    #[test]
    fn neighbours_in_one_ipv6_network_guess_together() {
        let tries = Tries::new(2, 100);
        let now = Instant::now();
        let neighbour = |n: u8| -> IpAddr { format!("2001:db8::{n}").parse().expect("an address") };
        assert_eq!((0..3).filter(|n| tries.fail(neighbour(*n), now).is_ok()).count(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn after_too_many_a_try_waits_and_few_can_wait() {
        let tries = Tries::new(1, 100);
        let begin = tokio::time::Instant::now();
        assert_eq!(tries.turn(address(1)).await, Ok(()));
        assert!(begin.elapsed().is_zero());

        tries.fail(address(1), Instant::now()).expect("the first");
        let all = futures_util::future::join_all(
            (0..SLOWED_TRIES_MAX + 5).map(|_| tries.turn(address(1))),
        )
        .await;
        assert_eq!(all.iter().filter(|turn| turn.is_err()).count(), 5);
        assert_eq!(begin.elapsed(), Duration::from_millis(SLOWED_TRY_MS));
    }
}
