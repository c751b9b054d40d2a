//! What goes wrong between hosts: Redis with two replicas and three Sentinels, and two nodes, each on a host of its own.

use super::{
    netns::Side,
    outcome::Outcome,
    play::Play,
    setup::Setup,
    stage::{FAILOVER_WITHIN, Stage},
};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// Answers from the new primary before the old one is back.
const ON_NEW_PRIMARY: usize = 60;
/// How long each side goes its own way.
const SPLIT: Duration = Duration::from_secs(8);
/// A Sentinel on the side of most.
const SENTINEL: usize = 1;

/// The primary is cut off with its Sentinel, and a replica takes its place.
pub async fn primary_cut(setup: &Setup) -> anyhow::Result<Outcome> {
    let mut play = Play::begin(setup, Stage::on_hosts(setup, Side::Right).await?).await?;
    let mark = play.stage.sentinels[SENTINEL].said.mark();
    play.wrong(None);
    let began = Instant::now();
    play.stage.net()?.part().await?;
    let said = &play.stage.sentinels[SENTINEL].said;
    said.until(mark, "+switch-master", FAILOVER_WITHIN).await?;
    play.figures.add("failover_ms", began.elapsed().as_secs_f64() * 1_000.0);
    play.more(ON_NEW_PRIMARY).await;
    play.stage.net()?.join().await?;
    play.right_again().await;
    play.finish().await
}

/// The primary is cut off together with a node and its clients, while the other side has a primary of its own.
pub async fn split_brain(setup: &Setup) -> anyhow::Result<Outcome> {
    let mut play = Play::begin(setup, Stage::on_hosts(setup, Side::Left).await?).await?;
    play.wrong(None);
    let began = Instant::now();
    play.stage.net()?.part().await?;
    sleep_until(began + SPLIT).await;
    play.stage.net()?.join().await?;
    play.right_again().await;
    play.finish().await
}
