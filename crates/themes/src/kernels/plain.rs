//! The arithmetic as anyone would write it: what every other path must equal.

use super::{COLUMNS_AT_ONCE, Pair};

pub fn multiply(rows: &[Pair], pairs: usize, weights: &[u8], columns: usize, sums: &mut [i32]) {
    for (row, sums) in rows.chunks_exact(pairs).zip(sums.chunks_exact_mut(columns)) {
        for (block, sums) in sums.chunks_exact_mut(COLUMNS_AT_ONCE).enumerate() {
            let mut here = [0_i32; COLUMNS_AT_ONCE];
            for (pair, weights) in row.iter().zip(weights.chunks_exact(2 * columns)) {
                let (even, odd) = (i32::from(*pair as i16), i32::from((*pair >> 16) as i16));
                let (evens, odds) = weights.split_at(columns);
                let at = block * COLUMNS_AT_ONCE;
                let evens = &evens[at..at + COLUMNS_AT_ONCE];
                let odds = &odds[at..at + COLUMNS_AT_ONCE];
                for column in 0..COLUMNS_AT_ONCE {
                    here[column] += even * weight(evens[column]) + odd * weight(odds[column]);
                }
            }
            sums.copy_from_slice(&here);
        }
    }
}

fn weight(byte: u8) -> i32 {
    i32::from(byte.cast_signed())
}

pub fn dot(a: &[i8], b: &[i8]) -> i32 {
    a.iter().zip(b).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum()
}
