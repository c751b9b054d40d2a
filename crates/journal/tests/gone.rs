//! A log of which less is there than was known: nothing is begun in its place, and what is damaged is kept before
//! anything is written.

#![allow(clippy::unwrap_used, reason = "tests")]

mod homes;

use domain::{Commit, Offset};
use homes::{Home, InSqlite, Scribe, server::copy};
use journal::{Fault, Journal as _, Position, Sqlite};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    os::unix::fs::FileExt as _,
    path::PathBuf,
};

/// The data directory as `kill -9` leaves it: so many ideas, each appended alone, all in the write-ahead log.
async fn given_a_killed_log(ideas: u64) -> (InSqlite, Vec<Commit>, Position) {
    let (running, killed) = (InSqlite::new(), InSqlite::new());
    let log = running.open().await;
    let mut scribe = Scribe::default();
    let mut appended = Vec::new();
    for top in 0..ideas {
        let idea = scribe.ideas(1);
        log.append(Offset(top), idea.clone()).await.unwrap();
        appended.extend(idea);
    }
    let position = log.position().await.unwrap();
    copy(&folder(&running), &folder(&killed));
    (killed, appended, position)
}

fn folder(home: &InSqlite) -> PathBuf {
    home.path().parent().unwrap().to_owned()
}

fn beside(home: &InSqlite, suffix: &str) -> PathBuf {
    let mut name = home.path().as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Every file but those that only hold locks and shared memory, and empty ones.
fn contents(home: &InSqlite) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(folder(home)).unwrap().map(|entry| entry.unwrap());
    let named =
        files.map(|it| (it.file_name().into_string().unwrap(), fs::read(it.path()).unwrap()));
    named.filter(|(name, bytes)| !name.ends_with("-shm") && !bytes.is_empty()).collect()
}

/// Twice, for the first try must not make the second one succeed.
async fn is_refused_and_left_as_it_is(home: &InSqlite, top: u64) {
    let before = contents(home);
    for _ in 0..2 {
        match Sqlite::open(home.path()).await {
            Err(Fault::Gone { top: known, .. }) => assert_eq!(known, Offset(top)),
            other => panic!("{other:?}"),
        }
        assert_eq!(contents(home), before);
    }
}

#[tokio::test]
async fn a_log_whose_write_ahead_log_was_removed_is_not_begun_anew() {
    let (home, _, _) = given_a_killed_log(60).await;
    fs::remove_file(beside(&home, "-wal")).unwrap();
    is_refused_and_left_as_it_is(&home, 60).await;
}

#[tokio::test]
async fn an_emptied_write_ahead_log_is_a_removed_one() {
    let (home, _, _) = given_a_killed_log(60).await;
    File::create(beside(&home, "-wal")).unwrap();
    is_refused_and_left_as_it_is(&home, 60).await;
}

#[tokio::test]
async fn a_log_whose_file_was_removed_is_not_begun_anew() {
    let (home, _, _) = given_a_killed_log(60).await;
    fs::remove_file(home.path()).unwrap();
    is_refused_and_left_as_it_is(&home, 60).await;
}

#[tokio::test]
async fn a_log_whose_files_were_emptied_or_removed_is_not_begun_anew() {
    let (home, _, _) = given_a_killed_log(60).await;
    File::create(home.path()).unwrap();
    fs::remove_file(beside(&home, "-wal")).unwrap();
    is_refused_and_left_as_it_is(&home, 60).await;
    fs::remove_file(home.path()).unwrap();
    is_refused_and_left_as_it_is(&home, 60).await;
}

#[tokio::test]
async fn the_write_ahead_log_that_was_put_back_is_taken() {
    let (home, ideas, position) = given_a_killed_log(60).await;
    let wal = fs::read(beside(&home, "-wal")).unwrap();
    fs::remove_file(beside(&home, "-wal")).unwrap();
    is_refused_and_left_as_it_is(&home, 60).await;
    fs::write(beside(&home, "-wal"), wal).unwrap();
    let (log, opened) = Sqlite::open(home.path()).await.unwrap();
    assert_eq!((opened.position, opened.cut), (position, None));
    assert_eq!(log.read(Offset::ZERO, 100).await.unwrap(), ideas);
}

#[tokio::test]
async fn a_log_that_is_not_noted_beside_it_is_held_against_what_the_caller_knows() {
    let (home, _, position) = given_a_killed_log(60).await;
    for gone in ["", "-wal", "-shm"] {
        fs::remove_file(beside(&home, gone)).unwrap();
    }
    fs::remove_file(home.path().with_extension("lock")).unwrap();
    let refused = Sqlite::open_known(home.path(), Some(&position)).await;
    assert!(matches!(refused, Err(Fault::Gone { top: Offset(60), .. })), "{refused:?}");
    assert!(!home.path().exists(), "nothing was begun");
}

#[tokio::test]
async fn an_older_copy_in_its_place_goes_on_in_a_new_epoch() {
    let (old, _, _) = given_a_killed_log(5).await;
    let (home, ideas, position) = given_a_killed_log(60).await;
    // The copy is of the same log: its first commits, and its epoch.
    for suffix in ["", "-wal"] {
        fs::remove_file(beside(&home, suffix)).unwrap();
    }
    let log = old.open().await;
    log.close().await;
    let sql = rusqlite::Connection::open(old.path()).unwrap();
    sql.execute("UPDATE meta SET value = ?1 WHERE key = 'epoch'", [position.epoch.as_str()])
        .unwrap();
    drop(sql);
    fs::copy(old.path(), home.path()).unwrap();

    let (log, opened) = Sqlite::open(home.path()).await.unwrap();
    let cut = opened.cut.unwrap();
    assert_eq!((cut.from, cut.to, cut.old_epoch), (Offset(6), Offset(60), position.epoch.clone()));
    assert_ne!(opened.position.epoch, position.epoch);
    assert_eq!(log.read(Offset::ZERO, 100).await.unwrap(), ideas[..5]);
}

/// One bit of the write-ahead log, in its header, in the first frame, and further on.
#[tokio::test]
async fn a_damaged_write_ahead_log_is_kept_whole_before_anything_is_written() {
    let (pristine, ideas, position) = given_a_killed_log(60).await;
    let len = fs::metadata(beside(&pristine, "-wal")).unwrap().len();
    let (header, frame) = (32, 24 + 4_096);
    let places = [0, 5, 17, 25, header + 1, header + 9, header + 200, header + frame + 8]
        .into_iter()
        .chain((1..20).map(|n| len * n / 20));
    for place in places {
        let home = InSqlite::new();
        copy(&folder(&pristine), &folder(&home));
        let wal = File::options().read(true).write(true).open(beside(&home, "-wal")).unwrap();
        let mut byte = [0];
        wal.read_exact_at(&mut byte, place).unwrap();
        wal.write_all_at(&[byte[0] ^ 1], place).unwrap();
        let damaged = fs::read(beside(&home, "-wal")).unwrap();

        let opened = Sqlite::open(home.path()).await;
        let kept: Vec<_> =
            contents(&home).into_iter().filter(|(name, _)| name.contains("-wal.bad")).collect();
        match opened {
            // What SQLite does not look at did not matter.
            Ok((_, opened)) if opened.position == position => continue,
            Ok((log, opened)) => {
                let last = usize::try_from(opened.position.offset.0).unwrap();
                assert_eq!(opened.cut.map(|cut| cut.to), Some(Offset(60)), "at {place}");
                assert_ne!(opened.position.epoch, position.epoch);
                assert_eq!(log.read(Offset::ZERO, 100).await.unwrap(), ideas[..last]);
            }
            Err(Fault::Gone { top, .. }) => assert_eq!(top, Offset(60), "at {place}"),
            Err(other) => panic!("at {place}: {other}"),
        }
        let kept: Vec<_> = kept.into_iter().map(|(_, bytes)| bytes).collect();
        assert_eq!(kept, [damaged], "at {place}");
    }
}

#[tokio::test]
async fn a_whole_write_ahead_log_is_not_set_aside() {
    let (home, ideas, position) = given_a_killed_log(60).await;
    let (log, opened) = Sqlite::open(home.path()).await.unwrap();
    assert_eq!((opened.position, opened.cut), (position, None));
    assert_eq!(log.read(Offset::ZERO, 100).await.unwrap(), ideas);
    assert!(!contents(&home).keys().any(|name| name.contains(".bad")));
}

/// SQLite removes the write-ahead log of an empty database, even of one that it is to read alone.
#[tokio::test]
async fn the_write_ahead_log_of_an_emptied_file_is_left_as_it_is() {
    for emptied in [true, false] {
        let (home, ideas, position) = given_a_killed_log(60).await;
        let file = fs::read(home.path()).unwrap();
        if emptied {
            File::create(home.path()).unwrap();
        } else {
            fs::remove_file(home.path()).unwrap();
        }
        is_refused_and_left_as_it_is(&home, 60).await;
        // Also where nothing was noted: a write-ahead log is not that of a place where nothing was.
        fs::remove_file(home.path().with_extension("lock")).unwrap();
        let refused = Sqlite::open(home.path()).await;
        assert!(matches!(refused, Err(Fault::Gone { .. })), "{refused:?}");
        fs::write(home.path(), file).unwrap();
        let (log, opened) = Sqlite::open(home.path()).await.unwrap();
        assert_eq!((opened.position, opened.cut), (position, None));
        assert_eq!(log.read(Offset::ZERO, 100).await.unwrap(), ideas);
    }
}

#[tokio::test]
async fn an_older_write_ahead_log_is_not_taken_by_a_database_that_goes_further() {
    let (home, mut scribe) = (InSqlite::new(), Scribe::default());
    let log = home.open().await;
    log.append(Offset::ZERO, scribe.ideas(20)).await.unwrap();
    let older = fs::read(beside(&home, "-wal")).unwrap();
    log.append(Offset(20), scribe.ideas(40)).await.unwrap();
    let position = log.position().await.unwrap();
    let ideas = log.read(Offset::ZERO, 100).await.unwrap();
    log.close().await;
    fs::write(beside(&home, "-wal"), &older).unwrap();

    let (log, opened) = Sqlite::open(home.path()).await.unwrap();
    assert_eq!((opened.position, opened.cut), (position, None));
    assert_eq!(log.read(Offset::ZERO, 100).await.unwrap(), ideas);
    let kept = contents(&home).into_iter().find(|(name, _)| name.ends_with("-wal.bad-1"));
    assert_eq!(kept.unwrap().1, older);
}

#[tokio::test]
async fn what_lies_where_the_lock_or_the_write_ahead_log_belongs_is_moved_away() {
    let (home, _, position) = given_a_killed_log(60).await;
    let wal = beside(&home, "-wal");
    let elsewhere = folder(&home).join("elsewhere");
    fs::rename(&wal, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &wal).unwrap();
    let lock = home.path().with_extension("lock");
    fs::remove_file(&lock).unwrap();
    fs::create_dir(&lock).unwrap();
    let (log, opened) = Sqlite::open(home.path()).await.unwrap();
    assert_eq!((opened.position, opened.cut), (position, None), "a link is followed");
    log.close().await;
    assert!(lock.is_file() && elsewhere.is_file());
}

/// A flipped bit must neither make a log that is whole look as if its end were gone, nor one that is gone look new.
#[tokio::test]
async fn a_note_of_which_a_bit_was_flipped_is_not_believed() {
    let (home, _, position) = given_a_killed_log(60).await;
    let lock = home.path().with_extension("lock");
    let note = fs::read(&lock).unwrap();
    for at in 0..note.len() - 1 {
        for bit in [0, 1, 2] {
            let mut flipped = note.clone();
            flipped[at] ^= 1 << bit;
            fs::write(&lock, &flipped).unwrap();
            let (log, opened) = Sqlite::open(home.path()).await.unwrap();
            assert_eq!((&opened.position, &opened.cut), (&position, &None), "{at} {bit}");
            log.close().await;
        }
    }
}

#[tokio::test]
async fn a_log_that_is_read_only_is_known_to_go_further() {
    let home = InSqlite::new();
    let log = home.open().await;
    log.append(Offset::ZERO, Scribe::default().ideas(60)).await.unwrap();
    log.close().await;
    home.alter(30, b"{}").await;
    let (log, opened) = Sqlite::open(home.path()).await.unwrap();
    assert!(opened.read_only.is_some() && opened.position.offset == Offset(29), "{opened:?}");
    log.close().await;
    fs::remove_file(home.path()).unwrap();
    let _ = fs::remove_file(beside(&home, "-wal"));
    is_refused_and_left_as_it_is(&home, 60).await;
}

#[tokio::test]
async fn a_damaged_first_commit_is_taken_from_its_second_copy() {
    let home = InSqlite::new();
    let log = home.open().await;
    log.append(Offset::ZERO, Scribe::default().ideas(60)).await.unwrap();
    let ideas = log.read(Offset::ZERO, 100).await.unwrap();
    log.close().await;
    home.alter(1, b"{}").await;
    let (log, opened) = Sqlite::open(home.path()).await.unwrap();
    assert_eq!((opened.read_only, opened.cut), (None, None));
    assert_eq!(log.read(Offset::ZERO, 100).await.unwrap(), ideas);
}

/// A database that was cut, or is an older one, beside a write-ahead log that goes further.
#[tokio::test]
async fn a_start_that_is_refused_leaves_the_files_as_they_were_so_that_the_right_one_can_be_put_back()
 {
    let (running, older) = (InSqlite::new(), InSqlite::new());
    let log = running.open().await;
    let mut scribe = Scribe::default();
    let mut ideas = Vec::new();
    for top in 0..120 {
        let idea = scribe.ideas(1);
        log.append(Offset(top), idea.clone()).await.unwrap();
        ideas.extend(idea);
        if top == 40 {
            // What lies in the database alone, once its write-ahead log was taken in.
            rusqlite::Connection::open(running.path())
                .unwrap()
                .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
                .unwrap();
            copy(&folder(&running), &folder(&older));
        }
    }
    let right = fs::read(running.path()).unwrap();
    let half = right[..right.len() / 2].to_vec();
    let older = fs::read(older.path()).unwrap();
    for (tale, wrong) in [("cut", half), ("older", older), ("noise", vec![7; right.len()])] {
        let killed = InSqlite::new();
        copy(&folder(&running), &folder(&killed));
        fs::write(killed.path(), &wrong).unwrap();
        let wal = fs::read(beside(&killed, "-wal")).unwrap();
        let (is_refused, opened) = match Sqlite::open(killed.path()).await {
            Ok((log, _)) => (false, Some(log)),
            Err(_) => (true, None),
        };
        if is_refused {
            assert!(fs::read(killed.path()).unwrap() == wrong, "{tale}: the database was changed");
            assert!(
                fs::read(beside(&killed, "-wal")).unwrap() == wal,
                "{tale}: the log was changed"
            );
            fs::write(killed.path(), &right).unwrap();
            let (log, opened) = Sqlite::open(killed.path()).await.unwrap();
            assert_eq!(opened.cut, None, "{tale}");
            assert_eq!(log.read(Offset::ZERO, 200).await.unwrap(), ideas, "{tale}");
        } else {
            drop(opened);
            let kept = contents(&killed);
            assert!(kept.values().any(|bytes| *bytes == wal), "{tale}: the log is kept as it was");
        }
    }
}

/// What a note of how far the log goes looks like after an accident; none if it is gone.
type Note = fn(&[u8], &[u8]) -> Option<Vec<u8>>;

const NOTES: [(&str, Note); 4] = [
    ("gone", |_, _| None),
    ("old", |_, old| Some(old.to_vec())),
    ("flipped", |note, _| {
        Some(note.iter().enumerate().map(|(n, it)| it ^ u8::from(n == 22)).collect())
    }),
    ("empty", |_, _| Some(Vec::new())),
];

/// A killed log, and its write-ahead log and its note at an earlier moment.
async fn given_an_earlier_moment() -> (InSqlite, Vec<Commit>, Position, [Vec<u8>; 2]) {
    let (running, killed) = (InSqlite::new(), InSqlite::new());
    let log = running.open().await;
    let mut scribe = Scribe::default();
    let mut earlier = [Vec::new(), Vec::new()];
    for top in 0..60 {
        log.append(Offset(top), scribe.ideas(1)).await.unwrap();
        if top == 19 {
            let lock = running.path().with_extension("lock");
            earlier = [fs::read(beside(&running, "-wal")).unwrap(), fs::read(lock).unwrap()];
        }
    }
    let (position, ideas) =
        (log.position().await.unwrap(), log.read(Offset::ZERO, 100).await.unwrap());
    copy(&folder(&running), &folder(&killed));
    (killed, ideas, position, earlier)
}

/// The write-ahead log and the note that would tell how far it went, damaged at once.
#[tokio::test]
async fn an_end_that_is_gone_with_its_note_makes_a_new_epoch() {
    let (pristine, ideas, position, [old_wal, old_note]) = given_an_earlier_moment().await;
    let wal = fs::read(beside(&pristine, "-wal")).unwrap();
    let note = fs::read(pristine.path().with_extension("lock")).unwrap();
    let (frame, half) = (24 + 4_096, wal.len() / 2);
    let flipped = |at: usize| {
        let mut wal = wal.clone();
        wal[at] ^= 1;
        wal
    };
    let damaged = [
        ("cut within a frame", wal[..half + 7].to_vec(), true),
        ("cut between frames", wal[..32 + (half / frame) * frame].to_vec(), false),
        ("a flipped bit", flipped(half), true),
        ("a flipped bit at its end", flipped(wal.len() - 100), true),
        ("an older one", old_wal, false),
    ];
    for (how, damaged, is_torn) in &damaged {
        for (which, note_of) in NOTES {
            for has_index in [true, false] {
                if which == "old" && !has_index && !is_torn {
                    // Both say the same, and nothing is left that says otherwise.
                    continue;
                }
                let tale = format!("{how}, the note {which}, index {has_index}");
                let home = InSqlite::new();
                copy(&folder(&pristine), &folder(&home));
                fs::write(beside(&home, "-wal"), damaged).unwrap();
                let lock = home.path().with_extension("lock");
                match note_of(&note, &old_note) {
                    Some(note) => fs::write(&lock, note).unwrap(),
                    None => fs::remove_file(&lock).unwrap(),
                }
                if !has_index {
                    fs::remove_file(beside(&home, "-shm")).unwrap();
                }
                let (log, opened) = Sqlite::open(home.path()).await.unwrap();
                let last = usize::try_from(opened.position.offset.0).unwrap();
                assert!(last < 60, "{tale}");
                assert_eq!(log.read(Offset::ZERO, 100).await.unwrap(), ideas[..last], "{tale}");
                assert_ne!(opened.position.epoch, position.epoch, "{tale}");
                let cut = opened.cut.unwrap();
                assert_eq!((cut.from.0, cut.old_epoch), (last as u64 + 1, position.epoch.clone()));
                log.close().await;
                let kept = contents(&home);
                assert!(
                    kept.iter().any(|(name, it)| name.contains("-wal.bad") && it == damaged),
                    "{tale}: {:?}",
                    kept.keys()
                );
                let (_, again) = Sqlite::open(home.path()).await.unwrap();
                assert_eq!((again.position, again.cut), (opened.position, None), "{tale}: once");
            }
        }
    }
}

#[tokio::test]
async fn a_log_that_was_killed_is_known_to_be_whole_by_its_note_or_by_its_index() {
    for gone in ["lock", "-shm", "both"] {
        let (home, ideas, position) = given_a_killed_log(60).await;
        if gone != "-shm" {
            fs::remove_file(home.path().with_extension("lock")).unwrap();
        }
        if gone != "lock" {
            fs::remove_file(beside(&home, "-shm")).unwrap();
        }
        let (log, opened) = Sqlite::open(home.path()).await.unwrap();
        assert_eq!(opened.position.epoch == position.epoch, gone != "both", "{gone}");
        assert_eq!(log.read(Offset::ZERO, 100).await.unwrap(), ideas, "{gone}");
        log.close().await;
        // It was closed, and so it is whole, whatever is noted.
        let _ = fs::remove_file(home.path().with_extension("lock"));
        let (_, again) = Sqlite::open(home.path()).await.unwrap();
        assert_eq!((again.position, again.cut), (opened.position, None), "{gone}");
    }
}

#[tokio::test]
async fn a_log_that_lost_all_with_its_note_is_gone_and_stays_as_it_is() {
    for damage in ["front", "header", "removed"] {
        let (home, _, _) = given_a_killed_log(60).await;
        fs::remove_file(home.path().with_extension("lock")).unwrap();
        let wal = beside(&home, "-wal");
        let mut bytes = fs::read(&wal).unwrap();
        match damage {
            "front" => bytes[100] ^= 1,
            "header" => bytes[20] ^= 1,
            _ => bytes.clear(),
        }
        fs::write(&wal, bytes).unwrap();
        let before = contents(&home);
        for _ in 0..2 {
            let refused = Sqlite::open(home.path()).await;
            assert!(matches!(refused, Err(Fault::Gone { .. })), "{damage}: {refused:?}");
            let mut after = contents(&home);
            after.retain(|name, _| !name.contains(".bad"));
            assert!(after == before, "{damage}");
        }
    }
}
