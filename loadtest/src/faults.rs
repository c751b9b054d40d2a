//! The fault matrix: things go wrong under load, and what clients wrote down tells whether the promise was kept.
//!
//! | file | holds |
//! |---|---|
//! | [`matrix`] · [`setup`] | every fault by name, and how large it is played |
//! | [`at_nodes`] · [`at_redis`] · [`at_links`] · [`at_hosts`] · [`at_disk`] | the faults |
//! | [`play`] · [`stage`] · [`crowd`] | one fault played: on what, and by whom |
//! | [`node`] · [`redis`] · [`proxy`] · [`doorbell`] · [`netns`] · [`shim`] · [`said`] | what it is played on |
//! | [`checker`] · [`stored`] · [`resp`] | whether something was lost, doubled or out of order |
//! | [`side_by_side`] · [`pulse`] | one node and two, measured under the same load |
//! | [`many`] | many small summits on the same nodes |
//! | [`figures`] · [`staleness`] · [`outcome`] | how long it took |

mod at_disk;
mod at_hosts;
mod at_links;
mod at_nodes;
mod at_redis;
mod checker;
mod crowd;
mod doorbell;
mod figures;
mod many;
mod matrix;
mod netns;
mod node;
mod outcome;
mod play;
mod proxy;
mod pulse;
mod redis;
mod resp;
mod said;
mod setup;
mod shim;
mod side_by_side;
mod stage;
mod staleness;
mod stored;

pub use many::{Summits, play_all};
pub use side_by_side::{Nodes, measure};

use clap::Args;
use matrix::Fault;
use outcome::Outcome;
use serde::Serialize;
use setup::Common;
use std::{fmt, time::Duration};
use tokio::time::{Instant, timeout};

/// Longer than any fault takes, so that one that does not end does not end all.
const FAULT_WITHIN: Duration = Duration::from_secs(420);

/// Has things go wrong under load, and checks that nothing is lost, doubled or out of order.
#[derive(Debug, Args)]
pub struct Faults {
    /// The short run: within 3 minutes
    #[arg(long)]
    subset: bool,
    /// Only these
    #[arg(long, value_name = "FAULT", value_enum)]
    only: Vec<Fault>,
    /// What can go wrong with one node that has its log in itself, and nothing else
    #[arg(long)]
    embedded: bool,
    #[command(flatten)]
    pub common: Common,
}

/// What came of all faults.
#[derive(Debug, Serialize)]
pub struct Report {
    pub seed: u64,
    pub faults: Vec<Played>,
    pub took_s: f64,
}

/// What came of one.
#[derive(Debug, Serialize)]
pub struct Played {
    pub fault: String,
    pub took_s: f64,
    #[serde(flatten)]
    pub ended: Ended,
}

/// How it ended.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// To its end.
    Outcome(Outcome),
    /// It cannot be played here.
    Skipped(&'static str),
    /// It broke down, and says nothing of the promise.
    Failed(String),
}

/// Plays all that were chosen, one after another, each told as it ends.
pub async fn play(arguments: &Faults) -> anyhow::Result<Report> {
    let setup = arguments.common.setup(arguments.subset, arguments.embedded)?;
    let began = Instant::now();
    let mut faults = Vec::new();
    for fault in Fault::chosen(&arguments.only, &setup) {
        let began = Instant::now();
        let ended = match fault.hindrance() {
            Some(why) => Ended::Skipped(why),
            None => match timeout(FAULT_WITHIN, fault.play(&setup)).await {
                Ok(Ok(outcome)) => Ended::Outcome(outcome),
                Ok(Err(error)) => Ended::Failed(format!("{error:#}")),
                Err(_) => Ended::Failed("it does not end".to_owned()),
            },
        };
        let took_s = began.elapsed().as_secs_f64();
        let played = Played { fault: fault.to_string(), took_s, ended };
        println!("{played}");
        faults.push(played);
    }
    Ok(Report { seed: setup.seed, faults, took_s: began.elapsed().as_secs_f64() })
}

impl Report {
    /// Whether nothing was lost, doubled, out of order or hung, and every fault could be played to its end.
    pub fn is_sound(&self) -> bool {
        self.faults.iter().all(|played| match &played.ended {
            Ended::Outcome(outcome) => outcome.findings.are_sound(),
            Ended::Skipped(_) => true,
            Ended::Failed(_) => false,
        })
    }
}

impl fmt::Display for Played {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({:.0} s): ", self.fault, self.took_s)?;
        match &self.ended {
            Ended::Outcome(outcome) => outcome.fmt(f),
            Ended::Skipped(why) => write!(f, "skipped: {why}"),
            Ended::Failed(why) => write!(f, "failed: {why}"),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let played = || {
            self.faults.iter().filter_map(|played| match &played.ended {
                Ended::Outcome(outcome) => Some(&outcome.findings),
                Ended::Skipped(_) | Ended::Failed(_) => None,
            })
        };
        let ended = |is: fn(&Ended) -> bool| self.faults.iter().filter(|it| is(&it.ended)).count();
        write!(
            f,
            "{} faults, {} acknowledged, lost {}, doubled {}, out of order {}, hung {}, skipped {}, failed {}, \
             took {:.0} s, seed {}",
            self.faults.len(),
            played().map(|it| it.acknowledged).sum::<usize>(),
            played().map(|it| it.lost).sum::<usize>(),
            played().map(|it| it.doubled).sum::<usize>(),
            played().map(|it| it.out_of_order).sum::<usize>(),
            played().map(|it| it.hung).sum::<usize>(),
            ended(|it| matches!(it, Ended::Skipped(_))),
            ended(|it| matches!(it, Ended::Failed(_))),
            self.took_s,
            self.seed,
        )
    }
}
