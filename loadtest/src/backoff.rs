//! When to come back after a drop: exponential with full jitter, as the screens do.

use std::time::Duration;

const BASE: Duration = Duration::from_millis(500);
const CAP: Duration = Duration::from_secs(10);
/// Open and welcomed within this, or try again.
pub const WELCOME_WITHIN: Duration = Duration::from_secs(10);
/// No message for so long: the line is dead.
pub const SILENCE_MAX: Duration = Duration::from_secs(15);

/// Until the next try, of which this is the number from 0; `fraction` is drawn from 0 up to 1.
pub fn wait(attempt: u32, fraction: f64) -> Duration {
    BASE.saturating_mul(1 << attempt.min(10)).min(CAP).mul_f64(fraction)
}

/// Whether this close code says not to come back.
pub fn is_final(code: u16) -> bool {
    (4_500..4_600).contains(&code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_try_may_wait_twice_as_long_and_never_over_ten_seconds() {
        let longest: Vec<_> = (0..6).map(|attempt| wait(attempt, 1.0).as_millis()).collect();
        assert_eq!(longest, [500, 1_000, 2_000, 4_000, 8_000, 10_000]);
        assert_eq!(wait(3, 0.0), Duration::ZERO);
        assert_eq!(wait(u32::MAX, 1.0), CAP);
    }

    #[test]
    fn a_restart_is_not_the_end_and_a_revoked_token_is() {
        assert!(!is_final(1012) && !is_final(1006) && !is_final(4008));
        assert!(is_final(4503) && is_final(4505));
    }
}
