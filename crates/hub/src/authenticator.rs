//! The interface to tokens: whom a token stands for, as the server reads it.

use domain::{Actor, SummitId, Time};
use protocol::CloseCode;

/// What a token grants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The summit that it is for.
    pub summit: SummitId,
    /// Whom it stands for.
    pub actor: Actor,
    /// When it expires.
    pub expires_at: Time,
}

/// Why a token grants nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthError {
    /// It was not signed by this server.
    Invalid,
    /// It expired.
    Expired,
}

impl AuthError {
    /// The code that its connection is closed with.
    #[must_use]
    pub const fn close(self) -> CloseCode {
        match self {
            Self::Invalid => CloseCode::Token,
            Self::Expired => CloseCode::Expired,
        }
    }
}

/// Reads tokens.
pub trait Authenticator: Send + Sync {
    /// What this token grants now.
    fn authenticate(&self, token: &str, now: Time) -> Result<Grant, AuthError>;
}
