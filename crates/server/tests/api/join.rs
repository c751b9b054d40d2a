//! Joining: a code for a token, and nothing for those without.

use crate::app::App;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

#[actix_web::test]
async fn every_kind_of_code_leads_to_its_screen() {
    let app = App::start().await;
    for (role, table, screen) in [
        ("facilitator", None, "/control"),
        ("theme_team", None, "/desk"),
        ("operator", None, "/ops"),
        ("projector", None, "/wall/main"),
        ("host", Some(2), "/table/2"),
    ] {
        let joined = app.join_with(&app.code(role, table)).await.json();
        assert_eq!(joined["role"], role);
        assert_eq!(joined["screen"], screen);
        assert_eq!(joined["table"], json!(table));
        assert_eq!(joined["summit"], "burgertop");
        assert!(joined["expires_at"].as_u64().is_some());
    }
}

#[actix_web::test]
async fn phones_in_the_hall_get_a_badge_each() {
    let app = App::start().await;
    let links = serde_json::to_value(app.running.links()).expect("links");
    let hall = |link: &&Value| link["role"] == "participant" && link["badge"].is_null();
    let code = links.as_array().expect("a list").iter().find(hall).expect("a link")["code"].clone();
    let code = code.as_str().expect("a code");
    let first = app.join_with(code).await.json();
    let second = app.join_with(code).await.json();
    assert_eq!(first["badge"], 1_000_000);
    assert_eq!(second["screen"], "/phone/1000001");
}

#[actix_web::test]
async fn a_phone_that_holds_a_badge_gets_no_second_one_unless_it_is_meant() {
    let app = App::start().await;
    let links = serde_json::to_value(app.running.links()).expect("links");
    let hall = |link: &&Value| link["role"] == "participant" && link["badge"].is_null();
    let code = links.as_array().expect("a list").iter().find(hall).expect("a link")["code"].clone();
    let first = app.join_with(code.as_str().expect("a code")).await.json();
    let table = app.token("host", Some(1)).await;
    let wish = |holds: Value| json!({ "code": code, "holds": holds });
    let held = wish(json!([table, "nonsense", first["token"]]));
    for _ in 0..2 {
        let asked = app.post("/api/v1/join", &held, &[]).await;
        assert_eq!((asked.status, asked.code().as_str()), (409, "join.seat_held"));
        assert_eq!(asked.json()["screen"], first["screen"]);
    }
    let other = app.post("/api/v1/join", &wish(json!([table])), &[]).await.json();
    assert_eq!(other["badge"], 1_000_001, "no badge was given out by asking");
}

#[actix_web::test]
async fn a_console_that_opens_its_own_link_again_is_led_back_and_its_code_is_no_other_ones() {
    let app = App::start().await;
    let used = app.code("facilitator", None);
    let token = app.join_with(&used).await.json()["token"].clone();
    let again = json!({ "code": used, "holds": [token] });
    let asked = app.post("/api/v1/join", &again, &[]).await;
    assert_eq!((asked.status, asked.code().as_str()), (409, "join.seat_held"));
    assert_eq!(asked.json()["screen"], "/control");
    let wrong = json!({ "code": "ABCD-EFGH", "holds": [token] });
    assert_eq!(app.post("/api/v1/join", &wrong, &[]).await.code(), "join.code");
}

#[actix_web::test]
async fn a_tablet_that_was_signed_out_is_not_led_back_to_its_table() {
    let app = App::start().await;
    let first = app.token("host", Some(1)).await;
    let over = json!({ "code": app.code("host", Some(1)), "take_over": true });
    assert_eq!(app.post("/api/v1/join", &over, &[]).await.status, 200);
    let back = json!({ "code": app.code("host", Some(1)), "holds": [first], "take_over": true });
    assert_eq!(app.post("/api/v1/join", &back, &[]).await.status, 200);
}

#[actix_web::test]
async fn a_table_that_is_taken_can_be_taken_over_and_then_the_first_device_is_out() {
    let app = App::start().await;
    let first = app.token("host", Some(1)).await;
    let mut socket = app.welcomed(&first, json!({ "table/1": null })).await;
    let code = app.code("host", Some(1));
    let taken = app.join_with(&code).await;
    assert_eq!((taken.status, taken.code().as_str()), (409, "device.table_taken"));
    let over = app.post("/api/v1/join", &json!({ "code": code, "take_over": true }), &[]).await;
    assert_eq!(over.status, 200);
    let begin = Instant::now();
    assert_eq!(socket.closed().await, 4503);
    assert!(begin.elapsed() < Duration::from_secs(2));
}

#[actix_web::test]
async fn wrong_and_impossible_codes_get_one_answer_and_a_used_link_says_so() {
    let app = App::start().await;
    let used = app.code("facilitator", None);
    assert_eq!(app.join_with(&used).await.status, 200);
    let said = app.join_with(&used).await;
    assert_eq!((said.status, said.code().as_str()), (403, "join.used"));
    assert!(said.body.contains("Deze link is al gebruikt. Vraag Beheer om een nieuwe"), "{said:?}");
    let answers = [
        app.join_with("ABCD-EFGH-JKMN").await,
        app.join_with("ABCD-EFGH").await,
        app.join_with("nonsense!").await,
    ];
    for answer in &answers {
        assert_eq!((answer.status, answer.code().as_str()), (403, "join.code"));
        assert_eq!(answer.body, answers[0].body);
    }
}

#[actix_web::test]
async fn after_ten_wrong_short_codes_the_next_waits_and_a_code_of_today_still_gets_in() {
    let app = App::start().await;
    for _ in 0..10 {
        assert_eq!(app.join_with("ABCD-EFGH").await.status, 403);
    }
    let limited = app.join_with("ABCD-EFGH").await;
    assert_eq!((limited.status, limited.code().as_str()), (429, "rate.join"));
    assert!(limited.json()["retry_ms"].as_u64().is_some_and(|ms| ms > 1_000));
    assert_eq!(app.join_with(&app.code("host", Some(1))).await.status, 200);
}

#[actix_web::test]
async fn over_the_bound_no_code_is_looked_for_and_a_right_one_is_answered_as_a_wrong_one() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let app = App::start_in(folder, &[("LIMITS__FAILED_CODES_PER_ADDRESS", "1")]).await;
    let held = app.token("host", Some(2)).await;
    let guesses = async |code: &str| {
        let asked = json!({ "code": code, "holds": [held] });
        let plain = app.join_with(code).await;
        let holding = app.post("/api/v1/join", &asked, &[]).await;
        [plain, holding].map(|answer| (answer.status, answer.code()))
    };
    for _ in 0..10 {
        assert_eq!(app.join_with("ABCD-EFGH-JKMN").await.code(), "join.code");
    }
    let limited = (429, "rate.join".to_owned());
    for code in [
        "ABCD-EFGH-JKMN".to_owned(),
        app.code("host", Some(1)),
        app.code("host", Some(2)),
        app.code("facilitator", None),
        "ABCD-EFGH".to_owned(),
        "nonsense!".to_owned(),
    ] {
        assert_eq!(guesses(&code).await, [limited.clone(), limited.clone()]);
    }
}

#[actix_web::test]
async fn right_codes_do_not_count_however_many_join_behind_one_address() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let app = App::start_in(folder, &[("LIMITS__FAILED_CODES_PER_ADDRESS", "1")]).await;
    let code = links(&app, |link| link["role"] == "participant" && link["badge"].is_null());
    for n in 0..50 {
        assert_eq!(app.join_with(&code).await.status, 200);
        if n % 10 == 0 {
            assert_eq!(app.join_with("ABCD-EFGH-JKMN").await.code(), "join.code");
        }
    }
}

fn links(app: &App, is_it: impl Fn(&Value) -> bool) -> String {
    let links = serde_json::to_value(app.running.links()).expect("links");
    let link = links.as_array().expect("a list").iter().find(|it| is_it(it)).expect("a link");
    link["code"].as_str().expect("a code").to_owned()
}

#[actix_web::test]
async fn a_card_that_joins_forty_times_holds_three_devices_and_the_others_are_told_why() {
    let app = App::start().await;
    let code = links(&app, |link| link["badge"] == 2);
    let joins = async |app: &App| {
        let joined = app.join_with(&code).await;
        assert_eq!(joined.status, 200, "{joined:?}");
        joined.json()["token"].as_str().expect("a token").to_owned()
    };
    let first = joins(&app).await;
    let mut on_line = app.welcomed(&first, json!({ "person/2": null })).await;
    let mut tokens = Vec::new();
    for _ in 0..39 {
        tokens.push(joins(&app).await);
    }
    let holds = async |app: &App, token: &str| {
        let bearer = format!("Bearer {token}");
        let path = "/api/v1/summits/burgertop/docs/person/2";
        app.get(path, &[("authorization", &bearer)]).await
    };
    let mut held = 0;
    for token in &tokens {
        held += usize::from(holds(&app, token).await.status == 200);
    }
    assert_eq!(held, 2);
    assert_eq!(holds(&app, &first).await.status, 200, "who is on line stays while others are away");

    let mut others = Vec::new();
    for token in tokens.iter().rev().take(2) {
        others.push(app.welcomed(token, json!({ "person/2": null })).await);
    }
    let last = joins(&app).await;
    let bye = on_line.hear("bye").await;
    assert_eq!(bye, json!({ "code": 4503, "reason": "token.displaced", "retry_ms": null }));
    assert_eq!(on_line.closed().await, 4503);

    let operator = format!("Bearer {}", app.token("operator", None).await);
    let listed =
        app.get("/api/v1/summits/burgertop/devices", &[("authorization", &operator)]).await.json();
    let of_badge = |of: &str| -> usize {
        let list = listed[of].as_array().expect("a list");
        list.iter().filter(|it| it["seat"] == "badge/2").count()
    };
    assert_eq!((of_badge("devices"), of_badge("displaced")), (3, 38));

    // It stays so over a restart, and whose card it is comes back with it.
    let App { running, folder, .. } = app;
    running.stop().await;
    let app = App::start_in(folder, &[]).await;
    assert_eq!(holds(&app, &first).await.code(), "token.revoked");
    let mut again = app.socket().await;
    again.say(json!({ "hello": { "token": first, "watch": {} } })).await;
    assert_eq!(again.hear("bye").await["reason"], "token.displaced");
    assert_eq!(holds(&app, &last).await.status, 200);
    let back = joins(&app).await;
    assert_eq!(holds(&app, &back).await.status, 200);
}

#[actix_web::test]
async fn a_flood_of_devices_waits_and_consoles_still_get_in() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let app = App::start_in(folder, &[("LIMITS__JOINS_PER_ADDRESS", "3")]).await;
    let table = app.code("host", Some(1));
    let over = json!({ "code": table, "take_over": true });
    for _ in 0..3 {
        assert_eq!(app.post("/api/v1/join", &over, &[]).await.status, 200);
    }
    let flood = app.post("/api/v1/join", &over, &[]).await;
    assert_eq!((flood.status, flood.code().as_str()), (429, "rate.devices"));
    assert!(flood.json()["retry_ms"].as_u64().is_some_and(|ms| ms > 1_000), "{flood:?}");
    assert_eq!(app.join_with(&app.code("facilitator", None)).await.status, 200);
}

#[actix_web::test]
async fn what_is_not_a_code_in_json_is_malformed() {
    let app = App::start().await;
    for body in ["", "[]", "{}", "{\"code\":1}", "{\"code\":\"x\",\"sudo\":true}", "nonsense"] {
        let answer = app.send("POST", "/api/v1/join", &[], body).await;
        assert_eq!((answer.status, answer.code().as_str()), (400, "request.malformed"), "{body}");
    }
    let large = json!({ "code": "x".repeat(100_000) });
    assert_eq!(app.post("/api/v1/join", &large, &[]).await.status, 413);
}

#[actix_web::test]
async fn the_answer_is_in_the_language_of_the_one_who_asks() {
    let app = App::start().await;
    let wrong = json!({ "code": "ABCD-EFGH" });
    let dutch = app.post("/api/v1/join", &wrong, &[]).await.json();
    let english =
        app.post("/api/v1/join", &wrong, &[("accept-language", "en-GB,en;q=0.8")]).await.json();
    assert_ne!(dutch["detail"], english["detail"]);
    assert_ne!(dutch["detail"], "join.code");
}

#[actix_web::test]
async fn used_links_are_counted_as_failed_and_stay_known_after_a_start() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let set = [("LIMITS__FAILED_CODES_PER_ADDRESS", "3")];
    let app = App::start_in(folder, &set).await;
    let used = app.code("facilitator", None);
    assert_eq!(app.join_with(&used).await.status, 200);
    let App { running, folder, .. } = app;
    running.stop().await;
    let app = App::start_in(folder, &set).await;
    assert_ne!(app.code("facilitator", None), used, "a new one was made");
    for _ in 0..30 {
        assert_eq!(app.join_with(&used).await.code(), "join.used");
    }
    assert_eq!(app.join_with(&used).await.code(), "rate.join");
}

#[actix_web::test]
async fn short_codes_of_an_earlier_release_stay_good_and_new_ones_are_longer() {
    let app = App::start().await;
    let App { running, folder, .. } = app;
    running.stop().await;
    let file = folder.path().join("data").join("codes.json");
    let text = std::fs::read_to_string(&file).expect("the codes");
    let mut pages: Value = serde_json::from_str(&text).expect("JSON");
    let entries = pages["codes"].as_array_mut().expect("a list");
    entries.retain(|entry| entry["opens"]["table"] != 3);
    for entry in entries.iter_mut().filter(|entry| entry["opens"]["table"] == 2) {
        entry["code"] = json!("ABCD-EFGH");
    }
    std::fs::write(&file, pages.to_string()).expect("room");
    let app = App::start_in(folder, &[]).await;
    assert_eq!(app.code("host", Some(2)), "ABCD-EFGH");
    assert_eq!(app.join_with("abcd efgh").await.json()["table"], 2);
    assert_eq!(app.code("host", Some(3)).len(), 14);
    assert_eq!(app.join_with(&app.code("host", Some(3))).await.json()["table"], 3);
}
