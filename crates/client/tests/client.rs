//! A client over a pipe to a scripted server: what it sends, what it holds, and what it does when the pipe breaks.

use client::{Builder, Client, Failed};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use std::io;
use tokio::{
    io::DuplexStream,
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
};
use tokio_tungstenite::{
    WebSocketStream, accept_hdr_async,
    tungstenite::{
        Message,
        handshake::server::{Request, Response},
        protocol::{CloseFrame, frame::coding::CloseCode},
    },
};

/// The server's end of every connection that the client makes.
struct Server {
    pipes: UnboundedReceiver<DuplexStream>,
}

/// One connection, as the server has it.
struct Connection(WebSocketStream<DuplexStream>);

fn started(documents: &[&str]) -> (Server, Client) {
    let (accept, pipes) = unbounded_channel();
    let mut builder =
        Builder::new("ws://server/ws", "a-token").language("en").connect_with(move || {
            let (ours, theirs) = tokio::io::duplex(64 * 1024);
            let sent = accept.send(theirs).map_err(|_| io::ErrorKind::ConnectionRefused.into());
            async move { sent.map(|()| ours) }
        });
    for document in documents {
        builder = builder.watch(*document);
    }
    (Server { pipes }, builder.start())
}

impl Server {
    /// The next connection, with its hello.
    async fn accepts(&mut self) -> (Connection, Value) {
        let pipe = self.pipes.recv().await.expect("the client connects");
        #[expect(clippy::result_large_err, reason = "the shape is tungstenite's")]
        let answer = |request: &Request, mut response: Response| {
            let version = request.headers()["sec-websocket-protocol"].clone();
            assert_eq!(version, "burgertop.v1");
            response.headers_mut().insert("sec-websocket-protocol", version);
            Ok(response)
        };
        let mut connection = Connection(accept_hdr_async(pipe, answer).await.expect("an upgrade"));
        let hello = connection.hears("hello").await;
        (connection, hello)
    }

    /// The same, welcomed in an epoch.
    async fn welcomes(&mut self, epoch: &str) -> (Connection, Value) {
        let (mut connection, hello) = self.accepts().await;
        connection.says(json!({ "welcome": { "epoch": epoch, "heartbeat_ms": 5000 } })).await;
        (connection, hello)
    }
}

impl Connection {
    async fn says(&mut self, frame: Value) {
        self.0.send(Message::text(frame.to_string())).await.expect("the client reads");
    }

    /// The next frame with this key; pings are passed over.
    async fn hears(&mut self, key: &str) -> Value {
        loop {
            let message = self.0.next().await.expect("open").expect("a message");
            let mut frame: Value =
                serde_json::from_str(message.to_text().expect("text")).expect("JSON");
            if frame.get("ping").is_none() {
                assert!(frame.get(key).is_some(), "{frame} is no {key}");
                return frame[key].take();
            }
        }
    }

    async fn closes(mut self, code: u16) {
        let close = CloseFrame { code: CloseCode::from(code), reason: "".into() };
        self.0.close(Some(close)).await.expect("the client reads");
    }
}

fn idea() -> Value {
    json!({ "idea": { "submit": { "text": "Meer bomen" } } })
}

#[tokio::test(start_paused = true)]
async fn it_says_who_it_is_and_holds_what_comes() {
    let (mut server, client) = started(&["room"]);
    let (mut connection, hello) = server.welcomes("k3").await;
    assert_eq!(hello, json!({ "token": "a-token", "lang": "en", "watch": { "room": null } }));
    let set = json!({ "notice": { "text": "Lunch" } });
    connection
        .says(json!({ "sync": { "doc": "room", "from": null, "to": 7, "set": set, "gone": [] } }))
        .await;
    client.wait_until(client::Session::is_whole).await.unwrap();
    let room = client.document("room").unwrap();
    assert_eq!(room.value::<Value>("notice"), Some(json!({ "text": "Lunch" })));
    assert_eq!((room.held, client.status().is_connected), (Some(7), true));
}

#[tokio::test(start_paused = true)]
async fn an_idea_outlives_a_connection_and_is_sent_under_the_same_id() {
    let (mut server, client) = started(&["room"]);
    let (mut connection, _) = server.welcomes("k3").await;
    let idea = idea();
    let asking = client.request(&idea);
    let server = async {
        let first = connection.hears("request").await;
        let set = json!({});
        connection
            .says(
                json!({ "sync": { "doc": "room", "from": null, "to": 7, "set": set, "gone": [] } }),
            )
            .await;
        connection.closes(1012).await;
        let (mut connection, hello) = server.welcomes("k3").await;
        assert_eq!(hello["watch"], json!({ "room": 7 }));
        assert_eq!(hello["epoch"], "k3");
        let second = connection.hears("request").await;
        assert_eq!(second, first);
        connection.says(json!({ "reply": { "id": first["id"], "at": 9 } })).await;
        connection
    };
    let (saved, _connection) = tokio::join!(asking, server);
    assert_eq!(saved, Ok(9));
    assert_eq!(client.status().connections, 2);
}

#[tokio::test(start_paused = true)]
async fn what_a_new_epoch_lost_is_sent_again_with_where_it_was() {
    let (mut server, client) = started(&[]);
    let (mut connection, _) = server.welcomes("k3").await;
    let idea = idea();
    let server = async {
        let first = connection.hears("request").await;
        connection.says(json!({ "reply": { "id": first["id"], "at": 9 } })).await;
        connection.says(json!({ "epoch": { "id": "k4", "durable": 8 } })).await;
        let again = connection.hears("request").await;
        assert_eq!(again["id"], first["id"]);
        assert_eq!(again["was"], json!({ "epoch": "k3", "at": 9 }));
    };
    let (saved, ()) = tokio::join!(client.request(&idea), server);
    assert_eq!(saved, Ok(9));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_for_now_is_sent_again_and_one_for_good_is_told() {
    let (mut server, client) = started(&[]);
    let (mut connection, _) = server.welcomes("k3").await;
    let idea = idea();
    let server = async {
        let first = connection.hears("request").await;
        let refused =
            json!({ "code": "rate.ideas", "message": "", "field": null, "retry_ms": 4_000 });
        connection.says(json!({ "reply": { "id": first["id"], "refused": refused } })).await;
        let second = connection.hears("request").await;
        let refused = json!({ "code": "idea.round_closed", "message": "", "field": "text", "retry_ms": null });
        connection.says(json!({ "reply": { "id": second["id"], "refused": refused } })).await;
    };
    let (failed, ()) = tokio::join!(client.request(&idea), server);
    assert!(matches!(failed, Err(Failed::Refused(it)) if it.code == "idea.round_closed"));
}

#[tokio::test(start_paused = true)]
async fn a_step_of_the_day_fails_after_five_seconds_and_is_never_sent_later() {
    let (mut server, client) = started(&[]);
    let since = tokio::time::Instant::now();
    let failed = client.request(&json!({ "agenda": { "next": {} } })).await;
    assert_eq!(failed, Err(Failed::Expired));
    assert_eq!(since.elapsed().as_secs(), 5);
    let (mut connection, _) = server.welcomes("k3").await;
    client.watch("room");
    // The watch is the next that it says: no request stands before it.
    assert_eq!(connection.hears("watch").await, json!({ "room": null }));
}

#[tokio::test(start_paused = true)]
async fn a_change_that_does_not_fit_is_mended_from_nothing() {
    let (mut server, client) = started(&["room"]);
    let (mut connection, _) = server.welcomes("k3").await;
    let sync = |from: Option<u64>, to: u64| json!({ "sync": { "doc": "room", "from": from, "to": to, "set": { "a": to }, "gone": [] } });
    connection.says(sync(None, 7)).await;
    connection.says(sync(Some(8), 9)).await;
    assert_eq!(connection.hears("watch").await, json!({ "room": null }));
    connection.says(sync(None, 9)).await;
    client.wait_until(|session| session.documents["room"].held == Some(9)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_revoked_token_ends_it_and_all_that_waits() {
    let (mut server, client) = started(&[]);
    let (mut connection, _) = server.welcomes("k3").await;
    let idea = idea();
    let server = async {
        connection.hears("request").await;
        connection.closes(4503).await;
    };
    let (failed, ()) = tokio::join!(client.request(&idea), server);
    assert_eq!(failed, Err(Failed::Closed(4503)));
    assert_eq!(client.status().closed, Some(4503));
    assert_eq!(client.request(&idea).await, Err(Failed::Closed(4503)));
}

#[tokio::test(start_paused = true)]
async fn what_it_does_not_know_is_passed_over_and_staleness_is_told() {
    let (mut server, client) = started(&[]);
    let (mut connection, _) = server.welcomes("k3").await;
    connection.says(json!({ "firework": {} })).await;
    connection.says(json!({ "stale": { "since": 1_790_000_000_000_u64 } })).await;
    client.wait_until(|session| session.stale_since().is_some()).await.unwrap();
    connection.says(json!({ "stale": { "since": null } })).await;
    client.wait_until(|session| session.stale_since().is_none()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_connection_on_which_nothing_comes_is_given_up() {
    let (mut server, _client) = started(&["room"]);
    let (_connection, _) = server.welcomes("k3").await;
    let since = tokio::time::Instant::now();
    server.welcomes("k3").await;
    // Fifteen seconds of silence, and at most half a second before the next attempt.
    assert_eq!(since.elapsed().as_secs(), 15);
}
