//! What a store in memory holds, and what can happen to it.

use super::super::store::{Amiss, Batch, Entry, Lost, Mending, Placed};
use crate::{chain::Record, contract::Note};
use domain::{Commit, Digest, Epoch, Offset, RequestId, Sealed};
use std::{collections::BTreeMap, time::Duration};
use tokio::time::Instant;

/// What a store holds: kept aside, it can be put back as a store that has lost what came after.
#[derive(Debug, Clone, Default)]
pub struct Held {
    pub(super) top: Top,
    pub(super) log: Log,
    pub(super) ids: BTreeMap<RequestId, Offset>,
    /// None of one that was erased.
    pub(super) texts: BTreeMap<[u8; 32], Option<Sealed>>,
    pub(super) notes: BTreeMap<String, Vec<u8>>,
}

/// Where the log stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Top {
    pub(super) epoch: Option<Epoch>,
    pub(super) offset: Offset,
    pub(super) hash: Digest,
    pub(super) recovers: Duration,
    pub(super) recovers_until: Option<Instant>,
    pub(super) texts: usize,
    pub(super) notes: usize,
    pub(super) doubt: Option<Offset>,
}

/// The entries, each at an offset and a place behind it, which is zero for those that the journal put there.
#[derive(Debug, Clone, Default)]
pub(super) struct Log {
    pub(super) entries: BTreeMap<(u64, u64), Record>,
    /// The last that there ever was: nothing is taken in front of it.
    pub(super) last: (u64, u64),
}

/// What someone with access to the store does to what lies there, by mistake.
#[derive(Debug, Clone)]
pub enum Accident {
    /// The log is renamed, deleted or thrown away.
    LogGone,
    /// The oldest entries are trimmed.
    Trimmed(usize),
    /// Entries are deleted, from one on so many.
    Deleted(u64, usize),
    /// An entry is added at the end, by hand; so far behind it.
    Added(u64),
    /// The bytes of an entry are others.
    Altered(u64),
    /// Where the log stands is deleted.
    TopGone,
    /// Where the log stands is said to be elsewhere.
    TopMoved(u64),
    /// The hash of the top is altered.
    TopAltered,
    /// The log has a life that nobody began.
    EpochAltered,
    /// What is noted of requests is deleted.
    IdsGone,
    /// So many texts are deleted.
    TextsGone(usize),
    /// So many texts are others.
    TextsAltered(usize),
    /// The notes are deleted.
    NotesGone,
    /// The log is as it was earlier, and where it stands is not.
    LogOf(Box<Held>),
    /// Where it stands is as it was earlier, and the log is not.
    TopOf(Box<Held>),
    /// What lies beside the log is as it was earlier.
    RestOf(Box<Held>),
    /// The store is as it was earlier.
    AllOf(Box<Held>),
}

impl Held {
    /// A record, and the texts that lie beside it.
    pub(super) fn entry(&self, record: Record) -> Entry {
        let commit = Commit::decode(&record.bytes).ok();
        let hashes = commit.iter().flat_map(Commit::texts).map(|text| *text.hash());
        let found = |hash| {
            let text = self.texts.get(&hash)?;
            Some(text.clone().unwrap_or_else(|| Sealed::erased(hash)))
        };
        let texts = hashes.filter_map(found).collect();
        Entry { record, texts }
    }

    pub(super) fn recovers(&self) -> bool {
        self.top.recovers_until.is_some_and(|until| Instant::now() < until)
    }

    pub(super) fn recover(&mut self, recovers: Duration) {
        self.top.recovers = recovers;
        self.top.recovers_until = Some(Instant::now() + recovers);
    }

    pub(super) fn amiss(&self) -> Option<Amiss> {
        let (top, log) = (&self.top, &self.log);
        if top.epoch.is_none() {
            let rest = self.ids.len() + self.texts.len() + self.notes.len();
            let is_something = rest + log.entries.len() > 0;
            return is_something.then(|| Amiss::Log("where it stands is gone".to_owned()));
        }
        let ends = log.entries.first_key_value().zip(log.entries.last_key_value());
        let last = (top.offset.0, 0);
        let is_whole = match ends {
            None => top.offset == Offset::ZERO,
            Some(((first, _), (end, record))) => {
                (*first, *end) == ((1, 0), last) && record.hash == top.hash.0
            }
        };
        let many = u64::try_from(log.entries.len()).unwrap_or_default();
        if !is_whole || log.last != last || many != top.offset.0 {
            return Some(Amiss::Log(format!("it holds {many} entries, not {}", top.offset)));
        }
        if let Some(offset) = top.doubt {
            return Some(Amiss::Doubted(offset));
        }
        let is_less = self.ids.len() as u64 != top.offset.0
            || self.texts.len() < top.texts
            || self.notes.len() < top.notes;
        is_less.then(|| Amiss::Rest("something beside the log is gone".to_owned()))
    }

    pub(super) fn seen(&self) -> Vec<u8> {
        let Top { epoch, offset, hash, recovers_until, doubt, .. } = &self.top;
        let log = (self.log.last, self.log.entries.len());
        format!("{epoch:?} {offset} {hash:?} {recovers_until:?} {doubt:?} {log:?}").into_bytes()
    }

    pub(super) fn append(&mut self, batch: &Batch) -> Placed {
        if self.top.epoch.as_ref() != Some(&batch.epoch) || (self.recovers() && !batch.again) {
            return Placed::OtherLife;
        }
        if (self.top.offset, self.top.hash) != batch.after {
            return Placed::Elsewhere;
        }
        let (after, many) = (batch.after.0.0, self.log.entries.len() as u64);
        if many != after || self.log.last >= (after + 1, 0) || self.top.doubt.is_some() {
            return Placed::Amiss;
        }
        let offsets = || batch.entries.iter().map(Entry::offset);
        for (id, at) in batch.requests.iter().zip(offsets()) {
            match self.ids.get(id) {
                Some(known) if !batch.again || *known != at => return Placed::Known(*known),
                Some(_) | None => {}
            }
        }
        for entry in &batch.entries {
            let at = (entry.offset().0, 0);
            self.log.last = at;
            self.log.entries.insert(at, entry.record.clone());
            (self.top.offset, self.top.hash) = (entry.offset(), entry.hash());
        }
        self.ids.extend(batch.requests.iter().copied().zip(offsets()));
        for text in batch.entries.iter().flat_map(|entry| &entry.texts) {
            if !(batch.again && self.texts.get(&text.hash) == Some(&None)) {
                self.texts.insert(text.hash, Some(text.clone()));
            }
        }
        self.top.texts += batch.entries.iter().map(|entry| entry.texts.len()).sum::<usize>();
        if self.recovers() {
            // As long as something is brought back there is time to bring more.
            self.recover(self.top.recovers);
        }
        Placed::Done { copied: true }
    }

    pub(super) fn note(&mut self, notes: Vec<Note>) {
        let were = self.notes.len();
        self.notes.extend(notes);
        self.top.notes = counted(self.top.notes, were, self.notes.len());
    }

    pub(super) fn mend(&mut self, mending: Mending) -> bool {
        let (keep, hash) = mending.keep;
        let last = (keep.0, 0);
        let many = self.log.entries.range(..=last).count() as u64;
        if self.seen() != mending.seen || many != keep.0 {
            return false;
        }
        self.log.entries.retain(|at, _| *at <= last);
        self.log.last = last;
        self.ids.retain(|_, at| *at <= keep);
        let notes = self.top.notes;
        self.top = Top { epoch: Some(mending.epoch), offset: keep, hash, ..Top::default() };
        (self.top.texts, self.top.notes) = (mending.texts, notes);
        self.recover(Duration::from_millis(mending.recovers_ms));
        self.note(mending.notes);
        true
    }

    /// Tells how many texts were not there, or were others.
    pub(super) fn restore(&mut self, lost: Lost) -> usize {
        if lost.first {
            self.ids.clear();
        }
        self.ids.extend(lost.requests.into_iter().zip(lost.entries.iter().map(Entry::offset)));
        let mut put = 0;
        for text in lost.entries.into_iter().flat_map(|entry| entry.texts) {
            let there = self.texts.get(&text.hash);
            if there != Some(&None) && there != Some(&Some(text.clone())) {
                self.texts.insert(text.hash, Some(text));
                put += 1;
            }
        }
        put
    }

    /// Tells which were not there.
    pub(super) fn restore_notes(&mut self, mut notes: Vec<Note>) -> Vec<Note> {
        notes.retain(|(key, _)| !self.notes.contains_key(key));
        self.notes.extend(notes.clone());
        self.top.notes = self.top.notes.max(self.notes.len());
        notes
    }

    pub(super) fn suffer(&mut self, accident: Accident) {
        let entries = &mut self.log.entries;
        match accident {
            Accident::LogGone => self.log = Log::default(),
            Accident::Trimmed(many) => (0..many).for_each(|_| drop(entries.pop_first())),
            Accident::Deleted(from, many) => {
                let gone: Vec<_> = entries.range((from, 0)..).take(many).map(|it| *it.0).collect();
                gone.iter().for_each(|at| drop(entries.remove(at)));
            }
            Accident::Added(far) => {
                self.log.last = (self.log.last.0 + far, self.log.last.1 + u64::from(far == 0));
                let offset = Offset(self.log.last.0 + u64::from(far == 0));
                let record = Record { offset, bytes: b"oops".to_vec(), hash: Vec::new() };
                entries.insert(self.log.last, record);
            }
            Accident::Altered(offset) => {
                if let Some(record) = entries.get_mut(&(offset, 0)) {
                    record.bytes.push(b' ');
                }
            }
            Accident::TopGone => self.top = Top::default(),
            Accident::TopMoved(offset) => self.top.offset = Offset(offset),
            Accident::TopAltered => self.top.hash.0[0] ^= 1,
            Accident::EpochAltered => self.top.epoch = Some(Epoch::from("oops")),
            Accident::IdsGone => self.ids.clear(),
            Accident::TextsGone(many) => {
                (0..many).for_each(|_| drop(self.texts.pop_last()));
            }
            Accident::TextsAltered(many) => {
                for text in self.texts.values_mut().flatten().take(many) {
                    text.text.push('!');
                }
            }
            Accident::NotesGone => self.notes.clear(),
            Accident::LogOf(earlier) => self.log = earlier.log,
            Accident::TopOf(earlier) => self.top = earlier.top,
            Accident::RestOf(earlier) => {
                (self.ids, self.texts, self.notes) = (earlier.ids, earlier.texts, earlier.notes);
            }
            Accident::AllOf(earlier) => *self = *earlier,
        }
    }
}

/// How many there are to be: what was lost before stays lost until it is found.
const fn counted(known: usize, were: usize, are: usize) -> usize {
    if were < known { known + are - were } else { are }
}
