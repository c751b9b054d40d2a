//! What must be so when all is at rest.

use super::hall::Hall;
use crate::{person::Saved, stage::tokens};
use domain::{
    Again, Commit, Digest, Event, Offset, Request, RequestId, Seat, Summit, Time, decide, rehearsal,
};
use journal::Journal;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What a day left.
#[derive(Debug, PartialEq, Eq)]
pub struct Day {
    /// The hash of its log.
    hash: Digest,
    /// What simulated people changed.
    pub rehearsed: usize,
}

/// Checks everything.
pub async fn at_rest(hall: &Hall) -> Day {
    let log = hall.stage.journal.log().await;
    let found = hall.stage.journal.verify().await.expect("memory does not fail");
    assert!(found.is_sound(), "{found:?}");
    let ids: BTreeSet<RequestId> = log.iter().map(|commit| commit.request_id).collect();
    assert_eq!(ids.len(), log.len(), "each id at most once");
    for (n, commit) in log.iter().enumerate() {
        assert_eq!(commit.offset.0, n as u64 + 1, "offsets without holes");
    }
    let saved: Vec<&Saved> = hall.people.iter().flat_map(|person| &person.saved).collect();
    let replayed = replay(&log, &saved);
    hall.stage.summit.read(|live| {
        assert_eq!(json!(live), json!(replayed), "replay gives the same summit");
        hall.people.iter().for_each(|person| person.sees_all(live));
    });
    let is_simulated = |commit: &&Commit| match commit.seat {
        Seat::Table(no) => no.0 > 3,
        Seat::Badge(badge) => badge.0 > 3,
        Seat::Staff(_) | Seat::System => false,
    };
    Day { hash: found.position.hash, rehearsed: log.iter().filter(is_simulated).count() }
}

/// Replays the log, and looks at every answer on the way.
fn replay(log: &[Commit], saved: &[&Saved]) -> Summit {
    let mut by_offset: BTreeMap<u64, Vec<&Saved>> = BTreeMap::new();
    for saved in saved {
        by_offset.entry(saved.at).or_default().push(saved);
    }
    let in_log: BTreeMap<RequestId, Offset> =
        log.iter().map(|commit| (commit.request_id, commit.offset)).collect();
    let mut summit = Summit::default();
    let mut before = None;
    for commit in log {
        assert!(commit.at >= summit.at, "time never goes back");
        let first = commit.events.first();
        if matches!(first, Some(Event::Rehearsal(rehearsal::Event::Started { .. }))) {
            before = Some(json!(summit.in_earnest()));
        }
        let current =
            summit.agenda.now.current.map(|index| summit.programme.items[index].id.clone());
        summit.apply_commit(commit);
        if let Some(Event::Rehearsal(rehearsal::Event::Ended {})) = first {
            left_nothing_behind(before.take().expect("it began"), json!(summit));
        }
        for saved in by_offset.remove(&commit.offset.0).unwrap_or_default() {
            // Whoever goes on from an item leaves that one, and none that came after it.
            if let Some(from) = saved.command["agenda"]["next"]["from"].as_str()
                && in_log.get(&RequestId(saved.id)) == Some(&commit.offset)
            {
                assert_eq!(current.as_ref().map(domain::ItemId::as_str), Some(from), "{saved:?}");
            }
            // What changed nothing is not remembered: asked again later, it may have changed something.
            if in_log.get(&RequestId(saved.id)) != Some(&commit.offset) {
                changes_nothing(&summit, saved);
            }
        }
    }
    assert!(by_offset.is_empty(), "answered, and not in the log: {by_offset:?}");
    summit
}

/// After a rehearsal the summit is as before, but for the log's place, devices, clocks and what only goes up.
fn left_nothing_behind(before: Value, after: Value) {
    for part in ["tables", "ideas", "tallies", "themes", "apart", "notices", "walls", "rehearsal"] {
        assert_eq!(before[part], after[part], "{part} after a rehearsal");
    }
    assert_eq!(before["agenda"]["now"]["runs"], after["agenda"]["now"]["runs"]);
    assert_eq!(before["agenda"]["opened"], after["agenda"]["opened"]);
}

/// What was answered as saved and is not in the log had nothing to change there.
fn changes_nothing(summit: &Summit, saved: &Saved) {
    let request = Request {
        id: RequestId(saved.id),
        actor: tokens::actor(&saved.token),
        at: summit.at.max(Time(1)),
        salt: [0; 16],
        again: Again::No,
        rehearsed: None,
        command: serde_json::from_value(saved.command.clone()).expect("a command"),
    };
    assert_eq!(decide(summit, &request), Ok(vec![]), "{saved:?} is not in the log");
}
