//! How late a node shows what was saved by another: from the moment at which Redis has it to the frame on a desk.

use super::{resp::Connection, stored};
use crate::{
    screen::Log,
    seats::{Kind, Seat},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{task::JoinHandle, time::Instant};

/// Reads the log as it grows, and writes down when each commit was there.
#[derive(Debug)]
pub struct Tap {
    seen: Arc<Mutex<BTreeMap<u64, Instant>>>,
    reads: JoinHandle<anyhow::Result<()>>,
}

impl Drop for Tap {
    fn drop(&mut self) {
        self.reads.abort();
    }
}

impl Tap {
    /// From now on, until it is dropped or Redis is gone.
    pub fn start(redis: Connection, key: &str) -> Self {
        let seen = Arc::default();
        let reads = tokio::spawn(read(redis, key.to_owned(), Arc::clone(&seen)));
        Self { seen, reads }
    }

    /// What was there, and when.
    pub fn seen(&self) -> BTreeMap<u64, Instant> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn read(
    mut redis: Connection,
    key: String,
    seen: Arc<Mutex<BTreeMap<u64, Instant>>>,
) -> anyhow::Result<()> {
    let mut last = "$".to_owned();
    loop {
        redis.say(&["XREAD", "BLOCK", "0", "STREAMS", &key, &last]).await?;
        let answer = redis.hear().await?;
        let now = Instant::now();
        for stream in answer.list() {
            for entry in stream.list().get(1).map(|entries| entries.list()).unwrap_or_default() {
                let Some(id) = entry.list().first().map(|id| id.text()) else { continue };
                let offset = stored::offset(&id)?;
                seen.lock().unwrap_or_else(PoisonError::into_inner).entry(offset).or_insert(now);
                last = id;
            }
        }
    }
}

/// For each request of a table that was saved by another node, or by any: when it was saved, and how long after that the
/// first desk of this node showed it. Screens are in the order of their seats.
pub fn delays(
    screens: &[(Seat, Log)],
    saved: &BTreeMap<u64, Instant>,
    node: usize,
    only_by_others: bool,
) -> Vec<(Instant, Duration)> {
    let mut desks = screens.iter().filter(|(seat, _)| seat.kind == Kind::Desk);
    let Some((desk, shown)) = desks.nth(node) else { return Vec::new() };
    let tables = screens
        .iter()
        .filter(|(seat, _)| seat.kind == Kind::Table && desk.watch.contains(&seat.main));
    let delays = tables.flat_map(|(seat, log)| {
        let elsewhere = |at: Instant| {
            log.visits
                .iter()
                .any(|visit| (!only_by_others || visit.target != node) && visit.spans(at))
        };
        let ideas = log.asked.iter().filter_map(|it| it.saved.first());
        ideas.filter_map(move |idea| {
            elsewhere(idea.came).then_some(())?;
            let there = *saved.get(&idea.at)?;
            let frame = shown
                .seen
                .iter()
                .find(|it| it.doc == seat.main && it.to >= idea.at && it.epoch == idea.epoch)?;
            Some((there, frame.came.saturating_duration_since(there)))
        })
    });
    delays.collect()
}
