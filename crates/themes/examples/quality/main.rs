//! Reports how well and how steadily the engine groups labelled ideas: figures to compare, not to promise.
//!
//! `cargo run --release -p themes --example quality [ideas.jsonl ...]`
//!
//! Each line of a file has a `text` and a `label`; ideas labelled `noise` take part, but are not judged. In `cold` all
//! ideas are grouped at once; in `stream` they come ten at a time and the machine regroups after each ten; in `edited`
//! people pin, merge, split, rename, lock and set apart meanwhile, and what they decided is checked after each ten.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a report for the terminal")]

mod agreement;
#[path = "../../tests/hall/mod.rs"]
mod hall;

use std::collections::BTreeMap;

use agreement::{adjusted_mutual_information, adjusted_rand};
use hall::{Hall, Kept, theme, theme_key};
use themes::grouping::Engine;
use themes::{BuiltIn, Encoder};
use uuid::Uuid;

/// Ideas that come before the machine regroups.
const BATCH: usize = 10;

/// What BERTopic made of the same vectors: set, AMI and ARI of its best setting, F1 of its words for the true themes.
///
/// From `baseline/README.md`: BERTopic 0.17.4, `min_topic_size` 5 with `reduce_outliers`, mean of 5 seeds, all ideas at
/// once.
const BERTOPIC: [(&str, f64, f64, f64); 2] =
    [("burgertop_nl", 0.357, 0.232, 0.428), ("polis_en", 0.586, 0.458, 0.684)];

fn main() {
    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/burgertop_nl.jsonl");
    let mut paths: Vec<String> = std::env::args().skip(1).collect();
    if paths.is_empty() {
        paths.push(fixture.to_owned());
    }
    let encoder = BuiltIn::load();
    println!("set           way      AMI   ARI   themes  in none  changed  labels F1  kept");
    for path in &paths {
        let set = Set::read(path, &encoder);
        set.report(&encoder);
        for (_, ami, ari, f1) in BERTOPIC.iter().filter(|(name, ..)| *name == set.name) {
            println!("{:12}  BERTopic {ami:.3} {ari:.3} {:>30} {f1:.3}", set.name, "");
        }
    }
}

/// Labelled ideas with their vectors.
struct Set {
    name: String,
    texts: Vec<String>,
    vectors: Vec<Vec<f32>>,
    /// The theme that each idea is really in; `None` if it is off topic.
    truth: Vec<Option<usize>>,
}

impl Set {
    fn read(path: &str, encoder: &BuiltIn) -> Self {
        let mut labels: BTreeMap<String, usize> = BTreeMap::new();
        let (mut texts, mut truth) = (Vec::new(), Vec::new());
        for line in std::fs::read_to_string(path).unwrap().lines() {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            let label = row["label"].as_str().unwrap().to_owned();
            let next = labels.len();
            truth.push((label != "noise").then(|| *labels.entry(label).or_insert(next)));
            texts.push(row["text"].as_str().unwrap().to_owned());
        }
        let vectors = encoder.encode(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        let name = std::path::Path::new(path).file_stem().unwrap().to_string_lossy().into_owned();
        Self { name, texts, vectors: vectors.unwrap(), truth }
    }

    fn hall(&self, encoder: &BuiltIn) -> Hall {
        Hall::new(Engine::new(encoder.dimensions(), encoder.background()))
    }

    fn ideas(&self) -> impl Iterator<Item = (&str, &[f32])> {
        self.texts.iter().map(String::as_str).zip(self.vectors.iter().map(Vec::as_slice))
    }

    fn report(&self, encoder: &BuiltIn) {
        let mut cold = self.hall(encoder);
        cold.hand_in(self.ideas());
        let suggestion = cold.snapshot().thorough(&cold.board()).unwrap();
        cold.adopt(&suggestion.grouping);
        self.line("cold", &cold, &format!("{:>7}  {:9.3}", "", self.labels_f1(encoder)));

        let mut stream = self.hall(encoder);
        let (changed, _) = self.stream(&mut stream, |_, _| {});
        self.line("stream", &stream, &format!("{:6.1}%", 100.0 * changed));

        let mut edited = self.hall(encoder);
        let (changed, kept) = self.stream(&mut edited, edit);
        let held = kept.checks - kept.broken.len();
        let tail = format!("{:6.1}%  {:>9}  {held} of {}", 100.0 * changed, "", kept.checks);
        self.line("edited", &edited, &tail);
        kept.broken.iter().for_each(|what| println!("    not kept: {what}"));
    }

    /// Hands in ten by ten; the share of ideas that change in an update after the first third, and what was kept to.
    fn stream(&self, hall: &mut Hall, mut people: impl FnMut(&mut Hall, usize)) -> (f64, Kept) {
        let ideas: Vec<(&str, &[f32])> = self.ideas().collect();
        let (mut changed, mut kept) = (Vec::new(), Kept::default());
        for (update, batch) in ideas.chunks(BATCH).enumerate() {
            people(hall, update);
            // A new idea that is placed at once and then moved has changed as well.
            let shown = hall.ideas.clone();
            hall.hand_in(batch.iter().copied());
            let before = hall.before();
            hall.regroup();
            let since = hall.kept_since(&before);
            kept.checks += since.checks;
            kept.broken.extend(since.broken);
            if update * BATCH * 3 > ideas.len() {
                let moved = shown.values().filter(|idea| hall.ideas[&idea.key].theme != idea.theme);
                changed.push(moved.count() as f64 / shown.len() as f64);
            }
        }
        (changed.iter().sum::<f64>() / changed.len().max(1) as f64, kept)
    }

    fn line(&self, way: &str, hall: &Hall, tail: &str) {
        let mut groups: BTreeMap<Uuid, usize> = BTreeMap::new();
        let (mut truth, mut found, mut in_none) = (Vec::new(), Vec::new(), 0);
        for (number, label) in self.truth.iter().enumerate() {
            let Some(label) = label else { continue };
            truth.push(*label);
            found.push(match hall.ideas[&hall::idea_key(number)].theme {
                Some(theme) => {
                    let next = groups.len();
                    *groups.entry(theme).or_insert(next)
                }
                None => {
                    in_none += 1;
                    self.truth.len() + number
                }
            });
        }
        println!(
            "{:12}  {way:8} {:.3} {:.3}  {:6}  {:6.1}% {tail}",
            self.name,
            adjusted_mutual_information(&truth, &found),
            adjusted_rand(&truth, &found),
            groups.len(),
            100.0 * f64::from(in_none) / truth.len() as f64,
        );
    }

    /// How well labels would find the ideas of the true themes, as a mean over these.
    fn labels_f1(&self, encoder: &BuiltIn) -> f64 {
        let mut hall = self.hall(encoder);
        hall.hand_in(self.ideas());
        for (number, label) in self.truth.iter().enumerate() {
            let key = label.map(theme_key);
            hall.ideas.get_mut(&hall::idea_key(number)).unwrap().theme = key;
            if let Some(key) = key {
                hall.themes.entry(key).or_insert_with(|| theme(key, ""));
            }
        }
        let named = hall.snapshot().names(&hall.board());
        let found: f64 = named.labels.iter().map(|label| f64::from(label.finds_permille)).sum();
        found / 1_000.0 / hall.themes.len() as f64
    }
}

/// People edit something before every update, each kind of edit in its turn.
fn edit(hall: &mut Hall, update: usize) {
    let themes: Vec<Uuid> = hall.themes.keys().copied().collect();
    let ideas: Vec<Uuid> = hall.ideas.keys().copied().collect();
    if themes.len() < 3 || ideas.len() < 2 {
        return;
    }
    let theme = |number: usize| themes[number * 7 % themes.len()];
    let idea = |number: usize| ideas[number * 31 % ideas.len()];
    let one = theme(update);
    let other = themes[(update * 7 + 1) % themes.len()];
    let (an_idea, another) = (idea(update), ideas[(update * 31 + 1) % ideas.len()]);
    hall.edit(|hall| match update % 8 {
        0 | 4 => hall.pin(an_idea, Some(one)),
        1 => hall.rename(one, "as people call it"),
        2 => hall.split(one),
        3 => hall.merge(one, other),
        5 => hall.apart.push(vec![an_idea, another]),
        6 => hall.together.push(vec![an_idea, another]),
        _ => hall.pin(an_idea, None),
    });
}
