//! What is answered over HTTP, and the upgrade to a WebSocket.
//!
//! | file | holds |
//! |---|---|
//! | [`join`] | a code for a token |
//! | [`requests`] · [`documents`] · [`events`] · [`export`] | the same as on a WebSocket, one at a time; the whole record |
//! | [`rates`] · [`request_rate`] | how fast one token may do so, and one address |
//! | [`codes`] · [`consoles`] · [`devices`] · [`preview`] | for those who run the hall: cards, seats, a look before the hall looks |
//! | [`likely`] | for those at the desk: where an idea most likely belongs |
//! | [`socket`] | the upgrade |
//! | [`health`] | whether the node lives, is ready, and how it fares |
//! | [`contracts`] | the OpenAPI and AsyncAPI documents |
//! | [`astray`] | addresses that are not quite one of ours |
//! | [`head`] · [`headers`] | HEAD, and what stands on every answer |
//! | [`problem`] · [`translator`] | refusals, in people's languages |
//! | [`client`] | who asks: an address, a token, a language |
//! | [`pages`] · [`branding`] · [`gzip`] | the screens, a municipality's look on them, and their files compressed |

pub mod astray;
pub mod branding;
pub mod client;
pub mod codes;
pub mod consoles;
pub mod contracts;
pub mod devices;
pub mod documents;
pub mod events;
pub mod export;
pub mod gzip;
pub mod head;
pub mod headers;
pub mod health;
pub mod join;
pub mod likely;
pub mod pages;
pub mod preview;
pub mod problem;
pub mod rates;
pub mod request_rate;
pub mod requests;
pub mod socket;
pub mod translator;

use crate::{
    admission::{self, origin::Origins, tokens::Tokens},
    http::{client, pages, problem::Problem},
    limits::BODY_MAX_BYTES,
};
use actix_web::{
    HttpRequest,
    http::header,
    web::{self, Bytes},
};
use domain::{Actor, SummitId};
use hub::{Hub, Refused, SummitHandle};
use protocol::refusal;
use rates::Rates;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// Every address of the server.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .app_data(web::PayloadConfig::new(BODY_MAX_BYTES))
        .route("/ws", web::get().to(socket::upgrade))
        .route("/health/live", web::get().to(health::live))
        .route("/health/ready", web::get().to(health::ready))
        .service(
            web::scope("/api/v1")
                .route("/openapi.json", web::get().to(contracts::openapi))
                .route("/asyncapi.json", web::get().to(contracts::asyncapi))
                .route("/join", web::post().to(join::join))
                .route("/summits/{summit}/requests", web::post().to(requests::submit))
                .route("/summits/{summit}/docs/{doc:.+}", web::get().to(documents::document))
                .route("/summits/{summit}/export", web::get().to(export::export))
                .route("/summits/{summit}/codes", web::get().to(codes::codes))
                .route("/summits/{summit}/codes", web::post().to(consoles::make))
                .route("/summits/{summit}/codes/printed", web::post().to(codes::printed))
                .route("/summits/{summit}/devices", web::get().to(devices::devices))
                .route("/summits/{summit}/ideas/{idea}/likely", web::get().to(likely::likely))
                .route("/summits/{summit}/preview", web::get().to(preview::preview))
                .default_service(web::to(astray::unknown)),
        )
        .service(web::scope("").configure(pages::routes).default_service(web::to(astray::unknown)));
}

/// A body that is one JSON object of this form.
fn json<T: DeserializeOwned>(body: Result<Bytes, actix_web::Error>) -> Result<T, Problem> {
    let body = body.map_err(|error| {
        let too_large = error.as_response_error().status_code()
            == actix_web::http::StatusCode::PAYLOAD_TOO_LARGE;
        Problem::code(if too_large { refusal::TOO_LARGE } else { refusal::MALFORMED })
    })?;
    serde_json::from_slice(&body).map_err(|_| Problem::code(refusal::MALFORMED))
}

/// Only pages of this server may ask for changes.
fn own_origin(request: &HttpRequest, origins: &Origins) -> Result<(), Problem> {
    let origin = request.headers().get(header::ORIGIN).map(header::HeaderValue::as_bytes);
    if origins.allow(origin) { Ok(()) } else { Err(Problem::code(refusal::ORIGIN_DENIED)) }
}

/// The summit that a token is for, if that is the one that is asked for.
fn admitted(
    request: &HttpRequest,
    hub: &Hub,
    tokens: &Tokens,
    summit: &str,
) -> Result<(SummitHandle, Actor), Problem> {
    let granted = client::bearer(request, tokens)?;
    if granted.summit.as_str() != summit {
        return Err(Problem::code(refusal::ACCESS_DENIED));
    }
    let handle = find(hub, &granted.summit)?;
    let revoked = |jti: &domain::Jti| handle.read(|summit| summit.devices.is_revoked(jti));
    if granted.actor.jti.as_ref().is_some_and(revoked) {
        return Err(Problem::code(domain::Rejection::DeviceRevoked.code()));
    }
    if let (Some(place), Some(jti)) = (admission::place(request), granted.actor.jti) {
        place.shows(jti);
    }
    Ok((handle, granted.actor))
}

/// The same for someone who reads; there is no end to what a token could ask for again and again.
fn reading(
    request: &HttpRequest,
    hub: &Hub,
    tokens: &Tokens,
    summit: &str,
) -> Result<(SummitHandle, Actor), Problem> {
    let (handle, actor) = admitted(request, hub, tokens, summit)?;
    if let (Some(rates), Some(jti)) = (request.app_data::<web::Data<Rates>>(), actor.jti) {
        rates.read(jti).map_err(too_fast)?;
    }
    Ok((handle, actor))
}

/// That one must wait.
pub(crate) fn too_fast(wait: Duration) -> Problem {
    let retry_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).max(1);
    Problem::of(Refused::later(refusal::RATE_REQUESTS, retry_ms))
}

fn find(hub: &Hub, summit: &SummitId) -> Result<SummitHandle, Problem> {
    if !hub.is_ready() {
        return Err(Problem::of(Refused::later(refusal::NODE_NOT_READY, 1_000)));
    }
    hub.summit(summit).ok_or_else(|| Problem::code(refusal::SUMMIT_UNKNOWN))
}
