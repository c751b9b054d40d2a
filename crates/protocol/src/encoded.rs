//! A frame as bytes: encoded once, framed once, shared by all its readers.

use crate::limits::PIECE_MAX_BYTES;
use bytes::{BufMut, Bytes, BytesMut};
use domain::{Doc, Offset};
use serde::Serialize;
use std::fmt::Write as _;

/// A text message with its WebSocket header in front (RFC 6455, section 5.2: a server's frames are not masked).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    framed: Bytes,
    header: usize,
}

/// The longest header: two bytes and a 64-bit length.
const HEADER_MAX: usize = 10;
const FINAL_TEXT: u8 = 0x81;

impl Encoded {
    /// Encodes a frame.
    ///
    /// # Panics
    /// Never: frames are maps with string keys and finite numbers, which always have a JSON.
    #[must_use]
    pub fn frame(frame: &impl Serialize) -> Self {
        #[expect(clippy::unwrap_used, reason = "frames always have a JSON")]
        let json = serde_json::to_vec(frame).unwrap();
        Self::text(&json)
    }

    /// Frames a JSON text.
    #[must_use]
    pub fn text(json: &[u8]) -> Self {
        let mut framed = BytesMut::with_capacity(HEADER_MAX + json.len());
        framed.put_u8(FINAL_TEXT);
        match (u8::try_from(json.len()), u16::try_from(json.len())) {
            (Ok(short), _) if short < 126 => framed.put_u8(short),
            (_, Ok(medium)) => {
                framed.put_u8(126);
                framed.put_u16(medium);
            }
            (_, Err(_)) => {
                framed.put_u8(127);
                framed.put_u64(json.len() as u64);
            }
        }
        let header = framed.len();
        framed.put_slice(json);
        Self { framed: framed.freeze(), header }
    }

    /// As it goes over a WebSocket.
    #[must_use]
    pub fn websocket(&self) -> Bytes {
        self.framed.clone()
    }

    /// The JSON alone.
    #[must_use]
    pub fn json(&self) -> Bytes {
        self.framed.slice(self.header..)
    }
}

/// Writes a `sync` from values that are JSON already, in pieces of at most 64 KiB where it starts from nothing.
#[derive(Debug)]
pub struct SyncPieces<'d> {
    doc: &'d Doc,
    from: Option<Offset>,
    to: Offset,
    body: String,
    gone: Vec<String>,
    done: Vec<Encoded>,
}

impl<'d> SyncPieces<'d> {
    /// Begins a `sync` of a document from an offset (none: from nothing) to another.
    #[must_use]
    pub const fn new(doc: &'d Doc, from: Option<Offset>, to: Offset) -> Self {
        Self { doc, from, to, body: String::new(), gone: Vec::new(), done: Vec::new() }
    }

    /// Adds a key and its value, as JSON.
    pub fn set(&mut self, key: &str, value: &str) {
        if !self.body.is_empty()
            && self.body.len() + key.len() + value.len() + 128 > PIECE_MAX_BYTES
        {
            self.cut();
        }
        if !self.body.is_empty() {
            self.body.push(',');
        }
        push_string(&mut self.body, key);
        self.body.push(':');
        self.body.push_str(value);
    }

    /// Adds a key that is gone.
    pub fn gone(&mut self, key: &str) {
        self.gone.push(key.to_owned());
    }

    /// The frames, in the order in which they apply.
    #[must_use]
    pub fn finish(mut self) -> Vec<Encoded> {
        let to = self.to;
        self.write(to);
        self.done
    }

    /// A document from nothing is at 0 until its last piece came; one that goes on stays where it was.
    fn cut(&mut self) {
        let to = self.from.unwrap_or(Offset::ZERO);
        self.write(to);
        self.from = Some(to);
    }

    fn write(&mut self, to: Offset) {
        let mut json = String::with_capacity(self.body.len() + 128);
        json.push_str(r#"{"sync":{"doc":"#);
        push_string(&mut json, &self.doc.to_string());
        let from = self.from.map_or_else(|| "null".to_owned(), |from| from.to_string());
        let _ = write!(json, r#","from":{from},"to":{to},"set":{{"#);
        json.push_str(&self.body);
        json.push_str(r#"},"gone":["#);
        for (n, key) in self.gone.drain(..).enumerate() {
            if n > 0 {
                json.push(',');
            }
            push_string(&mut json, &key);
        }
        json.push_str("]}}");
        self.body.clear();
        self.done.push(Encoded::text(json.as_bytes()));
    }
}

fn push_string(json: &mut String, text: &str) {
    json.push_str(&serde_json::Value::from(text).to_string());
}
