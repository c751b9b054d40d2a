//! Backups of a log that is being written to: whole, kept up to date, and made a log again.

#![allow(clippy::unwrap_used, reason = "tests")]

mod homes;

use domain::Offset;
use homes::{Home as _, InSqlite, Scribe};
use journal::{
    Fault, Journal as _, Mirror, Sqlite,
    backup::{self, Files},
};
use rusqlite::Connection;
use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

fn files(codes: &str) -> Files {
    [("codes.json", codes), ("secret", "s3cret")]
        .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
        .into()
}

async fn add(log: &Sqlite, scribe: &mut Scribe, texts: &[&str]) {
    let after = scribe.offset;
    let commits = texts.iter().map(|text| scribe.idea(text)).collect();
    log.append(after, commits).await.unwrap();
}

fn texts_of(path: &Path) -> u64 {
    let looked = backup::look(path).unwrap();
    assert!(looked.verified.is_sound(), "{:?}", looked.verified);
    looked.verified.texts
}

#[tokio::test]
async fn a_backup_of_a_log_in_use_is_whole_and_for_its_owner_alone() {
    let (home, mut scribe) = (InSqlite::new(), Scribe::default());
    let log = home.open().await;
    add(&log, &mut scribe, &["bomen", "bussen"]).await;
    let to = home.path().with_file_name("x.backup");
    let position = backup::write(&home.path(), &to, &files("c1")).unwrap();
    assert_eq!(position, log.position().await.unwrap());
    assert_eq!(fs::metadata(&to).unwrap().permissions().mode() & 0o777, 0o600);
    let looked = backup::look(&to).unwrap();
    assert_eq!((looked.verified.commits, looked.verified.texts), (2, 2));
    assert_eq!(looked.files, ["codes.json", "secret"]);

    add(&log, &mut scribe, &["water"]).await;
    assert_eq!(texts_of(&to), 2, "it does not change by itself");
    backup::write(&home.path(), &to, &files("c2")).unwrap();
    assert_eq!(texts_of(&to), 3, "a newer one takes its place");
    assert!(!home.files().iter().any(|name| name.contains(".new")), "{:?}", home.files());
}

#[tokio::test]
async fn a_mirror_takes_over_commits_erasures_notes_and_files() {
    let (home, mut scribe) = (InSqlite::new(), Scribe::default());
    let log = home.open().await;
    add(&log, &mut scribe, &["bomen"]).await;
    let to = home.path().with_file_name("x.backup");
    let mut mirror = Mirror::open(&home.path(), &to, &files("c1")).unwrap();
    add(&log, &mut scribe, &["bussen", "water"]).await;
    log.put_note("epoch/k1", b"1".to_vec()).await.unwrap();
    log.put_note("names/1", b"Anna".to_vec()).await.unwrap();
    mirror.follow(&files("c2")).unwrap();
    assert_eq!(*mirror.position(), log.position().await.unwrap());
    assert_eq!(texts_of(&to), 3);

    let commits = log.read(Offset::ZERO, 10).await.unwrap();
    let hashes = commits[0].texts().map(|text| *text.hash()).collect();
    assert_eq!(log.erase(hashes).await.unwrap(), 1);
    log.remove_note("names/1").await.unwrap();
    mirror.follow(&files("c2")).unwrap();
    assert_eq!(texts_of(&to), 2, "what was erased is erased here");
    let bytes = fs::read(&to).unwrap();
    let holds = |text: &[u8]| bytes.windows(text.len()).any(|it| it == text);
    assert!(!holds(b"bomen") && !holds(b"Anna") && holds(b"water"));

    let again = home.path().with_file_name("again.db");
    let revived = backup::revive(&to, &again).unwrap();
    assert_eq!((revived.files, revived.damaged), (files("c2"), vec![]));
    let (copy, opened) = Sqlite::open(&again).await.unwrap();
    assert_ne!(opened.position.epoch, log.position().await.unwrap().epoch);
    assert_eq!(opened.position.offset, Offset(3));
    assert_eq!(copy.note("epoch/k1").await.unwrap(), Some(b"1".to_vec()));
    assert_eq!(copy.note("names/1").await.unwrap(), None);
}

#[tokio::test]
async fn a_mirror_goes_on_where_it_stood_and_keeps_another_logs_backup_aside() {
    let (home, mut scribe) = (InSqlite::new(), Scribe::default());
    let log = home.open().await;
    add(&log, &mut scribe, &["bomen"]).await;
    let to = home.path().with_file_name("x.backup");
    drop(Mirror::open(&home.path(), &to, &files("c1")).unwrap());
    add(&log, &mut scribe, &["bussen"]).await;
    let mirror = Mirror::open(&home.path(), &to, &files("c1")).unwrap();
    assert_eq!(mirror.position().offset, Offset(2));
    drop(mirror);

    let (other, mut scribe) = (InSqlite::new(), Scribe::default());
    let log = other.open().await;
    add(&log, &mut scribe, &["water"]).await;
    Mirror::open(&other.path(), &to, &files("c1")).unwrap();
    assert_eq!(texts_of(&to), 1);
    let aside: Vec<_> =
        home.files().into_iter().filter(|it| it.starts_with("burgertop-")).collect();
    assert_eq!(aside.len(), 1, "{:?}", home.files());
    assert_eq!(texts_of(&to.with_file_name(&aside[0])), 2);
}

#[tokio::test]
async fn a_mirror_whose_file_is_gone_says_so_though_nothing_was_to_be_written() {
    let (home, mut scribe) = (InSqlite::new(), Scribe::default());
    let log = home.open().await;
    add(&log, &mut scribe, &["bomen"]).await;
    let to = home.path().with_file_name("x.backup");
    let mut mirror = Mirror::open(&home.path(), &to, &files("c1")).unwrap();
    fs::rename(&to, to.with_extension("elsewhere")).unwrap();
    assert!(matches!(mirror.follow(&files("c1")), Err(Fault::Store(_))));
}

#[tokio::test]
async fn what_is_no_backup_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.backup");
    fs::write(&path, "not a database, but long enough to be one".repeat(100)).unwrap();
    assert!(matches!(backup::look(&path), Err(Fault::Unreadable { .. })));
    let revived = backup::revive(&path, &folder.path().join("again.db"));
    assert!(matches!(revived, Err(Fault::Unreadable { .. })));
    assert!(fs::read(&path).unwrap().starts_with(b"not a database"));
    assert!(backup::look(&folder.path().join("nothing")).is_err());
}

/// Sixty ideas, notes and files, in a backup that is finished and in one that follows.
async fn given_backups() -> (InSqlite, [PathBuf; 2]) {
    let (home, mut scribe) = (InSqlite::new(), Scribe::default());
    let log = home.open().await;
    for n in 0..60 {
        add(&log, &mut scribe, &[&format!("meer bomen {n}")]).await;
    }
    log.put_note("names/1", b"Anna".to_vec()).await.unwrap();
    let folder = home.path().parent().unwrap().to_owned();
    let finished = folder.join("finished.backup");
    backup::write(&home.path(), &finished, &files("c1")).unwrap();
    let followed = folder.join("followed.backup");
    let mut mirror = Mirror::open(&home.path(), &followed, &files("c0")).unwrap();
    mirror.follow(&files("c1")).unwrap();
    (home, [finished, followed])
}

#[tokio::test]
async fn a_whole_backup_is_called_whole() {
    let (_home, backups) = given_backups().await;
    for backup in backups {
        let looked = backup::look(&backup).unwrap();
        assert!(looked.is_whole(), "{looked:?}");
    }
}

#[tokio::test]
async fn a_finished_backup_that_was_cut_or_has_something_behind_it_is_not_whole() {
    let (home, [finished, _]) = given_backups().await;
    let pristine = fs::read(&finished).unwrap();
    let (spoilt, again) =
        (home.path().with_file_name("spoilt"), home.path().with_file_name("again"));
    let cut = |by: usize| (format!("cut by {by}"), pristine[..pristine.len() - by].to_vec());
    let behind = |more: &[u8]| (format!("{} behind", more.len()), [&pristine, more].concat());
    let cuts = [1, 47, 48, 49, 100, 512, 1_000, 4_096, 4_144].map(cut);
    let longer = [&b"x"[..], b"junk\n", &[0; 464], &[0; 4_096]].map(behind);
    for (tale, bytes) in cuts.into_iter().chain(longer) {
        fs::write(&spoilt, &bytes).unwrap();
        let whole = backup::look(&spoilt).is_ok_and(|looked| looked.is_whole());
        assert!(!whole, "{tale}: called whole");
        for left in [&again, &again.with_extension("lock")] {
            let _ = fs::remove_file(left);
        }
        // What lies in front of the digest is all there.
        if bytes.len() >= pristine.len() - 48 {
            backup::revive(&spoilt, &again).unwrap();
            let (log, opened) = Sqlite::open(&again).await.unwrap();
            assert_eq!(opened.position.offset, Offset(60), "{tale}");
            log.close().await;
        }
    }
}

#[tokio::test]
async fn no_bit_of_a_finished_backup_changes_unnoticed_and_what_is_sound_is_used() {
    let (home, [finished, _]) = given_backups().await;
    let pristine = fs::read(&finished).unwrap();
    let (flipped, again) =
        (home.path().with_file_name("flipped"), home.path().with_file_name("again"));
    let step = pristine.len() / 120;
    for (n, place) in (0..pristine.len()).step_by(step).enumerate() {
        let mut bytes = pristine.clone();
        bytes[place] ^= 1 << (n % 8);
        fs::write(&flipped, &bytes).unwrap();
        let looked = backup::look(&flipped);
        if let Ok(looked) = &looked {
            assert!(!looked.is_whole(), "byte {place} was flipped and not noticed");
        }
        for left in [&again, &again.with_extension("lock")] {
            let _ = fs::remove_file(left);
        }
        match backup::revive(&flipped, &again) {
            Ok(revived) => {
                let damaged = |name: &str| revived.damaged.iter().any(|it| it.part == name);
                for (name, bytes) in files("c1") {
                    let used = revived.files.get(&name);
                    assert!(
                        used == Some(&bytes) || (used.is_none() && damaged(&name)),
                        "{place}: {name}"
                    );
                }
                let (log, opened) = Sqlite::open(&again).await.unwrap();
                assert_eq!(opened.read_only, None, "at {place}");
                let told = revived.damaged.iter().any(|it| it.part.starts_with("commits "));
                assert!(
                    opened.position.offset == Offset(60) || told,
                    "{place}: {:?}",
                    revived.damaged
                );
                let verified = log.verify().await.unwrap();
                assert!(verified.flaws <= 1, "{place}: {verified:?}");
                log.close().await;
            }
            // The header.
            Err(fault) => assert!(place < 4_096, "byte {place}: {fault}"),
        }
    }
}

#[tokio::test]
async fn a_damaged_part_of_a_followed_backup_is_named_and_the_others_are_used() {
    let (home, [_, followed]) = given_backups().await;
    let damages = [
        ("codes.json", "UPDATE files SET bytes = x'00' WHERE name = 'codes.json'"),
        ("secret", "DELETE FROM files WHERE name = 'secret'"),
        ("evil", "INSERT INTO files VALUES ('evil', x'00')"),
        ("note names/1", "UPDATE notes SET bytes = x'00'"),
        ("texts", "DELETE FROM sealed WHERE offset = 7"),
        ("the end of the log", "DELETE FROM commits WHERE offset > 50"),
        ("the epoch", "UPDATE meta SET value = 'zzzz' WHERE key = 'epoch'"),
        (
            "the inventory",
            "UPDATE meta SET value = replace(value, 'secret', 'secreu') WHERE key = 'inventory'",
        ),
    ];
    for (part, statement) in damages {
        let copy = home.path().with_file_name("damaged.backup");
        fs::copy(&followed, &copy).unwrap();
        Connection::open(&copy).unwrap().execute(statement, []).unwrap();
        let looked = backup::look(&copy).unwrap();
        let named: Vec<_> = looked.damaged.iter().map(|it| it.part.as_str()).collect();
        assert_eq!(named, [part]);
        let again = home.path().with_file_name(part.replace(['/', '.', ' '], "-"));
        let revived = backup::revive(&copy, &again).unwrap();
        assert!(revived.damaged.iter().any(|it| it.part == part), "{part}: {revived:?}");
        assert!(!revived.files.contains_key(part));
        let (log, opened) = Sqlite::open(&again).await.unwrap();
        assert_eq!((opened.read_only, opened.cut), (None, None), "{part}");
        log.close().await;
    }
}

#[tokio::test]
async fn a_damaged_first_commit_costs_nothing_and_a_damaged_page_of_it_what_lies_behind() {
    let (home, [finished, _]) = given_backups().await;
    let pristine = fs::read(&finished).unwrap();
    let first = br#"{"offset":1,"#;
    // The last: copying leaves others behind in what is not used.
    let at = pristine.windows(first.len()).rposition(|it| it == first).unwrap();
    for (n, (span, left)) in [(1, Offset(60)), (4_096, Offset(1))].into_iter().enumerate() {
        let mut bytes = pristine.clone();
        let from = if span == 1 { at } else { at / 4_096 * 4_096 };
        bytes[from..from + span].iter_mut().for_each(|byte| *byte ^= 0x5a);
        let damaged = home.path().with_file_name(format!("damaged-{n}"));
        fs::write(&damaged, &bytes).unwrap();
        assert!(!backup::look(&damaged).unwrap().is_whole());
        let again = home.path().with_file_name(format!("again-{n}"));
        let revived = backup::revive(&damaged, &again).unwrap();
        let named = |part: &str| revived.damaged.iter().any(|it| it.part.starts_with(part));
        assert!(named("the first commit"), "{revived:?}");
        assert_eq!(named("commits "), left != Offset(60), "{revived:?}");
        let (log, opened) = Sqlite::open(&again).await.unwrap();
        assert_eq!((opened.position.offset, opened.read_only), (left, None));
        log.close().await;
    }
}

#[tokio::test]
async fn no_bit_of_a_backup_that_follows_changes_unnoticed_once_it_is_sealed() {
    let (home, mut scribe) = (InSqlite::new(), Scribe::default());
    let log = home.open().await;
    add(&log, &mut scribe, &["bomen", "bussen"]).await;
    let to = home.path().with_file_name("x.backup");
    let mut mirror = Mirror::open(&home.path(), &to, &files("c1")).unwrap();
    mirror.seal().unwrap();
    let pristine = fs::read(&to).unwrap();
    assert!(backup::look(&to).unwrap().is_whole());
    for (n, place) in (0..pristine.len()).step_by(pristine.len() / 60).enumerate() {
        let mut bytes = pristine.clone();
        bytes[place] ^= 1 << (n % 8);
        fs::write(&to, &bytes).unwrap();
        assert!(!backup::look(&to).is_ok_and(|it| it.is_whole()), "byte {place} was flipped");
    }
    // What is written after it makes it a digest of another moment, which says nothing.
    fs::write(&to, &pristine).unwrap();
    let mut mirror = Mirror::open(&home.path(), &to, &files("c1")).unwrap();
    add(&log, &mut scribe, &["water"]).await;
    assert!(mirror.follow(&files("c1")).unwrap());
    assert!(backup::look(&to).unwrap().is_whole());
}

#[tokio::test]
async fn a_backup_that_was_damaged_on_its_stick_is_kept_aside_and_a_new_one_is_begun() {
    let (home, mut scribe) = (InSqlite::new(), Scribe::default());
    let log = home.open().await;
    add(&log, &mut scribe, &["bomen", "bussen"]).await;
    let to = home.path().with_file_name("x.backup");
    drop(Mirror::open(&home.path(), &to, &files("c1")).unwrap());
    let mut bytes = fs::read(&to).unwrap();
    let codes = bytes.windows(10).position(|it| it == b"codes.json").unwrap();
    bytes[codes + 10] ^= 1;
    fs::write(&to, &bytes).unwrap();
    drop(Mirror::open(&home.path(), &to, &files("c1")).unwrap());
    assert!(backup::look(&to).unwrap().is_whole());
    assert_eq!(fs::read(home.path().with_file_name("x.backup.bad-1")).unwrap(), bytes);

    fs::remove_file(&to).unwrap();
    fs::create_dir(&to).unwrap();
    drop(Mirror::open(&home.path(), &to, &files("c1")).unwrap());
    assert!(backup::look(&to).unwrap().is_whole(), "a folder lay there");
}

/// What happens to a backup that is being kept up to date, while it is.
fn accident(seed: usize, file: &Path, older: &[u8]) -> &'static str {
    let mut bytes = fs::read(file).unwrap();
    let at = (seed * 7_919) % bytes.len();
    match seed % 6 {
        0 => {
            fs::remove_file(file).unwrap();
            return "removed";
        }
        1 => {
            fs::remove_file(file).unwrap();
            fs::create_dir(file).unwrap();
            return "a folder";
        }
        2 => bytes.truncate(at),
        3 => bytes[at] ^= 1 << (seed % 8),
        4 => bytes = older.to_vec(),
        _ => bytes.clear(),
    }
    fs::write(file, bytes).unwrap();
    ["", "", "cut", "flipped", "an older one", "emptied"][seed % 6]
}

/// As the thread does that keeps one: after a fault it begins anew.
#[tokio::test]
async fn whatever_happens_to_a_backup_that_follows_it_is_whole_in_the_end() {
    for seed in 0..48 {
        let (home, mut scribe) = (InSqlite::new(), Scribe::default());
        let log = home.open().await;
        add(&log, &mut scribe, &["bomen", "bussen"]).await;
        let to = home.path().with_file_name("x.backup");
        let mut mirror = Mirror::open(&home.path(), &to, &files("c1")).unwrap();
        mirror.seal().unwrap();
        let older = fs::read(&to).unwrap();
        add(&log, &mut scribe, &["water"]).await;
        mirror.follow(&files("c2")).unwrap();
        let what = accident(seed, &to, &older);
        add(&log, &mut scribe, &["wonen", "rust"]).await;
        let mut kept = Some(mirror);
        for _ in 0..3 {
            let step =
                |mirror: &mut Mirror| mirror.follow(&files("c3")).and_then(|_| mirror.seal());
            let stepped = match &mut kept {
                Some(mirror) => step(mirror),
                none => Mirror::open(&home.path(), &to, &files("c3"))
                    .and_then(|it| step(none.insert(it))),
            };
            if stepped.is_err() {
                kept = None;
            }
        }
        let looked = backup::look(&to).unwrap();
        assert!(looked.is_whole(), "seed {seed}, {what}: {looked:?}");
        assert_eq!((looked.verified.commits, looked.verified.texts), (5, 5), "seed {seed}, {what}");
    }
}

/// Alters a byte in which nothing lies: the backup is as whole to all who look at what is in it.
fn alter_where_nothing_lies(backup: &Path) -> Vec<u8> {
    let whole = fs::read(backup).unwrap();
    let digest = backup.with_extension("backup.digest");
    let beside = fs::read(&digest).ok();
    let _ = fs::remove_file(&digest);
    for (at, _) in
        whole.windows(64).enumerate().rev().filter(|(_, it)| it.iter().all(|it| *it == 0))
    {
        let mut altered = whole.clone();
        altered[at + 32] = 1;
        fs::write(backup, &altered).unwrap();
        if backup::look(backup).is_ok_and(|looked| looked.is_whole()) {
            beside.map(|beside| fs::write(digest, beside));
            return altered;
        }
    }
    panic!("something lies everywhere");
}

#[tokio::test]
async fn what_a_stick_altered_where_nothing_lies_gets_no_digest_and_is_kept_aside() {
    for moment in ["sealed", "written", "started"] {
        let (home, mut scribe) = (InSqlite::new(), Scribe::default());
        let log = home.open().await;
        add(&log, &mut scribe, &["bomen", "bussen"]).await;
        let to = home.path().with_file_name("x.backup");
        let mut mirror = Mirror::open(&home.path(), &to, &files("c1")).unwrap();
        if moment == "sealed" {
            mirror.seal().unwrap();
        }
        let altered = alter_where_nothing_lies(&to);
        match moment {
            "sealed" => {
                assert!(!backup::look(&to).unwrap().is_whole(), "its digest says so");
                add(&log, &mut scribe, &["water"]).await;
                assert!(mirror.follow(&files("c1")).is_err(), "it is not gone on with");
            }
            "written" => assert!(mirror.seal().is_err(), "no digest is taken of it"),
            // The server was killed, and nobody knows what was written.
            _ => {}
        }
        drop(mirror);
        let mut mirror = Mirror::open(&home.path(), &to, &files("c1")).unwrap();
        mirror.seal().unwrap();
        assert!(backup::look(&to).unwrap().is_whole(), "{moment}");
        assert!(fs::read(&to).unwrap() != altered, "{moment}: it is another file");
        let aside: Vec<_> = home.files().into_iter().filter(|it| it.contains(".bad")).collect();
        assert_eq!(aside.len(), usize::from(moment != "started"), "{moment}: {aside:?}");
    }
}
