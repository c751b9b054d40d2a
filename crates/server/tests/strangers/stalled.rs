//! Readers who ask for whole documents and never read them: they are dropped, and slow nobody.

use super::{
    memory::{kept_by_kernel, own_kib, sockets},
    process::{Joined, PATIENCE, Process, http},
    started,
    stranger::{frame, upgrade},
};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::{
    io::AsyncWriteExt as _,
    net::TcpStream,
    time::{sleep, timeout},
};

const STALLED: usize = 50;
/// The smallest that Linux gives.
const RECEIVE_BUFFER_BYTES: u32 = 2_304;
/// The hub gives up after 10 s, the kernel 10 s after the last byte got through; and machines are slow.
const DROPPED_WITHIN: Duration = Duration::from_secs(45);
/// What all of them may cost while they are there: far less than what they asked for.
const TAKEN_MAX_KIB: u64 = 32 * 1_024;

/// Ideas of full length from every table, so that the desk is larger than every buffer on the way.
pub async fn full_of_ideas(process: &Process, facilitator: &Joined, tables: &[Joined]) {
    process.request(facilitator, json!({ "agenda": { "next": {} } })).await;
    for (table, joined) in (1..).zip(tables) {
        for n in 0..10 {
            let text: String =
                format!("{table} {n} ").chars().chain("字".chars().cycle()).take(500).collect();
            process.request(joined, json!({ "idea": { "submit": { "text": text } } })).await;
        }
    }
}

/// Waits until the machine has looked at every idea: what its model takes is not what readers take.
pub async fn all_sorted(process: &Process, desk: &Joined) {
    let bearer = format!("Bearer {}", desk.token);
    let path = format!("/api/v1/summits/{}/docs/desk", desk.summit);
    loop {
        let headers = [("authorization", bearer.as_str())];
        let (status, body) = http(process.address, "GET", &path, &headers, "").await;
        assert_eq!(status, 200, "{body}");
        let desk: Value = serde_json::from_str(&body).expect("JSON");
        let entries = desk["sync"]["set"].as_object().expect("entries");
        let mut ideas = entries.iter().filter(|(key, _)| key.starts_with("idea/"));
        if ideas.all(|(_, idea)| !idea["theme"].is_null() || idea["left_out"] == true) {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
}

async fn stall(process: &Process, desk: &Joined) -> TcpStream {
    let (mut stream, status) = upgrade(process.address, "", Some(RECEIVE_BUFFER_BYTES)).await;
    assert_eq!(status, 101);
    let hello = json!({ "hello": { "token": desk.token, "watch": { "desk": null } } });
    stream.write_all(&frame(0x81, hello.to_string().as_bytes())).await.expect("it listens");
    let again = frame(0x81, json!({ "watch": { "desk": null } }).to_string().as_bytes());
    stream.write_all(&again.repeat(20)).await.expect("it listens");
    stream
}

#[tokio::test]
async fn readers_that_stall_are_dropped_and_slow_nobody() {
    let (place, process) = started(&[("LIMITS__CONNECTIONS_PER_TOKEN", "60")]).await;
    let facilitator = process.join(&place.code("facilitator", None)).await;
    let mut tables = Vec::new();
    for table in 1..=20 {
        tables.push(process.join(&place.code("host", Some(table))).await);
    }
    full_of_ideas(&process, &facilitator, &tables).await;
    let desk = process.join(&place.code("theme_team", None)).await;
    timeout(PATIENCE, all_sorted(&process, &desk)).await.expect("themes form");
    let pid = process.id();
    let (before, open) = (own_kib(pid), sockets(pid));

    let begin = Instant::now();
    let stalled =
        futures_util::future::join_all((0..STALLED).map(|_| stall(&process, &desk))).await;
    // Others are answered meanwhile.
    process.request(&tables[0], json!({ "table": { "help": {} } })).await;
    let mut most = 0;
    let dropped = async {
        while sockets(pid) > open || kept_by_kernel(process.address) > 0 {
            most = own_kib(pid).max(most);
            sleep(Duration::from_millis(50)).await;
        }
    };
    if timeout(DROPPED_WITHIN, dropped).await.is_err() {
        let (there, kept) = (sockets(pid) - open, kept_by_kernel(process.address));
        panic!("of {STALLED} the process has {there} and the kernel {kept}: {}", place.log());
    }
    let (taken, left) = (most.saturating_sub(before), own_kib(pid).saturating_sub(before));
    eprintln!(
        "{STALLED} stalled readers: gone after {} ms; {taken} KiB at most, {left} KiB more afterwards",
        begin.elapsed().as_millis()
    );
    drop(stalled);
    assert!(taken < TAKEN_MAX_KIB, "{taken} KiB");

    // None of them is still served: a stop would wait for it.
    process.terminate();
    assert!(process.ended().await.success());
    assert!(!place.log().contains("did not end in time"), "{}", place.log());
}
