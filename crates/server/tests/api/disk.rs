//! A disk with too little room: requests wait, screens do not, and nobody has to do anything afterwards.

use crate::app::App;
use serde_json::json;

/// More than any disk has.
const MORE_THAN_THERE_IS: &str = "4000000000";

#[actix_web::test]
async fn below_the_bound_requests_wait_and_screens_stay_live() {
    let app = App::start().await;
    let (control, host) = (app.token("facilitator", None).await, app.token("host", Some(1)).await);
    let App { running, folder, .. } = app;
    running.stop().await;

    let app = App::start_in(folder, &[("DATA__STOP_FREE_MB", MORE_THAN_THERE_IS)]).await;
    let mut table = app.welcomed(&host, json!({ "room": null, "table/1": null })).await;
    table.hear("sync").await;
    let id = uuid::Uuid::new_v4();
    let request = json!({ "id": id, "command": { "table": { "help": { "what": "pens" } } } });
    table.say(json!({ "request": request })).await;
    let refused = table.hear("reply").await["refused"].clone();
    assert_eq!(refused["code"], "storage.full");
    assert!(refused["retry_ms"].is_u64() && refused["message"].is_string(), "{refused}");
    let bearer = format!("Bearer {host}");
    let path = "/api/v1/summits/burgertop/requests";
    let answer = app.post(path, &request, &[("authorization", &bearer)]).await;
    assert_eq!((answer.status, answer.code().as_str()), (503, "storage.full"));
    assert!(answer.headers.contains_key("retry-after"), "{answer:?}");
    let mut control = app.welcomed(&control, json!({ "health": null })).await;
    loop {
        let sync = control.hear("sync").await;
        if sync["set"]["disk"]["state"] == "full" {
            break;
        }
    }
    let App { running, folder, .. } = app;
    running.stop().await;

    let app = App::start_in(folder, &[]).await;
    let answer = app.post(path, &request, &[("authorization", &bearer)]).await;
    assert_eq!(answer.status, 200, "the same request, once there is room: {answer:?}");
}
