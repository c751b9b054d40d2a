//! `burgertop serve`: runs the server until it is told to stop.

use super::{cli::Flags, links::write_links, rehearse, say};
use crate::{settings::Settings, startup::Application};
use anyhow::Context as _;
use sd_notify::NotifyState;
use tokio::signal::unix::{SignalKind, signal};

/// Starts the server, shows its links, and stops it at SIGTERM or SIGINT.
pub async fn serve(settings: Settings, flags: &Flags) -> anyhow::Result<()> {
    // Caught from the first moment on, so that a stop during the start is a stop as well.
    let (mut terminate, mut interrupt) =
        (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let starting = Application::build(settings)?.start();
    // Redis may be waited for.
    let running = tokio::select! {
        running = starting => running?,
        _ = terminate.recv() => return Ok(()),
        _ = interrupt.recv() => return Ok(()),
    };
    if let Some(file) = &flags.links {
        write_links(file, &running.links())?;
        running.links_written();
    }
    say(&running.screenful())?;
    if let (Some(tables), Some(summit)) = (flags.rehearse, running.summit()) {
        rehearse::begin(&summit, tables).await.context("the rehearsal cannot start")?;
        say(rehearse::SAID)?;
    }
    tell_systemd(&[NotifyState::Ready, NotifyState::Status("ready")]);
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tell_systemd(&[NotifyState::Stopping]);
    running.stop().await;
    Ok(())
}

/// Where systemd started it, and waits to be told.
fn tell_systemd(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::warn!(%error, "systemd cannot be notified");
    }
}
