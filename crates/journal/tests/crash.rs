//! A process that is killed while it appends loses nothing that it acknowledged.

#![allow(clippy::unwrap_used, reason = "tests")]

mod homes;

use domain::Offset;
use homes::{Home, InSqlite, Scribe};
use journal::{Journal, Sqlite};
use std::{
    env,
    io::{self, BufRead, BufReader, Write},
    path::PathBuf,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

const FILE: &str = "BURGERTOP_JOURNAL_TO_CRASH";

/// The child: appends for ever, and prints each top that it was answered.
#[tokio::test]
#[ignore = "the process that is killed in the test below"]
async fn append_until_killed() {
    let Some(path) = env::var_os(FILE) else { return };
    let (log, opened) = Sqlite::open(PathBuf::from(path)).await.unwrap();
    let mut scribe = Scribe { offset: opened.position.offset, hash: opened.position.hash };
    for n in (1..=7).cycle() {
        let after = scribe.offset;
        let top = log.append(after, scribe.ideas(n)).await.unwrap();
        let mut out = io::stdout().lock();
        writeln!(out, "\nat {}", top.offset).unwrap();
        out.flush().unwrap();
    }
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_when_the_process_is_killed() {
    let home = InSqlite::new();
    let mut acknowledged = 0;
    for life in 0..8 {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["append_until_killed", "--exact", "--ignored", "--nocapture"])
            .env(FILE, home.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let reading = thread::spawn(move || {
            let tops = lines.map_while(Result::ok);
            let tops = tops.filter_map(|line| line.strip_prefix("at ")?.parse::<u64>().ok());
            tops.last().unwrap_or(0)
        });
        tokio::time::sleep(Duration::from_millis(150 + 37 * life)).await;
        child.kill().unwrap();
        child.wait().unwrap();
        acknowledged = acknowledged.max(reading.join().unwrap());

        let (log, opened) = Sqlite::open(home.path()).await.unwrap();
        assert!(opened.position.offset >= Offset(acknowledged), "{opened:?}, {acknowledged}");
        assert!(opened.cut.is_none() && opened.read_only.is_none(), "{opened:?}");
        let verified = log.verify().await.unwrap();
        assert!(verified.is_sound() && verified.erased == 0, "{verified:?}");
        log.close().await;
    }
    assert!(acknowledged > 100, "{acknowledged}");
}
