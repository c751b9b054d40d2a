//! Carries a whole summit from one home into another: commits word for word, texts, notes, join codes, and the epochs
//! that ended, so that every screen goes on as after a short break.

use crate::{
    codes::{
        ledger::Ledger,
        store::{self, CodeStore},
    },
    limits::{CARRIED_AT_ONCE, CARRIES_MAX},
    settings::Settings,
    storage::{
        data_dir::{self, DataDir},
        location::{Home, LocationKind, MIGRATING},
    },
};
use anyhow::{Context as _, bail, ensure};
use domain::Offset;
use hub::replay;
use journal::{Journal, Verified, note_ended};
use secrecy::ExposeSecret as _;
use std::{
    fmt,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// How files end that are not whole yet.
const MIGRATING_FILE: &str = ".migrating";

/// What was carried.
#[derive(Debug)]
pub struct Carried {
    from: String,
    to: String,
    /// As it was found there, and is here.
    old: Verified,
    new: Verified,
    notes: usize,
    codes: usize,
    /// What is left for people to do.
    advice: Option<String>,
}

impl fmt::Display for Carried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to, old, new, notes, codes, advice } = self;
        writeln!(
            f,
            "{} commits, {} texts, {} erased, {notes} notes and {codes} join codes",
            new.commits, new.texts, new.erased
        )?;
        let (old, new) = (&old.position, &new.position);
        writeln!(
            f,
            "from {from} ({} at {})\nto {to} ({} at {})",
            old.epoch, old.offset, new.epoch, new.offset
        )?;
        writeln!(
            f,
            "both logs were walked, and end with the same hash; what lies in {from} stays as it was"
        )?;
        advice.iter().try_for_each(|advice| writeln!(f, "{advice}"))
    }
}

/// A home that is open, and where its codes lie.
struct End {
    home: Home,
    journal: Arc<dyn Journal>,
    codes_in: CodeStore,
}

impl End {
    async fn open(home: Home, data: &Path) -> anyhow::Result<Self> {
        let (journal, opened) = home.open().await?;
        if let Some(why) = opened.read_only {
            bail!("{}: {why}", home.place());
        }
        let codes_in = match home {
            Home::Sqlite(_) => CodeStore::File(data.join(data_dir::CODES)),
            Home::Redis(_) => CodeStore::Note(Arc::clone(&journal)),
        };
        Ok(Self { home, journal, codes_in })
    }
}

/// Carries the summit into an empty home; what an earlier try left half done is brought to its end.
pub async fn migrate(settings: &Settings, to: LocationKind) -> anyhow::Result<Carried> {
    let Some(shared) = Home::shared(settings)? else {
        bail!("`redis.url` is missing: the settings must say which Redis is meant");
    };
    let (dir, redis) = (&settings.data.dir, Home::Redis(shared));
    match to {
        LocationKind::Redis => {
            let file = Home::file(dir);
            file.must_hold_one().await?;
            // Held to the end: no server may have it open meanwhile.
            let data = DataDir::open(dir)?;
            let from = End::open(file, data.path()).await?;
            let summit = replay(&*from.journal, |_| {}).await?.id;
            redis.must_be_of(&summit)?;
            let to = End::open(redis, data.path()).await?;
            let mut carried = carry(&from, &to).await;
            from.journal.close().await;
            to.journal.close().await;
            if let Ok(carried) = &mut carried {
                carried.advice = secret(&data, settings)?;
            }
            carried
        }
        LocationKind::Sqlite => {
            redis.must_hold_one().await?;
            let data = DataDir::open(dir)?;
            let (log, codes) = (data.file(data_dir::LOG), data.file(data_dir::CODES));
            ensure!(
                !log.exists() && !codes.exists(),
                "{} holds a summit already; choose another with --data-dir",
                data.path().display()
            );
            let from = End::open(redis, data.path()).await?;
            let half = [&log, &codes].map(|whole| with(whole, MIGRATING_FILE));
            remove(&half)?;
            let to = Home::Sqlite(half[0].clone());
            let (journal, _) = to.open().await?;
            let to = End { home: to, journal, codes_in: CodeStore::File(half[1].clone()) };
            let carried = carry(&from, &to).await;
            from.journal.close().await;
            to.journal.close().await;
            let _ = fs::remove_file(half[0].with_extension("lock"));
            if carried.is_err() {
                remove(&half)?;
                return carried;
            }
            if half[1].exists() {
                fs::rename(&half[1], &codes)?;
            }
            // Last: what has a log is a whole summit.
            fs::rename(&half[0], &log)?;
            File::open(data.path())?.sync_all()?;
            carried
        }
    }
}

/// Removes what an earlier try left.
fn remove([log, codes]: &[PathBuf; 2]) -> io::Result<()> {
    for file in [log.clone(), with(log, "-wal"), with(log, "-shm"), codes.clone()] {
        if file.exists() {
            fs::remove_file(file)?;
        }
    }
    Ok(())
}

fn with(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

async fn carry(from: &End, to: &End) -> anyhow::Result<Carried> {
    let (source, target) = (&*from.journal, &*to.journal);
    begin(source, target).await.with_context(|| to.home.place())?;
    let mut done = target.position().await?.offset;
    for _ in 0..CARRIES_MAX {
        done = commits(source, target, done).await?;
        let notes = notes(source, target).await?;
        let codes = codes(&from.codes_in, &to.codes_in).await?;
        let (old, new) = (source.verify().await?, target.verify().await?);
        ensure!(old.is_sound(), "{}: the log has {} flaws", from.home.place(), old.flaws);
        ensure!(new.is_sound(), "{}: the log has {} flaws", to.home.place(), new.flaws);
        if old.position.offset > new.position.offset {
            continue;
        }
        let counted = |it: &Verified| (it.position.offset, it.position.hash, it.commits, it.texts);
        ensure!(counted(&old) == counted(&new), "the two logs are not the same in the end");
        // Clients of the old life go on from where they are.
        note_ended(target, &old.position.epoch, old.position.offset).await?;
        target.remove_note(MIGRATING).await?;
        let (from, to) = (from.home.place(), to.home.place());
        return Ok(Carried { from, to, old, new, notes, codes, advice: None });
    }
    bail!("the log in {} goes on growing: stop its servers first", from.home.place())
}

/// Marks the target as half done, if it is empty, or if an earlier try of the same did.
async fn begin(source: &dyn Journal, target: &dyn Journal) -> anyhow::Result<()> {
    let epoch = source.position().await?.epoch.as_str().as_bytes().to_vec();
    let notes = target.notes("").await?;
    let is_empty = target.position().await?.offset == Offset::ZERO && notes.is_empty();
    if is_empty && target.swap_note(MIGRATING, None, Some(epoch.clone())).await? {
        return Ok(());
    }
    let begun = notes.into_iter().find(|(key, _)| key == MIGRATING);
    ensure!(begun.is_some_and(|(_, by)| by == epoch), "a summit lies there already");
    Ok(())
}

async fn commits(
    source: &dyn Journal,
    target: &dyn Journal,
    mut done: Offset,
) -> anyhow::Result<Offset> {
    loop {
        let next = source.read(done, CARRIED_AT_ONCE).await?;
        if next.is_empty() {
            return Ok(done);
        }
        let appended = target.append(done, next).await;
        done = appended.with_context(|| format!("after commit {done}; run it again"))?.offset;
    }
}

/// All notes but those that say something of one home alone.
async fn notes(source: &dyn Journal, target: &dyn Journal) -> anyhow::Result<usize> {
    let mut notes = source.notes("").await?;
    notes.retain(|(key, _)| key != MIGRATING && key != store::NOTE);
    for (key, bytes) in &notes {
        target.put_note(key, bytes.clone()).await?;
    }
    Ok(notes.len())
}

/// Tells how many there were.
async fn codes(from: &CodeStore, to: &CodeStore) -> anyhow::Result<usize> {
    let Some(bytes) = from.read().await? else { return Ok(0) };
    let pages = Ledger::read(&bytes)?;
    ensure!(to.swap(to.read().await?, bytes).await?, "the join codes were changed meanwhile");
    Ok(pages.count())
}

/// Devices stay enrolled only by the secret that let them in.
fn secret(data: &DataDir, settings: &Settings) -> anyhow::Result<Option<String>> {
    let file = data.file("secret");
    if !file.is_file() || data.secret()?.expose_secret() == settings.tokens.secret.expose_secret() {
        return Ok(None);
    }
    Ok(Some(format!(
        "set `tokens.secret` to what stands in {}, or every device joins anew",
        file.display()
    )))
}
