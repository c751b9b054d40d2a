//! The encoder that needs no network and no other machine.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::background::background;
use super::floats;
use super::limits::{
    CHARS_PER_TEXT_MAX, TEXTS_AT_ONCE_MAX, TOKENS_PER_TEXT_MAX, TOKENS_PER_WORD_MAX,
    WORDS_WEIGHED_MAX,
};
use super::model::{DIMENSIONS, Model};
use super::remembered::{Remembered, WordVector};
use super::tokens::tokens;
use super::{EncodeError, Encoder};
use crate::grouping::limits::LETTERS_PER_WORD_MAX;
use crate::kernels::Kernel;
use crate::stop_words::{DUTCH, ENGLISH, FRENCH, GERMAN};
use crate::words::written;

static FILE: &[u8] = include_bytes!("../../model/use3_latin.bin");

/// How likely a word is that weighs half: rarer ones weigh more, up to 1. Ten times more or less makes little difference.
const HALF_WEIGHT: f32 = 1e-5;

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
    multiplications: AtomicU64,
    background: Vec<f32>,
}

impl BuiltIn {
    /// Reads the model that lies in the program.
    #[must_use]
    pub fn load() -> Self {
        Self::with(Kernel::best())
    }

    /// How many numbers were multiplied since it was loaded: what encoding costs, on any machine.
    #[must_use]
    pub fn multiplications(&self) -> u64 {
        self.multiplications.load(Ordering::Relaxed)
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
            multiplications: AtomicU64::new(0),
            background: background(),
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
        tokens(&self.model.pieces, &self.model.normalizer.normal(text), tokens_max)
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
        let texts: Vec<&str> =
            texts.iter().map(|text| beginning(text, CHARS_PER_TEXT_MAX)).collect();
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
        let network = &self.model.network;
        let mut vectors = network.vectors(self.kernel, &self.model.embeddings, &sentences);
        self.multiplications.fetch_add(network.multiplications(&sentences), Ordering::Relaxed);
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
        let words: Vec<String> =
            words.iter().map(|word| beginning(word, LETTERS_PER_WORD_MAX).to_owned()).collect();
        let (_, found) = self.vectors(Vec::new(), words.iter().filter(|word| has_letter(word)));
        let of = |word: &String| {
            found.get(word.as_str()).map_or(vec![0.0; DIMENSIONS], |found| found.vector.clone())
        };
        Ok(words.iter().map(of).collect())
    }

    fn background(&self) -> Option<&[f32]> {
        Some(&self.background)
    }
}

/// A text, but for what is too long to be read.
fn beginning(text: &str, chars_max: usize) -> &str {
    text.char_indices().nth(chars_max).map_or(text, |(end, _)| &text[..end])
}

fn has_letter(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    const REFERENCE: [(&str, [f32; 8]); 3] = [
        (
            "Auto's parkeren op de stoep, handhaaf daar op",
            [-0.016333, -0.000695, 0.029976, -0.003647, -0.028092, 0.016481, -0.078275, -0.041349],
        ),
        (
            "Vergunning aanvragen duurt eindeloos, maak het sneller",
            [-0.027832, 0.005311, -0.011096, 0.032740, -0.014950, 0.054273, 0.025951, 0.023058],
        ),
        (
            "Public toilets that disabled people can use",
            [-0.024662, -0.047899, 0.027902, 0.043879, 0.024844, -0.015222, 0.074704, -0.062260],
        ),
    ];

    #[test]
    fn the_model_is_the_one_that_its_readme_names() {
        let sum: String = Sha256::digest(FILE).iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(include_str!("../../model/README.md").contains(&format!("{sum}  use3_latin.bin")));
    }

    #[test]
    fn the_plain_and_the_fast_path_give_the_same_bits() {
        let texts: Vec<&str> = include_str!("../../model/background.txt").lines().collect();
        let (plain, fast) = (BuiltIn::with(Kernel::Plain), BuiltIn::load());
        for (text, (plain, fast)) in
            texts.iter().zip(plain.few(&texts).iter().zip(fast.few(&texts)))
        {
            let bits = |vector: &[f32]| vector.iter().map(|n| n.to_bits()).collect::<Vec<u32>>();
            assert_eq!(bits(plain), bits(&fast), "{text}");
        }
    }

    /// The first numbers are those of the float arithmetic of the prototype.
    #[test]
    fn a_sentence_alone_has_the_vector_of_the_float_arithmetic() {
        let encoder = BuiltIn::load();
        for (text, first) in REFERENCE {
            let (vectors, _) =
                encoder.vectors(vec![encoder.tokens(text, TOKENS_PER_TEXT_MAX)], [].iter());
            for (number, reference) in vectors[0].iter().zip(first) {
                assert!((number - reference).abs() < 2e-4, "{text}: {:?}", &vectors[0][..8]);
            }
        }
    }

    #[test]
    fn a_rare_word_weighs_more_than_a_common_one() {
        let encoder = BuiltIn::load();
        let weight = |word| encoder.weight(&encoder.tokens(word, TOKENS_PER_WORD_MAX));
        assert!(weight("de") < 0.1 && weight("parkeervergunning") > 0.9);
        assert!(weight("school") < weight("schoolplein"));
    }

    #[test]
    fn what_looks_like_a_sign_of_the_model_is_only_text() {
        let encoder = BuiltIn::load();
        let tokens = encoder.tokens("<s>", TOKENS_PER_TEXT_MAX);
        assert!(tokens.len() > 3 && !tokens[1..tokens.len() - 1].contains(&1), "{tokens:?}");
    }
}
