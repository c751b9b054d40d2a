//! Whether requests can be saved: one value, written by the summit task, and read by screens, readiness and metrics.

use domain::{Offset, Time};
use journal::Obstacle;
use serde_json::{Value, json};
use std::sync::{Mutex, PoisonError};

/// Whether requests can be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saving {
    /// The offset of the last commit, and when it was saved.
    pub last: (Offset, Time),
    /// When an append or a probe last ended, well or not.
    pub tried_at: Time,
    /// Why nothing can be saved; none if it can.
    pub blocked: Option<Blocked>,
}

/// Why nothing can be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocked {
    /// What stands in the way.
    pub why: Obstacle,
    /// What the store said, for the operator.
    pub said: String,
    /// Since when.
    pub since: Time,
}

/// How the last append or probe ended. Times are those of the day.
#[derive(Debug, Default)]
pub(crate) struct LastSave(Mutex<Attempt>);

#[derive(Debug, Default, Clone)]
struct Attempt {
    tried_at: Time,
    blocked: Option<Blocked>,
}

/// What changed with what was save.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// It did not.
    None,
    /// Nothing can be saved any more, or for another reason than before.
    Blocked,
    /// Saving is possible again, after it was not since then.
    Possible(Time),
}

impl LastSave {
    /// With the last commit that was saved.
    pub fn with_last(&self, offset: Offset, at: Time) -> Saving {
        let Attempt { tried_at, blocked } = self.attempt();
        Saving { last: (offset, at), tried_at, blocked }
    }

    fn attempt(&self) -> Attempt {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// An append or a probe ended.
    pub fn record_attempt(&self, at: Time) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).tried_at = at;
    }

    /// Sets what stands in the way of saving, and what the store said of it.
    pub fn update(&self, now: Time, obstacle: Option<(Obstacle, &str)>) -> Change {
        let blocked = &mut self.0.lock().unwrap_or_else(PoisonError::into_inner).blocked;
        match (obstacle, &mut *blocked) {
            (None, None) => Change::None,
            (None, Some(before)) => {
                let since = before.since;
                *blocked = None;
                Change::Possible(since)
            }
            (Some((why, said)), Some(before)) if before.why == why => {
                said.clone_into(&mut before.said);
                Change::None
            }
            (Some((why, said)), before) => {
                let since = before.as_ref().map_or(now, |before| before.since);
                *blocked = Some(Blocked { why, said: said.to_owned(), since });
                Change::Blocked
            }
        }
    }
}

impl Saving {
    /// Its entry in the document `health`.
    pub(crate) fn entry(&self) -> Value {
        let (offset, at) = self.last;
        let mut entry = json!({
            "possible": self.blocked.is_none(),
            "last": { "offset": offset, "at": at },
            "tried_at": self.tried_at,
        });
        if let Some(Blocked { why, said, since }) = &self.blocked {
            entry["why"] = why.name().into();
            entry["since"] = json!(since);
            let sentence = sentence(*why);
            let whole = if said.is_empty() {
                format!("{sentence}.")
            } else {
                format!("{sentence}: {said}.")
            };
            entry["sentence"] = whole.into();
        }
        entry
    }
}

/// What stands in the way, for the document `health`.
#[must_use]
pub const fn sentence(why: Obstacle) -> &'static str {
    match why {
        Obstacle::Full => "There is no room: the disk, or the memory of Redis, is full",
        Obstacle::Failing => "The disk fails: it does not keep what is written",
        Obstacle::NotWritable => {
            "The log cannot be written to: its file, its disk or Redis is read-only"
        }
        Obstacle::Denied => {
            "Redis lets this server in no more, or not for this: look at user and password"
        }
        Obstacle::Damaged => "The log is damaged, and is only read",
        Obstacle::Changed => "Something else lies where the log was",
        Obstacle::Away => "The store of the log is not reached",
        Obstacle::Slow => "The disk or Redis takes longer than people wait",
        Obstacle::Copies => "Replicas of Redis are missing, and a single copy may not do",
        Obstacle::Repairing => "The log is being repaired",
        Obstacle::Refused => "Redis refuses what is to be saved",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_obstacle_is_reported_once_and_keeps_since_when() {
        let save = LastSave::default();
        assert_eq!(save.update(Time(1), None), Change::None);
        assert_eq!(save.update(Time(2), Some((Obstacle::Away, "gone"))), Change::Blocked);
        assert_eq!(save.update(Time(3), Some((Obstacle::Away, "still gone"))), Change::None);
        assert_eq!(save.update(Time(4), Some((Obstacle::Full, ""))), Change::Blocked);
        let blocked = save.attempt().blocked.expect("it is blocked");
        assert_eq!((blocked.why, blocked.since), (Obstacle::Full, Time(2)));
        assert_eq!(save.update(Time(9), None), Change::Possible(Time(2)));
        assert_eq!(save.attempt().blocked, None);
    }
}
