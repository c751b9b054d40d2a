//! One document: its entries, each with the offset of its last change, and the encodings that subscribers share.

use crate::limits::{FRAMES_KEPT, REMOVED_MAX};
use domain::{Doc, Offset};
use protocol::{Encoded, SyncPieces};
use serde_json::Value;
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// Frames that bring a subscriber up to date, in the order in which they apply.
pub type Frames = Arc<[Encoded]>;

/// The current state of what one audience may see.
#[derive(Debug)]
pub struct Document {
    doc: Doc,
    entries: BTreeMap<String, Entry>,
    /// Removed keys, and the offset of their removal.
    removed: BTreeMap<String, Offset>,
    /// The offset of the last change, or the one at which the document was made.
    offset: Offset,
    /// Subscribers that hold less get the whole document: older removals are forgotten.
    floor: Offset,
    /// Encodings by the offset that a subscriber holds. Emptied by each change.
    frames: HashMap<Option<Offset>, Frames>,
}

#[derive(Debug)]
struct Entry {
    at: Offset,
    json: String,
}

impl Document {
    /// A document as it stands at an offset. It has no history: subscribers that hold less get the whole.
    pub fn made(doc: Doc, at: Offset, entries: impl IntoIterator<Item = (String, Value)>) -> Self {
        let entry = |(key, value): (String, Value)| (key, Entry { at, json: value.to_string() });
        Self {
            doc,
            entries: entries.into_iter().map(entry).collect(),
            removed: BTreeMap::new(),
            offset: at,
            floor: at,
            frames: HashMap::new(),
        }
    }

    /// The offset of the last change.
    #[must_use]
    pub const fn offset(&self) -> Offset {
        self.offset
    }

    /// All keys that have a value.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// Sets or removes the value of a key. Returns whether that changed anything.
    pub fn put(&mut self, key: &str, value: Option<&Value>, at: Offset) -> bool {
        let json = value.map(Value::to_string);
        let known = self.entries.get(key).map(|entry| entry.json.as_str());
        if known == json.as_deref() {
            return false;
        }
        match json {
            Some(json) => {
                self.removed.remove(key);
                self.entries.insert(key.to_owned(), Entry { at, json });
            }
            None => {
                self.entries.remove(key);
                self.removed.insert(key.to_owned(), at);
                self.forget_old_removals();
            }
        }
        self.offset = at;
        self.frames.clear();
        true
    }

    fn forget_old_removals(&mut self) {
        if self.removed.len() <= REMOVED_MAX {
            return;
        }
        let mut times: Vec<Offset> = self.removed.values().copied().collect();
        times.sort_unstable();
        self.floor = times[times.len() / 2];
        let floor = self.floor;
        self.removed.retain(|_, at| *at > floor);
    }

    /// The frames for a subscriber that holds `held`; none if it is up to date. `top` is the last offset of the log: who
    /// claims to hold more gets the whole document.
    pub fn delta_since(&mut self, held: Option<Offset>, top: Offset) -> Option<Frames> {
        let from = held.filter(|held| *held >= self.floor && *held <= top);
        if from.is_some_and(|from| from >= self.offset) {
            return None;
        }
        if let Some(frames) = self.frames.get(&from) {
            return Some(Arc::clone(frames));
        }
        let frames = self.encode(from);
        if self.frames.len() < FRAMES_KEPT {
            self.frames.insert(from, Arc::clone(&frames));
        }
        Some(frames)
    }

    /// The whole document, for a single request.
    #[must_use]
    pub fn whole(&self) -> Frames {
        self.encode(None)
    }

    /// The frame for a subscriber that just subscribed and is up to date.
    #[must_use]
    pub fn empty_delta(&self, held: Offset) -> Encoded {
        let pieces = SyncPieces::new(&self.doc, Some(held), held.max(self.offset));
        let mut frames = pieces.finish();
        frames.remove(0)
    }

    fn encode(&self, from: Option<Offset>) -> Frames {
        let newer = |at: Offset| from.is_none_or(|from| at > from);
        let mut pieces = SyncPieces::new(&self.doc, from, self.offset);
        for (key, at) in &self.removed {
            if from.is_some() && newer(*at) {
                pieces.gone(key);
            }
        }
        for (key, entry) in &self.entries {
            if newer(entry.at) {
                pieces.set(key, &entry.json);
            }
        }
        pieces.finish().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn made() -> Document {
        let entries = [("a".to_owned(), json!(1)), ("b".to_owned(), json!(2))];
        Document::made(Doc::Room, Offset(10), entries)
    }

    fn read(frames: &Frames) -> Vec<Value> {
        let text = |frame: &Encoded| {
            serde_json::from_slice::<Value>(&frame.json()).expect("JSON")["sync"].take()
        };
        frames.iter().map(text).collect()
    }

    #[test]
    fn a_new_subscriber_gets_the_whole() {
        let frames = made().delta_since(None, Offset(10)).expect("everything");
        let whole = json!({"doc":"room","from":null,"to":10,"set":{"a":1,"b":2},"gone":[]});
        assert_eq!(read(&frames), [whole]);
    }

    #[test]
    fn a_subscriber_that_comes_back_gets_what_changed_and_no_more() {
        let mut document = made();
        document.put("b", Some(&json!(3)), Offset(11));
        document.put("a", None, Offset(12));
        document.put("b", Some(&json!(4)), Offset(13));
        let frames = document.delta_since(Some(Offset(10)), Offset(13)).expect("changes");
        assert_eq!(
            read(&frames),
            [json!({"doc":"room","from":10,"to":13,"set":{"b":4},"gone":["a"]})]
        );
        assert!(document.delta_since(Some(Offset(13)), Offset(13)).is_none());
    }

    #[test]
    fn a_value_that_did_not_change_is_not_a_change() {
        let mut document = made();
        assert!(!document.put("a", Some(&json!(1)), Offset(11)));
        assert!(!document.put("c", None, Offset(11)));
        assert_eq!(document.offset(), Offset(10));
    }

    #[test]
    fn a_subscriber_from_before_or_from_the_future_gets_the_whole() {
        for held in [9, 12] {
            let frames = made().delta_since(Some(Offset(held)), Offset(11)).expect("everything");
            assert_eq!(read(&frames)[0]["from"], Value::Null, "{held}");
        }
    }

    #[test]
    fn subscribers_at_the_same_offset_share_one_encoding() {
        let mut document = made();
        document.put("a", Some(&json!(7)), Offset(11));
        let first = document.delta_since(Some(Offset(10)), Offset(11)).expect("a change");
        let second = document.delta_since(Some(Offset(10)), Offset(11)).expect("a change");
        assert!(Arc::ptr_eq(&first, &second));
    }

    #[test]
    fn a_large_document_comes_in_pieces_of_64_kib_that_add_up() {
        let text = "x".repeat(500);
        let entries = (0..1_000).map(|n| (format!("idea/{n}"), json!({ "text": text })));
        let mut document = Document::made(Doc::Desk, Offset(5), entries);
        let frames = document.delta_since(None, Offset(5)).expect("everything");
        assert!(frames.len() > 5);
        assert!(frames.iter().all(|frame| frame.json().len() <= 64 * 1024));
        let frames = read(&frames);
        assert_eq!((&frames[0]["from"], &frames[0]["to"]), (&Value::Null, &json!(0)));
        assert_eq!((&frames[1]["from"], &frames[1]["to"]), (&json!(0), &json!(0)));
        assert_eq!(frames.last().expect("a last piece")["to"], json!(5));
        let keys: usize =
            frames.iter().map(|frame| frame["set"].as_object().expect("a map").len()).sum();
        assert_eq!(keys, 1_000);
    }

    #[test]
    fn many_removals_are_forgotten_and_older_subscribers_get_the_whole() {
        let entries = (0..2_000).map(|n| (format!("idea/{n}"), json!(n)));
        let mut document = Document::made(Doc::Desk, Offset(1), entries);
        for n in 0..2_000 {
            document.put(&format!("idea/{n}"), None, Offset(2 + n));
        }
        assert!(document.removed.len() <= REMOVED_MAX);
        let frames = document.delta_since(Some(Offset(1)), Offset(2_001)).expect("everything");
        assert_eq!(read(&frames)[0]["from"], Value::Null);
    }
}
