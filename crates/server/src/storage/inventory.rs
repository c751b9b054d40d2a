//! What was written of the small files of a data directory, by hash: one that was altered, or an older one in its place,
//! is noticed at the next start.

use crate::storage::data_dir::{self, LOCK, PORT, SECRET};
use domain::Digest;
use std::{
    collections::BTreeMap,
    fs, io,
    path::Path,
    sync::{Mutex, PoisonError},
};

/// The file in the data directory; of this directory alone, and in no backup.
pub const FILE: &str = "inventory.json";
/// The files that are noted.
const NOTED: [&str; 3] = [data_dir::CODES, SECRET, PORT];

/// Counts the writings of the inventory. The lock of the directory says which was the last: an older inventory would say of
/// files of its own time that they are as they were written.
const EDITION: &str = "edition";
/// The hashes that each may have: two while it is being written.
type Hashes = BTreeMap<String, Vec<String>>;

/// What is noted in a data directory.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Inventory(Hashes);

/// How a file stands to what was noted of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// As it was written, or nothing was noted of it.
    Written,
    /// It was altered, or is another.
    Otherwise,
}

impl Inventory {
    /// What is noted; none if nothing is. An error if that cannot be read, or was altered.
    pub fn read(data: &Path) -> io::Result<Option<Self>> {
        let bytes = match fs::read(data.join(FILE)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let json = checked(&bytes).ok_or(io::ErrorKind::InvalidData)?;
        Ok(Some(Self(serde_json::from_slice(json)?)))
    }

    /// Whether a later one was written, and this was put in its place.
    #[must_use]
    pub fn is_older(&self, data: &Path) -> bool {
        last_edition(data).is_some_and(|last| self.edition() < last)
    }

    /// Whether one was written that is not there any more.
    #[must_use]
    pub fn is_gone(data: &Path) -> bool {
        fs::symlink_metadata(data.join(FILE)).is_err() && last_edition(data).is_some()
    }

    fn edition(&self) -> u64 {
        self.0.get(EDITION).and_then(|it| it.first()?.parse().ok()).unwrap_or_default()
    }

    /// Whether this file was there.
    #[must_use]
    pub fn lists(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// How these bytes stand to what was noted.
    #[must_use]
    pub fn holds(&self, name: &str, bytes: &[u8]) -> Stands {
        let Some(hashes) = self.0.get(name) else { return Stands::Written };
        if hashes.contains(&Digest::of(bytes).to_string()) {
            Stands::Written
        } else {
            Stands::Otherwise
        }
    }
}

/// Writes a file, if it is one of a data directory that is noted, between two notes: what was there and what is to be there
/// may both be found after a power cut. Tells whether it is one.
pub(crate) fn noted(
    path: &Path,
    write: impl FnOnce() -> io::Result<()>,
    bytes: &[u8],
) -> io::Result<()> {
    static TURN: Mutex<()> = Mutex::new(());
    let name = path.file_name().and_then(|name| name.to_str()).filter(|it| NOTED.contains(it));
    let folder = path.parent().filter(|folder| folder.join(LOCK).exists());
    let (Some(name), Some(data)) = (name, folder) else { return write() };
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let hash = Digest::of(bytes).to_string();
    let put = |hashes: Vec<String>| {
        let mut inventory = Inventory::read(data)?.unwrap_or_default();
        inventory.0.insert(name.to_owned(), hashes);
        let edition = inventory.edition().max(last_edition(data).unwrap_or_default()) + 1;
        inventory.0.insert(EDITION.to_owned(), vec![edition.to_string()]);
        data_dir::replace(&data.join(FILE), &with_check(&serde_json::to_vec(&inventory.0)?))?;
        fs::write(data.join(LOCK), with_check(edition.to_string().as_bytes()))
    };
    let before =
        Inventory::read(data).ok().flatten().and_then(|it| it.0.get(name)?.last().cloned());
    let both = before.into_iter().chain([hash.clone()]).collect();
    // It can be done without: nothing is refused for a note.
    let told =
        |error: io::Error| tracing::warn!(%error, file = name, "what was written is not noted");
    let _ = put(both).map_err(told);
    write()?;
    let _ = put(vec![hash]).map_err(told);
    Ok(())
}

/// The edition that was written last; none if the lock does not say it, of an earlier release say.
fn last_edition(data: &Path) -> Option<u64> {
    let bytes = fs::read(data.join(LOCK)).ok()?;
    std::str::from_utf8(checked(&bytes)?).ok()?.trim().parse().ok()
}

/// Bytes with a line behind them that holds their hash.
#[must_use]
pub fn with_check(json: &[u8]) -> Vec<u8> {
    [json, format!("\n{}\n", Digest::of(json)).as_bytes()].concat()
}

/// The bytes in front of their hash, as [`with_check`] wrote them; none if they were altered. Bytes without one are taken as
/// they are, for an earlier release wrote none.
#[must_use]
pub fn checked(bytes: &[u8]) -> Option<&[u8]> {
    let Some(at) = bytes.iter().position(|byte| *byte == b'\n') else { return Some(bytes) };
    let (json, hash) = bytes.split_at(at);
    (hash == format!("\n{}\n", Digest::of(json)).as_bytes()).then_some(json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_known_again_and_what_was_altered_is_not() {
        let data = tempfile::tempdir().expect("a temporary folder");
        fs::write(data.path().join(LOCK), "").expect("room");
        data_dir::replace(&data.path().join(PORT), b"1 2\n").expect("room");
        data_dir::replace(&data.path().join(PORT), b"3 4\n").expect("room");
        data_dir::replace(&data.path().join("other"), b"x").expect("room");
        let inventory = Inventory::read(data.path()).expect("a note").expect("one");
        assert_eq!(inventory.holds(PORT, b"3 4\n"), Stands::Written);
        assert_eq!(inventory.holds(PORT, b"1 2\n"), Stands::Otherwise, "an older one");
        assert_eq!(inventory.holds("other", b"y"), Stands::Written);
        assert!(inventory.lists(PORT) && !inventory.lists(SECRET));
    }

    #[test]
    fn a_note_of_which_a_bit_was_flipped_is_none() {
        let whole = with_check(b"{\"port\":[\"a\"]}");
        assert_eq!(checked(&whole), Some(&b"{\"port\":[\"a\"]}"[..]));
        assert_eq!(checked(b"{}"), Some(&b"{}"[..]), "of an earlier release");
        for at in 0..whole.len() {
            let mut altered = whole.clone();
            altered[at] ^= 1;
            let taken = checked(&altered);
            // Without its line end it may be one of an earlier release, and is then no JSON.
            let is_none = taken.is_none_or(|it| serde_json::from_slice::<Hashes>(it).is_err());
            assert!(is_none, "byte {at}");
        }
    }

    #[test]
    fn elsewhere_nothing_is_noted() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        data_dir::replace(&folder.path().join(PORT), b"1 2\n").expect("room");
        assert!(!folder.path().join(FILE).exists());
    }
}
