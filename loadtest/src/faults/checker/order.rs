//! One order for all: the log without holes, every screen forward in it, and all nodes at the same end.

use super::{Evidence, Findings};
use crate::{
    faults::stored::Entry,
    screen::{Asked, Log},
    seats::Seat,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Made by each node of itself: their offsets say nothing of the log.
const OF_THE_NODE: [&str; 2] = ["presence", "health"];

/// Looks at the log, the answers, the screens and the nodes.
pub fn check(findings: &mut Findings, asked: &[&Asked], evidence: &Evidence<'_>) {
    let mut wrong = Vec::new();
    if let Some(stored) = evidence.stored {
        wrong.extend(holes(stored));
        wrong.extend(misplaced(asked, stored));
    }
    for (seat, log) in evidence.screens {
        wrong.extend(back(seat, log));
        wrong.extend(log.faults.iter().map(|fault| format!("{}: {fault}", seat.main)));
    }
    for pair in evidence.records.windows(2).filter(|pair| pair[0].hash != pair[1].hash) {
        wrong.push(format!("{} and {} do not have the same record", pair[0].node, pair[1].node));
    }
    for what in wrong {
        findings.out_of_order += 1;
        findings.tell(|| what);
    }
}

/// The log goes 1, 2, 3 …, each commit chained to the one in front of it and none earlier than it.
fn holes(stored: &[Entry]) -> Vec<String> {
    let mut wrong = Vec::new();
    let (mut hash, mut at) = ("0".repeat(64), 0);
    for (place, entry) in (1..).zip(stored) {
        let offset = entry.offset;
        if (entry.lies_at, offset) != (place, place) {
            wrong.push(format!("{offset} lies at {} in place {place}", entry.lies_at));
        }
        if entry.prev_hash != hash {
            wrong.push(format!("{offset} is not chained to the commit in front of it"));
        }
        if entry.at < at {
            wrong.push(format!("{offset} is earlier than the commit in front of it"));
        }
        hash.clone_from(&entry.hash);
        at = entry.at;
    }
    wrong
}

/// What was answered in the last epoch stands where the answer said. What changed nothing is in no log: a wall that
/// showed that scene before.
fn misplaced(asked: &[&Asked], stored: &[Entry]) -> Vec<String> {
    let saved = || asked.iter().flat_map(|it| it.saved.iter().map(move |saved| (*it, saved)));
    let Some((_, last)) = saved().max_by_key(|(_, saved)| saved.came) else { return Vec::new() };
    let by_id: BTreeMap<Uuid, u64> = stored.iter().map(|it| (it.request_id, it.offset)).collect();
    let is_there = |it: &Asked, at| by_id.get(&it.id).map_or(it.text.is_none(), |lies| *lies == at);
    saved()
        .filter(|(it, saved)| saved.epoch == last.epoch && !is_there(it, saved.at))
        .map(|(it, saved)| format!("{} was saved at {}, where something else is", it.id, saved.at))
        .collect()
}

/// Documents that a screen saw go back within an epoch.
fn back(seat: &Seat, log: &Log) -> Vec<String> {
    let mut held: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    let whole = log.seen.iter().filter(|it| it.is_whole && !OF_THE_NODE.contains(&&*it.doc));
    let went_back = whole.filter_map(|it| {
        let before = held.entry((&it.doc, &it.epoch)).or_insert(it.to);
        let wrong = (it.to < *before).then(|| {
            let (doc, epoch, to) = (&it.doc, &it.epoch, it.to);
            format!("{}: {doc} went back from {before} to {to} of {epoch}", seat.main)
        });
        *before = it.to;
        wrong
    });
    went_back.collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{entry, id, run, seen};
    use crate::faults::stored::Entry;

    #[test]
    fn a_hole_in_the_log_is_out_of_order() {
        let mut run = run(&[1, 2, 3]);
        run.stored[2] = Entry { lies_at: 4, offset: 4, ..entry(3) };
        let findings = run.judged();
        assert!(findings.out_of_order >= 1 && findings.lost == 0, "{findings:?}");
    }

    #[test]
    fn what_was_answered_and_changed_nothing_is_in_no_log_and_an_idea_must_be() {
        let mut run = run(&[1, 2, 3]);
        run.log().asked[1].text = None;
        run.stored[1].request_id = id(9);
        assert_eq!(run.judged().out_of_order, 0);
        run.stored[2].request_id = id(8);
        assert_eq!(run.judged().out_of_order, 1);
    }

    #[test]
    fn a_broken_chain_is_out_of_order() {
        let mut run = run(&[1, 2, 3]);
        run.stored[1].hash = "another".into();
        assert_eq!(run.judged().out_of_order, 1);
    }

    #[test]
    fn a_commit_earlier_than_the_one_in_front_of_it_is_out_of_order() {
        let mut run = run(&[1, 2, 3]);
        run.stored[2].at = 1;
        assert_eq!(run.judged().out_of_order, 1);
    }

    #[test]
    fn an_answer_that_says_another_place_is_out_of_order() {
        let mut run = run(&[1, 2, 3]);
        run.log().asked[0].saved[0].at = 2;
        assert_eq!(run.judged().out_of_order, 1);
    }

    #[test]
    fn an_answer_of_an_epoch_that_is_gone_says_nothing_of_places() {
        let mut run = run(&[1, 2, 3]);
        let saved = &mut run.log().asked[0].saved;
        let mut before = saved[0].clone();
        (before.epoch, before.at) = ("k2".into(), 3);
        saved.insert(0, before);
        assert!(run.judged().are_sound());
    }

    #[test]
    fn a_screen_that_goes_back_is_out_of_order_unless_the_epoch_is_another() {
        let mut run = run(&[1, 2, 3]);
        run.log().seen = vec![seen("k3", None, 2), seen("k3", Some(2), 3), seen("k4", None, 1)];
        assert!(run.judged().are_sound());
        run.log().seen.push(seen("k4", None, 0));
        assert_eq!(run.judged().out_of_order, 1);
    }

    #[test]
    fn nodes_that_disagree_and_screens_that_saw_faults_are_out_of_order() {
        let mut run = run(&[1]);
        run.records[1].hash = "another".into();
        run.log().faults.push(format!("{} is saved at 1 and at 2 of k3", id(1)));
        assert_eq!(run.judged().out_of_order, 2);
    }
}
