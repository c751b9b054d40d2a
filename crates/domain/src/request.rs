//! What someone asks for, and where what comes of it stands in the log.

use crate::{
    actor::{Actor, Seat},
    concept::Command,
    ids::{Offset, RequestId, Time},
    sealed::Salt,
};

/// Something that someone asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Made by the client; a resend carries the same.
    pub id: RequestId,
    /// Who asks.
    pub actor: Actor,
    /// When it reached the server.
    pub at: Time,
    /// Chance, for the text it may seal.
    pub salt: Salt,
    /// Whether it was answered as saved in an epoch that is gone.
    pub again: Again,
    /// Of a simulated person: the rehearsal it is part of. After its end it is refused, whatever it asks.
    pub rehearsed: Option<Offset>,
    /// What is asked.
    pub command: Command,
}

/// What is believed of a request that says it was saved before, in an epoch that is gone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Again {
    /// It says nothing of the kind, or the log knows better.
    #[default]
    No,
    /// The log lost what that epoch had after this offset, and it says that it stood there.
    Lost {
        /// The last offset that the log still has of that epoch.
        after: Offset,
    },
    /// The log was restored from a copy: it may have had epochs since of which it knows nothing.
    Unknown,
}

impl Again {
    /// Whether it may have been saved before.
    #[must_use]
    pub const fn is_believed(self) -> bool {
        !matches!(self, Self::No)
    }
}

/// Where and when an event stands in the log, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Its commit's place.
    pub offset: Offset,
    /// At what time of day it was decided.
    pub at: Time,
    /// Who asked.
    pub seat: Seat,
}
