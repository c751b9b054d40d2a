//! Who asks over HTTP: an address, a token, a language.

use crate::{
    problem::Problem,
    proxy,
    proxy::Network,
    tokens::{Granted, Tokens},
};
use actix_web::{
    HttpRequest,
    http::header::{self, HeaderName},
    web,
};
use protocol::refusal;
use std::net::{IpAddr, Ipv4Addr};

/// The proxies whose word is taken.
#[derive(Debug, Clone, Default)]
pub struct Proxies(pub Vec<Network>);

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Where a request comes from.
#[must_use]
pub fn address(request: &HttpRequest) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    // Proxies may add a header each: the last one is of the proxy that is next to us.
    let forwarded =
        request.headers().get_all(FORWARDED_FOR).last().and_then(|value| value.to_str().ok());
    let trusted = request.app_data::<web::Data<Proxies>>().map_or(&[][..], |proxies| &proxies.0);
    proxy::client(peer, forwarded, trusted)
}

/// Whose token stands in the `Authorization` header.
pub fn bearer(request: &HttpRequest, tokens: &Tokens) -> Result<Granted, Problem> {
    let value = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (scheme, token) = value
        .and_then(|value| value.split_once(' '))
        .ok_or_else(|| Problem::code(refusal::TOKEN_MISSING))?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Problem::code(refusal::TOKEN_MISSING));
    }
    tokens.grant(token.trim()).map_err(|refused| Problem::code(refused.code()))
}

/// What the header says about languages.
#[must_use]
pub fn languages(request: &HttpRequest) -> Option<&str> {
    request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok())
}
