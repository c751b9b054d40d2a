//! A summit from end to end: what one device sends, others see, and what is saved stays.

use crate::app::{App, Socket};
use serde_json::{Value, json};
use uuid::Uuid;

async fn ask(socket: &mut Socket, command: Value) -> Value {
    let id = Uuid::new_v4().to_string();
    socket.say(json!({ "request": { "id": id, "command": command } })).await;
    loop {
        let reply = socket.hear("reply").await;
        if reply["id"] == json!(id) {
            return reply;
        }
    }
}

/// Goes to the first round, and opens it.
pub async fn open_a_round(control: &mut Socket) {
    loop {
        assert!(ask(control, json!({ "agenda": { "next": {} } })).await["at"].is_u64());
        let opened = ask(control, json!({ "round": { "open": {} } })).await;
        let phase = opened["refused"]["code"].as_str().unwrap_or_default().to_owned();
        if phase != "round.none" {
            return;
        }
    }
}

#[actix_web::test]
async fn an_idea_of_a_table_is_saved_and_shown_on_the_desk() {
    let app = App::start().await;
    let mut control =
        app.welcomed(&app.token("facilitator", None).await, json!({ "control": null })).await;
    let mut desk =
        app.welcomed(&app.token("theme_team", None).await, json!({ "desk": null })).await;
    let mut table = app
        .welcomed(&app.token("host", Some(2)).await, json!({ "room": null, "table/2": null }))
        .await;
    open_a_round(&mut control).await;

    let reply = ask(&mut table, json!({ "idea": { "submit": { "text": "meer bomen" } } })).await;
    assert!(reply["at"].is_u64(), "{reply}");
    loop {
        let sync = desk.hear("sync").await;
        let entries = sync["set"].as_object().expect("entries");
        if entries.values().any(|value| value["text"] == "meer bomen") {
            return;
        }
    }
}

#[actix_web::test]
async fn a_refusal_comes_with_its_code_and_in_the_language_of_the_hello() {
    let app = App::start().await;
    let mut table = app.welcomed(&app.token("host", Some(1)).await, json!({})).await;
    let refused = ask(&mut table, json!({ "agenda": { "next": {} } })).await["refused"].clone();
    assert_eq!(refused["code"], "access.denied");
    let message = refused["message"].as_str().expect("a message");
    assert!(!message.is_empty() && message != "access.denied", "{message}");
}

#[actix_web::test]
async fn a_restart_keeps_what_was_saved_the_port_and_the_tokens() {
    let app = App::start().await;
    let address = app.address;
    let control = app.token("facilitator", None).await;
    let mut socket = app.welcomed(&control, json!({})).await;
    open_a_round(&mut socket).await;
    let table = app.token("host", Some(1)).await;
    let mut host = app.welcomed(&table, json!({})).await;
    assert!(
        ask(&mut host, json!({ "idea": { "submit": { "text": "blijft" } } })).await["at"].is_u64()
    );
    let App { running, folder, .. } = app;
    running.stop().await;

    let app = App::start_in(folder, &[]).await;
    assert_eq!(app.address, address);
    let mut host = app.welcomed(&table, json!({ "table/1": null })).await;
    let sync = host.hear("sync").await;
    let texts: Vec<_> = sync["set"]
        .as_object()
        .expect("entries")
        .values()
        .map(|idea| idea["text"].clone())
        .collect();
    assert!(texts.contains(&json!("blijft")), "{sync}");
    app.running.stop().await;
}

#[actix_web::test]
async fn the_same_request_over_http_and_a_websocket_is_saved_once() {
    let app = App::start().await;
    let control = app.token("facilitator", None).await;
    let mut socket = app.welcomed(&control, json!({})).await;
    open_a_round(&mut socket).await;
    let token = app.token("host", Some(1)).await;
    let id = Uuid::new_v4();
    let request = json!({ "id": id, "command": { "idea": { "submit": { "text": "een keer" } } } });
    let bearer = format!("Bearer {token}");
    let path = "/api/v1/summits/burgertop/requests";
    let first = app.post(path, &request, &[("authorization", &bearer)]).await;
    assert_eq!(first.status, 200, "{first:?}");
    let mut table = app.welcomed(&token, json!({})).await;
    table.say(json!({ "request": request })).await;
    assert_eq!(table.hear("reply").await["at"], first.json()["at"]);

    let other = json!({ "id": id, "command": { "idea": { "submit": { "text": "iets anders" } } } });
    let reused = app.post(path, &other, &[("authorization", &bearer)]).await;
    assert_eq!((reused.status, reused.code().as_str()), (409, "request.id_reused"));
    assert_eq!(reused.json()["id"], json!(id));
}

#[actix_web::test]
async fn a_clock_that_was_days_ahead_when_the_day_began_locks_nobody_out() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("data");
    std::fs::create_dir(&data).expect("room");
    let (log, _) = journal::Sqlite::open(data.join("summit.sqlite")).await.expect("a log");
    let day = server::storage::programmes::find("reference-day", 3, 2).expect("a programme");
    let ahead = server::system::now().plus_ms(100 * 3_600_000);
    let summit = domain::SummitId::from("burgertop");
    hub::found(&log, &summit, &day, ahead, [7; 16]).await.expect("an empty log");
    journal::Journal::close(&log).await;

    let app = App::start_in(folder, &[]).await;
    let token = app.token("host", Some(1)).await;
    let mut table = app.welcomed(&token, json!({ "room": null })).await;
    table.say(json!({ "ping": { "sent": 1 } })).await;
    // The order of the log stays days ahead; what people are told is the time of day.
    let now = table.hear("pong").await["now"].as_u64().expect("a time");
    assert!(now < ahead.0, "screens show the right time");
}
