//! All documents of a summit that someone is subscribed to, and when each is published next.

use crate::{
    document::{Document, Frames},
    session_signal::SessionSignal,
};
use dashmap::DashMap;
use domain::{Doc, Offset, Summit};
use protocol::Encoded;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::time::Instant;

/// A connection.
pub type SessionId = u64;

/// The documents that someone is subscribed to, or will be.
#[derive(Debug, Default)]
pub struct Documents {
    slots: DashMap<Doc, Arc<DocumentSlot>>,
    /// Those that changed within their interval: they are published when it is over.
    deferred: Mutex<BTreeSet<Doc>>,
    /// The generation of the log that they are made from. It changes only under the write lock of the summit.
    generation: AtomicU64,
}

/// One document, its subscribers, and when it may be published again.
#[derive(Debug)]
pub struct DocumentSlot {
    /// The last offset that subscribers were notified of: who holds less has something to fetch.
    published: AtomicU64,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    document: Document,
    /// The generation of the log that the document is made from.
    generation: u64,
    subscribers: BTreeMap<SessionId, Arc<SessionSignal>>,
    /// Keys that changed since the entries were last computed: until the document is published nobody needs them.
    dirty: BTreeSet<views::Key>,
    /// Not published again before this.
    not_before: Instant,
}

impl DocumentSlot {
    fn new(document: Document, generation: u64) -> Self {
        let inner = Inner {
            generation,
            subscribers: BTreeMap::new(),
            dirty: BTreeSet::new(),
            not_before: Instant::now(),
            document,
        };
        Self { published: AtomicU64::new(inner.document.offset().0), inner: Mutex::new(inner) }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Replaces the document by one of another generation of the log.
    fn rebuild(&self, document: Document, generation: u64) {
        let mut inner = self.lock();
        self.published.store(document.offset().0, Ordering::Release);
        inner.document = document;
        inner.generation = generation;
        inner.dirty.clear();
    }

    /// Whether a subscriber that holds `held` has something to fetch.
    #[must_use]
    pub fn has_news_for(&self, held: Option<Offset>) -> bool {
        held.is_none_or(|held| held.0 < self.published.load(Ordering::Acquire))
    }

    /// The frames for a subscriber that holds `held`, and the offset that it holds after them. None if it is up to date,
    /// or was not told yet that the generation changed.
    #[must_use]
    pub fn delta_since(
        &self,
        generation: u64,
        held: Option<Offset>,
        top: Offset,
    ) -> Option<(Frames, Offset)> {
        let mut inner = self.lock();
        if inner.generation != generation {
            return None;
        }
        let frames = inner.document.delta_since(held, top)?;
        Some((frames, inner.document.offset()))
    }

    /// The frame for a subscriber that just subscribed and is up to date.
    #[must_use]
    pub fn empty_delta(&self, held: Offset) -> Encoded {
        self.lock().document.empty_delta(held)
    }

    /// Sets values, and publishes them unless the interval is not over: then returns when it is.
    fn change<'v>(
        &self,
        doc: &Doc,
        values: impl IntoIterator<Item = (String, Option<&'v Value>)>,
        at: Offset,
    ) -> Option<Instant> {
        let mut inner = self.lock();
        let mut changed = false;
        for (key, value) in values {
            changed |= inner.document.put(&key, value, at);
        }
        if changed { self.publish(doc, &mut inner) } else { None }
    }

    /// Marks keys that a commit changed, and publishes their new values unless the interval is not over: then returns when
    /// it is. An entry that changes with every commit is computed once per interval.
    fn mark_dirty(
        &self,
        summit: &Summit,
        doc: &Doc,
        keys: impl IntoIterator<Item = views::Key>,
    ) -> Option<Instant> {
        let mut inner = self.lock();
        inner.dirty.extend(keys);
        if inner.not_before > Instant::now() {
            return Some(inner.not_before);
        }
        if inner.refresh(summit, doc) { self.publish(doc, &mut inner) } else { None }
    }

    /// Publishes what waited for the interval, or returns when it is over.
    fn publish_due(&self, summit: &Summit, doc: &Doc) -> Option<Instant> {
        let mut inner = self.lock();
        if inner.not_before > Instant::now() {
            return Some(inner.not_before);
        }
        inner.refresh(summit, doc);
        // A new subscriber may have refreshed the entries meanwhile, without notice to the others.
        let is_new = self.published.load(Ordering::Acquire) < inner.document.offset().0;
        if is_new { self.publish(doc, &mut inner) } else { None }
    }

    /// Notifies subscribers, unless the interval is not over: then returns when it is.
    fn publish(&self, doc: &Doc, inner: &mut Inner) -> Option<Instant> {
        let now = Instant::now();
        if inner.not_before > now {
            return Some(inner.not_before);
        }
        inner.not_before = now + Duration::from_millis(doc.row().interval_ms);
        self.published.store(inner.document.offset().0, Ordering::Release);
        inner.subscribers.values().for_each(|signal| signal.notify());
        None
    }
}

impl Inner {
    /// Computes the entries that are marked. Returns whether any of them changed.
    fn refresh(&mut self, summit: &Summit, doc: &Doc) -> bool {
        let mut changed = false;
        for key in std::mem::take(&mut self.dirty) {
            let value = views::entry(summit, doc, &key);
            changed |= self.document.put(&key.to_string(), value.as_ref(), summit.offset);
        }
        changed
    }
}

impl Documents {
    /// Subscribes a session; the document is made if it is the first. The caller holds the lock of the summit, so that no
    /// commit falls between making the document and adding the session.
    pub fn subscribe(
        &self,
        summit: &Summit,
        doc: &Doc,
        session: SessionId,
        signal: &Arc<SessionSignal>,
    ) -> Arc<DocumentSlot> {
        let generation = self.generation.load(Ordering::Relaxed);
        let made = || Arc::new(DocumentSlot::new(make(summit, doc), generation));
        let slot = self.slots.entry(doc.clone()).or_insert_with(made);
        // The map entry is still locked: nobody can find the slot without subscribers and drop it.
        let mut inner = slot.lock();
        inner.subscribers.insert(session, Arc::clone(signal));
        // The session is sent the document at once, and may already hold an offset past the marked keys.
        inner.refresh(summit, doc);
        drop(inner);
        Arc::clone(&slot)
    }

    /// Ends a subscription. A document of one table or person is dropped with its last subscriber.
    pub fn unsubscribe(&self, doc: &Doc, session: SessionId) {
        if let Some(slot) = self.slots.get(doc) {
            slot.lock().subscribers.remove(&session);
        }
        if !doc.row().is_kept {
            self.slots.remove_if(doc, |_, slot| slot.lock().subscribers.is_empty());
        }
    }

    /// Rebuilds all documents for another generation of the log. The caller holds the write lock of the summit.
    pub fn rebuild(&self, summit: &Summit, generation: u64) {
        self.generation.store(generation, Ordering::Relaxed);
        for slot in &self.slots {
            if slot.key().is_of_node() {
                // Its offsets are not those of the log.
                slot.lock().generation = generation;
            } else {
                slot.rebuild(make(summit, slot.key()), generation);
            }
        }
        self.deferred.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// How many documents are kept.
    #[must_use]
    pub fn count(&self) -> usize {
        self.slots.len()
    }

    /// The frames of a document for a single request: of the one that is kept, or of one made for it.
    #[must_use]
    pub fn once(&self, summit: &Summit, doc: &Doc, held: Option<Offset>) -> Frames {
        let top = if doc.is_of_node() { Offset(u64::MAX) } else { summit.offset };
        let held_or_zero = held.unwrap_or_default();
        match self.slots.get(doc) {
            Some(slot) => {
                slot.lock().refresh(summit, doc);
                match slot.delta_since(self.generation.load(Ordering::Relaxed), held, top) {
                    Some((frames, _)) => frames,
                    None => Arc::new([slot.empty_delta(held_or_zero)]),
                }
            }
            None => {
                let mut document = make(summit, doc);
                let frames = document.delta_since(held, top);
                frames.unwrap_or_else(|| Arc::new([document.empty_delta(held_or_zero)]))
            }
        }
    }

    /// Marks the entries that commits changed in the documents that are kept.
    pub fn update(&self, summit: &Summit, touched: &BTreeSet<(Doc, views::Key)>) {
        let mut by_doc: BTreeMap<&Doc, Vec<&views::Key>> = BTreeMap::new();
        for (doc, key) in touched {
            by_doc.entry(doc).or_default().push(key);
        }
        for (doc, keys) in by_doc {
            let Some(slot) = self.slots.get(doc).map(|slot| Arc::clone(&slot)) else {
                continue;
            };
            if slot.mark_dirty(summit, doc, keys.into_iter().cloned()).is_some() {
                self.defer(doc);
            }
        }
    }

    fn defer(&self, doc: &Doc) {
        self.deferred.lock().unwrap_or_else(PoisonError::into_inner).insert(doc.clone());
    }

    /// Replaces the entries of a document that the node makes itself. Its offset goes up by one if any changed.
    pub fn replace(&self, doc: &Doc, now: &BTreeMap<String, Value>) {
        let Some(slot) = self.slots.get(doc).map(|slot| Arc::clone(&slot)) else {
            return;
        };
        let (at, gone) = {
            let inner = slot.lock();
            let gone =
                inner.document.keys().filter(|key| !now.contains_key(*key)).map(str::to_owned);
            (inner.document.offset().next(), gone.collect::<Vec<_>>())
        };
        let set = now.iter().map(|(key, value)| (key.clone(), Some(value)));
        if slot.change(doc, set.chain(gone.into_iter().map(|key| (key, None))), at).is_some() {
            self.defer(doc);
        }
    }

    /// Publishes what waited for its interval. Returns when the next is due.
    #[must_use]
    pub fn publish_due(&self, summit: &Summit) -> Option<Instant> {
        let mut deferred = self.deferred.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next: Option<Instant> = None;
        deferred.retain(|doc| {
            let due = self.slots.get(doc).and_then(|slot| slot.publish_due(summit, doc));
            next = [next, due].into_iter().flatten().min();
            due.is_some()
        });
        next
    }
}

fn make(summit: &Summit, doc: &Doc) -> Document {
    if doc.is_of_node() {
        return Document::made(doc.clone(), Offset(1), []);
    }
    let entry = |key: views::Key| Some((key.to_string(), views::entry(summit, doc, &key)?));
    let entries = views::keys(summit, doc).into_iter().filter_map(entry);
    Document::made(doc.clone(), summit.offset, entries)
}
