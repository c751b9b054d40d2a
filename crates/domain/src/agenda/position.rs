//! Where the day is: the current item, its clock and phase, and when each item ran.

use crate::ids::Time;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All of the agenda that a step may change, so that undoing is putting it back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The current item, by its place in the programme.
    pub current: Option<usize>,
    /// Whether the day has ended.
    pub over: bool,
    /// The clock of the current item; of its phase, if it is a round.
    pub clock: Clock,
    /// The phase, if the current item is a round.
    pub phase: Option<Phase>,
    /// Whether a person put the round back to where ideas are handed in: then it ends by the clock or
    /// by hand, not because all have handed in, as they had before.
    #[serde(default)]
    pub reopened: bool,
    /// When items started and ended, by their place.
    pub runs: BTreeMap<usize, Run>,
}

/// Where a round is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Tables talk; nothing is handed in yet.
    Talk,
    /// Ideas are handed in.
    HandIn,
    /// The end was called; who is typing may finish.
    Grace,
    /// It is over; what still comes is late.
    Closed,
}

impl Phase {
    /// Whether ideas may be handed in, edited and withdrawn.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::HandIn | Self::Grace)
    }
}

/// A clock that counts down.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// Nothing to count.
    #[default]
    Stopped,
    /// Running out at a moment; after that it is overdue.
    Running {
        /// The moment.
        ends_at: Time,
    },
    /// Standing still.
    Paused {
        /// What was left.
        remaining_ms: u64,
    },
}

/// When an item ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// When it started first.
    pub started_at: Time,
    /// When it ended; none while it runs.
    pub ended_at: Option<Time>,
    /// By how much it was made longer, or shorter.
    pub extended_ms: i64,
}

impl Position {
    /// Ends the current item: its clock stops, and if it is a round, it is closed.
    pub(crate) fn end_current(&mut self, at: Time) {
        self.clock = Clock::Stopped;
        self.phase = self.phase.map(|_| Phase::Closed);
        if let Some(run) = self.current.and_then(|index| self.runs.get_mut(&index)) {
            run.ended_at.get_or_insert(at);
        }
    }
}
