//! The word-overlap engine: ideas that share telling words belong together.
//!
//! It is stable by design: only ideas that have no theme move, so that what people see stays where it is.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::agglomerate::{Link, agglomerate};
use crate::engine::{Engine, Grouping, Labelled, Moved, Target, Text, Theme};
use crate::index::{Index, Vector, unit};
use crate::labels::Telling;
use crate::limits::{
    IDEAS_PER_THEME_MIN, NEIGHBOUR_COSINE_MIN, NEIGHBOURS_MAX, PLACE_COSINE_MIN, RESOLUTION,
};

/// Groups by shared words; needs no model, no network and next to no memory.
#[derive(Default)]
pub struct WordOverlap {
    seen: Option<Seen>,
}

impl WordOverlap {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl std::fmt::Debug for WordOverlap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ideas = self.seen.as_ref().map_or(0, |seen| seen.ideas.len());
        f.debug_struct("WordOverlap").field("ideas", &ideas).finish_non_exhaustive()
    }
}

impl Engine for WordOverlap {
    fn see(&mut self, texts: &[Text], themes: &[Theme]) {
        self.seen = Some(Seen::new(texts, themes));
    }

    fn place(&mut self, text: &str) -> Option<Uuid> {
        let seen = self.seen.as_mut()?;
        let vector = seen.index.read(text);
        seen.attraction.strongest(&vector).map(|theme| seen.themes[theme].key)
    }

    fn group(&mut self, texts: &[Text], themes: &[Theme]) -> Grouping {
        let mut seen = Seen::new(texts, themes);
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); seen.themes.len()];
        let mut loose = Vec::new();
        let mut moves = Vec::new();
        for (idea, seen_idea) in seen.ideas.iter().enumerate() {
            match seen_idea.theme {
                Some(theme) => members[theme].push(idea),
                None if seen_idea.pinned => {}
                None => match seen.attraction.strongest(&seen.index.vectors[idea]) {
                    Some(theme) => {
                        members[theme].push(idea);
                        moves.push(Moved {
                            text: seen_idea.key,
                            to: Target::Existing(seen.themes[theme].key),
                        });
                    }
                    None => loose.push(idea),
                },
            }
        }
        let mut labels = Vec::new();
        for group in seen.groups(&loose) {
            let ideas = group.iter().map(|&idea| &seen.index.vectors[idea]);
            let Some(label) = Telling::of(ideas, &seen.index).label(&seen.index) else {
                continue;
            };
            let theme = Target::New(labels.len());
            moves.extend(group.iter().map(|&idea| Moved { text: seen.ideas[idea].key, to: theme }));
            labels.push(Labelled { theme, label: label.text });
        }
        labels.extend(seen.relabelled(&members));
        self.seen = Some(seen);
        Grouping { moves, labels }
    }
}

/// What is shown now, by key, with what it says.
struct Seen {
    index: Index,
    /// In the order of the vectors of the index.
    ideas: Vec<Idea>,
    themes: Vec<Theme>,
    attraction: Attraction,
}

struct Idea {
    key: Uuid,
    /// The place of its theme in [`Seen::themes`].
    theme: Option<usize>,
    pinned: bool,
}

impl Seen {
    fn new(texts: &[Text], themes: &[Theme]) -> Self {
        // By key: the order in which things are given must not matter.
        let texts: BTreeMap<Uuid, &Text> = texts.iter().map(|text| (text.key, text)).collect();
        let themes: BTreeMap<Uuid, &Theme> =
            themes.iter().map(|theme| (theme.key, theme)).collect();
        let themes: Vec<Theme> = themes.into_values().cloned().collect();
        let place = |key: Uuid| themes.binary_search_by_key(&key, |theme| theme.key).ok();
        let idea = |text: &Text| Idea {
            key: text.key,
            theme: text.theme.and_then(place),
            pinned: text.pinned,
        };
        let ideas: Vec<Idea> = texts.values().map(|text| idea(text)).collect();
        let mut index = Index::of(texts.values().map(|text| text.text.as_str()));
        let attraction = Attraction::of(&themes, &ideas, &mut index);
        Self { index, ideas, themes, attraction }
    }

    /// The groups that ideas without a theme form among themselves, those large enough for a theme.
    fn groups(&self, loose: &[usize]) -> Vec<Vec<usize>> {
        let vectors: Vec<&Vector> = loose.iter().map(|&idea| &self.index.vectors[idea]).collect();
        let links = links(&vectors, self.index.tells.len());
        let mut groups = agglomerate(vectors.len(), &links, RESOLUTION);
        groups.retain(|group| group.len() >= IDEAS_PER_THEME_MIN);
        groups.iter_mut().flatten().for_each(|idea| *idea = loose[*idea]);
        groups
    }

    /// The shown themes whose label is the machine's, and clearly beaten.
    fn relabelled(&mut self, members: &[Vec<usize>]) -> Vec<Labelled> {
        let mut labels = Vec::new();
        for (theme, ideas) in self.themes.iter().zip(members) {
            if theme.protected || theme.closed || ideas.len() < IDEAS_PER_THEME_MIN {
                continue;
            }
            let telling =
                Telling::of(ideas.iter().map(|&idea| &self.index.vectors[idea]), &self.index);
            if let Some(label) = telling.better_label(&theme.label, &mut self.index) {
                labels.push(Labelled { theme: Target::Existing(theme.key), label: label.text });
            }
        }
        labels
    }
}

/// For each stem, the open themes that say it and how much: one look at the words of an idea finds its theme.
struct Attraction {
    themes: Vec<Vec<(usize, f64)>>,
}

impl Attraction {
    /// A theme says what its ideas and its label say.
    fn of(themes: &[Theme], ideas: &[Idea], index: &mut Index) -> Self {
        let mut says: Vec<BTreeMap<usize, f64>> = vec![BTreeMap::new(); themes.len()];
        let mut add = |theme: usize, vector: &Vector| {
            for &(stem, weight) in vector {
                *says[theme].entry(stem).or_default() += weight;
            }
        };
        for (idea, vector) in ideas.iter().zip(&index.vectors) {
            if let Some(theme) = idea.theme {
                add(theme, vector);
            }
        }
        for (theme, shown) in themes.iter().enumerate() {
            add(theme, &index.read(&shown.label));
        }
        let mut attraction = Self { themes: vec![Vec::new(); index.tells.len()] };
        for (theme, says) in
            says.into_iter().enumerate().filter(|(theme, _)| !themes[*theme].closed)
        {
            for (stem, weight) in unit(says) {
                attraction.themes[stem].push((theme, weight));
            }
        }
        attraction
    }

    /// The theme that shares most with the idea, if they share enough; the first by key when two share as much.
    fn strongest(&self, idea: &Vector) -> Option<usize> {
        let mut shared: BTreeMap<usize, f64> = BTreeMap::new();
        for &(stem, weight) in idea {
            for &(theme, says) in &self.themes[stem] {
                *shared.entry(theme).or_default() += weight * says;
            }
        }
        let most = shared.into_iter().rev().max_by(|(_, one), (_, other)| one.total_cmp(other))?;
        (most.1 >= PLACE_COSINE_MIN).then_some(most.0)
    }
}

/// Links each idea with its nearest neighbours.
fn links(vectors: &[&Vector], stems: usize) -> Vec<Link> {
    let mut having: Vec<Vec<(usize, f64)>> = vec![Vec::new(); stems];
    for (idea, vector) in vectors.iter().enumerate() {
        for &(stem, weight) in *vector {
            having[stem].push((idea, weight));
        }
    }
    let mut links: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut weighted = Vec::new();
    let mut cosines = vec![0.0_f64; vectors.len()];
    let mut near: Vec<usize> = Vec::new();
    for (idea, vector) in vectors.iter().enumerate() {
        for &(stem, weight) in *vector {
            for &(other, says) in &having[stem] {
                if cosines[other] == 0.0 {
                    near.push(other);
                }
                cosines[other] += weight * says;
            }
        }
        let mut nearest: Vec<(usize, f64)> =
            near.drain(..).map(|other| (other, std::mem::take(&mut cosines[other]))).collect();
        nearest.retain(|&(other, cosine)| other != idea && cosine >= NEIGHBOUR_COSINE_MIN);
        nearest.sort_unstable_by(|(a, one), (b, two)| two.total_cmp(one).then(a.cmp(b)));
        for (other, cosine) in nearest.into_iter().take(NEIGHBOURS_MAX) {
            if links.insert((idea.min(other), idea.max(other))) {
                weighted.push((idea, other, cosine));
            }
        }
    }
    weighted
}
