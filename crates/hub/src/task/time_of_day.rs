//! The time of day: that of the machine, also when its clock is set while the summit runs, or was wrong before.

use super::SummitTask;
use crate::limits::CLOCK_SKEW_MAX;
use domain::{Command, Time, clock};
use std::sync::atomic::Ordering;

/// How much later one is; less than 0 if it is earlier.
fn between(from: Time, to: Time) -> i64 {
    let between = i128::from(to.0) - i128::from(from.0);
    between.try_into().unwrap_or(if between < 0 { i64::MIN } else { i64::MAX })
}

fn is_far(ms: i64) -> bool {
    u128::from(ms.unsigned_abs()) > CLOCK_SKEW_MAX.as_millis()
}

impl SummitTask {
    /// How far the machine's clock is from the time of day that is shown, if that is too far.
    fn off_by(&self) -> Option<(Time, i64)> {
        let machine = (self.shared.environment.machine)()?;
        let shown = self.ahead.time_of_day(self.shared.environment.clock.now());
        let by = between(shown, machine);
        is_far(by).then_some((machine, by))
    }

    /// Whether no deadline can be kept, for the time of day is not what it is taken for.
    pub(super) fn is_off(&self) -> bool {
        self.off_by().is_some()
    }

    /// Goes by the machine's clock from now on, if that was set; the order goes on as it was.
    pub(super) async fn follow_the_machine(&mut self) {
        let is_first_look = !std::mem::replace(&mut self.knows_the_time, true);
        let Some((machine, by)) = self.off_by() else { return };
        let cannot = self.unsure || !self.has_room || self.shared.read_only.get().is_some();
        if cannot {
            self.knows_the_time &= !is_first_look;
            return;
        }
        // After a start, time that passed is no jump of the clock: only if the log knows of a later time than it is, it
        // was kept by another clock, and what is left is what was left at its last commit.
        let moved_ms = if is_first_look {
            between(self.ahead.time_of_day(self.ahead.at), machine).min(0)
        } else {
            by
        };
        let moved_ms = if is_far(moved_ms) { moved_ms } else { 0 };
        let ahead_ms = between(machine, self.shared.environment.clock.now());
        let command = clock::Command::Set { ahead_ms, moved_ms };
        let cause = format!("clock-set/{}", self.ahead.offset);
        tracing::warn!(
            by_ms = by,
            "the machine's clock is another than before: all screens go by it from now on"
        );
        self.ask(&cause, Command::Clock(command)).await;
        if self.is_off() {
            self.knows_the_time &= !is_first_look;
            return;
        }
        let opened_at = &self.shared.opened_at;
        opened_at
            .store(opened_at.load(Ordering::Relaxed).saturating_add_signed(by), Ordering::Relaxed);
    }
}
