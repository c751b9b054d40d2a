//! Days on two nodes that share a store: nodes are cut off, go deaf, restart; the store loses its tail, or everything. At
//! rest both nodes and every screen show one log, and no idea that was answered is lost or doubled.

mod checks;
mod hall;

use crate::harness::{DAYS, STEPS, one_seed, run, simulate};
use hall::Hall;

/// Simulates a day.
fn day(seed: u64) -> checks::Day {
    run(async {
        let mut hall = Hall::opens(seed).await;
        for _ in 0..STEPS {
            hall.step().await;
        }
        hall.comes_to_rest().await;
        checks::is_sound(&hall).await;
        hall.comes_to_rest().await;
        checks::at_rest(&hall)
    })
}

#[test]
fn whatever_breaks_between_nodes_and_store_no_answered_idea_is_lost_or_doubled() {
    let days = simulate("cargo xtask simulate --nodes", day);
    let epochs: u64 = days.iter().map(|day| day.epochs).sum();
    let answered: usize = days.iter().map(|day| day.answered).sum();
    // The days are worth nothing if nothing breaks in them.
    let enough = epochs > DAYS + 100 && answered > 1_000;
    assert!(one_seed().is_some() || enough, "{epochs} epochs, {answered} answered ideas");
}

#[test]
fn a_seed_is_the_same_day_twice() {
    for seed in 1..=3 {
        assert_eq!(day(seed), day(seed), "seed {seed}");
    }
}
