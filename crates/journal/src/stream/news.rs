//! What is told of a log, as bytes: published by a store, and kept in the tray. The commits are those that are stored, so
//! that nobody needs to read them again.

use super::store::{Entry, News};
use crate::chain::Record;
use domain::{Epoch, Offset, Sealed};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// What is told.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Told<'t> {
    Appended {
        epoch: Epoch,
        after: u64,
        #[serde(borrow)]
        commits: Vec<Stored<'t>>,
    },
    Noted {
        key: String,
        bytes: Option<String>,
    },
    Erased(Vec<String>),
}

#[derive(Serialize, Deserialize)]
struct Stored<'t> {
    /// Word for word, for the hash is over its bytes.
    #[serde(borrow)]
    commit: &'t RawValue,
    hash: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    texts: Vec<Text>,
}

#[derive(Serialize, Deserialize)]
struct Text {
    hash: String,
    salt: String,
    text: String,
}

/// Commits that were appended.
pub(super) fn appended(epoch: &Epoch, after: Offset, entries: &[Entry]) -> Vec<u8> {
    let commits = entries.iter().filter_map(|entry| {
        let commit = serde_json::from_slice(&entry.record.bytes).ok()?;
        let texts = entry.texts.iter().map(|it| Text {
            hash: hex::encode(it.hash),
            salt: hex::encode(it.salt),
            text: it.text.clone(),
        });
        Some(Stored { commit, hash: hex::encode(&entry.record.hash), texts: texts.collect() })
    });
    bytes(&Told::Appended { epoch: epoch.clone(), after: after.0, commits: commits.collect() })
}

/// A note that was put, or taken away.
pub(super) fn noted(key: &str, note: Option<&[u8]>) -> Vec<u8> {
    bytes(&Told::Noted { key: key.to_owned(), bytes: note.map(hex::encode) })
}

/// Texts that were erased.
pub(super) fn erased(hashes: &[[u8; 32]]) -> Vec<u8> {
    bytes(&Told::Erased(hashes.iter().map(hex::encode).collect()))
}

fn bytes(told: &Told<'_>) -> Vec<u8> {
    #[expect(clippy::unwrap_used, reason = "plain data with string keys always has its JSON")]
    serde_json::to_vec(told).unwrap()
}

/// Why a message says nothing.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unread {
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Hex(#[from] hex::FromHexError),
}

/// What a message says.
pub(super) fn read(message: &[u8]) -> Result<News, Unread> {
    Ok(match serde_json::from_slice(message)? {
        Told::Appended { epoch, after, commits } => {
            let offsets = (after + 1..).map(Offset);
            let entries = offsets.zip(commits).map(|(offset, it)| entry(offset, it));
            let entries = entries.collect::<Result<_, Unread>>()?;
            News::Appended { epoch, after: Offset(after), entries }
        }
        Told::Noted { key, bytes } => News::Noted(key, bytes.map(hex::decode).transpose()?),
        Told::Erased(hashes) => {
            News::Erased(hashes.iter().map(|it| digest(it)).collect::<Result<_, _>>()?)
        }
    })
}

fn entry(offset: Offset, stored: Stored<'_>) -> Result<Entry, Unread> {
    let texts = stored.texts.into_iter().map(|it| {
        let mut salt = [0; 16];
        hex::decode_to_slice(&it.salt, &mut salt)?;
        Ok(Sealed { hash: digest(&it.hash)?, salt, text: it.text })
    });
    let texts = texts.collect::<Result<_, Unread>>()?;
    let bytes = stored.commit.get().as_bytes().to_vec();
    Ok(Entry { record: Record { offset, bytes, hash: hex::decode(stored.hash)? }, texts })
}

fn digest(text: &str) -> Result<[u8; 32], hex::FromHexError> {
    let mut digest = [0; 32];
    hex::decode_to_slice(text, &mut digest)?;
    Ok(digest)
}
