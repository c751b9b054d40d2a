//! What nodes and their Redis cost over a stretch of time, and what of it is one summit's share.

use super::super::{outcome::Figures, resp::Connection, stage::Stage};
use crate::process::Process;
use anyhow::Context as _;
use serde::Serialize;
use std::fmt;
use tokio::time::Instant;

/// A stretch that is being measured.
pub struct Costs {
    since: Instant,
    nodes: Vec<Option<Process>>,
    redis: Option<Process>,
    asks: Connection,
    was: (Vec<f64>, f64, f64, f64),
}

/// What a stretch cost.
#[derive(Debug, Serialize)]
pub struct Stretch {
    name: &'static str,
    seconds: f64,
    /// Of each node: time on the processors, and memory at the end.
    cpu_s: Vec<f64>,
    rss_mb: Vec<f64>,
    redis_cpu_s: f64,
    redis_rss_mb: f64,
    /// What Redis was asked, those in scripts too.
    redis_commands_per_s: f64,
    client_cpu_s: f64,
}

fn cpu_s(process: Option<Process>) -> f64 {
    process.and_then(Process::cpu_s).unwrap_or_default()
}

fn rss_mb(process: Option<Process>) -> f64 {
    process.and_then(Process::rss_mb).map_or(0.0, |(_, now)| now)
}

impl Costs {
    /// From now on.
    pub async fn begin(stage: &Stage) -> anyhow::Result<Self> {
        let nodes: Vec<_> = stage.nodes.iter().map(super::Node::process).collect();
        let redis = stage.redis.first().and_then(|redis| redis.process());
        let mut asks = stage.primary().await?;
        let commands = commands(&mut asks).await?;
        let was = (nodes.iter().map(|it| cpu_s(*it)).collect(), cpu_s(redis), own(), commands);
        Ok(Self { since: Instant::now(), nodes, redis, asks, was })
    }

    /// Until now.
    pub async fn end(mut self, name: &'static str) -> anyhow::Result<Stretch> {
        let (nodes, redis, client, commands_before) = self.was;
        let seconds = self.since.elapsed().as_secs_f64();
        let commands = commands(&mut self.asks).await? - commands_before;
        let stretch = Stretch {
            name,
            seconds,
            cpu_s: self.nodes.iter().zip(nodes).map(|(it, was)| cpu_s(*it) - was).collect(),
            rss_mb: self.nodes.iter().map(|it| rss_mb(*it)).collect(),
            redis_cpu_s: cpu_s(self.redis) - redis,
            redis_rss_mb: rss_mb(self.redis),
            redis_commands_per_s: commands / seconds,
            client_cpu_s: own() - client,
        };
        eprintln!("{stretch}");
        Ok(stretch)
    }
}

/// How many commands Redis has had.
async fn commands(redis: &mut Connection) -> anyhow::Result<f64> {
    let told = redis.ask(&["INFO", "stats"]).await?.text();
    let count = told.lines().find_map(|line| line.strip_prefix("total_commands_processed:"));
    count.and_then(|count| count.trim().parse().ok()).context("redis does not count")
}

fn own() -> f64 {
    cpu_s(Some(Process::own()))
}

impl Stretch {
    /// Seconds on the processors in a minute, of a node on average.
    fn cpu_s_per_min(&self) -> f64 {
        mean(&self.cpu_s) * 60.0 / self.seconds
    }

    fn redis_cpu_s_per_min(&self) -> f64 {
        self.redis_cpu_s * 60.0 / self.seconds
    }
}

fn mean(of: &[f64]) -> f64 {
    of.iter().sum::<f64>() / of.len().max(1) as f64
}

/// What of it is the share of one summit, on each node: idle, one more beside the first.
pub fn compare(figures: &mut Figures, summits: usize, [one, all, quiet, busy]: [&Stretch; 4]) {
    let (all_of_them, more) = (summits as f64, summits.saturating_sub(1).max(1) as f64);
    let ms = |s: f64| s * 1_000.0;
    figures.add("node_with_one_summit_mb", mean(&one.rss_mb));
    figures.add("node_with_all_mb", mean(&all.rss_mb));
    figures.add("one_more_idle_kb", (mean(&all.rss_mb) - mean(&one.rss_mb)) / more * 1_000.0);
    figures.add("node_busy_mb", mean(&busy.rss_mb));
    let idle = (all.cpu_s_per_min() - one.cpu_s_per_min()) / more;
    figures.add("one_more_idle_cpu_per_min_ms", ms(idle));
    figures.add("each_connected_cpu_per_min_ms", ms(quiet.cpu_s_per_min() / all_of_them));
    figures.add("each_busy_cpu_per_min_ms", ms(busy.cpu_s_per_min() / all_of_them));
    let idle = (all.redis_cpu_s_per_min() - one.redis_cpu_s_per_min()) / more;
    figures.add("one_more_idle_redis_cpu_per_min_ms", ms(idle));
    let busy = busy.redis_cpu_s_per_min() / all_of_them;
    figures.add("each_busy_redis_cpu_per_min_ms", ms(busy));
}

impl fmt::Display for Stretch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:.0} s", self.name, self.seconds)?;
        for (nth, (cpu_s, rss_mb)) in self.cpu_s.iter().zip(&self.rss_mb).enumerate() {
            write!(f, ", node {} {cpu_s:.2} s CPU {rss_mb:.1} MB", nth + 1)?;
        }
        write!(
            f,
            ", redis {:.2} s CPU {:.1} MB {:.0} commands/s, client {:.2} s CPU",
            self.redis_cpu_s, self.redis_rss_mb, self.redis_commands_per_s, self.client_cpu_s
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_of_one_more_summit_is_what_all_but_the_first_cost_together() {
        let stretch = |seconds, cpu_s: f64, rss_mb: f64| Stretch {
            name: "",
            seconds,
            cpu_s: vec![cpu_s, cpu_s],
            rss_mb: vec![rss_mb, rss_mb],
            redis_cpu_s: cpu_s,
            redis_rss_mb: 0.0,
            redis_commands_per_s: 0.0,
            client_cpu_s: 0.0,
        };
        let (one, all) = (stretch(30.0, 0.1, 50.0), stretch(60.0, 1.2, 70.0));
        let mut figures = Figures::default();
        compare(
            &mut figures,
            11,
            [&one, &all, &stretch(60.0, 2.2, 80.0), &stretch(60.0, 4.4, 90.0)],
        );
        assert_eq!(figures.get("one_more_idle_kb"), Some(2_000.0));
        assert_eq!(figures.get("one_more_idle_cpu_per_min_ms"), Some(100.0));
        assert_eq!(figures.get("each_busy_cpu_per_min_ms"), Some(400.0));
    }
}
