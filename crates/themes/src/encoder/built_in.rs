//! The encoder that needs no network and no other machine.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::floats;
use super::limits::{
    CHARS_PER_TEXT_MAX, TEXTS_AT_ONCE_MAX, TOKENS_PER_TEXT_MAX, TOKENS_PER_WORD_MAX,
    WORDS_WEIGHED_MAX,
};
use super::model::{DIMENSIONS, Model};
use super::remembered::{Remembered, WordVector};
use super::tokens::tokens;
use super::{EncodeError, Encoder};
use crate::kernels::Kernel;
use crate::stop_words::{DUTCH, ENGLISH, FRENCH, GERMAN};
use crate::words::written;

static FILE: &[u8] = include_bytes!("../../model/use3_latin.bin");

/// How likely a word is that weighs half: rarer ones weigh more, up to 1.
const HALF_WEIGHT: f32 = 3e-5;

/// The model that is shipped in the program: universal-sentence-encoder-multilingual 3, pruned to Latin script.
///
/// The vector of a text is that of its sentence plus, in equal part, the weighted mean of the vectors of its telling
/// words (Arora, Liang and Ma, "A simple but tough-to-beat baseline for sentence embeddings", 2017): the sentence alone
/// says much of its form, and what it is about is in its rare words.
///
/// Its vectors have the same bits on every machine, whatever was encoded before or together with them.
#[derive(Debug)]
pub struct BuiltIn {
    model: Model<'static>,
    kernel: Kernel,
    stop_words: HashSet<&'static str>,
    remembered: Mutex<Remembered>,
}

impl BuiltIn {
    /// Reads the model that lies in the program.
    #[must_use]
    pub fn load() -> Self {
        Self::with(Kernel::best())
    }

    fn with(kernel: Kernel) -> Self {
        Self {
            model: Model::parse(FILE).expect("the model in the program is whole, as a test proves"),
            kernel,
            stop_words: [DUTCH, ENGLISH, GERMAN, FRENCH]
                .iter()
                .flat_map(|list| list.split_whitespace())
                .collect(),
            remembered: Mutex::default(),
        }
    }

    /// The telling words of a text in lowercase; all its words when none tells.
    fn telling(&self, text: &str) -> Vec<String> {
        let mut words: Vec<String> =
            written(text).into_iter().map(|word| word.low).take(WORDS_WEIGHED_MAX).collect();
        let tells = |word: &String| !self.stop_words.contains(word.as_str());
        if words.iter().any(tells) {
            words.retain(tells);
        }
        words
    }

    fn tokens(&self, text: &str, tokens_max: usize) -> Vec<u32> {
        let end = text.char_indices().nth(CHARS_PER_TEXT_MAX).map_or(text.len(), |(end, _)| end);
        tokens(&self.model.pieces, &self.model.normalizer.normal(&text[..end]), tokens_max)
    }

    /// How much a word tells: less the likelier its pieces are.
    fn weight(&self, tokens: &[u32]) -> f32 {
        /// The likelihood of the rarest; below it the weight is 1 in all but name.
        const SCORE_MIN: f32 = -30.0;
        let score = tokens[1..tokens.len() - 1].iter().map(|piece| self.model.pieces.score(*piece));
        let score = score.fold(0.0, |sum, score| sum + score);
        HALF_WEIGHT / (HALF_WEIGHT + floats::exp(if score > SCORE_MIN { score } else { SCORE_MIN }))
    }

    /// A few texts at once, with those of their words that are not remembered.
    fn few(&self, texts: &[&str]) -> Vec<Vec<f32>> {
        let telling: Vec<Vec<String>> = texts.iter().map(|text| self.telling(text)).collect();
        let sentences = texts
            .iter()
            .filter(|text| has_letter(text))
            .map(|text| self.tokens(text, TOKENS_PER_TEXT_MAX));
        let (sentences, words) = self.vectors(sentences.collect(), telling.iter().flatten());
        let mut sentences = sentences.into_iter();
        let of = |(text, telling): (&&str, &Vec<String>)| {
            if !has_letter(text) {
                return vec![0.0; DIMENSIONS];
            }
            let mut vector = sentences.next().unwrap_or_else(|| vec![0.0; DIMENSIONS]);
            let mut mean = vec![0.0; DIMENSIONS];
            for word in telling {
                floats::add(&mut mean, &words[word.as_str()].vector, words[word.as_str()].weight);
            }
            floats::unit(&mut mean);
            floats::add(&mut vector, &mean, 1.0);
            floats::unit(&mut vector);
            vector
        };
        texts.iter().zip(&telling).map(of).collect()
    }

    /// The vectors of sentences and of words; those that are not remembered go through the network together.
    fn vectors<'w>(
        &self,
        mut sentences: Vec<Vec<u32>>,
        words: impl Iterator<Item = &'w String>,
    ) -> (Vec<Vec<f32>>, HashMap<&'w str, Arc<WordVector>>) {
        let mut found = HashMap::new();
        let mut missing = Vec::new();
        let mut asked = HashSet::new();
        let mut remembered = self.remembered();
        for word in words.filter(|word| asked.insert(word.as_str())) {
            match remembered.recall(word) {
                Some(vector) => drop(found.insert(word.as_str(), vector)),
                None => missing.push(word),
            }
        }
        drop(remembered);
        let count = sentences.len();
        sentences.extend(missing.iter().map(|word| self.tokens(word, TOKENS_PER_WORD_MAX)));
        let mut vectors =
            self.model.network.vectors(self.kernel, &self.model.embeddings, &sentences);
        let new = vectors.split_off(count).into_iter().zip(&sentences[count..]).zip(missing);
        let mut remembered = self.remembered();
        for ((vector, tokens), word) in new {
            let vector = Arc::new(WordVector { vector, weight: self.weight(tokens) });
            remembered.remember(word.clone(), Arc::clone(&vector));
            found.insert(word.as_str(), vector);
        }
        (vectors, found)
    }

    fn remembered(&self) -> MutexGuard<'_, Remembered> {
        // What is remembered is whole at every moment, even if a thread died holding it.
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Encoder for BuiltIn {
    fn model(&self) -> &str {
        "use3-latin-1"
    }

    fn dimensions(&self) -> usize {
        DIMENSIONS
    }

    fn encode(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EncodeError> {
        Ok(texts.chunks(TEXTS_AT_ONCE_MAX).flat_map(|texts| self.few(texts)).collect())
    }

    fn words(&self, words: &[&str]) -> Result<Vec<Vec<f32>>, EncodeError> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let (_, found) = self.vectors(Vec::new(), words.iter().filter(|word| has_letter(word)));
        let of = |word: &String| {
            found.get(word.as_str()).map_or(vec![0.0; DIMENSIONS], |found| found.vector.clone())
        };
        Ok(words.iter().map(of).collect())
    }

    fn background(&self) -> Option<&[f32]> {
        None
    }
}

fn has_letter(text: &str) -> bool {
    text.chars().take(CHARS_PER_TEXT_MAX).any(char::is_alphabetic)
}
