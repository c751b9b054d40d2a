//! Many small summits on the same nodes: what one more costs, idle and busy, and whether each keeps what is its own.

mod costs;

use super::{
    checker::{self, Evidence, Findings},
    crowd::Crowd,
    node::Node,
    outcome::Figures,
    play, redis,
    setup::{Common, Setup},
    stage::{SUMMIT, Stage},
    stored,
};
use crate::{
    chance::Chance,
    histogram::Times,
    screen::{Asked, Log},
    seats::{Kind, Link, Seat},
    texts,
};
use anyhow::Context as _;
use clap::Args;
use costs::{Costs, Stretch};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde::Serialize;
use std::{fmt, time::Duration};
use tokio::time::{Instant, sleep, sleep_until};

/// So that everyone has their orders before it begins.
const AHEAD: Duration = Duration::from_secs(1);
/// Halls that come in, or are judged, at once.
const HALLS_AT_ONCE: usize = 8;
/// How long all are connected and nothing happens.
const QUIET: Duration = Duration::from_secs(30);

/// Measures many small summits on the same nodes, and what one more costs.
#[derive(Debug, Args)]
pub struct Summits {
    /// So many summits on the same nodes; one is measured before, alone
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u16).range(2..=200))]
    summits: u16,
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=8))]
    nodes: u8,
    /// Tablets in each summit, spread over the nodes
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=250))]
    tables: u16,
    /// Phones in each summit, spread over the nodes
    #[arg(long, default_value_t = 6)]
    phones: usize,
    /// Ideas a minute from each of them
    #[arg(long, value_name = "IDEAS", default_value_t = 6.0)]
    rate: f64,
    /// How long they hand in
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// How long it is measured what it costs while nobody is there
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    idle: u64,
    #[command(flatten)]
    pub common: Common,
}

/// What came of it.
#[derive(Debug, Serialize)]
pub struct ManyReport {
    summits: u16,
    nodes: u8,
    seed: u64,
    findings: Findings,
    figures: Figures,
    /// Nobody there, with one summit and with all; all connected; all handing in.
    stretches: Vec<Stretch>,
    each: Vec<Each>,
}

/// What came of one summit.
#[derive(Debug, Serialize)]
struct Each {
    summit: String,
    acknowledged: usize,
    lost: usize,
    doubled: usize,
    reply_p50_ms: Option<f64>,
    reply_p99_ms: Option<f64>,
}

/// What was seen in one summit.
struct SummitFigures {
    summit: String,
    findings: Findings,
    replies: Vec<Duration>,
}

/// Plays one summit and nobody in it, then all of them.
pub async fn play_all(arguments: &Summits) -> anyhow::Result<ManyReport> {
    let setup = arguments.common.setup(false, false)?;
    let mut setup = setup.sized(arguments.tables, arguments.phones, 0);
    let (nodes, idle) = (usize::from(arguments.nodes), Duration::from_secs(arguments.idle));

    let (stage, _) = start(&setup, nodes).await?;
    let one = Costs::begin(&stage).await?;
    sleep(idle).await;
    let one = one.end("idle, one summit").await?;
    drop(stage);

    setup.others = (2..=arguments.summits).map(|nth| format!("{SUMMIT}-{nth}")).collect();
    let (stage, took) = start(&setup, nodes).await?;
    let all = Costs::begin(&stage).await?;
    sleep(idle).await;
    let all = all.end("idle, all summits").await?;

    let halls = enter(&setup, &stage.nodes).await?;
    let quiet = Costs::begin(&stage).await?;
    sleep(QUIET).await;
    let quiet = quiet.end("connected, all quiet").await?;
    let busy = Costs::begin(&stage).await?;
    let lasts = Duration::from_secs(arguments.seconds);
    hand_in(&halls, arguments.rate, lasts, &mut Chance::seeded(setup.seed)).await;
    let busy = busy.end("handing in").await?;
    let seen = judge(&stage, halls).await?;

    let mut figures = Figures::default();
    figures.add("start_s", took.as_secs_f64());
    costs::compare(&mut figures, usize::from(arguments.summits), [&one, &all, &quiet, &busy]);
    let replies = Times::of(seen.iter().flat_map(|it| it.replies.iter().copied()))?;
    figures.add("reply_p50_ms", replies.ms(50.0));
    figures.add("reply_p99_ms", replies.ms(99.0));
    let each: Vec<Each> = seen.iter().map(SummitFigures::told).collect::<anyhow::Result<_>>()?;
    let worst = each.iter().filter_map(|it| it.reply_p99_ms).fold(0.0, f64::max);
    figures.add("worst_summit_reply_p99_ms", worst);
    let mut findings = Findings::default();
    seen.into_iter().for_each(|it| findings.extend(it.findings));
    let stretches = vec![one, all, quiet, busy];
    let Summits { summits, nodes, .. } = *arguments;
    Ok(ManyReport { summits, nodes, seed: setup.seed, findings, figures, stretches, each })
}

/// Nodes on a Redis of their own, and how long the first of them took to begin all summits.
async fn start(setup: &Setup, nodes: usize) -> anyhow::Result<(Stage, Duration)> {
    let folder = tempfile::tempdir()?;
    let plan = redis::Plan::here(folder.path().join("redis"))?;
    let began = Instant::now();
    let stage = Stage::on(setup, folder, plan, nodes, false).await?;
    Ok((stage, began.elapsed()))
}

/// A crowd comes into each summit, and a round is opened there.
async fn enter(setup: &Setup, nodes: &[Node]) -> anyhow::Result<Vec<Crowd>> {
    let links = nodes.first().context("no node")?.links()?;
    let names = [SUMMIT.to_owned()].into_iter().chain(setup.others.iter().cloned());
    let halls = names.enumerate().map(|(nth, name)| {
        let own: Vec<Link> = links.iter().filter(|link| link.summit == name).cloned().collect();
        let setup = Setup { seed: setup.seed + nth as u64, ..setup.clone() };
        async move { Crowd::enter_with(&setup, nodes, &own).await.context(name) }
    });
    stream::iter(halls).buffered(HALLS_AT_ONCE).try_collect().await
}

/// All hand in, each at the same rate and at other moments.
async fn hand_in(halls: &[Crowd], per_min: f64, lasts: Duration, chance: &mut Chance) {
    let began = Instant::now() + AHEAD;
    let every = Duration::from_secs_f64(60.0 / per_min);
    for crowd in halls {
        for number in crowd.writers() {
            let first = began + every.mul_f64(chance.fraction());
            let due = (0..).map(|nth| first + every * nth).take_while(|due| *due < began + lasts);
            // No two texts of a summit are the same: one that stands twice was doubled.
            let text = |(nth, due)| (format!("{} ({number}-{nth})", texts::idea(chance)), due);
            let ideas: Vec<_> = due.enumerate().map(text).collect();
            crowd.hand_in_these(number, ideas).await;
        }
    }
    sleep_until(began + lasts).await;
}

/// What each summit kept, on every node and in Redis.
async fn judge(stage: &Stage, halls: Vec<Crowd>) -> anyhow::Result<Vec<SummitFigures>> {
    let judged = halls.into_iter().map(|crowd| async {
        let summit = crowd.summit.clone();
        let hung = crowd.finish().await;
        let records = play::at_rest(&stage.nodes, &crowd).await?;
        let log = stored::log(&mut stage.primary().await?, &summit).await?;
        let screens = crowd.leave().await?;
        let stored = Some(log.as_slice());
        let findings =
            checker::check(&Evidence { screens: &screens, records: &records, stored, hung });
        Ok(SummitFigures { summit, findings, replies: replies(&screens) })
    });
    stream::iter(judged).buffered(HALLS_AT_ONCE).try_collect().await
}

/// From when an idea was to be handed in until it was saved.
fn replies(screens: &[(Seat, Log)]) -> Vec<Duration> {
    let writes = |seat: &Seat| matches!(seat.kind, Kind::Phone | Kind::Table);
    let of = |it: &Asked| Some(it.saved.first()?.came.saturating_duration_since(it.due));
    let writers = screens.iter().filter(|(seat, _)| writes(seat));
    writers.flat_map(|(_, log)| &log.asked).filter_map(of).collect()
}

impl SummitFigures {
    fn told(&self) -> anyhow::Result<Each> {
        let replies = Times::of(self.replies.iter().copied())?;
        let Findings { acknowledged, lost, doubled, .. } = self.findings;
        let (reply_p50_ms, reply_p99_ms) = (replies.ms(50.0), replies.ms(99.0));
        let summit = self.summit.clone();
        Ok(Each { summit, acknowledged, lost, doubled, reply_p50_ms, reply_p99_ms })
    }
}

impl ManyReport {
    /// Whether nothing was lost, doubled, out of order or hung in any summit.
    pub fn is_sound(&self) -> bool {
        self.findings.are_sound()
    }
}

impl fmt::Display for ManyReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for stretch in &self.stretches {
            writeln!(f, "{stretch}")?;
        }
        let Findings { acknowledged, lost, doubled, out_of_order, hung, told, .. } = &self.findings;
        write!(
            f,
            "{} summits on {} nodes: {acknowledged} acknowledged, lost {lost}, doubled {doubled}, out of order \
             {out_of_order}, hung {hung}; {}",
            self.summits, self.nodes, self.figures
        )?;
        told.iter().try_for_each(|what| write!(f, "\n    {what}"))
    }
}
