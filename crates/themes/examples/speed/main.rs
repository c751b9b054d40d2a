//! Reports how long adding, placing and grouping take as the hall grows: figures to compare, not to promise.
//!
//! `cargo run --release -p themes --example speed [-- --svg FILE]`; times are medians of nine, after one that is not
//! counted.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a report for the terminal")]

mod chart;

use std::hint::black_box;
use std::time::{Duration, Instant};

use themes::grouping::{Board, Engine, Idea, Shown, Target, Theme};
use themes::{BuiltIn, Encoder};
use uuid::Uuid;

const SIZES: [usize; 4] = [500, 1_000, 2_000, 5_000];

/// Ideas that come after a grouping, before the next.
const BATCH: usize = 10;

/// Measurements of which the median is told.
const TIMES: usize = 9;

/// What one size took, in milliseconds.
struct Took {
    size: usize,
    add: f64,
    warm: f64,
    cold: f64,
}

fn main() {
    let ideas = ideas(SIZES[SIZES.len() - 1] + BATCH);
    println!("ideas  add ms  remove ms  place µs  snapshot ms  board ms  warm ms  cold ms  themes");
    let took = SIZES.map(|size| report(&ideas[..size + BATCH], size));
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some("--svg") {
        let file = arguments.next().unwrap();
        std::fs::write(file, chart::svg(&took)).unwrap();
    }
}

fn report(ideas: &[(String, Vec<f32>)], size: usize) -> Took {
    let mut engine = Engine::new(ideas[0].1.len(), None);
    for (at, (text, vector)) in ideas[..size].iter().enumerate() {
        engine.add(key(at), text, vector);
    }
    let mut shown: Vec<Idea> = (0..size + BATCH)
        .map(|at| Idea { key: key(at), theme: None, pinned: false, settled: false })
        .collect();
    let themes = adopt(&mut engine, &mut shown[..size]);
    let mut added = Vec::new();
    for (at, (text, vector)) in ideas.iter().enumerate().skip(size) {
        added.push(timed(|| engine.add(key(at), text, vector)));
    }
    let now = Shown { ideas: &shown, themes: &themes, ..Shown::default() };
    let board = Board::new(&now);
    let snapshot = engine.snapshot();
    let times = |of: &mut dyn FnMut()| {
        of();
        median((0..TIMES).map(|_| timed(&mut *of)).collect())
    };
    let place = times(&mut || {
        for at in 0..size + BATCH {
            black_box(engine.place(&board, key(at)));
        }
    });
    let boards = times(&mut || drop(black_box(Board::new(&now))));
    let warm = times(&mut || drop(black_box(snapshot.regroup(&board))));
    let cold = times(&mut || drop(black_box(snapshot.cold(&board))));
    let snapshots = times(&mut || drop(black_box(engine.snapshot())));
    let removed = (0..BATCH).map(|at| timed(|| engine.remove(key(at)))).collect();
    let add = median(added);
    println!(
        "{size:5}  {:6.2}  {:9.2}  {:8.1}  {:11.2}  {:8.2}  {:7.1}  {:7.1}  {:6}",
        add,
        median(removed),
        place * 1e3 / (size + BATCH) as f64,
        snapshots,
        boards,
        warm,
        cold,
        themes.len(),
    );
    Took { size, add, warm, cold }
}

/// Groups for the first time, and shows what was found.
fn adopt(engine: &mut Engine, shown: &mut [Idea]) -> Vec<Theme> {
    let start = Instant::now();
    if let Some(centring) = engine.centring() {
        engine.adopt(centring.run());
    }
    println!("       all centred anew and compared: {:.0} ms", ms(start.elapsed()));
    let snapshot = engine.snapshot();
    let grouping = snapshot.regroup(&Board::new(&Shown { ideas: shown, ..Shown::default() }));
    let theme = |target| match target {
        Target::Existing(key) => key,
        Target::New(number) => Uuid::from_u128(number as u128),
    };
    for moved in grouping.moves {
        let idea = shown.iter_mut().find(|idea| idea.key == moved.idea).unwrap();
        idea.theme = moved.to.map(theme);
    }
    let themes = grouping.labels.into_iter().map(|labelled| Theme {
        key: theme(labelled.theme),
        label: labelled.label,
        example: None,
        protected: false,
        locked: false,
        closed: false,
    });
    themes.collect()
}

fn timed(of: impl FnOnce()) -> f64 {
    let start = Instant::now();
    of();
    ms(start.elapsed())
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn key(number: usize) -> Uuid {
    Uuid::from_u128((number as u128 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835))
}

/// Ideas made of one and a half of those in the fixture, text and vector, so that no two are alike.
fn ideas(count: usize) -> Vec<(String, Vec<f32>)> {
    let rows = include_str!("../../tests/fixtures/burgertop_nl.jsonl").lines();
    let texts: Vec<String> = rows
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|row| row["text"].as_str().unwrap().to_owned())
        .collect();
    let encoder = BuiltIn::load();
    let vectors = encoder.encode(&texts.iter().map(String::as_str).collect::<Vec<_>>()).unwrap();
    let idea = |number: usize| {
        let (one, other) =
            (number % texts.len(), (number * 7 + number / texts.len() * 13) % texts.len());
        let words: Vec<&str> = texts[other].split_whitespace().collect();
        let text = format!("{} {}", texts[one], words[words.len() / 2..].join(" "));
        let vector = vectors[one].iter().zip(&vectors[other]).map(|(a, b)| a + b * 0.5).collect();
        (text, vector)
    };
    (0..count).map(idea).collect()
}
