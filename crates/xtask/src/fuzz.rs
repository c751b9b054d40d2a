//! `cargo xtask fuzz`: the fuzz targets for longer than a test may take, with fresh chance.

use anyhow::Context;

use crate::step::{Step, root};

/// The tests of `crates/server/tests/fuzz.rs`.
const TARGETS: [&str; 3] = ["frames", "requests", "tokens"];

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// How long each target runs.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
}

/// Stops at the first target that fails; bolero prints the smallest input it found.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let root = root()?;
    for target in TARGETS {
        Step::cargo(&[
            "test",
            "--package",
            "server",
            "--test",
            "fuzz",
            "--",
            "--nocapture",
            target,
        ])
        .env("BURGERTOP_FUZZ_SECONDS", arguments.seconds.to_string())
        .run_in(&root)
        .with_context(|| format!("the fuzz target {target}"))?;
    }
    Ok(())
}
