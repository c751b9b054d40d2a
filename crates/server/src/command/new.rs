//! `burgertop new`: makes a summit without starting the server, or makes it again after its log was lost.

use super::{cli::Flags, links, say};
use crate::{
    settings::Settings,
    storage::{data_dir::DataDir, known, location::Home, open},
};
use anyhow::bail;
use domain::Offset;

/// Makes a new summit; an error if the place holds one.
pub async fn new(settings: &Settings, flags: &Flags) -> anyhow::Result<()> {
    open::may_begin(settings)?;
    let data = DataDir::open(&settings.data.dir)?;
    let home = Home::of(settings, data.path())?;
    let found = open::open(&home, &settings.summit).await?;
    found.close().await;
    if !found.is_new {
        bail!("{} holds a summit already; choose another with --data-dir", home.place());
    }
    drop(data);
    say(&format!("a new summit lies in {}\n", home.place()))?;
    // Its cards can be printed before the day.
    if flags.links.is_some() { links::list(settings, flags, false).await } else { Ok(()) }
}

/// Begins a summit anew whose log is gone; only an operator can decide that.
pub async fn begin_after_loss(settings: &Settings) -> anyhow::Result<()> {
    if settings.redis.is_used() {
        return go_on_with_less(settings).await;
    }
    if !known::is_used(&settings.data.dir) {
        bail!(
            "no summit was kept in {}: there is nothing to begin anew",
            settings.data.dir.display()
        );
    }
    let data = DataDir::open(&settings.data.dir)?;
    let home = Home::of(settings, data.path())?;
    let Home::Sqlite(log) = &home else { bail!("the log lies in no data directory") };
    let known = home.known()?;
    let gone = match home.open().await {
        Ok((journal, _)) => {
            journal.close().await;
            bail!("the log in {} is there: nothing was changed", home.place());
        }
        Err(error) => error,
    };
    if known::is_gone(&gone).is_none() {
        return Err(gone);
    }
    let aside = known::set_aside(log, known, data.path())?;
    let found = open::open(&home, &settings.summit).await?;
    found.close().await;
    say(&format!(
        "the summit begins anew in {}; what was left lies in {}. Start the server: every device sends again what it handed in\n",
        home.place(),
        aside.display()
    ))
}

/// Goes on with what is whole of each log in Redis; only an operator can decide that. One that is whole stays as it is.
async fn go_on_with_less(settings: &Settings) -> anyhow::Result<()> {
    let data = DataDir::open(&settings.data.dir)?;
    for asked in settings.summits() {
        let home = Home::of(settings, data.path())?.of_summit(&asked.id).taking_less();
        home.must_hold_one().await?;
        let (journal, opened) = home.open().await?;
        journal.close().await;
        let journal::Position { epoch, offset, .. } = opened.position;
        if offset == Offset::ZERO {
            home.forget()?;
            open::open(&home, &asked).await?.close().await;
            say(&format!("{}: nothing was left, and it begins anew\n", asked.id))?;
        } else {
            say(&format!("{}: {offset} commits are whole, as {epoch}\n", asked.id))?;
        }
    }
    say("Start the servers: every device sends again what it handed in\n")
}
