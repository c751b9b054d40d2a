//! What goes wrong with nodes and with those who are connected to them.

use super::{
    crowd::Crowd, node::Node, outcome::Outcome, play::Play, resp::Connection, setup::Setup,
    stage::Stage,
};
use crate::{histogram::Times, screen::Order, seats::Kind};
use anyhow::Context as _;
use std::time::Duration;
use tokio::time::{Instant, interval, timeout};

/// How often a node is killed, and in the short run.
const KILLS: usize = 20;
const KILLS_IN_SUBSET: usize = 3;
/// Answers between one kill and the next.
const BETWEEN_KILLS: usize = 25;
/// Longer than the server leaves a reader that does not read.
const STALL: Duration = Duration::from_secs(20);
/// Tablets that go without a word.
const GONE: usize = 4;
/// Those who are cut off at once: a full hall.
const STORM_TABLES: u16 = 250;
const STORM_PHONES: usize = 1_050;
/// So that everyone has the order before it is time.
const AHEAD: Duration = Duration::from_millis(500);
/// How often a node is asked for its figures.
const ASK_EVERY: Duration = Duration::from_millis(250);

/// Two nodes on one Redis, or one node alone.
pub async fn stage(setup: &Setup) -> anyhow::Result<Stage> {
    if setup.is_embedded { Stage::embedded(setup).await } else { Stage::on_redis(setup).await }
}

/// A node dies under load, again and again; everyone goes to the other.
pub async fn kill(setup: &Setup) -> anyhow::Result<Outcome> {
    let mut play = Play::begin(setup, stage(setup).await?).await?;
    let kills = if setup.is_subset { KILLS_IN_SUBSET } else { KILLS };
    for nth in 0..kills {
        let number = nth % play.stage.nodes.len();
        play.wrong(Some(number));
        play.stage.nodes[number].kill().await?;
        play.stage.nodes[number].start_again().await?;
        play.more(BETWEEN_KILLS).await;
    }
    play.figures.add("kills", kills as f64);
    play.right_again().await;
    play.finish().await
}

/// A tenth of all do not read what they are sent.
pub async fn stalled_readers(setup: &Setup) -> anyhow::Result<Outcome> {
    let stalled = (usize::from(setup.tables) + setup.phones) / 10;
    let nodes = if setup.is_embedded { 1 } else { 2 };
    let setup = setup.sized(setup.tables, setup.phones, nodes + stalled);
    let mut play = Play::begin(&setup, stage(&setup).await?).await?;
    play.more(100).await;
    let desks = play.crowd.cast.numbers(|kind| kind == Kind::Desk);
    let connected = connections(&play.stage.nodes).await?;
    let memory = memory_mb(&play.stage.nodes);
    let stalled = &desks[nodes..];
    play.wrong(None);
    let began = Instant::now();
    for number in stalled {
        play.crowd.cast.order(*number, Order::Stall(began + STALL)).await;
    }
    let noticed = until_connected(&play.stage.nodes, connected - stalled.len() as f64);
    if timeout(STALL, noticed).await.is_ok_and(|it| it.is_ok()) {
        play.figures.add("noticed_ms", began.elapsed().as_secs_f64() * 1_000.0);
    }
    tokio::time::sleep_until(began + STALL).await;
    play.right();
    play.figures.add("stalled", stalled.len() as f64);
    play.figures
        .add("grown_mb", memory_mb(&play.stage.nodes).zip(memory).map(|(now, was)| now - was));
    play.more(20).await;
    play.finish().await
}

/// Tablets go without a word, and the facilitator sees it.
pub async fn clients_gone(setup: &Setup) -> anyhow::Result<Outcome> {
    let mut play = Play::begin(setup, stage(setup).await?).await?;
    let tables = play.crowd.cast.numbers(|kind| kind == Kind::Table);
    let gone: Vec<usize> = tables.into_iter().take(GONE).collect();
    let keys: Vec<String> =
        gone.iter().map(|number| play.crowd.seats[*number].main.clone()).collect();
    let all =
        |online: &std::collections::BTreeSet<String>| keys.iter().all(|it| online.contains(it));
    play.crowd
        .hall
        .until_present(all)
        .await
        .then_some(())
        .context("tables are not seen on line")?;
    play.wrong(None);
    let began = Instant::now();
    for number in &gone {
        play.crowd.cast.order(*number, Order::Vanish).await;
        play.crowd.excused.insert(*number);
    }
    let none =
        |online: &std::collections::BTreeSet<String>| keys.iter().all(|it| !online.contains(it));
    if play.crowd.hall.until_present(none).await {
        play.figures.add("noticed_ms", began.elapsed().as_secs_f64() * 1_000.0);
    }
    play.right();
    play.more(20).await;
    play.finish().await
}

/// A full hall loses all its connections in the same moment, and comes back.
pub async fn storm(setup: &Setup) -> anyhow::Result<Outcome> {
    let setup = setup.sized(STORM_TABLES, STORM_PHONES, setup.desks);
    let stage = stage(&setup).await?;
    let crowd = Crowd::enter(&setup, &stage.nodes).await?;
    let mut play = Play::with(stage, crowd);
    let everyone = play.crowd.cast.numbers(|_| true);
    let reads_before = reads(&play.stage).await?;
    let cut_at = Instant::now() + AHEAD;
    for number in play.crowd.writers().into_iter().step_by(10) {
        play.crowd.hand_in(number, [cut_at - Duration::from_millis(10)]).await;
    }
    for number in &everyone {
        play.crowd.cast.order(*number, Order::Cut(cut_at)).await;
    }
    tokio::time::sleep_until(cut_at).await;
    play.wrong(None);
    play.crowd.hall.until_returned(everyone.len()).await;
    play.right();
    let reads_after = reads(&play.stage).await?;
    let mut left = play.leave().await?;
    let returned = Times::of(left.screens.iter().filter_map(|(_, log)| log.returned))?;
    let figures = &mut left.outcome.figures;
    figures.add("cut", everyone.len() as f64);
    figures.add("returned", returned.summary().count as f64);
    figures.add("returned_p95_ms", returned.ms(95.0));
    figures.add("returned_max_ms", returned.ms(100.0));
    figures.add("redis_reads", reads_after.zip(reads_before).map(|(after, before)| after - before));
    Ok(left.outcome)
}

/// How often Redis was asked for what it has of the log and beside it.
async fn reads(stage: &Stage) -> anyhow::Result<Option<f64>> {
    const READS: [&str; 8] =
        ["xrange", "xrevrange", "xread", "get", "mget", "hget", "hmget", "hgetall"];
    if stage.redis.is_empty() {
        return Ok(None);
    }
    let mut redis: Connection = stage.primary().await?;
    let told = redis.ask(&["INFO", "commandstats"]).await?.text();
    let calls = told.lines().filter_map(|line| {
        let (name, rest) = line.strip_prefix("cmdstat_")?.split_once(":calls=")?;
        READS.contains(&name).then(|| rest.split(',').next()?.parse::<f64>().ok()).flatten()
    });
    Ok(Some(calls.sum()))
}

/// How many are connected, on all nodes together.
async fn connections(nodes: &[Node]) -> anyhow::Result<f64> {
    let mut all = 0.0;
    for node in nodes {
        all += gauge(&node.metrics().await?, "burgertop_open_connections");
    }
    Ok(all)
}

async fn until_connected(nodes: &[Node], most: f64) -> anyhow::Result<()> {
    let mut tries = interval(ASK_EVERY);
    loop {
        tries.tick().await;
        if connections(nodes).await? <= most {
            return Ok(());
        }
    }
}

/// The sum of a figure over its labels; nothing is zero.
pub fn gauge(metrics: &str, name: &str) -> f64 {
    let lines = metrics.lines().filter_map(|line| line.strip_prefix(name));
    let ours = lines.filter(|rest| rest.starts_with([' ', '{']));
    ours.filter_map(|rest| rest.rsplit(' ').next()?.parse::<f64>().ok()).sum()
}

/// What the nodes have of memory together.
fn memory_mb(nodes: &[Node]) -> Option<f64> {
    nodes.iter().map(|node| Some(node.process()?.rss_mb()?.1)).sum()
}

#[cfg(test)]
mod tests {
    use super::gauge;

    #[test]
    fn a_figure_is_summed_over_its_labels_and_not_over_longer_names() {
        let text = "# TYPE a gauge\na{b=\"c\"} 2\na{b=\"d\"} 3\na_total 7\nb 1\n";
        assert!((gauge(text, "a") - 5.0).abs() < f64::EPSILON);
        assert!(gauge(text, "z").abs() < f64::EPSILON);
    }
}
