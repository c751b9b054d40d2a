//! `cargo xtask simulate`: the hub's seeded simulation; a seed that fails once fails always.

use anyhow::Context;

use crate::step::{Step, root};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The first seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many seeds in a row.
    #[arg(long, default_value_t = 1)]
    runs: u64,
    /// Two nodes that share a store, instead of one with its own.
    #[arg(long)]
    nodes: bool,
}

/// Stops at the first seed that fails, and tells it.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let root = root()?;
    let (days, flag) = if arguments.nodes { ("two_nodes", " --nodes") } else { ("one_node", "") };
    for seed in seeds(arguments) {
        Step::cargo(&[
            "test",
            "--package",
            "hub",
            "--test",
            "simulation",
            "--",
            days,
            "--nocapture",
        ])
        .env("BURGERTOP_SEED", seed.to_string())
        .run_in(&root)
        .with_context(|| {
            format!("seed {seed}: repeat with `cargo xtask simulate{flag} --seed {seed}`")
        })?;
    }
    Ok(())
}

fn seeds(arguments: &Arguments) -> impl Iterator<Item = u64> {
    let first = arguments.seed;
    (0..arguments.runs).map(move |run| first.wrapping_add(run))
}

#[cfg(test)]
mod tests {
    use super::{Arguments, seeds};

    #[test]
    fn several_runs_take_the_seeds_in_a_row() {
        assert_eq!(
            seeds(&Arguments { seed: 41, runs: 3, nodes: false }).collect::<Vec<_>>(),
            [41, 42, 43]
        );
    }
}
