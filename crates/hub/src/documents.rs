//! All documents of a summit that someone follows, and when each is shown next.

use crate::{
    document::{Document, Frames},
    wake::Wake,
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

/// A connection, for the bells of documents.
pub type SessionId = u64;

/// The documents that someone follows.
#[derive(Debug, Default)]
pub struct Documents {
    cells: DashMap<Doc, Arc<Cell>>,
    /// Those that changed, but were shown too short a time ago.
    waiting: Mutex<BTreeSet<Doc>>,
    /// Which life of the log they are made from; changed only while nobody looks at the summit.
    life: AtomicU64,
}

/// One document, its readers' bells, and its rhythm.
#[derive(Debug)]
pub struct Cell {
    /// Readers that hold less have something to fetch.
    shown: AtomicU64,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    document: Document,
    /// Which life of the log it is made from.
    life: u64,
    readers: BTreeMap<SessionId, Arc<Wake>>,
    /// What was touched and is not taken in yet: while nobody is shown the document, nobody needs it.
    touched: BTreeSet<views::Key>,
    /// Not shown again before this.
    rest_until: Instant,
}

/// The shortest time between two frames of a document.
#[must_use]
pub const fn interval(doc: &Doc) -> Duration {
    match doc {
        Doc::Room | Doc::Table(_) | Doc::Person(_) => Duration::ZERO,
        Doc::Desk | Doc::Control | Doc::Wall(_) => Duration::from_millis(100),
        Doc::Themes => Duration::from_millis(200),
        Doc::Presence | Doc::Health => Duration::from_secs(1),
    }
}

/// Whether a document is kept when nobody follows it: those that staff share, so that resuming finds their history.
const fn is_kept(doc: &Doc) -> bool {
    !matches!(doc, Doc::Table(_) | Doc::Person(_))
}

impl Cell {
    fn new(document: Document, life: u64) -> Self {
        let inner = Inner {
            life,
            readers: BTreeMap::new(),
            touched: BTreeSet::new(),
            rest_until: Instant::now(),
            document,
        };
        Self { shown: AtomicU64::new(inner.document.offset().0), inner: Mutex::new(inner) }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Is made anew from another life of the log.
    fn remake(&self, document: Document, life: u64) {
        let mut inner = self.lock();
        self.shown.store(document.offset().0, Ordering::Release);
        inner.document = document;
        inner.life = life;
        inner.touched.clear();
    }

    /// Whether a reader at `held` has something to fetch.
    #[must_use]
    pub fn has_news_for(&self, held: Option<Offset>) -> bool {
        held.is_none_or(|held| held.0 < self.shown.load(Ordering::Acquire))
    }

    /// What a reader at `held` needs, and where it is then. One that was not told yet of another life gets nothing.
    #[must_use]
    pub fn since(&self, life: u64, held: Option<Offset>, top: Offset) -> Option<(Frames, Offset)> {
        let mut inner = self.lock();
        if inner.life != life {
            return None;
        }
        let frames = inner.document.since(held, top)?;
        Some((frames, inner.document.offset()))
    }

    /// The frame for a reader that asked and holds all of it.
    #[must_use]
    pub fn nothing_new(&self, held: Offset) -> Encoded {
        self.lock().document.nothing_new(held)
    }

    /// Takes new values, and shows them if the document's rhythm allows; else tells when it will.
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
        if changed { self.show(doc, &mut inner) } else { None }
    }

    /// Notes what a commit touched, and takes it in and shows it if the document's rhythm allows; else tells when it
    /// will. Until then, so that what changes with every commit is made once for all of them, nothing is.
    fn touch(
        &self,
        summit: &Summit,
        doc: &Doc,
        keys: impl IntoIterator<Item = views::Key>,
    ) -> Option<Instant> {
        let mut inner = self.lock();
        inner.touched.extend(keys);
        if inner.rest_until > Instant::now() {
            return Some(inner.rest_until);
        }
        if inner.take_in(summit, doc) { self.show(doc, &mut inner) } else { None }
    }

    /// Takes in and shows what waited for the document's rhythm, or tells when it will be due.
    fn show_due(&self, summit: &Summit, doc: &Doc) -> Option<Instant> {
        let mut inner = self.lock();
        if inner.rest_until > Instant::now() {
            return Some(inner.rest_until);
        }
        inner.take_in(summit, doc);
        // A reader that came meanwhile had it taken in, but not shown to the others.
        let is_new = self.shown.load(Ordering::Acquire) < inner.document.offset().0;
        if is_new { self.show(doc, &mut inner) } else { None }
    }

    /// Shows what changed, unless that was done too short a time ago: then tells when it will be due.
    fn show(&self, doc: &Doc, inner: &mut Inner) -> Option<Instant> {
        let now = Instant::now();
        if inner.rest_until > now {
            return Some(inner.rest_until);
        }
        inner.rest_until = now + interval(doc);
        self.shown.store(inner.document.offset().0, Ordering::Release);
        inner.readers.values().for_each(|wake| wake.ring());
        None
    }
}

impl Inner {
    /// Takes in what was touched; tells whether anything changed.
    fn take_in(&mut self, summit: &Summit, doc: &Doc) -> bool {
        let mut changed = false;
        for key in std::mem::take(&mut self.touched) {
            let value = views::entry(summit, doc, &key);
            changed |= self.document.put(&key.to_string(), value.as_ref(), summit.offset);
        }
        changed
    }
}

impl Documents {
    /// Follows a document; it is made if nobody did. The caller holds the summit, so that none of its
    /// changes falls between.
    pub fn follow(
        &self,
        summit: &Summit,
        doc: &Doc,
        session: SessionId,
        wake: &Arc<Wake>,
    ) -> Arc<Cell> {
        let life = self.life.load(Ordering::Relaxed);
        let made = || Arc::new(Cell::new(make(summit, doc), life));
        let cell = self.cells.entry(doc.clone()).or_insert_with(made);
        // While the entry is held nobody can find the cell without readers and forget it.
        let mut inner = cell.lock();
        inner.readers.insert(session, Arc::clone(wake));
        // Who comes now is sent the document at once, and may know already what it does not hold yet.
        inner.take_in(summit, doc);
        drop(inner);
        Arc::clone(&cell)
    }

    /// Follows it no longer; what nobody follows is forgotten.
    pub fn leave(&self, doc: &Doc, session: SessionId) {
        if let Some(cell) = self.cells.get(doc) {
            cell.lock().readers.remove(&session);
        }
        if !is_kept(doc) {
            self.cells.remove_if(doc, |_, cell| cell.lock().readers.is_empty());
        }
    }

    /// Makes all of them anew from another life of the log. The caller holds the summit, so that nobody looks meanwhile.
    pub fn remake(&self, summit: &Summit, life: u64) {
        self.life.store(life, Ordering::Relaxed);
        for cell in &self.cells {
            if cell.key().is_of_node() {
                // It counts in its own offsets, and goes on.
                cell.lock().life = life;
            } else {
                cell.remake(make(summit, cell.key()), life);
            }
        }
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.cells.len()
    }

    /// A document for someone who does not stay: from the one that is kept, or made for this once.
    #[must_use]
    pub fn once(&self, summit: &Summit, doc: &Doc, held: Option<Offset>) -> Frames {
        let top = if doc.is_of_node() { Offset(u64::MAX) } else { summit.offset };
        let held_or_zero = held.unwrap_or_default();
        match self.cells.get(doc) {
            Some(cell) => {
                cell.lock().take_in(summit, doc);
                match cell.since(self.life.load(Ordering::Relaxed), held, top) {
                    Some((frames, _)) => frames,
                    None => Arc::new([cell.nothing_new(held_or_zero)]),
                }
            }
            None => {
                let mut document = make(summit, doc);
                let frames = document.since(held, top);
                frames.unwrap_or_else(|| Arc::new([document.nothing_new(held_or_zero)]))
            }
        }
    }

    /// Takes the entries that commits touched into the documents that someone follows.
    pub fn update(&self, summit: &Summit, touched: &BTreeSet<(Doc, views::Key)>) {
        let mut by_doc: BTreeMap<&Doc, Vec<&views::Key>> = BTreeMap::new();
        for (doc, key) in touched {
            by_doc.entry(doc).or_default().push(key);
        }
        for (doc, keys) in by_doc {
            let Some(cell) = self.cells.get(doc).map(|cell| Arc::clone(&cell)) else {
                continue;
            };
            if cell.touch(summit, doc, keys.into_iter().cloned()).is_some() {
                self.wait(doc);
            }
        }
    }

    fn wait(&self, doc: &Doc) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(doc.clone());
    }

    /// Takes all of a document that the node makes itself; its offset goes up by one if anything changed.
    pub fn replace(&self, doc: &Doc, now: &BTreeMap<String, Value>) {
        let Some(cell) = self.cells.get(doc).map(|cell| Arc::clone(&cell)) else {
            return;
        };
        let (at, gone) = {
            let inner = cell.lock();
            let gone =
                inner.document.keys().filter(|key| !now.contains_key(*key)).map(str::to_owned);
            (inner.document.offset().next(), gone.collect::<Vec<_>>())
        };
        let set = now.iter().map(|(key, value)| (key.clone(), Some(value)));
        if cell.change(doc, set.chain(gone.into_iter().map(|key| (key, None))), at).is_some() {
            self.wait(doc);
        }
    }

    /// Shows what waited for its document's rhythm; tells when to come back.
    #[must_use]
    pub fn show_due(&self, summit: &Summit) -> Option<Instant> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next: Option<Instant> = None;
        waiting.retain(|doc| {
            let due = self.cells.get(doc).and_then(|cell| cell.show_due(summit, doc));
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
