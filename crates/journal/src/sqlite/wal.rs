//! A look at the write-ahead log before SQLite opens it: SQLite takes what stands in front of the first damaged frame,
//! writes over the rest, and says nothing.
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
    if Frames::of(&bytes).is_damaged {
        kept::copy(&wal)?;
        file::sync(file::folder_of(path))?;
    }
    Ok(())
}

/// Whether the write-ahead log ends where it ended when it was last written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// It does, or the log was closed and has none.
    Known,
    /// Its index counts more frames than there are, or is that of another write-ahead log.
    Lost,
    /// Nothing beside it says where it ended.
    Unsure {
        /// Its last bytes are no whole frame: a transaction was under way, or its end was damaged.
        is_torn: bool,
    },
}

/// Compares the write-ahead log with its index. To be asked before SQLite opens the database, for SQLite makes the index
/// anew from what is left of the write-ahead log.
pub(super) fn end(path: &Path) -> End {
    let [wal, index] = file::beside(path);
    let wal = fs::read(wal).unwrap_or_default();
    let index = fs::read(index).ok().and_then(|bytes| Index::read(&bytes));
    if wal.len() <= HEADER_BYTES {
        return if index.is_some_and(|it| it.is_needed()) { End::Lost } else { End::Known };
    }
    let frames = Frames::of(&wal);
    match index.filter(Index::is_needed) {
        Some(index) if frames.salts != Some(index.salts) || frames.committed < index.frames => {
            End::Lost
        }
        Some(_) if !frames.is_torn => End::Known,
        _ => End::Unsure { is_torn: frames.is_torn },
    }
}

/// The index of a write-ahead log in the `-shm` file beside it. It survives the process that wrote it, not a power cut.
///
/// The format is that of <https://www.sqlite.org/walformat.html#the_wal_index_file_format>: a header twice, the first 40 of
/// its 48 bytes covered by a checksum in the byte order of the machine; behind both, how many frames are in the database.
struct Index {
    frames: u32,
    in_database: u32,
    salts: [u8; 8],
}

impl Index {
    const HEADER_BYTES: usize = 48;

    /// None if it was not written to its end, or is no index.
    fn read(bytes: &[u8]) -> Option<Self> {
        let (header, rest) = bytes.split_at_checked(Self::HEADER_BYTES)?;
        let number = |of: &[u8], at| Some(u32::from_ne_bytes(of.get(at..at + 4)?.try_into().ok()?));
        let mut checksum = Checksum { big_endian: cfg!(target_endian = "big"), sums: (0, 0) };
        checksum.add(&header[..40]);
        let is_whole = rest.starts_with(header)
            && header[12] == 1
            && checksum.sums == (number(header, 40)?, number(header, 44)?);
        is_whole.then_some(Self {
            frames: number(header, 16)?,
            in_database: number(rest, Self::HEADER_BYTES)?,
            salts: header[32..40].try_into().ok()?,
        })
    }

    /// Whether there are frames that are not in the database yet.
    const fn is_needed(&self) -> bool {
        self.frames > self.in_database
    }
}

/// What is found in a write-ahead log.
#[derive(Default)]
struct Frames {
    /// None if the header is damaged.
    salts: Option<[u8; 8]>,
    /// Whole frames, up to the last that ends a transaction.
    committed: u32,
    /// Frames of the present generation stand behind one that is not whole, or the header is damaged. Frames of an
    /// earlier generation carry other salts: they are left from before, and in the database already.
    is_damaged: bool,
    /// It does not end with a whole transaction, or a whole frame of an earlier generation.
    is_torn: bool,
}

impl Frames {
    fn of(wal: &[u8]) -> Self {
        let Some((header, frames)) =
            wal.split_at_checked(HEADER_BYTES).filter(|it| !it.1.is_empty())
        else {
            return Self::default();
        };
        let Some(Header { page_bytes, salts, mut checksum }) = Header::read(header) else {
            return Self { is_damaged: true, is_torn: true, ..Self::default() };
        };
        let frame_bytes = FRAME_HEADER_BYTES + page_bytes;
        let is_present = |frame: &[u8]| frame.get(8..16) == Some(&salts[..]);
        let (mut whole, mut committed, mut is_damaged) = (0, 0, false);
        let mut each = frames.chunks(frame_bytes);
        while let Some(frame) = each.next() {
            let is_whole = frame.len() == frame_bytes && is_present(frame) && {
                checksum.add(&frame[..8]);
                checksum.add(&frame[FRAME_HEADER_BYTES..]);
                checksum.stands_in(&frame[16..FRAME_HEADER_BYTES])
            };
            if !is_whole {
                is_damaged = is_present(frame) || each.any(is_present);
                break;
            }
            whole += 1;
            // The last frame of a transaction holds the size of the database.
            if word(frame, 4) != 0 {
                committed = whole;
            }
        }
        let is_torn = is_damaged || committed < whole || frames.len() % frame_bytes != 0;
        Self { salts: Some(salts), committed, is_damaged, is_torn }
    }
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
