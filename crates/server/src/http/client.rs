//! What a request says of its client: address, token, language.

use crate::{
    admission::tokens::{Granted, Tokens},
    http::problem::Problem,
    network::proxy,
    settings::Network,
};
use actix_web::{
    HttpRequest,
    http::header::{self, HeaderName},
    web,
};
use protocol::refusal;
use std::{
    net::{IpAddr, Ipv4Addr},
    sync::atomic::{AtomicBool, Ordering},
};

/// The proxies whose headers are believed.
#[derive(Debug, Default)]
pub struct Proxies {
    trusted: Vec<Network>,
    /// Whether each warning was logged: every request would repeat it.
    unread: Once,
    disbelieved: Once,
}

#[derive(Debug, Default)]
struct Once(AtomicBool);

impl Once {
    fn is_first(&self) -> bool {
        !self.0.swap(true, Ordering::Relaxed)
    }
}

impl Proxies {
    /// These are believed.
    #[must_use]
    pub fn trusting(trusted: Vec<Network>) -> Self {
        Self { trusted, ..Self::default() }
    }

    fn client(&self, request: &HttpRequest, peer: IpAddr) -> IpAddr {
        let of = |name| {
            let headers = request.headers().get_all(name);
            headers.map(|value| value.to_str().unwrap_or(UNREADABLE)).collect::<Vec<_>>()
        };
        let (listed, forwarded) = (of(FORWARDED_FOR), of(FORWARDED));
        // A proxy that writes the one may pass on the other as the client wrote it.
        let hops: Vec<&str> = if listed.is_empty() {
            forwarded.into_iter().flat_map(proxy::forwarded).collect()
        } else {
            listed
        };
        let asking = proxy::client(peer, hops.iter().copied(), &self.trusted);
        if let Some(hop) = asking.unread
            && self.unread.is_first()
        {
            let hop: String = hop.chars().take(HOP_SHOWN_CHARS).collect();
            tracing::warn!(
                hop,
                "X-Forwarded-For or Forwarded holds something that is no address: devices behind it share the address and the limits of the proxy"
            );
        }
        let is_trusted = self.trusted.iter().any(|network| network.contains(peer));
        let is_near = proxy::is_private(peer);
        if !hops.is_empty() && !is_trusted && is_near && self.disbelieved.is_first() {
            tracing::warn!(
                peer = %peer.to_canonical(),
                "X-Forwarded-For or Forwarded is ignored, for its sender is not in server.trusted_proxies: all devices behind it share its limits"
            );
        }
        asking.address
    }
}

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED: HeaderName = HeaderName::from_static("forwarded");
/// Stands for a header that is no text.
const UNREADABLE: &str = "(not text)";
/// As much of a hop as the log shows.
const HOP_SHOWN_CHARS: usize = 64;

/// Where a request comes from.
#[must_use]
pub fn address(request: &HttpRequest) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    let proxies = request.app_data::<web::Data<Proxies>>();
    proxies.map_or(peer.to_canonical(), |proxies| proxies.client(request, peer))
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
