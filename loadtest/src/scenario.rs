//! What a run does: how many take part, what they hand in and when, and how they are cut off.

use anyhow::{Context as _, bail, ensure};
use serde::{Deserialize, Serialize};
use std::fs;

/// Scenarios that come along, by name.
const SHIPPED: [(&str, &str); 3] = [
    ("burst", include_str!("../scenarios/burst.toml")),
    ("round", include_str!("../scenarios/round.toml")),
    ("smoke", include_str!("../scenarios/smoke.toml")),
];
/// What the server takes from a seat in a minute; one is kept for the storm.
const IDEAS_PER_SEAT_MAX: u32 = 9;

/// A run, as a file in `scenarios/` describes it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    pub participants: usize,
    pub tables: u16,
    pub walls: usize,
    pub controls: usize,
    pub desks: usize,
    /// How much faster than in the hall the hand-in goes.
    pub speed: f64,
    pub seed: u64,
    pub hand_in: HandIn,
    pub storm: Storm,
}

/// What is handed in, and when.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandIn {
    /// From each phone.
    pub words: u32,
    /// From each table.
    pub ideas: u32,
    #[serde(default)]
    pub texts: Texts,
    /// What the wall shows meanwhile.
    #[serde(default)]
    pub wall: Scene,
    /// How long it lasts in the hall.
    pub seconds: f64,
    /// The rush at its end, in the hall's time, and the share of all that is sent in it.
    pub rush_seconds: f64,
    pub rush_share: f64,
    /// The peak at the end of the rush, whatever the speed.
    pub peak_per_s: f64,
    pub peak_seconds: f64,
}

/// What is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Texts {
    /// Words from phones, and from tables sentences made of parts.
    #[default]
    Parts,
    /// Sentences of people from both.
    Sentences,
}

/// What a wall shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scene {
    /// How many have handed in: every idea changes it.
    #[default]
    Progress,
    /// The themes as they form: an idea changes it once it is in one.
    Forming,
}

/// How all connections are cut at once.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Storm {
    pub cut: Cut,
    /// Words sent just before the cut.
    pub in_flight: usize,
}

/// What the server hears of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cut {
    /// The end of the TCP connection, and no close frame.
    Drop,
    /// Nothing, as when the Wi-Fi drops.
    Silent,
}

impl Scenario {
    /// One that comes along, or one in a file.
    pub fn find(name: &str) -> anyhow::Result<Self> {
        let text = match SHIPPED.iter().find(|(shipped, _)| *shipped == name) {
            Some((_, text)) => (*text).to_owned(),
            None => fs::read_to_string(name).with_context(|| {
                format!("no scenario `{name}`: neither burst, round, smoke nor a file")
            })?,
        };
        toml::from_str(&text).with_context(|| format!("scenario `{name}`"))
    }

    /// Whether it can be run.
    pub fn check(&self) -> anyhow::Result<()> {
        let HandIn { words, ideas, seconds, rush_seconds, rush_share, .. } = self.hand_in;
        let HandIn { peak_per_s, peak_seconds, .. } = self.hand_in;
        ensure!(self.speed > 0.0, "the speed must be over 0");
        ensure!(self.tables > 0 && self.controls > 0, "a table and a control screen are needed");
        ensure!((0.0..=1.0).contains(&rush_share), "rush_share must lie between 0 and 1");
        ensure!(rush_seconds <= seconds, "the rush is longer than the hand-in");
        ensure!(peak_per_s >= 0.0 && peak_seconds >= 0.0, "the peak is negative");
        if words.max(ideas) > IDEAS_PER_SEAT_MAX {
            bail!("a seat may hand in {IDEAS_PER_SEAT_MAX}: the server takes no more in a minute");
        }
        ensure!(self.storm.in_flight <= self.participants, "more words in flight than phones");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scenario_that_comes_along_can_be_run() {
        for (name, _) in SHIPPED {
            Scenario::find(name).expect("a scenario").check().expect(name);
        }
    }

    #[test]
    fn more_than_a_seat_may_hand_in_is_refused() {
        let mut scenario = Scenario::find("smoke").expect("a scenario");
        scenario.hand_in.ideas = 10;
        assert!(scenario.check().is_err());
    }

    #[test]
    fn an_unknown_name_is_told() {
        let refused = Scenario::find("sunday").expect_err("there is none").to_string();
        assert!(refused.contains("sunday"), "{refused}");
    }
}
