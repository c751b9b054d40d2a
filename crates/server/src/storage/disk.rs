//! The room on the disk that everything is kept on, and when there is too little of it.

use crate::settings;
use serde_json::{Value, json};
use std::{fmt, path::Path};

/// How much there may be left, as an operator wants it.
pub struct Disk {
    /// Bytes that are free; none if nobody knows.
    probe: Box<dyn Fn() -> Option<u64> + Send + Sync>,
    warn_bytes: u64,
    stop_bytes: u64,
}

/// Whether there is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// There is.
    Ok,
    /// The facilitator is warned.
    Low,
    /// No more requests are taken: nothing could be promised.
    Full,
}

impl fmt::Debug for Disk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { warn_bytes, stop_bytes, .. } = self;
        f.debug_struct("Disk")
            .field("warn_bytes", warn_bytes)
            .field("stop_bytes", stop_bytes)
            .finish_non_exhaustive()
    }
}

impl Disk {
    /// The disk that a directory is on.
    #[must_use]
    pub fn of(directory: &Path, data: &settings::Data) -> Self {
        let directory = directory.to_owned();
        Self::with(move || free_bytes(&directory), data)
    }

    /// Any probe of free bytes.
    #[must_use]
    pub fn with(
        probe: impl Fn() -> Option<u64> + Send + Sync + 'static,
        data: &settings::Data,
    ) -> Self {
        let bytes = |mb: u32| u64::from(mb) * 1_000_000;
        Self {
            probe: Box::new(probe),
            warn_bytes: bytes(data.warn_free_mb),
            stop_bytes: bytes(data.stop_free_mb),
        }
    }

    /// Bytes that are free; none if nobody knows.
    #[must_use]
    pub fn free_bytes(&self) -> Option<u64> {
        (self.probe)()
    }

    /// Whether so many are enough. Where nobody knows, people are warned, and the journal itself says when
    /// it cannot write.
    #[must_use]
    pub const fn room(&self, free_bytes: Option<u64>) -> Room {
        match free_bytes {
            Some(free) if free < self.stop_bytes => Room::Full,
            Some(free) if free >= self.warn_bytes => Room::Ok,
            Some(_) | None => Room::Low,
        }
    }

    /// Whether more may be saved.
    #[must_use]
    pub fn has_room(&self) -> bool {
        self.room(self.free_bytes()) != Room::Full
    }

    /// Its entry in the document `health`.
    #[must_use]
    pub fn entry(&self) -> Value {
        let free_bytes = self.free_bytes();
        let state = match self.room(free_bytes) {
            Room::Ok => "ok",
            Room::Low => "low",
            Room::Full => "full",
        };
        json!({ "free_bytes": free_bytes, "state": state })
    }
}

/// What this process may still write on the disk of a directory.
#[must_use]
pub fn free_bytes(directory: &Path) -> Option<u64> {
    let disk = nix::sys::statvfs::statvfs(directory).ok()?;
    Some(disk.blocks_available() * disk.fragment_size())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    };

    fn settings(warn_free_mb: u32, stop_free_mb: u32) -> settings::Data {
        settings::Data { dir: "x".into(), warn_free_mb, stop_free_mb }
    }

    #[test]
    fn a_disk_is_low_and_then_full_as_it_fills_and_ok_again_when_room_returns() {
        let free = Arc::new(AtomicU64::new(0));
        let probed = Arc::clone(&free);
        let disk = Disk::with(move || Some(probed.load(Ordering::Relaxed)), &settings(2_000, 500));
        let mut states = Vec::new();
        for bytes in [2_000_000_000, 1_999_999_999, 500_000_000, 499_999_999, 2_000_000_000] {
            free.store(bytes, Ordering::Relaxed);
            states.push((disk.entry()["state"].clone(), disk.has_room()));
        }
        let expected = [("ok", true), ("low", true), ("low", true), ("full", false), ("ok", true)];
        assert_eq!(states, expected.map(|(state, room)| (json!(state), room)));
    }

    #[test]
    fn bounds_of_zero_never_stop_anything_and_a_disk_that_nobody_knows_does_not_either() {
        let zero = Disk::with(|| Some(0), &settings(0, 0));
        assert_eq!(zero.entry(), json!({ "free_bytes": 0, "state": "ok" }));
        let unknown = Disk::with(|| None, &settings(2_000, 500));
        assert_eq!(unknown.entry(), json!({ "free_bytes": null, "state": "low" }));
        assert!(unknown.has_room());
    }

    #[test]
    fn the_disk_of_a_directory_is_measured() {
        assert!(free_bytes(&std::env::temp_dir()).is_some());
        assert_eq!(free_bytes(Path::new("/nowhere/at/all")), None);
    }
}
