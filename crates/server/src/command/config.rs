//! `burgertop config`: checks the settings, or shows them.

use super::{cli::ConfigCommand, say};
use crate::{
    settings::{self, Overrides},
    storage::programmes,
};
use anyhow::Context as _;

/// Does what was asked for.
pub fn run(what: ConfigCommand, overrides: &Overrides) -> anyhow::Result<()> {
    match what {
        ConfigCommand::Check => {
            check(overrides).context("the settings cannot be used")?;
            say("the settings can be used\n")
        }
        ConfigCommand::Show => say(&settings::show(overrides, None)?),
    }
}

/// Whether the settings fit, and a new summit could begin with them.
fn check(overrides: &Overrides) -> anyhow::Result<()> {
    programmes::check(&settings::load(overrides, None)?.summit)
}
