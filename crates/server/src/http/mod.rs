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
//! | [`services`] | what handlers work with, registered once |
//! | [`head`] · [`headers`] | HEAD, and what stands on every answer |
//! | [`problem`] · [`translator`] | refusals, in people's languages |
//! | [`access`] · [`client`] | who asks: token, summit, page and rate, as extractors; address and language |
//! | [`pages`] · [`branding`] · [`gzip`] | the screens, a municipality's look on them, and their files compressed |

pub mod access;
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
pub mod services;
pub mod socket;
pub mod translator;

use crate::limits::BODY_MAX_BYTES;
use actix_web::web;

/// Every address of the server.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .app_data(web::PayloadConfig::new(BODY_MAX_BYTES))
        .route("/ws", web::get().to(socket::upgrade))
        .route("/health/live", web::get().to(health::live))
        .route("/health/ready", web::get().to(health::ready))
        .service(
            web::scope("/api/v1")
                .wrap(headers::not_stored())
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
