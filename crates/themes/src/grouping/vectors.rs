//! Vectors of ideas, centred on what most ideas have in common and kept in small integers, so that every machine finds
//! the same similarities.

use crate::kernels::Kernel;

/// Raw vectors are kept in steps of this part of 1; their sum is exact in any order.
const RAW_ONE: f64 = 16_384.0;

/// The background mean stands for the ideas that are missing to so many: it leads at the start, and then is gone.
const BACKGROUND_WEIGHT: i64 = 200;

/// A coordinate of a centred vector of length 1 is cut off at so many times its root mean square: one in a million.
const DEVIATIONS_MAX: f64 = 5.0;

/// The similarity of an idea to itself; a cosine of 1.
pub(crate) const SAME: i64 = 1_024;

/// All vectors, by slot.
#[derive(Debug, Clone)]
pub(crate) struct Vectors {
    dimensions: usize,
    kernel: Kernel,
    background: Option<Vec<i64>>,
    raw: Vec<i16>,
    centred: Vec<i8>,
    /// The sum of the raw vectors of all ideas that are there now.
    sum: Vec<i64>,
    count: i64,
    /// The mean on which `centred` stands, as a sum and a count.
    mean: (Vec<i64>, i64),
    /// What a dot product of two equal vectors of length 1 comes to.
    one: i64,
    scale: f64,
}

impl Vectors {
    pub fn new(dimensions: usize, background: Option<&[f32]>, kernel: Kernel) -> Self {
        let background = background
            .filter(|mean| mean.len() == dimensions)
            .map(|mean| mean.iter().map(|&x| i64::from(raw(x))).collect());
        let scale = (127.0 * (dimensions as f64).sqrt() / DEVIATIONS_MAX).floor();
        let mut vectors = Self {
            dimensions,
            kernel,
            background,
            raw: Vec::new(),
            centred: Vec::new(),
            sum: vec![0; dimensions],
            count: 0,
            mean: (Vec::new(), 0),
            one: (scale * scale) as i64,
            scale,
        };
        vectors.mean = vectors.mean_now();
        vectors
    }

    /// Has room for so many.
    pub fn reach(&mut self, slots: usize) {
        let end = slots * self.dimensions;
        if self.raw.len() < end {
            self.raw.resize(end, 0);
            self.centred.resize(end, 0);
        }
    }

    /// Puts a vector in a slot, the next one or one that was cleared.
    ///
    /// What is no vector of these dimensions is like nothing.
    pub fn set(&mut self, slot: usize, vector: &[f32]) {
        self.reach(slot + 1);
        let end = (slot + 1) * self.dimensions;
        let is_usable = vector.len() == self.dimensions && vector.iter().all(|x| x.is_finite());
        let span = slot * self.dimensions..end;
        for (at, raws) in self.raw[span].iter_mut().enumerate() {
            *raws = if is_usable { raw(vector[at]) } else { 0 };
            self.sum[at] += i64::from(*raws);
        }
        self.count += i64::from(is_usable);
        self.centre(slot);
    }

    pub fn clear(&mut self, slot: usize) {
        let span = slot * self.dimensions..(slot + 1) * self.dimensions;
        let mut is_usable = false;
        for (raws, sum) in self.raw[span.clone()].iter_mut().zip(&mut self.sum) {
            is_usable |= *raws != 0;
            *sum -= i64::from(std::mem::take(raws));
        }
        self.count -= i64::from(is_usable);
        self.centred[span].fill(0);
    }

    /// Puts in a slot what others hold there.
    pub fn take_over(&mut self, slot: usize, others: &Self) {
        self.reach(slot + 1);
        let mut is_usable = false;
        for at in 0..self.dimensions {
            let raw = others.raw[slot * self.dimensions + at];
            is_usable |= raw != 0;
            self.raw[slot * self.dimensions + at] = raw;
            self.sum[at] += i64::from(raw);
        }
        self.count += i64::from(is_usable);
        self.centre(slot);
    }

    /// Centres all vectors on the mean of now.
    pub fn recentre(&mut self) {
        self.mean = self.mean_now();
        for slot in 0..self.slots() {
            self.centre(slot);
        }
    }

    pub fn slots(&self) -> usize {
        self.raw.len().checked_div(self.dimensions).unwrap_or(0)
    }

    /// The dot products of one vector with those in all slots; what is empty has none.
    pub fn dots(&self, slot: usize, slots: usize) -> Vec<i32> {
        let rows = self.centred[..slots * self.dimensions].chunks_exact(self.dimensions.max(1));
        rows.map(|row| self.kernel.dot(self.centred(slot), row)).collect()
    }

    fn centred(&self, slot: usize) -> &[i8] {
        &self.centred[slot * self.dimensions..(slot + 1) * self.dimensions]
    }

    /// A dot product in parts of [`SAME`].
    pub fn similarity(&self, dot: i32) -> i64 {
        i64::from(dot) * SAME / self.one
    }

    fn mean_now(&self) -> (Vec<i64>, i64) {
        let weight = (BACKGROUND_WEIGHT - self.count).max(0);
        match &self.background {
            Some(background) => (
                self.sum.iter().zip(background).map(|(sum, mean)| sum + mean * weight).collect(),
                self.count + weight,
            ),
            None => (self.sum.clone(), self.count),
        }
    }

    fn centre(&mut self, slot: usize) {
        let span = slot * self.dimensions..(slot + 1) * self.dimensions;
        let (sum, count) = &self.mean;
        let raws = &self.raw[span.clone()];
        let is_empty = raws.iter().all(|x| *x == 0);
        // One vector is summed in the order of its coordinates, which IEEE 754 fixes to the bit.
        let apart = |at: usize| -> f64 {
            if is_empty { 0.0 } else { (i64::from(raws[at]) * (*count).max(1) - sum[at]) as f64 }
        };
        let length = (0..raws.len()).map(|at| apart(at) * apart(at)).sum::<f64>().sqrt();
        let scale = if length > 0.0 { self.scale / length } else { 0.0 };
        let centred: Vec<i8> = (0..raws.len())
            .map(|at| (apart(at) * scale).round().clamp(-127.0, 127.0) as i8)
            .collect();
        self.centred[span].copy_from_slice(&centred);
    }
}

fn raw(x: f32) -> i16 {
    (f64::from(x) * RAW_ONE).round().clamp(-32_767.0, 32_767.0) as i16
}
