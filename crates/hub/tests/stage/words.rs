//! Encoders to test with: one by the words of a text, one that finds nothing, and one that answers on command.

use super::seconds;
use hub::Encoders;
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};
use themes::{EncodeError, Encoder};

const DIMENSIONS: usize = 64;

/// Texts that share words are alike.
pub struct Words {
    model: &'static str,
    answers: AtomicBool,
    asked: AtomicUsize,
}

impl Words {
    pub fn new(model: &'static str) -> Self {
        Self { model, answers: AtomicBool::new(true), asked: AtomicUsize::new(0) }
    }

    /// Whether it answers from now on.
    pub fn answer(&self, answers: bool) {
        self.answers.store(answers, Ordering::Relaxed);
    }

    /// How many texts it turned into vectors.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

impl Encoder for Words {
    fn model(&self) -> &str {
        self.model
    }

    fn dimensions(&self) -> usize {
        DIMENSIONS
    }

    fn encode(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EncodeError> {
        if !self.answers.load(Ordering::Relaxed) {
            return Err(EncodeError::TimedOut);
        }
        self.asked.fetch_add(texts.len(), Ordering::Relaxed);
        Ok(texts.iter().map(|text| vector(text)).collect())
    }

    fn words(&self, words: &[&str]) -> Result<Vec<Vec<f32>>, EncodeError> {
        self.encode(words)
    }

    fn background(&self) -> Option<&[f32]> {
        None
    }
}

/// The sum of a direction for each word, of length 1.
fn vector(text: &str) -> Vec<f32> {
    let mut sum = vec![0.0_f32; DIMENSIONS];
    for word in text.to_lowercase().split(|c: char| !c.is_alphanumeric()) {
        let seed = word.bytes().fold(0, |hash, byte| super::splitmix(hash ^ u64::from(byte)));
        for (at, part) in sum.iter_mut().enumerate().filter(|_| word.len() > 3) {
            let bits = super::splitmix(seed ^ (at as u64) << 32);
            *part += if bits & 1 == 0 { 1.0 } else { -1.0 };
        }
    }
    let length = sum.iter().map(|it| it * it).sum::<f32>().sqrt().max(1e-9);
    sum.into_iter().map(|it| it / length).collect()
}

/// Every text is like no other.
struct Nothing;

impl Encoder for Nothing {
    fn model(&self) -> &str {
        "nothing"
    }

    fn dimensions(&self) -> usize {
        DIMENSIONS
    }

    fn encode(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EncodeError> {
        Ok(vec![vec![0.0; DIMENSIONS]; texts.len()])
    }

    fn words(&self, words: &[&str]) -> Result<Vec<Vec<f32>>, EncodeError> {
        self.encode(words)
    }

    fn background(&self) -> Option<&[f32]> {
        None
    }
}

/// An encoder that falls over.
struct Falls;

impl Encoder for Falls {
    fn model(&self) -> &str {
        "falls"
    }

    fn dimensions(&self) -> usize {
        DIMENSIONS
    }

    fn encode(&self, _: &[&str]) -> Result<Vec<Vec<f32>>, EncodeError> {
        panic!("an encoder that falls over")
    }

    fn words(&self, _: &[&str]) -> Result<Vec<Vec<f32>>, EncodeError> {
        panic!("an encoder that falls over")
    }

    fn background(&self) -> Option<&[f32]> {
        None
    }
}

/// No themes come of themselves.
pub fn no_themes() -> Encoders {
    Encoders { built_in: Arc::new(Nothing), preferred: None, rests: seconds(30) }
}

/// Nothing is found out of any idea, so that a day does not depend on how long that took.
pub fn silent() -> Encoders {
    let words = Words::new("silent");
    words.answer(false);
    Encoders { built_in: Arc::new(words), preferred: None, rests: seconds(30) }
}

/// Ideas are alike by their words.
pub fn by_words() -> Encoders {
    Encoders { built_in: Arc::new(Words::new("words")), preferred: None, rests: seconds(30) }
}

pub fn falling() -> Encoders {
    Encoders { built_in: Arc::new(Falls), preferred: None, rests: seconds(30) }
}
