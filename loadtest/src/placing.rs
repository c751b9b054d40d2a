//! From the reply to an idea until people see it in its theme: on the desk, and on the wall.

use crate::{
    histogram::{Summary, Times},
    measure::Seen,
    scenario::Scene,
    screen::Asked,
    seats::Kind,
};
use client::frame::Sync;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::{collections::BTreeMap, fmt, time::Duration};
use tokio::time::Instant;
use uuid::Uuid;

/// What people take for at once.
const AT_ONCE: Duration = Duration::from_millis(300);

/// The first frame on a screen in which the machine had sorted an idea.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sorted {
    pub came: Instant,
    pub to: u64,
    /// Whether it was in a theme; else no theme was found that it fits.
    pub is_themed: bool,
}

impl Sorted {
    /// How long after the reply; nothing if it came before.
    fn after(&self, answered: Instant) -> Duration {
        self.came.saturating_duration_since(answered)
    }
}

/// An idea, as the desk and its author see it.
#[derive(Deserialize)]
struct Slip<'s> {
    #[serde(borrow)]
    theme: Option<&'s RawValue>,
    #[serde(default)]
    left_out: bool,
}

/// The ideas of a frame that are sorted, and how; none of other documents than desks, tables and people.
pub fn sorted(sync: &Sync<'_>, came: Instant) -> Vec<(Uuid, Sorted)> {
    let idea = |(key, value): (&String, &&RawValue)| {
        let id = key.strip_prefix("idea/")?.parse().ok()?;
        let slip: Slip<'_> = serde_json::from_str(value.get()).ok()?;
        let is_themed = slip.theme.is_some();
        (is_themed || slip.left_out).then_some((id, Sorted { came, to: sync.to, is_themed }))
    };
    sync.set.iter().filter_map(idea).collect()
}

/// How soon ideas were in their themes. All are of ideas that were handed in by schedule and saved.
#[derive(Debug, Serialize)]
pub struct Placing {
    pub placed_p50_ms: Option<f64>,
    pub placed_p99_ms: Option<f64>,
    pub placed_max_ms: Option<f64>,
    /// Of all, those that were in a theme on every desk within 300 ms.
    pub placed_at_once_percent: Option<f64>,
    /// The same of what was handed in during the rush, when there were themes already.
    pub rush_placed_p50_ms: Option<f64>,
    pub rush_placed_p99_ms: Option<f64>,
    pub wall_themed_p50_ms: Option<f64>,
    pub wall_themed_p99_ms: Option<f64>,
    pub wall_themed_max_ms: Option<f64>,
    pub left_out_p99_ms: Option<f64>,
    /// The machine found no theme for these, at first.
    pub left_out: usize,
    /// A desk never heard what the machine made of these.
    pub unplaced: usize,
    #[serde(skip)]
    times: [(&'static str, Times); 4],
}

impl Placing {
    /// As desks, authors and walls saw it.
    pub fn of(seen: &Seen) -> anyhow::Result<Self> {
        let desks: Vec<_> = seen.logs(Kind::Desk).collect();
        let (mut placed, mut left_out, mut rush) = (Times::new()?, Times::new()?, Times::new()?);
        let (mut all, mut at_once, mut outs, mut unplaced) = (0_u32, 0_u32, 0, 0);
        for (idea, answered) in saved(seen.in_time()) {
            let sorted: Vec<_> = desks.iter().filter_map(|log| log.sorted.get(&idea.id)).collect();
            let is_soon = |it: &&Sorted| it.is_themed && it.after(answered) <= AT_ONCE;
            all += 1;
            at_once += u32::from(sorted.len() == desks.len() && sorted.iter().all(is_soon));
            outs += usize::from(sorted.iter().any(|it| !it.is_themed));
            unplaced += usize::from(sorted.len() < desks.len());
            for it in sorted {
                (if it.is_themed { &mut placed } else { &mut left_out }).add(it.after(answered));
                if it.is_themed && idea.due >= seen.rushed {
                    rush.add(it.after(answered));
                }
            }
        }
        let wall = Self::on_walls(seen)?;
        let percent = f64::from(at_once) * 100.0 / f64::from(all.max(1));
        Ok(Self {
            placed_p50_ms: placed.ms(50.0),
            placed_p99_ms: placed.ms(99.0),
            placed_max_ms: placed.ms(100.0),
            placed_at_once_percent: (!desks.is_empty()).then(|| (percent * 10.0).round() / 10.0),
            rush_placed_p50_ms: rush.ms(50.0),
            rush_placed_p99_ms: rush.ms(99.0),
            wall_themed_p50_ms: wall.ms(50.0),
            wall_themed_p99_ms: wall.ms(99.0),
            wall_themed_max_ms: wall.ms(100.0),
            left_out_p99_ms: left_out.ms(99.0),
            left_out: outs,
            unplaced,
            times: [
                ("placed", placed),
                ("rush_placed", rush),
                ("left_out", left_out),
                ("wall_themed", wall),
            ],
        })
    }

    /// For each idea and wall: until the first frame that is not before the commit that gave the idea its theme.
    ///
    /// Its author is told of each change at once, and so knows that commit; a desk has a rhythm.
    fn on_walls(seen: &Seen) -> anyhow::Result<Times> {
        let mut times = Times::new()?;
        for log in seen.logs(Kind::Wall).filter(|_| seen.wall == Scene::Forming) {
            for (_, author) in &seen.screens {
                for (idea, answered) in saved(author.asked.iter().filter(|it| seen.is_in_time(it)))
                {
                    let Some(sorted) = author.sorted.get(&idea.id) else { continue };
                    let index = log.shown.partition_point(|(_, to)| *to < sorted.to);
                    if let Some((came, _)) = log.shown.get(index) {
                        times.add(came.saturating_duration_since(answered));
                    }
                }
            }
        }
        Ok(times)
    }

    /// For the report, by name.
    pub fn summaries(&self) -> BTreeMap<&'static str, Summary> {
        self.times.iter().map(|(name, times)| (*name, times.summary())).collect()
    }
}

impl fmt::Display for Placing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at_once = self.placed_at_once_percent.unwrap_or_default();
        let Self { left_out, unplaced, .. } = self;
        write!(
            f,
            "{at_once} % in a theme at once, {left_out} left out at first, {unplaced} never placed"
        )
    }
}

/// Ideas that are saved, and when their screen knew.
fn saved<'a>(asked: impl Iterator<Item = &'a Asked>) -> impl Iterator<Item = (&'a Asked, Instant)> {
    let saved = asked.filter(|idea| idea.at.is_some() && idea.text.is_some());
    saved.filter_map(|idea| Some((idea, idea.answered?)))
}
