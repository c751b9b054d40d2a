//! When to connect again after a connection has ended: exponential with full jitter, so that a thousand devices that
//! lost one server do not all return in the same second.

use std::time::Duration;

const BASE: Duration = Duration::from_millis(500);
const MAX: Duration = Duration::from_secs(10);

/// Connected and welcomed within this time; else the attempt has failed.
pub const WELCOME_TIMEOUT: Duration = Duration::from_secs(10);
/// A connection on which nothing came for so long is dead: pings are answered every few seconds.
pub const SILENCE_MAX: Duration = Duration::from_secs(15);

/// How long to wait before an attempt, of which this is the number from 0; `random` is drawn from 0 up to 1.
#[must_use]
pub fn delay(attempt: u32, random: f64) -> Duration {
    BASE.saturating_mul(1 << attempt.min(10)).min(MAX).mul_f64(random)
}

/// Whether a close code says not to connect again with the same token.
#[must_use]
pub fn is_final(close_code: u16) -> bool {
    (4_500..4_600).contains(&close_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_attempt_may_wait_twice_as_long_and_never_over_ten_seconds() {
        let longest: Vec<_> = (0..6).map(|attempt| delay(attempt, 1.0).as_millis()).collect();
        assert_eq!(longest, [500, 1_000, 2_000, 4_000, 8_000, 10_000]);
        assert_eq!(delay(3, 0.0), Duration::ZERO);
        assert_eq!(delay(u32::MAX, 1.0), MAX);
    }

    #[test]
    fn a_restart_is_not_final_and_a_revoked_token_is() {
        assert!(!is_final(1012) && !is_final(1006) && !is_final(4008));
        assert!(is_final(4503) && is_final(4505));
    }
}
