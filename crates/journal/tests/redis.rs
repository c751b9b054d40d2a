//! The log on a Redis of the test's own: killed, emptied, rolled back, without its replica.

#![allow(clippy::unwrap_used, reason = "tests")]

mod homes;

use domain::Offset;
use homes::{
    Scribe, at_once,
    server::{Server, copy, store},
};
use journal::{AppendError, Fault, Journal, Redis, Standing, Stream, stream::redis::check::check};
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
