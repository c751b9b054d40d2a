//! Reports how fast the built-in encoder is, beside what the machine's arithmetic could do, and what memory it takes.
//!
//! `cargo run --release -p themes --example encode [ideas.jsonl] [--dump vectors.f32]`: texts are encoded one by one,
//! as they come in at a summit; `--dump` writes their vectors, little endian, one after another;
//! `--background model/background.f32` writes the background anew.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a report for the terminal")]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use themes::encoder::spin;
use themes::{BuiltIn, Encoder};

fn main() {
    let Arguments { ideas, dump, background } = arguments();
    if let Some(file) = background {
        return write_background(&file);
    }
    let texts: Vec<String> = std::fs::read_to_string(ideas)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|idea| idea["text"].as_str().unwrap().to_owned())
        .collect();

    let before_kb = anonymous_kb();
    let start = Instant::now();
    let encoder = BuiltIn::load();
    let loaded_ms = start.elapsed().as_secs_f64() * 1e3;
    println!("load: {loaded_ms:.1} ms, {} KB of heap", anonymous_kb() - before_kb);

    let vectors = one_by_one("first time", &encoder, &texts);
    if let Some(file) = dump {
        write(&file, &vectors.concat());
    }
    one_by_one("the last ones again, all words remembered", &encoder, &texts[texts.len() / 2..]);
    together(&texts);
    println!("memory: {} KB of heap, {} KB in all", anonymous_kb(), status_kb("VmRSS:"));
}

fn one_by_one(name: &str, encoder: &BuiltIn, texts: &[String]) -> Vec<Vec<f32>> {
    let (before, ran_ms) = (encoder.multiplications(), ran_ms());
    let mut vectors = Vec::new();
    let mut each_ms: Vec<f64> = Vec::new();
    for text in texts {
        let start = Instant::now();
        vectors.append(&mut encoder.encode(&[text]).unwrap());
        each_ms.push(start.elapsed().as_secs_f64() * 1e3);
    }
    let ran_ms = self::ran_ms() - ran_ms;
    each_ms.sort_by(f64::total_cmp);
    let of = |share: f64| each_ms[(each_ms.len() as f64 * share) as usize];
    let mean_ms = each_ms.iter().sum::<f64>() / each_ms.len() as f64;
    println!("{name}: p50 {:.2} ms, p95 {:.2} ms, mean {mean_ms:.2} ms", of(0.5), of(0.95));
    arithmetic(encoder.multiplications() - before, texts.len(), ran_ms);
    vectors
}

fn together(texts: &[String]) {
    let encoder = BuiltIn::load();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let (start, before_ms) = (Instant::now(), ran_ms());
    black_box(encoder.encode(&texts).unwrap());
    let ran_ms = ran_ms() - before_ms;
    let mean_ms = start.elapsed().as_secs_f64() * 1e3 / texts.len() as f64;
    println!("all {} together, nothing remembered: mean {mean_ms:.2} ms", texts.len());
    arithmetic(encoder.multiplications(), texts.len(), ran_ms);
}

/// Prints what was multiplied, beside the most that the arithmetic can do in registers.
fn arithmetic(multiplications: u64, texts: usize, ran_ms: f64) {
    const SPINS: u64 = 10_000_000_000;
    let spun = |_| {
        let before_ms = self::ran_ms();
        black_box(spin(black_box(SPINS)));
        SPINS as f64 / (self::ran_ms() - before_ms) / 1e6
    };
    let peak = (0..3).map(spun).fold(0.0, f64::max);
    let giga = multiplications as f64 / ran_ms / 1e6;
    println!(
        "    {:.2} ms on the processor and {:.1} million multiplications each: {giga:.1} GMAC/s of {peak:.1} ({:.0} %)",
        ran_ms / texts as f64,
        multiplications as f64 / texts as f64 / 1e6,
        100.0 * giga / peak,
    );
}

/// Writes the mean of the vectors of everyday texts, which the encoder then takes into the program.
fn write_background(file: &Path) {
    let texts: Vec<&str> = include_str!("../model/background.txt").lines().collect();
    let vectors = BuiltIn::load().encode(&texts).unwrap();
    let mean = |at| vectors.iter().map(|vector| vector[at]).sum::<f32>() / texts.len() as f32;
    write(file, &(0..vectors[0].len()).map(mean).collect::<Vec<f32>>());
}

fn write(file: &Path, numbers: &[f32]) {
    let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
    std::fs::write(file, bytes).unwrap();
}

struct Arguments {
    ideas: PathBuf,
    dump: Option<PathBuf>,
    background: Option<PathBuf>,
}

fn arguments() -> Arguments {
    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/burgertop_nl.jsonl");
    let mut given = Arguments { ideas: PathBuf::from(fixture), dump: None, background: None };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--dump" => given.dump = arguments.next().map(PathBuf::from),
            "--background" => given.background = arguments.next().map(PathBuf::from),
            _ => given.ideas = PathBuf::from(argument),
        }
    }
    given
}

/// Memory of the process that is of no file: its heap and stacks.
fn anonymous_kb() -> u64 {
    status_kb("RssAnon:")
}

/// Time that this thread has run; other than the time on the wall it does not count waiting for a busy machine.
fn ran_ms() -> f64 {
    let schedule = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let ran_ns: f64 = schedule.split(' ').next().and_then(|ran| ran.parse().ok()).unwrap_or(0.0);
    ran_ns / 1e6
}

fn status_kb(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
