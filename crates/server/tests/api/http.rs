//! Plain HTTP: documents, exports, health, pages, and what stands on every answer.

use crate::app::{App, send};
use serde_json::json;

const DOCS: &str = "/api/v1/summits/burgertop/docs";

async fn bearer(app: &App, role: &str, table: Option<u16>) -> String {
    format!("Bearer {}", app.token(role, table).await)
}

#[actix_web::test]
async fn a_document_is_read_as_it_is_and_then_since_an_offset() {
    let app = App::start().await;
    let bearer = bearer(&app, "facilitator", None).await;
    let auth = [("authorization", bearer.as_str())];
    let whole = app.get(&format!("{DOCS}/room"), &auth).await;
    assert_eq!(whole.status, 200, "{whole:?}");
    let sync = &whole.json()["sync"];
    assert_eq!((sync["doc"].as_str(), sync["from"].is_null()), (Some("room"), true));
    let epoch = whole.headers["burgertop-epoch"].clone();

    let since = app.get(&format!("{DOCS}/room?since={}&epoch={epoch}", sync["to"]), &auth).await;
    assert_eq!(since.json()["sync"]["set"], json!({}));
    let other_epoch = app.get(&format!("{DOCS}/room?since={}&epoch=zz", sync["to"]), &auth).await;
    assert!(other_epoch.json()["sync"]["from"].is_null());
}

#[actix_web::test]
async fn how_the_node_fares_is_told_also_to_who_does_not_follow_it() {
    let app = App::start().await;
    let bearer = bearer(&app, "operator", None).await;
    let auth = [("authorization", bearer.as_str())];
    let health = app.get(&format!("{DOCS}/health"), &auth).await.json();
    assert!(health["sync"]["set"]["disk"]["free_bytes"].is_u64(), "{health}");
    let presence = app.get(&format!("{DOCS}/presence"), &auth).await.json();
    assert_eq!(presence["sync"]["set"]["staff"], json!({ "online": 0 }));
}

#[actix_web::test]
async fn documents_are_for_those_they_are_for() {
    let app = App::start().await;
    let host = bearer(&app, "host", Some(1)).await;
    let auth = [("authorization", host.as_str())];
    for (path, status, code) in [
        ("/table/1", 200, ""),
        ("/table/2", 403, "access.denied"),
        ("/desk", 403, "access.denied"),
        ("/nonsense", 404, "doc.unknown"),
    ] {
        let answer = app.get(&format!("{DOCS}{path}"), &auth).await;
        assert_eq!(answer.status, status, "{path}");
        assert!(status == 200 || answer.code() == code, "{path}: {answer:?}");
    }
    assert_eq!(app.get(&format!("{DOCS}/room"), &[]).await.code(), "token.missing");
    let forged = [("authorization", "Bearer x.y.z")];
    let refused = app.get(&format!("{DOCS}/room"), &forged).await;
    assert_eq!((refused.status, refused.code().as_str()), (401, "token.invalid"));
    let elsewhere = app.get("/api/v1/summits/other/docs/room", &auth).await;
    assert_eq!(elsewhere.code(), "access.denied");
}

#[actix_web::test]
async fn only_the_operator_gets_the_whole_record() {
    let app = App::start().await;
    let path = "/api/v1/summits/burgertop/export";
    let host = bearer(&app, "facilitator", None).await;
    assert_eq!(app.get(path, &[("authorization", &host)]).await.code(), "access.denied");

    let operator = bearer(&app, "operator", None).await;
    let auth = [("authorization", operator.as_str())];
    let json = app.get(path, &auth).await;
    assert_eq!(json.json()["summit"]["id"], "burgertop");
    let csv = app.get(&format!("{path}?format=csv"), &auth).await;
    assert!(
        csv.body.contains("\u{feff}offset;") && csv.headers["content-type"].starts_with("text/csv"),
        "{csv:?}"
    );
    for format in ["pdf", "xls", "doc"] {
        let refused = app.get(&format!("{path}?format={format}"), &auth).await;
        assert_eq!(refused.code(), "export.format_unavailable", "{format}");
    }
}

#[actix_web::test]
async fn every_answer_has_its_version_and_forbids_what_pages_do_not_need() {
    let app = App::start().await;
    for path in [
        "/",
        "/health/live",
        "/health/ready",
        "/nowhere",
        "/api/v1/nowhere",
        "/api/v1/summits/x/docs/room",
    ] {
        let answer = app.get(path, &[]).await;
        assert_eq!(answer.headers["api-version"], "1.0.0", "{path}");
        let policy = &answer.headers["content-security-policy"];
        assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{path}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{path}");
        assert!(
            answer.status < 400 || answer.headers["content-type"] == "application/problem+json",
            "{path}"
        );
    }
}

#[actix_web::test]
async fn every_page_is_there_and_known_ones_are_not_sent_again() {
    let app = App::start().await;
    for path in ["/", "/join", "/table/7", "/phone/81", "/control", "/desk", "/wall/main"] {
        let page = app.get(path, &[]).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.headers["content-type"].starts_with("text/html"), "{path}");
        let known = app.get(path, &[("if-none-match", &page.headers["etag"])]).await;
        assert_eq!((known.status, known.body.as_str()), (304, ""), "{path}");
    }
    for path in ["/assets/vendor/lit.js", "/assets/i18n/nl.ftl", "/assets/i18n/en.ftl"] {
        assert_eq!(app.get(path, &[]).await.status, 200, "{path}");
    }
    for path in [
        "/assets/../pages/join.html",
        "/assets/%2e%2e/%2e%2e/Cargo.toml",
        "/assets/i18n/..%2f..%2fCargo.toml",
    ] {
        assert_eq!(app.get(path, &[]).await.status, 404, "{path}");
    }
}

#[actix_web::test]
async fn metrics_are_on_an_address_of_their_own() {
    let app = App::start().await;
    assert_eq!(app.get("/metrics", &[]).await.status, 404);
    let token = app.token("host", Some(1)).await;
    let _socket = app.welcomed(&token, json!({})).await;
    let admin = app.running.admin().expect("an admin address");
    let metrics = send(admin, "GET", "/metrics", &[], "").await;
    assert!(metrics.body.contains("burgertop_open_connections 1"), "{}", metrics.body);
}

#[actix_web::test]
async fn every_refusal_has_a_message_in_both_languages() {
    let app = App::start().await;
    let mut missing = Vec::new();
    for language in ["nl", "en"] {
        let file = app.get(&format!("/assets/i18n/{language}.ftl"), &[]).await.body;
        for code in domain::Rejection::CODES.iter().chain(protocol::refusal::CODES) {
            let id = format!("refusal-{} =", code.replace('.', "-"));
            if !file.lines().any(|line| line.starts_with(&id)) {
                missing.push(format!("{language}: {code}"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

const BROWSER: [(&str, &str); 1] =
    [("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")];

#[actix_web::test]
async fn an_address_that_is_none_is_a_page_with_a_way_back_for_people_and_a_problem_for_programs() {
    let app = App::start().await;
    for path in ["/nope", "/api/v1/nope", "/assets/nope.js", "/theme/nope", "/table/7/8", "/%ff"] {
        let page = app.get(path, &BROWSER).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(page.headers["content-type"].starts_with("text/html"), "{path}: {page:?}");
        assert!(page.body.contains("href=\"/join\"") && page.body.contains("lang=\"en\""));
        let problem = app.get(path, &[("accept-language", "en")]).await;
        assert_eq!((problem.status, problem.code().as_str()), (404, "page.unknown"), "{path}");
        assert!(problem.json()["detail"].as_str().expect("words").contains("/join"));
    }
    assert_eq!(app.send("POST", "/nope", &BROWSER, "{}").await.code(), "page.unknown");
}

#[actix_web::test]
async fn an_address_in_other_capitals_or_with_a_slash_too_many_leads_to_the_page_that_was_meant() {
    let app = App::start().await;
    for (typed, led) in [
        ("/Join", "/join"),
        ("/join/", "/join"),
        ("/TABLE/7", "/table/7"),
        ("/Control/", "/control"),
        ("/wall", "/wall/main"),
        ("/wall/", "/wall/main"),
        ("/Wall/MAIN/?a=b", "/wall/main?a=b"),
    ] {
        let answer = app.get(typed, &BROWSER).await;
        assert_eq!(answer.status, 307, "{typed}");
        assert_eq!(answer.headers["location"], led, "{typed}");
        assert_eq!(app.get(led, &BROWSER).await.status, 200, "{led}");
    }
    assert_eq!(app.get("//evil.example/join", &BROWSER).await.status, 404);
}

#[actix_web::test]
async fn head_is_answered_as_get_without_a_body_on_every_address() {
    let app = App::start().await;
    let operator = bearer(&app, "operator", None).await;
    let auth = [("authorization", operator.as_str())];
    let export = "/api/v1/summits/burgertop/export?format=csv";
    let room = format!("{DOCS}/room");
    for path in [
        "/",
        "/join",
        "/table/7",
        "/health/live",
        "/health/ready",
        "/assets/lib/i18n.js",
        "/assets/i18n/nl.ftl",
        "/theme/theme.css",
        "/api/v1/openapi.json",
        export,
        &room,
        "/api/v1/summits/burgertop/devices",
        "/nope",
        "/Join",
        "/ws",
    ] {
        let (get, head) = (app.get(path, &auth).await, app.send("HEAD", path, &auth, "").await);
        assert_eq!((head.status, head.body.as_str()), (get.status, ""), "{path}");
        for name in ["content-type", "content-length", "location", "etag", "api-version"] {
            assert_eq!(head.headers.get(name), get.headers.get(name), "{path}: {name}");
        }
    }
    let events = [auth[0], ("accept", "text/event-stream")];
    let head = app.send("HEAD", &room, &events, "").await;
    assert_eq!((head.status, head.body.as_str()), (200, ""), "what has no end is not begun");
    let upgrade = [
        ("connection", "Upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ("sec-websocket-protocol", "burgertop.v1"),
    ];
    assert_eq!(app.send("HEAD", "/ws", &upgrade, "").await.status, 400);
    let metrics = app.running.admin().expect("an address");
    assert_eq!(send(metrics, "HEAD", "/metrics", &[], "").await.status, 200);
}
