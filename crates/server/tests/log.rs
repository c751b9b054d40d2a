//! What a stranger can make the server write: no more than someone can read.

#[path = "kill/process.rs"]
#[allow(dead_code, reason = "the test with kill -9 needs all of it")]
mod process;

use process::{PATIENCE, Place, Process};
use server::limits::LOG_LINES_AT_ONCE;
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
    let refused = lines("a connection is refused");
    assert!(refused >= LOG_LINES_AT_ONCE as usize, "{refused}");
    assert!(refused < KNOCKS as usize / 2, "{refused}");
    let told = async {
        while lines("lines like the next were held back") == 0 {
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
        ("127.0.0.1", "x-forwarded-for: unknown", "Forwarded holds what is no address"),
        ("127.0.0.1", "forwarded: for=unknown", "Forwarded holds what is no address"),
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
