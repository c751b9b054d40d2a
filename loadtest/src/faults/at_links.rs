//! What goes wrong between one node and Redis, while the other node has nothing the matter.

use super::{
    outcome::Outcome,
    play::{Left, Play},
    proxy::Weather,
    redis,
    setup::Setup,
    stage::{SUMMIT, Stage},
    staleness::{self, Tap},
    stored,
};
use crate::histogram::Times;
use anyhow::Context as _;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Long enough for what is told only by the doorbell to be missed.
const DEAF: Duration = Duration::from_secs(10);
/// Longer than requests are tried before they are answered at once.
const CUT: Duration = Duration::from_secs(8);
/// The node whose link it is.
const NODE: usize = 1;

async fn stage(setup: &Setup) -> anyhow::Result<Stage> {
    let folder = tempfile::tempdir()?;
    let plan = redis::Plan::here(folder.path().join("redis"))?;
    Stage::on(setup, folder, plan, 2, true).await
}

/// What Redis publishes does not reach one node; tells how late it shows what the other has saved.
pub async fn doorbell(setup: &Setup) -> anyhow::Result<Outcome> {
    let stage = stage(setup).await?;
    let redis = stage.redis.first().context("there is one")?.connect().await?;
    let tap = Tap::start(redis, &stored::key(SUMMIT));
    let mut play = Play::begin(setup, stage).await?;
    let began = Instant::now();
    play.wrong(None);
    play.stage.proxies[NODE].turn(Weather::DoorbellSwallowed);
    sleep(DEAF).await;
    let ended = Instant::now();
    play.stage.proxies[NODE].turn(Weather::Fair);
    let doorbells = play.stage.proxies[NODE].doorbells();
    play.right_again().await;
    let Left { mut outcome, screens, .. } = play.leave().await?;
    let delays = staleness::delays(&screens, &tap.seen(), NODE, true);
    let heard = |from: Instant, to: Instant| {
        Times::of(delays.iter().filter(|it| it.0 >= from && it.0 < to).map(|it| it.1))
    };
    let (hearing, deaf) = (heard(began - DEAF, began)?, heard(began, ended)?);
    let figures = &mut outcome.figures;
    figures.add("doorbells", doorbells as f64);
    figures.add("shown_elsewhere_p99_before_ms", hearing.ms(99.0));
    figures.add("shown_elsewhere_p99_during_ms", deaf.ms(99.0));
    figures.add("shown_elsewhere_max_during_ms", deaf.ms(100.0));
    Ok(outcome)
}

/// Its connections are reset, and so is every new one.
pub async fn cut(setup: &Setup) -> anyhow::Result<Outcome> {
    through(setup, Weather::Cut).await
}

/// It is heard, and hears nothing.
pub async fn one_way(setup: &Setup) -> anyhow::Result<Outcome> {
    through(setup, Weather::AnswersHeld).await
}

/// All it says and all it is told arrives late.
pub async fn held(setup: &Setup) -> anyhow::Result<Outcome> {
    through(setup, Weather::Held).await
}

/// All it says and all it is told is swallowed.
pub async fn swallowed(setup: &Setup) -> anyhow::Result<Outcome> {
    through(setup, Weather::Swallowed).await
}

async fn through(setup: &Setup, weather: Weather) -> anyhow::Result<Outcome> {
    let mut play = Play::begin(setup, stage(setup).await?).await?;
    play.wrong(Some(NODE));
    play.stage.proxies[NODE].turn(weather);
    sleep(CUT).await;
    play.stage.proxies[NODE].turn(Weather::Fair);
    play.right_again().await;
    play.finish().await
}
