//! `burgertop export`: writes the record of a summit.

use super::existing::looked_at;
use crate::{
    export::{self, Format},
    settings::Settings,
    storage::{
        data_dir,
        location::{self, Home},
    },
};
use anyhow::{Context as _, bail};
use domain::{Offset, Summit};
use hub::replay;
use journal::stream::inspect::Inspected;
use std::{
    io::{self, Write as _},
    path::Path,
};

/// Writes the record to a file, or to the standard output.
pub async fn write_out(
    settings: &Settings,
    format: Format,
    out: Option<&Path>,
) -> anyhow::Result<()> {
    let summit = match Home::shared(settings)? {
        Some(shared) => record_of_shared(&shared).await?,
        None => {
            let (found, _held) = looked_at(settings).await?;
            let summit = replay(&*found.journal, |_| {}).await?;
            found.close().await;
            summit
        }
    };
    let bytes = export::write(&summit, views::Scope::Everything, format)
        .map_err(anyhow::Error::from_boxed)?;
    match out {
        Some(file) => data_dir::replace(file, &bytes)
            .with_context(|| format!("{} cannot be written", file.display())),
        None => Ok(io::stdout().lock().write_all(&bytes)?),
    }
}

/// The record of a log in Redis, of what is whole from its beginning. What is missing is told; nothing is written there.
async fn record_of_shared(shared: &location::Shared) -> anyhow::Result<Summit> {
    Home::Redis(Box::new(shared.clone())).must_hold_one().await?;
    let Inspected { commits, verified, problems, .. } = shared.inspect().await?;
    for problem in problems.iter().cloned().chain(verified.damage.iter().map(ToString::to_string)) {
        tracing::error!(problem, "the record is written of what is whole");
    }
    let mut summit = Summit::default();
    commits.iter().for_each(|commit| summit.apply_commit(commit));
    if summit.offset == Offset::ZERO {
        bail!("nothing of the log in {} can be read from its beginning", shared.place());
    }
    Ok(summit)
}
