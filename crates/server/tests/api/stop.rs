//! Stopping: everyone is told to come back, and it does not take long.

use crate::app::App;
use serde_json::json;
use std::time::{Duration, Instant};

#[actix_web::test]
async fn a_stop_says_goodbye_with_a_time_to_come_back_and_ends_within_five_seconds() {
    let app = App::start().await;
    let token = app.token("host", Some(1)).await;
    let mut socket = app.welcomed(&token, json!({ "room": null })).await;
    let mut silent = app.socket().await;
    let begin = Instant::now();
    let App { running, address, folder: _folder } = app;
    let stopped = actix_web::rt::spawn(running.stop());
    let bye = socket.hear("bye").await;
    assert_eq!(bye["code"], 1012);
    assert!(bye["retry_ms"].is_u64());
    assert_eq!(socket.closed().await, 1012);
    assert_eq!(silent.closed().await, 1012);
    stopped.await.expect("it stops");
    assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
