//! Reports how well, how steadily and how fast the word-overlap engine groups the fixture: figures to compare, not to promise.
//!
//! `cargo run --release -p themes --example quality [file.jsonl]`
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a report for the terminal")]

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use themes::{Engine, Target, Text, Theme, WordOverlap};
use uuid::Uuid;

fn main() {
    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/burgertop_nl.jsonl");
    let path = std::env::args().nth(1).unwrap_or_else(|| fixture.to_owned());
    let rows: Vec<serde_json::Value> = std::fs::read_to_string(path)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let word =
        |row: &serde_json::Value, name: &str| row[name].as_str().unwrap_or("noise").to_owned();
    let truth: Vec<String> = rows.iter().map(|row| word(row, "label")).collect();
    let texts: Vec<String> = rows.iter().map(|row| word(row, "text")).collect();

    for (name, step) in [("all at once", texts.len()), ("ten at a time", 10)] {
        let mut hall = Hall::default();
        for ideas in texts.chunks(step) {
            hall.hand_in(ideas);
        }
        println!("{name}: {}", figures(&hall, &truth));
        if step > 10 {
            hall.themes.iter().for_each(|theme| println!("    {}", theme.label));
        }
    }
    speed(&texts);
}

/// A summit that adopts whatever the engine proposes.
#[derive(Default)]
struct Hall {
    engine: WordOverlap,
    texts: Vec<Text>,
    themes: Vec<Theme>,
    relabelled: usize,
}

impl Hall {
    fn hand_in(&mut self, ideas: &[String]) {
        for text in ideas {
            let key = Uuid::from_u128(self.texts.len() as u128);
            self.texts.push(Text { key, text: text.clone(), theme: None, pinned: false });
        }
        let grouping = self.engine.group(&self.texts, &self.themes);
        let first = self.themes.len();
        let key = |target| match target {
            Target::Existing(key) => key,
            Target::New(n) => Uuid::from_u128((first + n) as u128),
        };
        for labelled in grouping.labels {
            let (key, label) = (key(labelled.theme), labelled.label);
            if let Some(theme) = self.themes.iter_mut().find(|theme| theme.key == key) {
                theme.label = label;
                self.relabelled += 1;
            } else {
                self.themes.push(Theme { key, label, protected: false, closed: false });
            }
        }
        for moved in grouping.moves {
            self.texts[moved.text.as_u128() as usize].theme = Some(key(moved.to));
        }
    }
}

fn figures(hall: &Hall, truth: &[String]) -> String {
    let shown: Vec<Option<Uuid>> = hall.texts.iter().map(|text| text.theme).collect();
    let grouped: Vec<(Uuid, &str)> = shown
        .iter()
        .zip(truth)
        .filter_map(|(theme, label)| theme.map(|theme| (theme, label.as_str())))
        .collect();
    // Ungrouped ideas count as themes of their own; off-topic ideas have no theme to be found.
    let on_topic: Vec<(Uuid, &str)> = (0..truth.len())
        .filter(|&idea| truth[idea] != "noise")
        .map(|idea| {
            (shown[idea].unwrap_or(Uuid::from_u128(u128::MAX - idea as u128)), truth[idea].as_str())
        })
        .collect();
    format!(
        "{} ideas, {} themes, {:.0} % grouped, purity {:.3} of the grouped, ARI {:.3} of all on topic, {} labels changed",
        shown.len(),
        hall.themes.len(),
        100.0 * grouped.len() as f64 / shown.len() as f64,
        purity(&grouped),
        adjusted_rand(&on_topic),
        hall.relabelled,
    )
}

fn purity(pairs: &[(Uuid, &str)]) -> f64 {
    let themes: BTreeSet<Uuid> = pairs.iter().map(|(theme, _)| *theme).collect();
    let counts = counts(pairs.iter().copied());
    let largest = |of| {
        counts
            .iter()
            .filter(|((theme, _), _)| *theme == of)
            .map(|(_, count)| *count)
            .max()
            .unwrap_or(0)
    };
    themes.into_iter().map(largest).sum::<usize>() as f64 / pairs.len().max(1) as f64
}

/// Hubert and Arabie, "Comparing partitions" (1985).
fn adjusted_rand(pairs: &[(Uuid, &str)]) -> f64 {
    fn couples<K: Ord>(counts: &BTreeMap<K, usize>) -> f64 {
        counts.values().map(|&n| (n * n.saturating_sub(1) / 2) as f64).sum()
    }
    let both = couples(&counts(pairs.iter().copied()));
    let (one, two) =
        (couples(&counts(pairs.iter().map(|p| p.0))), couples(&counts(pairs.iter().map(|p| p.1))));
    let expected = one * two / (pairs.len() * (pairs.len() - 1) / 2) as f64;
    (both - expected) / ((one + two) / 2.0 - expected)
}

fn counts<K: Ord>(of: impl Iterator<Item = K>) -> BTreeMap<K, usize> {
    let mut counts = BTreeMap::new();
    of.for_each(|key| *counts.entry(key).or_default() += 1);
    counts
}

/// 5,000 ideas made of the halves of those given, so that no two are alike.
fn speed(texts: &[String]) {
    let halves = |text: &String| {
        let words: Vec<&str> = text.split_whitespace().collect();
        let (head, tail) = words.split_at(words.len() / 2);
        (head.join(" "), tail.join(" "))
    };
    let halves: Vec<(String, String)> = texts.iter().map(halves).collect();
    let idea = |n: usize| {
        format!(
            "{} {}",
            halves[n % halves.len()].0,
            halves[(n * 7 + n / halves.len()) % halves.len()].1
        )
    };
    let ideas: Vec<String> = (0..5_000).map(idea).collect();
    let mut hall = Hall::default();
    let timed = |hall: &mut Hall, ideas: &[String]| {
        let start = Instant::now();
        hall.hand_in(ideas);
        start.elapsed().as_secs_f64() * 1e3
    };
    println!("group 5,000 new ideas: {:.1} ms", timed(&mut hall, &ideas));
    println!("group 10 more: {:.1} ms", timed(&mut hall, &texts[..10]));
    let start = Instant::now();
    let placed = texts.iter().filter(|text| hall.engine.place(text).is_some()).count();
    let each = start.elapsed().as_secs_f64() * 1e6 / texts.len() as f64;
    println!("place one of {placed} placed: {each:.0} µs");
}
