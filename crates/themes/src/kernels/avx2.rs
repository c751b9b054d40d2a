//! The arithmetic with AVX2: sixteen multiplications and additions in one instruction.

use std::arch::x86_64::{
    __m128i, __m256i, _mm_loadu_si128, _mm_unpackhi_epi8, _mm_unpacklo_epi8, _mm256_add_epi32,
    _mm256_cvtepi8_epi16, _mm256_madd_epi16, _mm256_set1_epi32, _mm256_setzero_si256,
    _mm256_storeu_si256,
};
use std::cell::Cell;
use std::hint::black_box;
use std::ops::Range;

use super::{COLUMNS_AT_ONCE, Pair, plain};

/// Proof that this machine has AVX2: there is no other way to come by one than to look.
#[derive(Debug, Clone, Copy)]
pub struct Found(());

impl Found {
    pub fn on_this_machine() -> Option<Self> {
        is_x86_feature_detected!("avx2").then_some(Self(()))
    }

    pub fn multiply(
        self,
        rows: &[Pair],
        pairs: usize,
        weights: &[u8],
        columns: usize,
        sums: &mut [i32],
    ) {
        // SAFETY: `self` proves that the machine has AVX2.
        unsafe { multiply(rows, pairs, weights, columns, sums) }
    }

    pub fn spin(self, multiplications: u64) -> i32 {
        // SAFETY: `self` proves that the machine has AVX2.
        unsafe { spin(multiplications) }
    }

    pub fn dot(self, a: &[i8], b: &[i8]) -> i32 {
        // SAFETY: `self` proves that the machine has AVX2.
        unsafe { dot(a, b) }
    }
}

/// Columns that are summed together: two registers of eight sums for each row.
const TILE_COLUMNS: usize = 16;

/// Rows that are multiplied together: twelve registers of sums, two of weights, one of activations; there are sixteen.
const ROWS_AT_ONCE: usize = 6;

/// Weights that are widened at a time, as bytes of `i16`: they stay in the second level of the cache.
const PANELS_BYTES: usize = 128 << 10;

/// Two rows of weights in the columns of a tile, interleaved and widened to `i16`, as `madd` multiplies them by a pair.
type Widened = [__m256i; 2];

thread_local! {
    /// Kept from call to call: to get and clear it each time took a quarter of the time of a short text.
    static PANELS: Cell<Vec<Widened>> = const { Cell::new(Vec::new()) };
}

#[target_feature(enable = "avx2")]
fn multiply(rows: &[Pair], pairs: usize, weights: &[u8], columns: usize, sums: &mut [i32]) {
    let block = (PANELS_BYTES / (4 * pairs)).next_multiple_of(COLUMNS_AT_ONCE).min(columns);
    let mut kept = PANELS.take();
    let length = block / TILE_COLUMNS * pairs;
    if kept.len() < length {
        kept.resize(length, [_mm256_setzero_si256(); 2]);
    }
    for first in (0..columns).step_by(block) {
        let block = first..columns.min(first + block);
        let panels = &mut kept[..block.len() / TILE_COLUMNS * pairs];
        widen(weights, columns, block.clone(), panels);
        for (column, panel) in block.step_by(TILE_COLUMNS).zip(panels.chunks_exact(pairs)) {
            let rows = rows.chunks(ROWS_AT_ONCE * pairs);
            let sums = sums.chunks_mut(ROWS_AT_ONCE * columns);
            for (rows, sums) in rows.zip(sums.map(|sums| &mut sums[column..])) {
                match rows.len() / pairs {
                    1 => multiply_tile::<1>(rows, panel, columns, sums),
                    2 => multiply_tile::<2>(rows, panel, columns, sums),
                    3 => multiply_tile::<3>(rows, panel, columns, sums),
                    4 => multiply_tile::<4>(rows, panel, columns, sums),
                    5 => multiply_tile::<5>(rows, panel, columns, sums),
                    _ => multiply_tile::<ROWS_AT_ONCE>(rows, panel, columns, sums),
                }
            }
        }
    }
    PANELS.set(kept);
}

/// Widens a block of columns, a panel for each tile: once for all rows of activations, and in the order of memory.
#[target_feature(enable = "avx2")]
fn widen(weights: &[u8], columns: usize, block: Range<usize>, panels: &mut [Widened]) {
    let pairs = weights.len() / columns / 2;
    for (at, rows) in weights.chunks_exact(2 * columns).enumerate() {
        let (evens, odds) = rows.split_at(columns);
        let (evens, odds) = (evens[block.clone()].as_chunks().0, odds[block.clone()].as_chunks().0);
        for (tile, (evens, odds)) in evens.iter().zip(odds).enumerate() {
            let (evens, odds) = (load(evens), load(odds));
            panels[tile * pairs + at] = [
                _mm256_cvtepi8_epi16(_mm_unpacklo_epi8(evens, odds)),
                _mm256_cvtepi8_epi16(_mm_unpackhi_epi8(evens, odds)),
            ];
        }
    }
}

/// The sums of a few rows in sixteen columns.
#[target_feature(enable = "avx2")]
#[inline]
fn multiply_tile<const ROWS: usize>(
    rows: &[Pair],
    panel: &[Widened],
    columns: usize,
    sums: &mut [i32],
) {
    let mut each: [&[Pair]; ROWS] = [&[]; ROWS];
    for (row, of) in each.iter_mut().zip(rows.chunks_exact(panel.len())) {
        *row = of;
    }
    assert!(each.iter().all(|row| row.len() == panel.len()), "one pair for each two rows");
    let mut here = [[_mm256_setzero_si256(); 2]; ROWS];
    for (at, weights) in panel.iter().enumerate() {
        for row in 0..ROWS {
            let pair = _mm256_set1_epi32(each[row][at].cast_signed());
            for half in 0..2 {
                let products = _mm256_madd_epi16(pair, weights[half]);
                here[row][half] = _mm256_add_epi32(here[row][half], products);
            }
        }
    }
    for (row, halves) in here.into_iter().enumerate() {
        for (half, lanes) in halves.into_iter().enumerate() {
            store(lanes, &mut sums[row * columns + half * 8..]);
        }
    }
}

/// As a tile is multiplied, but with weights that never leave their registers.
#[target_feature(enable = "avx2")]
fn spin(multiplications: u64) -> i32 {
    const EACH_ROUND: usize = 2 * ROWS_AT_ONCE * TILE_COLUMNS;
    let weights = [_mm256_set1_epi32(black_box(1)), _mm256_set1_epi32(black_box(2))];
    let mut pair = _mm256_set1_epi32(black_box(3));
    let mut here = [[_mm256_setzero_si256(); 2]; ROWS_AT_ONCE];
    for _ in 0..multiplications / EACH_ROUND as u64 {
        for row in &mut here {
            for (sums, weights) in row.iter_mut().zip(weights) {
                *sums = _mm256_add_epi32(*sums, _mm256_madd_epi16(pair, weights));
            }
        }
        // Another pair in each round, so that nothing can be computed beforehand.
        pair = _mm256_add_epi32(pair, weights[0]);
    }
    let mut lanes = [0; 8];
    let all = here.into_iter().flatten();
    store(all.fold(pair, |all, sums| _mm256_add_epi32(all, sums)), &mut lanes);
    lanes.iter().fold(0, |all, lane| all ^ lane)
}

#[target_feature(enable = "avx2")]
fn dot(a: &[i8], b: &[i8]) -> i32 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<16>(), b.as_chunks::<16>());
    let mut sums = _mm256_setzero_si256();
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (_mm256_cvtepi8_epi16(load(a)), _mm256_cvtepi8_epi16(load(b)));
        sums = _mm256_add_epi32(sums, _mm256_madd_epi16(a, b));
    }
    let mut lanes = [0; 8];
    store(sums, &mut lanes);
    lanes.iter().sum::<i32>() + plain::dot(a_rest, b_rest)
}

#[target_feature(enable = "avx2")]
#[inline]
fn load<Byte>(bytes: &[Byte; 16]) -> __m128i {
    const { assert!(size_of::<Byte>() == 1) };
    // SAFETY: sixteen bytes are there, and the instruction asks for no alignment.
    unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) }
}

#[target_feature(enable = "avx2")]
#[inline]
fn store(lanes: __m256i, sums: &mut [i32]) {
    let sums = &mut sums[..8];
    // SAFETY: there is room for eight sums, and the instruction asks for no alignment.
    unsafe { _mm256_storeu_si256(sums.as_mut_ptr().cast(), lanes) }
}
