//! A store in memory that nodes share and that fails on command: it forgets, it does not answer, it tells nothing.

use super::store::{Batch, Beginning, Entry, Expected, News, Placed, Stand, Store, Swapped};
use crate::{contract::Note, fault::Fault, limits::NEWS_QUEUE};
use domain::{Commit, Digest, Epoch, Offset, RequestId};
use futures_util::future::BoxFuture;
use std::{
    collections::{BTreeMap, BTreeSet},
    future::pending,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep, timeout},
};

/// How long a question takes to the store, and its answer back.
const THERE: Duration = Duration::from_millis(1);
/// See [`THERE`].
const BACK: Duration = Duration::from_millis(10);

/// One node's way to a store in memory. Clones are the same way; [`another`](Self::another) is that of another node.
#[derive(Debug, Clone, Default)]
pub struct Model {
    data: Arc<Mutex<Data>>,
    way: Arc<Mutex<Way>>,
}

/// What is on the way between a node and the store.
#[derive(Debug, Clone, Copy, Default)]
struct Way {
    /// Questions do not arrive.
    cut: bool,
    /// Answers do not arrive, though what was asked is done.
    mute: bool,
    /// News do not arrive.
    deaf: bool,
}

/// What a store holds: kept aside, it can be put back as a store that has lost what came after.
#[derive(Debug, Clone, Default)]
pub struct Held {
    epoch: Option<Epoch>,
    entries: Vec<Entry>,
    ids: BTreeMap<RequestId, Offset>,
    notes: BTreeMap<String, Vec<u8>>,
    recovers: Duration,
    recovers_until: Option<Instant>,
}

#[derive(Debug, Default)]
struct Data {
    held: Held,
    full: bool,
    /// Replicas are gone.
    short: bool,
    listeners: Vec<(Arc<Mutex<Way>>, mpsc::Sender<News>)>,
}

impl Model {
    /// Another node's way to the same store.
    #[must_use]
    pub fn another(&self) -> Self {
        Self { data: Arc::clone(&self.data), way: Arc::default() }
    }

    /// As if the network between this node and the store were cut, or were there again.
    pub fn cut(&self, cut: bool) {
        self.way().cut = cut;
    }

    /// As if answers were lost, or arrived again.
    pub fn mute(&self, mute: bool) {
        self.way().mute = mute;
    }

    /// As if news were lost, or arrived again.
    pub fn deafen(&self, deaf: bool) {
        self.way().deaf = deaf;
    }

    /// As if the disk were full, or had room again.
    pub fn fill(&self, full: bool) {
        self.data().full = full;
    }

    /// As if replicas were gone, or were there again.
    pub fn shorten(&self, short: bool) {
        self.data().short = short;
    }

    /// What it holds now.
    #[must_use]
    pub fn held(&self) -> Held {
        self.data().held.clone()
    }

    /// As if it came back with what it held before.
    pub fn put_back(&self, held: Held) {
        self.data().held = held;
    }

    /// As if someone altered a stored record behind the journal's back.
    pub fn overwrite(&self, offset: Offset, bytes: Vec<u8>) {
        let mut data = self.data();
        if let Some(entry) = data.held.entries.iter_mut().find(|it| it.offset() == offset) {
            entry.record.bytes = bytes;
        }
    }

    /// The log, as it lies there.
    #[must_use]
    pub fn log(&self) -> Vec<Commit> {
        self.data().held.entries.iter().filter_map(|entry| entry.open().ok()).collect()
    }

    fn data(&self) -> MutexGuard<'_, Data> {
        self.data.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn way(&self) -> MutexGuard<'_, Way> {
        self.way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks the store, if the way is open, and waits for the answer as long as one does.
    fn ask<'a, T: Send + 'a>(
        &'a self,
        question: impl FnOnce(&mut Data) -> Result<T, Fault> + Send + 'a,
    ) -> BoxFuture<'a, Result<T, Fault>> {
        Box::pin(async move {
            sleep(THERE).await;
            let way = *self.way();
            let answer = (!way.cut).then(|| question(&mut self.data()));
            // News are faster than answers, as they may be.
            sleep(BACK).await;
            match answer {
                Some(answer) if !way.mute => answer,
                _ => {
                    let never = timeout(crate::limits::CALL_WITHIN, pending::<()>());
                    let _ = never.await;
                    Err(Fault::Away("cut off".to_owned()))
                }
            }
        })
    }
}

impl Held {
    fn top(&self) -> (Offset, Digest) {
        self.entries.last().map(|entry| (entry.offset(), entry.hash())).unwrap_or_default()
    }

    fn recovers(&self) -> bool {
        self.recovers_until.is_some_and(|until| Instant::now() < until)
    }

    fn append(&mut self, batch: &Batch) -> Placed {
        if self.epoch.as_ref() != Some(&batch.epoch) || (self.recovers() && !batch.again) {
            return Placed::OtherLife;
        }
        if self.top() != batch.after {
            return Placed::Elsewhere;
        }
        if let Some(offset) = batch.requests.iter().find_map(|id| self.ids.get(id)) {
            return Placed::Known(*offset);
        }
        self.entries.extend(batch.entries.iter().cloned());
        let offsets = batch.entries.iter().map(Entry::offset);
        self.ids.extend(batch.requests.iter().copied().zip(offsets));
        if self.recovers() {
            // As long as something is brought back there is time to bring more.
            self.recovers_until = Some(Instant::now() + self.recovers);
        }
        Placed::Done { copied: true }
    }
}

impl Data {
    fn tell(&mut self, news: &News) {
        self.listeners.retain(|(way, listener)| {
            if way.lock().unwrap_or_else(PoisonError::into_inner).deaf {
                return !listener.is_closed();
            }
            // Who does not keep up misses it.
            !matches!(listener.try_send(news.clone()), Err(mpsc::error::TrySendError::Closed(_)))
        });
    }
}

impl Store for Model {
    /// It never waits.
    fn make_do(&self, _: bool) {}

    fn stand(&self) -> BoxFuture<'_, Result<Stand, Fault>> {
        self.ask(|data| {
            let (offset, hash) = data.held.top();
            Ok(Stand {
                epoch: data.held.epoch.clone(),
                offset,
                hash,
                recovers: data.held.recovers(),
                copied: !data.short,
                now: None,
            })
        })
    }

    fn append(&self, batch: Batch) -> BoxFuture<'_, Result<Placed, Fault>> {
        self.ask(move |data| {
            if data.full {
                return Err(Fault::Full);
            }
            let placed = data.held.append(&batch);
            if let Placed::Done { .. } = placed {
                let Batch { epoch, after, entries, .. } = batch;
                data.tell(&News::Appended { epoch, after: after.0, entries });
                return Ok(Placed::Done { copied: !data.short });
            }
            Ok(placed)
        })
    }

    fn begin(&self, beginning: Beginning) -> BoxFuture<'_, Result<bool, Fault>> {
        self.ask(move |data| {
            let held = &mut data.held;
            if held.epoch != beginning.after || held.top() != beginning.at {
                return Ok(false);
            }
            held.epoch = Some(beginning.epoch);
            held.recovers = Duration::from_millis(beginning.recovers_ms);
            held.recovers_until = Some(Instant::now() + held.recovers);
            held.notes.extend(beginning.notes);
            Ok(true)
        })
    }

    fn read(&self, after: Offset, limit: usize) -> BoxFuture<'_, Result<Vec<Entry>, Fault>> {
        self.ask(move |data| {
            let start = usize::try_from(after.0).unwrap_or(usize::MAX);
            Ok(data.held.entries.iter().skip(start).take(limit).cloned().collect())
        })
    }

    fn known(&self, requests: Vec<RequestId>) -> BoxFuture<'_, Result<Vec<bool>, Fault>> {
        self.ask(move |data| Ok(requests.iter().map(|id| data.held.ids.contains_key(id)).collect()))
    }

    fn erase(&self, hashes: Vec<[u8; 32]>) -> BoxFuture<'_, Result<u64, Fault>> {
        self.ask(move |data| {
            let mut erased = BTreeSet::new();
            for entry in &mut data.held.entries {
                let gone = entry.texts.extract_if(.., |text| hashes.contains(&text.hash));
                erased.extend(gone.map(|text| text.hash));
            }
            data.tell(&News::Erased(hashes));
            Ok(erased.len() as u64)
        })
    }

    fn notes(&self) -> BoxFuture<'_, Result<Vec<Note>, Fault>> {
        self.ask(|data| Ok(data.held.notes.clone().into_iter().collect()))
    }

    fn note(&self, key: String) -> BoxFuture<'_, Result<Option<Vec<u8>>, Fault>> {
        self.ask(move |data| Ok(data.held.notes.get(&key).cloned()))
    }

    fn swap(
        &self,
        key: String,
        expected: Expected,
        new: Option<Vec<u8>>,
    ) -> BoxFuture<'_, Result<Swapped, Fault>> {
        self.ask(move |data| {
            let copied = !data.short;
            let there = data.held.notes.get(&key);
            let is_so = match &expected {
                Expected::Anything => true,
                Expected::Something => there.is_some(),
                Expected::This(this) => there == this.as_ref(),
            };
            if !is_so {
                return Ok(Swapped { done: false, copied });
            }
            match &new {
                Some(_) if data.full => return Err(Fault::Full),
                Some(bytes) => data.held.notes.insert(key.clone(), bytes.clone()),
                None => data.held.notes.remove(&key),
            };
            data.tell(&News::Noted(key, new));
            Ok(Swapped { done: true, copied })
        })
    }

    fn news(&self) -> mpsc::Receiver<News> {
        let (listener, news) = mpsc::channel(NEWS_QUEUE);
        self.data().listeners.push((Arc::clone(&self.way), listener));
        news
    }
}
