//! A record of the log is read as it was written, or refused; what is read never stops a replay, for a log is replayed at
//! every start.

use crate::{
    corpus::Target,
    hall::{self, HALL},
};
use domain::{Commit, Digest, Event, RequestId, Seat, Summit};
use server::export::{self, Format};
use uuid::Uuid;
use views::Scope;

pub const TARGET: Target = Target {
    name: "stored_records",
    also: &["../domain/tests/golden/events", "../domain/tests/golden/commit.json"],
    read,
};

/// A commit or an event in each line.
fn read(input: &[u8]) {
    let mut summit = HALL.clone();
    for line in input.split(|byte| *byte == b'\n') {
        let commit = match Commit::decode(line) {
            Ok(commit) => commit,
            Err(refused) => {
                assert!(!refused.to_string().is_empty(), "it says what is wrong");
                match serde_json::from_slice::<Event>(line) {
                    Ok(event) => commit(&summit, event),
                    Err(_) => continue,
                }
            }
        };
        let again = Commit::decode(&commit.encode()).expect("what was read can be written");
        assert_eq!(again, commit, "and is the same");
        summit.apply_commit(&commit);
    }
    hall::screens(&summit);
    for format in [Format::Json, Format::Csv] {
        export::write(&summit, Scope::Everything, format).expect("a record of it");
    }
}

fn commit(summit: &Summit, event: Event) -> Commit {
    Commit {
        offset: summit.offset.next(),
        at: summit.at,
        request_id: RequestId(Uuid::from_u128(u128::from(summit.offset.0))),
        seat: Seat::System,
        command_digest: Digest::default(),
        events: vec![event],
        prev_hash: Digest::default(),
    }
}
