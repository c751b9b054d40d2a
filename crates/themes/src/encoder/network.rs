//! Pieces become a vector: embeddings, three convolutions over neighbours, a pool, four dense layers.
//!
//! The network is that of Yang et al., "Multilingual universal sentence encoder for semantic retrieval" (2019), the
//! variant with convolutions. Each row of activations is rounded to integers with a step of its own, so that the
//! products are exact.

use super::floats;
use super::limits::TOKENS_AT_ONCE_MAX;
use super::model::{DIMENSIONS, Embeddings};
use crate::kernels::{Kernel, Pair};

const CHANNELS: usize = Order::CHANNELS;
const ALL_CHANNELS: usize = 3 * CHANNELS;
const FEATURES: usize = DIMENSIONS + ALL_CHANNELS;

/// All layers.
#[derive(Debug)]
pub struct Network<'m> {
    pub project: Dense<'m>,
    pub project_shift: Vec<f32>,
    pub project_norm: (Vec<f32>, Vec<f32>),
    pub orders: Vec<Order<'m>>,
    pub feature_norm: (Vec<f32>, Vec<f32>),
    pub pool: Dense<'m>,
    pub pool_shift: Vec<f32>,
    pub first: Dense<'m>,
    pub second: Dense<'m>,
    /// Goes past the first layer to the second.
    pub second_past: Dense<'m>,
    pub third: Dense<'m>,
    pub fourth: Dense<'m>,
    /// Goes past the third layer to the fourth.
    pub fourth_past: Dense<'m>,
}

/// Two convolutions over as many neighbours, each added to what went in.
#[derive(Debug)]
pub struct Order<'m> {
    /// Neighbours that come before.
    pub before: usize,
    /// Weights (those of each neighbour below each other) and shifts.
    pub layers: [(Dense<'m>, Vec<f32>); 2],
}

/// A matrix of weights of a byte each, with a step for each column.
#[derive(Debug)]
pub struct Dense<'m> {
    pub steps: Vec<f32>,
    pub cells: &'m [u8],
}

impl Network<'_> {
    /// The vector of each text, of which the ids of the pieces are given.
    pub fn vectors(
        &self,
        kernel: Kernel,
        embeddings: &Embeddings,
        texts: &[Vec<u32>],
    ) -> Vec<Vec<f32>> {
        let mut vectors = Vec::with_capacity(texts.len());
        let mut rest = texts;
        while !rest.is_empty() {
            let mut tokens = 0;
            let fit = |text: &&Vec<u32>| {
                tokens += text.len();
                tokens <= TOKENS_AT_ONCE_MAX
            };
            let (now, later) = rest.split_at(rest.iter().take_while(fit).count().max(1));
            self.batch(kernel, embeddings, now, &mut vectors);
            rest = later;
        }
        vectors
    }

    /// What [`vectors`](Self::vectors) costs: each piece is multiplied with all weights up to the pool, each text with
    /// those from it on.
    pub fn multiplications(&self, texts: &[Vec<u32>]) -> u64 {
        let layers = self.orders.iter().flat_map(|order| &order.layers);
        let weights: usize = layers.map(|(weights, _)| weights.cells.len()).sum();
        let of_piece = self.project.cells.len() + weights;
        let after = [&self.pool, &self.first, &self.second, &self.second_past];
        let last = [&self.third, &self.fourth, &self.fourth_past];
        let of_text: usize = after.iter().chain(&last).map(|dense| dense.cells.len()).sum();
        (texts.iter().map(Vec::len).sum::<usize>() * of_piece + texts.len() * of_text) as u64
    }

    fn batch(
        &self,
        kernel: Kernel,
        embeddings: &Embeddings,
        texts: &[Vec<u32>],
        vectors: &mut Vec<Vec<f32>>,
    ) {
        let mut features = Rows::zeros(texts.iter().map(Vec::len).sum(), FEATURES);
        for (row, piece) in features.iter_mut().zip(texts.iter().flatten()) {
            embeddings.write(*piece, &mut row[..DIMENSIONS]);
        }
        let mut projected = self.project.apply(kernel, &features.part(0, DIMENSIONS));
        for row in projected.iter_mut() {
            floats::add(row, &self.project_shift, 1.0);
            floats::normalize(row, &self.project_norm.0, &self.project_norm.1);
        }
        for (n, order) in self.orders.iter().enumerate() {
            let convolved = order.apply(kernel, texts, projected.part(n * CHANNELS, CHANNELS));
            for (to, from) in features.iter_mut().zip(convolved.iter()) {
                to[DIMENSIONS + n * CHANNELS..][..CHANNELS].copy_from_slice(from);
            }
        }
        for row in features.iter_mut() {
            floats::normalize(row, &self.feature_norm.0, &self.feature_norm.1);
        }
        let pooled = self.pooled(kernel, texts, &features);
        vectors.extend(self.dense(kernel, &pooled).iter().map(<[f32]>::to_vec));
    }

    /// The sum of the features of each text, projected, over the square root of their number.
    fn pooled(&self, kernel: Kernel, texts: &[Vec<u32>], features: &Rows) -> Rows {
        let mut sums = Rows::zeros(texts.len(), FEATURES);
        let mut rows = features.iter();
        for (sum, text) in sums.iter_mut().zip(texts) {
            rows.by_ref().take(text.len()).for_each(|row| floats::add(sum, row, 1.0));
        }
        let mut pooled = self.pool.apply(kernel, &sums);
        for (row, text) in pooled.iter_mut().zip(texts) {
            let count = text.len() as f32;
            floats::add(row, &self.pool_shift, count);
            let scale = 1.0 / count.sqrt();
            row.iter_mut().for_each(|number| *number *= scale);
        }
        pooled
    }

    fn dense(&self, kernel: Kernel, pooled: &Rows) -> Rows {
        let first = self.first.apply(kernel, pooled).each(floats::rectified);
        let mut second = self.second_past.apply(kernel, pooled);
        floats::add(&mut second.numbers, &self.second.apply(kernel, &first).numbers, 1.0);
        let second = second.each(floats::rectified);
        let third = self.third.apply(kernel, &second).each(floats::rectified);
        let mut fourth = self.fourth_past.apply(kernel, &second);
        floats::add(&mut fourth.numbers, &self.fourth.apply(kernel, &third).numbers, 1.0);
        let mut vectors = fourth.each(floats::tanh);
        vectors.iter_mut().for_each(floats::unit);
        vectors
    }
}

impl Order<'_> {
    /// Numbers that go from layer to layer for each piece and order.
    pub const CHANNELS: usize = 256;

    fn apply(&self, kernel: Kernel, texts: &[Vec<u32>], mut rows: Rows) -> Rows {
        for (weights, shifts) in &self.layers {
            let mut sums = self.convolve(kernel, texts, &rows, weights);
            for (sum, row) in sums.iter_mut().zip(rows.iter_mut()) {
                for channel in 0..CHANNELS {
                    let number = sum[channel] * weights.steps[channel] + shifts[channel];
                    row[channel] += floats::rectified(number);
                }
            }
        }
        rows
    }

    /// For each piece the sum over its neighbours in the same text, each with the weights of its place.
    fn convolve(&self, kernel: Kernel, texts: &[Vec<u32>], rows: &Rows, weights: &Dense) -> Rows {
        let quantized = Quantized::of(rows);
        let mut sums = Rows::zeros(rows.count(), CHANNELS);
        let mut products = vec![0; rows.count() * CHANNELS];
        for (place, cells) in weights.cells.chunks_exact(CHANNELS * CHANNELS).enumerate() {
            kernel.multiply(&quantized.pairs, cells, CHANNELS, &mut products);
            let mut first = 0;
            for text in texts {
                for piece in 0..text.len() {
                    let Some(neighbour) = (piece + place).checked_sub(self.before) else {
                        continue;
                    };
                    if neighbour < text.len() {
                        let from = first + neighbour;
                        let step = quantized.steps[from];
                        let products = &products[from * CHANNELS..][..CHANNELS];
                        let sum = &mut sums.numbers[(first + piece) * CHANNELS..][..CHANNELS];
                        for (sum, product) in sum.iter_mut().zip(products) {
                            *sum += step * *product as f32;
                        }
                    }
                }
                first += text.len();
            }
        }
        sums
    }
}

impl Dense<'_> {
    fn apply(&self, kernel: Kernel, rows: &Rows) -> Rows {
        let quantized = Quantized::of(rows);
        let columns = self.steps.len();
        let mut sums = vec![0; rows.count() * columns];
        kernel.multiply(&quantized.pairs, self.cells, columns, &mut sums);
        let mut applied = Rows::zeros(rows.count(), columns);
        for ((to, sums), step) in
            applied.iter_mut().zip(sums.chunks_exact(columns)).zip(&quantized.steps)
        {
            for ((to, sum), column_step) in to.iter_mut().zip(sums).zip(&self.steps) {
                *to = *sum as f32 * step * column_step;
            }
        }
        applied
    }
}

/// Rows of integers, with what a step of each row is worth.
struct Quantized {
    pairs: Vec<Pair>,
    steps: Vec<f32>,
}

impl Quantized {
    fn of(rows: &Rows) -> Self {
        // With weights of at most 127 no sum over a row leaves the range of an i32.
        let limit = (i32::MAX as usize / 127 / rows.width).min(i16::MAX as usize) as f32;
        let mut pairs = Vec::with_capacity(rows.numbers.len() / 2);
        let steps = rows.iter().map(|row| floats::quantize(row, limit, &mut pairs)).collect();
        Self { pairs, steps }
    }
}

/// Rows of fractions, all of one width.
struct Rows {
    numbers: Vec<f32>,
    width: usize,
}

impl Rows {
    fn zeros(count: usize, width: usize) -> Self {
        Self { numbers: vec![0.0; count * width], width }
    }

    fn count(&self) -> usize {
        self.numbers.len() / self.width
    }

    fn iter(&self) -> impl Iterator<Item = &[f32]> {
        self.numbers.chunks_exact(self.width)
    }

    fn iter_mut(&mut self) -> impl Iterator<Item = &mut [f32]> {
        self.numbers.chunks_exact_mut(self.width)
    }

    /// Some columns of each row.
    fn part(&self, from: usize, width: usize) -> Self {
        let mut numbers = Vec::with_capacity(self.count() * width);
        self.iter().for_each(|row| numbers.extend_from_slice(&row[from..from + width]));
        Self { numbers, width }
    }

    fn each(mut self, of: impl Fn(f32) -> f32) -> Self {
        self.numbers.iter_mut().for_each(|number| *number = of(*number));
        self
    }
}
