//! The contracts for those who write clients: HTTP as OpenAPI, the WebSocket as AsyncAPI. No login.
//!
//! `tests/contracts.rs` makes both files from the types, and fails when they are not what is committed.

use actix_web::{HttpResponse, http::header};

/// `GET /api/v1/openapi.json`
pub async fn openapi() -> HttpResponse {
    answer(include_str!("../../../../docs/openapi.json"))
}

/// `GET /api/v1/asyncapi.json`
pub async fn asyncapi() -> HttpResponse {
    answer(include_str!("../../../../docs/asyncapi.json"))
}

fn answer(document: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .content_type("application/json")
        .body(document)
}
