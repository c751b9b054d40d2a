//! A disk that is really full: give it a small file system of its own,
//! `mount -t tmpfs -o size=1m none /mnt/small; BURGERTOP_SMALL_DISK=/mnt/small cargo test -p journal -- --ignored full`.

#![allow(clippy::unwrap_used, reason = "tests")]

mod homes;

use domain::Offset;
use homes::Scribe;
use journal::{AppendError, Journal, Sqlite};
use std::{env, fs, path::PathBuf};

#[tokio::test]
#[ignore = "needs a small file system"]
async fn a_full_disk_loses_nothing_and_is_left_behind_when_there_is_room() {
    let Some(disk) = env::var_os("BURGERTOP_SMALL_DISK").map(PathBuf::from) else { return };
    let (path, ballast) = (disk.join("journal.db"), disk.join("ballast"));
    fs::write(&ballast, vec![0; 300_000]).unwrap();
    let (log, _) = Sqlite::open(&path).await.unwrap();
    let mut scribe = Scribe::default();

    let refused = loop {
        let after = scribe.clone();
        match log.append(after.offset, scribe.ideas(10)).await {
            Ok(top) => assert_eq!(top.offset, scribe.offset),
            Err(refused) => {
                scribe = after;
                break refused;
            }
        }
    };
    assert!(matches!(refused, AppendError::Full), "{refused:?}");
    let again = log.append(scribe.offset, scribe.clone().ideas(10)).await;
    assert!(matches!(again, Err(AppendError::Full)), "{again:?}");
    assert_eq!(log.position().await.unwrap().offset, scribe.offset);
    assert!(log.verify().await.unwrap().is_sound());

    fs::remove_file(&ballast).unwrap();
    log.append(scribe.offset, scribe.ideas(10)).await.unwrap();
    log.close().await;
    let (log, opened) = Sqlite::open(&path).await.unwrap();
    assert_eq!(opened.position.offset, scribe.offset);
    assert!(scribe.offset > Offset(100) && log.verify().await.unwrap().is_sound());
}
