//! What stands on every answer: the version, and what browsers must not do.

use actix_web::{http::header, middleware::DefaultHeaders};

/// Nothing from elsewhere, nothing inline. Older tablets do not take `'self'` for WebSockets.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; media-src data:; manifest-src 'self'; connect-src 'self' ws: wss:; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

/// Answers of the API hold what people wrote, and codes: no cache keeps them, unless an answer says otherwise.
#[must_use]
pub fn not_stored() -> DefaultHeaders {
    DefaultHeaders::new().add((header::CACHE_CONTROL, "no-store"))
}

/// Puts them on.
#[must_use]
pub fn always() -> DefaultHeaders {
    DefaultHeaders::new()
        .add(("API-Version", protocol::API_VERSION))
        .add((header::CONTENT_SECURITY_POLICY, CSP))
        .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .add((header::X_FRAME_OPTIONS, "DENY"))
        .add((header::REFERRER_POLICY, "no-referrer"))
        .add(("Cross-Origin-Opener-Policy", "same-origin"))
        .add(("Cross-Origin-Resource-Policy", "same-origin"))
        .add(("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()"))
}
