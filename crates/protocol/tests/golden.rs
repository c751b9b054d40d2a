//! The examples of `docs/protocol.md` are the golden files, and the golden files are what is spoken.

use domain::{Doc, Epoch, Offset, RequestId, Role, TableNo, Time};
use protocol::{
    ActorView, Bye, Encoded, FromClient, FromServer, Refusal, Reply, SyncPieces, Welcome,
    from_client::Pong,
};
use std::collections::BTreeMap;

fn golden(name: &str) -> String {
    let path = format!("{}/tests/golden/{name}.json", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path)
        .unwrap_or_else(|fault| panic!("{path}: {fault}"))
        .trim_end()
        .to_owned()
}

fn says(frame: &FromServer, name: &str) {
    let json = Encoded::frame(frame).json();
    assert_eq!(std::str::from_utf8(&json).expect("JSON is text"), golden(name));
}

fn id() -> RequestId {
    RequestId("4f8f0f9e-6a1c-4b8e-9a53-0d6f6f3f1c01".parse().expect("a UUID"))
}

#[test]
fn what_clients_say_is_read_and_written_alike() {
    for name in ["hello", "watch", "unwatch", "request", "request_was", "ping", "focus", "keeps"] {
        let text = golden(name);
        let frame = FromClient::decode(&text).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        assert_eq!(serde_json::to_string(&frame).expect("a frame has a JSON"), text);
        if let FromClient::Request(request) = frame {
            assert_eq!(request.id, id());
            request.command().unwrap_or_else(|fault| panic!("{name}: {fault}"));
        }
    }
}

#[test]
fn what_the_server_says_is_what_is_written() {
    let welcome = Welcome {
        session: "9f2c41d07a5e11b3".into(),
        actor: ActorView { role: Role::Host, table: Some(TableNo(7)), badge: None },
        epoch: Epoch::from("k3f9"),
        now: Time(1_795_412_345_690),
        heartbeat_ms: 5_000,
    };
    says(&FromServer::Welcome(welcome), "welcome");
    says(&FromServer::Unwatched { doc: "desk".into(), code: "access.denied" }, "unwatched");
    says(&FromServer::Reply(Reply::Saved { id: id(), at: Offset(121) }), "reply_saved");
    let refused = Refusal {
        code: "idea.round_closed".into(),
        message: "Ronde 2 is gesloten.".into(),
        field: None,
        retry_ms: None,
    };
    says(&FromServer::Reply(Reply::Refused { id: id(), refused }), "reply_refused");
    says(
        &FromServer::Pong(Pong { sent: 1_795_412_345_678.5, now: Time(1_795_412_345_690) }),
        "pong",
    );
    says(&FromServer::Epoch { id: Epoch::from("m7q2"), durable: Offset(117) }, "epoch");
    says(&FromServer::Stale { since: Some(Time(1_795_412_345_690)) }, "stale");
    says(&FromServer::Stale { since: None }, "fresh");
    says(
        &FromServer::Bye(Bye { code: 4503, reason: "token.revoked".into(), retry_ms: None }),
        "bye",
    );
}

#[test]
fn a_sync_is_what_is_written() {
    let mut pieces = SyncPieces::new(&Doc::Room, Some(Offset(118)), Offset(121));
    pieces.set("agenda/current", r#"{"id":"r2","state":"running"}"#);
    pieces.gone("notice");
    let frames = pieces.finish();
    assert_eq!(frames.len(), 1);
    assert_eq!(std::str::from_utf8(&frames[0].json()).expect("JSON is text"), golden("sync"));
}

#[test]
fn every_example_of_the_document_is_a_golden_file_and_the_other_way_round() {
    let document = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/protocol.md");
    let document = std::fs::read_to_string(document).expect("docs/protocol.md");
    let mut examples = BTreeMap::new();
    let mut lines = document.lines();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("```json ") {
            let example: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            examples.insert(name.to_owned(), example.join("\n"));
        }
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
    let mut files = BTreeMap::new();
    for file in std::fs::read_dir(folder).expect("the golden files") {
        let name = file.expect("a file").file_name().into_string().expect("a name");
        let name = name.strip_suffix(".json").expect("a JSON file").to_owned();
        files.insert(name.clone(), golden(&name));
    }
    assert_eq!(examples, files);
}

#[test]
fn frames_that_are_not_spoken_are_refused() {
    for text in [
        "",
        "{}",
        "[]",
        "null",
        r#"{"hello":{}}"#,
        r#"{"hello":{"token":"t","more":1}}"#,
        r#"{"ping":{"sent":1},"watch":{}}"#,
        r#"{"shout":{}}"#,
        r#"{"ping":{"sent":"1"}}"#,
        r#"{"request":{"id":"no","command":{}}}"#,
        r#"{"watch":{"room":-1}}"#,
    ] {
        assert!(FromClient::decode(text).is_err(), "{text}");
    }
}

#[test]
fn a_command_with_an_unknown_field_or_too_deep_is_refused_under_its_id() {
    let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    for command in [
        r#"{"idea":{"submit":{"text":"a","extra":1}}}"#,
        r#"{"idea":{"shout":{}}}"#,
        r#"{"agenda":{"pause":{"x":1}}}"#,
        r#"{"idea":{"submit":{"text":["a"]}}}"#,
        "1",
        &deep,
    ] {
        let text = format!(r#"{{"request":{{"id":"{}","command":{command}}}}}"#, id());
        let Ok(FromClient::Request(request)) = FromClient::decode(&text) else { panic!("{text}") };
        assert_eq!(request.id, id());
        assert!(request.command().is_err(), "{text}");
    }
}

#[test]
fn a_frame_has_the_header_of_its_length() {
    for (length, header) in [(1, 2), (125, 2), (126, 4), (65_535, 4), (65_536, 10)] {
        let json = "x".repeat(length);
        let framed = Encoded::text(json.as_bytes()).websocket();
        assert_eq!(framed.len(), length + header, "{length}");
        assert_eq!(framed[0], 0x81);
        let told = match framed[1] {
            126 => u64::from(u16::from_be_bytes([framed[2], framed[3]])),
            127 => u64::from_be_bytes(framed[2..10].try_into().expect("eight bytes")),
            short => u64::from(short),
        };
        assert_eq!(told, length as u64);
    }
}

#[test]
fn the_refusal_of_every_rate_of_a_concept_is_one_of_the_protocol() {
    let idea = serde_json::json!({"idea":{"submit":{"text":"x"}}});
    let feedback = serde_json::json!({"feedback":{"answer":{"score":1}}});
    for command in [idea, feedback] {
        let command: domain::Command = serde_json::from_value(command).expect("a command");
        let rate = command.rate(&domain::Seat::Table(TableNo(1))).expect("a rate");
        assert!(protocol::refusal::CODES.contains(&rate.code), "{}", rate.code);
    }
}
