//! Who may open a WebSocket, before a single frame.

use crate::app::App;
use serde_json::json;
use tokio_tungstenite::tungstenite::http::HeaderValue;

#[actix_web::test]
async fn our_own_pages_and_clients_without_a_page_may_connect() {
    let app = App::start().await;
    assert!(app.socket_with(app.upgrade()).await.is_ok());
    for host in ["127.0.0.1", "localhost"] {
        let mut request = app.upgrade();
        let origin = format!("http://{host}:{}", app.address.port());
        request.headers_mut().insert("origin", HeaderValue::from_str(&origin).expect("a header"));
        assert!(app.socket_with(request).await.is_ok(), "{host}");
    }
}

#[actix_web::test]
async fn pages_of_others_may_not() {
    let app = App::start().await;
    let port = app.address.port();
    let suffix = format!("http://127.0.0.1:{port}.evil.example");
    let user = format!("http://127.0.0.1:{port}@evil.example");
    for evil in
        ["null", "http://evil.example", "http://127.0.0.1", "http://127.0.0.1:1", &suffix, &user]
    {
        let mut request = app.upgrade();
        request.headers_mut().insert("origin", HeaderValue::from_str(evil).expect("a header"));
        assert_eq!(app.socket_with(request).await.err(), Some(403), "{evil}");
        let body = json!({ "code": "ABCD-EFGH" });
        assert_eq!(
            app.post("/api/v1/join", &body, &[("origin", evil)]).await.code(),
            "origin.denied",
            "{evil}"
        );
    }
}

#[actix_web::test]
async fn a_token_in_the_address_is_refused() {
    let app = App::start().await;
    for query in ["token=x", "access_token=x", "a=b&TOKEN=x"] {
        let mut request = app.upgrade();
        *request.uri_mut() =
            format!("ws://{}/ws?{query}", app.address).parse().expect("an address");
        assert_eq!(app.socket_with(request).await.err(), Some(400), "{query}");
    }
}

#[actix_web::test]
async fn only_this_version_of_the_protocol_is_spoken_and_nothing_is_compressed() {
    let app = App::start().await;
    let speaking = |spoken: &'static str| {
        let mut request = app.upgrade();
        request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static(spoken));
        request
    };
    assert_eq!(app.socket_with(speaking("graphql-ws")).await.err(), Some(400));
    for spoken in ["burgertop.v2", "burgertop.v9, burgertop.v2"] {
        // Told where a browser hears it, and so for good.
        let mut other = app.socket_with(speaking(spoken)).await.expect("a handshake");
        assert_eq!(other.hear("bye").await["reason"], "version.unsupported");
        assert_eq!(other.closed().await, 4504);
    }
    let mut both = app.socket_with(speaking("burgertop.v2, burgertop.v1")).await.expect("spoken");
    both.say(serde_json::json!({ "hello": { "token": "x", "watch": {} } })).await;
    assert_eq!(both.closed().await, 4501);
    let mut without = app.upgrade();
    without.headers_mut().remove("sec-websocket-protocol");
    assert_eq!(app.socket_with(without).await.err(), Some(400));

    let headers = [
        ("connection", "Upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ("sec-websocket-protocol", "burgertop.v1"),
        ("sec-websocket-extensions", "permessage-deflate"),
    ];
    let plain = app.get("/ws", &headers[..1]).await;
    assert_eq!(plain.status, 400);
}

#[actix_web::test]
async fn a_token_has_only_so_many_connections() {
    let app = App::start().await;
    let token = app.token("host", Some(1)).await;
    let mut open = Vec::new();
    for _ in 0..3 {
        open.push(app.welcomed(&token, json!({})).await);
    }
    let mut fourth = app.socket().await;
    fourth.say(json!({ "hello": { "token": token, "watch": {} } })).await;
    assert_eq!(fourth.closed().await, 4029, "come back when one of the others is gone");
}

#[actix_web::test]
async fn an_address_has_so_many_sockets_that_show_nothing_and_any_number_of_devices() {
    let set = [
        ("LIMITS__CONNECTIONS_PER_PRIVATE_ADDRESS", "4"),
        ("LIMITS__CONNECTIONS_PER_TOKEN", "100"),
    ];
    let app = App::start_in(tempfile::tempdir().expect("a temporary folder"), &set).await;
    let token = app.token("host", Some(1)).await;
    let mut hall = Vec::new();
    for _ in 0..40 {
        hall.push(app.welcomed(&token, json!({})).await);
    }
    let mut silent = Vec::new();
    for _ in 0..5 {
        silent.push(app.socket().await);
    }
    assert_eq!(silent[0].closed().await, 4029, "the oldest of those that said no hello");
    hall.push(app.welcomed(&token, json!({})).await);
    for device in &mut hall {
        device.say(json!({ "ping": { "sent": 1 } })).await;
        device.hear("pong").await;
    }
}
