//! The log as Redis has it: entry by entry, each chained to the one in front of it.

use super::resp::{Connection, Value};
use anyhow::{Context as _, ensure};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use uuid::Uuid;

/// A commit of the log, as far as it can be checked from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it lies in the stream.
    pub lies_at: u64,
    /// What it says of itself.
    pub offset: u64,
    pub at: u64,
    pub request_id: Uuid,
    pub prev_hash: String,
    /// Of its bytes.
    pub hash: String,
}

#[derive(Deserialize)]
struct Commit {
    offset: u64,
    at: u64,
    request_id: Uuid,
    prev_hash: String,
}

/// The key of the log of a summit.
pub fn key(summit: &str) -> String {
    format!("burgertop:{{{summit}}}:log")
}

/// All of it.
pub async fn log(redis: &mut Connection, summit: &str) -> anyhow::Result<Vec<Entry>> {
    let stream = redis.ask(&["XRANGE", &key(summit), "-", "+"]).await?;
    stream.list().iter().map(entry).collect()
}

/// An entry of a stream: its id, and its fields and values in turn.
pub fn entry(value: &Value) -> anyhow::Result<Entry> {
    let [id, fields] = value.list() else { anyhow::bail!("no entry of a stream: {value:?}") };
    let lies_at = offset(&id.text())?;
    // Whatever the field is called: the one that holds a commit.
    let commit = fields.list().iter().find_map(|field| {
        let Value::Bytes(bytes) = field else { return None };
        Some((bytes, serde_json::from_slice::<Commit>(bytes).ok()?))
    });
    let (bytes, commit) = commit.with_context(|| format!("no commit in entry {lies_at}"))?;
    let hash = Sha256::digest(bytes).iter().fold(String::new(), |mut hash, byte| {
        let _ = write!(hash, "{byte:02x}");
        hash
    });
    let Commit { offset, at, request_id, prev_hash } = commit;
    Ok(Entry { lies_at, offset, at, request_id, prev_hash, hash })
}

/// From an id of an entry, `<offset>-0`.
pub fn offset(id: &str) -> anyhow::Result<u64> {
    let (offset, rest) = id.split_once('-').with_context(|| format!("entry {id}"))?;
    ensure!(rest == "0", "entry {id} is not the only one at its offset");
    offset.parse().with_context(|| format!("entry {id}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMIT: &[u8] = include_bytes!("../../../crates/domain/tests/golden/commit.json");

    fn stream_entry(id: &str) -> Value {
        let commit = COMMIT.trim_ascii().to_vec();
        let fields = vec![Value::Bytes(b"c".to_vec()), Value::Bytes(commit)];
        Value::List(vec![Value::Bytes(id.into()), Value::List(fields)])
    }

    #[test]
    fn the_example_of_a_commit_can_be_read_from_a_stream() {
        let entry = entry(&stream_entry("8-0")).expect("an entry");
        assert_eq!((entry.lies_at, entry.offset, entry.request_id), (8, 8, Uuid::from_u128(5)));
        assert_eq!((entry.prev_hash.len(), entry.hash.len()), (64, 64));
    }

    #[test]
    fn an_entry_that_is_not_the_first_at_its_offset_is_refused() {
        assert!(entry(&stream_entry("8-1")).is_err());
        assert_eq!(key("zomer"), "burgertop:{zomer}:log");
    }
}
