//! Words that an event does not want on a wall unread, found in what people type.

use serde::Serialize;
use std::collections::BTreeSet;

/// Signs that people write for a letter, or instead of any.
const SIGNS: &[(char, &str)] = &[
    ('0', "o"),
    ('1', "il"),
    ('3', "e"),
    ('4', "a"),
    ('5', "s"),
    ('7', "t"),
    ('8', "b"),
    ('9', "g"),
    ('@', "a"),
    ('$', "s"),
    ('\u{20ac}', "e"),
    ('!', "il"),
    ('|', "il"),
    ('+', "t"),
];
const ANY: &[char] = &['*', '#', '%', '_'];

/// What is put behind a word without making another of it: more, smaller, or before a noun.
const ENDINGS: &[&str] = &["s", "es", "e", "je", "jes", "tje", "tjes", "etje", "etjes"];
/// A shorter word with an ending is too easily another.
const INFLECTED_CHARS_MIN: usize = 3;

/// As often as a letter stands in a row when somebody draws a word out.
const DRAWN_OUT: usize = 3;

/// The list of an event, as it is compared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Unwanted {
    words: BTreeSet<String>,
    /// Several words in a row.
    phrases: Vec<Vec<String>>,
    /// Signs without a letter.
    signs: Vec<String>,
}

impl Unwanted {
    /// From what organisers wrote.
    pub fn of<'w>(list: impl IntoIterator<Item = &'w String>) -> Self {
        let mut unwanted = Self::default();
        for raw in list {
            let mut words = words_of(raw);
            match words.len() {
                0 if raw.trim().is_empty() => {}
                0 => unwanted.signs.push(raw.trim().to_owned()),
                1 => _ = unwanted.words.insert(words.remove(0)),
                _ => unwanted.phrases.push(words),
            }
        }
        unwanted
    }

    /// Whether a text has one of them: as a whole word, in whatever way it is written, or in a word that is made of
    /// nothing else.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        let words = words_of(text);
        let is_there =
            |phrase: &Vec<String>| words.windows(phrase.len()).any(|it| it == phrase.as_slice());
        self.signs.iter().any(|sign| text.contains(sign.as_str()))
            || spelled_out(&words).any(|word| self.has(&word))
            || words.iter().any(|word| self.has(word))
            || self.phrases.iter().any(is_there)
            || masked(text).any(|word| self.words.iter().any(|it| is_masked(&word, it)))
    }

    fn has(&self, word: &str) -> bool {
        self.words.contains(word)
            || self.is_made_of(word)
            || self.is_inflected(word)
            || shortened(word).is_some_and(|it| self.words.contains(&it))
    }

    /// Whether a word is one of them with an ending; its last letter may stand twice before one: `lulletje`.
    fn is_inflected(&self, word: &str) -> bool {
        let stems = ENDINGS.iter().filter_map(|ending| word.strip_suffix(ending));
        stems.filter(|stem| stem.chars().count() >= INFLECTED_CHARS_MIN).any(|stem| {
            let mut letters = stem.chars().rev();
            let doubled = letters.next().filter(|last| letters.next() == Some(*last));
            let shorter = doubled.map(|last| &stem[..stem.len() - last.len_utf8()]);
            self.words.contains(stem) || shorter.is_some_and(|it| self.words.contains(it))
        })
    }

    /// Whether a word is several of them written as one.
    fn is_made_of(&self, word: &str) -> bool {
        let mut reached = BTreeSet::from([0]);
        for end in word.char_indices().map(|(at, c)| at + c.len_utf8()) {
            if reached.iter().any(|start| self.words.contains(&word[*start..end])) {
                reached.insert(end);
            }
        }
        reached.contains(&word.len()) && !word.is_empty()
    }
}

fn form(text: &str) -> String {
    ::text::latinized(&::text::comparable(text))
}

/// The words of a text in which a sign stands for a letter, as in `k*t` and `h03r`; not numbers.
fn masked(text: &str) -> impl Iterator<Item = Vec<char>> {
    let form = form(text);
    let is_sign = |c: char| ANY.contains(&c) || SIGNS.iter().any(|(sign, _)| *sign == c);
    let words: Vec<Vec<char>> = form
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && !is_sign(c)))
        .flat_map(|word| {
            // What stands behind a word may end the sentence.
            let bare = word.trim_end_matches(['!', '?']).trim_start_matches('#');
            [word, bare].map(|word| word.chars().collect::<Vec<char>>())
        })
        .collect();
    let is_masked = move |word: &Vec<char>| {
        word.iter().any(|c| c.is_alphabetic()) && word.iter().any(|c| is_sign(*c))
    };
    words.into_iter().filter(is_masked)
}

/// Whether this is how somebody writes that word who does not want it to be found: each sign stands for one letter.
fn is_masked(written: &[char], word: &str) -> bool {
    let stands_for = |sign: char, letter: char| {
        let letters = SIGNS.iter().find(|(it, _)| *it == sign).map_or("", |(_, letters)| letters);
        sign == letter || ANY.contains(&sign) || letters.contains(letter)
    };
    written.len() == word.chars().count()
        && written.iter().zip(word.chars()).all(|(sign, letter)| stands_for(*sign, letter))
}

/// The words of a text, in the form in which they are compared.
fn words_of(text: &str) -> Vec<String> {
    let form = form(text);
    let words = form.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// What letters that stand alone spell together, as in `k u t` and `k.u.t`.
fn spelled_out(words: &[String]) -> impl Iterator<Item = String> {
    let is_letter = |word: &String| word.chars().count() == 1;
    let runs = words.chunk_by(move |a, b| is_letter(a) && is_letter(b));
    runs.filter(|run| run.len() > 1).map(<[String]>::concat)
}

/// A word without the letters that were drawn out; none if there are none.
fn shortened(word: &str) -> Option<String> {
    let letters: Vec<char> = word.chars().collect();
    let runs = letters.chunk_by(|a, b| a == b);
    let is_long = |run: &&[char]| run.len() >= DRAWN_OUT;
    runs.clone()
        .any(|run| is_long(&run))
        .then(|| runs.flat_map(|run| if is_long(&run) { &run[..1] } else { run }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> Unwanted {
        let words = ["kut", "hoer", "kanker", "rot op", "\u{1f595}"].map(str::to_owned);
        Unwanted::of(&words)
    }

    #[test]
    fn an_unwanted_word_is_found_in_whatever_way_it_is_written() {
        for text in [
            "kut",
            "KUT!",
            "k\u{fa}t",
            "k.u.t",
            "k u t",
            "kuuuut",
            "#kut",
            "kut-weer",
            "kanker\u{ad}hoer",
            "kutkut",
            "\u{ff4b}\u{ff55}\u{ff54}",
            "Rot  OP",
            "wat een kut weer",
            "\u{1f595} gemeente",
            "\u{43a}u\u{442}",
            "h\u{3bf}er",
            "k*t",
            "k*t!",
            "wat een k#t weer",
            "h03r",
            "k4nk3r",
            "K@NK\u{20ac}R",
            "kutje",
            "hoertjes",
            "kutten, kutte",
        ] {
            assert!(list().is_in(text), "{text}");
        }
    }

    #[test]
    fn a_word_that_only_has_the_same_letters_in_it_is_left_alone() {
        for text in [
            "hoera",
            "kutikel",
            "kankeronderzoek",
            "op rot",
            "uk t",
            "groen",
            "",
            "AA",
            "k*",
            "30 km",
            "2 * 3",
            "50+",
            "cut!",
            "route 66",
            "***",
            "kust?",
        ] {
            assert!(!list().is_in(text), "{text}");
        }
    }
}
