//! The documents that a connection follows, where its client stands in each, and whose turn it is.

use crate::{documents::Cell, summit::SummitHandle};
use domain::{Doc, Offset};
use protocol::Encoded;
use std::{
    collections::{BTreeMap, VecDeque, btree_map},
    ops::Bound::{Excluded, Unbounded},
    sync::Arc,
};

/// The documents that a connection follows.
#[derive(Debug, Default)]
pub(crate) struct Follows {
    by_doc: BTreeMap<Doc, Follow>,
    /// The one that was served last: the next comes from behind it, so that none waits for ever.
    last: Option<Doc>,
    /// Which life of the log the reader was told of.
    life: u64,
}

/// A document that is followed.
#[derive(Debug)]
pub(crate) struct Follow {
    cell: Arc<Cell>,
    held: Option<Offset>,
    /// Whether the client asked, and was not answered yet.
    asked: bool,
    /// The rest of a whole document.
    pieces: VecDeque<Encoded>,
}

impl Follow {
    /// Someone asks for a document, of which they hold what was current at an offset.
    pub fn begun(cell: Arc<Cell>, held: Option<Offset>) -> Self {
        Self { cell, held, asked: true, pieces: VecDeque::new() }
    }

    /// What the reader holds; none before the last piece of a whole document.
    pub fn held_whole(&self) -> Option<Offset> {
        self.held.filter(|_| self.pieces.is_empty())
    }

    /// The next frame, if there is one.
    pub fn next_frame_if_due(
        &mut self,
        doc: &Doc,
        summit: &SummitHandle,
        life: u64,
    ) -> Option<Encoded> {
        if self.is_due() { self.next_frame(doc, summit, life) } else { None }
    }

    /// What was held is of another life of the log.
    fn begin_anew(&mut self) {
        self.held = None;
        self.asked = true;
        self.pieces.clear();
    }

    fn is_due(&self) -> bool {
        !self.pieces.is_empty() || self.asked || self.cell.has_news_for(self.held)
    }

    fn next_frame(&mut self, doc: &Doc, summit: &SummitHandle, life: u64) -> Option<Encoded> {
        if let Some(piece) = self.pieces.pop_front() {
            return Some(piece);
        }
        // Looked at after the news was seen: the top never lies before what a document shows.
        let top = if doc.is_of_node() { Offset(u64::MAX) } else { summit.read(|it| it.offset) };
        let asked = std::mem::take(&mut self.asked);
        match self.cell.since(life, self.held, top) {
            Some((frames, at)) => {
                self.held = Some(at);
                self.pieces = frames.iter().cloned().collect();
                self.pieces.pop_front()
            }
            None if asked => Some(self.cell.nothing_new(self.held.unwrap_or_default())),
            None => None,
        }
    }
}

impl Follows {
    /// A client asks for a document, of which it holds what was current at an offset.
    pub fn begin(&mut self, doc: Doc, cell: Arc<Cell>, held: Option<Offset>) {
        self.by_doc.insert(doc, Follow::begun(cell, held));
    }

    /// The reader was told of another life of the log: all is sent whole.
    pub fn begin_anew(&mut self, life: u64) {
        self.life = life;
        self.by_doc.values_mut().for_each(Follow::begin_anew);
    }

    /// It wants no more of it. Tells whether it did.
    pub fn end(&mut self, doc: &Doc) -> bool {
        self.by_doc.remove(doc).is_some()
    }

    pub fn has(&self, doc: &Doc) -> bool {
        self.by_doc.contains_key(doc)
    }

    pub fn docs(&self) -> btree_map::Keys<'_, Doc, impl Sized> {
        self.by_doc.keys()
    }

    /// Whether any of them has a frame.
    pub fn has_frame(&self) -> bool {
        self.by_doc.values().any(Follow::is_due)
    }

    /// The next frame, of each document in turn.
    pub fn next_frame(&mut self, summit: &SummitHandle) -> Option<Encoded> {
        let behind = self.last.clone();
        let from = behind.as_ref().map_or(Unbounded, Excluded);
        let turn = self.by_doc.range_mut((from, Unbounded)).find(|(_, it)| it.is_due());
        let (doc, follow) = match turn {
            Some(turn) => turn,
            None => self.by_doc.iter_mut().find(|(_, it)| it.is_due())?,
        };
        self.last = Some(doc.clone());
        follow.next_frame(doc, summit, self.life)
    }
}
