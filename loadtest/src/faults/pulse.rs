//! How long Redis itself takes from a publish to who subscribed, while it has other things to do.

use super::resp::{Connection, Value};
use crate::histogram::Times;
use anyhow::{Context as _, ensure};
use std::time::Duration;
use tokio::{
    task::JoinHandle,
    time::{Instant, MissedTickBehavior, interval},
};

/// A channel that nobody else has.
const CHANNEL: &str = "loadtest:pulse";
/// Often enough for a percentile, and seldom enough to be no load.
const EVERY: Duration = Duration::from_millis(20);

/// Publishes to itself until it is [stopped](Self::stop).
#[derive(Debug)]
pub struct Pulse(JoinHandle<anyhow::Result<()>>, std::sync::mpsc::Receiver<Duration>);

impl Drop for Pulse {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Pulse {
    /// With a connection for each side.
    pub async fn start(says: Connection, mut hears: Connection) -> anyhow::Result<Self> {
        let subscribed = hears.ask(&["SUBSCRIBE", CHANNEL]).await?;
        ensure!(!subscribed.list().is_empty(), "not subscribed: {subscribed:?}");
        let (took, taken) = std::sync::mpsc::channel();
        let beats = tokio::spawn(beat(says, hears, took));
        Ok(Self(beats, taken))
    }

    /// How long it took.
    pub fn stop(self) -> anyhow::Result<Times> {
        self.0.abort();
        Times::of(self.1.try_iter())
    }
}

async fn beat(
    mut says: Connection,
    mut hears: Connection,
    took: std::sync::mpsc::Sender<Duration>,
) -> anyhow::Result<()> {
    let mut beats = interval(EVERY);
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        beats.tick().await;
        let began = Instant::now();
        says.say(&["PUBLISH", CHANNEL, "beat"]).await?;
        let heard = hears.hear().await?;
        let took_now = began.elapsed();
        heard
            .list()
            .get(2)
            .filter(|it| **it == Value::Bytes(b"beat".to_vec()))
            .context("a beat")?;
        says.hear().await?;
        if took.send(took_now).is_err() {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::redis::{Plan, Redis};

    #[tokio::test]
    async fn a_beat_takes_some_time_and_not_much() {
        let folder = tempfile::tempdir().expect("a folder");
        let plan = Plan::here(folder.path().join("redis")).expect("a free port");
        let redis = Redis::start(plan).await.expect("redis-server");
        let connect = || redis.connect();
        let (says, hears) = (connect().await.expect("one"), connect().await.expect("another"));
        let pulse = Pulse::start(says, hears).await.expect("it subscribes");
        tokio::time::sleep(EVERY * 5).await;
        let times = pulse.stop().expect("times");
        assert!(times.ms(100.0).is_some_and(|ms| ms > 0.0 && ms < 1_000.0));
    }
}
