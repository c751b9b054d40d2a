//! The command line, and what each command does.
//!
//! | file | holds |
//! |---|---|
//! | [`cli`] | commands and flags |
//! | [`serve`] · [`new`] · [`verify`] · [`links`] · [`backup`] · [`migrate`] · [`export`] · [`config`] · [`theme`] | a command each; `restore` is in `backup` |
//! | [`rehearse`] | the rehearsal that starts with the server |
//! | [`existing`] | opens a summit for commands that read it |

pub mod backup;
pub mod cli;
pub mod config;
pub mod existing;
pub mod export;
pub mod links;
pub mod migrate;
pub mod new;
pub mod rehearse;
pub mod serve;
pub mod theme;
pub mod verify;

use crate::{
    settings::{self, Settings},
    telemetry::logging,
};
use anyhow::Context as _;
use cli::{Cli, Command, Of};
use std::io::{self, Write as _};

/// Does what the command line says.
pub async fn run(cli: Cli) -> anyhow::Result<()> {
    let overrides = (&cli.flags).into();
    if let Some(Command::Config { what }) = &cli.command {
        return config::run(*what, &overrides);
    }
    if let Some(Command::Theme(wish)) = &cli.command {
        return theme::run(wish, &mut io::stdout().lock());
    }
    let settings = settings::load(&overrides, None)?;
    logging::start(&settings.log);
    if matches!(&cli.command, Some(Command::Backup { .. } | Command::Restore { .. })) {
        backup::refuse_with_redis(&settings)?;
    }
    match cli.command {
        None | Some(Command::Serve) => serve::serve(settings, &cli.flags).await,
        Some(Command::New { after_loss: false }) => new::new(&settings, &cli.flags).await,
        Some(Command::New { after_loss: true }) => new::begin_after_loss(&settings).await,
        Some(Command::Verify { backup: None, of }) => verify::verify(&chosen(settings, &of)?).await,
        Some(Command::Verify { backup: Some(backup), .. }) => verify::verify_backup(&backup),
        Some(Command::Backup { to: Some(to), .. }) => backup::back_up(&settings, &to).await,
        Some(Command::Backup { follow: Some(to), .. }) => backup::follow(&settings, &to).await,
        Some(Command::Backup { .. }) => Ok(()),
        Some(Command::Restore { from }) => backup::restore(&settings, &from).await,
        Some(Command::Links { renew, of }) => {
            links::list(&chosen(settings, &of)?, &cli.flags, renew).await
        }
        Some(Command::Migrate { to, of }) => {
            say(&migrate::migrate(&chosen(settings, &of)?, to).await?.to_string())
        }
        Some(Command::Export { format, out, of }) => {
            export::write_out(&chosen(settings, &of)?, format, out.as_deref()).await
        }
        Some(Command::Config { .. } | Command::Theme(_)) => Ok(()),
    }
}

/// The settings of the summit that the command names; else those of the first one.
fn chosen(settings: Settings, of: &Of) -> anyhow::Result<Settings> {
    let Some(id) = &of.summit else { return Ok(settings) };
    let chosen = settings.of_summit(id);
    chosen.with_context(|| format!("the settings name no summit {id}"))
}

fn say(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}
