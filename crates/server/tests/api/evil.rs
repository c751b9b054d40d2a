//! Frames that break the rules end their connection, with the code that says why, and nothing else.

use crate::{
    app::App,
    raw::{close_code, frame, raw},
};
use serde_json::json;
use std::time::Instant;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// Sends bytes, and reads the code of the close frame that comes back.
async fn code_for(app: &App, bytes: &[u8]) -> u16 {
    let mut stream = raw(app.address).await;
    stream.write_all(bytes).await.expect("it listens");
    close_code(&mut stream).await
}

#[actix_web::test]
async fn what_breaks_the_rules_is_closed_with_its_code() {
    let app = App::start().await;
    let tebibyte = [0x81, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let evil: [(&str, Vec<u8>, u16); 8] = [
        ("a tebibyte", tebibyte.to_vec(), 1009),
        ("unmasked", vec![0x81, 2, b'h', b'i'], 1002),
        ("compressed", frame(0xc1, b"x"), 1002),
        ("unknown opcode", frame(0x83, b""), 1002),
        ("fragmented ping", frame(0x09, b""), 1002),
        ("binary", frame(0x82, b"x"), 1003),
        ("not utf-8", frame(0x81, b"\xff"), 1007),
        ("not a frame of ours", frame(0x81, b"{\"sudo\":{}}"), 1007),
    ];
    for (what, bytes, code) in evil {
        assert_eq!(code_for(&app, &bytes).await, code, "{what}");
    }
}

#[actix_web::test]
async fn after_its_close_the_server_hangs_up_at_once() {
    let app = App::start().await;
    let mut stream = raw(app.address).await;
    stream.write_all(&frame(0x82, b"x")).await.expect("it listens");
    assert_eq!(close_code(&mut stream).await, 1003);
    let begin = Instant::now();
    assert_eq!(stream.read(&mut [0; 8]).await.ok(), Some(0));
    assert!(begin.elapsed().as_millis() < 500, "{:?}", begin.elapsed());
}

#[actix_web::test]
async fn who_does_not_say_hello_within_five_seconds_is_sent_away() {
    let app = App::start().await;
    let mut stream = raw(app.address).await;
    let begin = Instant::now();
    // Pings are answered, but are no hello.
    stream.write_all(&frame(0x89, b"hi")).await.expect("it listens");
    let mut pong = [0; 4];
    stream.read_exact(&mut pong).await.expect("a pong");
    assert_eq!(&pong, b"\x8a\x02hi");
    assert_eq!(close_code(&mut stream).await, 4001);
    assert!((4..7).contains(&begin.elapsed().as_secs()), "{:?}", begin.elapsed());
}

#[actix_web::test]
async fn a_bad_token_is_told_apart_from_no_token() {
    let app = App::start().await;
    for token in ["", "x", "eyJhbGciOiJub25lIn0.e30."] {
        let mut socket = app.socket().await;
        socket.say(json!({ "hello": { "token": token, "watch": {} } })).await;
        assert_eq!(socket.closed().await, 4501);
    }
    let mut socket = app.socket().await;
    socket.say(json!({ "watch": { "room": null } })).await;
    assert_eq!(socket.closed().await, 1007);
}

#[actix_web::test]
async fn one_evil_connection_disturbs_nobody() {
    let app = App::start().await;
    let token = app.token("host", Some(1)).await;
    let mut good = app.welcomed(&token, json!({ "room": null })).await;
    for _ in 0..20 {
        assert_eq!(code_for(&app, &frame(0x83, b"")).await, 1002);
    }
    good.say(json!({ "ping": { "sent": 1 } })).await;
    assert_eq!(good.hear("pong").await["sent"], 1.0);
}

#[actix_web::test]
async fn who_names_more_documents_than_anyone_may_follow_is_closed_for_good() {
    let app = App::start().await;
    let token = app.token("operator", None).await;
    let names = |count: u32| -> serde_json::Value {
        (1..=count).map(|n| (format!("table/{n}"), serde_json::Value::Null)).collect()
    };
    let mut socket = app.socket().await;
    socket.say(json!({ "hello": { "token": token, "watch": names(513) } })).await;
    assert_eq!(socket.closed().await, 4506);
    let mut socket = app.welcomed(&token, names(128)).await;
    for _ in 0..128 - 3 {
        socket.hear("unwatched").await;
    }
    socket.say(json!({ "watch": names(513) })).await;
    assert_eq!(socket.hear("bye").await["reason"], "watch.too_many");
    assert_eq!(socket.closed().await, 4506);
    // What can be no key is nothing, and no reason to lose the line.
    let mut socket = app.welcomed(&token, json!({})).await;
    socket.say(json!({ "focus": "x".repeat(5_000) })).await;
    socket.say(json!({ "ping": { "sent": 1 } })).await;
    socket.hear("pong").await;
}
