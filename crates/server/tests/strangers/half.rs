//! Sockets on which no request ever comes whole, however it is left half: they end, the log says so, and who has a
//! token gets in beside them.

use super::{
    memory::sockets,
    process::{Joined, PATIENCE, Process, http},
    started,
    stranger::{frame, upgraded},
};
use futures_util::future::join_all;
use serde_json::json;
use server::network::listener::raise_descriptor_limit;
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::{sleep, timeout},
};

/// As many as were still there after 96 s.
const CROWD: usize = 2_700;
const HALF_A_POST: &str = "POST /api/v1/join HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 16000\r\n\r\n{";
const WHOLE: &str = "GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n";

async fn said(address: SocketAddr, bytes: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    // Who is sent away at once may be so before all of it was written.
    let _ = stream.write_all(bytes.as_bytes()).await;
    stream
}

/// Says this, then one byte of that now and then, and reads until the server has had enough of it.
async fn left_half(address: SocketAddr, begin: &str, drip: &str) -> String {
    let (mut read, mut write) = said(address, begin).await.into_split();
    let dripping = async {
        for byte in drip.as_bytes().iter().cycle() {
            sleep(Duration::from_millis(200)).await;
            if write.write_all(&[*byte]).await.is_err() {
                break;
            }
        }
        std::future::pending::<()>().await;
    };
    let mut answer = Vec::new();
    tokio::select! {
        _ = read.read_to_end(&mut answer) => {}
        () = dripping => {}
    }
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn half_a_request_is_ended_in_time_however_it_is_left_half_and_the_log_says_so() {
    let (place, process) = started(&[]).await;
    let address = process.address;
    let chunked = "POST /api/v1/join HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n";
    let expecting = HALF_A_POST.replace("\r\n\r\n{", "\r\nexpect: 100-continue\r\n\r\n");
    let ignored = chunked.replace("/api/v1/join", "/nowhere");
    let kept_alive = format!("{WHOLE}{HALF_A_POST}");
    let kinds: [(&str, &str, &str, bool); 10] = [
        ("a body of which one byte comes", HALF_A_POST, "", true),
        ("a body that drips", HALF_A_POST, " ", true),
        ("a body in chunks that drip", chunked, "1\r\n \r\n", true),
        ("a body that is asked for", &expecting, "", true),
        ("a body that nobody reads", &ignored, "1\r\n \r\n", true),
        ("a head of which a part comes", "GET / HTTP/1.1\r\nx-slow: ", "", true),
        ("a head that drips", "GET / HTTP/1.1\r\n", "x-slow: y\r\n", true),
        ("lines that are none", "\r\n", "\r\n", true),
        ("nothing", "", "", false),
        ("half a request after a whole one", &kept_alive, "", true),
    ];
    let all = kinds.iter().flat_map(|kind| std::iter::repeat_n(kind, 5));
    let ended = join_all(all.map(async |(what, begin, drip, is_told)| {
        let answer = timeout(PATIENCE, left_half(address, begin, drip)).await;
        let answer = answer.unwrap_or_else(|_| panic!("{what}: it is still there"));
        assert_eq!(answer.contains("HTTP/1.1 408"), *is_told, "{what}: {answer}");
    }));
    ended.await;
    let told = async {
        while !place.log().contains("did not come whole in time") {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(PATIENCE, told).await.expect("the log says so");
    let log = place.log();
    let line = log.lines().find(|line| line.contains("did not come whole in time"));
    let line = line.expect("a line");
    assert!(
        line.contains("WARN") && line.contains("127.0.0.1") && line.contains("sockets"),
        "{line}"
    );
}

async fn welcomed(process: &Process, device: &Joined) -> TcpStream {
    let mut stream = upgraded(process.address).await;
    let hello = json!({ "hello": { "token": device.token, "watch": {} } }).to_string();
    stream.write_all(&frame(0x81, hello.as_bytes())).await.expect("it is open");
    heard(&mut stream, "welcome").await;
    stream
}

/// Waits until this stands in what is said.
async fn heard(stream: &mut TcpStream, what: &str) {
    let mut text = String::new();
    let hearing = async {
        while !text.contains(what) {
            let mut bytes = [0; 4096];
            let read = stream.read(&mut bytes).await.expect("it is open");
            assert_ne!(read, 0, "it ended before {what}: {text}");
            text.push_str(&String::from_utf8_lossy(&bytes[..read]));
        }
    };
    timeout(PATIENCE, hearing).await.expect(what);
}

#[tokio::test]
async fn a_device_with_a_token_gets_in_while_strangers_hold_every_other_place() {
    raise_descriptor_limit();
    let (place, process) = started(&[("LIMITS__CONNECTIONS", "200")]).await;
    let tablet = process.join(&place.code("host", Some(1))).await;
    let mut seated = welcomed(&process, &tablet).await;
    let mut crowd = Vec::new();
    for _ in 0..CROWD {
        crowd.push(said(process.address, HALF_A_POST).await);
    }
    // A page, a socket and a request, each on a connection of its own.
    assert_eq!(http(process.address, "GET", "/join", &[], "").await.0, 200);
    let _second = welcomed(&process, &tablet).await;
    process.request(&tablet, json!({ "table": { "help": {} } })).await;
    // Who was there has stayed.
    let ping = json!({ "ping": { "sent": 7 } }).to_string();
    seated.write_all(&frame(0x81, ping.as_bytes())).await.expect("it is open");
    heard(&mut seated, "pong").await;
    assert!(sockets(process.id()) < CROWD / 2, "{} sockets", sockets(process.id()));
    let told = async {
        while !place.log().contains("strangers hold") {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(PATIENCE, told).await.expect("the log says so");
}
