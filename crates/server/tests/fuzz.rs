//! Frames, requests and tokens by arbitrary bytes. `cargo test` reads the same inputs every time;
//! `cargo xtask fuzz --seconds 60` goes on with fresh ones, and has bolero make what fails small.

#[path = "fuzz/bytes.rs"]
mod bytes;
#[path = "fuzz/frames.rs"]
mod frames_target;
#[path = "fuzz/requests.rs"]
mod requests_target;
#[path = "fuzz/tokens.rs"]
mod tokens_target;

use std::time::Duration;

/// Bytes in an input.
const LENGTH_MAX: usize = 1_024;

fn for_longer() -> Option<Duration> {
    let seconds = std::env::var("BURGERTOP_FUZZ_SECONDS").ok()?;
    Some(Duration::from_secs(seconds.parse().expect("BURGERTOP_FUZZ_SECONDS is a number")))
}

macro_rules! targets {
    ($($name:ident: $target:path, $inputs:literal inputs;)*) => {$(
        #[test]
        fn $name() {
            match for_longer() {
                Some(time) => bolero::check!()
                    .with_test_time(time)
                    .with_max_len(LENGTH_MAX)
                    .for_each(|input: &[u8]| $target(input)),
                None => (1..=$inputs).for_each(|seed| $target(&bytes::of_seed(seed, LENGTH_MAX))),
            }
        }
    )*};
}

targets! {
    frames: frames_target::read, 150 inputs;
    requests: requests_target::send, 1_500 inputs;
    tokens: tokens_target::present, 5_000 inputs;
}
