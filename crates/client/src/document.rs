//! A document as a client holds it: what `sync` frames made of it, and nothing else.

use crate::frame::Sync;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// A document: values by key, and the offset up to which they are known.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// The offset that is held; none: nothing is. It is sent as `watch` on the next connection.
    pub held: Option<u64>,
    /// Whether all of it has come on the present connection.
    pub is_whole: bool,
    /// Whether the server sent it from nothing on this connection although something was held.
    pub was_reset: bool,
    /// The values, as JSON.
    pub entries: BTreeMap<String, Box<RawValue>>,
}

/// A change that builds on what this client does not hold. Watch the document from nothing (`null`) to mend it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the change starts at {from}, and {held:?} is held")]
pub struct Gap {
    /// Where the change starts.
    pub from: u64,
    /// What is held.
    pub held: Option<u64>,
}

impl Document {
    /// Applies a change.
    ///
    /// # Errors
    ///
    /// The change builds on what is not held; the document stays as it was.
    pub fn apply(&mut self, sync: &Sync<'_>) -> Result<(), Gap> {
        match (sync.from, self.held) {
            (None, held) => {
                self.was_reset |= held.is_some_and(|held| held > 0);
                self.entries.clear();
            }
            (Some(from), Some(held)) if from <= held && sync.to >= held => {}
            (Some(from), held) => return Err(Gap { from, held }),
        }
        for (key, value) in &sync.set {
            self.entries.insert(key.clone(), (*value).to_owned());
        }
        for key in &sync.gone {
            self.entries.remove(key);
        }
        self.held = Some(sync.to);
        self.is_whole |= !sync.is_continued();
        Ok(())
    }

    /// The value under a key; none if there is none, or if it is no `T`.
    #[must_use]
    pub fn value<'d, T: Deserialize<'d>>(&'d self, key: &str) -> Option<T> {
        serde_json::from_str(self.entries.get(key)?.get()).ok()
    }

    /// The entries whose keys start with a prefix such as `idea/`, by the rest of the key.
    pub fn entries_under<'d>(
        &'d self,
        prefix: &'d str,
    ) -> impl Iterator<Item = (&'d str, &'d RawValue)> {
        self.entries
            .iter()
            .filter_map(move |(key, value)| Some((key.strip_prefix(prefix)?, &**value)))
    }

    /// Whether both hold the same entries, byte for byte.
    #[must_use]
    pub fn has_same_entries(&self, other: &Self) -> bool {
        let entries = |it: &'_ Self| -> Vec<(String, String)> {
            it.entries.iter().map(|(key, value)| (key.clone(), value.get().to_owned())).collect()
        };
        entries(self) == entries(other)
    }

    /// A connection begins: nothing has come on it yet.
    pub(crate) fn reconnected(&mut self) {
        (self.is_whole, self.was_reset) = (false, false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::ServerFrame;

    fn applied(document: &mut Document, text: &str) -> Result<(), Gap> {
        let Ok(ServerFrame::Sync(sync)) = ServerFrame::read(text) else {
            panic!("{text} is no sync")
        };
        document.apply(&sync)
    }

    #[test]
    fn a_document_in_pieces_is_whole_with_its_last() {
        let mut document = Document::default();
        for (text, whole) in [
            (r#"{"sync":{"doc":"desk","from":null,"to":0,"set":{"a":1},"gone":[]}}"#, false),
            (r#"{"sync":{"doc":"desk","from":0,"to":0,"set":{"b":2},"gone":[]}}"#, false),
            (r#"{"sync":{"doc":"desk","from":0,"to":7,"set":{"c":3},"gone":[]}}"#, true),
        ] {
            assert_eq!(applied(&mut document, text), Ok(()));
            assert_eq!(document.is_whole, whole);
        }
        assert_eq!((document.entries.len(), document.held), (3, Some(7)));
        assert_eq!(document.value::<u8>("b"), Some(2));
    }

    #[test]
    fn an_empty_change_makes_whole_what_was_resumed() {
        let mut document = Document { held: Some(7), ..Document::default() };
        let text = r#"{"sync":{"doc":"room","from":7,"to":7,"set":{},"gone":[]}}"#;
        assert_eq!(applied(&mut document, text), Ok(()));
        assert!(document.is_whole && !document.was_reset);
    }

    #[test]
    fn a_change_on_what_is_not_held_is_a_gap_and_changes_nothing() {
        let mut document = Document { held: Some(7), ..Document::default() };
        let text = r#"{"sync":{"doc":"room","from":8,"to":9,"set":{"a":1},"gone":[]}}"#;
        assert_eq!(applied(&mut document, text), Err(Gap { from: 8, held: Some(7) }));
        assert!(document.entries.is_empty() && document.held == Some(7));
    }

    #[test]
    fn entries_are_found_by_the_start_of_their_keys() {
        let mut document = Document::default();
        let text = r#"{"sync":{"doc":"desk","from":null,"to":7,"set":{"idea/a":1,"theme/b":2},"gone":[]}}"#;
        assert_eq!(applied(&mut document, text), Ok(()));
        let ideas: Vec<_> =
            document.entries_under("idea/").map(|(key, it)| (key, it.get())).collect();
        assert_eq!(ideas, [("a", "1")]);
    }
}
