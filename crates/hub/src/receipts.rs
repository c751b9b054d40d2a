//! Which requests were answered as saved, so that a resend is answered alike for the whole summit.

use domain::{Commit, Digest, Offset, Rejection, RequestId, Seat};
use std::collections::HashMap;

/// What was saved under an id.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Receipt {
    offset: Offset,
    seat: Seat,
    command: Digest,
}

/// Every id in the log.
#[derive(Debug, Default)]
pub struct Receipts {
    by_id: HashMap<RequestId, Receipt>,
}

impl Receipts {
    /// Notes a commit.
    pub fn note(&mut self, commit: &Commit) {
        let receipt = Receipt {
            offset: commit.offset,
            seat: commit.seat.clone(),
            command: commit.command_digest,
        };
        self.by_id.insert(commit.request_id, receipt);
    }

    /// Forgets a commit that did not become durable.
    pub fn forget(&mut self, commit: &Commit) {
        self.by_id.remove(&commit.request_id);
    }

    /// Whether something was saved under this id.
    #[must_use]
    pub fn has(&self, id: RequestId) -> bool {
        self.by_id.contains_key(&id)
    }

    /// Where this request was saved; none if it is new. The same id for something else is refused.
    pub fn find(
        &self,
        id: RequestId,
        seat: &Seat,
        command: &Digest,
    ) -> Result<Option<Offset>, Rejection> {
        match self.by_id.get(&id) {
            None => Ok(None),
            Some(known) if known.seat == *seat && known.command == *command => {
                Ok(Some(known.offset))
            }
            Some(_) => Err(Rejection::IdReused),
        }
    }
}
