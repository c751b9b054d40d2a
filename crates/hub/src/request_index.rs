//! Every saved request by its id, so that one that is sent again gets the answer of the first time.

use domain::{Commit, Digest, Offset, Rejection, RequestId, Seat};
use std::collections::HashMap;

/// What was saved under an id.
#[derive(Debug, Clone, PartialEq, Eq)]
struct SavedRequest {
    offset: Offset,
    seat: Seat,
    command: Digest,
}

/// Every request in the log, by its id.
#[derive(Debug, Default)]
pub struct RequestIndex {
    by_id: HashMap<RequestId, SavedRequest>,
}

impl RequestIndex {
    /// Adds the request of a commit.
    pub fn insert(&mut self, commit: &Commit) {
        let saved = SavedRequest {
            offset: commit.offset,
            seat: commit.seat.clone(),
            command: commit.command_digest,
        };
        self.by_id.insert(commit.request_id, saved);
    }

    /// Removes the request of a commit that did not become durable.
    pub fn remove(&mut self, commit: &Commit) {
        self.by_id.remove(&commit.request_id);
    }

    /// Whether a request with this id was saved.
    #[must_use]
    pub fn has(&self, id: RequestId) -> bool {
        self.by_id.contains_key(&id)
    }

    /// The offset of this request's commit; none if it is new. An error if its id was used for another request.
    pub fn find(
        &self,
        id: RequestId,
        seat: &Seat,
        command: &Digest,
    ) -> Result<Option<Offset>, Rejection> {
        match self.by_id.get(&id) {
            None => Ok(None),
            Some(saved) if saved.seat == *seat && saved.command == *command => {
                Ok(Some(saved.offset))
            }
            Some(_) => Err(Rejection::IdReused),
        }
    }
}
