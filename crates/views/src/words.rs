//! What phones sent in a round, counted: the words of a wall, the most frequent first.

use domain::{IdeaId, RoundId, Seat, Summit, idea::State, programme::PhoneInput};
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};

/// More cannot be read from the back of a hall.
const MOST: usize = 60;
/// An entry of up to this many words counts as it was sent, a longer one by its words.
const WHOLE_WORDS: usize = 3;
/// What is longer is no word to read on a wall.
const LONGEST_CHARS: usize = 32;
/// A word of a sentence with fewer letters says little.
const SHORTEST_CHARS: usize = 4;

/// Words of sentences that say nothing by themselves, in Dutch and English.
const IDLE: &str = "aan alle alles also altijd andere because been beter better binnen daar daarom deze dingen door een \
    eens elkaar elke every everyone from geen goed goede good graag haar hebben have heel heeft hier iedereen iets \
    kunnen maar make maken meer mensen minder moet moeten more most much naar niet nodig nooit omdat onder onze \
    other over people really should some tegen than that their them there they this toch tussen veel vind vinden \
    vooral voor waar want want wanneer want well were what when where which willen with worden wordt would your zich \
    zijn zonder zodat zoals zoveel zouden";

/// A word and how often it was sent.
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
    let live = summit.ideas.iter().filter(|(_, idea)| {
        matches!(idea.seat, Seat::Badge(_))
            && idea.state == State::Live
            && !idea.text.is_erased()
            && idea.round.as_ref() == Some(round)
    });
    for (id, idea) in live {
        let mut seen = HashSet::new();
        for word in words(idea.text.text(), &idle) {
            let folded = word.to_lowercase();
            if !seen.insert(folded.clone()) {
                continue;
            }
            let first = (idea.offset, *id);
            let entry = counted.entry(folded).or_insert(Counted { count: 0, first, written: word });
            entry.count += 1;
            if first < entry.first {
                (entry.first, entry.written) = (first, word);
            }
        }
    }
    let mut counted: Vec<Counted<'_>> = counted.into_values().collect();
    counted.sort_by(|a, b| b.count.cmp(&a.count).then(a.first.cmp(&b.first)));
    let shown = counted.into_iter().take(MOST);
    Some(shown.map(|it| Word { word: it.written.to_owned(), count: it.count }).collect())
}

/// A word with its first appearance, which also says how it is written.
struct Counted<'s> {
    count: u32,
    first: (domain::Offset, IdeaId),
    written: &'s str,
}

fn words<'t>(text: &'t str, idle: &HashSet<&str>) -> Vec<&'t str> {
    let bare = |c: char| !c.is_alphanumeric();
    let whole = text.trim_matches(bare);
    let is_short = whole.split_whitespace().count() <= WHOLE_WORDS
        && whole.chars().count() <= LONGEST_CHARS
        && !whole.contains('\n');
    if is_short {
        return if whole.is_empty() { Vec::new() } else { vec![whole] };
    }
    let says_something = |word: &&str| {
        (SHORTEST_CHARS..=LONGEST_CHARS).contains(&word.chars().count())
            && !idle.contains(word.to_lowercase().as_str())
    };
    whole.split_whitespace().map(|word| word.trim_matches(bare)).filter(says_something).collect()
}
