//! `burgertop`: reads the command line, and does what it says.

use clap::Parser as _;
use server::command::{cli::Cli, run};
use std::{
    io::{self, Write as _},
    process::ExitCode,
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[actix_web::main]
async fn main() -> ExitCode {
    // What people wrote is for the owner of the process alone, whoever makes the file.
    nix::sys::stat::umask(nix::sys::stat::Mode::from_bits_truncate(0o077));
    // A huge page is 2 MiB for each small thing that stays in it: half of what a thousand connections cost.
    let _ = nix::sys::prctl::set_thp_disable(true);
    match run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "burgertop: {error:#}");
            ExitCode::FAILURE
        }
    }
}
