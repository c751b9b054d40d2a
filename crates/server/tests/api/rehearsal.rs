//! A rehearsal from end to end: simulated tables hand in, everyone is told, and afterwards it never was.

use crate::app::{App, Socket};
use serde_json::{Map, Value, json};
use uuid::Uuid;

const EXPORT: &str = "/api/v1/summits/burgertop/export?format=";

/// Hears syncs of a document until it holds this under a key; what it holds then.
async fn sees(socket: &mut Socket, doc: &str, is_it: impl Fn(&Map<String, Value>) -> bool) {
    let mut held = Map::new();
    while !is_it(&held) {
        let sync = socket.hear("sync").await;
        if sync["doc"] == doc {
            if sync["from"].is_null() {
                held.clear();
            }
            for key in sync["gone"].as_array().expect("keys") {
                held.remove(key.as_str().expect("a key"));
            }
            held.extend(sync["set"].as_object().expect("entries").clone());
        }
    }
}

async fn ask(app: &App, token: &str, command: Value) -> (u16, Value) {
    let body = json!({ "id": Uuid::new_v4(), "command": command });
    let bearer = format!("Bearer {token}");
    let path = "/api/v1/summits/burgertop/requests";
    let answer = app.post(path, &body, &[("authorization", &bearer)]).await;
    (answer.status, answer.json())
}

#[actix_web::test]
async fn a_rehearsal_fills_the_screens_and_leaves_no_trace_in_the_records() {
    let app = App::start().await;
    let operator = app.token("operator", None).await;
    let bearer = format!("Bearer {operator}");
    let host = app.token("host", Some(3)).await;
    let mut tablet = app.welcomed(&host, json!({ "room": null })).await;
    let mut desk =
        app.welcomed(&app.token("theme_team", None).await, json!({ "desk": null })).await;

    server::command::rehearse::begin(&app.running.summit().expect("a summit"), 3)
        .await
        .expect("a start");
    sees(&mut tablet, "room", |it| {
        it.get("rehearsal").is_some_and(|it| it["tables"] == 3)
            && it.get("round").is_some_and(|it| it["id"] == "round-1" && it["phase"] == "hand_in")
    })
    .await;
    // The clock is not waited for: the last ones hurry.
    let hurry = json!({ "agenda": { "extend": { "seconds": -57 } } });
    assert_eq!(ask(&app, &operator, hurry).await.0, 200);
    sees(&mut desk, "desk", |it| it.keys().any(|key| key.starts_with("idea/"))).await;
    for format in ["json", "csv"] {
        let record = app.get(&format!("{EXPORT}{format}"), &[("authorization", &bearer)]).await;
        assert_eq!(record.status, 200);
        assert!(!record.body.contains("badge/") && !record.body.contains("table/"), "{record:?}");
    }

    assert_eq!(ask(&app, &operator, json!({ "rehearsal": { "end": {} } })).await.0, 200);
    while !tablet.hear("sync").await["gone"].to_string().contains("rehearsal") {}
    let room = app.get("/api/v1/summits/burgertop/docs/room", &[("authorization", &bearer)]).await;
    assert!(!room.body.contains("rehearsal") && !room.body.contains("agenda/current"), "{room:?}");
    let record = app.get(&format!("{EXPORT}json"), &[("authorization", &bearer)]).await.json();
    assert_eq!(record["ideas"], json!([]));

    let (status, problem) = ask(&app, &operator, json!({ "rehearsal": { "end": {} } })).await;
    assert_eq!((status, &problem["code"]), (409, &json!("rehearsal.none")));
    let five = json!({ "rehearsal": { "start": { "tables": 5 } } });
    let (_, problem) = ask(&app, &operator, five).await;
    assert_eq!(problem["field"], "tables");
    assert!(problem["detail"].as_str().is_some_and(|it| it.contains('3')), "{problem}");
    app.running.stop().await;
}

#[actix_web::test]
async fn a_server_that_starts_again_in_a_rehearsal_goes_on_with_it() {
    let app = App::start().await;
    let summit = app.running.summit().expect("a summit");
    server::command::rehearse::begin(&summit, 2).await.expect("a start");
    let before = summit.read(|it| it.rehearsal.clone());
    let App { running, folder, .. } = app;
    running.stop().await;
    let app = App::start_in(folder, &[]).await;
    let summit = app.running.summit().expect("a summit");
    server::command::rehearse::begin(&summit, 2).await.expect("it runs");
    assert_eq!(summit.read(|it| it.rehearsal.clone()), before);
    app.running.stop().await;
}
