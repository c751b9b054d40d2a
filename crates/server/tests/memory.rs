//! Evil frames leave the memory of the server flat. Alone in its process, so that nothing else is counted.

#[expect(dead_code, reason = "other tests use the rest of it")]
#[path = "api/app.rs"]
mod app;
#[path = "api/raw.rs"]
mod raw;

use app::App;
use raw::{close_code, frame, raw};
use std::fs;
use tokio::io::AsyncWriteExt as _;

const TEBIBYTE: [u8; 14] = [0x81, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];

fn memory_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("linux");
    let line = status.lines().find(|line| line.starts_with("VmRSS")).expect("a line");
    line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).expect("a number")
}

/// A declared tebibyte with 6 MiB of it, and a message in ten thousand pieces of one byte.
async fn attack(app: &App, flood: &[u8], pieces: &[u8]) {
    for (bytes, head) in [(flood, &TEBIBYTE[..]), (pieces, &[])] {
        let mut stream = raw(app.address).await;
        stream.write_all(head).await.expect("it listens");
        // It may close before all of it is written.
        for chunk in bytes.chunks(65_536) {
            if stream.write_all(chunk).await.is_err() {
                break;
            }
        }
        assert_eq!(close_code(&mut stream).await, 1009);
    }
}

#[actix_web::test]
async fn a_declared_tebibyte_and_a_million_fragments_leave_the_memory_flat() {
    let app = App::start().await;
    let flood = vec![0; 6 << 20];
    let pieces = [frame(0x01, b"x"), frame(0x00, b"x").repeat(10_000)].concat();
    for _ in 0..10 {
        attack(&app, &flood, &pieces).await;
    }
    let before = memory_kib();
    for _ in 0..100 {
        attack(&app, &flood, &pieces).await;
    }
    let grown = memory_kib().saturating_sub(before);
    assert!(grown < 1_024, "{grown} KiB after a million fragments and a hundred tebibytes");
}
