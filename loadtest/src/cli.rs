//! The command line.

use crate::{
    faults::{Faults, Nodes, Summits},
    scenario::Scenario,
};
use anyhow::Context as _;
use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// Plays a hall full of people against a server, and measures what they would see.
///
/// Without --url a server is started for the run, in a folder of its own, and stopped after it.
#[derive(Debug, Parser)]
#[command(
    name = "loadtest",
    version,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true
)]
pub struct Arguments {
    #[command(subcommand)]
    pub instead: Option<Instead>,
    /// What to play: burst, round, smoke, or a file like those in loadtest/scenarios
    #[arg(required = true)]
    pub scenario: Option<String>,
    /// A server that runs already, with --config config/loadtest.toml
    #[arg(long, requires = "links")]
    pub url: Option<String>,
    /// The file that this server wrote by its own --links
    #[arg(long, value_name = "FILE", requires = "url")]
    pub links: Option<PathBuf>,
    /// The program to start (default: burgertop beside this one)
    #[arg(long, value_name = "PROGRAM", conflicts_with = "url")]
    pub server: Option<PathBuf>,
    /// The process of which to take CPU and memory, if it is not found by its port
    #[arg(long, requires = "url")]
    pub pid: Option<u32>,
    /// Phones
    #[arg(long)]
    pub participants: Option<usize>,
    /// Tablets, one a table
    #[arg(long)]
    pub tables: Option<u16>,
    /// How much faster than in the hall the hand-in goes
    #[arg(long)]
    pub speed: Option<f64>,
    /// Draws who hands in what and when
    #[arg(long)]
    pub seed: Option<u64>,
    /// Cuts the connections without telling the server, as when the Wi-Fi drops
    #[arg(long)]
    pub silent: bool,
    /// Where to write all figures
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
}

/// Something else than a scenario.
#[derive(Debug, Subcommand)]
pub enum Instead {
    Faults(Faults),
    Nodes(Nodes),
    Summits(Summits),
}

impl Arguments {
    /// The scenario, with what was said on the command line.
    pub fn scenario(&self) -> anyhow::Result<Scenario> {
        let mut scenario = Scenario::find(self.scenario.as_deref().context("no scenario")?)?;
        scenario.participants = self.participants.unwrap_or(scenario.participants);
        scenario.storm.in_flight = scenario.storm.in_flight.min(scenario.participants);
        scenario.tables = self.tables.unwrap_or(scenario.tables);
        scenario.speed = self.speed.unwrap_or(scenario.speed);
        scenario.seed = self.seed.unwrap_or(scenario.seed);
        if self.silent {
            scenario.storm.cut = crate::scenario::Cut::Silent;
        }
        scenario.check()?;
        Ok(scenario)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn what_is_said_wins_over_the_file() {
        let said = ["loadtest", "round", "--participants", "10", "--tables", "5", "--speed", "2"];
        let scenario = Arguments::try_parse_from(said).expect("arguments").scenario();
        let scenario = scenario.expect("a scenario");
        assert_eq!((scenario.participants, scenario.tables, scenario.storm.in_flight), (10, 5, 10));
        assert!((scenario.speed - 2.0).abs() < f64::EPSILON);
    }

    #[test]
    fn faults_are_played_instead_of_a_scenario() {
        let said = ["loadtest", "faults", "--only", "node-kill", "--seed", "7"];
        let arguments = Arguments::try_parse_from(said).expect("arguments");
        assert!(matches!(arguments.instead, Some(Instead::Faults(_))));
        assert!(Arguments::try_parse_from(["loadtest"]).is_err());
    }

    #[test]
    fn a_url_needs_its_links() {
        assert!(Arguments::try_parse_from(["loadtest", "round", "--url", "http://a:1"]).is_err());
    }
}
