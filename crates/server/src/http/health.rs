//! Whether the node lives, whether it is ready, and how it fares.

use crate::{connections::Connections, disk::Disk, following::Told, problem::Problem};
use actix_web::{HttpRequest, HttpResponse, http::header, web};
use domain::Time;
use hub::{Hub, Refused};
use protocol::refusal;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The process answers.
pub async fn live() -> HttpResponse {
    status("live")
}

/// Every summit was replayed, and the node is not stopping.
pub async fn ready(request: HttpRequest, hub: web::Data<Hub>) -> HttpResponse {
    if hub.is_ready() {
        return status("ready");
    }
    Problem::of(Refused::later(refusal::NODE_NOT_READY, 1_000)).respond(&request)
}

fn status(status: &str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(json!({ "status": status }))
}

/// The entries of the document `health`.
#[must_use]
pub fn entries(
    disk: &Disk,
    backup: Option<&Told>,
    connections: &Connections,
    started_at: Time,
    durable: bool,
) -> BTreeMap<String, Value> {
    let mut entries = BTreeMap::from([
        ("disk".to_owned(), disk.entry()),
        ("journal".to_owned(), json!({ "durable": durable, "home": "sqlite" })),
        (
            "node".to_owned(),
            json!({ "started_at": started_at, "connections": connections.count() }),
        ),
    ]);
    if let Some(backup) = backup {
        entries.insert("backup".to_owned(), backup.entry());
    }
    entries
}
