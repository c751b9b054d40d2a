//! A document as server-sent events: from nothing, from an event, and to its end.

use crate::app::{Answer, App};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines},
    net::{TcpStream, tcp::OwnedReadHalf},
    time::timeout,
};

const DOCS: &str = "/api/v1/summits/burgertop/docs";

/// A stream that is open, and the half that keeps it so.
struct Events(
    Lines<BufReader<OwnedReadHalf>>,
    #[expect(dead_code, reason = "it is held")] tokio::net::tcp::OwnedWriteHalf,
);

#[derive(Debug, Default)]
struct Event {
    id: Option<String>,
    kind: Option<String>,
    data: Value,
}

async fn follow(app: &App, token: &str, doc: &str, headers: &str) -> Events {
    let stream = TcpStream::connect(app.address).await.expect("it listens");
    let (read, mut write) = stream.into_split();
    let head = format!(
        "GET {DOCS}/{doc} HTTP/1.1\r\nhost: {}\r\naccept: text/event-stream\r\nauthorization: Bearer {token}\r\n{headers}\r\n",
        app.address
    );
    write.write_all(head.as_bytes()).await.expect("it listens");
    let mut events = Events(BufReader::new(read).lines(), write);
    let head = events.until_blank().await.expect("a head").join("\n").to_lowercase();
    assert!(head.starts_with("http/1.1 200") && head.contains("text/event-stream"), "{head}");
    assert!(head.contains("no-store"), "{head}");
    events
}

impl Events {
    /// The lines up to an empty one; none when the stream has ended. Sizes of chunks look like lines.
    async fn until_blank(&mut self) -> Option<Vec<String>> {
        let mut lines = Vec::new();
        loop {
            let line = timeout(Duration::from_secs(8), self.0.next_line()).await.expect("in time");
            match line.expect("text") {
                None => return None,
                // The chunk after the last.
                Some(line) if line == "0" => return None,
                Some(line) if line.is_empty() && !lines.is_empty() => return Some(lines),
                Some(line) if line.is_empty() => {}
                Some(line) => lines.push(line),
            }
        }
    }

    /// The next event with data.
    async fn next(&mut self) -> Option<Event> {
        loop {
            let mut event = Event::default();
            for line in self.until_blank().await? {
                match line.split_once(": ") {
                    Some(("id", id)) => event.id = Some(id.to_owned()),
                    Some(("event", kind)) => event.kind = Some(kind.to_owned()),
                    Some(("data", data)) => event.data = serde_json::from_str(data).expect("JSON"),
                    _ => {}
                }
            }
            if !event.data.is_null() {
                return Some(event);
            }
        }
    }

    async fn next_sync(&mut self) -> (String, Value) {
        let event = self.next().await.expect("an event");
        (event.id.expect("an id"), event.data["sync"].clone())
    }

    async fn named(&mut self, kind: &str) -> Event {
        loop {
            let event = self.next().await.expect("an event");
            if event.kind.as_deref() == Some(kind) {
                return event;
            }
        }
    }

    async fn bye(&mut self) -> Value {
        self.named("bye").await.data["bye"].take()
    }
}

async fn help(app: &App, token: &str, what: &str) -> u64 {
    let bearer = format!("Bearer {token}");
    let command = json!({ "table": { "help": { "what": what } } });
    let body = json!({ "id": uuid::Uuid::new_v4(), "command": command });
    let path = "/api/v1/summits/burgertop/requests";
    let answer: Answer = app.post(path, &body, &[("authorization", &bearer)]).await;
    answer.json()["at"].as_u64().expect("saved")
}

#[actix_web::test]
async fn a_document_goes_on_and_is_resumed_from_the_last_event() {
    let app = App::start().await;
    let token = app.token("host", Some(1)).await;
    let mut events = follow(&app, &token, "table/1", "").await;
    let (first, whole) = events.next_sync().await;
    assert!(whole["from"].is_null(), "{whole}");
    let at = help(&app, &token, "pens").await;
    let (id, sync) = events.next_sync().await;
    assert_eq!((sync["to"].as_u64(), &sync["set"]["help"]["what"]), (Some(at), &json!("pens")));
    assert!(id.ends_with(&format!(":{at}")) && id != first, "{id}");
    drop(events);

    let at = help(&app, &token, "paper").await;
    let mut events = follow(&app, &token, "table/1", &format!("last-event-id: {id}\r\n")).await;
    let (id, sync) = events.next_sync().await;
    assert!(sync["from"].is_u64() && id.ends_with(&format!(":{at}")), "{sync}");
    let elsewhere = format!("last-event-id: zzzz:{at}\r\n");
    let (_, sync) = follow(&app, &token, "table/1", &elsewhere).await.next_sync().await;
    assert!(sync["from"].is_null(), "another epoch says nothing here: {sync}");
}

#[actix_web::test]
async fn a_stream_says_when_the_node_cannot_confirm_and_when_it_can_again() {
    let app = App::start().await;
    let token = app.token("host", Some(1)).await;
    let mut events = follow(&app, &token, "table/1", "").await;
    events.next_sync().await;
    let files = std::fs::read_dir(app.folder.path().join("data")).expect("a data directory");
    let mut files = files.map(|file| file.expect("a file").path());
    let log = files.find(|file| file.extension().is_some_and(|it| it == "sqlite"));
    let other = rusqlite::Connection::open(log.expect("a log")).expect("it is a database");
    other.execute_batch("BEGIN IMMEDIATE").expect("nobody writes now");

    let bearer = format!("Bearer {token}");
    let command = json!({ "table": { "help": { "what": "pens" } } });
    let body = json!({ "id": uuid::Uuid::new_v4(), "command": command });
    let path = "/api/v1/summits/burgertop/requests";
    let refused = app.post(path, &body, &[("authorization", &bearer)]).await;
    assert_eq!(refused.code(), "request.try_again");
    let stale = events.named("stale").await;
    assert!(stale.data["stale"]["since"].is_u64() && stale.id.is_none(), "{stale:?}");

    other.execute_batch("ROLLBACK").expect("it lets go");
    assert!(events.named("stale").await.data["stale"]["since"].is_null());
    let at = help(&app, &token, "pens").await;
    assert!(events.next_sync().await.0.ends_with(&format!(":{at}")));
}

#[actix_web::test]
async fn a_stream_is_for_those_it_is_for_and_counts_as_a_connection() {
    let app = App::start().await;
    let token = app.token("host", Some(1)).await;
    let bearer = format!("Bearer {token}");
    let asked = [("authorization", bearer.as_str()), ("accept", "text/event-stream")];
    let denied = app.get(&format!("{DOCS}/desk"), &asked).await;
    assert_eq!((denied.status, denied.code().as_str()), (403, "access.denied"));
    let control = app.token("facilitator", None).await;
    let mut staff = app.welcomed(&control, json!({ "presence": null })).await;
    let mut open = Vec::new();
    for _ in 0..3 {
        open.push(follow(&app, &token, "room", "").await);
    }
    loop {
        if staff.hear("sync").await["set"]["table/1"]["online"] == true {
            break;
        }
    }
    let refused = app.get(&format!("{DOCS}/room"), &asked).await;
    assert_eq!((refused.status, refused.code().as_str()), (429, "rate.requests"));
    assert_eq!(open.len(), 3);
}

#[actix_web::test]
async fn a_stream_ends_when_its_token_is_revoked_and_when_the_node_stops() {
    let app = App::start().await;
    let token = app.token("host", Some(1)).await;
    let mut events = follow(&app, &token, "room", "").await;
    events.next_sync().await;
    let take_over = json!({ "code": app.code("host", Some(1)), "take_over": true });
    assert_eq!(app.post("/api/v1/join", &take_over, &[]).await.status, 200);
    assert_eq!(events.bye().await["code"], 4503);
    assert!(events.next().await.is_none(), "nothing follows");

    let other = app.token("host", Some(2)).await;
    let mut events = follow(&app, &other, "room", "").await;
    events.next_sync().await;
    let App { running, folder: _folder, .. } = app;
    let stopped = actix_web::rt::spawn(running.stop());
    let bye = events.bye().await;
    assert!(bye["code"] == 1012 && bye["retry_ms"].is_u64(), "{bye}");
    stopped.await.expect("it stops");
}
