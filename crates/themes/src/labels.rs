//! Names a theme by the words that tell it from the rest, as people wrote them.

use std::collections::BTreeMap;

use crate::index::{Index, Stem, Vector};
use crate::limits::{LABEL_BEATEN_BY, LABEL_WORD_SHARE_MIN, LABEL_WORDS_MAX};

/// A label, and how much the first of its words tells.
#[derive(Debug, PartialEq)]
pub(crate) struct Label {
    pub text: String,
    tells: f64,
}

/// How much each word tells about a theme: the ideas of the theme that have it, times what it tells anywhere.
pub(crate) struct Telling(BTreeMap<Stem, (usize, f64)>);

impl Telling {
    pub fn of<'a>(ideas: impl Iterator<Item = &'a Vector>, index: &Index) -> Self {
        let mut counts: BTreeMap<Stem, usize> = BTreeMap::new();
        for &(stem, _) in ideas.flatten() {
            *counts.entry(stem).or_default() += 1;
        }
        Self(
            counts
                .into_iter()
                .map(|(stem, count)| (stem, (count, count as f64 * index.tells[stem])))
                .collect(),
        )
    }

    /// The label of the theme; `None` when its ideas share no word.
    pub fn label(&self, index: &Index) -> Option<Label> {
        let mut shared: Vec<(Stem, f64)> = self
            .0
            .iter()
            .filter(|(_, (count, _))| *count >= 2)
            .map(|(&stem, &(_, tells))| (stem, tells))
            .collect();
        shared.sort_by(|(a, tells), (b, than)| {
            than.total_cmp(tells).then_with(|| form(index, *a).cmp(form(index, *b)))
        });
        let tells = shared.first()?.1;
        shared.retain(|(_, than)| *than >= tells * LABEL_WORD_SHARE_MIN);
        shared.truncate(LABEL_WORDS_MAX);
        let words: Vec<&str> = shared.iter().map(|(stem, _)| form(index, *stem)).collect();
        Some(Label { text: capitalised(&words.join(", ")), tells })
    }

    /// A label whose first word tells clearly more than any word of the label that is shown.
    pub fn better_label(&self, shown: &str, index: &mut Index) -> Option<Label> {
        let label = self.label(index)?;
        let words = index.read(shown);
        let told = words
            .iter()
            .filter_map(|(stem, _)| self.0.get(stem))
            .map(|(_, tells)| *tells)
            .fold(0.0, f64::max);
        (label.text != shown && label.tells > told * LABEL_BEATEN_BY).then_some(label)
    }
}

/// The form in which a stem was written most.
fn form(index: &Index, stem: Stem) -> &str {
    let most = index.forms[stem].iter().rev().max_by_key(|(_, count)| **count);
    most.map_or("", |(form, _)| form)
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
