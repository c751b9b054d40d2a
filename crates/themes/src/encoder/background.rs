//! What vectors of everyday texts have in common.

use super::model::DIMENSIONS;

/// The mean of the vectors of `model/background.txt`, little endian; a test computes it again.
static FILE: &[u8; 4 * DIMENSIONS] = include_bytes!("../../model/background.f32");

/// The mean, as numbers.
pub fn background() -> Vec<f32> {
    FILE.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
}
