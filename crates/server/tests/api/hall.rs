//! What those who run the hall ask over HTTP: cards, seats, a look at a wall, and the look of the screens.

use crate::{app::App, session::open_a_round};
use serde_json::{Value, json};
use std::fs;

const SUMMIT: &str = "/api/v1/summits/burgertop";

async fn bearer(app: &App, role: &str, table: Option<u16>) -> String {
    format!("Bearer {}", app.token(role, table).await)
}

#[actix_web::test]
async fn only_the_operator_gets_the_codes_and_each_has_its_qr_code() {
    let app = App::start().await;
    for (role, table) in [("facilitator", None), ("theme_team", None), ("host", Some(1))] {
        let other = bearer(&app, role, table).await;
        let refused = app.get(&format!("{SUMMIT}/codes"), &[("authorization", &other)]).await;
        assert_eq!(refused.code(), "access.denied", "{role}");
    }
    let operator = bearer(&app, "operator", None).await;
    let auth = [("authorization", operator.as_str())];
    let count = async |of: &str| {
        let sheet = app.get(&format!("{SUMMIT}/codes?of={of}"), &auth).await.json();
        sheet["codes"].as_array().expect("a list").len()
    };
    assert_eq!((count("tables").await, count("badges").await), (3, 6));
    assert_eq!((count("hall").await, count("walls").await), (1, 1));

    let sheet = app.get(&format!("{SUMMIT}/codes?of=tables"), &auth).await.json();
    let card = &sheet["codes"][1];
    assert_eq!((&card["table"], &card["role"]), (&json!(2), &json!("host")));
    assert_eq!(card["code"], app.code("host", Some(2)));
    let base = sheet["base"].as_str().expect("an address");
    assert_eq!(card["url"], format!("{base}/join#{}", app.code("host", Some(2))));
    assert!(card["qr"]["path"].as_str().is_some_and(|path| path.starts_with("M4 4h7v1h-7z")));
    for wish in ["of=everything", "base=http://evil.example", "zzz=1"] {
        let refused = app.get(&format!("{SUMMIT}/codes?{wish}"), &auth).await;
        assert_eq!(refused.code(), "request.malformed", "{wish}");
    }
}

#[actix_web::test]
async fn a_lost_tablet_is_found_among_the_devices_and_signed_out() {
    let app = App::start().await;
    let tablet = bearer(&app, "host", Some(2)).await;
    let facilitator = bearer(&app, "facilitator", None).await;
    let auth = [("authorization", facilitator.as_str())];
    let path = format!("{SUMMIT}/devices");
    let refused = app.get(&path, &[("authorization", &tablet)]).await;
    assert_eq!(refused.code(), "access.denied");

    let held = app.get(&path, &auth).await.json();
    let devices = held["devices"].as_array().expect("a list");
    let of = |seat: &str| devices.iter().find(|it| it["seat"] == seat).expect(seat).clone();
    assert_eq!((devices.len(), &of("staff/control-1")["jti"]), (2, &held["own"]));
    let revoke = json!({
        "id": "4f8f0f9e-6a1c-4b8e-9a53-0d6f6f3f1c01",
        "command": {"device": {"revoke": {"jti": of("table/2")["jti"]}}},
    });
    assert_eq!(app.post(&format!("{SUMMIT}/requests"), &revoke, &auth).await.status, 200);
    let held = app.get(&path, &auth).await.json();
    assert_eq!(held["devices"].as_array().map(Vec::len), Some(1));
    let gone = app.get(&format!("{SUMMIT}/docs/room"), &[("authorization", &tablet)]).await;
    assert_eq!(gone.status, 401, "{gone:?}");
}

#[actix_web::test]
async fn a_scene_is_looked_at_before_the_hall_sees_it() {
    let app = App::start().await;
    let facilitator = bearer(&app, "facilitator", None).await;
    let auth = [("authorization", facilitator.as_str())];
    let look = async |scene: &str| {
        app.get(&format!("{SUMMIT}/preview?scene={scene}"), &auth).await.json()["set"].clone()
    };
    assert_eq!(look("map").await["table/3"]["help"], json!(false));
    assert_eq!(look("title").await, json!({}));
    let wall = app.get(&format!("{SUMMIT}/docs/wall/main"), &auth).await.json();
    assert_eq!(wall["sync"]["set"]["table/3"], Value::Null, "the wall itself shows what it did");
    let unknown = app.get(&format!("{SUMMIT}/preview?scene=confetti"), &auth).await;
    assert_eq!(unknown.code(), "request.malformed");
    let projector = bearer(&app, "projector", None).await;
    let refused =
        app.get(&format!("{SUMMIT}/preview?scene=map"), &[("authorization", &projector)]).await;
    assert_eq!(refused.code(), "access.denied");
}

#[actix_web::test]
async fn where_an_idea_most_likely_belongs_is_told_to_the_desk_alone() {
    let app = App::start().await;
    let mut control =
        app.welcomed(&app.token("facilitator", None).await, json!({ "control": null })).await;
    open_a_round(&mut control).await;
    let team = bearer(&app, "theme_team", None).await;
    let auth = [("authorization", team.as_str())];
    let slip = json!({
        "id": "4f8f0f9e-6a1c-4b8e-9a53-0d6f6f3f1c77",
        "command": {"idea":{"submit":{"text":"Meer bomen","table":3}}},
    });
    assert_eq!(app.post(&format!("{SUMMIT}/requests"), &slip, &auth).await.status, 200);
    let path = |idea: &str| format!("{SUMMIT}/ideas/{idea}/likely");
    let own = path("4f8f0f9e-6a1c-4b8e-9a53-0d6f6f3f1c77");
    assert_eq!(app.get(&own, &auth).await.json(), json!({"likely": []}), "there are no themes yet");
    let other = path("4f8f0f9e-6a1c-4b8e-9a53-0d6f6f3f1c78");
    assert_eq!(app.get(&other, &auth).await.code(), "idea.unknown");
    assert_eq!(app.get(&path("7"), &auth).await.code(), "idea.unknown");
    let projector = bearer(&app, "projector", None).await;
    assert_eq!(app.get(&own, &[("authorization", &projector)]).await.code(), "access.denied");
}

#[actix_web::test]
async fn a_theme_is_served_from_its_folder_and_without_one_the_screens_are_neutral() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let theme = folder.path().join("theme");
    fs::create_dir(&theme).expect("a folder");
    fs::write(theme.join("theme.css"), ":root{}").expect("a file");
    fs::write(theme.join("secret.txt"), "no").expect("a file");
    let set = theme.to_string_lossy().into_owned();
    let app = App::start_in(folder, &[("SCREENS__THEME", &set)]).await;
    let sheet = app.get("/theme/theme.css", &[]).await;
    assert_eq!((sheet.status, sheet.body.as_str()), (200, ":root{}"));
    assert!(sheet.headers["content-type"].starts_with("text/css"));
    for path in ["/theme/secret.txt", "/theme/logo.svg", "/theme/..%2fcodes.json"] {
        assert_eq!(app.get(path, &[]).await.status, 404, "{path}");
    }
    let neutral =
        App::start_in(tempfile::tempdir().expect("a temporary folder"), &[("SCREENS__THEME", "")])
            .await;
    let sheet = neutral.get("/theme/theme.css", &[]).await;
    assert_eq!((sheet.status, sheet.body.as_str()), (200, ""));
}
