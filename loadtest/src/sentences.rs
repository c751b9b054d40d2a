//! Sentences as people write them in a hall: those of the rehearsal, joined with another on the same subject and with
//! a place, so that there are hundreds of thousands.

use crate::chance::Chance;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What simulated people say in a rehearsal, each sentence with its subject.
const REHEARSAL: &str = include_str!("../../config/rehearsal/ideas.nl.jsonl");
/// How many name a place, and how many add a second sentence.
const WITH_PLACE: f64 = 0.5;
const WITH_SECOND: f64 = 0.4;
const PLACES: [&str; 32] = [
    "bij de kerk",
    "bij het station",
    "rond het dorpsplein",
    "in Noord",
    "in de Molenwijk",
    "in de Vogelbuurt",
    "aan de haven",
    "bij de basisschool",
    "langs het kanaal",
    "in het centrum",
    "bij het zwembad",
    "aan de Dorpsstraat",
    "in de nieuwbouwwijk",
    "bij de sportvelden",
    "in de binnenstad",
    "bij het ziekenhuis",
    "aan de Stationsweg",
    "in de Bloemenbuurt",
    "bij de bibliotheek",
    "op het bedrijventerrein",
    "in Oost",
    "bij de brug",
    "aan de Kerkstraat",
    "in het park",
    "bij het winkelcentrum",
    "in de buitengebieden",
    "bij de rotonde",
    "aan de rand van het dorp",
    "in Zuid",
    "bij het gemeentehuis",
    "in de Rivierenwijk",
    "bij het verzorgingshuis",
];

/// A line of the rehearsal: names and calls for help have no text.
#[derive(Deserialize)]
struct Line {
    text: Option<String>,
    #[serde(default)]
    label: String,
}

/// All sentences, by subject.
#[derive(Debug)]
pub struct Sentences(Vec<Vec<String>>);

impl Sentences {
    /// Those of the rehearsal.
    pub fn of_rehearsal() -> anyhow::Result<Self> {
        let mut subjects: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for line in REHEARSAL.lines() {
            let Line { text, label } = serde_json::from_str(line)?;
            if let Some(text) = text {
                subjects.entry(label).or_default().push(text);
            }
        }
        Ok(Self(subjects.into_values().collect()))
    }

    /// One of them as someone would write it here.
    pub fn draw(&self, chance: &mut Chance) -> String {
        let subject = one_of(&self.0, chance);
        let mut text = one_of(subject, chance).clone();
        if chance.fraction() < WITH_PLACE {
            text = format!("{text}, {}", chance.pick(&PLACES));
        }
        if chance.fraction() < WITH_SECOND {
            text = format!("{text}. {}", one_of(subject, chance));
        }
        text
    }
}

fn one_of<'t, T>(from: &'t [T], chance: &mut Chance) -> &'t T {
    &from[(chance.fraction() * from.len() as f64) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn of_thousands_most_are_said_once_and_none_is_too_long() {
        let sentences = Sentences::of_rehearsal().expect("the rehearsal");
        let mut chance = Chance::seeded(1);
        let drawn: Vec<_> = (0..9_000).map(|_| sentences.draw(&mut chance)).collect();
        let different: HashSet<_> = drawn.iter().collect();
        assert!(different.len() > 6_000, "{}", different.len());
        assert!(drawn.iter().all(|text| (3..=500).contains(&text.chars().count())));
    }
}
