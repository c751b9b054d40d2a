//! The words that were encoded lately, so that a word that all ideas have is encoded once.

use std::collections::HashMap;
use std::sync::Arc;

use super::limits::WORDS_REMEMBERED_MAX;

/// A word alone: its vector, and its weight in a text.
#[derive(Debug)]
pub struct WordVector {
    pub vector: Vec<f32>,
    pub weight: f32,
}

/// Two generations: when the young one is full it becomes the old one, and the old one is forgotten.
#[derive(Debug, Default)]
pub struct Remembered {
    young: HashMap<String, Arc<WordVector>>,
    old: HashMap<String, Arc<WordVector>>,
}

impl Remembered {
    pub fn recall(&mut self, word: &str) -> Option<Arc<WordVector>> {
        if let Some(found) = self.young.get(word) {
            return Some(Arc::clone(found));
        }
        let (word, found) = self.old.remove_entry(word)?;
        self.remember(word, Arc::clone(&found));
        Some(found)
    }

    pub fn remember(&mut self, word: String, vector: Arc<WordVector>) {
        if self.young.len() >= WORDS_REMEMBERED_MAX / 2 {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(word, vector);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_stays_and_what_is_not_is_forgotten() {
        let mut remembered = Remembered::default();
        let vector = Arc::new(WordVector { vector: Vec::new(), weight: 1.0 });
        remembered.remember("fiets".to_owned(), Arc::clone(&vector));
        remembered.remember("eens".to_owned(), Arc::clone(&vector));
        for n in 0..3 * WORDS_REMEMBERED_MAX {
            assert!(remembered.recall("fiets").is_some());
            remembered.remember(n.to_string(), Arc::clone(&vector));
            assert!(remembered.young.len() + remembered.old.len() <= WORDS_REMEMBERED_MAX);
        }
        assert!(remembered.recall("eens").is_none());
    }
}
