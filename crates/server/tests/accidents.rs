//! Random accidents to the files of a data directory and of a backup. Whatever happens: no start, look, restore or record
//! claims more than is there, none claims less without a word, nothing that was damaged is overwritten, what remains is
//! used, and no new summit comes to be.
//!
//! `BURGERTOP_SEED=7 cargo test -p server --test accidents` plays one of them.

#[path = "accidents/accident.rs"]
mod accident;
#[expect(dead_code, reason = "other tests use the rest of it")]
#[path = "api/app.rs"]
mod app;
#[path = "kill/chance.rs"]
mod chance;
#[path = "accidents/history.rs"]
mod history;
#[path = "accidents/told.rs"]
mod told;

use accident::Accident;
use app::App;
use chance::Chance;
use futures_util::FutureExt as _;
use history::{History, Moment, copy, settings, texts};
use serde_json::Value;
use server::{command, export::Format, startup::Application};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    ops::RangeInclusive,
    panic::AssertUnwindSafe,
    path::{Path, PathBuf},
    time::Duration,
};
use tempfile::TempDir;

/// How often a port is tried that somebody else has.
const PORT_TRIED: u32 = 100;
/// In which of them it is started once more.
const SECOND_START_EVERY: u64 = 3;
/// Accidents in one run.
const SEEDS: u64 = 200;

fn seeds() -> RangeInclusive<u64> {
    match std::env::var("BURGERTOP_SEED").ok() {
        Some(seed) => {
            let seed = seed.parse().expect("BURGERTOP_SEED is a number");
            seed..=seed
        }
        None => 1..=SEEDS,
    }
}

/// Files of a data directory that accidents happen to.
const FILES: [&str; 8] = [
    "summit.sqlite",
    "summit.sqlite-wal",
    "summit.lock",
    "known.json",
    "inventory.json",
    "codes.json",
    "secret",
    "port",
];

/// Every file with something in it, by its path in the folder, but those that only hold locks and shared memory.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("a file").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(contents(&path));
        } else if !name.ends_with("-shm") && name != "listening" {
            let bytes = fs::read(&path).unwrap_or_default();
            if !bytes.is_empty() {
                found.insert(path, bytes);
            }
        }
    }
    found
}

fn named<'c>(contents: &'c BTreeMap<PathBuf, Vec<u8>>, name: &str) -> Option<&'c Vec<u8>> {
    contents.iter().find(|(path, _)| path.ends_with(name)).map(|(_, bytes)| bytes)
}

/// What is in a data directory, as a start finds it.
enum Start {
    Refused(String),
    Serves {
        summit: String,
        texts: BTreeSet<String>,
        /// Those too of which the text is gone.
        ideas: usize,
        epoch: String,
        read_only: bool,
        notes: String,
    },
}

async fn start(folder: TempDir) -> (Start, TempDir) {
    let mut built = Application::build(settings(&folder));
    for _ in 0..PORT_TRIED {
        let Err(error) = &built else { break };
        if !format!("{error:#}").contains("is in use by another program") {
            break;
        }
        // Its port is kept, and was anyone's for a moment.
        tokio::time::sleep(Duration::from_millis(20)).await;
        built = Application::build(settings(&folder));
    }
    let started = match built {
        Ok(application) => application.start().await,
        Err(error) => Err(error),
    };
    match started {
        Err(error) => (Start::Refused(format!("{error:#}")), folder),
        Ok(running) => {
            let notes = running.screenful();
            let app = App { address: running.address(), running, folder };
            let summit = app.running.summit().expect("one is served");
            let serves = Start::Serves {
                summit: summit.id().to_string(),
                texts: texts(&app),
                ideas: summit.read(|it| it.ideas.len()),
                epoch: summit.epoch().to_string(),
                read_only: summit.read_only().is_some(),
                notes,
            };
            drop(summit);
            let App { running, folder, .. } = app;
            running.stop().await;
            (serves, folder)
        }
    }
}

/// The texts in the record of a data directory.
async fn exported(folder: &TempDir) -> Option<BTreeSet<String>> {
    let out = folder.path().join("record.json");
    command::export::write_out(&settings(folder), Format::Json, Some(&out)).await.ok()?;
    let record: Value = serde_json::from_slice(&fs::read(&out).expect("a record")).expect("JSON");
    let ideas = record["ideas"].as_array().expect("a list").iter();
    Some(ideas.filter_map(|it| Some(it["text"].as_str()?.to_owned())).collect())
}

/// One or two accidents to the files of a folder that are there.
fn accidents(
    chance: &mut Chance,
    folder: &Path,
    names: &[&str],
    older: &[PathBuf],
) -> Vec<Accident> {
    let there = |name: &&&str| folder.join(name).is_file();
    let mut files: Vec<String> = names.iter().filter(there).map(|it| (*it).to_owned()).collect();
    let mut happened = Vec::new();
    for _ in 0..=chance.below(2) {
        if files.is_empty() {
            break;
        }
        let accident = Accident::happens(chance, folder, &files, older);
        files.retain(|name| *name != accident.name);
        happened.push(accident);
    }
    happened
}

async fn a_data_directory(history: &History, seed: u64) {
    let mut chance = Chance::seeded(seed);
    let at = chance.below(history.moments.len());
    let moment = &history.moments[at];
    let older: Vec<_> = history.moments[..at].iter().map(|it| it.data.clone()).collect();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("data");
    copy(&moment.data, &data);
    let happened = accidents(&mut chance, &data, &FILES, &older);
    let tale = format!("seed {seed}: {}; {happened:?}", moment.name);
    let before = contents(&data);

    let verified = command::verify::verify(&settings(&folder)).await;
    let record = exported(&folder).await;
    assert!(contents(&data) == before, "{tale}: looking changes nothing");
    if let Some(record) = &record {
        assert!(record.is_subset(&moment.texts), "{tale}: the record claims what never was");
    }
    told::since();
    let (first, folder) = start(folder).await;
    let said = told::since();
    let after = contents(&data);
    let is_kept =
        |name: &str| named(&before, name).is_none_or(|bytes| after.values().any(|it| it == bytes));
    let log_is_kept = is_kept("summit.sqlite") && is_kept("summit.sqlite-wal");
    match &first {
        Start::Refused(why) => {
            assert!(why.len() > 30, "{tale}: an operator is told: {why}");
            assert!(verified.is_err(), "{tale}: verify is content with what no start takes: {why}");
            assert!(log_is_kept, "{tale}: the log is as it was: {why}");
        }
        Start::Serves { summit, texts, ideas, epoch, read_only, notes } => {
            assert_eq!(*summit, history.summit, "{tale}: a new summit");
            assert!(texts.is_subset(&moment.texts), "{tale}: more than was saved");
            if *texts != moment.texts && *ideas == moment.texts.len() {
                // The log is whole, and texts beside it are damaged: `verify` says so.
                assert!(verified.is_err(), "{tale}: texts are gone, and verify is content");
            } else if *texts != moment.texts {
                let told = format!("{} of {} ideas; {said}", texts.len(), moment.texts.len());
                assert!(!said.is_empty(), "{tale}: less, in silence: {told}");
                assert!(verified.is_err(), "{tale}: verify is content: {told}");
                assert!(log_is_kept, "{tale}: what was damaged is kept: {told}");
                assert!(*read_only || *epoch != moment.epoch, "{tale}: nobody sends again: {told}");
            }
            assert_eq!(record.as_ref(), Some(texts), "{tale}: the record says what screens show");
            for name in ["codes.json", "secret", "port"] {
                let as_it_was = fs::read(moment.data.join(name)).expect("a file");
                let is_told = notes.contains(&format!("({name})"));
                let was = named(&before, name);
                assert!(
                    was == Some(&as_it_was) || is_told || name == "port",
                    "{tale}: {name} in silence"
                );
                assert!(is_kept(name) || was == Some(&as_it_was), "{tale}: {name} is overwritten");
            }
        }
    }
    if !seed.is_multiple_of(SECOND_START_EVERY) {
        return;
    }
    let (second, _folder) = start(folder).await;
    match (first, second) {
        (Start::Refused(_), Start::Refused(_)) => {}
        (Start::Serves { texts: one, .. }, Start::Serves { texts: other, .. }) => {
            assert_eq!(one, other, "{tale}: the next start finds the same");
        }
        (_, Start::Refused(why)) => panic!("{tale}: the next start is refused: {why}"),
        (Start::Refused(why), _) => panic!("{tale}: the next start is not refused any more: {why}"),
    }
}

async fn a_backup(history: &History, seed: u64) {
    let mut chance = Chance::seeded(seed);
    let at = chance.below(history.moments.len());
    let moment = &history.moments[at];
    let folder = tempfile::tempdir().expect("a temporary folder");
    let backup = folder.path().join("summit.backup");
    fs::copy(&moment.backup, &backup).expect("room");
    let older = folder.path().join("older");
    fs::create_dir(&older).expect("room");
    let before = &history.moments[at.saturating_sub(1)];
    fs::copy(&before.backup, older.join("summit.backup")).expect("room");
    let happened = accidents(&mut chance, folder.path(), &["summit.backup"], &[older]);
    let tale = format!("seed {seed}: {}; {happened:?}", moment.name);
    let bytes = fs::read(&backup).ok();

    let verified = command::verify::verify_backup(&backup);
    let restored = command::backup::restore(&settings(&folder), &backup).await;
    assert_eq!(fs::read(&backup).ok(), bytes, "{tale}: a backup is only read");
    let is_whole = |it: &&Moment| fs::read(&it.backup).ok() == bytes;
    let whole = history.moments.iter().find(is_whole);
    assert_eq!(verified.is_ok(), whole.is_some(), "{tale}: {verified:?}");
    if let Err(refused) = restored {
        assert!(format!("{refused:#}").len() > 30, "{tale}: {refused:#}");
        assert!(whole.is_none(), "{tale}: a whole one is restored: {refused:#}");
        let left = fs::read_dir(folder.path().join("data")).map_or(0, Iterator::count);
        assert!(left <= 1, "{tale}: half a summit stays");
        return;
    }
    match start(folder).await.0 {
        Start::Refused(why) => panic!("{tale}: what was restored does not start: {why}"),
        Start::Serves { summit, texts, epoch, .. } => {
            assert_eq!(summit, history.summit, "{tale}");
            let most = whole.unwrap_or(moment);
            assert!(texts.is_subset(&most.texts), "{tale}: more than was saved");
            assert!(whole.is_none_or(|it| it.texts == texts), "{tale}: less, of a whole one");
            assert_ne!(epoch, most.epoch, "{tale}: devices send again");
        }
    }
}

/// Plays all of them, and tells which failed.
async fn each(seeds: impl Iterator<Item = u64>, play: impl AsyncFn(&History, u64)) {
    let history = History::of_a_summit().await;
    let mut failed = Vec::new();
    for seed in seeds {
        if AssertUnwindSafe(play(&history, seed)).catch_unwind().await.is_err() {
            failed.push(seed);
        }
    }
    assert!(failed.is_empty(), "seeds that failed: {failed:?}");
}

#[actix_web::test]
async fn no_accident_to_a_data_directory_costs_more_than_is_said() {
    told::listen();
    let _turn = told::turn().await;
    each(seeds().step_by(2), a_data_directory).await;
}

/// In a process of its own, so that both halves run at once.
#[actix_web::test]
async fn nor_does_any_of_the_other_half() {
    told::listen();
    let _turn = told::turn().await;
    each(seeds().skip(1).step_by(2), a_data_directory).await;
}

#[actix_web::test]
async fn no_accident_to_a_backup_costs_more_than_is_said() {
    each(seeds(), a_backup).await;
}
