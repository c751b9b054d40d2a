//! Keeps the time of day that people see equal to the machine's clock, also when that is set while the summit runs.

use super::SummitTask;
use crate::limits::CLOCK_SKEW_MAX;
use domain::{Command, Time, clock};
use std::sync::atomic::Ordering;

/// How much later `to` is, in ms; less than 0 if it is earlier.
fn between(from: Time, to: Time) -> i64 {
    let between = i128::from(to.0) - i128::from(from.0);
    between.try_into().unwrap_or(if between < 0 { i64::MIN } else { i64::MAX })
}

fn is_far(ms: i64) -> bool {
    u128::from(ms.unsigned_abs()) > CLOCK_SKEW_MAX.as_millis()
}

impl SummitTask {
    /// The machine's clock, and how far it is ahead of the time of day that is shown, if that is too far.
    fn clock_off_by(&self) -> Option<(Time, i64)> {
        let machine = (self.shared.environment.machine)()?;
        let shown = self.log.ahead().time_of_day(self.shared.environment.clock.now());
        let by = between(shown, machine);
        is_far(by).then_some((machine, by))
    }

    /// Whether the time of day is wrong, so that no deadline can be kept.
    pub(super) fn is_clock_off(&self) -> bool {
        self.clock_off_by().is_some()
    }

    /// Goes by the machine's clock from now on, if it was set. The order of commits goes on as it was.
    pub(super) async fn follow_machine_clock(&mut self) {
        let is_first_check = !std::mem::replace(&mut self.deadlines.has_checked_clock, true);
        let Some((machine, by)) = self.clock_off_by() else { return };
        let cannot_save = self.log.needs_catch_up
            || !self.probe.has_room
            || self.shared.read_only.get().is_some();
        if cannot_save {
            self.deadlines.has_checked_clock &= !is_first_check;
            return;
        }
        // After a start, time that passed is no jump of the clock. Only if the last commit is later than the machine's
        // time was the log kept by another clock: then rounds have left what they had at the last commit.
        let moved_ms = if is_first_check {
            let ahead = self.log.ahead();
            between(ahead.time_of_day(ahead.at), machine).min(0)
        } else {
            by
        };
        let moved_ms = if is_far(moved_ms) { moved_ms } else { 0 };
        let ahead_ms = between(machine, self.shared.environment.clock.now());
        let command = clock::Command::Set { ahead_ms, moved_ms };
        let cause = format!("clock-set/{}", self.log.ahead().offset);
        tracing::warn!(
            summit = %self.shared.id, by_ms = by,
            "the machine's clock was set: all screens go by it from now on. If it is wrong, set it right"
        );
        self.request_by_system(&cause, Command::Clock(command)).await;
        if self.is_clock_off() {
            self.deadlines.has_checked_clock &= !is_first_check;
            return;
        }
        let opened_at = &self.shared.opened_at;
        opened_at
            .store(opened_at.load(Ordering::Relaxed).saturating_add_signed(by), Ordering::Relaxed);
    }
}
