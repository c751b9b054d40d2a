//! What a screen saw: its own journal, by which the server is judged.

use super::asked::Asked;
use crate::placing::Sorted;
use client::{Document, frame::Reply};
use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};
use tokio::time::Instant;
use uuid::Uuid;

/// What a screen saw.
#[derive(Debug, Default)]
pub struct Log {
    pub asked: Vec<Asked>,
    /// When frames came.
    pub heard: Vec<Instant>,
    /// When the main document came, and up to where.
    pub shown: Vec<(Instant, u64)>,
    /// Every change of every document.
    pub seen: Vec<Seen>,
    /// Every connection on which it was welcome.
    pub visits: Vec<Visit>,
    /// When ideas of the main document were first sorted.
    pub sorted: HashMap<Uuid, Sorted>,
    /// From the cut to the moment at which all was there again.
    pub returned: Option<Duration>,
    /// Documents that were resumed by offset after the cut, and those that came from nothing.
    pub resumed: usize,
    pub anew: usize,
    pub bytes: u64,
    pub connections: u32,
    /// Connections that were refused, or that ended without being cut.
    pub refused: u32,
    pub lost: u32,
    /// How often it was told that the node cannot confirm what it shows.
    pub stale: u32,
    /// What the protocol does not allow.
    pub faults: Vec<String>,
    pub documents: BTreeMap<String, Document>,
}

/// A change of a document, as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub came: Instant,
    pub doc: String,
    pub epoch: String,
    pub from: Option<u64>,
    pub to: u64,
    /// Whether no piece of the same document follows.
    pub is_whole: bool,
}

/// A connection on which it was welcome.
#[derive(Debug, Clone, Copy)]
pub struct Visit {
    /// Which of its targets.
    pub target: usize,
    pub welcomed: Instant,
    pub ended: Option<Instant>,
}

impl Visit {
    /// It is welcome now.
    pub fn begin(target: usize) -> Self {
        Self { target, welcomed: Instant::now(), ended: None }
    }

    /// Whether it was there at a moment.
    pub fn spans(&self, moment: Instant) -> bool {
        self.welcomed <= moment && self.ended.is_none_or(|ended| moment < ended)
    }
}

impl Log {
    /// The connection it is on ended.
    pub fn visit_ended(&mut self) {
        if let Some(visit) = self.visits.last_mut() {
            visit.ended.get_or_insert_with(Instant::now);
        }
    }

    /// What is wrong with a reply to what was answered before in the same epoch, and otherwise.
    pub fn contradiction(&self, reply: &Reply, epoch: &str) -> Option<String> {
        let asked = self.asked.iter().rev().find(|asked| asked.id == reply.id)?;
        let before = asked.saved.iter().find(|saved| saved.epoch == epoch)?;
        let at = reply.at?;
        (at != before.at)
            .then(|| format!("{} is saved at {} and at {at} of {epoch}", reply.id, before.at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::asked::Saved;

    #[test]
    fn a_second_answer_must_be_the_first_unless_the_epoch_is_another() {
        let now = Instant::now();
        let mut asked = Asked::new(Uuid::nil(), None, now);
        asked.saved.push(Saved { epoch: "k3".into(), at: 7, came: now });
        let log = Log { asked: vec![asked], ..Log::default() };
        let says = |at, epoch| {
            log.contradiction(&Reply { id: Uuid::nil(), at: Some(at), refused: None }, epoch)
        };
        assert_eq!(says(7, "k3"), None);
        assert_eq!(says(8, "k4"), None);
        assert!(says(8, "k3").is_some());
    }
}
