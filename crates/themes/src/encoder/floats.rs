//! The arithmetic of fractions, in an order of operations that is the same on every machine: the same bits everywhere.
//!
//! Only additions, multiplications, divisions and square roots, which IEEE 754 defines to the last bit; sums are made
//! in lanes, so that the compiler may use registers of any width without changing their order.

use crate::kernels::{Pair, pair};

const LANES: usize = 16;

/// The sum of what `of` makes of each number.
fn sum(numbers: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let (chunks, rest) = numbers.as_chunks::<LANES>();
    let mut lanes = [0.0; LANES];
    for chunk in chunks {
        for (lane, number) in lanes.iter_mut().zip(chunk) {
            *lane += of(*number);
        }
    }
    for (lane, number) in lanes.iter_mut().zip(rest) {
        *lane += of(*number);
    }
    lanes.iter().fold(0.0, |sum, lane| sum + lane)
}

/// The greatest magnitude.
fn peak(numbers: &[f32]) -> f32 {
    let greater = |one: f32, other: f32| if one > other { one } else { other };
    let (chunks, rest) = numbers.as_chunks::<LANES>();
    let mut lanes = [0.0; LANES];
    for chunk in chunks {
        for (lane, number) in lanes.iter_mut().zip(chunk) {
            *lane = greater(*lane, number.abs());
        }
    }
    lanes.iter().chain(rest).fold(0.0, |peak, number| greater(peak, number.abs()))
}

/// The number, or 0 if it is negative.
pub fn rectified(number: f32) -> f32 {
    if number > 0.0 { number } else { 0.0 }
}

/// Brings numbers to mean 0 and variance 1, then stretches and shifts each (Ba, Kiros and Hinton, "Layer
/// normalization", 2016).
pub fn normalize(numbers: &mut [f32], gains: &[f32], shifts: &[f32]) {
    const VARIANCE_MIN: f32 = 1e-12;
    let count = numbers.len() as f32;
    let mean = sum(numbers, |number| number) / count;
    let variance = sum(numbers, |number| (number - mean) * (number - mean)) / count;
    let scale = 1.0 / (variance + VARIANCE_MIN).sqrt();
    for ((number, gain), shift) in numbers.iter_mut().zip(gains).zip(shifts) {
        *number = (*number - mean) * scale * gain + shift;
    }
}

/// Adds `other`, times `weight`.
pub fn add(numbers: &mut [f32], other: &[f32], weight: f32) {
    for (number, other) in numbers.iter_mut().zip(other) {
        *number += weight * other;
    }
}

/// Brings a vector to length 1; one without length becomes all zeros.
pub fn unit(vector: &mut [f32]) {
    const LENGTH_MIN: f32 = 1e-9;
    let length = sum(vector, |number| number * number).sqrt();
    let scale = if length > LENGTH_MIN { 1.0 / length } else { 0.0 };
    vector.iter_mut().for_each(|number| *number *= scale);
}

/// Rounds numbers to integers of at most `limit`, packed in pairs; returns what one step of them is worth.
pub fn quantize(numbers: &[f32], limit: f32, pairs: &mut Vec<Pair>) -> f32 {
    /// Below it all are nothing, and its inverse would be infinite.
    const PEAK_MIN: f32 = 1e-30;
    let peak = peak(numbers);
    let steps = if peak > PEAK_MIN { limit / peak } else { 0.0 };
    let (couples, _) = numbers.as_chunks::<2>();
    pairs.extend(couples.iter().map(|[even, odd]| pair(round(even * steps), round(odd * steps))));
    if peak > PEAK_MIN { peak / limit } else { 0.0 }
}

/// The nearest integer, and the even one of two; for numbers in the range of an `i16`.
fn round(number: f32) -> i16 {
    // Near 1.5 × 2^23 the numbers of 32 bits are the integers, so that the addition rounds.
    const INTEGERS: f32 = 12_582_912.0;
    (number + INTEGERS).to_bits().wrapping_sub(INTEGERS.to_bits()) as i16
}

/// e to the power of a number of -80 to 80, off by less than half a millionth of itself.
pub fn exp(power: f32) -> f32 {
    const INTEGERS: f32 = 12_582_912.0;
    // ln 2 in two parts, of which the first has few bits, so that its multiples are exact.
    const LN_2_HIGH: f32 = 0.693_359_4;
    const LN_2_LOW: f32 = -2.121_944_4e-4;
    let twos = (power * std::f32::consts::LOG2_E + INTEGERS) - INTEGERS;
    let rest = power - twos * LN_2_HIGH - twos * LN_2_LOW;
    // The series of e^rest; |rest| is at most ln 2 / 2.
    let series = [1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0];
    let series = series.into_iter().fold(0.0, |sum, term| sum * rest + term);
    series * f32::from_bits(((twos as i32 + 127) as u32) << 23)
}

/// The hyperbolic tangent.
pub fn tanh(number: f32) -> f32 {
    /// From here on it is 1 to the last bit.
    const FLAT: f32 = 10.0;
    let magnitude = if number.abs() < FLAT { number.abs() } else { FLAT };
    let shrunk = exp(-2.0 * magnitude);
    let tangent = (1.0 - shrunk) / (1.0 + shrunk);
    if number < 0.0 { -tangent } else { tangent }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{exp, normalize, quantize, tanh, unit};

    proptest! {
        #[test]
        fn the_exponential_is_that_of_the_textbook(power in -80.0_f32..80.0) {
            let exact = f64::from(power).exp();
            prop_assert!((f64::from(exp(power)) / exact - 1.0).abs() < 5e-7);
        }

        #[test]
        fn the_tangent_is_that_of_the_textbook(number in -30.0_f32..30.0) {
            prop_assert!((f64::from(tanh(number)) - f64::from(number).tanh()).abs() < 5e-7);
        }

        #[test]
        fn rounding_is_off_by_half_a_step_at_most(numbers in prop::collection::vec(-9.0_f32..9.0, 32)) {
            let mut pairs = Vec::new();
            let step = quantize(&numbers, 32_767.0, &mut pairs);
            for (number, rounded) in numbers.iter().zip(pairs.iter().flat_map(|pair| [*pair as i16, (*pair >> 16) as i16])) {
                prop_assert!((number - f32::from(rounded) * step).abs() < step * 0.51);
            }
        }
    }

    #[test]
    fn nothing_stays_nothing() {
        let mut pairs = Vec::new();
        assert_eq!(quantize(&[0.0; 4], 100.0, &mut pairs), 0.0);
        assert_eq!(pairs, [0, 0]);
        let mut vector = [0.0; 4];
        unit(&mut vector);
        assert_eq!(vector, [0.0; 4]);
    }

    #[test]
    fn normalized_numbers_have_mean_0_and_variance_1() {
        let mut numbers: Vec<f32> = (0..100).map(|n| (n * n) as f32).collect();
        normalize(&mut numbers, &[1.0; 100], &[0.0; 100]);
        let mean = numbers.iter().sum::<f32>() / 100.0;
        let variance = numbers.iter().map(|number| number * number).sum::<f32>() / 100.0;
        assert!(mean.abs() < 1e-5 && (variance - 1.0).abs() < 1e-5, "{mean} {variance}");
    }
}
