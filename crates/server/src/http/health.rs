//! Whether the node lives, whether it is ready, and how it fares.

use crate::{connections::Connections, problem::Problem};
use actix_web::{HttpRequest, HttpResponse, http::header, web};
use domain::Time;
use hub::{Hub, Refused};
use protocol::refusal;
use serde_json::{Value, json};
use std::{collections::BTreeMap, path::Path, sync::Arc};

/// Below this much room the facilitator is warned.
const DISK_LOW_BYTES: u64 = 2_000_000_000;
/// Below this much room nothing more can be promised.
const DISK_FULL_BYTES: u64 = 500_000_000;

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
    data: &Path,
    connections: &Arc<Connections>,
    started_at: Time,
    durable: bool,
) -> BTreeMap<String, Value> {
    let free =
        nix::sys::statvfs::statvfs(data).map(|disk| disk.blocks_available() * disk.fragment_size());
    let disk = match free {
        Ok(free_bytes) => json!({ "free_bytes": free_bytes, "state": state(free_bytes) }),
        Err(_) => json!({ "free_bytes": null, "state": "full" }),
    };
    BTreeMap::from([
        ("disk".to_owned(), disk),
        ("journal".to_owned(), json!({ "durable": durable, "home": "sqlite" })),
        (
            "node".to_owned(),
            json!({ "started_at": started_at, "connections": connections.count() }),
        ),
    ])
}

const fn state(free_bytes: u64) -> &'static str {
    match free_bytes {
        ..DISK_FULL_BYTES => "full",
        DISK_FULL_BYTES..DISK_LOW_BYTES => "low",
        DISK_LOW_BYTES.. => "ok",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_is_low_below_two_gigabytes_and_full_below_half_of_one() {
        assert_eq!(
            [state(2_000_000_000), state(1_999_999_999), state(499_999_999)],
            ["ok", "low", "full"]
        );
    }
}
