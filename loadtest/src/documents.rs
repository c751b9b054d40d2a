//! What a screen holds of the documents it follows, and the frames that change it.

use protocol::Refusal;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A frame from the server.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FromServer<'a> {
    Welcome(Welcome),
    #[serde(borrow)]
    Sync(Sync<'a>),
    Reply(Reply),
    Pong {},
    Unwatched {
        doc: String,
        code: String,
    },
    Epoch {
        id: String,
        durable: u64,
    },
    Stale {
        since: Option<u64>,
    },
    Bye(protocol::Bye),
}

/// The hello was accepted.
#[derive(Debug, Deserialize)]
pub struct Welcome {
    pub epoch: String,
    pub heartbeat_ms: u64,
}

/// What became of a request.
#[derive(Debug, Deserialize)]
pub struct Reply {
    pub id: Uuid,
    pub at: Option<u64>,
    pub refused: Option<Refusal>,
}

/// A change of a document.
#[derive(Debug, Deserialize)]
pub struct Sync<'a> {
    pub doc: String,
    pub from: Option<u64>,
    pub to: u64,
    #[serde(borrow)]
    pub set: BTreeMap<String, &'a RawValue>,
    pub gone: Vec<String>,
}

impl Sync<'_> {
    /// Whether pieces of the same document follow.
    pub fn goes_on(&self) -> bool {
        self.to == self.from.unwrap_or(0) && !self.set.is_empty()
    }
}

/// A document as a screen has it.
#[derive(Debug, Default)]
pub struct Document {
    /// Up to where; none: nothing.
    pub held: Option<u64>,
    /// Whether all of it has come on this connection.
    pub is_whole: bool,
    /// Whether it came from nothing on this connection, although something was held.
    pub began_anew: bool,
    pub entries: BTreeMap<String, Box<RawValue>>,
}

/// A change that builds on what this screen does not have.
#[derive(Debug, PartialEq, Eq)]
pub struct Gap;

impl Document {
    /// Takes a change.
    pub fn apply(&mut self, sync: &Sync<'_>) -> Result<(), Gap> {
        match (sync.from, self.held) {
            (None, held) => {
                self.began_anew |= held.is_some_and(|held| held > 0);
                self.entries.clear();
            }
            (Some(from), Some(held)) if from <= held && (sync.to >= held) => {}
            (Some(_), _) => return Err(Gap),
        }
        for (key, value) in &sync.set {
            self.entries.insert(key.clone(), (*value).to_owned());
        }
        for key in &sync.gone {
            self.entries.remove(key);
        }
        self.held = Some(sync.to);
        self.is_whole |= !sync.goes_on();
        Ok(())
    }

    /// Whether a person sees the same.
    pub fn is_like(&self, other: &Self) -> bool {
        let texts =
            |it: &Self| it.entries.values().map(|value| value.get().to_owned()).collect::<Vec<_>>();
        self.entries.keys().eq(other.entries.keys()) && texts(self) == texts(other)
    }

    /// A value, read as what it is.
    pub fn value<'d, T: Deserialize<'d>>(&'d self, key: &str) -> Option<T> {
        serde_json::from_str(self.entries.get(key)?.get()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(document: &mut Document, text: &str) -> Result<(), Gap> {
        let Ok(FromServer::Sync(sync)) = serde_json::from_str(text) else {
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
    fn nothing_new_makes_whole_what_was_resumed() {
        let mut document = Document { held: Some(7), ..Document::default() };
        let text = r#"{"sync":{"doc":"room","from":7,"to":7,"set":{},"gone":[]}}"#;
        assert_eq!(applied(&mut document, text), Ok(()));
        assert!(document.is_whole && !document.began_anew);
    }

    #[test]
    fn a_change_on_what_one_does_not_have_is_a_gap() {
        let mut document = Document { held: Some(7), ..Document::default() };
        let text = r#"{"sync":{"doc":"room","from":8,"to":9,"set":{},"gone":["a"]}}"#;
        assert_eq!(applied(&mut document, text), Err(Gap));
    }

    #[test]
    fn the_examples_of_the_protocol_can_be_read() {
        for text in [
            include_str!("../../crates/protocol/tests/golden/welcome.json"),
            include_str!("../../crates/protocol/tests/golden/sync.json"),
            include_str!("../../crates/protocol/tests/golden/reply_saved.json"),
            include_str!("../../crates/protocol/tests/golden/reply_refused.json"),
            include_str!("../../crates/protocol/tests/golden/pong.json"),
            include_str!("../../crates/protocol/tests/golden/unwatched.json"),
            include_str!("../../crates/protocol/tests/golden/epoch.json"),
            include_str!("../../crates/protocol/tests/golden/stale.json"),
            include_str!("../../crates/protocol/tests/golden/fresh.json"),
            include_str!("../../crates/protocol/tests/golden/bye.json"),
        ] {
            serde_json::from_str::<FromServer<'_>>(text).expect(text);
        }
    }
}
