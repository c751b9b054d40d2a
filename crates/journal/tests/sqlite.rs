//! What the home in a file promises beyond the contract: bad tails, bad middles, one opener, real erasure.

#![allow(clippy::unwrap_used, reason = "tests")]

mod homes;

use domain::{Commit, Digest, Offset};
use homes::{Home, InSqlite, Scribe};
use journal::{AppendError, Fault, Flaw, Journal, Opened, Position, Sqlite};
use rusqlite::params;
use std::{
    fs::{self, File},
    io::{Seek, SeekFrom, Write},
};

/// A closed log of `n` ideas.
async fn given_ideas(n: u64) -> (InSqlite, Vec<Commit>, Position) {
    let home = InSqlite::new();
    let log = home.open().await;
    let ideas = Scribe::default().ideas(n);
    let top = log.append(Offset::ZERO, ideas.clone()).await.unwrap();
    log.put_note("name/81", b"Fatma".to_vec()).await.unwrap();
    log.close().await;
    (home, ideas, top)
}

async fn opened(home: &InSqlite) -> (Sqlite, Opened) {
    Sqlite::open(home.path()).await.unwrap()
}

/// It goes on from `last`, in a new life, and stays sound.
async fn goes_on(log: &Sqlite, ideas: &[Commit], last: u64, old: &Position) {
    let position = log.position().await.unwrap();
    assert_eq!(position.offset, Offset(last));
    assert_ne!(position.epoch, old.epoch);
    let kept = &ideas[..usize::try_from(last).unwrap()];
    assert_eq!(log.read(Offset::ZERO, 10_000).await.unwrap(), kept);
    let mut scribe = Scribe { offset: position.offset, hash: position.hash };
    log.append(position.offset, scribe.ideas(3)).await.unwrap();
    assert!(log.verify().await.unwrap().is_sound());
    log.close().await;
}

/// It serves what lies before the bad record, and takes nothing; and so again at the next start.
async fn is_read_only(home: &InSqlite, ideas: &[Commit], last: u64, why: &str) {
    for _ in 0..2 {
        let (log, found) = opened(home).await;
        let told = found.read_only.unwrap();
        assert!(told.contains(why), "{told}");
        assert_eq!((found.position.offset, found.cut), (Offset(last), None));

        let kept = &ideas[..usize::try_from(last).unwrap()];
        assert_eq!(log.read(Offset::ZERO, 10_000).await.unwrap(), kept);
        let mut scribe = Scribe { offset: found.position.offset, hash: found.position.hash };
        let refused = log.append(found.position.offset, scribe.ideas(1)).await;
        assert!(matches!(refused, Err(AppendError::Fault(Fault::ReadOnly(_)))), "{refused:?}");
        assert!(!log.verify().await.unwrap().is_sound());
        log.close().await;
    }
}

#[tokio::test]
async fn a_write_ahead_log_that_lost_its_end_opens_a_new_epoch() {
    let (there, torn) = (InSqlite::new(), InSqlite::new());
    let log = there.open().await;
    let old = log.position().await.unwrap();
    let mut scribe = Scribe::default();
    let mut ideas = Vec::new();
    for top in 0..5 {
        let idea = scribe.ideas(1);
        log.append(Offset(top), idea.clone()).await.unwrap();
        ideas.extend(idea);
    }
    // As after a power cut, on a disk that lied.
    let folder = torn.path().parent().unwrap().to_owned();
    homes::server::copy(there.path().parent().unwrap(), &folder);
    let wal = File::options().write(true).open(folder.join("journal.db-wal")).unwrap();
    wal.set_len(wal.metadata().unwrap().len() - 100).unwrap();

    let (log, found) = opened(&torn).await;
    let cut = found.cut.unwrap();
    assert_eq!((cut.from, cut.to, &cut.old_epoch), (Offset(5), Offset(5), &old.epoch));
    goes_on(&log, &ideas, 4, &old).await;
    let (_, found) = opened(&torn).await;
    assert_eq!(found.cut, None, "it is told once");
}

#[tokio::test]
async fn a_torn_last_record_is_set_aside_and_cut() {
    let (home, ideas, old) = given_ideas(5).await;
    let bytes = ideas[4].encode();
    home.alter(5, &bytes[..bytes.len() / 2]).await;

    let (log, found) = opened(&home).await;
    let cut = found.cut.unwrap();
    assert_eq!((cut.from, cut.to, &cut.old_epoch), (Offset(5), Offset(5), &old.epoch));
    assert_eq!(found.read_only, None);
    let aside = fs::read_to_string(&cut.aside).unwrap();
    assert_eq!(aside.lines().count(), 1);
    assert!(aside.contains("meer bomen 4"));
    assert!(aside.contains(&hex::encode(&bytes[..bytes.len() / 2])));
    assert!(cut.aside.ends_with(format!("tail-{}-5.bad", old.epoch)));
    goes_on(&log, &ideas, 4, &old).await;
    let (_, found) = opened(&home).await;
    assert!(found.cut.is_none());
}

#[tokio::test]
async fn several_bad_records_at_the_end_are_cut_together() {
    let (home, ideas, old) = given_ideas(9).await;
    home.alter(7, b"").await;
    home.sql().execute("UPDATE commits SET hash = 'x', bytes = 3 WHERE offset = 8", []).unwrap();
    home.alter(9, b"{}").await;
    let (log, found) = opened(&home).await;
    let cut = found.cut.unwrap();
    assert_eq!((cut.from, cut.to), (Offset(7), Offset(9)));
    goes_on(&log, &ideas, 6, &old).await;
}

#[tokio::test]
async fn a_last_record_that_does_not_chain_is_cut() {
    let (home, ideas, old) = given_ideas(4).await;
    let mut stranger = ideas[3].clone();
    stranger.prev_hash = Digest::of(b"another log");
    let bytes = stranger.encode();
    home.alter(4, &bytes).await;
    let hash = Digest::of(&bytes).0;
    home.sql().execute("UPDATE commits SET hash = ?1 WHERE offset = 4", [hash]).unwrap();
    let (log, found) = opened(&home).await;
    assert_eq!(found.cut.unwrap().from, Offset(4));
    goes_on(&log, &ideas, 3, &old).await;
}

#[tokio::test]
async fn a_flipped_byte_in_the_middle_makes_it_read_only() {
    let (home, ideas, _) = given_ideas(9).await;
    let mut bytes = ideas[3].encode();
    bytes[20] ^= 1;
    home.alter(4, &bytes).await;
    is_read_only(&home, &ideas, 3, "commit 4 was altered").await;
    assert!(!home.files().iter().any(|name| name.ends_with(".bad")));
}

#[tokio::test]
async fn a_missing_record_in_the_middle_makes_it_read_only() {
    let (home, ideas, _) = given_ideas(9).await;
    home.sql().execute("DELETE FROM commits WHERE offset = 4", []).unwrap();
    is_read_only(&home, &ideas, 3, "commit 4 is missing").await;
}

#[tokio::test]
async fn an_unknown_event_makes_it_read_only() {
    let (home, ideas, top) = given_ideas(3).await;
    let bytes = String::from_utf8(ideas[2].encode()).unwrap();
    let bytes = bytes
        .replace("submitted", "sung")
        .replace("\"offset\":3", "\"offset\":4")
        .replace(&ideas[2].prev_hash.to_string(), &top.hash.to_string());
    let hash = Digest::of(bytes.as_bytes()).0;
    let insert = "INSERT INTO commits VALUES (4, ?1, ?2)";
    home.sql().execute(insert, params![bytes.as_bytes(), hash]).unwrap();
    is_read_only(&home, &ideas, 3, "unknown to this version").await;
}

#[tokio::test]
async fn a_read_only_log_still_erases() {
    let (home, ideas, _) = given_ideas(5).await;
    home.alter(3, b"").await;
    let (log, found) = opened(&home).await;
    assert!(found.read_only.is_some());
    let hash = *ideas[0].texts().next().unwrap().hash();
    assert_eq!(log.erase(vec![hash]).await.unwrap(), 1);
    assert!(log.remove_note("name/81").await.unwrap());
}

#[tokio::test]
async fn a_file_that_lost_its_end_keeps_what_is_in_front_of_it() {
    let (home, _, old) = given_ideas(400).await;
    let whole = File::open(home.path()).unwrap().metadata().unwrap().len();
    let file = File::options().write(true).open(home.path()).unwrap();
    file.set_len(whole - 3 * 4_096).unwrap();

    let (log, found) = opened(&home).await;
    let cut = found.cut.unwrap();
    assert_eq!(fs::metadata(&cut.aside).unwrap().len(), whole - 3 * 4_096);
    let last = found.position.offset.0;
    assert!(last > 300, "{last}");
    let lost = log.verify().await.unwrap().flaws;
    assert!(lost < 100, "{lost}");
    assert_ne!(found.position.epoch, old.epoch);
    assert_eq!(log.note("name/81").await.unwrap().unwrap(), b"Fatma");
    let mut scribe = Scribe { offset: found.position.offset, hash: found.position.hash };
    log.append(scribe.offset, scribe.clone().ideas(2)).await.unwrap();
    scribe.ideas(2);
    log.close().await;
    let (log, found) = opened(&home).await;
    assert_eq!((found.position.offset, found.cut), (scribe.offset, None));
    // Texts that lay in the pages that are gone are told, and no more than those.
    assert_eq!(log.verify().await.unwrap().flaws, lost);
}

#[tokio::test]
async fn a_last_page_that_cannot_be_read_is_cut_with_its_records() {
    let (home, ideas, old) = given_ideas(400).await;
    let page = last_page_of(&home, "commits");
    overwrite_page(&home, page, 0);
    let (log, found) = opened(&home).await;
    let cut = found.cut.unwrap();
    assert!(cut.from.0 > 380, "{cut:?}");
    assert_eq!(log.note("name/81").await.unwrap().unwrap(), b"Fatma");
    goes_on(&log, &ideas, cut.from.0 - 1, &old).await;
}

#[tokio::test]
async fn a_torn_record_whose_texts_cannot_be_read_either_is_cut() {
    let (home, ideas, old) = given_ideas(400).await;
    home.alter(400, b"{").await;
    overwrite_page(&home, last_page_of(&home, "sealed"), 0);
    let (log, found) = opened(&home).await;
    assert_eq!(found.cut.unwrap().from, Offset(400));
    assert_ne!(found.position.epoch, old.epoch);
    assert_eq!(log.read(Offset::ZERO, 10).await.unwrap(), ideas[..10]);
    let mut scribe = Scribe { offset: found.position.offset, hash: found.position.hash };
    log.append(Offset(399), scribe.ideas(1)).await.unwrap();
    let verified = log.verify().await.unwrap();
    // They are gone, and nobody erased them.
    assert!((1..100).contains(&verified.flaws) && verified.erased == 0, "{verified:?}");
    assert!(verified.damage.iter().all(|it| matches!(it.flaw, Flaw::Text(_))), "{verified:?}");
}

#[tokio::test]
async fn texts_that_cannot_be_read_make_it_read_only_and_the_log_is_served_without_them() {
    let (home, ideas, _) = given_ideas(400).await;
    overwrite_page(&home, last_page_of(&home, "sealed"), 0);
    let (log, found) = opened(&home).await;
    assert!(found.read_only.unwrap().contains("texts"));
    let read = log.read(Offset::ZERO, 1_000).await.unwrap();
    assert_eq!(read.len(), 400);
    assert_eq!(read[0], ideas[0]);
    let verified = log.verify().await.unwrap();
    assert!(matches!(verified.damage[0].flaw, Flaw::Unreadable(_)), "{verified:?}");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_by_its_name() {
    let (home, _, _) = given_ideas(4).await;
    overwrite_page(&home, 1, b'x');
    let refused = Sqlite::open(home.path()).await.unwrap_err();
    assert!(matches!(refused, Fault::Unreadable { .. }), "{refused:?}");
    let told = refused.to_string();
    assert!(told.contains("journal.db") && told.contains("backup"), "{told}");
    assert!(!home.files().iter().any(|name| name.ends_with(".bad")));
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_refused() {
    let (home, _, _) = given_ideas(1).await;
    home.sql().execute("UPDATE meta SET value = '9' WHERE key = 'format'", []).unwrap();
    let refused = Sqlite::open(home.path()).await.unwrap_err();
    assert!(matches!(refused, Fault::NewerFormat { .. }), "{refused:?}");
}

#[tokio::test]
async fn a_second_opener_is_refused_until_the_first_is_closed() {
    let home = InSqlite::new();
    let log = home.open().await;
    let refused = Sqlite::open(home.path()).await.unwrap_err();
    assert!(matches!(refused, Fault::Locked { .. }), "{refused:?}");

    log.close().await;
    assert!(matches!(log.position().await, Err(Fault::Closed)));
    assert!(matches!(log.note("x").await, Err(Fault::Closed)));
    home.open().await.close().await;
}

#[tokio::test]
async fn a_dropped_log_finishes_what_was_asked() {
    let home = InSqlite::new();
    let log = home.open().await;
    let ideas = Scribe::default().ideas(500);
    {
        let append = log.append(Offset::ZERO, ideas);
        futures_util::pin_mut!(append);
        assert!(futures_util::poll!(append.as_mut()).is_pending());
    }
    drop(log);
    let again = loop {
        match Sqlite::open(home.path()).await {
            Err(Fault::Locked { .. }) => std::thread::yield_now(),
            opened => break opened.unwrap(),
        }
    };
    assert_eq!(again.1.position.offset, Offset(500));
}

#[tokio::test]
async fn a_closed_log_is_one_file_and_its_lock() {
    let (home, _, _) = given_ideas(4).await;
    assert_eq!(home.files(), ["journal.db", "journal.lock"]);
}

#[tokio::test]
async fn what_was_erased_is_in_no_file_any_more() {
    let (home, ideas, _) = given_ideas(300).await;
    let log = home.open().await;
    log.append(Offset(300), {
        let mut scribe = Scribe { offset: Offset(300), hash: Digest::of(&ideas[299].encode()) };
        vec![scribe.idea("bel Fatma op 06 12345678")]
    })
    .await
    .unwrap();
    log.put_note("name/82", b"Fatma de Vries".to_vec()).await.unwrap();
    assert!(stands_in_a_file(&home, "06 12345678"));

    let read = log.read(Offset(300), 1).await.unwrap();
    log.erase(vec![*read[0].texts().next().unwrap().hash()]).await.unwrap();
    log.remove_note("name/82").await.unwrap();
    assert!(!stands_in_a_file(&home, "06 12345678"));
    assert!(!stands_in_a_file(&home, "Fatma de Vries"));
}

fn stands_in_a_file(home: &InSqlite, text: &str) -> bool {
    home.files().iter().any(|name| {
        let bytes = fs::read(home.path().with_file_name(name)).unwrap();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

/// The last leaf of a table, found by what only it holds.
fn last_page_of(home: &InSqlite, table: &str) -> u64 {
    let conn = home.sql();
    let value: Vec<u8> = conn
        .query_row(&format!("SELECT hash FROM {table} ORDER BY offset DESC LIMIT 1"), [], |row| {
            row.get(0)
        })
        .unwrap();
    drop(conn);
    let file = fs::read(home.path()).unwrap();
    let holds = |page: &&[u8]| {
        let bytes = page.windows(32).any(|window| window == value);
        bytes && (table == "commits") == page.windows(10).any(|window| window == b"request_id")
    };
    let pages: Vec<&[u8]> = file.chunks(4_096).collect();
    1 + u64::try_from(pages.iter().position(holds).unwrap()).unwrap()
}

fn overwrite_page(home: &InSqlite, page: u64, byte: u8) {
    let mut file = File::options().write(true).open(home.path()).unwrap();
    file.seek(SeekFrom::Start((page - 1) * 4_096)).unwrap();
    file.write_all(&[byte; 4_096]).unwrap();
}

/// 3.7.0 to 3.51.2 could, when one connection began the write-ahead log anew while another folded it in, take frames for
/// folded in that were not, and lose commits or damage the file (<https://www.sqlite.org/wal.html#walresetbug>). A log
/// has such connections: its writer, and those that copy it.
#[test]
fn the_sqlite_that_is_built_in_has_no_fault_in_beginning_its_log_anew() {
    assert!(rusqlite::version_number() >= 3_051_003, "it is {}", rusqlite::version());
}
