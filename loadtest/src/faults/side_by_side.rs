//! One node and two on one Redis, side by side: how soon the other shows what one saved, and what it costs to decide
//! together.

use super::{
    at_nodes::gauge,
    crowd::Crowd,
    node::Node,
    outcome::Figures,
    pulse::Pulse,
    redis,
    setup::{Common, Setup},
    stage::{SUMMIT, Stage},
    staleness::{self, Tap},
    stored,
};
use crate::{
    histogram::Times,
    screen::{Ask, Asked, Log, Order},
    seats::{Kind, Seat},
};
use anyhow::Context as _;
use clap::Args;
use serde::Serialize;
use serde_json::json;
use std::{fmt, time::Duration};
use tokio::time::{Instant, sleep_until};

/// So that everyone has their orders before it begins.
const AHEAD: Duration = Duration::from_millis(500);
/// What a desk can watch of.
const TABLES: u16 = 60;
/// As a round is at its busiest, without the rush at its end.
const STEADY_PER_S: f64 = 60.0;
/// For deciding together.
const TABLES_TOGETHER: u16 = 100;

/// Measures one node and two on one Redis under the same load.
#[derive(Debug, Args)]
pub struct Nodes {
    /// Requests a second, on all nodes together, where nodes decide together
    #[arg(long, value_name = "REQUESTS", default_value_t = 300.0)]
    rate: f64,
    /// How long each load lasts
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    #[command(flatten)]
    pub common: Common,
}

/// What was measured, by run.
#[derive(Debug, Serialize)]
pub struct Measured {
    one_node: Figures,
    two_nodes: Figures,
    together: Figures,
}

/// A load: so many tables, and how much they ask together.
#[derive(Debug, Clone, Copy)]
struct Load {
    tables: u16,
    per_s: f64,
    lasts: Duration,
}

/// What was seen under a load.
struct LoadFigures {
    screens: Vec<(Seat, Log)>,
    shown: Vec<Duration>,
    pulse: Times,
    /// Appends that another node had overtaken.
    overtaken: f64,
    appends: f64,
}

/// Plays all runs.
pub async fn measure(arguments: &Nodes) -> anyhow::Result<Measured> {
    let setup = arguments.common.setup(false, false)?;
    let lasts = Duration::from_secs(arguments.seconds);
    let steady = Load { tables: TABLES, per_s: STEADY_PER_S, lasts };
    let one_node = showing(&play(&setup, steady, 1).await?)?;
    let two_nodes = showing(&play(&setup, steady, 2).await?)?;
    let busy = Load { tables: TABLES_TOGETHER, per_s: arguments.rate, lasts };
    let alone = play(&setup, busy, 1).await?;
    let together = play(&setup, busy, 2).await?;
    Ok(Measured { one_node, two_nodes, together: deciding(&alone, &together, busy)? })
}

/// Has so many nodes bear a load.
async fn play(setup: &Setup, load: Load, nodes: usize) -> anyhow::Result<LoadFigures> {
    let setup = setup.sized(load.tables, 0, nodes);
    let folder = tempfile::tempdir()?;
    let plan = redis::Plan::here(folder.path().join("redis"))?;
    let stage = Stage::on(&setup, folder, plan, nodes, false).await?;
    let redis = stage.redis.first().context("there is one")?;
    let crowd = Crowd::enter(&setup, &stage.nodes).await?;
    let tap = Tap::start(redis.connect().await?, &stored::key(SUMMIT));
    let pulse = Pulse::start(redis.connect().await?, redis.connect().await?).await?;
    let before = appends(&stage.nodes).await?;

    let began = Instant::now() + AHEAD;
    let each = Duration::from_secs_f64(f64::from(load.tables) / load.per_s);
    let tables = crowd.cast.numbers(|kind| kind == Kind::Table);
    for (nth, number) in tables.iter().enumerate() {
        let first = began + each.mul_f64(nth as f64 / tables.len() as f64);
        let due = (0..).map(|time| first + each * time).take_while(|due| *due < began + load.lasts);
        let asks = due.enumerate().map(|(nth, due)| help(nth, due)).collect();
        crowd.cast.order(*number, Order::Ask(asks)).await;
    }
    sleep_until(began + load.lasts).await;
    let hung = crowd.finish().await;
    anyhow::ensure!(hung == 0, "{hung} requests are not answered");
    let pulse = pulse.stop()?;
    let after = appends(&stage.nodes).await?;
    let saved = tap.seen();
    let screens = crowd.leave().await?;
    // The second node shows what the first saved; one node alone shows what it saved itself.
    let shown = staleness::delays(&screens, &saved, nodes - 1, nodes > 1);
    let shown = shown.into_iter().map(|(_, delay)| delay).collect();
    let (overtaken, appends) = (after.0 - before.0, after.1 - before.1);
    Ok(LoadFigures { screens, shown, pulse, overtaken, appends })
}

/// A call for help, each another: it is saved, and no theme is looked for.
fn help(nth: usize, due: Instant) -> Ask {
    let command = json!({ "table": { "help": { "what": format!("Vraag {nth}") } } });
    Ask { due, ..Ask::now(command) }
}

/// Appends that were overtaken and all of them, on all nodes together, as far as the nodes tell.
async fn appends(nodes: &[Node]) -> anyhow::Result<(f64, f64)> {
    const APPENDS: &str = "burgertop_journal_appends_total";
    let (mut overtaken, mut all) = (0.0, 0.0);
    for node in nodes {
        let metrics = node.metrics().await?;
        let is_overtaken = |line: &&str| line.contains("outcome=\"overtaken\"");
        let lines: Vec<&str> = metrics.lines().filter(is_overtaken).collect();
        overtaken += gauge(&lines.join("\n"), APPENDS);
        all += gauge(&metrics, APPENDS);
    }
    Ok((overtaken, all))
}

/// How soon it is shown.
fn showing(seen: &LoadFigures) -> anyhow::Result<Figures> {
    let mut figures = Figures::default();
    let replies = replies(seen)?;
    let shown = Times::of(seen.shown.iter().copied())?;
    figures.add("requests", replies.summary().count as f64);
    for (name, percentile) in [("p50", 50.0), ("p99", 99.0)] {
        figures.add(&format!("reply_{name}_ms"), replies.ms(percentile));
        let published = seen.pulse.ms(percentile);
        figures.add(&format!("publish_to_receive_{name}_ms"), published);
        // Who reads the log hears of a commit no sooner than who subscribed: so much is added.
        let late = seen.pulse.ms(50.0).zip(shown.ms(percentile)).map(|(tap, late)| tap + late);
        figures.add(&format!("commit_to_sync_{name}_ms"), late);
        let ratio = late.zip(published).map(|(late, published)| late / published);
        figures.add(&format!("commit_to_sync_by_publish_{name}"), ratio);
    }
    Ok(figures)
}

/// What it costs to decide together.
fn deciding(alone: &LoadFigures, together: &LoadFigures, load: Load) -> anyhow::Result<Figures> {
    let mut figures = Figures::default();
    figures.add("asked_per_s", load.per_s);
    let (one, two) = (replies(alone)?, replies(together)?);
    for (name, percentile) in [("p50", 50.0), ("p99", 99.0)] {
        let (one, two) = (one.ms(percentile), two.ms(percentile));
        figures.add(&format!("one_node_reply_{name}_ms"), one);
        figures.add(&format!("two_nodes_reply_{name}_ms"), two);
        let ratio = two.zip(one).map(|(two, one)| two / one);
        figures.add(&format!("two_by_one_{name}"), ratio);
    }
    figures.add("appends", together.appends);
    figures.add("overtaken", together.overtaken);
    Ok(figures)
}

/// From when it was to be asked until it was saved.
fn replies(seen: &LoadFigures) -> anyhow::Result<Times> {
    let of = |it: &Asked| Some(it.saved.first()?.came.saturating_duration_since(it.due));
    let tables = seen.screens.iter().filter(|(seat, _)| seat.kind == Kind::Table);
    Times::of(tables.flat_map(|(_, log)| &log.asked).filter_map(of))
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "one node: {}", self.one_node)?;
        writeln!(f, "two nodes: {}", self.two_nodes)?;
        write!(f, "deciding together: {}", self.together)
    }
}
