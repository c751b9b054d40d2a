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
