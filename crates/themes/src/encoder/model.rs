//! The model file, read where it lies: what is large (embeddings and weights) is never copied.
//!
//! The format, little endian: `USE3v1\0\0`, the number of pieces, the length of the normalization map, the map; then
//! for each piece its length in a byte, its bytes and its score; for each its lowest value and its step as two halves;
//! for each its row of 4-bit values; then the number of tensors, and for each its name, rows, columns and numbers: a
//! vector (rows = 0) of floats, or a matrix with a step for each column and one byte for each weight.

use super::limits::PIECES_MAX;
use super::network::{Dense, Network, Order};
use super::normal::Normalizer;
use super::pieces::Pieces;

/// The length of an embedding, and of the vector of a text.
pub const DIMENSIONS: usize = 512;

/// Bytes of an embedding in the file: two values in each.
const ROW_BYTES: usize = DIMENSIONS / 2;

/// What the file holds.
#[derive(Debug)]
pub struct Model<'m> {
    pub normalizer: Normalizer<'m>,
    pub pieces: Pieces<'m>,
    pub embeddings: Embeddings<'m>,
    pub network: Network<'m>,
}

/// Why bytes are no model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ModelError {
    /// They do not begin as a model does.
    Foreign,
    /// They end too early, in this part.
    CutOff(&'static str),
    /// This part is not as the format says.
    Malformed(&'static str),
    /// This tensor is missing, or not of the size that the network needs.
    Tensor(String),
}

impl std::fmt::Display for ModelError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Foreign => f.write_str("no model of this format"),
            Self::CutOff(part) => write!(f, "the model ends in its {part}"),
            Self::Malformed(part) => write!(f, "the model's {part} cannot be read"),
            Self::Tensor(name) => write!(f, "the model's tensor {name} is missing or misshapen"),
        }
    }
}

impl std::error::Error for ModelError {}

impl<'m> Model<'m> {
    /// Reads a model.
    ///
    /// # Errors
    ///
    /// When the bytes are not a model of this format, whole and of the right sizes.
    pub fn parse(bytes: &'m [u8]) -> Result<Self, ModelError> {
        let mut rest = Rest { bytes, part: "head" };
        if rest.take(8)? != b"USE3v1\0\0" {
            return Err(ModelError::Foreign);
        }
        let count = rest.number()?;
        if count > PIECES_MAX {
            return Err(ModelError::Malformed("number of pieces"));
        }
        let map = rest.number()?;
        rest.part = "normalization map";
        let normalizer =
            Normalizer::new(rest.take(map)?).ok_or(ModelError::Malformed("normalization map"))?;
        rest.part = "pieces";
        let pieces = Pieces::read(&mut rest, count)?;
        rest.part = "embeddings";
        let ranges = rest.take(count * 4)?;
        let rows = rest.take(count * ROW_BYTES)?;
        rest.part = "tensors";
        let tensors = Tensors::read(&mut rest)?;
        let network = tensors.network()?;
        Ok(Self { normalizer, pieces, embeddings: Embeddings { ranges, rows }, network })
    }
}

/// The vector of each piece, in 4 bits a value.
#[derive(Debug)]
pub struct Embeddings<'m> {
    ranges: &'m [u8],
    rows: &'m [u8],
}

impl Embeddings<'_> {
    /// Writes the vector of a piece.
    pub fn write(&self, piece: u32, vector: &mut [f32]) {
        let piece = piece as usize;
        let range = &self.ranges[piece * 4..][..4];
        let lowest = half(u16::from_le_bytes([range[0], range[1]]));
        let step = half(u16::from_le_bytes([range[2], range[3]]));
        let row = &self.rows[piece * ROW_BYTES..][..ROW_BYTES];
        for ([even, odd], byte) in vector.as_chunks_mut().0.iter_mut().zip(row) {
            *even = lowest + step * f32::from(byte & 15);
            *odd = lowest + step * f32::from(byte >> 4);
        }
    }
}

/// A float of 16 bits. There are no infinities in a model; what would be one is read as a large number.
fn half(bits: u16) -> f32 {
    let (sign, exponent, fraction) = (bits >> 15, u32::from(bits >> 10 & 31), bits & 1023);
    let magnitude = match exponent {
        0 => f32::from(fraction) / (1 << 24) as f32,
        _ => f32::from_bits((exponent + 112) << 23 | u32::from(fraction) << 13),
    };
    if sign == 1 { -magnitude } else { magnitude }
}

/// What is still to be read, and the part of the file it is in.
pub struct Rest<'m> {
    bytes: &'m [u8],
    part: &'static str,
}

impl<'m> Rest<'m> {
    pub fn take(&mut self, length: usize) -> Result<&'m [u8], ModelError> {
        let (taken, rest) =
            self.bytes.split_at_checked(length).ok_or(ModelError::CutOff(self.part))?;
        self.bytes = rest;
        Ok(taken)
    }

    pub fn byte(&mut self) -> Result<u8, ModelError> {
        Ok(self.take(1)?[0])
    }

    pub fn float(&mut self) -> Result<f32, ModelError> {
        let float = self.word().map(f32::from_le_bytes)?;
        if float.is_finite() { Ok(float) } else { Err(ModelError::Malformed(self.part)) }
    }

    /// All that is still to be read.
    pub fn left(&self) -> &'m [u8] {
        self.bytes
    }

    fn number(&mut self) -> Result<usize, ModelError> {
        self.word().map(|word| u32::from_le_bytes(word) as usize)
    }

    fn word(&mut self) -> Result<[u8; 4], ModelError> {
        let taken = self.take(4)?;
        Ok([taken[0], taken[1], taken[2], taken[3]])
    }

    fn floats(&mut self, count: usize) -> Result<Vec<f32>, ModelError> {
        if count > self.bytes.len() / 4 {
            return Err(ModelError::CutOff(self.part));
        }
        (0..count).map(|_| self.float()).collect()
    }
}

/// The tensors by name.
struct Tensors<'m>(Vec<(&'m [u8], Tensor<'m>)>);

struct Tensor<'m> {
    floats: Vec<f32>,
    /// None for a vector.
    cells: &'m [u8],
}

impl<'m> Tensors<'m> {
    fn read(rest: &mut Rest<'m>) -> Result<Self, ModelError> {
        let mut tensors = Vec::new();
        for _ in 0..rest.number()? {
            let length = rest.byte()?;
            let name = rest.take(usize::from(length))?;
            let (rows, columns) = (rest.number()?, rest.number()?);
            let cells = rows.checked_mul(columns).ok_or(ModelError::Malformed("tensors"))?;
            let floats = rest.floats(columns)?;
            tensors.push((name, Tensor { floats, cells: rest.take(cells)? }));
        }
        Ok(Self(tensors))
    }

    fn network(mut self) -> Result<Network<'m>, ModelError> {
        const FEATURES: usize = DIMENSIONS + 3 * Order::CHANNELS;
        const INNER: usize = 320;
        const ALL_CHANNELS: usize = 3 * Order::CHANNELS;
        let mut orders = Vec::new();
        for (size, before) in [(2, 0), (3, 1), (5, 2)] {
            let mut layer = |n| {
                let depth = size * Order::CHANNELS;
                let weights = self.matrix(&format!("w{n}_{size}"), depth, Order::CHANNELS)?;
                let shifts = self.vector(&format!("b{n}_{size}"), Order::CHANNELS)?;
                Ok((weights, shifts))
            };
            orders.push(Order { before, layers: [layer(1)?, layer(2)?] });
        }
        Ok(Network {
            project: self.matrix("proj_W", DIMENSIONS, ALL_CHANNELS)?,
            project_shift: self.vector("proj_b", ALL_CHANNELS)?,
            project_norm: (
                self.vector("ln_g_all", ALL_CHANNELS)?,
                self.vector("ln_b_all", ALL_CHANNELS)?,
            ),
            orders,
            feature_norm: (self.vector("ln_g", FEATURES)?, self.vector("ln_b", FEATURES)?),
            pool: self.matrix("cnn_W", FEATURES, DIMENSIONS)?,
            pool_shift: self.vector("cnn_b", DIMENSIONS)?,
            first: self.matrix("d0", DIMENSIONS, INNER)?,
            second: self.matrix("d1", INNER, INNER)?,
            second_past: self.matrix("p1", DIMENSIONS, INNER)?,
            third: self.matrix("d2", INNER, DIMENSIONS)?,
            fourth: self.matrix("d3", DIMENSIONS, DIMENSIONS)?,
            fourth_past: self.matrix("p3", INNER, DIMENSIONS)?,
        })
    }

    fn vector(&mut self, name: &str, length: usize) -> Result<Vec<f32>, ModelError> {
        let tensor = self.tensor(name)?;
        if tensor.floats.len() != length || !tensor.cells.is_empty() {
            return Err(ModelError::Tensor(name.to_owned()));
        }
        Ok(tensor.floats)
    }

    fn matrix(&mut self, name: &str, rows: usize, columns: usize) -> Result<Dense<'m>, ModelError> {
        let tensor = self.tensor(name)?;
        // A weight is -127 to 127: with -128 a sum could overflow.
        let fits = tensor.floats.len() == columns && tensor.cells.len() == rows * columns;
        if !fits || tensor.cells.contains(&0x80) {
            return Err(ModelError::Tensor(name.to_owned()));
        }
        Ok(Dense { steps: tensor.floats, cells: tensor.cells })
    }

    fn tensor(&mut self, name: &str) -> Result<Tensor<'m>, ModelError> {
        let at = self.0.iter().position(|(found, _)| *found == name.as_bytes());
        let at = at.ok_or_else(|| ModelError::Tensor(name.to_owned()))?;
        Ok(self.0.swap_remove(at).1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static FILE: &[u8] = include_bytes!("../../model/use3_latin.bin");

    #[test]
    fn a_model_that_is_cut_off_anywhere_is_refused() {
        let ends = (0..2_000)
            .chain((0..FILE.len()).step_by(99_991))
            .chain((FILE.len() - 999..FILE.len()).step_by(37));
        for end in ends {
            let error = Model::parse(&FILE[..end]).expect_err("it is not whole");
            assert!(matches!(error, ModelError::CutOff(_)), "{end}: {error}");
        }
    }

    #[test]
    fn a_model_with_a_wrong_byte_is_refused_or_read_but_never_upsets_the_reader() {
        let mut bytes = FILE.to_vec();
        let (head, tensors) = (0..40, FILE.len() - 2_000..FILE.len());
        for at in head.chain((237_000..1_360_000).step_by(40_009)).chain(tensors.step_by(97)) {
            for wrong in [0x00, 0x7f, 0x80, 0xff] {
                let right = std::mem::replace(&mut bytes[at], wrong);
                if let Ok(model) = Model::parse(&bytes) {
                    let normal = model.normalizer.normal("Ｍeer bómen\u{301} ﬁets");
                    super::super::tokens::tokens(&model.pieces, &normal, 64);
                }
                bytes[at] = right;
            }
        }
    }

    #[test]
    fn another_file_is_told_apart() {
        assert_eq!(Model::parse(b"GGUF1234 and more").err(), Some(ModelError::Foreign));
        assert_eq!(Model::parse(b"").err(), Some(ModelError::CutOff("head")));
    }

    #[test]
    fn halves_are_read_as_ieee_754_says() {
        for (bits, number) in
            [(0x3c00, 1.0), (0xc000, -2.0), (0x0001, 5.960_464_5e-8), (0x7bff, 65_504.0)]
        {
            assert_eq!(half(bits), number);
        }
    }
}
