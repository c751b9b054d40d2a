//! What came of a run: a table for people, JSON for machines.

use crate::{
    histogram::{Summary, Times},
    measure::Seen,
    placing::Placing,
    process::Process,
    record::Verdict,
    scenario::{Scenario, Scene},
    screen::Log,
    seats::{Joined, Kind},
};
use serde::Serialize;
use std::{collections::BTreeMap, fmt, thread::available_parallelism};

/// A stretch of a run, and what it cost.
#[derive(Debug, Serialize)]
pub struct Stretch {
    pub name: &'static str,
    pub seconds: f64,
    pub server_cpu_s: Option<f64>,
    pub client_cpu_s: Option<f64>,
}

/// What a run cost.
#[derive(Debug)]
pub struct Costs {
    pub stretches: Vec<Stretch>,
    pub process: Option<Process>,
    pub rss_at_5000_mb: Option<f64>,
    pub load_average_before: Option<f64>,
}

/// What came of a run. Times are in milliseconds, percentiles by their number; none where nothing was measured.
#[derive(Debug, Serialize)]
pub struct Report {
    pub lost: usize,
    pub doubled: usize,
    pub handed_in: usize,
    pub refused: usize,
    pub unanswered: usize,
    pub strangers: usize,
    /// Ideas that a wall was never sent, each wall for itself.
    pub wall_missed: usize,
    /// Screens that do not show what they must.
    pub disagreeing: usize,
    /// What the protocol does not allow.
    pub faults: Vec<String>,

    pub reply_p50_ms: Option<f64>,
    pub reply_p99_ms: Option<f64>,
    pub reply_max_ms: Option<f64>,
    pub wall_p50_ms: Option<f64>,
    pub wall_p99_ms: Option<f64>,
    pub wall_max_ms: Option<f64>,
    pub reply_to_wall_p50_ms: Option<f64>,
    pub reply_to_wall_p99_ms: Option<f64>,
    pub desk_p50_ms: Option<f64>,
    pub desk_p99_ms: Option<f64>,
    pub staleness_p50_ms: Option<f64>,
    pub staleness_p99_ms: Option<f64>,
    pub staleness_max_ms: Option<f64>,
    pub wall_staleness_p99_ms: Option<f64>,
    pub reconnect_p50_ms: Option<f64>,
    pub reconnect_p95_ms: Option<f64>,
    pub reconnect_max_ms: Option<f64>,
    #[serde(flatten)]
    pub placing: Placing,
    /// Of what was on its way when the cut came.
    pub in_flight_reply_p99_ms: Option<f64>,
    pub join_p99_ms: Option<f64>,

    pub screens: usize,
    pub returned: usize,
    /// Documents resumed by offset after the cut, and those sent anew.
    pub resumed: usize,
    pub anew: usize,
    pub sent_again: usize,
    pub upgrades_refused: u32,
    pub connections_lost: u32,
    pub times_stale: u32,
    pub peak_per_s: usize,
    pub frames_received: usize,
    pub bytes_received: u64,

    pub server_cpu_s: Option<f64>,
    pub server_rss_mb: Option<f64>,
    /// When 5,000 requests were answered.
    pub server_rss_at_5000_mb: Option<f64>,
    pub server_rss_end_mb: Option<f64>,
    pub client_cpu_s: Option<f64>,
    pub client_rss_mb: Option<f64>,
    /// How much later than planned this program sent: if it is high, the times above are its own.
    pub client_lag_p99_ms: Option<f64>,
    pub processors: usize,
    pub load_average_before: Option<f64>,
    pub stretches: Vec<Stretch>,

    pub phones: usize,
    pub tables: usize,
    pub walls: usize,
    pub controls: usize,
    pub desks: usize,
    pub scenario: Scenario,
    pub histograms: BTreeMap<&'static str, Summary>,
}

impl Report {
    /// Of what the screens saw and the record holds.
    pub fn of(
        scenario: Scenario,
        joined: &Joined,
        seen: &Seen,
        verdict: &Verdict,
        costs: Costs,
    ) -> anyhow::Result<Self> {
        let reply = Seen::replies(seen.in_time())?;
        let in_flight_reply = Seen::replies(seen.in_flight())?;
        let (wall, reply_to_wall, wall_missed) = seen.shown(Kind::Wall)?;
        let (desk, _, _) = seen.shown(Kind::Desk)?;
        let staleness = seen.staleness(|_| true)?;
        let wall_staleness = seen.staleness(|kind| kind == Kind::Wall)?;
        let logs = || seen.screens.iter().map(|(_, log)| log);
        let reconnect = Times::of(logs().filter_map(|log| log.returned))?;
        let join = Times::of(joined.took.iter().copied())?;
        let lag = seen.lag()?;
        let placing = Placing::of(seen)?;
        let mut histograms = placing.summaries();
        histograms.extend([
            ("reply", reply.summary()),
            ("wall", wall.summary()),
            ("reply_to_wall", reply_to_wall.summary()),
            ("desk", desk.summary()),
            ("staleness", staleness.summary()),
            ("wall_staleness", wall_staleness.summary()),
            ("reconnect", reconnect.summary()),
            ("in_flight_reply", in_flight_reply.summary()),
            ("join", join.summary()),
            ("client_lag", lag.summary()),
        ]);
        let (rss, own) = (costs.process.and_then(Process::rss_mb), Process::own());
        let cpu = |of: fn(&Stretch) -> Option<f64>| costs.stretches.iter().map(of).sum();
        Ok(Self {
            lost: verdict.lost,
            doubled: verdict.doubled,
            handed_in: seen.asked().count(),
            refused: verdict.refused,
            unanswered: verdict.unanswered,
            strangers: verdict.strangers,
            wall_missed,
            disagreeing: seen.disagreeing(),
            faults: logs().flat_map(|log| log.faults.clone()).collect(),
            reply_p50_ms: reply.ms(50.0),
            reply_p99_ms: reply.ms(99.0),
            reply_max_ms: reply.ms(100.0),
            wall_p50_ms: wall.ms(50.0),
            wall_p99_ms: wall.ms(99.0),
            wall_max_ms: wall.ms(100.0),
            reply_to_wall_p50_ms: reply_to_wall.ms(50.0),
            reply_to_wall_p99_ms: reply_to_wall.ms(99.0),
            desk_p50_ms: desk.ms(50.0),
            desk_p99_ms: desk.ms(99.0),
            staleness_p50_ms: staleness.ms(50.0),
            staleness_p99_ms: staleness.ms(99.0),
            staleness_max_ms: staleness.ms(100.0),
            wall_staleness_p99_ms: wall_staleness.ms(99.0),
            reconnect_p50_ms: reconnect.ms(50.0),
            reconnect_p95_ms: reconnect.ms(95.0),
            reconnect_max_ms: reconnect.ms(100.0),
            placing,
            in_flight_reply_p99_ms: in_flight_reply.ms(99.0),
            join_p99_ms: join.ms(99.0),
            screens: seen.screens.len(),
            returned: logs().filter(|log| log.returned.is_some()).count(),
            resumed: logs().map(|log| log.resumed).sum(),
            anew: logs().map(|log| log.anew).sum(),
            sent_again: seen.asked().filter(|asked| asked.sendings.len() > 1).count(),
            upgrades_refused: logs().map(|log| log.refused).sum(),
            connections_lost: logs().map(|log| log.lost).sum(),
            times_stale: logs().map(|log| log.stale).sum(),
            peak_per_s: seen.peak_per_s(),
            frames_received: logs().map(|log: &Log| log.heard.len()).sum(),
            bytes_received: logs().map(|log| log.bytes).sum(),
            server_cpu_s: cpu(|stretch| stretch.server_cpu_s),
            server_rss_mb: rss.map(|(most, _)| most),
            server_rss_at_5000_mb: costs.rss_at_5000_mb,
            server_rss_end_mb: rss.map(|(_, now)| now),
            client_cpu_s: cpu(|stretch| stretch.client_cpu_s),
            client_rss_mb: own.rss_mb().map(|(most, _)| most),
            client_lag_p99_ms: lag.ms(99.0),
            processors: available_parallelism().map_or(0, usize::from),
            load_average_before: costs.load_average_before,
            stretches: costs.stretches,
            phones: joined.count(Kind::Phone),
            tables: joined.count(Kind::Table),
            walls: joined.count(Kind::Wall),
            controls: joined.count(Kind::Control),
            desks: joined.count(Kind::Desk),
            scenario,
            histograms,
        })
    }

    /// Whether nothing went wrong that must never go wrong.
    pub fn is_sound(&self) -> bool {
        let never = [self.lost, self.doubled, self.unanswered, self.disagreeing, self.faults.len()];
        let is_sorted = self.scenario.hand_in.wall != Scene::Forming || self.placing.unplaced == 0;
        never.iter().all(|count| *count == 0) && is_sorted && self.returned == self.screens
    }
}

impl fmt::Display for Stretch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cpu = |cpu: Option<f64>| cpu.map_or_else(|| "?".to_owned(), |cpu| format!("{cpu:.2}"));
        let (server, client) = (cpu(self.server_cpu_s), cpu(self.client_cpu_s));
        write!(
            f,
            "{:<9}{:>7.1} s, server {server} s of CPU, this program {client}",
            self.name, self.seconds
        )
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "\n{} phones, {} tables, {} walls, {} controls, {} desks; hand-in {} times as fast as in a hall, {} sent in its busiest second\n",
            self.phones,
            self.tables,
            self.walls,
            self.controls,
            self.desks,
            self.scenario.speed,
            self.peak_per_s
        )?;
        writeln!(f, "{:<28}{:>9}{:>9}{:>9}{:>9}{:>9}", "ms", "count", "p50", "p95", "p99", "max")?;
        for (name, told) in [
            ("reply", "request to reply"),
            ("wall", "request to wall"),
            ("reply_to_wall", "reply to wall"),
            ("desk", "request to desk"),
            ("placed", "reply to theme on desk"),
            ("rush_placed", "the same, in the rush"),
            ("left_out", "reply to left out on desk"),
            ("wall_themed", "reply to theme on wall"),
            ("staleness", "staleness, all screens"),
            ("wall_staleness", "staleness, walls"),
            ("reconnect", "cut to all there again"),
            ("in_flight_reply", "reply to what was cut"),
            ("join", "join"),
            ("client_lag", "this program's own lag"),
        ] {
            let summary = &self.histograms[name];
            if summary.count == 0 {
                continue;
            }
            let at = |wanted: f64| {
                summary
                    .percentiles
                    .iter()
                    .find(|(percentile, _)| *percentile >= wanted)
                    .map_or(0.0, |it| it.1)
            };
            writeln!(
                f,
                "{told:<28}{:>9}{:>9.1}{:>9.1}{:>9.1}{:>9.1}",
                summary.count,
                at(50.0),
                at(95.0),
                at(99.0),
                summary.max_ms
            )?;
        }
        let number =
            |number: Option<f64>| number.map_or_else(|| "?".to_owned(), |it| format!("{it:.1}"));
        writeln!(
            f,
            "\n{} handed in: {} lost, {} doubled, {} refused, {} unanswered; {} sent again, {} strangers",
            self.handed_in,
            self.lost,
            self.doubled,
            self.refused,
            self.unanswered,
            self.sent_again,
            self.strangers
        )?;
        writeln!(f, "{}", self.placing)?;
        writeln!(
            f,
            "{} of {} screens came back; {} documents resumed, {} anew; {} disagree, {} faults; {} upgrades refused, {} connections lost",
            self.returned,
            self.screens,
            self.resumed,
            self.anew,
            self.disagreeing,
            self.faults.len(),
            self.upgrades_refused,
            self.connections_lost
        )?;
        for fault in self.faults.iter().take(10) {
            writeln!(f, "  {fault}")?;
        }
        writeln!(
            f,
            "server: {} s of CPU, {} MB at most, {} MB at 5,000 requests, {} MB at the end; this program: {} s, {} MB; {} processors, load {} before",
            number(self.server_cpu_s),
            number(self.server_rss_mb),
            number(self.server_rss_at_5000_mb),
            number(self.server_rss_end_mb),
            number(self.client_cpu_s),
            number(self.client_rss_mb),
            self.processors,
            number(self.load_average_before)
        )
    }
}
