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
    body: Body,
}

/// What lies beside the log.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Body {
    Open(Arc<Open>),
    Erased,
    Damaged,
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
        Self { hash: hash(&text, &salt), body: Body::Open(Arc::new(Open { salt, text })) }
    }

    /// The hash that stands in the log: SHA-256 of salt and text.
    #[must_use]
    pub const fn hash(&self) -> &[u8; 32] {
        &self.hash
    }

    /// The text; empty if it was erased or damaged.
    #[must_use]
    pub fn text(&self) -> &str {
        self.opened().map_or("", |(_, text)| text)
    }

    /// Whether the text can be read.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.body, Body::Open(_))
    }

    /// Whether the text was erased on purpose. One that was just read from the log counts as erased until it is
    /// [reopened](Self::reopen).
    #[must_use]
    pub const fn is_erased(&self) -> bool {
        matches!(self.body, Body::Erased)
    }

    /// Whether what lies beside the log is not the text that was handed in, or nothing lies there and nobody erased it.
    #[must_use]
    pub const fn is_damaged(&self) -> bool {
        matches!(self.body, Body::Damaged)
    }

    /// Salt and text, to be kept beside the log.
    #[must_use]
    pub fn opened(&self) -> Option<(&Salt, &str)> {
        match &self.body {
            Body::Open(open) => Some((&open.salt, open.text.as_str())),
            Body::Erased | Body::Damaged => None,
        }
    }

    /// Puts the text back that lies beside the log. An empty one marks a text that was erased; none, or one that does
    /// not fit the hash, makes it damaged. Tells whether the text can be read.
    pub fn reopen(&mut self, found: Option<(String, Salt)>) -> bool {
        self.body = match found {
            Some((text, _)) if text.is_empty() => Body::Erased,
            Some((text, salt)) if hash(&text, &salt) == self.hash => {
                Body::Open(Arc::new(Open { salt, text }))
            }
            Some(_) | None => Body::Damaged,
        };
        self.is_open()
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
        Ok(Self { hash, body: Body::Erased })
    }
}

/// The texts of each event of a concept, said once for reading and for opening again. Every event is named: one that is
/// not does not compile, so that no text is left out of what lies beside the log.
macro_rules! texts {
    ($($event:pat => [$($text:expr),*],)*) => {
        impl Event {
            /// The texts that lie beside the log.
            #[must_use]
            pub fn texts(&self) -> Vec<&$crate::sealed::SealedText> {
                match self { $($event => vec![$($text),*],)* }
            }

            /// The same, to be opened again.
            pub fn texts_mut(&mut self) -> Vec<&mut $crate::sealed::SealedText> {
                match self { $($event => vec![$($text),*],)* }
            }
        }
    };
}
pub(crate) use texts;

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
        assert!(!read.reopen(Some(("minder bomen".into(), [7; 16]))));
        assert!(read.is_damaged());
        assert!(read.reopen(Some(("meer bomen".into(), [7; 16]))));
        assert_eq!(read, sealed);
    }

    #[test]
    fn what_was_erased_and_what_is_damaged_are_told_apart() {
        let mut text = SealedText::seal("meer bomen".into(), [7; 16]);
        let mut is = |found: Option<(&str, Salt)>| {
            text.reopen(found.map(|(text, salt)| (text.to_owned(), salt)));
            (text.is_open(), text.is_erased(), text.is_damaged(), text.text().to_owned())
        };
        assert_eq!(is(Some(("", [0; 16]))), (false, true, false, String::new()));
        assert_eq!(is(None), (false, false, true, String::new()));
        assert_eq!(is(Some(("meer bomen", [8; 16]))), (false, false, true, String::new()));
        assert_eq!(is(Some(("meer bomen", [7; 16]))), (true, false, false, "meer bomen".into()));
    }
}
