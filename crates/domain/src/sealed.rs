//! Texts that can be erased: the log holds the salted hash, the text lies beside it.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

/// What makes the hash of a short text unguessable; drawn anew for every text.
pub type Salt = [u8; 16];

/// A text by its hash, and the text itself as long as nobody erased it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedText {
    hash: [u8; 32],
    open: Option<Arc<Open>>,
}

#[derive(Debug, PartialEq, Eq)]
struct Open {
    salt: Salt,
    text: String,
}

impl SealedText {
    /// Seals a text.
    #[must_use]
    pub fn seal(text: String, salt: Salt) -> Self {
        Self { hash: hash(&text, &salt), open: Some(Arc::new(Open { salt, text })) }
    }

    /// The hash that stands in the log: SHA-256 of salt and text.
    #[must_use]
    pub const fn hash(&self) -> &[u8; 32] {
        &self.hash
    }

    /// The text; empty once erased.
    #[must_use]
    pub fn text(&self) -> &str {
        self.open.as_ref().map_or("", |open| &open.text)
    }

    /// Whether the text was erased, or was not found beside the log.
    #[must_use]
    pub const fn is_erased(&self) -> bool {
        self.open.is_none()
    }

    /// Salt and text, to be kept beside the log.
    #[must_use]
    pub fn opened(&self) -> Option<(&Salt, &str)> {
        self.open.as_ref().map(|open| (&open.salt, open.text.as_str()))
    }

    /// Puts the text back that lies beside the log. False, and nothing is done, if it is not the one.
    pub fn reopen(&mut self, text: String, salt: Salt) -> bool {
        let fits = hash(&text, &salt) == self.hash;
        if fits {
            self.open = Some(Arc::new(Open { salt, text }));
        }
        fits
    }
}

fn hash(text: &str, salt: &Salt) -> [u8; 32] {
    Sha256::new().chain_update(salt).chain_update(text).finalize().into()
}

impl Serialize for SealedText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(self.hash))
    }
}

impl<'de> Deserialize<'de> for SealedText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut hash = [0; 32];
        hex::decode_to_slice(&text, &mut hash).map_err(de::Error::custom)?;
        Ok(Self { hash, open: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_hash_goes_into_the_log_and_the_text_comes_back_from_beside_it() {
        let sealed = SealedText::seal("meer bomen".into(), [7; 16]);
        let json = serde_json::to_string(&sealed).expect("a hash is text");
        assert!(!json.contains("bomen"));

        let mut read: SealedText = serde_json::from_str(&json).expect("what was written");
        assert!(read.is_erased());
        assert!(!read.reopen("minder bomen".into(), [7; 16]));
        assert!(read.reopen("meer bomen".into(), [7; 16]));
        assert_eq!(read, sealed);
    }
}
