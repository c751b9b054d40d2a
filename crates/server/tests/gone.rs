//! A log that is gone from the data directory: nothing is begun in its place, the operator is told what can be done, and
//! after a loss the devices bring all of it back.

#[path = "kill/chance.rs"]
mod chance;
#[path = "kill/hall.rs"]
mod hall;
#[path = "kill/process.rs"]
mod process;
#[expect(dead_code, reason = "other tests use the rest of it")]
#[path = "kill/screen.rs"]
mod screen;

use chance::Chance;
use hall::{Hall, IDEAS, TABLES};
use process::PATIENCE;
use screen::News;
use serde_json::Value;
use std::{collections::BTreeMap, fs, path::Path, time::Instant};
use tokio::{sync::mpsc, time::timeout};

const ALL: usize = TABLES * IDEAS;

/// What an accident leaves of the data directory.
type Accident = fn(&Path);

/// After `kill -9` everything is in the write-ahead log.
const ACCIDENTS: [(&str, Accident); 7] = [
    ("the write-ahead log is removed", |data| remove(data, &["summit.sqlite-wal"])),
    ("the file is removed", |data| remove(data, &["summit.sqlite"])),
    ("the file is emptied, and SQLite would remove the write-ahead log of such a one", |data| {
        fs::write(data.join("summit.sqlite"), "").expect("room");
    }),
    ("all of the log is removed", |data| {
        remove(data, &["summit.sqlite", "summit.sqlite-wal", "summit.sqlite-shm", "summit.lock"]);
    }),
    ("the write-ahead log is emptied", |data| {
        fs::write(data.join("summit.sqlite-wal"), "").expect("room");
    }),
    ("the front of the write-ahead log is damaged", |data| {
        let wal = data.join("summit.sqlite-wal");
        let mut bytes = fs::read(&wal).expect("it is there");
        bytes[32..64].fill(0);
        fs::write(&wal, bytes).expect("room");
    }),
    ("an older release: nothing was noted but the codes", |data| {
        remove(data, &["summit.sqlite", "summit.sqlite-wal", "summit.lock", "known.json"]);
    }),
];

fn remove(data: &Path, names: &[&str]) {
    for name in names {
        fs::remove_file(data.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

/// Every file with something in it, but those that only hold locks and shared memory.
fn contents(data: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(data).expect("a folder").map(|entry| entry.expect("a file"));
    let files = files.filter(|entry| entry.path().is_file());
    let read = files.map(|it| {
        (it.file_name().into_string().expect("a name"), fs::read(it.path()).expect("a file"))
    });
    let passing = |name: &str| name.ends_with("-shm") || name.contains(".bad-");
    read.filter(|(name, bytes)| !passing(name) && !bytes.is_empty()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_is_gone_is_not_begun_anew_and_the_operator_is_told_what_to_do() {
    let place = hall::place();
    let running = place.start().await;
    let (tell, _news) = mpsc::unbounded_channel();
    let hall = Hall::filled(&place, &running, &tell).await;
    running.kill().await;
    drop(hall);
    let data = place.file("data");
    let saved = contents(&data);

    for (accident, happens) in ACCIDENTS {
        for (name, bytes) in &saved {
            fs::write(data.join(name), bytes).expect("room");
        }
        happens(&data);
        let before = contents(&data);
        for command in [&[][..], &["verify"], &["export"], &["new"]] {
            let refused = place.run(command).await;
            let said = String::from_utf8_lossy(&refused.stderr).into_owned();
            assert!(!refused.status.success(), "{accident}: {command:?} {said}");
            for part in ["nothing was begun", "burgertop restore", "burgertop new --after-loss"] {
                assert!(said.contains(part), "{accident}: {command:?} {said}");
            }
        }
        let after = contents(&data);
        let changed: Vec<_> = before.iter().filter(|it| after.get(it.0) != Some(it.1)).collect();
        let names: Vec<_> = changed.iter().map(|(name, _)| name).collect();
        assert!(names.is_empty(), "{accident}: {names:?}");
    }

    // Put back, it goes on.
    for (name, bytes) in &saved {
        fs::write(data.join(name), bytes).expect("room");
    }
    let again = place.start().await;
    let refused = place.run(&["new", "--after-loss"]).await;
    assert!(!refused.status.success(), "it runs: {refused:?}");
    again.terminate();
    assert!(again.ended().await.success());
    let refused = place.run(&["new", "--after-loss"]).await;
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("nothing was changed"), "{said}");
}

/// From the first moment on: a note that knows of no commit yet would have it begun anew.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_summit_that_was_begun_a_moment_ago_is_not_begun_again() {
    let place = hall::place();
    place.start().await.kill().await;
    let log = ["summit.sqlite", "summit.sqlite-wal", "summit.lock"];
    remove(&place.file("data"), &log);
    let refused = place.run(&[]).await;
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("nothing was begun"), "{said}");
    assert!(!place.file("data/summit.sqlite").exists(), "nothing was begun");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_of_another_summit_is_not_taken_for_this_one() {
    let (place, other) = (hall::place(), hall::place());
    for each in [&place, &other] {
        let running = each.start().await;
        running.terminate();
        assert!(running.ended().await.success());
    }
    fs::copy(other.file("data/summit.sqlite"), place.file("data/summit.sqlite")).expect("room");
    fs::remove_file(place.file("data/summit.lock")).expect("it is there");
    let refused = place.run(&[]).await;
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("was here before"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_loss_the_devices_bring_back_what_they_handed_in() {
    timeout(PATIENCE * 2, brings_back()).await.expect("it ends");
}

async fn brings_back() {
    let place = hall::place();
    let running = place.start().await;
    let (tell, mut news) = mpsc::unbounded_channel();
    let mut hall = Hall::filled(&place, &running, &tell).await;
    let summit = hall.desk.joined.summit.clone();
    let mut chance = Chance::seeded(11);
    let ideas = hall::ideas(&mut chance);
    hall.hand_in(&ideas, &mut chance).await;
    let mut saved = 0;
    while saved < ALL {
        match news.recv().await.expect("it answers") {
            News::Saved { .. } => saved += 1,
            News::Again(_) => {}
            News::Wrong(what) => panic!("{what}"),
        }
    }
    running.kill().await;
    remove(&place.file("data"), &["summit.sqlite", "summit.sqlite-wal"]);
    assert!(!place.run(&[]).await.status.success());

    let begun = place.run(&["new", "--after-loss"]).await;
    assert!(begun.status.success(), "{begun:?}");
    let started = Instant::now();
    let anew = place.start().await;
    for seat in hall.seats() {
        seat.screen.point_at(anew.address);
    }
    let mut desk = hall.desk.fresh(anew.address, &tell);
    desk.shows("every idea", |shown| shown.entries("desk", "idea/").len() == ALL).await;
    eprintln!("{ALL} ideas were back {} ms after the start", started.elapsed().as_millis());
    desk.leave().await;
    hall.leave().await;
    anew.terminate();
    assert!(anew.ended().await.success());

    let exported = place.run(&["export"]).await;
    let record: Value = serde_json::from_slice(&exported.stdout).expect("JSON");
    assert_eq!(record["summit"]["id"], summit, "the same summit");
    let mut texts: Vec<_> = record["ideas"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| it["text"].to_string())
        .collect();
    let mut written: Vec<_> =
        ideas.iter().flatten().map(|it| Value::from(it.text.clone()).to_string()).collect();
    texts.sort();
    written.sort();
    assert_eq!(texts, written, "each once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn looking_at_a_log_that_lost_its_end_changes_nothing_and_says_so() {
    let place = hall::place();
    let running = place.start().await;
    let (tell, _news) = mpsc::unbounded_channel();
    let hall = Hall::filled(&place, &running, &tell).await;
    running.kill().await;
    drop(hall);
    let data = place.file("data");
    let wal = data.join("summit.sqlite-wal");
    let mut bytes = fs::read(&wal).expect("it is there");
    let last = bytes.len() - 100;
    bytes[last] ^= 1;
    fs::write(&wal, bytes).expect("room");
    let before = contents(&data);
    for _ in 0..2 {
        let verified = place.run(&["verify"]).await;
        let said = String::from_utf8_lossy(&verified.stderr).into_owned();
        assert!(!verified.status.success() && said.contains("damaged or missing"), "{said}");
        let exported = place.run(&["export"]).await;
        assert!(exported.status.success(), "what is there is written out: {exported:?}");
        assert_eq!(contents(&data), before);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_place_without_a_summit_is_not_begun_anew_after_a_loss() {
    let place = hall::place();
    let refused = place.run(&["new", "--after-loss"]).await;
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("no summit was kept"), "{said}");
    assert!(!place.file("data").exists(), "nothing was made");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_as_it_was_written_is_said_and_used_and_a_copy_is_kept() {
    let place = hall::place();
    let running = place.start().await;
    running.terminate();
    assert!(running.ended().await.success());
    let codes = place.file("data/codes.json");
    let written = fs::read_to_string(&codes).expect("codes");
    let at = written.find("\"code\":\"").expect("a code") + 8;
    let mut altered = written.clone();
    let other = if &written[at..=at] == "A" { "B" } else { "A" };
    altered.replace_range(at..=at, other);
    fs::write(&codes, &altered).expect("room");
    let again = place.start().await;
    assert!(place.log().contains("(codes.json) are not as they were written"), "{}", place.log());
    again.join(&place.code("host", Some(1))).await;
    assert_eq!(fs::read_to_string(place.file("data/codes.json.damaged")).expect("one"), altered);
    again.terminate();
    assert!(again.ended().await.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_missing_or_damaged_beside_the_log_costs_what_is_said_and_not_the_start() {
    for (file, said) in
        [("codes.json", "Print them again"), ("secret", "every device joins again"), ("port", "")]
    {
        for damage in [None, Some("x"), Some("")] {
            let place = hall::place();
            let running = place.start().await;
            let address = running.address;
            running.terminate();
            assert!(running.ended().await.success());
            let path = place.file("data").join(file);
            match damage {
                None => fs::remove_file(path).expect("it is there"),
                Some(text) => fs::write(path, text).expect("room"),
            }
            let again = place.start().await;
            assert!(place.log().contains(said), "{file}: {}", place.log());
            assert_eq!(again.address, address, "{file} {damage:?}: cards name this port");
            again.terminate();
            assert!(again.ended().await.success());
        }
    }
}
