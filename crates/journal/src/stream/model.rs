//! A store in memory that nodes share and that fails on command: it forgets, it does not answer, it tells nothing.

mod held;

use super::store::{
    Batch, Beginning, Entry, Expected, Lost, Mending, News, Placed, Stand, Store, Swapped,
};
use crate::{contract::Note, fault::Fault, limits::NEWS_QUEUE};
use domain::{Commit, Digest, Epoch, Offset, RequestId};
use futures_util::future::BoxFuture;
use held::Top;
pub use held::{Accident, Held};
use std::{
    future::pending,
    ops::Bound,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::mpsc,
    time::{sleep, timeout},
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
        if let Some(record) = self.data().held.log.entries.get_mut(&(offset.0, 0)) {
            record.bytes = bytes;
        }
    }

    /// As if a newer version had written this commit.
    pub fn write_otherwise(&self, offset: Offset, bytes: Vec<u8>) {
        let mut data = self.data();
        let hash = Digest::of(&bytes);
        if let Some(record) = data.held.log.entries.get_mut(&(offset.0, 0)) {
            record.hash = hash.0.to_vec();
            record.bytes = bytes;
        }
        if data.held.top.offset == offset {
            data.held.top.hash = hash;
        }
    }

    /// Something happens to what lies there.
    pub fn suffer(&self, accident: Accident) {
        self.data().held.suffer(accident);
    }

    /// The log, as it lies there.
    #[must_use]
    pub fn log(&self) -> Vec<Commit> {
        let data = self.data();
        let records = data.held.log.entries.values().cloned();
        records.filter_map(|record| data.held.entry(record).open().ok()).collect()
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

    fn look(&self) -> BoxFuture<'_, Result<Stand, Fault>> {
        self.stand()
    }

    fn stand(&self) -> BoxFuture<'_, Result<Stand, Fault>> {
        self.ask(|data| {
            let Top { epoch, offset, hash, .. } = data.held.top.clone();
            Ok(Stand {
                epoch,
                offset,
                hash,
                recovers: data.held.recovers(),
                copied: !data.short,
                now: None,
                amiss: data.held.amiss(),
                uncounted: data.held.texts.len() > data.held.top.texts
                    || data.held.notes.len() > data.held.top.notes,
                notes: data.held.notes.len(),
                seen: data.held.seen(),
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

    fn probe(&self) -> BoxFuture<'_, Result<bool, Fault>> {
        self.ask(|data| if data.full { Err(Fault::Full) } else { Ok(!data.short) })
    }

    fn begin(&self, beginning: Beginning) -> BoxFuture<'_, Result<bool, Fault>> {
        self.ask(move |data| {
            let held = &mut data.held;
            let is_amiss = held.amiss().is_some_and(|it| it.of_log().is_some());
            let at = (held.top.offset, held.top.hash);
            if is_amiss || held.top.epoch != beginning.after || at != beginning.at {
                return Ok(false);
            }
            held.top.epoch = Some(beginning.epoch);
            held.recover(Duration::from_millis(beginning.recovers_ms));
            held.note(beginning.notes);
            Ok(true)
        })
    }

    fn mend(&self, mending: Mending) -> BoxFuture<'_, Result<bool, Fault>> {
        self.ask(move |data| Ok(data.held.mend(mending)))
    }

    fn restore(&self, epoch: Epoch, lost: Lost) -> BoxFuture<'_, Result<Option<usize>, Fault>> {
        self.ask(move |data| {
            let is_so = data.held.top.epoch.as_ref() == Some(&epoch);
            Ok(is_so.then(|| data.held.restore(lost)))
        })
    }

    fn restore_notes(&self, epoch: Epoch, notes: Vec<Note>) -> BoxFuture<'_, Result<usize, Fault>> {
        self.ask(move |data| {
            if data.held.top.epoch.as_ref() != Some(&epoch) {
                return Ok(0);
            }
            let put = data.held.restore_notes(notes);
            let many = put.len();
            for (key, bytes) in put {
                data.tell(&News::Noted(key, Some(bytes)));
            }
            Ok(many)
        })
    }

    fn settle(&self, epoch: Epoch) -> BoxFuture<'_, Result<(), Fault>> {
        self.ask(move |data| {
            let held = &mut data.held;
            if held.top.epoch.as_ref() == Some(&epoch) {
                (held.top.texts, held.top.notes) = (held.texts.len(), held.notes.len());
                held.top.doubt = None;
            }
            Ok(())
        })
    }

    fn doubt(&self, epoch: Epoch, offset: Offset) -> BoxFuture<'_, Result<(), Fault>> {
        self.ask(move |data| {
            if data.held.top.epoch.as_ref() == Some(&epoch) {
                data.held.top.doubt = Some(offset);
            }
            Ok(())
        })
    }

    fn noted(&self) -> BoxFuture<'_, Result<Vec<(RequestId, Offset)>, Fault>> {
        self.ask(|data| Ok(data.held.ids.clone().into_iter().collect()))
    }

    fn read(&self, after: Offset, limit: usize) -> BoxFuture<'_, Result<Vec<Entry>, Fault>> {
        self.ask(move |data| {
            let held = &data.held;
            let behind = (Bound::Excluded((after.0, 0)), Bound::Unbounded);
            let records = held.log.entries.range(behind).take(limit);
            Ok(records.map(|(_, record)| held.entry(record.clone())).collect())
        })
    }

    fn known(&self, requests: Vec<RequestId>) -> BoxFuture<'_, Result<Vec<bool>, Fault>> {
        self.ask(move |data| Ok(requests.iter().map(|id| data.held.ids.contains_key(id)).collect()))
    }

    fn erase(&self, hashes: Vec<[u8; 32]>) -> BoxFuture<'_, Result<u64, Fault>> {
        self.ask(move |data| {
            let mut erased = 0;
            for hash in &hashes {
                let text = data.held.texts.get_mut(hash);
                erased += u64::from(text.is_some_and(|text| text.take().is_some()));
            }
            data.tell(&News::Erased(hashes));
            Ok(erased)
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
                Some(bytes) => data.held.note(vec![(key.clone(), bytes.clone())]),
                None => {
                    let was = data.held.notes.remove(&key).is_some();
                    data.held.top.notes -= usize::from(was && data.held.top.notes > 0);
                }
            }
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
