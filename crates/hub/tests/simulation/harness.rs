//! Runs days: each on a runtime of its own whose clock is paused, on as many threads as there are processors.

use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::atomic::{AtomicU64, Ordering},
    thread,
};

/// How many days are simulated, unless a seed is given.
pub const DAYS: u64 = 200;
/// How many events a day has.
pub const STEPS: usize = 80;

/// Runs one day.
pub fn run<T>(day: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime")
        .block_on(day)
}

/// The seed in `BURGERTOP_SEED`, if there is one.
pub fn one_seed() -> Option<u64> {
    let seed = std::env::var("BURGERTOP_SEED").ok();
    seed.map(|seed| seed.parse().expect("BURGERTOP_SEED is a number"))
}

/// Simulates [`DAYS`] days, or the one whose seed is given. Prints the seed of a day that fails, and how to repeat it.
pub fn simulate<T: Send>(repeat: &str, day: impl Fn(u64) -> T + Sync) -> Vec<T> {
    let seeds = one_seed().map_or(1..=DAYS, |seed| seed..=seed);
    let next = AtomicU64::new(*seeds.start());
    let run_all = || {
        let mut days = Vec::new();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed > *seeds.end() {
                return days;
            }
            match catch_unwind(AssertUnwindSafe(|| day(seed))) {
                Ok(day) => days.push(day),
                Err(panicked) => {
                    eprintln!("seed {seed} fails: repeat with `{repeat} --seed {seed}`");
                    // The other threads end with the days that they are at.
                    next.store(u64::MAX, Ordering::Relaxed);
                    resume_unwind(panicked);
                }
            }
        }
    };
    thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, |count| count.get());
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(run_all)).collect();
        let days = running.into_iter().map(|it| it.join().unwrap_or_else(|it| resume_unwind(it)));
        days.flatten().collect()
    })
}
