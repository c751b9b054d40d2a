//! How fast the home in a file appends, one by one and in batches: `cargo run --release -p journal --example append [folder]`.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement, run by hand")]

use domain::{
    Commit, Digest, Event, IdeaId, Offset, RequestId, SealedText, Seat, TableNo, Time, idea,
};
use journal::{Journal, Sqlite};
use std::{env, path::PathBuf, time::Instant};
use uuid::Uuid;

const TEXT: &str =
    "Meer groen in de straat, zodat kinderen er kunnen spelen en het er in de zomer koeler is.";

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let folder =
        tempfile::tempdir_in(env::args_os().nth(1).map_or_else(env::temp_dir, PathBuf::from))
            .unwrap();
    for (batch, appends) in [(1, 20_000), (16, 4_000), (64, 1_500), (256, 400)] {
        measure(&folder.path().join(format!("{batch}.db")), batch, appends).await;
    }
}

async fn measure(path: &std::path::Path, batch: usize, appends: usize) {
    let (log, _) = Sqlite::open(path).await.unwrap();
    let mut top = (Offset::ZERO, Digest::default());
    let batches: Vec<_> = (0..appends).map(|_| commits(&mut top, batch)).collect();
    let mut took_us: Vec<u128> = Vec::with_capacity(appends);
    let start = Instant::now();
    for commits in batches {
        let asked = Instant::now();
        log.append(Offset(commits[0].offset.0 - 1), commits).await.unwrap();
        took_us.push(asked.elapsed().as_micros());
    }
    let per_s = (appends * batch) as f64 / start.elapsed().as_secs_f64();
    took_us.sort_unstable();
    let (p50, p99) = (took_us[appends / 2], took_us[appends * 99 / 100]);
    log.close().await;

    let start = Instant::now();
    let (log, opened) = Sqlite::open(path).await.unwrap();
    let open_ms = start.elapsed().as_millis();
    let start = Instant::now();
    let mut after = Offset::ZERO;
    while let Some(last) = log.read(after, usize::MAX).await.unwrap().last() {
        after = last.offset;
    }
    let read_ms = start.elapsed().as_millis();
    let start = Instant::now();
    assert!(log.verify().await.unwrap().is_sound());
    let verify_ms = start.elapsed().as_millis();
    let (size, n) = (path.metadata().unwrap().len() >> 20, opened.position.offset);
    log.close().await;
    println!(
        "batch {batch:>3}: {per_s:>7.0} commits/s, an append p50 {p50} p99 {p99} µs; {n} commits, {size} MiB: open {open_ms} ms, read all {read_ms} ms, verify {verify_ms} ms"
    );
}

fn commits(top: &mut (Offset, Digest), n: usize) -> Vec<Commit> {
    (0..n)
        .map(|_| {
            let id = Uuid::from_u128(
                u128::from(top.0.0).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835),
            );
            let commit = Commit {
                offset: top.0.next(),
                at: Time(1_800_000_000_000),
                request_id: RequestId(id),
                seat: Seat::Table(TableNo(7)),
                command_digest: Digest::of(id.as_bytes()),
                events: vec![Event::Idea(idea::Event::Submitted {
                    idea: IdeaId(id),
                    table: Some(TableNo(7)),
                    round: None,
                    text: SealedText::seal(TEXT.to_owned(), *id.as_bytes()),
                    late: false,
                    early: false,
                    again: false,
                    held: false,
                    simulated: false,
                })],
                prev_hash: top.1,
            };
            *top = (commit.offset, Digest::of(&commit.encode()));
            commit
        })
        .collect()
}
