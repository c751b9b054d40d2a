//! What must not be told but on the desk.

use serde_json::Value;
use std::{cell::Cell, collections::BTreeSet};

/// Marks of what is hidden now.
#[derive(Debug, Default)]
pub struct Secrets {
    hidden: BTreeSet<String>,
    /// How often a mark was told where it may be.
    pub told: Cell<u32>,
    /// Of the day, for who looks into a failure.
    pub seed: u64,
}

impl Secrets {
    pub fn of_day(seed: u64) -> Self {
        Self { seed, ..Self::default() }
    }

    /// From now on a mark may stand on the desk alone: not even its author is told.
    pub fn hide(&mut self, mark: &str) {
        self.hidden.insert(mark.to_owned());
    }

    pub fn show(&mut self, mark: &str) {
        self.hidden.remove(mark);
    }

    /// Looks at what someone was told, of a document if it is one.
    pub fn look(&self, who: &str, doc: Option<&str>, told: &str) {
        for mark in &self.hidden {
            let may = doc == Some("desk");
            let seed = self.seed;
            let is_told = told.contains(mark);
            self.told.set(self.told.get() + u32::from(is_told));
            assert!(may || !is_told, "seed {seed}: {who} is told {mark} in {doc:?}: {told}");
        }
    }

    /// Looks at a frame.
    pub fn look_at_frame(&self, who: &str, frame: &str) -> Value {
        let parsed: Value = serde_json::from_str(frame).expect("a frame is JSON");
        self.look(who, parsed["sync"]["doc"].as_str(), frame);
        parsed
    }
}
