//! The seam to tokens: who may come in, as the shell found it.

use domain::{Actor, SummitId, Time};
use protocol::CloseCode;

/// What a token gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// To which summit.
    pub summit: SummitId,
    /// As whom.
    pub actor: Actor,
    /// Until when.
    pub expires_at: Time,
}

/// Why a token gives nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turned {
    /// It is no token of this node.
    Invalid,
    /// Its time is over.
    Expired,
}

impl Turned {
    /// How the connection ends.
    #[must_use]
    pub const fn close(self) -> CloseCode {
        match self {
            Self::Invalid => CloseCode::Token,
            Self::Expired => CloseCode::Expired,
        }
    }
}

/// Reads tokens.
pub trait Gatekeeper: Send + Sync {
    /// What this token gives now.
    fn admit(&self, token: &str, now: Time) -> Result<Grant, Turned>;
}
