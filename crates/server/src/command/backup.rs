//! `burgertop backup` and `burgertop restore`.

use super::say;
use crate::{
    settings::Settings,
    storage::{
        backup,
        live_backup::{Following, Told},
        location::Home,
    },
};
use anyhow::{Context as _, bail};
use secrecy::ExposeSecret as _;
use std::path::Path;
use tokio::signal::unix::{SignalKind, signal};

/// Backups are copies of a data directory, and then the log does not lie there.
pub fn refuse_with_redis(settings: &Settings) -> anyhow::Result<()> {
    if settings.redis.is_used() {
        bail!(
            "backups are of data directories, and with `redis.url` set the log lies in Redis: `burgertop migrate --to sqlite --data-dir DIR` makes a data directory of it; a backup is restored without `redis.url`, and then carried by `burgertop migrate --to redis`"
        );
    }
    Ok(())
}

/// Copies the whole data directory into one file.
pub async fn back_up(settings: &Settings, to: &Path) -> anyhow::Result<()> {
    Home::file(&settings.data.dir).must_hold_one().await?;
    let (file, position) = backup::take(&backup::Source::of(settings), to)
        .with_context(|| format!("no backup in {}", to.display()))?;
    say(&format!("{} at {}: {}\n", position.epoch, position.offset, file.display()))?;
    say(secret_elsewhere(settings))
}

/// Until it is told to stop; says what becomes of it, for nobody looks at the log of a stick.
pub async fn follow(settings: &Settings, to: &Path) -> anyhow::Result<()> {
    Home::file(&settings.data.dir).must_hold_one().await?;
    let (mut terminate, mut interrupt) =
        (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    say(secret_elsewhere(settings))?;
    let following = Following::start(backup::Source::of(settings), to, Told::default())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    following.stop().await;
    Ok(())
}

/// Makes a data directory of a backup.
pub async fn restore(settings: &Settings, from: &Path) -> anyhow::Result<()> {
    let backup::Restored { same_until, position, damaged } =
        backup::restore(from, &settings.data.dir).await?;
    for damaged in &damaged {
        say(&format!("damaged, and left out: {damaged}{}\n", backup::means(&damaged.part)))?;
    }
    say(&format!(
        "restored up to {same_until}, as {}; start the server with --data-dir {}\n",
        position.epoch,
        settings.data.dir.display()
    ))?;
    say(secret_elsewhere(settings))
}

fn secret_elsewhere(settings: &Settings) -> &'static str {
    if !settings.tokens.secret.expose_secret().is_empty() {
        "the secret stands in the settings, not in the backup: without it, every device joins anew\n"
    } else {
        ""
    }
}
