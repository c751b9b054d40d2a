//! What runs out by itself: every concept may have a deadline, and the clock asks for what is due.

use crate::{
    concept::{self, Command},
    ids::Time,
    summit::Summit,
};

/// A moment at which the clock asks for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// The moment, as a time of day.
    pub at: Time,
    /// What is asked then.
    pub command: Command,
    /// What the request is named by: nodes that ask for the same because of the same ask once.
    pub cause: String,
}

/// The first deadline of all concepts; none while nothing runs out.
#[must_use]
pub fn next(summit: &Summit) -> Option<Deadline> {
    concept::deadlines(summit).min_by_key(|deadline| deadline.at)
}
