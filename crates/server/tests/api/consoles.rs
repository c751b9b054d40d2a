//! New links for consoles while the day runs: from the operator's screen, and from the command line beside the server.

use crate::app::{Answer, App};
use serde_json::{Value, json};

const CODES: &str = "/api/v1/summits/burgertop/codes";

async fn makes(app: &App, token: &str, body: &Value) -> Answer {
    app.post(CODES, body, &[("authorization", &format!("Bearer {token}"))]).await
}

#[actix_web::test]
async fn the_operator_makes_a_link_for_each_kind_of_console_and_it_works_once() {
    let app = App::start().await;
    let operator = app.token("operator", None).await;
    for (console, screen) in [("control", "/control"), ("desk", "/desk"), ("operator", "/ops")] {
        let made = makes(&app, &operator, &json!({ "console": console })).await;
        assert_eq!(made.status, 200, "{made:?}");
        let card = made.json()["codes"][0].clone();
        let code = card["code"].as_str().expect("a code");
        assert!(card["url"].as_str().expect("a link").ends_with(&format!("/join#{code}")));
        assert!(card["qr"]["size"].as_u64().is_some());
        let joined = app.join_with(code).await;
        assert_eq!((joined.status, joined.json()["screen"].as_str()), (200, Some(screen)));
        assert_eq!(app.join_with(code).await.code(), "join.used");
    }
}

#[actix_web::test]
async fn links_that_were_used_up_are_made_anew_together() {
    let app = App::start().await;
    let operator = app.token("operator", None).await;
    let _control = app.token("facilitator", None).await;
    let made = makes(&app, &operator, &json!({})).await.json();
    let roles: Vec<_> =
        made["codes"].as_array().expect("a list").iter().map(|it| &it["role"]).collect();
    assert_eq!(roles, ["facilitator", "operator"]);
    assert_eq!(makes(&app, &operator, &json!({})).await.json()["codes"], json!([]));
}

#[actix_web::test]
async fn nobody_but_the_operator_makes_links_and_only_for_consoles() {
    let app = App::start().await;
    let wish = json!({ "console": "control" });
    assert_eq!(app.post(CODES, &wish, &[]).await.code(), "token.missing");
    for (role, table) in [("facilitator", None), ("theme_team", None), ("host", Some(1))] {
        let token = app.token(role, table).await;
        assert_eq!(makes(&app, &token, &wish).await.code(), "access.denied", "{role}");
    }
    let operator = app.token("operator", None).await;
    for bad in [json!({ "console": "table" }), json!({ "consol": "desk" }), json!("desk")] {
        assert_eq!(makes(&app, &operator, &bad).await.code(), "request.malformed", "{bad}");
    }
    let bearer = format!("Bearer {operator}");
    let evil = [("authorization", bearer.as_str()), ("origin", "http://evil.example")];
    assert_eq!(app.post(CODES, &wish, &evil).await.code(), "origin.denied");
}
