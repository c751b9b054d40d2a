//! What people and CI run: `cargo xtask ci`, `test`, `tidy`, `dev`, `simulate`, `faults`, `fuzz`, `autobahn`, `cluster`.
#![allow(clippy::print_stdout, reason = "a tool for the terminal")]

mod autobahn;
mod ci;
#[allow(clippy::disallowed_methods, reason = "it looks after processes, and has no tasks")]
mod cluster;
#[allow(clippy::disallowed_methods, reason = "it looks after a process, and has no tasks")]
mod dev;
mod faults;
mod fuzz;
mod simulate;
mod step;
mod test;
mod tidy;
mod tools;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The chores of the workspace, the same locally as in CI.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Debug, Subcommand)]
enum Chore {
    /// Formatting, lints, tidy and all tests: what a change must pass.
    Ci,
    /// All tests: Rust, documentation and browser; installs what is missing where it may.
    Test,
    /// The rules of the house that no compiler checks.
    Tidy,
    /// The server, built again and restarted whenever a source changes, until Ctrl-C.
    Dev(dev::Arguments),
    /// The hub's simulation, from one seed or from several in a row.
    Simulate(simulate::Arguments),
    /// The fault matrix: things go wrong under load, and nothing is lost, doubled or out of order.
    Faults(faults::Arguments),
    /// The fuzz targets, each for so many seconds.
    Fuzz(fuzz::Arguments),
    /// The Autobahn cases against our reading and writing of WebSocket frames.
    Autobahn,
    /// Two nodes on Redis with a replica, on this machine, until Ctrl-C.
    Cluster(cluster::Arguments),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().chore {
        Chore::Ci => ci::run(),
        Chore::Test => test::run(),
        Chore::Tidy => tidy::run(),
        Chore::Dev(arguments) => dev::run(&arguments),
        Chore::Simulate(arguments) => simulate::run(&arguments),
        Chore::Faults(arguments) => faults::run(&arguments),
        Chore::Fuzz(arguments) => fuzz::run(&arguments),
        Chore::Autobahn => autobahn::run(),
        Chore::Cluster(arguments) => cluster::run(&arguments),
    };
    // Without a backtrace: what went wrong lies in the workspace, not in this tool.
    done.map_or_else(
        |error| {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}
