//! The arithmetic as anyone would write it: what every other path must equal.

use std::hint::black_box;

use super::Pair;

/// Columns that are summed together: few enough for the registers of any machine.
const TILE_COLUMNS: usize = 16;

pub fn multiply(rows: &[Pair], pairs: usize, weights: &[u8], columns: usize, sums: &mut [i32]) {
    for (row, sums) in rows.chunks_exact(pairs).zip(sums.chunks_exact_mut(columns)) {
        for (tile, sums) in sums.as_chunks_mut().0.iter_mut().enumerate() {
            *sums = multiply_tile(row, weights, columns, tile);
        }
    }
}

fn multiply_tile(row: &[Pair], weights: &[u8], columns: usize, tile: usize) -> [i32; TILE_COLUMNS] {
    let mut sums = [0; TILE_COLUMNS];
    for (pair, weights) in row.iter().zip(weights.chunks_exact(2 * columns)) {
        let (even, odd) = (*pair as i16, (*pair >> 16) as i16);
        let (evens, odds) = weights.split_at(columns);
        let (evens, odds): (&[u8; TILE_COLUMNS], &[u8; TILE_COLUMNS]) =
            (&evens.as_chunks().0[tile], &odds.as_chunks().0[tile]);
        for column in 0..TILE_COLUMNS {
            sums[column] += product(even, evens[column]) + product(odd, odds[column]);
        }
    }
    sums
}

/// As of two `i16`, for which every machine has an instruction on many at once.
fn product(activation: i16, weight: u8) -> i32 {
    i32::from(activation) * i32::from(i16::from(weight.cast_signed()))
}

/// The same on a few weights that are always at hand.
pub fn spin(multiplications: u64) -> i32 {
    const PAIRS: usize = 64;
    let weights = black_box([1; 2 * PAIRS * TILE_COLUMNS]);
    let mut all = 0;
    for round in 0..multiplications / weights.len() as u64 {
        let sums = multiply_tile(&[round as Pair; PAIRS], &weights, TILE_COLUMNS, 0);
        all = sums.iter().fold(all, |all, sum| all ^ sum);
    }
    all
}

pub fn dot(a: &[i8], b: &[i8]) -> i32 {
    a.iter().zip(b).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum()
}
