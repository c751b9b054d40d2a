//! The arithmetic with AVX2: sixteen multiplications and additions in one instruction.

use std::arch::x86_64::{
    __m128i, __m256i, _mm_loadu_si128, _mm_unpackhi_epi8, _mm_unpacklo_epi8, _mm256_add_epi32,
    _mm256_cvtepi8_epi16, _mm256_madd_epi16, _mm256_set1_epi32, _mm256_setzero_si256,
    _mm256_storeu_si256,
};

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

    pub fn dot(self, a: &[i8], b: &[i8]) -> i32 {
        // SAFETY: `self` proves that the machine has AVX2.
        unsafe { dot(a, b) }
    }
}

/// Rows that are multiplied together: twelve registers of sums, two of weights, one of activations; there are sixteen.
const ROWS_AT_ONCE: usize = 6;

#[target_feature(enable = "avx2")]
fn multiply(rows: &[Pair], pairs: usize, weights: &[u8], columns: usize, sums: &mut [i32]) {
    let mut panel = Vec::with_capacity(pairs);
    for column in (0..columns).step_by(COLUMNS_AT_ONCE) {
        unpack(weights, columns, column, &mut panel);
        let tiles = rows
            .chunks(ROWS_AT_ONCE * pairs)
            .zip(sums.chunks_mut(ROWS_AT_ONCE * columns).map(|sums| &mut sums[column..]));
        for (rows, sums) in tiles {
            match rows.len() / pairs {
                1 => tile::<1>(rows, &panel, columns, sums),
                2 => tile::<2>(rows, &panel, columns, sums),
                3 => tile::<3>(rows, &panel, columns, sums),
                4 => tile::<4>(rows, &panel, columns, sums),
                5 => tile::<5>(rows, &panel, columns, sums),
                _ => tile::<ROWS_AT_ONCE>(rows, &panel, columns, sums),
            }
        }
    }
}

/// Sixteen columns of weights widened to `i16`, two rows interleaved: what `madd` multiplies with a pair.
#[target_feature(enable = "avx2")]
fn unpack(weights: &[u8], columns: usize, column: usize, panel: &mut Vec<[__m256i; 2]>) {
    panel.clear();
    panel.extend(weights.chunks_exact(2 * columns).map(|rows| {
        let even = load(&rows[column..]);
        let odd = load(&rows[columns + column..]);
        [
            _mm256_cvtepi8_epi16(_mm_unpacklo_epi8(even, odd)),
            _mm256_cvtepi8_epi16(_mm_unpackhi_epi8(even, odd)),
        ]
    }));
}

/// The sums of a few rows in sixteen columns.
#[target_feature(enable = "avx2")]
#[inline]
fn tile<const ROWS: usize>(
    rows: &[Pair],
    panel: &[[__m256i; 2]],
    columns: usize,
    sums: &mut [i32],
) {
    let rows: [&[Pair]; ROWS] =
        std::array::from_fn(|row| &rows[row * panel.len()..][..panel.len()]);
    let mut here = [[_mm256_setzero_si256(); 2]; ROWS];
    for (at, weights) in panel.iter().enumerate() {
        for row in 0..ROWS {
            let pair = _mm256_set1_epi32(rows[row][at].cast_signed());
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

#[target_feature(enable = "avx2")]
fn dot(a: &[i8], b: &[i8]) -> i32 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<16>(), b.as_chunks::<16>());
    let mut sums = _mm256_setzero_si256();
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (_mm256_cvtepi8_epi16(load_i8(a)), _mm256_cvtepi8_epi16(load_i8(b)));
        sums = _mm256_add_epi32(sums, _mm256_madd_epi16(a, b));
    }
    let mut lanes = [0; 8];
    store(sums, &mut lanes);
    lanes.iter().sum::<i32>() + plain::dot(a_rest, b_rest)
}

#[target_feature(enable = "avx2")]
#[inline]
fn load(bytes: &[u8]) -> __m128i {
    let bytes = &bytes[..16];
    // SAFETY: sixteen bytes are there, and the instruction asks for no alignment.
    unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) }
}

#[target_feature(enable = "avx2")]
#[inline]
fn load_i8(bytes: &[i8; 16]) -> __m128i {
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
