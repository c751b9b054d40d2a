//! What the journal keeps of one request: its events, chained to the commit in front of it.

use crate::{
    actor::Seat,
    concept::{Command, Event},
    damaged::{self, Damaged},
    ids::{Offset, RequestId, Time},
    sealed::{Salt, SealedText},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// A SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The digest of bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The digest by which a command is recognised when it is sent again.
    #[must_use]
    pub fn of_command(command: &Command) -> Self {
        Self::of(&json(command))
    }
}

/// The JSON of plain data of this crate: string keys, finite numbers, so it always has one.
fn json(value: &impl Serialize) -> Vec<u8> {
    #[expect(clippy::unwrap_used, reason = "maps of this crate have string keys")]
    serde_json::to_vec(value).unwrap()
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0[..6]))
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut digest = [0; 32];
        hex::decode_to_slice(&text, &mut digest).map_err(de::Error::custom)?;
        Ok(Self(digest))
    }
}

/// One request that was accepted, as it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commit {
    /// Its place, without holes from 1.
    pub offset: Offset,
    /// When it was decided; never before the commit in front of it.
    pub at: Time,
    /// The id its client gave it.
    pub request_id: RequestId,
    /// Who asked.
    pub seat: Seat,
    /// What was asked, to tell a resend from another request under the same id.
    pub command_digest: Digest,
    /// What happened.
    pub events: Vec<Event>,
    /// The hash of the commit in front of it; zeroes before the first.
    pub prev_hash: Digest,
}

/// A text as it lies beside the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The hash that stands in the log.
    pub hash: [u8; 32],
    /// Its salt.
    pub salt: Salt,
    /// The text; empty if it was erased, for nobody hands in an empty one.
    pub text: String,
}

impl Sealed {
    /// What lies in the place of a text that was erased.
    #[must_use]
    pub const fn erased(hash: [u8; 32]) -> Self {
        Self { hash, salt: [0; 16], text: String::new() }
    }

    /// Whether the text was erased.
    #[must_use]
    pub const fn is_erased(&self) -> bool {
        self.text.is_empty()
    }
}

impl Commit {
    /// The bytes that are stored, and over which the chain runs.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        json(self)
    }

    /// Reads stored bytes; texts are still to be [reopened](Self::reopen).
    pub fn decode(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(bytes)
    }

    /// The texts of this commit, to be kept beside the log: those that were erased as well, so that one that is missing
    /// there is known to be damaged.
    #[must_use]
    pub fn sealed(&self) -> Vec<Sealed> {
        let sealed = |text: &SealedText| match text.opened() {
            Some((salt, open)) => {
                Some(Sealed { hash: *text.hash(), salt: *salt, text: open.to_owned() })
            }
            None => text.is_erased().then(|| Sealed::erased(*text.hash())),
        };
        self.texts().filter_map(sealed).collect()
    }

    /// Puts the texts back that `find` finds by their hash: an empty one was erased, and one that is missing or does not
    /// fit is damaged.
    pub fn reopen(&mut self, mut find: impl FnMut(&[u8; 32]) -> Option<(String, Salt)>) {
        for text in self.events.iter_mut().flat_map(Event::texts_mut) {
            let found = find(text.hash());
            text.reopen(found);
        }
    }

    /// The texts of this commit that are damaged.
    pub fn damaged(&self) -> impl Iterator<Item = Damaged> {
        self.events.iter().filter_map(|event| damaged::of_event(&self.seat, event))
    }

    /// Every sealed text, open or not.
    pub fn texts(&self) -> impl Iterator<Item = &SealedText> {
        self.events.iter().flat_map(Event::texts)
    }
}
