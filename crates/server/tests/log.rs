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
