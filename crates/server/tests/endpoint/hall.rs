//! A hall whose embeddings endpoint is away, and comes back.

use crate::{
    app::{App, Socket, send},
    fake::{DIMENSIONS, Fake, Mood},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

const PLACES: [&str; 8] =
    ["straat", "wijk", "plein", "school", "station", "markt", "haven", "sporthal"];

const WISHES: [&str; 4] = [
    "meer bomen planten bij de",
    "veilige fietspaden rond de",
    "betaalbare huurwoningen naast de",
    "elke dag een gratis bus naar de",
];

async fn ask(app: &App, token: &str, command: Value) {
    let bearer = format!("Bearer {token}");
    let body = json!({ "id": Uuid::new_v4(), "command": command });
    let path = "/api/v1/summits/burgertop/requests";
    let answer = app.post(path, &body, &[("authorization", &bearer)]).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

/// Hears syncs until one sets this under a key.
async fn hears(socket: &mut Socket, key: &str, is_it: impl Fn(&Value) -> bool) {
    while !is_it(&socket.hear("sync").await["set"][key]) {}
}

/// Opens the first round that there is.
async fn open_a_round(app: &App, token: &str) {
    let bearer = format!("Bearer {token}");
    loop {
        ask(app, token, json!({ "agenda": { "next": {} } })).await;
        let body = json!({ "id": Uuid::new_v4(), "command": { "round": { "open": {} } } });
        let path = "/api/v1/summits/burgertop/requests";
        let opened = app.post(path, &body, &[("authorization", &bearer)]).await;
        if opened.status == 200 {
            return;
        }
        assert_eq!(opened.code(), "round.none");
    }
}

async fn metrics(app: &App) -> String {
    send(app.running.admin().expect("an address"), "GET", "/metrics", &[], "").await.body
}

#[actix_web::test]
async fn ideas_are_grouped_while_the_endpoint_is_away_and_all_are_encoded_by_it_when_it_is_back() {
    let mut fake = Fake::start(Mood::Away);
    let app = App::start_in(
        tempfile::tempdir().expect("a temporary folder"),
        &[
            ("THEMING__ENDPOINT", &format!("http://{}/v1", fake.address)),
            ("THEMING__MODEL", "e5"),
            ("THEMING__REST_S", "1"),
            ("THEMING__DIMENSIONS", &DIMENSIONS.to_string()),
        ],
    )
    .await;
    let (facilitator, team) =
        (app.token("facilitator", None).await, app.token("theme_team", None).await);
    let mut control = app.welcomed(&facilitator, json!({ "health": null })).await;
    let mut desk = app.welcomed(&team, json!({ "desk": null })).await;
    open_a_round(&app, &facilitator).await;
    let mut ideas = BTreeSet::new();
    for (wish, place) in WISHES.iter().flat_map(|wish| PLACES.iter().map(move |it| (wish, it))) {
        let text = format!("{wish} {place}");
        ask(&app, &team, json!({ "idea": { "submit": { "text": text, "table": 1 } } })).await;
        ideas.insert(text);
    }
    hears(&mut desk, "coverage", |it| it["grouped"].as_u64() > Some(0)).await;
    hears(&mut control, "encoder", |it| *it == json!({ "asked": "built_in", "state": "away" }))
        .await;
    assert!(metrics(&app).await.contains("burgertop_encoded_summits{encoder=\"built_in\"} 1"));
    assert!(fake.all_asked().is_empty(), "it was away");

    fake.is(Mood::Good);
    hears(&mut control, "encoder", |it| *it == json!({ "asked": "endpoint", "state": "ok" })).await;
    let metrics = metrics(&app).await;
    assert!(metrics.contains("burgertop_encoded_summits{encoder=\"endpoint\"} 1"), "{metrics}");
    assert!(!metrics.contains(&fake.address.port().to_string()), "its address is told to nobody");
    let asked: Vec<String> = fake.all_asked().iter().flat_map(|it| it.texts()).collect();
    assert_eq!(asked.iter().cloned().collect::<BTreeSet<_>>(), ideas);
    assert_eq!(asked.len(), ideas.len(), "each once");

    let new = json!({ "idea": { "submit": { "text": "een bankje in de zon", "table": 2 } } });
    ask(&app, &team, new).await;
    assert_eq!(fake.asked().await.texts(), ["een bankje in de zon"]);
    app.running.stop().await;
}
