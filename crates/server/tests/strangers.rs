//! Strangers who mean ill, against the real program: what each is told, and that its memory stays as it was.

#[path = "strangers/half.rs"]
mod half;
#[path = "strangers/memory.rs"]
mod memory;
#[path = "kill/process.rs"]
#[expect(dead_code, reason = "the rest of it is for `kill.rs`")]
mod process;
#[path = "strangers/stalled.rs"]
mod stalled;
#[path = "strangers/stranger.rs"]
mod stranger;
#[path = "strangers/unread.rs"]
mod unread;

use futures_util::future::join_all;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use memory::{forget_peak, own_kib, peak_above_kib, resident_kib, sockets};
use process::{PATIENCE, Place, Process, http};
use serde_json::{Value, json};
use std::{
    fs,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use stranger::{close_code, frame, header, refused, upgrade, upgraded};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::{sleep, timeout},
};

/// Twice, so that allocator and threads have what they keep.
const WARM_UPS: usize = 2;
/// The figure is their median.
const MEASURED: usize = 5;
/// What one crowd of strangers may leave behind.
const GROWTH_MAX_KIB: i64 = 1_024;
/// What it may take at most, the first time too: what allocator and threads keep, and buffers of connections.
const PEAK_MAX_KIB: u64 = 64 * 1_024;

const PROGRAMME: &str = r#"
title = "Proef"
start_minute = 600
tables = 20
seats = 1

[[items]]
id = "r1"
kind = "round"
title = "Ronde 1"
[items.round]
talk_s = 0
hand_in_s = 3600
"#;

/// Sends such strangers to a server again and again; asserts that it holds no more afterwards, and never held much.
async fn leaves_no_trace(who: &str, place: &Place, process: &Process, strangers: impl AsyncFn()) {
    let pid = process.id();
    let resident = resident_kib(pid);
    forget_peak(pid);
    let mut grown = Vec::new();
    for round in 0..WARM_UPS + MEASURED {
        let (before, open) = (own_kib(pid), sockets(pid));
        timeout(PATIENCE, strangers()).await.expect("they are refused");
        all_gone(pid, open).await;
        if round >= WARM_UPS {
            grown.push(own_kib(pid).cast_signed() - before.cast_signed());
        }
    }
    let peak = peak_above_kib(pid, resident);
    grown.sort_unstable();
    eprintln!(
        "{who}: {grown:?} KiB more afterwards; {peak} KiB at most, above {resident} KiB at the start"
    );
    assert!(grown[MEASURED / 2] < GROWTH_MAX_KIB, "{who}: {grown:?} KiB more");
    assert!(peak < PEAK_MAX_KIB, "{who}: {peak} KiB at most");
    let (ready, _) = http(process.address, "GET", "/health/ready", &[], "").await;
    assert_eq!(ready, 200, "{}", place.log());
}

/// Waits until the server has let go of all connections but those that were there before.
async fn all_gone(pid: u32, open: usize) {
    let gone = async {
        while sockets(pid) > open {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(PATIENCE, gone).await.expect("connections end");
}

async fn started(settings: &[(&str, &str)]) -> (Place, Process) {
    let place = Place::new(PROGRAMME, settings);
    let process = place.start().await;
    (place, process)
}

#[tokio::test]
async fn twenty_who_declare_a_tebibyte_are_sent_away_with_1009() {
    let (place, process) = started(&[]).await;
    let strangers = async || {
        let one = async || {
            let flood = std::iter::once(header(0x81, 1 << 40))
                .chain((0..128).map(|_| vec![b'x'; 64 * 1024]));
            assert_eq!(refused(upgraded(process.address).await, flood).await, Some(1009));
        };
        join_all((0..20).map(|_| one())).await;
    };
    leaves_no_trace("20 x a tebibyte declared, 8 MiB sent", &place, &process, strangers).await;
}

#[tokio::test]
async fn a_million_fragments_of_one_byte_are_ended_with_1009() {
    let (place, process) = started(&[]).await;
    let strangers = async || {
        let one = async || {
            let first = std::iter::once(frame(0x01, b"x"));
            let fragments = first.chain((1..1_000).map(|_| frame(0x00, b"x").repeat(1_000)));
            assert_eq!(refused(upgraded(process.address).await, fragments).await, Some(1009));
        };
        join_all((0..4).map(|_| one())).await;
    };
    leaves_no_trace("4 x a million fragments", &place, &process, strangers).await;
}

#[tokio::test]
async fn bad_frames_are_ended_with_the_code_that_says_why() {
    let (place, process) = started(&[]).await;
    let evil: [(&str, Vec<u8>, u16); 9] = [
        ("unmasked", vec![0x81, 2, b'h', b'i'], 1002),
        ("first reserved bit, as compression has it", frame(0xc1, b"x"), 1002),
        ("second reserved bit", frame(0xa1, b"x"), 1002),
        ("unknown data opcode", frame(0x83, b""), 1002),
        ("unknown control opcode", frame(0x8b, b""), 1002),
        ("continuation of nothing", frame(0x80, b"x"), 1002),
        ("not UTF-8", frame(0x81, b"\xff"), 1007),
        ("half a surrogate", frame(0x81, b"\xed\xa0\x80"), 1007),
        ("a JSON bomb", frame(0x81, "[".repeat(16_000).as_bytes()), 1007),
    ];
    let strangers = async || {
        let one = async |(what, bytes, code): &(&str, Vec<u8>, u16)| {
            let answer =
                refused(upgraded(process.address).await, std::iter::once(bytes.clone())).await;
            assert_eq!(answer, Some(*code), "{what}");
        };
        join_all((0..20).flat_map(|_| &evil).map(one)).await;
    };
    leaves_no_trace("180 x bad frames", &place, &process, strangers).await;
}

/// Tokens that are none of ours, one of them all but ours.
/// What each is, the code of its close, and its status over HTTP.
fn bad_tokens(place: &Place) -> Vec<(&'static str, String, u16, u16)> {
    server::admission::tokens::hs256::install();
    let secret = fs::read_to_string(place.file("data/secret")).expect("a secret");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    let claims = json!({
        "sub": "table/1", "summit": "summit", "role": "host", "table": 1, "iat": now, "nbf": now, "exp": now + 60,
        "aud": "burgertop", "iss": "burgertop", "jti": uuid::Uuid::new_v4(),
    });
    let signed = |key: &str, value: Value| {
        let mut claims = claims.clone();
        claims[key] = value;
        let header = Header { kid: Some("k1".to_owned()), ..Header::new(Algorithm::HS256) };
        let key = EncodingKey::from_secret(secret.trim().as_bytes());
        jsonwebtoken::encode(&header, &claims, &key).expect("claims are JSON")
    };
    let ours = signed("aud", json!("burgertop"));
    let body = ours.split('.').nth(1).expect("a body");
    vec![
        ("alg none", format!("eyJhbGciOiJub25lIiwia2lkIjoiazEifQ.{body}."), 4501, 401),
        ("for others", signed("aud", json!("others")), 4501, 401),
        ("of a later day", signed("nbf", json!(now + 3_600)), 4501, 401),
        ("expired", signed("exp", json!(now - 60)), 4502, 401),
        ("of a god", signed("role", json!("god")), 4501, 401),
        ("with another signature", format!("{}AAAA", &ours[..ours.len() - 4]), 4501, 401),
        ("as long as a message may be", "x".repeat(15_000), 4501, 401),
        ("longer than a message may be", "x".repeat(100_000), 1009, 401),
    ]
}

#[tokio::test]
async fn bad_tokens_are_refused_with_4501_and_long_ones_unread() {
    let (place, process) = started(&[]).await;
    let tokens = bad_tokens(&place);
    let hello = |token: &str| {
        frame(0x81, json!({ "hello": { "token": token, "watch": {} } }).to_string().as_bytes())
    };
    let code = async |token: &str| {
        refused(upgraded(process.address).await, std::iter::once(hello(token))).await
    };
    let status = async |token: &str| {
        let authorization = [("authorization", &*format!("Bearer {token}"))];
        http(process.address, "GET", "/api/v1/summits/summit/docs/room", &authorization, "").await.0
    };
    let strangers = async || {
        let one = async |(what, token, close, refusal): &(&str, String, u16, u16)| {
            assert_eq!(code(token).await, Some(*close), "{what}");
            assert_eq!(status(token).await, *refusal, "{what}");
        };
        join_all((0..10).flat_map(|_| &tokens).map(one)).await;
    };
    leaves_no_trace("160 x bad tokens", &place, &process, strangers).await;
}

#[tokio::test]
async fn pages_of_others_are_refused_with_403_however_they_call_themselves() {
    let (place, process) = started(&[("SERVER__PUBLIC_URL", "https://summit.example.org")]).await;
    let port = process.address.port();
    let evil = [
        "null".to_owned(),
        "http://evil.example".to_owned(),
        "https://summit.example.org.evil.example".to_owned(),
        "https://xsummit.example.org".to_owned(),
        "http://summit.example.org".to_owned(),
        format!("http://127.0.0.1:{port}.evil.example"),
        format!("http://127.0.0.1:{port}@evil.example"),
        format!("https://127.0.0.1:{port}"),
        format!("http://127.0.0.1:{port}0"),
        "http://127.0.0.1".to_owned(),
    ];
    let strangers = async || {
        let body = json!({ "code": "ABCD-EFGH" }).to_string();
        let one = async |origin: &String| {
            let (_, status) =
                upgrade(process.address, &format!("origin: {origin}\r\n"), None).await;
            assert_eq!(status, 403, "{origin}");
            let (status, _) =
                http(process.address, "POST", "/api/v1/join", &[("origin", origin)], &body).await;
            assert_eq!(status, 403, "{origin}");
        };
        join_all((0..20).flat_map(|_| &evil).map(one)).await;
    };
    leaves_no_trace("400 x wrong origins", &place, &process, strangers).await;
    let ours = format!("origin: http://127.0.0.1:{port}\r\n");
    assert_eq!(upgrade(process.address, &ours, None).await.1, 101);
}

/// Sends one byte now and then, until the server has had enough of it.
async fn drip(stream: TcpStream, bytes: Vec<u8>) -> Option<u16> {
    let (mut read, mut write) = stream.into_split();
    let dripping = async {
        for byte in bytes.chunks(1) {
            sleep(Duration::from_millis(300)).await;
            if write.write_all(byte).await.is_err() {
                break;
            }
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        code = close_code(&mut read) => code,
        () = dripping => None,
    }
}

#[tokio::test]
async fn who_takes_too_long_to_say_hello_or_to_ask_is_sent_away() {
    let (place, process) = started(&[]).await;
    let hello = frame(
        0x81,
        json!({ "hello": { "token": "x".repeat(200), "watch": {} } }).to_string().as_bytes(),
    );
    let silent = async || drip(upgraded(process.address).await, Vec::new()).await;
    let slow = async || drip(upgraded(process.address).await, hello.clone()).await;
    let pinging = async || drip(upgraded(process.address).await, frame(0x89, b"").repeat(20)).await;
    // Not even a head: what it gets, if anything, is no upgrade.
    let headless = async || {
        let mut stream = TcpStream::connect(process.address).await.expect("it listens");
        stream.write_all(b"GET /ws HTTP/1.1\r\nx-slow: ").await.expect("it listens");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).into_owned()
    };
    let all = async { tokio::join!(silent(), slow(), pinging(), headless()) };
    let (silent, slow, pinging, headless) =
        timeout(PATIENCE, all).await.expect("they are sent away");
    assert_eq!([silent, slow, pinging], [Some(4001); 3], "{}", place.log());
    assert!(headless.starts_with("HTTP/1.1 408"), "{headless}");
}
