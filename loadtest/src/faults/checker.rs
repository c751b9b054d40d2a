//! Judges a run by what clients wrote down themselves: what was acknowledged is there, once, in one order.

mod order;

use super::stored::Entry;
use crate::{
    record::Ideas,
    screen::{Asked, Log},
    seats::Seat,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Findings that are told one by one; more are counted.
const TOLD_MAX: usize = 10;

/// What a node says that the whole record is, at rest.
#[derive(Debug)]
pub struct Record {
    pub node: String,
    /// Of all of it.
    pub hash: String,
    pub ideas: Ideas,
}

/// All that is known of a run when it is over.
#[derive(Debug)]
pub struct Evidence<'e> {
    pub screens: &'e [(Seat, Log)],
    /// As every node tells it.
    pub records: &'e [Record],
    /// As Redis has it; none where the log lies in the node itself.
    pub stored: Option<&'e [Entry]>,
    /// Requests that are not answered, however long one waits.
    pub hung: usize,
}

/// What came of it.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// Ideas that were answered as saved.
    pub acknowledged: usize,
    /// Acknowledged, and not in the log or in a record, or with another text.
    pub lost: usize,
    /// In the log more than once, or under another id.
    pub doubled: usize,
    /// Holes, broken chains, answers that contradict one another, screens that went back, nodes that disagree.
    pub out_of_order: usize,
    /// Never answered.
    pub hung: usize,
    /// Refused for good, which nothing here calls for.
    pub refused: usize,
    /// The first few, in words.
    pub told: Vec<String>,
}

impl Findings {
    /// Whether the promise was kept.
    pub fn are_sound(&self) -> bool {
        [self.lost, self.doubled, self.out_of_order, self.hung].iter().all(|count| *count == 0)
    }

    /// All of these too.
    pub fn extend(&mut self, others: Self) {
        let Self { acknowledged, lost, doubled, out_of_order, hung, refused, told } = others;
        self.acknowledged += acknowledged;
        self.lost += lost;
        self.doubled += doubled;
        self.out_of_order += out_of_order;
        self.hung += hung;
        self.refused += refused;
        told.into_iter().for_each(|what| self.tell(|| what));
    }

    fn tell_of_hung(&mut self, idea: &Asked) {
        if idea.refused.is_none()
            && let Some(last) = idea.sendings.last()
        {
            let why = last.put_off.as_deref().unwrap_or("never answered");
            self.tell(|| format!("hung: {}, sent {} times: {why}", idea.id, idea.sendings.len()));
        }
    }

    fn tell(&mut self, what: impl FnOnce() -> String) {
        if self.told.len() < TOLD_MAX {
            self.told.push(what());
        }
    }
}

/// Judges a run.
pub fn check(evidence: &Evidence<'_>) -> Findings {
    let mut findings = Findings { hung: evidence.hung, ..Findings::default() };
    let asked: Vec<&Asked> = evidence.screens.iter().flat_map(|(_, log)| &log.asked).collect();
    lost(&mut findings, &asked, evidence);
    doubled(&mut findings, &asked, evidence);
    order::check(&mut findings, &asked, evidence);
    findings
}

/// Acknowledged, and not there.
fn lost(findings: &mut Findings, asked: &[&Asked], evidence: &Evidence<'_>) {
    let records: Vec<BTreeMap<Uuid, &str>> = evidence
        .records
        .iter()
        .map(|record| record.ideas.iter().map(|(id, text)| (*id, text.as_str())).collect())
        .collect();
    let stored = evidence.stored.map(ids);
    for idea in asked {
        let Some(text) = &idea.text else { continue };
        findings.refused += usize::from(idea.refused.is_some());
        if let Some(code) = &idea.refused {
            findings.tell(|| format!("{} is refused: {code}", idea.id));
        }
        let Some(saved) = idea.saved.last() else {
            findings.tell_of_hung(idea);
            continue;
        };
        findings.acknowledged += 1;
        let missing = records.iter().position(|it| it.get(&idea.id) != Some(&text.as_str()));
        let at = || format!("{}, saved at {} of {}", idea.id, saved.at, saved.epoch);
        if let Some(node) = missing {
            findings.lost += 1;
            findings.tell(|| format!("lost: {} is not at {}", at(), evidence.records[node].node));
        } else if stored.as_ref().is_some_and(|ids| !ids.contains(&idea.id)) {
            findings.lost += 1;
            findings.tell(|| format!("lost: {} is not in redis", at()));
        }
    }
}

fn ids(entries: &[Entry]) -> BTreeSet<Uuid> {
    entries.iter().map(|entry| entry.request_id).collect()
}

/// There more than once, by its id or by its text, of which there are no two.
fn doubled(findings: &mut Findings, asked: &[&Asked], evidence: &Evidence<'_>) {
    let mut seen = BTreeMap::new();
    for entry in evidence.stored.unwrap_or_default() {
        if let Some(before) = seen.insert(entry.request_id, entry.offset) {
            findings.doubled += 1;
            let (id, offset) = (entry.request_id, entry.offset);
            findings.tell(|| format!("doubled: {id} stands at {before} and at {offset}"));
        }
    }
    let ours: BTreeMap<&str, Uuid> =
        asked.iter().filter_map(|idea| Some((idea.text.as_deref()?, idea.id))).collect();
    // Nodes that disagree are told as such; what one has twice is enough here.
    let Some(record) = evidence.records.first() else { return };
    let mut seen = BTreeSet::new();
    for (id, text) in &record.ideas {
        let is_other = ours.get(text.as_str()).is_some_and(|ours| ours != id);
        if is_other || !seen.insert(id) {
            findings.doubled += 1;
            findings.tell(|| format!("doubled: {id} has the text of another idea, or is it again"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        screen::{Saved, Seen},
        seats::Kind,
    };
    use tokio::time::Instant;

    /// A run of one client with these ideas, saved at their numbers.
    pub struct Run {
        pub screens: Vec<(Seat, Log)>,
        pub stored: Vec<Entry>,
        pub records: Vec<Record>,
    }

    pub fn run(ideas: &[u64]) -> Run {
        let now = Instant::now();
        let mut log = Log::default();
        for n in ideas {
            let mut idea = Asked::new(id(*n), Some(text(*n)), now);
            idea.saved.push(Saved { epoch: "k3".into(), at: *n, came: now });
            idea.at = Some(*n);
            log.asked.push(idea);
        }
        let (token, watch) = (String::new(), Vec::new());
        let seat = Seat { kind: Kind::Table, token, watch, main: "table/1".into() };
        let stored = ideas.iter().map(|n| entry(*n)).collect();
        let record = |node: &str| Record {
            node: node.into(),
            hash: "same".into(),
            ideas: ideas.iter().map(|n| (id(*n), text(*n))).collect(),
        };
        Run { screens: vec![(seat, log)], stored, records: vec![record("a"), record("b")] }
    }

    pub fn entry(n: u64) -> Entry {
        Entry {
            lies_at: n,
            offset: n,
            at: 1_000 + n,
            request_id: id(n),
            prev_hash: if n == 1 { "0".repeat(64) } else { format!("hash {}", n - 1) },
            hash: format!("hash {n}"),
        }
    }

    pub fn id(n: u64) -> Uuid {
        Uuid::from_u128(n.into())
    }

    fn text(n: u64) -> String {
        format!("idea {n}")
    }

    pub fn seen(epoch: &str, from: Option<u64>, to: u64) -> Seen {
        let (doc, epoch) = ("table/1".into(), epoch.into());
        Seen { came: Instant::now(), doc, epoch, from, to, is_whole: true }
    }

    impl Run {
        pub fn judged(&self) -> Findings {
            let Self { screens, stored, records } = self;
            check(&Evidence { screens, records, stored: Some(stored), hung: 0 })
        }

        pub fn log(&mut self) -> &mut Log {
            &mut self.screens[0].1
        }
    }

    #[test]
    fn what_is_there_once_and_in_order_is_sound() {
        let findings = run(&[1, 2, 3]).judged();
        assert_eq!(findings, Findings { acknowledged: 3, ..Findings::default() });
        assert!(findings.are_sound());
    }

    #[test]
    fn what_one_node_does_not_have_is_lost() {
        let mut run = run(&[1, 2, 3]);
        run.records[1].ideas.remove(1);
        assert_eq!(run.judged().lost, 1);
    }

    #[test]
    fn what_reads_otherwise_is_lost() {
        let mut run = run(&[1, 2, 3]);
        run.records.iter_mut().for_each(|record| record.ideas[0].1 = "another".into());
        assert_eq!(run.judged().lost, 1);
    }

    #[test]
    fn what_redis_does_not_have_is_lost_even_if_the_nodes_show_it() {
        let mut run = run(&[1, 2, 3]);
        run.stored.pop();
        let findings = run.judged();
        assert!(findings.lost == 1 && findings.told[0].contains("redis"), "{findings:?}");
    }

    #[test]
    fn what_was_only_asked_for_cannot_be_lost_and_what_is_not_answered_hangs() {
        let mut run = run(&[1, 2]);
        run.log().asked[1].saved.clear();
        run.stored.pop();
        run.records.iter_mut().for_each(|record| drop(record.ideas.pop()));
        let Run { screens, stored, records } = &run;
        let findings = check(&Evidence { screens, records, stored: Some(stored), hung: 1 });
        assert_eq!((findings.acknowledged, findings.lost, findings.hung), (1, 0, 1));
        assert!(!findings.are_sound());
    }

    #[test]
    fn an_id_that_stands_twice_in_the_log_is_doubled() {
        let mut run = run(&[1, 2]);
        run.stored.push(Entry { request_id: id(1), ..entry(3) });
        assert_eq!(run.judged().doubled, 1);
    }

    #[test]
    fn a_text_under_another_id_is_doubled() {
        let mut run = run(&[1, 2]);
        run.stored.push(entry(3));
        run.records.iter_mut().for_each(|record| record.ideas.push((id(3), text(1))));
        assert_eq!(run.judged().doubled, 1);
    }
}
