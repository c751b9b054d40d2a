//! What says that it was saved before, in an epoch that is gone; and that what names a thing has one spelling.

use crate::app::{Answer, App};
use serde_json::{Value, json};

async fn hands_in(app: &App, token: &str, was: Option<Value>) -> Answer {
    let mut body = json!({
        "id": uuid::Uuid::new_v4(),
        "command": { "idea": { "submit": { "text": "Te vroeg", "round": "round-2" } } },
    });
    if let Some(was) = was {
        body["was"] = was;
    }
    let bearer = format!("Bearer {token}");
    let path = "/api/v1/summits/burgertop/requests";
    app.post(path, &body, &[("authorization", &bearer)]).await
}

#[actix_web::test]
async fn an_epoch_that_never_was_opens_no_round() {
    let app = App::start().await;
    let host = app.token("host", Some(1)).await;
    let epoch = app.running.summit().expect("a summit").epoch().to_string();
    for was in [
        None,
        Some(json!({ "epoch": "k9zz", "at": 5 })),
        Some(json!({ "epoch": "k9zz", "at": 0 })),
        Some(json!({ "epoch": "", "at": 5 })),
        Some(json!({ "epoch": epoch.to_uppercase(), "at": 5 })),
        Some(json!({ "epoch": epoch, "at": 500_000 })),
        Some(json!({ "epoch": "x".repeat(2_000), "at": u64::MAX })),
    ] {
        let answer = hands_in(&app, &host, was.clone()).await;
        assert_eq!(answer.code(), "round.not_open", "{was:?}");
    }
}

#[actix_web::test]
async fn a_document_has_one_name_and_a_page_one_address() {
    let app = App::start().await;
    let token = app.token("operator", None).await;
    let bearer = format!("Bearer {token}");
    let others = ["table/01", "table/+1", "table/1/", "table/\u{661}", "table/1.0", "table/000001"];
    let read = async |name: &str| {
        let name: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let path = format!("/api/v1/summits/burgertop/docs/{name}");
        app.get(&path, &[("authorization", &bearer)]).await
    };
    assert_eq!(read("table/1").await.status, 200);
    for name in others {
        assert_eq!(read(name).await.code(), "doc.unknown", "{name}");
    }
    let watch: Value = others.iter().map(|name| ((*name).to_owned(), Value::Null)).collect();
    let mut socket = app.welcomed(&token, watch).await;
    for _ in others {
        assert_eq!(socket.hear("unwatched").await["code"], "doc.unknown");
    }
    for (typed, led) in [("/table/01", "/table/1"), ("/phone/+81", "/phone/81")] {
        let answer = app.get(typed, &[("accept", "text/html")]).await;
        assert_eq!((answer.status, answer.headers["location"].as_str()), (307, led));
    }
}
