//! What goes wrong with the Redis that two nodes share.

use super::{outcome::Outcome, play::Play, redis, setup::Setup, shim::Shim, stage::Stage};
use std::time::Duration;
use tokio::time::sleep;

/// As long as a disk that is busy with something else.
const STALL: Duration = Duration::from_secs(3);
/// As long as a machine that is moved to another host.
const HANG: Duration = Duration::from_secs(3);
/// As long as a machine that starts anew.
const AWAY: Duration = Duration::from_secs(20);
/// So that something is written that is not on the disk when the power goes.
const BEFORE_POWER_CUT: Duration = Duration::from_millis(300);
/// What is acknowledged after a snapshot was made, and gone with it.
const AFTER_SNAPSHOT: usize = 80;

async fn begin(setup: &Setup) -> anyhow::Result<Play> {
    Play::begin(setup, Stage::on_redis(setup).await?).await
}

/// With a shim before its disk.
async fn begin_with_shim(setup: &Setup) -> anyhow::Result<(Play, Shim)> {
    let folder = tempfile::tempdir()?;
    let shim = Shim::build(folder.path())?;
    let mut plan = redis::Plan::here(folder.path().join("redis"))?;
    plan.environment = shim.of_disk();
    let stage = Stage::on(setup, folder, plan, 2, false).await?;
    Ok((Play::begin(setup, stage).await?, shim))
}

/// It dies and starts again.
pub async fn kill(setup: &Setup) -> anyhow::Result<Outcome> {
    let mut play = begin(setup).await?;
    play.wrong(None);
    let redis = play.stage.first_redis()?;
    redis.kill().await?;
    redis.start_again().await?;
    play.right_again().await;
    play.finish().await
}

/// Its disk answers nothing for a while.
pub async fn stall(setup: &Setup) -> anyhow::Result<Outcome> {
    let (mut play, shim) = begin_with_shim(setup).await?;
    play.wrong(None);
    shim.stall()?;
    sleep(STALL).await;
    shim.flow()?;
    play.right_again().await;
    play.finish().await
}

/// The power fails: what it had written and not synced is gone.
pub async fn power(setup: &Setup) -> anyhow::Result<Outcome> {
    let (mut play, shim) = begin_with_shim(setup).await?;
    play.wrong(None);
    shim.stall()?;
    sleep(BEFORE_POWER_CUT).await;
    let redis = play.stage.first_redis()?;
    redis.kill().await?;
    shim.flow()?;
    let lost = shim.cut_power(&redis.plan.folder)?;
    redis.start_again().await?;
    play.figures.add("never_on_disk_kb", lost as f64 / 1_000.0);
    play.right_again().await;
    play.finish().await
}

/// It stands still, its connections open.
pub async fn hang(setup: &Setup) -> anyhow::Result<Outcome> {
    let mut play = begin(setup).await?;
    play.wrong(None);
    play.stage.first_redis()?.pause()?;
    sleep(HANG).await;
    play.stage.first_redis()?.resume()?;
    play.right_again().await;
    play.finish().await
}

/// It is stopped, and comes back after a while.
pub async fn away(setup: &Setup) -> anyhow::Result<Outcome> {
    let mut play = begin(setup).await?;
    play.wrong(None);
    play.stage.first_redis()?.stop().await?;
    sleep(AWAY).await;
    play.stage.first_redis()?.start_again().await?;
    play.right_again().await;
    play.finish().await
}

/// It dies and comes back with nothing: all it had comes from the nodes.
pub async fn empty(setup: &Setup) -> anyhow::Result<Outcome> {
    let mut play = begin(setup).await?;
    play.wrong(None);
    let redis = play.stage.first_redis()?;
    redis.kill().await?;
    redis.wipe()?;
    redis.start_again().await?;
    play.right_again().await;
    play.finish().await
}

/// It dies and comes back with what it had a while ago.
pub async fn rollback(setup: &Setup) -> anyhow::Result<Outcome> {
    let mut play = begin(setup).await?;
    let copy = play.stage.folder.path().join("copy");
    play.stage.first_redis()?.copy_to(&copy)?;
    play.more(AFTER_SNAPSHOT).await;
    play.wrong(None);
    let redis = play.stage.first_redis()?;
    redis.kill().await?;
    redis.copy_from(&copy)?;
    redis.start_again().await?;
    play.right_again().await;
    play.finish().await
}
