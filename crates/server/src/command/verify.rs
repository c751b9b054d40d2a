//! `burgertop verify`: checks a log, or a backup, and says what is damaged.

use super::{existing::looked_at, say};
use crate::{settings::Settings, storage::backup};
use anyhow::bail;
use journal::Verified;
use std::path::Path;

/// Walks along the log, and tells what is wrong with it.
pub async fn verify(settings: &Settings) -> anyhow::Result<()> {
    let (found, _held) = looked_at(settings).await?;
    let verified = found.journal.verify().await?;
    found.close().await;
    judge(&verified)?;
    if let Some(cut) = &found.opened.cut {
        bail!(
            "commits {} to {} are damaged or missing. Nothing was changed; a start sets aside what is left of them, goes on in a new epoch, and devices send again what they handed in",
            cut.from,
            cut.to.max(cut.from)
        );
    }
    Ok(())
}

/// Looks at all of a backup, and tells what is wrong with it.
pub fn verify_backup(backup: &Path) -> anyhow::Result<()> {
    let file = backup::find(backup)?;
    let looked = journal::backup::look(&file)?;
    let journal::Position { epoch, offset, .. } = &looked.verified.position;
    let files = looked.files.join(", ");
    say(&format!("{}: {epoch} at {offset}, with {files}\n", file.display()))?;
    for damaged in &looked.damaged {
        say(&format!("damaged: {damaged}\n"))?;
    }
    judge(&looked.verified)?;
    if !looked.is_whole() {
        bail!(
            "{} parts of the backup are damaged; `burgertop restore` uses the others",
            looked.damaged.len()
        );
    }
    Ok(())
}

fn judge(verified: &Verified) -> anyhow::Result<()> {
    say(&format!(
        "{} commits, {} texts, {} erased\n",
        verified.commits, verified.texts, verified.erased
    ))?;
    for damage in &verified.damage {
        say(&format!("{damage}\n"))?;
    }
    if !verified.is_sound() {
        bail!("the log has {} flaws", verified.flaws);
    }
    Ok(())
}
