//! Two clocks: the order of commits, which never goes back, and the time of day, which follows the machine. The log
//! says how far the first is ahead of the second.

use crate::{
    agenda::{self, Agenda},
    concept::Concept,
    ids::Time,
    rejection::Rejection,
    request::{Request, Stamp},
    sealed::texts,
    summit::Summit,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the server says of its clocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ClockCommand")]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// The time of day is another than it was taken for.
    Set {
        /// By how much the order is ahead of it from here on; less than 0 where it is behind.
        ahead_ms: i64,
        /// By how much the time of day jumped: what runs down keeps what was left of it.
        #[serde(default, skip_serializing_if = "is_none")]
        moved_ms: i64,
    },
}

impl Concept for Command {}

/// What happened to the clocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The time of day was set.
    Set {
        /// By how much the order is ahead of it from here on.
        ahead_ms: i64,
        /// By how much the time of day jumped.
        #[serde(default, skip_serializing_if = "is_none")]
        moved_ms: i64,
    },
}

texts! {
    Self::Set { .. } => [],
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_none(ms: &i64) -> bool {
    *ms == 0
}

/// What a command would change.
pub fn decide(summit: &Summit, _: &Request, command: &Command) -> Result<Vec<Event>, Rejection> {
    let Command::Set { ahead_ms, moved_ms } = *command;
    let changes = ahead_ms != summit.ahead_ms || moved_ms != 0;
    Ok(if changes { vec![Event::Set { ahead_ms, moved_ms }] } else { vec![] })
}

/// Takes what happened into the state.
pub fn apply(summit: &mut Summit, _: &Stamp, event: &Event) {
    let Event::Set { ahead_ms, moved_ms } = *event;
    summit.ahead_ms = ahead_ms;
    summit.agenda.move_clocks(moved_ms);
    if let Some(rehearsal) = &mut summit.rehearsal {
        rehearsal.agenda_before().move_clocks(moved_ms);
    }
    if let Some(notice) = &mut summit.notices.room {
        notice.since = moved(notice.since, moved_ms);
    }
}

/// A time of day after the clock jumped.
const fn moved(time: Time, by_ms: i64) -> Time {
    Time(time.0.saturating_add_signed(by_ms))
}

impl Agenda {
    /// A deadline that was set under another clock keeps what is left of it, also where an undo would put it back.
    fn move_clocks(&mut self, by_ms: i64) {
        let before = self.last.as_mut().map(|step| &mut step.before.clock);
        for clock in [Some(&mut self.now.clock), before].into_iter().flatten() {
            if let agenda::Clock::Running { ends_at } = clock {
                *ends_at = moved(*ends_at, by_ms);
            }
        }
    }
}

impl Summit {
    /// The time of day at this moment of the order.
    #[must_use]
    pub const fn time_of_day(&self, order: Time) -> Time {
        Time(order.0.saturating_add_signed(self.ahead_ms.saturating_neg()))
    }

    /// The moment of the order at this time of day.
    #[must_use]
    pub const fn order_at(&self, time_of_day: Time) -> Time {
        Time(time_of_day.0.saturating_add_signed(self.ahead_ms))
    }
}
