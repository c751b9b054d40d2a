//! The documents that a connection is subscribed to, the offset that its client holds of each, and which is served next.

use crate::{documents::DocumentSlot, summit::SummitHandle};
use domain::{Doc, Offset};
use protocol::Encoded;
use std::{
    collections::{BTreeMap, VecDeque, btree_map},
    ops::Bound::{Excluded, Unbounded},
    sync::Arc,
};

/// The subscriptions of one connection.
#[derive(Debug, Default)]
pub(crate) struct Subscriptions {
    by_doc: BTreeMap<Doc, Subscription>,
    /// The document that was served last. The next one after it in order is served next, so that none starves.
    last: Option<Doc>,
    /// The generation of the log that the client was told of.
    generation: u64,
}

/// A subscription to one document.
#[derive(Debug)]
pub(crate) struct Subscription {
    slot: Arc<DocumentSlot>,
    /// The offset that the client holds; none if it needs the whole document.
    held: Option<Offset>,
    /// The client subscribed and was not answered yet: it gets a frame even if it holds everything.
    unanswered: bool,
    /// The remaining pieces of a whole document.
    pieces: VecDeque<Encoded>,
}

impl Subscription {
    /// A new subscription by a client that holds the document of this offset.
    pub fn new(slot: Arc<DocumentSlot>, held: Option<Offset>) -> Self {
        Self { slot, held, unanswered: true, pieces: VecDeque::new() }
    }

    /// What the client holds; none until it was sent the last piece of a whole document.
    pub fn held_whole(&self) -> Option<Offset> {
        self.held.filter(|_| self.pieces.is_empty())
    }

    /// The next frame, if there is one.
    pub fn next_frame_if_due(
        &mut self,
        doc: &Doc,
        summit: &SummitHandle,
        generation: u64,
    ) -> Option<Encoded> {
        if self.is_due() { self.next_frame(doc, summit, generation) } else { None }
    }

    /// The log's epoch changed: the whole document is sent.
    fn restart(&mut self) {
        self.held = None;
        self.unanswered = true;
        self.pieces.clear();
    }

    fn is_due(&self) -> bool {
        !self.pieces.is_empty() || self.unanswered || self.slot.has_news_for(self.held)
    }

    fn next_frame(&mut self, doc: &Doc, summit: &SummitHandle, generation: u64) -> Option<Encoded> {
        if let Some(piece) = self.pieces.pop_front() {
            return Some(piece);
        }
        // Read after `is_due`: the top is never before what the document has published.
        let top = if doc.is_of_node() { Offset(u64::MAX) } else { summit.read(|it| it.offset) };
        let unanswered = std::mem::take(&mut self.unanswered);
        match self.slot.delta_since(generation, self.held, top) {
            Some((frames, at)) => {
                self.held = Some(at);
                self.pieces = frames.iter().cloned().collect();
                self.pieces.pop_front()
            }
            None if unanswered => Some(self.slot.empty_delta(self.held.unwrap_or_default())),
            None => None,
        }
    }
}

impl Subscriptions {
    /// Subscribes to a document of which the client holds this offset.
    pub fn insert(&mut self, doc: Doc, slot: Arc<DocumentSlot>, held: Option<Offset>) {
        self.by_doc.insert(doc, Subscription::new(slot, held));
    }

    /// The client was told of another epoch of the log: every document is sent whole.
    pub fn restart(&mut self, generation: u64) {
        self.generation = generation;
        self.by_doc.values_mut().for_each(Subscription::restart);
    }

    /// Ends a subscription. Returns whether there was one.
    pub fn remove(&mut self, doc: &Doc) -> bool {
        self.by_doc.remove(doc).is_some()
    }

    pub fn has(&self, doc: &Doc) -> bool {
        self.by_doc.contains_key(doc)
    }

    pub fn docs(&self) -> btree_map::Keys<'_, Doc, impl Sized> {
        self.by_doc.keys()
    }

    /// Whether any document has a frame for the client.
    pub fn has_frame(&self) -> bool {
        self.by_doc.values().any(Subscription::is_due)
    }

    /// The next frame, of each document in turn.
    pub fn next_frame(&mut self, summit: &SummitHandle) -> Option<Encoded> {
        let last = self.last.clone();
        let from = last.as_ref().map_or(Unbounded, Excluded);
        let after_last = self.by_doc.range_mut((from, Unbounded)).find(|(_, it)| it.is_due());
        let (doc, subscription) = match after_last {
            Some(found) => found,
            None => self.by_doc.iter_mut().find(|(_, it)| it.is_due())?,
        };
        self.last = Some(doc.clone());
        subscription.next_frame(doc, summit, self.generation)
    }
}
