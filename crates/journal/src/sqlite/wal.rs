//! A look at the write-ahead log before SQLite opens it: SQLite takes what stands in front of the first damaged frame,
//! and writes over the rest.
//!
//! The format is that of <https://www.sqlite.org/walformat.html>: a header of 32 bytes, then frames of 24 bytes and a
//! page; each frame carries the salts of the header and a checksum over all that stands in front of it.

use super::{file, kept};
use crate::fault::Fault;
use std::{fs, io, path::Path};

pub(super) const HEADER_BYTES: usize = 32;
const FRAME_HEADER_BYTES: usize = 24;
/// The last bit says in which byte order checksums are made.
const MAGIC: u32 = 0x377f_0682;

/// Keeps a copy of the write-ahead log of this database if a part of it is damaged.
pub(super) fn keep_if_damaged(path: &Path) -> Result<(), Fault> {
    let [wal, _] = file::beside(path);
    let bytes = match fs::read(&wal) {
        Ok(bytes) => bytes,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(()),
        // A folder, say: SQLite could not do without it, but with nothing at its place.
        Err(_) if !wal.is_file() => return kept::move_away(&wal).map(drop),
        Err(cause) => return Err(Fault::of(&wal, cause)),
    };
    if is_damaged(&bytes) {
        kept::copy(&wal)?;
        file::sync(file::folder_of(path))?;
    }
    Ok(())
}

/// Whether frames of the present generation stand behind one that is not whole. Frames of an earlier generation carry
/// other salts: they are left from before, and in the database already.
fn is_damaged(wal: &[u8]) -> bool {
    if wal.len() <= HEADER_BYTES {
        return false;
    }
    let (header, frames) = wal.split_at(HEADER_BYTES);
    let Some(Header { page_bytes, salts, mut checksum }) = Header::read(header) else {
        return true;
    };
    let mut frames = frames.chunks(FRAME_HEADER_BYTES + page_bytes);
    let is_present = |frame: &[u8]| frame.get(8..16) == Some(&salts[..]);
    while let Some(frame) = frames.next() {
        let is_whole = frame.len() == FRAME_HEADER_BYTES + page_bytes && is_present(frame) && {
            checksum.add(&frame[..8]);
            checksum.add(&frame[FRAME_HEADER_BYTES..]);
            checksum.stands_in(&frame[16..FRAME_HEADER_BYTES])
        };
        if !is_whole {
            return is_present(frame) || frames.any(is_present);
        }
    }
    false
}

struct Header {
    page_bytes: usize,
    salts: [u8; 8],
    checksum: Checksum,
}

impl Header {
    /// None if it is not whole.
    fn read(bytes: &[u8]) -> Option<Self> {
        let magic = word(bytes, 0);
        let mut checksum = Checksum { big_endian: magic & 1 == 1, sums: (0, 0) };
        checksum.add(&bytes[..24]);
        let page_bytes = usize::try_from(word(bytes, 8)).ok()?;
        let is_whole = magic & !1 == MAGIC
            && checksum.stands_in(&bytes[24..])
            && page_bytes.is_power_of_two()
            && (512..=65_536).contains(&page_bytes);
        let salts = bytes[16..24].try_into().ok()?;
        is_whole.then_some(Self { page_bytes, salts, checksum })
    }
}

/// The checksum of SQLite over words of 32 bits, carried on from frame to frame.
struct Checksum {
    big_endian: bool,
    sums: (u32, u32),
}

impl Checksum {
    fn add(&mut self, bytes: &[u8]) {
        let (mut one, mut two) = self.sums;
        for pair in bytes.chunks_exact(8) {
            let (first, second) = (self.word(&pair[..4]), self.word(&pair[4..]));
            one = one.wrapping_add(first).wrapping_add(two);
            two = two.wrapping_add(second).wrapping_add(one);
        }
        self.sums = (one, two);
    }

    fn word(&self, bytes: &[u8]) -> u32 {
        let word = word(bytes, 0);
        if self.big_endian { word } else { word.swap_bytes() }
    }

    /// Stored sums are always of the highest byte first.
    fn stands_in(&self, bytes: &[u8]) -> bool {
        (word(bytes, 0), word(bytes, 4)) == self.sums
    }
}

fn word(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|it| it.try_into().ok()).map_or(0, u32::from_be_bytes)
}
