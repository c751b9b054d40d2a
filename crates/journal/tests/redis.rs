//! The log on a Redis of the test's own: killed, emptied, rolled back, without its replica.

#![allow(clippy::unwrap_used, reason = "tests")]

mod homes;

use domain::{Commit, Offset};
use homes::{
    Scribe, at_once,
    server::{Server, alter, copy, store},
};
use journal::{AppendError, Fault, Journal, Redis, Standing, Stream, stream::redis::check::check};
use line::{Line, Value, cmd};
use std::{fs, time::Duration};
use tokio::time::{Instant, sleep};

/// Far more than any of this takes.
const WITHIN: Duration = Duration::from_secs(20);

async fn open(store: Redis) -> Stream<Redis> {
    Stream::open(store, at_once()).await.unwrap().0
}

async fn settles(log: &Stream<Redis>) -> Standing {
    let until = Instant::now() + WITHIN;
    loop {
        match log.confirm().await {
            Ok(standing) => return standing,
            Err(fault) => assert!(Instant::now() < until, "{fault}"),
        }
        sleep(Duration::from_millis(20)).await;
    }
}

async fn hears(log: &Stream<Redis>, top: u64) {
    let mut bell = log.appended();
    let heard = bell.wait_for(|it| *it >= Offset(top));
    tokio::time::timeout(WITHIN, heard).await.unwrap().unwrap();
}

#[tokio::test]
async fn another_node_is_told_what_was_appended() {
    let server = Server::start();
    let (one, other) = (open(store(&server, 0)).await, open(store(&server, 0)).await);
    let mut scribe = Scribe::default();
    // Until the line is open what is told may be missed.
    let mut top = Offset::ZERO;
    let mut bell = other.appended();
    while *bell.borrow_and_update() == Offset::ZERO {
        top = one.append(top, scribe.ideas(1)).await.unwrap().offset;
        let _ = tokio::time::timeout(Duration::from_millis(100), bell.changed()).await;
    }
    let written = scribe.ideas(3);
    one.append(top, written.clone()).await.unwrap();
    hears(&other, top.0 + 3).await;
    assert_eq!(other.read(top, 10).await.unwrap(), written);
}

#[tokio::test]
async fn a_request_is_in_the_log_once_whatever_a_node_believes() {
    let server = Server::start();
    let log = open(store(&server, 0)).await;
    let mut scribe = Scribe::default();
    let first = scribe.idea("een");
    log.append(Offset::ZERO, vec![first.clone()]).await.unwrap();
    let mut again = scribe.idea("twee");
    again.request_id = first.request_id;
    let refused = log.append(Offset(1), vec![again]).await;
    assert!(
        matches!(refused, Err(AppendError::Fault(Fault::KnownRequest(Offset(1))))),
        "{refused:?}"
    );
    assert!(log.verify().await.unwrap().is_sound());
}

#[tokio::test]
async fn a_redis_that_is_killed_comes_back_with_all_that_was_answered() {
    let mut server = Server::start();
    let log = open(store(&server, 0)).await;
    let mut scribe = Scribe::default();
    let top = log.append(Offset::ZERO, scribe.ideas(20)).await.unwrap();
    server.kill();
    let began = Instant::now();
    let away = log.append(Offset(20), scribe.clone().ideas(1)).await;
    assert!(matches!(away, Err(AppendError::Fault(Fault::Away(_)))), "{away:?}");
    assert!(began.elapsed() < Duration::from_secs(1), "who asked is answered");
    server.run();
    assert_eq!(settles(&log).await.position, top, "under the same epoch");
    log.append(Offset(20), scribe.ideas(1)).await.unwrap();
}

#[tokio::test]
async fn a_redis_that_comes_back_empty_is_filled_again() {
    let mut server = Server::start();
    let (one, other) = (open(store(&server, 0)).await, open(store(&server, 0)).await);
    let mut scribe = Scribe::default();
    let top = one.append(Offset::ZERO, scribe.ideas(300)).await.unwrap();
    settles(&other).await;
    one.put_note("code/7", b"used".to_vec()).await.unwrap();
    let before = one.read(Offset::ZERO, 1_000).await.unwrap();
    server.kill();
    fs::remove_dir_all(server.data()).unwrap();
    server.run();

    let (here, there) = tokio::join!(settles(&one), settles(&other));
    assert_eq!(here.position, there.position);
    assert_eq!((here.position.offset, here.position.hash), (top.offset, top.hash));
    assert_ne!(here.position.epoch, top.epoch);
    let fresh = open(store(&server, 0)).await;
    assert_eq!(fresh.read(Offset::ZERO, 1_000).await.unwrap(), before, "texts and all");
    assert_eq!(fresh.note("code/7").await.unwrap().unwrap(), b"used");
    assert!(fresh.verify().await.unwrap().is_sound());
    other.append(Offset(300), scribe.ideas(1)).await.unwrap();
}

#[tokio::test]
async fn a_redis_that_is_rolled_back_gets_its_tail_again() {
    let mut server = Server::start();
    let log = open(store(&server, 0)).await;
    let mut scribe = Scribe::default();
    log.append(Offset::ZERO, scribe.ideas(10)).await.unwrap();
    let aside = tempfile::tempdir().unwrap();
    server.kill();
    copy(&server.data(), aside.path());
    server.run();
    settles(&log).await;
    let top = log.append(Offset(10), scribe.ideas(30)).await.unwrap();
    server.kill();
    fs::remove_dir_all(server.data()).unwrap();
    copy(aside.path(), &server.data());
    server.run();

    let standing = settles(&log).await;
    assert_eq!((standing.position.offset, standing.position.hash), (top.offset, top.hash));
    assert_ne!(standing.position.epoch, top.epoch);
    assert!(log.verify().await.unwrap().is_sound());
}

#[tokio::test]
async fn what_is_saved_lies_on_the_replica_and_without_one_nothing_is() {
    let server = Server::start();
    let mut replica = server.replica();
    let log = open(store(&server, 1)).await;
    settles(&log).await;
    let mut scribe = Scribe::default();
    log.append(Offset::ZERO, scribe.ideas(5)).await.unwrap();
    let there = replica.ask(&["XLEN", "test:{demo}:log"]).await;
    assert_eq!(there, line::Value::Int(5));
    assert!(check(&server.target(), 1).await.unwrap().is_empty());

    replica.kill();
    let short = log.append(Offset(5), scribe.ideas(1)).await;
    assert!(matches!(short, Err(AppendError::Fault(Fault::NotCopied))), "{short:?}");
    assert!(matches!(log.confirm().await, Err(Fault::NotCopied)));
    assert_eq!(check(&server.target(), 1).await.unwrap().len(), 1);
    replica.run();
    assert_eq!(settles(&log).await.position.offset, Offset(6), "it was written once");
}

#[tokio::test]
async fn the_time_is_that_of_redis() {
    let server = Server::start();
    let log = open(store(&server, 0)).await;
    let now = log.confirm().await.unwrap().now.unwrap();
    let here = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let apart = u64::try_from(here.as_millis()).unwrap().abs_diff(now.0);
    assert!(apart < 60_000, "{apart} ms");
}

const LOG: &str = "test:{demo}:log";
const TOP: &str = "test:{demo}:top";
const IDS: &str = "test:{demo}:ids";
const TEXTS: &str = "test:{demo}:texts";
const NOTES: &str = "test:{demo}:notes";

/// Two nodes on one Redis, and what they answered.
struct Nodes {
    server: Server,
    logs: [Stream<Redis>; 2],
    scribe: Scribe,
    answered: Vec<Commit>,
}

impl Nodes {
    async fn with(ideas: u64) -> Self {
        let server = Server::start();
        let logs = [open(store(&server, 0)).await, open(store(&server, 0)).await];
        let mut scribe = Scribe::default();
        let answered = scribe.ideas(ideas);
        logs[0].append(Offset::ZERO, answered.clone()).await.unwrap();
        logs[1].put_note("code/7", b"used".to_vec()).await.unwrap();
        for log in &logs {
            settles(log).await;
            log.confirm().await.unwrap();
        }
        // Either is told what the other noted.
        while logs[0].note("code/7").await.unwrap().is_none() {}
        Self { server, logs, scribe, answered }
    }

    /// Both go on, nothing is missing here, there, in Redis and at a node that starts.
    async fn is_whole_after(&mut self, accident: &str) {
        let top = self.answered.len() as u64;
        for log in &self.logs {
            assert_eq!(settles(log).await.position.offset, Offset(top), "{accident}");
        }
        let more = self.scribe.ideas(1);
        // Nothing is taken as long as something is not as it should be.
        while self.logs[1].append(Offset(top), more.clone()).await.is_err() {
            settles(&self.logs[1]).await;
        }
        self.answered.extend(more);
        let (one, other) = (settles(&self.logs[0]).await, settles(&self.logs[1]).await);
        assert_eq!(one.position, other.position, "{accident}");
        let length = self.server.ask(&["XLEN", LOG]).await;
        assert_eq!(length, Value::Int(i64::try_from(top + 1).unwrap()), "{accident}");
        for log in &self.logs {
            let found = log.verify().await.unwrap();
            assert!(found.is_sound() && found.erased == 0, "{accident}: {found:?}");
        }
        let fresh = open(store(&self.server, 0)).await;
        assert_eq!(fresh.read(Offset::ZERO, 4_000).await.unwrap(), self.answered, "{accident}");
        let note = fresh.note("code/7").await.unwrap();
        assert_eq!(note.as_deref(), Some(&b"used"[..]), "{accident}");
    }

    async fn asides(&self) -> usize {
        let Value::Array(keys) = self.server.ask(&["KEYS", "test:{demo}:aside:*"]).await else {
            panic!("a list")
        };
        keys.len()
    }

    async fn dump(&self, key: &str) -> Vec<u8> {
        let Value::BulkString(dump) = self.server.ask(&["DUMP", key]).await else {
            panic!("bytes")
        };
        dump
    }

    async fn put_back(&self, key: &str, dump: &[u8]) {
        let mut question = cmd("RESTORE");
        question.arg(key).arg(0).arg(dump).arg("REPLACE");
        Line::new(self.server.target()).ask(&question, WITHIN).await.unwrap();
    }
}

#[tokio::test]
async fn whatever_an_admin_does_to_a_key_nodes_that_run_have_the_other_copy() {
    let mut nodes = Nodes::with(180).await;
    let accidents: &[&[&str]] = &[
        &["RENAME", LOG, "somewhere"],
        &["XTRIM", LOG, "MAXLEN", "100"],
        &["XDEL", LOG, "105-0"],
        &["XDEL", LOG, "1-0"],
        &["XDEL", LOG, "180-0", "181-0", "182-0", "183-0", "184-0"],
        &["DEL", LOG],
        &["UNLINK", LOG, TOP],
        &["DEL", LOG, IDS],
        &["PEXPIRE", LOG, "1"],
        &["MOVE", LOG, "1"],
        &["XADD", LOG, "*", "by", "hand"],
        &["XADD", LOG, "18446744073709551615-0", "by", "hand"],
        &["XSETID", LOG, "99999999-0"],
        &["SET", LOG, "hello"],
        &["DEL", TOP],
        &["SET", TOP, "hello"],
        &["HSET", TOP, "offset", "104"],
        &["HSET", TOP, "offset", "5000"],
        &["HSET", TOP, "offset", "all of them"],
        &["HDEL", TOP, "hash"],
        &["HDEL", TOP, "epoch"],
        &["HSET", TOP, "hash", "nothing"],
        &["HSET", TOP, "epoch", "mine"],
        &["HSET", TOP, "began_at", "1", "recovers_until", "99999999999999"],
        &["DEL", IDS],
        &["SET", IDS, "hello"],
        &["HSET", IDS, "0123456789abcdef", "7"],
        &["DEL", TEXTS],
        &["RENAME", TEXTS, "elsewhere"],
        &["SET", TEXTS, "hello"],
        &["DEL", NOTES],
        &["RPUSH", NOTES, "hello"],
        &["FLUSHALL"],
        &["FLUSHDB"],
    ];
    for accident in accidents {
        if accident[0] == "RPUSH" {
            nodes.server.ask(&["DEL", NOTES]).await;
        }
        nodes.server.ask(accident).await;
        nodes.is_whole_after(&accident.join(" ")).await;
    }
}

#[tokio::test]
async fn entries_by_hand_between_two_commits_are_set_aside_with_what_they_hold() {
    let mut nodes = Nodes::with(20).await;
    for id in ["20-5", "22-0", "1764000000000-0"] {
        let before = nodes.asides().await;
        nodes.server.ask(&["XADD", LOG, id, "by", "hand"]).await;
        nodes.is_whole_after(id).await;
        assert_eq!(nodes.asides().await, before + 1, "{id}");
    }
    let Value::Array(keys) = nodes.server.ask(&["KEYS", "test:{demo}:aside:*:log"]).await else {
        panic!("a list")
    };
    let Value::BulkString(key) = &keys[0] else { panic!("a key") };
    let held = nodes.server.ask(&["XLEN", std::str::from_utf8(key).unwrap()]).await;
    assert_eq!(held, Value::Int(1), "that one, and no commit");
}

#[tokio::test]
async fn keys_of_an_older_day_are_filled_up_again() {
    let mut nodes = Nodes::with(104).await;
    let mut older = Vec::new();
    for key in [LOG, TOP, IDS, TEXTS, NOTES] {
        older.push((key, nodes.dump(key).await));
    }
    nodes.is_whole_after("nothing").await;
    for (key, dump) in &older {
        nodes.put_back(key, dump).await;
        nodes.is_whole_after(key).await;
    }
    for (key, dump) in &older[..2] {
        nodes.put_back(key, dump).await;
    }
    nodes.is_whole_after("the log and where it stands").await;
}

#[tokio::test]
async fn what_was_altered_in_the_middle_is_found_by_who_starts_and_put_back_by_who_runs() {
    let mut nodes = Nodes::with(30).await;
    alter(&nodes.server, 12, b"{}").await;
    let starting = tokio::spawn(Stream::open(store(&nodes.server, 0), at_once()));
    while !starting.is_finished() {
        let _ = nodes.logs[0].confirm().await;
        sleep(Duration::from_millis(20)).await;
    }
    starting.await.unwrap().unwrap();
    nodes.is_whole_after("an altered entry").await;

    let hash = *nodes.answered[4].texts().next().unwrap().hash();
    let mut question = cmd("HSET");
    question.arg(TEXTS).arg(&hash[..]).arg("something else altogether");
    Line::new(nodes.server.target()).ask(&question, WITHIN).await.unwrap();
    let starting = tokio::spawn(Stream::open(store(&nodes.server, 0), at_once()));
    while !starting.is_finished() {
        let _ = nodes.logs[0].confirm().await;
        sleep(Duration::from_millis(20)).await;
    }
    starting.await.unwrap().unwrap();
    nodes.is_whole_after("an altered text").await;
}
