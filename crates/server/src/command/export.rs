//! `burgertop export`: writes the record of a summit.

use super::existing::looked_at;
use crate::{
    export::{self, Format},
    settings::Settings,
    storage::data_dir,
};
use anyhow::Context as _;
use hub::replay;
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
    let (found, _held) = looked_at(settings).await?;
    let summit = replay(&*found.journal, |_| {}).await?;
    found.close().await;
    let bytes = export::write(&summit, views::Scope::Everything, format)
        .map_err(anyhow::Error::from_boxed)?;
    match out {
        Some(file) => data_dir::replace(file, &bytes)
            .with_context(|| format!("{} cannot be written", file.display())),
        None => Ok(io::stdout().lock().write_all(&bytes)?),
    }
}
