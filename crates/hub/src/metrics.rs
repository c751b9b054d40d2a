//! The interface to metrics: what a summit reports of its work.

use crate::answer::Answer;
use protocol::refusal;
use std::{fmt::Debug, time::Duration};

/// What became of a request, as operators tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Saved, or nothing was to change.
    Saved,
    /// A rule of the summit said no, for good.
    Refused,
    /// Its sender may not do this.
    Denied,
    /// It came too fast.
    Hurried,
    /// There is no room on the disk.
    NoRoom,
    /// Nobody knows whether it was saved, or the log takes nothing.
    Unknown,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Saved, Self::Refused, Self::Denied, Self::Hurried, Self::NoRoom, Self::Unknown];

    /// Its name in metrics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Refused => "refused",
            Self::Denied => "denied",
            Self::Hurried => "too_fast",
            Self::NoRoom => "no_room",
            Self::Unknown => "unknown",
        }
    }
}

impl From<&Answer> for Outcome {
    fn from(answer: &Answer) -> Self {
        match answer {
            Answer::Saved(_) => Self::Saved,
            Answer::Refused(refused) => match refused.code {
                refusal::STORAGE_FULL => Self::NoRoom,
                refusal::ACCESS_DENIED => Self::Denied,
                code if code.starts_with("rate.") => Self::Hurried,
                _ if refused.retry_ms.is_some() => Self::Unknown,
                _ => Self::Refused,
            },
        }
    }
}

/// What the machine did with a new idea, as operators tell it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Placement {
    /// A theme took it at once.
    Placed,
    /// A regroup put it in a theme.
    Regrouped,
    /// A regroup found no theme that it fits.
    LeftOut,
}

impl Placement {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Placed, Self::Regrouped, Self::LeftOut];

    /// Its name in metrics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::Regrouped => "regrouped",
            Self::LeftOut => "left_out",
        }
    }
}

/// What became of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// It is durable.
    Saved,
    /// Others were first: it is decided again.
    Overtaken,
    /// It was not written, or nobody knows.
    Failed,
}

impl Appended {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Saved, Self::Overtaken, Self::Failed];

    /// Its name in metrics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Overtaken => "overtaken",
            Self::Failed => "failed",
        }
    }
}

/// Counts what a summit does. Called for every request: an implementation must be quick and never wait. What it does
/// not implement is not counted.
pub trait SummitMetrics: Debug + Send + Sync {
    /// A request was answered. `after`: time since it came in.
    fn answered(&self, _outcome: Outcome, _after: Duration) {}
    /// An append of a batch ended.
    fn appended(&self, _commits: usize, _took: Duration, _outcome: Appended) {}
    /// The commit that placed an idea became durable. `after`: time since the commit that brought the idea.
    fn placed(&self, _how: Placement, _after: Duration) {}
    /// A batch of new ideas was encoded.
    fn encoded(&self, _took: Duration) {}
    /// All ideas were grouped, starting from the themes that are shown or from scratch.
    fn grouped(&self, _took: Duration) {}
}

/// Counts nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoMetrics;

impl SummitMetrics for NoMetrics {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::Refused;
    use domain::Offset;

    #[test]
    fn outcomes_are_told_apart_by_what_an_operator_can_do_about_them() {
        let outcome = |refused| Outcome::from(&Answer::Refused(refused));
        assert_eq!(Outcome::from(&Answer::Saved(Offset(1))), Outcome::Saved);
        assert_eq!(outcome(Refused::with("idea.round_closed")), Outcome::Refused);
        assert_eq!(outcome(Refused::with(refusal::ACCESS_DENIED)), Outcome::Denied);
        assert_eq!(outcome(Refused::later(refusal::RATE_IDEAS, 1)), Outcome::Hurried);
        assert_eq!(outcome(Refused::later(refusal::STORAGE_FULL, 1)), Outcome::NoRoom);
        assert_eq!(outcome(Refused::try_again()), Outcome::Unknown);
    }
}
