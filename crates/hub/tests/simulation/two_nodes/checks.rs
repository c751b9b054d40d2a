//! What must be so when all is at rest.

use super::hall::Hall;
use domain::{Digest, Offset, RequestId, Summit};
use journal::Journal;
use serde_json::json;
use std::collections::BTreeMap;

/// What a day left.
#[derive(Debug, PartialEq, Eq)]
pub struct Day {
    /// The hash of its log.
    hash: Digest,
    /// How many lives the log had.
    pub epochs: u64,
    /// Ideas that were answered as saved.
    pub answered: usize,
}

/// The store's log is sound, as both nodes see it.
pub async fn is_sound(hall: &Hall) {
    for node in &hall.nodes {
        let found = node.journal.verify().await.expect("all is well");
        assert!(found.is_sound(), "{found:?}");
    }
}

/// Checks everything else, in one moment.
pub fn at_rest(hall: &Hall) -> Day {
    let log = hall.nodes[0].way.log();
    let ids: BTreeMap<RequestId, Offset> =
        log.iter().map(|commit| (commit.request_id, commit.offset)).collect();
    assert_eq!(ids.len(), log.len(), "each id at most once");
    let mut replayed = Summit::default();
    for (n, commit) in log.iter().enumerate() {
        assert_eq!(commit.offset.0, n as u64 + 1, "offsets without holes");
        replayed.apply_commit(commit);
    }
    for node in &hall.nodes {
        node.summit.read(|live| assert_eq!(json!(live), json!(replayed), "one log, one summit"));
        assert_eq!(node.summit.stale_since(), None);
    }
    let mut answered = 0;
    for person in &hall.people {
        person.sees_all(&replayed);
        for saved in person.saved.iter().filter(|it| it.command["idea"]["submit"].is_object()) {
            assert!(ids.contains_key(&RequestId(saved.id)), "answered, and lost: {saved:?}");
            answered += 1;
        }
    }
    // What was answered as saved once is never refused when it is sent again.
    for (id, code) in hall.people.iter().flat_map(|person| &person.refused) {
        assert!(code != "request.id_reused", "{id} was taken for another");
    }
    let hash = log.last().map(|commit| Digest::of(&commit.encode())).unwrap_or_default();
    Day { hash, epochs: hall.epochs(), answered }
}
