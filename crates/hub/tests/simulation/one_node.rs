//! Days on one node: people hand in, undo, drop and come back while the journal fails and the node restarts. At rest
//! every screen equals its document, and nothing saved is lost or doubled.

mod checks;
mod hall;

use crate::harness::{STEPS, one_seed, run, simulate};
use hall::Hall;

/// Simulates a day.
fn day(seed: u64) -> checks::Day {
    run(async {
        let mut hall = Hall::opens(seed).await;
        for _ in 0..STEPS {
            hall.step().await;
        }
        hall.comes_to_rest().await;
        checks::at_rest(&hall).await
    })
}

#[test]
fn whatever_happens_every_screen_is_right_and_nothing_saved_is_lost_or_doubled() {
    let days = simulate("cargo xtask simulate", day);
    let rehearsed: usize = days.iter().map(|day| day.rehearsed).sum();
    assert!(one_seed().is_some() || rehearsed > 100, "simulated people took part: {rehearsed}");
}

#[test]
fn a_seed_is_the_same_day_twice() {
    for seed in 1..=3 {
        assert_eq!(day(seed), day(seed), "seed {seed}");
    }
}
