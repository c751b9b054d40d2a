//! Two nodes on one store in memory.

use super::Scribe;
use domain::{Commit, Epoch, Offset};
use journal::{Fault, Journal, Manner, Model, Position, Stream};
use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};
use tokio::time::{Instant, sleep};

pub type Log = Stream<Model>;

/// Epochs of one test: k1, k2 …
pub fn manner() -> Manner {
    fn next(_: Option<&Epoch>) -> Result<Epoch, Fault> {
        static DRAWN: AtomicU32 = AtomicU32::new(1);
        Ok(Epoch(format!("k{}", DRAWN.fetch_add(1, Ordering::Relaxed))))
    }
    Manner { epochs: next, ..Manner::default() }
}

pub async fn open(way: &Model) -> Log {
    Stream::open(way.clone(), manner()).await.unwrap().0
}

/// Two nodes on one store, with so many ideas in the log that both know.
pub async fn two(ideas: u64) -> ([Model; 2], [Log; 2], Scribe) {
    let here = Model::default();
    let there = here.another();
    let (one, other) = (open(&here).await, open(&there).await);
    let mut scribe = Scribe::default();
    one.append(Offset::ZERO, scribe.ideas(ideas)).await.unwrap();
    hears(&other, ideas).await;
    ([here, there], [one, other], scribe)
}

pub async fn hears(log: &Log, top: u64) {
    log.appended().wait_for(|it| *it >= Offset(top)).await.unwrap();
}

/// Confirms until it is done.
pub async fn settles(log: &Log) -> Position {
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        match log.confirm().await {
            Ok(standing) => return standing.position,
            Err(fault) => assert!(Instant::now() < until, "{fault}"),
        }
        sleep(Duration::from_millis(100)).await;
    }
}

pub async fn ideas(log: &Log) -> Vec<String> {
    let log = log.read(Offset::ZERO, 1_000).await.unwrap();
    log.iter().flat_map(|it| it.texts()).map(|text| text.text().to_owned()).collect()
}

/// An idea of someone else, under an id of its own.
pub fn elsewhere_idea(scribe: &mut Scribe, n: u128) -> Commit {
    let mut idea = scribe.idea("drie");
    idea.request_id.0 = uuid::Uuid::from_u128(n << 100);
    idea
}
