//! What phones sent in a round, counted: the words of a wall, the most frequent first.

use domain::{IdeaId, RoundId, Seat, Summit, programme::PhoneInput, review, visible};
use serde::Serialize;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashSet},
};

/// As many as a full hall can send; a wall shows them by the page. What comes after them is said by one person each.
const MOST: usize = 1000;
/// An entry of up to this many words counts as it was sent, a longer one by its words.
const WHOLE_WORDS: usize = 3;
/// Three long words; more than this takes three lines of a wall. What is longer is told to who sent it.
const WHOLE_MAX_CHARS: usize = 120;
/// A word of a sentence that is longer is no word: it is an address, or somebody fell asleep on a key.
const WORD_MAX_CHARS: usize = 60;
/// A word of a sentence with fewer letters says little.
const WORD_MIN_CHARS: usize = 4;

/// Words of sentences that say nothing by themselves, in Dutch and English.
const IDLE: &str = "aan alle alles also altijd andere because been beter better binnen daar daarom deze dingen door een \
    eens elkaar elke every everyone from geen goed goede good graag haar hebben have heel heeft hier iedereen iets \
    kunnen maar make maken meer mensen minder moet moeten more most much naar niet nodig nooit omdat onder onze \
    other over people really should some tegen than that their them there they this toch tussen veel vind vinden \
    vooral voor waar want want wanneer want well were what when where which willen with worden wordt would your zich \
    zijn zonder zodat zoals zoveel zouden";

/// A word as most people wrote it, and how often it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Word {
    word: String,
    count: u32,
}

/// The round whose words are shown: the current one, or the last before it that asked phones for something.
pub(crate) fn round(summit: &Summit) -> Option<&RoundId> {
    let items = &summit.programme.items;
    let past = items.get(..=summit.agenda.now.current?)?;
    let asks = past
        .iter()
        .rev()
        .find(|item| item.round.as_ref().is_some_and(|round| round.phone != PhoneInput::Nothing));
    asks.map(|item| &item.id)
}

/// What was sent, the most frequent first, then what came first. None before the first such round.
pub(crate) fn sent(summit: &Summit) -> Option<Vec<Word>> {
    let round = round(summit)?;
    let idle: HashSet<&str> = IDLE.split_whitespace().collect();
    let mut counted: BTreeMap<String, Counted<'_>> = BTreeMap::new();
    let of_phones = summit.ideas.iter().filter(|(id, idea)| {
        matches!(idea.seat, Seat::Badge(_))
            && idea.round.as_ref() == Some(round)
            && visible::text(summit, **id).is_some()
    });
    for (id, idea) in of_phones.filter(|(id, idea)| review::is_shown(summit, id, idea)) {
        let mut seen = HashSet::new();
        let whole = is_short(idea.text.text());
        let may_stand = |word: &&str| whole || summit.review.may_stand_alone(word);
        for word in words(idea.text.text(), &idle).into_iter().filter(may_stand) {
            let form = form(word);
            if seen.insert(form.clone()) {
                counted.entry(form).or_default().add(word, (idea.offset, *id));
            }
        }
    }
    let mut counted: Vec<Counted<'_>> = counted.into_values().collect();
    counted.sort_by_key(|it| (Reverse(it.count), it.first()));
    let shown = counted.into_iter().take(MOST);
    Some(shown.map(|it| Word { word: it.as_most_wrote_it().to_owned(), count: it.count }).collect())
}

/// Why nothing of what a phone sent stands among the words. None where something does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unshown {
    /// Up to three words, but too many letters.
    TooLong,
    /// A sentence of words that say nothing by themselves.
    NoWords,
}

/// What its author is told of a text that nobody will see among the words.
pub(crate) fn unshown(text: &str) -> Option<Unshown> {
    let idle = IDLE.split_whitespace().collect();
    let is_shown = !words(text, &idle).is_empty();
    let why = if is_short(text) { Unshown::TooLong } else { Unshown::NoWords };
    (!is_shown).then_some(why)
}

/// When something was first sent.
type First = (domain::Offset, IdeaId);

/// A word in all the ways it was written.
#[derive(Default)]
pub(crate) struct Counted<'s> {
    pub count: u32,
    written: BTreeMap<&'s str, (u32, First)>,
}

impl<'s> Counted<'s> {
    pub fn add(&mut self, word: &'s str, at: First) {
        self.count += 1;
        let (times, first) = self.written.entry(word).or_insert((0, at));
        *times += 1;
        *first = at.min(*first);
    }

    fn first(&self) -> Option<First> {
        self.written.values().map(|(_, first)| *first).min()
    }

    /// Of those written as often, the one that came first.
    pub fn as_most_wrote_it(&self) -> &'s str {
        let most = self.written.iter().min_by_key(|(_, (times, first))| (Reverse(*times), *first));
        most.map_or("", |(word, _)| word)
    }
}

/// What is counted as one. A text of signs that are only left out (a lone vowel sign) is its own form.
fn form(word: &str) -> String {
    let form = text::comparable(word);
    if form.is_empty() { word.to_owned() } else { form }
}

fn is_short(text: &str) -> bool {
    text.split_whitespace().count() <= WHOLE_WORDS
}

/// An entry of up to three words as it was sent, line by line; of a longer one the words that say something.
fn words<'t>(text: &'t str, idle: &HashSet<&str>) -> Vec<&'t str> {
    if is_short(text) {
        let lines = text.lines().map(text::bare);
        return lines
            .filter(|line| (1..=WHOLE_MAX_CHARS).contains(&line.chars().count()))
            .collect();
    }
    let says_something = |word: &&str| {
        (WORD_MIN_CHARS..=WORD_MAX_CHARS).contains(&word.chars().count())
            && !idle.contains(word.to_lowercase().as_str())
    };
    text.split_whitespace().map(text::bare).filter(says_something).collect()
}
