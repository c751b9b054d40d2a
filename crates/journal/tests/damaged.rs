//! Texts beside the log that someone or something altered: each is told as damaged, by what it belongs to, and never as
//! erased; the others stay as they are.

#![allow(clippy::unwrap_used, reason = "tests")]

mod homes;

use domain::{Commit, Offset};
use homes::{Home, InSqlite, Scribe};
use journal::{Flaw, Journal};

/// Of so many ideas the second was altered, and the third erased by those who may.
const IDEAS: u64 = 4;

async fn begun(home: &impl Home) {
    let log = home.open().await;
    let ideas = Scribe::default().ideas(IDEAS);
    let erased = *ideas[2].texts().next().unwrap().hash();
    log.append(Offset::ZERO, ideas).await.unwrap();
    assert_eq!(log.erase(vec![erased]).await.unwrap(), 1);
    log.close().await;
}

async fn the_second_is_damaged(home: &impl Home, how: &str) {
    let log = home.open().await;
    let read = log.read(Offset::ZERO, 10).await.unwrap();
    let texts: Vec<_> = read.iter().flat_map(Commit::texts).collect();
    let states: Vec<_> =
        texts.iter().map(|it| (it.is_open(), it.is_erased(), it.is_damaged())).collect();
    let open = (true, false, false);
    assert_eq!(states, [open, (false, false, true), (false, true, false), open], "{how}");
    assert_eq!(texts[1].text(), "", "{how}");
    let named: Vec<_> = read.iter().flat_map(Commit::damaged).map(|it| it.to_string()).collect();
    assert_eq!(named, ["idea 00000000-0000-0000-0000-000000000002 of table/7"], "{how}");
    let verified = log.verify().await.unwrap();
    let found: Vec<_> = verified.damage.iter().map(|it| (it.offset, it.flaw.clone())).collect();
    assert_eq!(found, [(Offset(2), Flaw::Text(named[0].clone()))], "{how}");
    assert_eq!((verified.texts, verified.erased, verified.flaws), (2, 1, 1), "{how}");
    log.close().await;
}

/// What is done to the row of one text.
const IN_SQLITE: [&str; 12] = [
    "UPDATE sealed SET text = 'x' || substr(text, 2)",
    "UPDATE sealed SET text = substr(text, 2)",
    "UPDATE sealed SET text = ''",
    "UPDATE sealed SET text = CAST(x'ff' || CAST(text AS BLOB) AS TEXT)",
    "UPDATE sealed SET text = CAST(text AS BLOB)",
    "UPDATE sealed SET text = 7",
    "UPDATE sealed SET salt = zeroblob(16)",
    "UPDATE sealed SET salt = x''",
    "UPDATE sealed SET salt = 'salt'",
    "UPDATE sealed SET hash = zeroblob(32)",
    "UPDATE sealed SET hash = x'01'",
    "DELETE FROM sealed",
];

#[tokio::test]
async fn a_text_that_was_altered_in_the_file_is_damaged_and_not_erased() {
    for how in IN_SQLITE {
        let home = InSqlite::new();
        begun(&home).await;
        let altered = home.sql().execute(&format!("{how} WHERE offset = 2"), []).unwrap();
        assert_eq!(altered, 1, "{how}");
        the_second_is_damaged(&home, how).await;
    }
}
