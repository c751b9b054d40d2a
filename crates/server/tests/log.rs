//! What a stranger can make the server write: no more than someone can read.

#[path = "log/garbage.rs"]
mod garbage;
#[path = "kill/process.rs"]
#[allow(dead_code, reason = "the test with kill -9 needs all of it")]
mod process;

use futures_util::future::join_all;
use garbage::Leaves;
use process::{PATIENCE, Place, Process, http};
use serde_json::Value;
use server::limits::LOG_LINES_AT_ONCE;
use std::{collections::BTreeMap, net::SocketAddr};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

const KNOCKS: u32 = 300;
/// Asks for a WebSocket, and is told that there is no room.
async fn knocks(server: &Process) {
    let mut stream = TcpStream::connect(server.address).await.expect("it listens");
    let upgrade = format!(
        "GET /ws HTTP/1.1\r\nhost: {}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
        sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\
        sec-websocket-protocol: burgertop.v1\r\n\r\n",
        server.address
    );
    stream.write_all(upgrade.as_bytes()).await.expect("it listens");
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.expect("an answer");
    assert_eq!(&answer, b"HTTP/1.1 503");
}

#[tokio::test]
async fn who_knocks_at_a_full_house_fills_no_disk_and_what_was_held_back_is_told() {
    let programme = include_str!("browser/programme.toml");
    let place = Place::new(programme, &[("LIMITS__CONNECTIONS", "0")]);
    let server = place.start().await;
    for _ in 0..KNOCKS {
        knocks(&server).await;
    }
    let lines = |what: &str| place.log().lines().filter(|line| line.contains(what)).count();
    let refused = lines("a WebSocket is refused");
    assert!(refused >= LOG_LINES_AT_ONCE as usize, "{refused}");
    assert!(refused < KNOCKS as usize / 2, "{refused}");
    let told = async {
        while lines("log lines like the next one were left out") == 0 {
            knocks(&server).await;
        }
    };
    timeout(PATIENCE, told).await.expect("how many were held back is told");
}

/// Asks whether it lives, with this header.
async fn visits(server: &Process, header: &str) {
    let mut stream = TcpStream::connect(server.address).await.expect("it listens");
    let request = format!(
        "GET /health/live HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n{header}\r\n\r\n",
        server.address
    );
    stream.write_all(request.as_bytes()).await.expect("it listens");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("an answer");
    assert!(answer.starts_with(b"HTTP/1.1 200"));
}

#[tokio::test]
async fn what_of_a_proxys_word_is_not_read_is_told_once() {
    let programme = include_str!("browser/programme.toml");
    for (trusted, header, told) in [
        ("127.0.0.1", "x-forwarded-for: unknown", "Forwarded holds something that is no address"),
        ("127.0.0.1", "forwarded: for=unknown", "Forwarded holds something that is no address"),
        ("10.0.0.1", "x-forwarded-for: 203.0.113.7", "is not in server.trusted_proxies"),
    ] {
        let place = Place::new(programme, &[("SERVER__TRUSTED_PROXIES", trusted)]);
        let server = place.start().await;
        for _ in 0..5 {
            visits(&server, header).await;
        }
        server.terminate();
        server.ended().await;
        assert_eq!(place.log().matches(told).count(), 1, "{header}: {}", place.log());
    }
    let place = Place::new(programme, &[("SERVER__TRUSTED_PROXIES", "127.0.0.1")]);
    let server = place.start().await;
    visits(&server, "x-forwarded-for: 203.0.113.7:51123").await;
    visits(&server, "forwarded: for=\"[2001:db8::1]:123\";proto=https").await;
    server.terminate();
    server.ended().await;
    assert!(!place.log().contains("Forwarded"), "{}", place.log());
}

/// How often each stranger comes in each way: more often than one place may speak at once.
const COMES: usize = 40;
/// Different strangers at once.
const AT_ONCE: usize = 12;

/// Every line of a log, as JSON.
fn lines(log: &str) -> Vec<Value> {
    log.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
}

#[tokio::test]
async fn no_stranger_can_write_an_error_or_more_lines_than_can_be_read() {
    let programme = include_str!("browser/programme.toml");
    let admin = free_port();
    for level in ["info", "debug"] {
        let set = [("LOG__LEVEL", level), ("SERVER__ADMIN", &admin.to_string())];
        let place = Place::new(programme, &set);
        let server = place.start().await;
        for some in garbage::all().chunks(AT_ONCE) {
            let one = async |(_, bytes): &(&str, Vec<u8>)| {
                for leaves in [Leaves::Answered, Leaves::AtOnce, Leaves::Rudely] {
                    let comes = (0..COMES).map(|_| garbage::sends(server.address, bytes, leaves));
                    join_all(comes).await;
                    // On this machine alone, and it must not be otherwise.
                    garbage::sends(admin, bytes, leaves).await;
                }
            };
            join_all(some.iter().map(one)).await;
        }
        assert_eq!(http(server.address, "GET", "/health/ready", &[], "").await.0, 200);
        server.terminate();
        server.ended().await;
        let lines = lines(&place.log());
        let errors: Vec<_> = lines.iter().filter(|line| line["level"] == "ERROR").collect();
        assert!(errors.is_empty(), "{level}: {errors:?}");
        let mut places = BTreeMap::<_, usize>::new();
        for line in &lines {
            let place = (line["target"].to_string(), line["fields"]["message"].to_string());
            *places.entry(place).or_default() += 1;
        }
        // What may follow in a minute is far from what came in: each came 120 times, from more than seventy.
        let most = places.iter().max_by_key(|(_, count)| **count).expect("it says that it started");
        assert!(*most.1 < 4 * LOG_LINES_AT_ONCE as usize, "{level}: {most:?}");
        assert!(lines.len() < 40 * LOG_LINES_AT_ONCE as usize, "{level}: {} lines", lines.len());
        eprintln!("{level}: {} lines from {} places", lines.len(), places.len());
    }
}

/// An address on which nobody listens now.
fn free_port() -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("a port")
}
