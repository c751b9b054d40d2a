//! `burgertop verify`: checks a log, or a backup, and says what is damaged.

use super::{existing::looked_at, say};
use crate::{
    codes::{ledger::Ledger, store},
    settings::Settings,
    storage::{
        backup,
        location::{self, Home},
        missing, open,
    },
};
use anyhow::bail;
use journal::{Verified, stream::inspect::Inspected};
use secrecy::ExposeSecret as _;
use std::path::Path;

/// Walks along the log, and tells what is wrong with it.
pub async fn verify(settings: &Settings) -> anyhow::Result<()> {
    let signs_itself = settings.tokens.secret.expose_secret().is_empty();
    let wrong = missing::inspect(&settings.data.dir, signs_itself);
    if let Some(shared) = Home::shared(settings)? {
        return verify_shared(&shared, wrong).await;
    }
    let (found, _held) = looked_at(settings).await?;
    let verified = found.journal.verify().await?;
    found.close().await;
    count(&verified)?;
    for wrong in &wrong {
        say(&format!("{wrong}\n"))?;
    }
    judge(&verified)?;
    if let Some(cut) = &found.opened.cut {
        bail!(
            "{}. Nothing was changed; a start sets aside what is left of them, goes on in a new epoch, and devices send again what they handed in",
            open::lost_end(cut)
        );
    }
    if !wrong.is_empty() {
        bail!(
            "{} things beside the log are wrong. Nothing was changed: put the right files back before the next start, if you have them",
            wrong.len()
        );
    }
    Ok(())
}

/// Tells what is wrong with a log in Redis and with what lies beside it. Nothing is written there: a start mends what can be
/// mended, and an operator may want to put something back before.
async fn verify_shared(shared: &location::Shared, mut problems: Vec<String>) -> anyhow::Result<()> {
    Home::Redis(Box::new(shared.clone())).must_hold_one().await?;
    let Inspected { verified, notes, problems: of_log, .. } = shared.inspect().await?;
    problems.extend(of_log);
    count(&verified)?;
    let codes = notes.iter().find(|(key, _)| key == store::NOTE);
    match codes.map(|(_, bytes)| Ledger::read(bytes)) {
        Some(Ok(ledger)) => say(&format!("{} join codes\n", ledger.count()))?,
        Some(Err(error)) => problems.push(format!("the join codes are damaged: {error}")),
        None => say("no join codes: a start makes them\n")?,
    }
    for problem in &problems {
        say(&format!("{problem}\n"))?;
    }
    judge(&verified)?;
    if !problems.is_empty() {
        bail!("{} things are wrong with it. Nothing was changed", problems.len());
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
    count(&looked.verified)?;
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

fn count(verified: &Verified) -> anyhow::Result<()> {
    say(&format!(
        "{} commits, {} texts, {} erased\n",
        verified.commits, verified.texts, verified.erased
    ))
}

fn judge(verified: &Verified) -> anyhow::Result<()> {
    for damage in &verified.damage {
        say(&format!("{damage}\n"))?;
    }
    if !verified.is_sound() {
        bail!("the log has {} flaws", verified.flaws);
    }
    Ok(())
}
