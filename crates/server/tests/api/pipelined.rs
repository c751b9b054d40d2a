//! A client that asks ahead gets every answer, in order, however its requests lie in packets.

use crate::app::App;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

/// What is asked, and the status it is answered with.
const ASKED: [(&str, &str); 6] = [
    ("GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n", "200"),
    ("\r\nGET /nowhere HTTP/1.1\r\nhost: x\r\n\r\n", "404"),
    ("POST /api/v1/join HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\n{\n\n\n}", "400"),
    (
        "POST /api/v1/join HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "400",
    ),
    ("HEAD /join HTTP/1.1\r\nhost: x\r\n\r\n", "200"),
    ("GET /api/v1/summits/burgertop/docs/room HTTP/1.1\nhost: x\n\n", "401"),
];
const ROUNDS: usize = 20;

#[actix_web::test]
async fn requests_that_come_ahead_are_answered_one_by_one_however_they_are_cut() {
    let app = App::start().await;
    let last = "GET /health/live HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    let all = ASKED.map(|(request, _)| request).concat().repeat(ROUNDS) + last;
    let expected = std::iter::repeat_n(ASKED.map(|(_, status)| status), ROUNDS).flatten();
    let expected: Vec<_> = expected.chain(["200"]).collect();
    for packet in [all.len(), 1_000, 7] {
        let stream = TcpStream::connect(app.address).await.expect("it listens");
        stream.set_nodelay(true).expect("a socket");
        let (mut read, mut write) = stream.into_split();
        let sending = async {
            for part in all.as_bytes().chunks(packet) {
                write.write_all(part).await.expect("it is open");
            }
        };
        let mut answers = Vec::new();
        let both = async { tokio::join!(sending, read.read_to_end(&mut answers)).1 };
        timeout(Duration::from_secs(20), both).await.expect("all is answered").expect("it is open");
        let answers = String::from_utf8_lossy(&answers);
        let heads = answers.match_indices("HTTP/1.1 ").map(|(at, _)| &answers[at + 9..at + 12]);
        assert_eq!(heads.collect::<Vec<_>>(), expected, "in packets of {packet} bytes");
    }
}
