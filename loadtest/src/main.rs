//! The load generator: plays a Burgertop full of people against a server, and checks that nothing is lost.
//!
//! | file | holds |
//! |---|---|
//! | [`cli`] · [`scenario`] | what to play |
//! | [`conduct`] · [`hall`] | the run: join, open a round, hand in, cut off, check |
//! | [`server`] · [`process`] | a server of our own, and what it costs |
//! | [`seats`] · [`http`] | codes to tokens |
//! | [`screen`] | one screen as the protocol wants it: a session of the crate `client`, and what it saw |
//! | [`faults`] · [`place`] | what goes wrong meanwhile, on several nodes and networks |
//! | [`schedule`] · [`texts`] · [`sentences`] · [`chance`] | who hands in what and when |
//! | [`measure`] · [`placing`] · [`histogram`] · [`record`] · [`report`] | what came of it |
#![allow(clippy::print_stdout, reason = "a tool for the terminal")]

mod chance;
mod cli;
mod conduct;
mod faults;
mod hall;
mod histogram;
mod http;
mod measure;
mod place;
mod placing;
mod process;
mod record;
mod report;
mod scenario;
mod schedule;
mod screen;
mod seats;
mod sentences;
mod server;
mod texts;

use anyhow::{Context as _, bail};
use clap::Parser as _;
use cli::Instead;
use serde::Serialize;
use std::{fmt::Display, fs, path::Path, process::ExitCode};
use tokio::signal::unix::{SignalKind, signal};

fn main() -> ExitCode {
    let run = || {
        server::raise_descriptor_limit().context("the limit of open files")?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(run(&cli::Arguments::parse()))
    };
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Tells whether all is sound.
async fn run(arguments: &cli::Arguments) -> anyhow::Result<bool> {
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::select! {
        sound = play(arguments) => sound,
        // What we started goes with what is dropped here.
        interrupted = tokio::signal::ctrl_c() => {
            interrupted?;
            bail!("interrupted");
        }
        _ = terminated.recv() => bail!("terminated"),
    }
}

async fn play(arguments: &cli::Arguments) -> anyhow::Result<bool> {
    match &arguments.instead {
        None => {
            let report = conduct::conduct(arguments).await?;
            tell(&report, arguments.json.as_deref())?;
            Ok(report.is_sound())
        }
        Some(Instead::Nodes(arguments)) => {
            tell(&faults::measure(arguments).await?, arguments.common.json.as_deref())?;
            Ok(true)
        }
        Some(Instead::Summits(arguments)) => {
            let report = faults::play_all(arguments).await?;
            tell(&report, arguments.common.json.as_deref())?;
            Ok(report.is_sound())
        }
        Some(Instead::Faults(arguments)) => {
            let report = faults::play(arguments).await?;
            tell(&report, arguments.common.json.as_deref())?;
            Ok(report.is_sound())
        }
    }
}

fn tell(report: &(impl Display + Serialize), file: Option<&Path>) -> anyhow::Result<()> {
    println!("{report}");
    if let Some(file) = file {
        let json = serde_json::to_string_pretty(report)?;
        fs::write(file, json).with_context(|| file.display().to_string())?;
    }
    Ok(())
}
