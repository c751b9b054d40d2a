//! The outcome of a request, before it is translated.

use domain::{Offset, Rejection};
use protocol::refusal;

/// The outcome of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Saved at this offset, or there was nothing to change.
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
    /// Values that the message may contain.
    pub arguments: Vec<(&'static str, String)>,
    /// After how many ms to send the same request again; none if the refusal is final.
    pub retry_ms: Option<u64>,
}

impl Refused {
    /// A final refusal.
    #[must_use]
    pub const fn with(code: &'static str) -> Self {
        Self { code, field: None, arguments: Vec::new(), retry_ms: None }
    }

    /// Not now: the client sends the same id again after this time.
    #[must_use]
    pub const fn later(code: &'static str, retry_ms: u64) -> Self {
        Self { code, field: None, arguments: Vec::new(), retry_ms: Some(retry_ms) }
    }

    /// It is unknown whether the request was saved: the client sends it again.
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

/// Translates refusals.
pub trait Translate: Send + Sync {
    /// The message for a refusal, in the main language if there is no translation into `lang`.
    fn refusal(&self, refused: &Refused, lang: Option<&str>) -> String;
}

/// The code in place of a message: for tests.
#[derive(Debug)]
pub struct CodesOnly;

impl Translate for CodesOnly {
    fn refusal(&self, refused: &Refused, _lang: Option<&str>) -> String {
        refused.code.to_owned()
    }
}
