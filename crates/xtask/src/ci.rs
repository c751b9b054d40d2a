//! `cargo xtask ci`: the quick checks first, so that a slip is told within a minute.

use crate::step::{Step, root};
use crate::{faults, fuzz, test, tidy, tools};

/// Stops at the first check that fails.
pub fn run() -> anyhow::Result<()> {
    let root = root()?;
    Step::cargo(&["fmt", "--all", "--check"]).run_in(&root)?;
    Step::cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])
        .run_in(&root)?;
    tidy::run()?;
    tools::provide(&root)?;
    faults::run(&faults::Arguments::in_ci())?;
    fuzz::run(&fuzz::Arguments::in_ci())?;
    // Last, for its closing line counts.
    test::run()
}
