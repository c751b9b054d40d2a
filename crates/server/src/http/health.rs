//! Whether the node lives, whether it is ready, and how it fares.

use crate::{
    admission::connections::Connections,
    http::problem::Problem,
    storage::{disk::Disk, live_backup::Told},
};
use actix_web::{HttpResponse, http::header, web};
use domain::Time;
use hub::Hub;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

/// The process answers.
pub async fn live() -> HttpResponse {
    status("live")
}

/// Every summit was replayed, their logs answer and can be written to (one at least, if there are several), the clock can
/// be trusted, and the node is not stopping.
pub async fn ready(hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    if hub.is_sound() {
        return Ok(status("ready"));
    }
    Err(Problem::not_ready().because(hub.obstacle()))
}

fn status(status: &str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(json!({ "status": status }))
}

/// The home of the log, as `health` tells it.
#[derive(Debug, Clone)]
pub struct Homed {
    /// Whether it outlives the process.
    pub durable: bool,
    /// Which one it is.
    pub name: &'static str,
    /// What stands in the way of its promises, as many as the log says; none until it was looked.
    pub warnings: Arc<OnceLock<usize>>,
    /// How many things were gone or damaged when the summits were opened, as the log says; none until they are.
    pub losses: Arc<OnceLock<usize>>,
}

/// The entries of the document `health`.
#[must_use]
pub fn entries(
    disk: &Disk,
    backup: Option<&Told>,
    connections: &Connections,
    started_at: Time,
    home: &Homed,
) -> BTreeMap<String, Value> {
    let mut entries = BTreeMap::from([
        ("disk".to_owned(), disk.entry()),
        ("journal".to_owned(), json!({ "durable": home.durable, "home": home.name })),
        (
            "node".to_owned(),
            json!({ "started_at": started_at, "connections": connections.count() }),
        ),
    ]);
    if let Some(warnings) = home.warnings.get().filter(|it| **it > 0) {
        entries.insert("redis".to_owned(), json!({ "warnings": warnings }));
    }
    if let Some(losses) = home.losses.get().filter(|it| **it > 0) {
        entries.insert("start".to_owned(), json!({ "losses": losses }));
    }
    if let Some(backup) = backup {
        entries.insert("backup".to_owned(), backup.entry());
    }
    entries
}
