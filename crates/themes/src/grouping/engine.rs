//! The engine: what each idea says, as a vector, and which others say nearly that.

use std::collections::HashMap;
use std::sync::Arc;

use super::board::Board;
use super::centring::{Centred, Centring};
use super::lexicon::{Lexicon, Said};
use super::limits::{ALIKE_PERCENT, NEIGHBOURS_MAX, PLACE_SHARE_PERCENT, RECENTRE_FIRST};
use super::neighbours::{Near, Neighbours};
use super::snapshot::Snapshot;
use super::vectors::{SAME, Vectors};
use crate::kernels::Kernel;
use uuid::Uuid;

/// Knows texts, vectors and neighbours; where ideas are shown, and what people decided, is told to it.
///
/// Ideas that say the same, as words from phones do, are one *voice*: it has one vector, for speed, and weighs as many as
/// say it.
#[derive(Debug)]
pub struct Engine {
    vectors: Vectors,
    neighbours: Neighbours,
    /// The slot of the voice of each idea.
    slots: HashMap<Uuid, usize>,
    /// The slot of each voice, by what it says.
    voices: HashMap<String, usize>,
    /// For each slot the voice's name, which follows from what it says.
    names: Vec<Option<Uuid>>,
    said: Vec<Voice>,
    lexicon: Lexicon,
    /// When each slot was filled, counted.
    since: Vec<u64>,
    added: u64,
    /// With this many voices the mean is looked at again.
    recentre_at: usize,
}

/// What some ideas say.
#[derive(Debug, Clone, Default)]
struct Voice {
    /// As it is compared.
    same: String,
    /// As it was written first.
    text: Arc<str>,
    said: Arc<Said>,
    /// The ideas that say it, in order of arrival, which is counted.
    ideas: Vec<(u64, Uuid)>,
}

impl Engine {
    /// For vectors of these dimensions; `background` is the mean vector of texts in general.
    #[must_use]
    pub fn new(dimensions: usize, background: Option<&[f32]>) -> Self {
        Self::with(Kernel::best(), dimensions, background)
    }

    fn with(kernel: Kernel, dimensions: usize, background: Option<&[f32]>) -> Self {
        Self {
            vectors: Vectors::new(dimensions, background, kernel),
            neighbours: Neighbours::default(),
            slots: HashMap::new(),
            voices: HashMap::new(),
            names: Vec::new(),
            said: Vec::new(),
            lexicon: Lexicon::default(),
            since: Vec::new(),
            added: 0,
            recentre_at: RECENTRE_FIRST,
        }
    }

    /// Takes an idea in; one that is known with another text is replaced.
    ///
    /// An idea whose vector is not of the engine's dimensions, or not finite, is like no other.
    pub fn add(&mut self, key: Uuid, text: &str, vector: &[f32]) {
        if self.knows(key, text) {
            return;
        }
        self.remove(key);
        let same = same(key, text);
        let slot = match self.voices.get(&same) {
            Some(&slot) => slot,
            None => self.speak(same, text, vector),
        };
        self.said[slot].ideas.push((self.added, key));
        self.added += 1;
        self.slots.insert(key, slot);
    }

    /// A voice that is new, in a slot that is free.
    fn speak(&mut self, same: String, text: &str, vector: &[f32]) -> usize {
        let free = self.names.iter().position(Option::is_none);
        let slot = free.unwrap_or_else(|| {
            self.names.push(None);
            self.said.push(Voice::default());
            self.since.push(0);
            self.names.len() - 1
        });
        self.names[slot] = Some(Uuid::new_v5(&Uuid::NAMESPACE_OID, same.as_bytes()));
        self.said[slot] = Voice {
            same: same.clone(),
            text: Arc::from(text),
            said: Arc::new(self.lexicon.read(text)),
            ideas: Vec::new(),
        };
        self.since[slot] = self.added;
        self.voices.insert(same, slot);
        self.vectors.set(slot, vector);
        self.neighbours.add(slot, &self.vectors, &self.names);
        slot
    }

    /// Forgets an idea that was hidden or withdrawn.
    pub fn remove(&mut self, key: Uuid) {
        let Some(slot) = self.slots.remove(&key) else { return };
        let voice = &mut self.said[slot];
        voice.ideas.retain(|(_, idea)| *idea != key);
        if voice.ideas.is_empty() {
            self.voices.remove(&std::mem::take(voice).same);
            self.names[slot] = None;
            self.vectors.clear(slot);
            self.neighbours.remove(slot, &self.vectors, &self.names);
        }
    }

    /// Whether the idea is known with this text.
    #[must_use]
    pub fn knows(&self, key: Uuid, text: &str) -> bool {
        self.slots.get(&key).is_some_and(|&slot| self.said[slot].same == same(key, text))
    }

    /// The theme that takes the idea at once: that of those it belongs with, or of those that say the same, or else the
    /// one that holds most of what its neighbours are alike to it.
    #[must_use]
    pub fn place(&self, board: &Board, key: Uuid) -> Option<Uuid> {
        if let Some(theme) = board.idea(key).and_then(|idea| board.theme_of_mates(idea)) {
            return Some(board.themes[theme].key);
        }
        if let Some(theme) = self.theme_of_voice(board, key) {
            return Some(board.themes[theme].key);
        }
        let shares = self.shares(board, key);
        let &(theme, share) = shares.first()?;
        (share > PLACE_SHARE_PERCENT).then_some(theme)
    }

    /// The `n` likeliest themes of an idea with their shares in percent, for moving it with one tap.
    #[must_use]
    pub fn likeliest(&self, board: &Board, key: Uuid, n: usize) -> Vec<(Uuid, u8)> {
        let shares = self.shares(board, key).into_iter().take(n);
        shares.map(|(theme, share)| (theme, u8::try_from(share).unwrap_or(100))).collect()
    }

    /// The earlier idea that says nearly the same.
    #[must_use]
    pub fn alike(&self, key: Uuid) -> Option<Uuid> {
        let &slot = self.slots.get(&key)?;
        let &(at, _) = self.said[slot].ideas.iter().find(|(_, idea)| *idea == key)?;
        let earlier = |slot: usize| {
            let first = self.said[slot].ideas.first().filter(|(since, _)| *since < at);
            first.map(|(_, idea)| *idea)
        };
        let is_alike =
            |near: &&Near| self.vectors.similarity(near.dot) * 100 >= SAME * ALIKE_PERCENT;
        let mut near = self.neighbours.of(slot).iter().filter(is_alike);
        earlier(slot).or_else(|| near.find_map(|near| earlier(near.slot as usize)))
    }

    /// The vectors to be centred anew, when the hall has doubled since the last time; `None` else. It is not asked for
    /// again before the hall has doubled once more.
    pub fn centring(&mut self) -> Option<Centring> {
        if self.voices.len() < self.recentre_at {
            return None;
        }
        self.recentre_at = self.voices.len() * 2;
        Some(Centring {
            vectors: self.vectors.clone(),
            keys: self.names.clone(),
            since: self.since.clone(),
        })
    }

    /// Takes over what was centred anew, and what came and went meanwhile.
    pub fn adopt(&mut self, centred: Centred) {
        (self.vectors, self.neighbours) = centred.follow(&self.vectors, &self.names, &self.since);
    }

    /// A copy of what is known now, on which grouping can run on another thread.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let mut keys: Vec<(Uuid, usize)> =
            self.slots.iter().map(|(key, slot)| (*key, *slot)).collect();
        keys.sort_unstable();
        let mut voices = vec![u32::MAX; self.names.len()];
        let mut count = 0;
        for (_, slot) in &keys {
            if voices[*slot] == u32::MAX {
                voices[*slot] = count;
                count += 1;
            }
        }
        let near = |near: &Near| (voices[near.slot as usize], self.vectors.similarity(near.dot));
        let mut nears = vec![Vec::new(); count as usize];
        for (slot, &voice) in voices.iter().enumerate().filter(|(_, voice)| **voice != u32::MAX) {
            nears[voice as usize] = self.neighbours.of(slot).iter().map(near).collect();
        }
        Snapshot {
            words: self.lexicon.words(),
            texts: keys.iter().map(|(_, slot)| self.said[*slot].text.clone()).collect(),
            said: keys.iter().map(|(_, slot)| self.said[*slot].said.clone()).collect(),
            voices: keys.iter().map(|(_, slot)| voices[*slot]).collect(),
            near: nears,
            keys: keys.into_iter().map(|(key, _)| key).collect(),
        }
    }

    /// The open theme in which another idea that says the same is shown.
    fn theme_of_voice(&self, board: &Board, key: Uuid) -> Option<usize> {
        let &slot = self.slots.get(&key)?;
        let theme = self.shown(board, slot, key).find_map(|other| board.theme_of(other))?;
        board.may_join(board.idea(key), theme).then_some(theme)
    }

    /// The places on the board of the ideas other than this one that have the voice of a slot, by key, so that the order
    /// of arrival does not matter.
    fn shown(&self, board: &Board, slot: usize, key: Uuid) -> impl Iterator<Item = usize> + use<> {
        let others = self.said[slot].ideas.iter().filter(|(_, idea)| *idea != key);
        let mut shown: Vec<usize> = others.filter_map(|(_, idea)| board.idea(*idea)).collect();
        shown.sort_unstable();
        shown.into_iter()
    }

    /// For each open theme among the neighbours its share in percent, the greatest first. Of those that say the same each
    /// is a neighbour, as many as there are neighbours at all.
    fn shares(&self, board: &Board, key: Uuid) -> Vec<(Uuid, i64)> {
        let Some(&slot) = self.slots.get(&key) else { return Vec::new() };
        let at = board.idea(key);
        let mut shares: Vec<(usize, i64)> = Vec::new();
        let (mut all, mut room) = (0, NEIGHBOURS_MAX);
        let near = self.neighbours.of(slot).iter();
        let near = near.map(|near| (near.slot as usize, self.vectors.similarity(near.dot)));
        for (slot, likeness) in std::iter::once((slot, SAME)).chain(near) {
            for other in self.shown(board, slot, key).take(room) {
                room -= 1;
                all += likeness;
                let Some(theme) = board.theme_of(other) else { continue };
                match shares.iter_mut().find(|(one, _)| *one == theme) {
                    Some((_, share)) => *share += likeness,
                    None => shares.push((theme, likeness)),
                }
            }
        }
        shares.retain(|&(theme, share)| share > 0 && board.may_join(at, theme));
        shares.sort_by_key(|&(theme, share)| (std::cmp::Reverse(share), theme));
        shares
            .into_iter()
            .map(|(theme, share)| (board.themes[theme].key, share * 100 / all.max(1)))
            .collect()
    }
}

/// What ideas say that say the same: in the form in which texts are compared, words alone; without a word the signs, as
/// an emoji. Without a sign each is of its own.
fn same(key: Uuid, text: &str) -> String {
    let text = ::text::comparable(text);
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.collect();
    match (words.is_empty(), text.is_empty()) {
        (false, _) => words.join(" "),
        (true, false) => text,
        (true, true) => key.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grouping::{Grouping, Idea, Shown};
    use crate::{BuiltIn, Encoder};

    #[test]
    fn every_kernel_finds_the_same_themes() {
        let texts: Vec<String> = include_str!("../../tests/fixtures/burgertop_nl.jsonl")
            .lines()
            .take(200)
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
            .map(|row| row["text"].as_str().unwrap().to_owned())
            .collect();
        let encoder = BuiltIn::load();
        let vectors =
            encoder.encode(&texts.iter().map(String::as_str).collect::<Vec<_>>()).unwrap();
        let key = |number: usize| Uuid::from_u128(number as u128);
        let ideas: Vec<Idea> = (0..texts.len())
            .map(|at| Idea { key: key(at), theme: None, pinned: false, settled: false })
            .collect();
        let board = Board::new(&Shown { ideas: &ideas, ..Shown::default() });
        let grouping = |kernel| -> Grouping {
            let mut engine = Engine::with(kernel, encoder.dimensions(), encoder.background());
            for (at, (text, vector)) in texts.iter().zip(&vectors).enumerate() {
                engine.add(key(at), text, vector);
            }
            if let Some(centring) = engine.centring() {
                engine.adopt(centring.run());
            }
            engine.snapshot().regroup(&board)
        };
        let plain = grouping(Kernel::Plain);
        assert!(plain.labels.len() > 5 && plain.moves.len() > 150);
        assert_eq!(plain, grouping(Kernel::best()));
    }

    /// A vector that looks like chance, of its own for every number.
    fn vector(number: u32) -> Vec<f32> {
        (0..24_u32)
            .map(|at| {
                ((number * 31 + at * 17).wrapping_mul(2_654_435_761) >> 16) as f32 / 65_536.0 - 0.5
            })
            .collect()
    }

    #[test]
    fn what_comes_and_goes_while_all_is_centred_anew_is_there_as_if_it_came_after() {
        let key = |number: u32| Uuid::from_u128(number.into());
        let begun = || {
            let mut engine = Engine::new(24, None);
            for number in 0..40 {
                engine.add(key(number), &format!("idee {number}"), &vector(number));
            }
            let centring = engine.centring().expect("the hall has doubled");
            (engine, centring)
        };
        let goes_on = |engine: &mut Engine| {
            engine.remove(key(3));
            engine.add(key(50), "nieuw op een vrije plaats", &vector(50));
            engine.add(key(7), "anders gezegd", &vector(77));
            for number in 51..60 {
                engine.add(key(number), &format!("idee {number}"), &vector(number));
            }
            engine.remove(key(52));
        };
        let (mut meanwhile, centring) = begun();
        goes_on(&mut meanwhile);
        meanwhile.adopt(centring.run());
        let (mut after, centring) = begun();
        after.adopt(centring.run());
        goes_on(&mut after);
        let near = |engine: &Engine| {
            let snapshot = engine.snapshot();
            (snapshot.keys.clone(), snapshot.near.clone())
        };
        assert_eq!(near(&meanwhile), near(&after));
        assert!(meanwhile.centring().is_none(), "once for each doubling");
    }
}
