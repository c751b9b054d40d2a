//! Whether what is handed in can be saved: one value, told by the task that appends, and read by screens, readiness,
//! metrics and the log.

use crate::{
    limits::SERVES_STALE,
    summit::{Shared, SummitHandle},
};
use domain::{Offset, Time};
use journal::Obstacle;
use serde_json::{Value, json};
use std::sync::{Mutex, PoisonError};

/// How saving stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saving {
    /// The last commit that was saved, and when.
    pub last: (Offset, Time),
    /// When it was last tried, by saving something or by a probe, and what came of it was known.
    pub tried_at: Time,
    /// Why nothing can be saved now; none if it can.
    pub blocked: Option<Blocked>,
}

/// Why nothing can be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocked {
    /// What stands in the way.
    pub why: Obstacle,
    /// What the store said, for who mends it.
    pub said: String,
    /// Since when.
    pub since: Time,
}

/// What the task tells of it.
#[derive(Debug, Default)]
pub(crate) struct Told(Mutex<Known>);

#[derive(Debug, Default, Clone)]
struct Known {
    tried_at: Time,
    blocked: Option<Blocked>,
}

/// What changed with what was told.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// Nothing.
    None,
    /// Nothing can be saved any more, or for another reason than before.
    Blocked,
    /// It is possible again, after having been impossible since then.
    Possible(Time),
}

impl Told {
    fn known(&self) -> Known {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Something was tried, and it is known what came of it.
    pub fn tried(&self, at: Time) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).tried_at = at;
    }

    /// What stands in the way now, and what the store says of it.
    pub fn tell(&self, now: Time, obstacle: Option<(Obstacle, &str)>) -> Change {
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

impl Shared {
    /// How saving stands.
    pub fn saving(&self) -> Saving {
        let Known { tried_at, blocked } = self.saving.known();
        let summit = self.durable();
        Saving { last: (summit.offset, summit.time_of_day(summit.at)), tried_at, blocked }
    }
}

impl SummitHandle {
    /// How saving stands.
    #[must_use]
    pub fn saving(&self) -> Saving {
        self.shared.saving()
    }

    /// Whether people can be sent here: what they hand in can be saved, its log was confirmed not long ago, and its
    /// clock can be trusted.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let serves = u64::try_from(SERVES_STALE.as_millis()).unwrap_or(u64::MAX);
        let stale = self.stale_since().is_some_and(|since| self.now().ms_since(since) > serves);
        !stale && !self.shared.is_skewed() && self.saving().blocked.is_none()
    }
}

impl Saving {
    /// The same in the document `health`.
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

/// What stands in the way, for people who look after the machine.
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
    fn what_stands_in_the_way_is_told_once_and_keeps_since_when() {
        let told = Told::default();
        assert_eq!(told.tell(Time(1), None), Change::None);
        assert_eq!(told.tell(Time(2), Some((Obstacle::Away, "gone"))), Change::Blocked);
        assert_eq!(told.tell(Time(3), Some((Obstacle::Away, "still gone"))), Change::None);
        assert_eq!(told.tell(Time(4), Some((Obstacle::Full, ""))), Change::Blocked);
        let blocked = told.known().blocked.expect("it is blocked");
        assert_eq!((blocked.why, blocked.since), (Obstacle::Full, Time(2)));
        assert_eq!(told.tell(Time(9), None), Change::Possible(Time(2)));
        assert_eq!(told.known().blocked, None);
    }
}
