//! What each command does.

pub mod beside;
pub mod cli;
pub mod migrate;
pub mod rehearse;
pub mod theme;

use crate::{
    codes::{
        links, registries,
        registry::Book,
        store::{self, Shelf},
    },
    export::{self, Format},
    network::addresses,
    serving,
    settings::{self, Settings},
    startup::Application,
    storage::{
        backup,
        data_dir::{self, DataDir, NotOurs},
        known,
        live_backup::{Following, Told},
        location::{Home, LocationKind},
        open, programmes,
    },
    telemetry::logging,
};
use anyhow::{Context as _, bail};
use beside::Copied;
use cli::{Cli, Command, ConfigCommand, Flags, Of};
use domain::Offset;
use hub::replay;
use journal::Verified;
use sd_notify::NotifyState;
use secrecy::ExposeSecret as _;
use std::{
    io::{self, Write as _},
    path::Path,
};
use tokio::signal::unix::{SignalKind, signal};

/// Does what the command line says.
pub async fn run(cli: Cli) -> anyhow::Result<()> {
    let overrides = (&cli.flags).into();
    if let Some(Command::Config { what }) = &cli.command {
        return match what {
            ConfigCommand::Check => {
                check(&overrides).context("the settings cannot be used")?;
                say("the settings can be used\n")
            }
            ConfigCommand::Show => say(&settings::show(&overrides, None)?),
        };
    }
    if let Some(Command::Theme(wish)) = &cli.command {
        return theme::run(wish, &mut io::stdout().lock());
    }
    let settings = settings::load(&overrides, None)?;
    logging::start(&settings.log);
    if matches!(&cli.command, Some(Command::Backup { .. } | Command::Restore { .. })) {
        refuse_with_redis(&settings)?;
    }
    match cli.command {
        None | Some(Command::Serve) => serve(settings, &cli.flags).await,
        Some(Command::New { after_loss: false }) => new(&settings, &cli.flags).await,
        Some(Command::New { after_loss: true }) => begin_after_loss(&settings).await,
        Some(Command::Verify { backup: None, of }) => verify(&chosen(settings, &of)?).await,
        Some(Command::Verify { backup: Some(backup), .. }) => verify_backup(&backup),
        Some(Command::Backup { to: Some(to), .. }) => back_up(&settings, &to).await,
        Some(Command::Backup { follow: Some(to), .. }) => follow(&settings, &to).await,
        Some(Command::Backup { .. }) => Ok(()),
        Some(Command::Restore { from }) => restore(&settings, &from).await,
        Some(Command::Links { renew, of }) => {
            list(&chosen(settings, &of)?, &cli.flags, renew).await
        }
        Some(Command::Migrate { to, of }) => carry(&chosen(settings, &of)?, to).await,
        Some(Command::Export { format, out, of }) => {
            write_out(&chosen(settings, &of)?, format, out.as_deref()).await
        }
        Some(Command::Config { .. } | Command::Theme(_)) => Ok(()),
    }
}

/// The settings with the summit that is named, if one is.
fn chosen(settings: Settings, of: &Of) -> anyhow::Result<Settings> {
    let Some(id) = &of.summit else { return Ok(settings) };
    let chosen = settings.of_summit(id);
    chosen.with_context(|| format!("the settings name no summit {id}"))
}

/// Whether the settings fit, and a new summit could begin with them.
fn check(overrides: &settings::Overrides) -> anyhow::Result<()> {
    programmes::check(&settings::load(overrides, None)?.summit)
}

async fn serve(settings: Settings, flags: &Flags) -> anyhow::Result<()> {
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
        tracing::warn!(%error, "systemd cannot be told");
    }
}

async fn new(settings: &Settings, flags: &Flags) -> anyhow::Result<()> {
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
    if flags.links.is_some() { list(settings, flags, false).await } else { Ok(()) }
}

/// Begins a summit anew whose log is gone; only an operator can decide that.
async fn begin_after_loss(settings: &Settings) -> anyhow::Result<()> {
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

/// The log as it is, to be looked at and not to be changed.
async fn looked_at(settings: &Settings) -> anyhow::Result<(open::Found, Held)> {
    let (home, held) = existing(settings).await?;
    let is_there = matches!(&home, Home::Sqlite(log) if log.is_file());
    let data = match held {
        Held::Here(data) if is_there => data,
        // What is gone is refused, and nothing is written for that.
        held => return Ok((open::open(&home, &settings.summit).await?, held)),
    };
    let copied = beside::Copied::as_it_is(data.path())?;
    match open::open(&copied.home(), &settings.summit).await {
        Ok(found) => Ok((found, Held::ByAnother { _copy: copied })),
        // The log itself says it of its own place, and does not change by that either.
        Err(error) if known::is_gone(&error).is_some() => {
            home.open().await?;
            Err(error)
        }
        Err(error) => Err(error),
    }
}

/// The links of the first summit, or those of all in a file. One that cannot be opened is left out of several.
async fn list(settings: &Settings, flags: &Flags, renew: bool) -> anyhow::Result<()> {
    let (home, held) = existing(settings).await?;
    let beside = matches!(held, Held::ByAnother { .. });
    let (mut ids, mut books, mut open) = (Vec::new(), Vec::new(), Vec::new());
    let summits = settings.summits();
    for asked in &summits {
        let opened = async {
            let home = home.of_summit(&asked.id);
            home.must_hold_one().await?;
            let found = open::open(&home, asked).await?;
            let summit = replay(&*found.journal, |_| {}).await?;
            let book = Book::open(serving::shelf(&home, &settings.data.dir, &found)).await?;
            let wanted = serving::wanted(asked, &summit);
            anyhow::Ok((found, summit.id, (book, wanted)))
        };
        match opened.await {
            Ok((found, id, book)) => {
                open.push(found);
                ids.push(id);
                books.push(book);
            }
            Err(error) if summits.len() > 1 => {
                tracing::error!(summit = asked.id, error = format!("{error:#}"), "it has no links");
            }
            Err(error) => return Err(error),
        }
    }
    if beside {
        // The book is that of the server: it alone writes in it, and knows it.
        if renew {
            for id in &ids {
                let (settings, id) = (settings.clone(), id.clone());
                tokio::task::spawn_blocking(move || beside::renew(&settings, &id)).await??;
            }
        }
        for (book, _) in &mut books {
            *book = Book::open(Shelf::File(settings.data.dir.join(data_dir::CODES))).await?;
        }
    } else {
        let filled = registries::fill(books.clone(), renew).await;
        filled.into_iter().collect::<Result<(), _>>()?;
    }
    for found in &open {
        found.close().await;
    }
    let codes = books.iter().map(|(book, _)| book.list());
    let codes: Vec<_> = ids.into_iter().zip(codes).collect();
    let taken = match &held {
        Held::Not => None,
        Held::Here(data) => data.port().map(|(_, taken)| taken),
        Held::ByAnother { .. } => data_dir::address(&settings.data.dir).map(|it| it.port()),
    };
    let (host, port) = (settings.server.host, taken.unwrap_or(settings.server.port));
    let bases = addresses::bases(settings.server.public_url.as_deref(), host, port);
    if let Some(file) = &flags.links {
        let base = bases.first().map_or("", String::as_str);
        let all = codes.iter().flat_map(|(id, codes)| links::all(id, codes, base));
        write_links(file, &all.collect::<Vec<_>>())?;
    }
    let (_, first) = codes.first().context("no summit can be opened")?;
    say(&links::first(first, &bases))?;
    say(&links::others(codes.len() - 1))
}

async fn carry(settings: &Settings, to: LocationKind) -> anyhow::Result<()> {
    let carried = migrate::migrate(settings, to).await?;
    say(&carried.to_string())
}

fn write_links(file: &Path, links: &[links::Link]) -> anyhow::Result<()> {
    links::write(file, links).with_context(|| format!("{} cannot be written", file.display()))
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

async fn back_up(settings: &Settings, to: &Path) -> anyhow::Result<()> {
    Home::file(&settings.data.dir).must_hold_one().await?;
    let (file, position) = backup::take(&backup::Source::of(settings), to)
        .with_context(|| format!("no backup in {}", to.display()))?;
    say(&format!("{} at {}: {}\n", position.epoch, position.offset, file.display()))?;
    say(secret_elsewhere(settings))
}

/// Until it is told to stop; says what becomes of it, for nobody looks at the log of a stick.
async fn follow(settings: &Settings, to: &Path) -> anyhow::Result<()> {
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

/// What keeps a home as it is while it is looked at.
enum Held {
    /// Redis has many readers.
    Not,
    /// The data directory is held here.
    Here(DataDir),
    /// A copy is looked at: a server has it open, or it must not change.
    ByAnother { _copy: Copied },
}

/// The home that the settings name, with a summit in it, for looking must not make one. A data directory is held as
/// long as what is answered; beside a server that has it open, a copy is.
async fn existing(settings: &Settings) -> anyhow::Result<(Home, Held)> {
    let home = Home::of(settings, &settings.data.dir)?;
    home.must_hold_one().await?;
    if matches!(home, Home::Redis(_)) {
        return Ok((home, Held::Not));
    }
    match DataDir::open(&settings.data.dir) {
        Ok(data) => Ok((home, Held::Here(data))),
        Err(NotOurs::Locked(path)) => {
            let copied = tokio::task::spawn_blocking(move || Copied::of(&path)).await??;
            Ok((copied.home(), Held::ByAnother { _copy: copied }))
        }
        Err(error) => Err(error.into()),
    }
}

/// Backups are copies of a data directory, and then the log does not lie there.
fn refuse_with_redis(settings: &Settings) -> anyhow::Result<()> {
    if settings.redis.is_used() {
        bail!(
            "backups are of data directories, and with `redis.url` set the log lies in Redis: `burgertop migrate --to sqlite --data-dir DIR` makes a data directory of it; a backup is restored without `redis.url`, and then carried by `burgertop migrate --to redis`"
        );
    }
    Ok(())
}

fn say(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}
