//! What only the operating system knows: the time, and random bytes.

use domain::{Salt, Time};
use std::time::{SystemTime, UNIX_EPOCH};

/// The clock of this machine.
#[must_use]
pub fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// Random bytes that nobody can guess, from the generator of the system.
///
/// # Panics
/// If the system has none: nothing here could be secret then.
#[must_use]
pub fn entropy() -> Salt {
    let mut bytes = Salt::default();
    #[expect(clippy::unwrap_used, reason = "without entropy there are no secrets, and no server")]
    getrandom::fill(&mut bytes).unwrap();
    bytes
}
