//! What became of a request, before it is put in anyone's language.

use domain::{Offset, Rejection};
use protocol::refusal;

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Saved, at this offset; or nothing was to change.
    Saved(Offset),
    /// Not done.
    Refused(Refused),
}

/// Why a request was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// `concept.reason`.
    pub code: &'static str,
    /// The field at fault.
    pub field: Option<&'static str>,
    /// What the message may name.
    pub arguments: Vec<(&'static str, String)>,
    /// When to send the same again; none if it is final.
    pub retry_ms: Option<u64>,
}

impl Refused {
    /// A final refusal.
    #[must_use]
    pub const fn with(code: &'static str) -> Self {
        Self { code, field: None, arguments: Vec::new(), retry_ms: None }
    }

    /// Not now: send the same id after this time.
    #[must_use]
    pub const fn later(code: &'static str, retry_ms: u64) -> Self {
        Self { code, field: None, arguments: Vec::new(), retry_ms: Some(retry_ms) }
    }

    /// Whether it was saved is not known.
    #[must_use]
    pub const fn try_again() -> Self {
        Self::later(refusal::TRY_AGAIN, crate::limits::TRY_AGAIN_MS)
    }
}

impl From<Rejection> for Refused {
    fn from(rejection: Rejection) -> Self {
        Self {
            code: rejection.code(),
            field: rejection.field(),
            arguments: rejection.arguments(),
            retry_ms: None,
        }
    }
}

/// Puts refusals in people's languages.
pub trait Phrasebook: Send + Sync {
    /// The message for a refusal; in the main language if this one is not known.
    fn refusal(&self, refused: &Refused, lang: Option<&str>) -> String;
}

/// The code alone: for tests.
#[derive(Debug)]
pub struct CodesOnly;

impl Phrasebook for CodesOnly {
    fn refusal(&self, refused: &Refused, _lang: Option<&str>) -> String {
        refused.code.to_owned()
    }
}
