//! Exact integer arithmetic on many numbers at once: the only place with `unsafe`, for AVX2 where the machine has it.
//!
//! Every path gives the same bits, for sums of integers do not depend on their order. On 64-bit ARM the plain path is
//! what the compiler makes of it with NEON, which every such processor has.
#![cfg_attr(
    target_arch = "x86_64",
    expect(unsafe_code, reason = "AVX2 is found at run time; each block says why it is sound")
)]

#[cfg(target_arch = "x86_64")]
mod avx2;
mod plain;

/// Columns are taken this many at a time: their weights in a row fill a line of the cache.
pub(crate) const COLUMNS_AT_ONCE: usize = 64;

/// Two activations, each an `i16`: the even one in the low half. The arithmetic multiplies them as one.
pub(crate) type Pair = u32;

/// Packs two activations.
pub(crate) fn pair(even: i16, odd: i16) -> Pair {
    u32::from(even.cast_unsigned()) | u32::from(odd.cast_unsigned()) << 16
}

/// How the sums are made on this machine.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kernel {
    Plain,
    #[cfg(target_arch = "x86_64")]
    Avx2(avx2::Found),
}

impl Kernel {
    /// The fastest that this machine has.
    pub fn best() -> Self {
        #[cfg(target_arch = "x86_64")]
        if let Some(found) = avx2::Found::on_this_machine() {
            return Self::Avx2(found);
        }
        Self::Plain
    }

    /// Rows of activations times a matrix of weights.
    ///
    /// `weights` are `i8` as they stand in the model file, row by row, `columns` in each; a row of `rows` holds one
    /// activation per row of weights. The caller sees to it that no sum leaves the range of an `i32`.
    ///
    /// # Panics
    ///
    /// When there are no weights, `columns` is no multiple of [`COLUMNS_AT_ONCE`], or the lengths do not fit.
    pub fn multiply(self, rows: &[Pair], weights: &[u8], columns: usize, sums: &mut [i32]) {
        let pairs = weights.len() / columns / 2;
        assert!(columns.is_multiple_of(COLUMNS_AT_ONCE) && pairs > 0, "whole tiles of weights");
        assert!(weights.len() == 2 * pairs * columns, "whole pairs of rows of weights");
        assert!(rows.len() * columns == sums.len() * pairs, "one sum for each row and column");
        match self {
            Self::Plain => plain::multiply(rows, pairs, weights, columns, sums),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(found) => found.multiply(rows, pairs, weights, columns, sums),
        }
    }

    /// Multiplies and adds as [`multiply`](Self::multiply) does, but only what is at hand: the most that the arithmetic
    /// can do. What it returns is of no use but to keep the compiler at it.
    pub fn spin(self, multiplications: u64) -> i32 {
        match self {
            Self::Plain => plain::spin(multiplications),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(found) => found.spin(multiplications),
        }
    }

    /// The dot product of two vectors of the same length, exact up to 131,071 dimensions.
    pub fn dot(self, a: &[i8], b: &[i8]) -> i32 {
        assert_eq!(a.len(), b.len(), "vectors of one length");
        match self {
            Self::Plain => plain::dot(a, b),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(found) => found.dot(a, b),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_path_gives_the_same_products(
            rows in 0_usize..15,
            depth in 1_usize..40,
            blocks in 1_usize..4,
            seed in any::<u64>(),
        ) {
            let (pairs, columns) = (depth, blocks * COLUMNS_AT_ONCE);
            let mut noise = noise(seed);
            let activations: Vec<i16> =
                (0..2 * pairs * rows).map(|_| (noise() as i16).max(-i16::MAX)).collect();
            let weights: Vec<u8> =
                (0..2 * pairs * columns).map(|_| (noise() as i8).max(-127).cast_unsigned()).collect();
            let packed: Vec<Pair> =
                activations.as_chunks().0.iter().map(|[even, odd]| pair(*even, *odd)).collect();
            let sum = |row: usize, column: usize| -> i32 {
                let products = (0..2 * pairs).map(|k| {
                    let weight = weights[k * columns + column].cast_signed();
                    i32::from(activations[row * 2 * pairs + k]) * i32::from(weight)
                });
                products.sum()
            };
            let expected: Vec<i32> = (0..rows * columns).map(|at| sum(at / columns, at % columns)).collect();
            for kernel in [Kernel::Plain, Kernel::best()] {
                let mut sums = vec![1; rows * columns];
                kernel.multiply(&packed, &weights, columns, &mut sums);
                prop_assert_eq!(&sums, &expected, "{:?}", kernel);
            }
        }

        #[test]
        fn every_path_gives_the_same_dot_product(
            vectors in prop::collection::vec((any::<i8>(), any::<i8>()), 0..1_100),
        ) {
            let (a, b): (Vec<i8>, Vec<i8>) = vectors.into_iter().unzip();
            let expected = a.iter().zip(&b).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum::<i32>();
            prop_assert_eq!(Kernel::Plain.dot(&a, &b), expected);
            prop_assert_eq!(Kernel::best().dot(&a, &b), expected);
        }
    }

    #[test]
    fn the_largest_sums_are_exact() {
        let (rows, weights) =
            (vec![pair(-i16::MAX, -i16::MAX); 256], vec![0x81; 512 * COLUMNS_AT_ONCE]);
        for kernel in [Kernel::Plain, Kernel::best()] {
            let mut sums = [0; COLUMNS_AT_ONCE];
            kernel.multiply(&rows, &weights, COLUMNS_AT_ONCE, &mut sums);
            assert_eq!(sums, [512 * 127 * i32::from(i16::MAX); COLUMNS_AT_ONCE], "{kernel:?}");
        }
        assert_eq!(Kernel::best().dot(&[-128; 512], &[-128; 512]), 512 * 128 * 128);
    }

    /// Numbers without any order (Marsaglia, "Xorshift RNGs", 2003).
    fn noise(seed: u64) -> impl FnMut() -> u64 {
        let mut state = seed | 1;
        move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        }
    }
}
