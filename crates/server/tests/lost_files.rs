//! Small files of a data directory that are gone, damaged or older ones: a look names each and changes nothing, and where a
//! summit was kept no other is begun.

#[expect(dead_code, reason = "other tests use the rest of it")]
#[path = "kill/process.rs"]
mod process;

use process::Place;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

const PROGRAMME: &str = r#"
title = "Proef"
start_minute = 600
tables = 2
seats = 1
[[items]]
id = "opening"
kind = "plenary"
title = "Opening"
minutes = 10
"#;

fn place() -> Place {
    Place::new(PROGRAMME, &[("SUMMIT__TABLES", "0"), ("SUMMIT__SEATS", "0"), ("SUMMIT__ID", "")])
}

/// The data directory of a summit that ran, and was killed.
async fn given_a_killed_summit() -> Place {
    let place = place();
    place.start().await.kill().await;
    place
}

/// Every file with what is in it; none of a folder.
fn contents(data: &Path) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let files = fs::read_dir(data).expect("a folder").map(|it| it.expect("a file").path());
    files.map(|path| (path.clone(), fs::read(path).ok())).collect()
}

/// What becomes of a file.
type Accident = fn(&Path);

const ACCIDENTS: [(&str, Accident); 4] = [
    ("removed", |file| fs::remove_file(file).expect("it is there")),
    ("emptied", |file| fs::write(file, "").expect("room")),
    ("a folder", |file| {
        fs::remove_file(file).expect("it is there");
        fs::create_dir(file).expect("room");
    }),
    ("altered", |file| {
        let mut bytes = fs::read(file).expect("it is there");
        let at = bytes.len() / 2;
        bytes[at] ^= 1;
        fs::write(file, bytes).expect("room");
    }),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_look_names_each_small_file_that_is_not_as_it_was_and_changes_nothing() {
    let place = given_a_killed_summit().await;
    let data = place.file("data");
    let whole = place.run(&["verify"]).await;
    assert!(whole.status.success(), "{whole:?}");
    for name in ["codes.json", "secret", "port", "inventory.json", "known.json"] {
        let file = data.join(name);
        let bytes = fs::read(&file).expect("it is there");
        for (accident, happens) in ACCIDENTS {
            if name == "known.json" && accident == "removed" {
                // The log alone is whole, and knows how far it goes.
                continue;
            }
            happens(&file);
            let before = contents(&data);
            let looked = place.run(&["verify"]).await;
            let said =
                String::from_utf8_lossy(&[looked.stdout, looked.stderr].concat()).into_owned();
            let tale = format!("{name} {accident}: {said}");
            assert!(!looked.status.success() && said.contains(&format!("({name})")), "{tale}");
            assert!(contents(&data) == before, "{tale}");
            let _ = fs::remove_dir(&file);
            fs::write(&file, &bytes).expect("room");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_look_at_a_damaged_log_beside_damaged_codes_changes_nothing() {
    let place = given_a_killed_summit().await;
    let data = place.file("data");
    let wal = data.join("summit.sqlite-wal");
    let whole = fs::read(&wal).expect("it was killed");
    fs::remove_file(data.join("codes.json")).expect("it is there");
    fs::create_dir(data.join("codes.json")).expect("room");
    for at in [20, 40, 100, 5_000, whole.len() / 2, whole.len() - 100] {
        let mut altered = whole.clone();
        altered[at] ^= 0xff;
        fs::write(&wal, altered).expect("room");
        let before = contents(&data);
        for command in [&["verify"][..], &["export"]] {
            let looked = place.run(command).await;
            assert!(command == ["export"] || !looked.status.success(), "{at}: {looked:?}");
            assert!(contents(&data) == before, "{at}: {looked:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_summit_of_which_only_what_was_made_for_it_is_left_is_not_begun_anew() {
    let log = ["summit.sqlite", "summit.sqlite-wal", "summit.sqlite-shm", "summit.lock"];
    for left in [&["secret", "inventory.json"][..], &["secret"], &["inventory.json"]] {
        let place = given_a_killed_summit().await;
        let data = place.file("data");
        let gone = log.iter().chain(&["known.json", "codes.json", "secret", "inventory.json"]);
        for name in gone.filter(|it| !left.contains(it)) {
            let _ = fs::remove_file(data.join(name));
        }
        for command in [&[][..], &["verify"], &["export"], &["new"]] {
            let refused = place.run(command).await;
            let said = String::from_utf8_lossy(&refused.stderr).into_owned();
            let tale = format!("{left:?} {command:?}: {said}");
            assert!(!refused.status.success() && said.contains("nothing was begun"), "{tale}");
            assert!(said.contains("burgertop new --after-loss"), "{tale}");
            assert!(!data.join("summit.sqlite").exists(), "{tale}");
        }
        let begun = place.run(&["new", "--after-loss"]).await;
        assert!(begun.status.success(), "{left:?}: {begun:?}");
        place.start().await.kill().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn older_codes_with_the_inventory_of_their_time_are_told() {
    let place = given_a_killed_summit().await;
    let data = place.file("data");
    let older = ["codes.json", "inventory.json"]
        .map(|name| (data.join(name), fs::read(data.join(name)).expect("it is there")));
    let running = place.start().await;
    running.join(&place.code("facilitator", None)).await;
    running.kill().await;
    for (file, bytes) in &older {
        assert!(fs::read(file).expect("it is there") != *bytes, "a link was used up");
        fs::write(file, bytes).expect("room");
    }
    let looked = place.run(&["verify"]).await;
    let said = String::from_utf8_lossy(&looked.stdout).into_owned();
    assert!(!looked.status.success() && said.contains("(codes.json)"), "{said}");
    place.start().await.kill().await;
    assert!(
        place.log().contains("is an older one. So may be the join codes (codes.json)"),
        "{}",
        place.log()
    );
    assert_eq!(fs::read(data.join("codes.json.damaged")).expect("a copy"), older[0].1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_that_is_refused_leaves_a_note_that_it_cannot_read() {
    let place = given_a_killed_summit().await;
    let data = place.file("data");
    fs::write(data.join("known.json"), "noise\n").expect("room");
    for name in ["summit.sqlite", "summit.sqlite-wal", "summit.sqlite-shm"] {
        let _ = fs::remove_file(data.join(name));
    }
    for _ in 0..2 {
        let refused = place.run(&[]).await;
        assert!(!refused.status.success(), "{refused:?}");
        assert_eq!(fs::read(data.join("known.json")).expect("it stays"), b"noise\n");
        assert!(!data.join("known.json.damaged").exists());
    }
}
