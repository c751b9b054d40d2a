//! Whatever comes from outside, by arbitrary bytes: frames, requests and tokens; and files, entries and answers, made of a
//! corpus. `cargo test` reads the same inputs every time; `cargo xtask fuzz` goes on with fresh ones, and has bolero
//! make what fails small.

#[path = "fuzz/answers.rs"]
mod answers;
#[path = "fuzz/backups.rs"]
mod backups;
#[path = "fuzz/bytes.rs"]
mod bytes;
#[path = "fuzz/codes.rs"]
mod codes;
#[path = "fuzz/corpus.rs"]
mod corpus;
#[path = "fuzz/entries.rs"]
mod entries;
#[path = "fuzz/frames.rs"]
mod frames_target;
#[path = "fuzz/hall.rs"]
mod hall;
#[path = "fuzz/heap.rs"]
mod heap;
#[path = "fuzz/programmes.rs"]
mod programmes;
#[path = "fuzz/requests.rs"]
mod requests_target;
#[path = "fuzz/settings.rs"]
mod settings;
#[path = "fuzz/stored.rs"]
mod stored;
#[path = "fuzz/tables.rs"]
mod tables;
#[path = "fuzz/tokens.rs"]
mod tokens_target;

use bytes::Bytes;
use corpus::{Target, spoilt};
use std::time::Duration;

#[global_allocator]
static ALLOCATOR: heap::Counting = heap::Counting;

/// Bytes in an input, or choices of how one is spoilt.
const LENGTH_MAX: usize = 1_024;

fn for_longer() -> Option<Duration> {
    let seconds = std::env::var("BURGERTOP_FUZZ_SECONDS").ok()?;
    Some(Duration::from_secs(seconds.parse().expect("BURGERTOP_FUZZ_SECONDS is a number")))
}

/// The first so many inputs; in `cargo xtask fuzz` as many as there is time for.
fn each(inputs: u64, read: impl Fn(&[u8]) + std::panic::RefUnwindSafe) {
    match for_longer() {
        Some(time) => bolero::check!()
            .with_test_time(time)
            .with_max_len(LENGTH_MAX)
            .for_each(|input: &[u8]| read(input)),
        None => (1..=inputs).for_each(|seed| read(&bytes::of_seed(seed, LENGTH_MAX))),
    }
}

fn of_corpus(target: &Target, inputs: u64) {
    let corpus = target.corpus();
    corpus.iter().for_each(|input| target.try_out(input));
    each(inputs, |choices| target.try_out(&spoilt(&mut Bytes(choices), &corpus)));
}

macro_rules! targets {
    ($($name:ident: $read:path, $inputs:literal inputs;)*) => {$(
        #[test]
        fn $name() {
            each($inputs, $read);
        }
    )*};
}

macro_rules! targets_of_corpora {
    ($($name:ident: $target:path, $inputs:literal inputs;)*) => {$(
        #[test]
        fn $name() {
            of_corpus(&$target, $inputs);
        }
    )*};
}

targets! {
    frames: frames_target::read, 150 inputs;
    requests: requests_target::send, 1_500 inputs;
    tokens: tokens_target::present, 5_000 inputs;
}

targets_of_corpora! {
    answers_of_an_endpoint: answers::TARGET, 1_000 inputs;
    backup_files: backups::TARGET, 150 inputs;
    codes_files: codes::TARGET, 500 inputs;
    entries_in_redis: entries::TARGET, 200 inputs;
    programme_files: programmes::TARGET, 300 inputs;
    settings_files: settings::TARGET, 200 inputs;
    stored_records: stored::TARGET, 500 inputs;
    tables_of_ideas: tables::TARGET, 500 inputs;
}
