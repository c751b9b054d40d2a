//! One fault, played: a crowd on a stage, the moments at which something went wrong, and what came of it.

use super::{
    checker::{self, Evidence, Record},
    crowd::Crowd,
    figures::{Moment, Span, Window},
    node::Node,
    outcome::{Figures, Outcome},
    setup::Setup,
    stage::Stage,
};
use crate::{chance::Chance, http::Target, record, screen::Log, seats::Seat};
use anyhow::Context as _;
use sha2::{Digest as _, Sha256};
use std::time::Duration;
use tokio::{
    process::Command,
    time::{Instant, interval, timeout},
};

/// Requests that are answered before anything goes wrong.
const WARM: usize = 60;
/// Requests that are answered after it, before the run ends.
const AFTER: usize = 60;
/// At rest, all nodes have the same record within this.
const REST_WITHIN: Duration = Duration::from_secs(20);
/// How often nodes are asked for it.
const ASK_EVERY: Duration = Duration::from_millis(500);

/// A fault that is played.
pub struct Play {
    pub stage: Stage,
    pub crowd: Crowd,
    pub figures: Figures,
    moments: Vec<Moment>,
    back: Option<Instant>,
    over: Option<Instant>,
}

/// What is known when all have left.
pub struct Left {
    pub outcome: Outcome,
    pub screens: Vec<(Seat, Log)>,
}

impl Play {
    /// The crowd comes to the stage, and hands in until all runs well.
    pub async fn begin(setup: &Setup, stage: Stage) -> anyhow::Result<Self> {
        let crowd = Crowd::enter(setup, &stage.nodes).await?;
        crowd.begin(&mut Chance::seeded(setup.seed)).await;
        let play = Self::with(stage, crowd);
        play.more(WARM).await;
        Ok(play)
    }

    /// With a crowd that hands in nothing by itself.
    pub fn with(stage: Stage, crowd: Crowd) -> Self {
        let (figures, moments) = (Figures::default(), Vec::new());
        Self { stage, crowd, figures, moments, back: None, over: None }
    }

    /// Something goes wrong now; with a node, if it goes wrong there.
    pub fn wrong(&mut self, node: Option<usize>) {
        self.moments.push(Moment { at: Instant::now(), node });
        self.over = None;
    }

    /// What was wrong is no more.
    pub fn right(&mut self) {
        self.back = Some(Instant::now());
    }

    /// What was wrong is no more; once the crowd has gone on for a while, all that came of it is over.
    pub async fn right_again(&mut self) {
        self.right();
        self.more(AFTER).await;
        self.over = Some(Instant::now());
    }

    /// Waits for so many more answers. If they do not come, that is found when the run ends.
    pub async fn more(&self, count: usize) {
        if !self.crowd.more(count).await {
            eprintln!("no {count} answers within a minute");
        }
    }

    /// All is answered, everything rests, and the run is judged.
    pub async fn finish(self) -> anyhow::Result<Outcome> {
        Ok(self.leave().await?.outcome)
    }

    /// As [`finish`](Self::finish), with all that was seen.
    pub async fn leave(self) -> anyhow::Result<Left> {
        let Self { mut stage, crowd, mut figures, moments, back, over } = self;
        let over = over.unwrap_or_else(Instant::now);
        let hung = crowd.finish().await;
        let records = at_rest(&stage.nodes, &crowd).await?;
        let stored = stage.stored().await?;
        let excused = crowd.excused.clone();
        let screens = crowd.leave().await?;
        let evidence =
            Evidence { screens: &screens, records: &records, stored: stored.as_deref(), hung };
        let mut findings = checker::check(&evidence);
        if stored.is_none()
            && let Some(complaint) = verified(&mut stage).await?
        {
            findings.out_of_order += 1;
            findings.told.push(complaint);
        }
        let window = Window { screens: &screens, excused: &excused, moments: &moments, back };
        figures.extend(window.figures(Span { from: moments.first().map(|it| it.at), to: over })?);
        if !findings.are_sound() {
            for node in &stage.nodes {
                eprintln!("{} said:\n{}", node.plan.folder.display(), last_of(&node.log()));
            }
        }
        Ok(Left { outcome: Outcome { findings, figures }, screens })
    }
}

/// The record of every node, once they have the same, or when they do not come to it.
pub async fn at_rest(nodes: &[Node], crowd: &Crowd) -> anyhow::Result<Vec<Record>> {
    let mut records = Vec::new();
    let come_to_rest = async {
        let mut tries = interval(ASK_EVERY);
        loop {
            tries.tick().await;
            let before = std::mem::take(&mut records);
            for node in nodes {
                records.push(record(&node.target(), crowd).await?);
            }
            let mut hashes = records.iter().chain(&before).map(|record: &Record| &record.hash);
            let first = hashes.next().cloned();
            if !before.is_empty() && hashes.all(|hash| Some(hash) == first.as_ref()) {
                return anyhow::Ok(());
            }
        }
    };
    match timeout(REST_WITHIN, come_to_rest).await {
        Ok(Err(error)) => Err(error),
        Ok(Ok(())) | Err(_) => Ok(records),
    }
}

async fn record(target: &Target, crowd: &Crowd) -> anyhow::Result<Record> {
    let bytes = record::whole(target, &crowd.summit, &crowd.operator).await?;
    let hash = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Record { node: target.authority.clone(), hash, ideas: record::ideas(&bytes)? })
}

/// What the server itself finds wrong with the logs in its nodes; it must not run for that.
async fn verified(stage: &mut Stage) -> anyhow::Result<Option<String>> {
    for node in &mut stage.nodes {
        node.stop().await?;
        let plan = &node.plan;
        let verify = Command::new(&plan.program)
            .args(["verify", "--data-dir"])
            .arg(plan.data())
            .output()
            .await
            .context("burgertop verify")?;
        if !verify.status.success() {
            let said = [verify.stdout, verify.stderr].concat();
            return Ok(Some(format!("verify: {}", String::from_utf8_lossy(&said).trim())));
        }
    }
    Ok(None)
}

/// As much of a log as one reads.
fn last_of(log: &str) -> String {
    const LINES: usize = 15;
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(LINES)..].join("\n")
}
