//! The pieces of words that the model knows, found by their bytes.

use super::model::{ModelError, Rest};

/// The id of what no piece stands for.
pub const UNKNOWN: u32 = 0;
/// The id that every text begins with.
pub const START: u32 = 1;
/// The id that every text ends with.
pub const END: u32 = 2;

/// An unknown character costs this much more than the rarest piece, as in SentencePiece.
const UNKNOWN_PENALTY: f32 = 10.0;

/// Bits of an id in a slot; the others tell, mostly, whether it is worth looking at the piece.
const ID_BITS: u32 = 17;
const EMPTY: u32 = u32::MAX;

/// A table of hashes over the pieces, which stay in the file.
#[derive(Debug)]
pub struct Pieces<'m> {
    /// The pieces with lengths and scores, as they stand in the file.
    bytes: &'m [u8],
    /// Where in it each piece begins.
    places: Vec<u32>,
    /// For each hash an id with a few bits of the hash; the next free slot when it is taken.
    slots: Vec<u32>,
    /// Bytes of the longest piece.
    pub longest: usize,
    /// The score of an unknown character.
    pub unknown: f32,
}

impl<'m> Pieces<'m> {
    pub fn read(rest: &mut Rest<'m>, count: usize) -> Result<Self, ModelError> {
        if count <= END as usize {
            return Err(ModelError::Malformed("number of pieces"));
        }
        let bytes = rest.left();
        let mut pieces = Self {
            bytes,
            places: Vec::with_capacity(count),
            slots: vec![EMPTY; (count + count / 2).next_power_of_two()],
            longest: 0,
            unknown: 0.0,
        };
        for id in 0..count {
            pieces.places.push((bytes.len() - rest.left().len()) as u32);
            let length = usize::from(rest.byte()?);
            let piece = rest.take(length)?;
            let score = rest.float()?;
            pieces.longest = pieces.longest.max(length);
            pieces.unknown = if score < pieces.unknown { score } else { pieces.unknown };
            // Only signs that no text may spell have the score of what is certain.
            if score < 0.0 {
                pieces.insert(id as u32, Hash::of(piece));
            }
        }
        pieces.unknown -= UNKNOWN_PENALTY;
        Ok(pieces)
    }

    /// The id of the piece with these bytes, of which `hash` is the hash.
    pub fn find(&self, bytes: &[u8], hash: Hash) -> Option<u32> {
        let mut at = hash.slot(self.slots.len());
        while self.slots[at] != EMPTY {
            let id = self.slots[at] & ((1 << ID_BITS) - 1);
            if self.slots[at] == hash.tagged(id) && self.piece(id).0 == bytes {
                return Some(id);
            }
            at = (at + 1) % self.slots.len();
        }
        None
    }

    /// The logarithm of how likely the piece is.
    pub fn score(&self, id: u32) -> f32 {
        if id == UNKNOWN { self.unknown } else { self.piece(id).1 }
    }

    fn piece(&self, id: u32) -> (&'m [u8], f32) {
        let at = self.places[id as usize] as usize;
        let length = usize::from(self.bytes[at]);
        let (piece, score) = self.bytes[at + 1..][..length + 4].split_at(length);
        (piece, f32::from_le_bytes([score[0], score[1], score[2], score[3]]))
    }

    fn insert(&mut self, id: u32, hash: Hash) {
        let mut at = hash.slot(self.slots.len());
        while self.slots[at] != EMPTY {
            at = (at + 1) % self.slots.len();
        }
        self.slots[at] = hash.tagged(id);
    }
}

/// A hash of bytes that grows with them (Fowler, Noll and Vo, FNV-1a), so that all beginnings cost no more than the
/// whole.
#[derive(Debug, Clone, Copy)]
pub struct Hash(u64);

impl Hash {
    pub const EMPTY: Self = Self(0xcbf2_9ce4_8422_2325);

    pub fn with(self, byte: u8) -> Self {
        Self((self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    }

    fn of(bytes: &[u8]) -> Self {
        bytes.iter().fold(Self::EMPTY, |hash, byte| hash.with(*byte))
    }

    /// The low bits of the hash are its best ones; its high bits are mixed in.
    fn slot(self, slots: usize) -> usize {
        (self.0 ^ self.0 >> 29) as usize & (slots - 1)
    }

    fn tagged(self, id: u32) -> u32 {
        (self.0 >> 40) as u32 >> (ID_BITS - 8) << ID_BITS | id
    }
}
