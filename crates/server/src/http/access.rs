//! Who asks, checked before a handler runs: token, summit, revocation, page and rate.
//!
//! | extractor | for |
//! |---|---|
//! | [`Caller`] | a good token for the summit in the address |
//! | [`Reader`] | the same, at most as often as one may read |
//! | [`Writer`] | the same with a body, from a page of this server |

use super::{client, problem::Problem, rates::Rates};
use crate::admission::{self, origin::Origins, tokens::Tokens};
use actix_web::{
    Error, FromRequest, HttpRequest,
    dev::Payload,
    http::{StatusCode, header},
    web::{self, Bytes},
};
use domain::{Actor, Doc, Role, SummitId, Time, access};
use futures_util::future::{LocalBoxFuture, Ready, ready};
use hub::{Hub, SummitHandle};
use protocol::refusal;
use serde::{Deserialize, de::DeserializeOwned};
use std::{ops::Deref, time::Duration};

/// Someone with a good token for the summit in the address.
#[derive(Debug)]
pub struct Caller {
    /// The summit.
    pub summit: SummitHandle,
    /// Who asks.
    pub actor: Actor,
    /// When the token ends.
    pub expires_at: Time,
}

/// A caller who reads, within the rate of reads: without one, a token could ask for ever.
#[derive(Debug)]
pub struct Reader(Caller);

/// A caller who changes something, from a page of this server, and what was sent.
#[derive(Debug)]
pub struct Writer {
    caller: Caller,
    body: Result<Bytes, Error>,
    rates: web::Data<Rates>,
}

#[derive(Deserialize)]
struct SummitPath {
    summit: String,
}

impl Caller {
    fn of(request: &HttpRequest) -> Result<Self, Error> {
        let SummitPath { summit } =
            web::Path::<SummitPath>::extract(request).into_inner()?.into_inner();
        let tokens = service::<Tokens>(request)?;
        let granted = client::bearer(request, &tokens)?;
        if granted.summit.as_str() != summit {
            return Err(Problem::code(refusal::ACCESS_DENIED).into());
        }
        let handle = find(&*service::<Hub>(request)?, &granted.summit)?;
        let revoked = |jti: &domain::Jti| handle.read(|summit| summit.devices.is_revoked(jti));
        if granted.actor.jti.as_ref().is_some_and(revoked) {
            return Err(Problem::code(domain::Rejection::DeviceRevoked.code()).into());
        }
        if let (Some(place), Some(jti)) = (admission::place(request), granted.actor.jti) {
            place.shows(jti);
        }
        Ok(Self { summit: handle, actor: granted.actor, expires_at: granted.expires_at })
    }

    /// Refuses all but this role.
    pub fn must_be(&self, role: Role) -> Result<(), Problem> {
        allow(self.actor.role == role)
    }

    /// Refuses those who may not follow this document.
    pub fn must_see(&self, doc: &Doc) -> Result<(), Problem> {
        allow(access::may_watch(&self.actor, doc))
    }

    /// Refuses those who may not take the record of the summit.
    pub fn must_export(&self) -> Result<(), Problem> {
        allow(access::may_export(&self.actor))
    }

    fn read_rate(&self, rates: &Rates) -> Result<(), Problem> {
        self.actor.jti.map_or(Ok(()), |jti| rates.read(jti).map_err(too_fast))
    }
}

impl Writer {
    /// What was sent, as one JSON object of this form.
    pub fn json<T: DeserializeOwned>(&mut self) -> Result<T, Problem> {
        json(std::mem::replace(&mut self.body, Ok(Bytes::new())))
    }

    /// Takes one of the reads of this token: for requests that no summit counts.
    pub fn read_rate(&self) -> Result<(), Problem> {
        self.caller.read_rate(&self.rates)
    }

    /// Takes one of the requests of this token; how long to wait if there were too many.
    pub fn request_rate(&self) -> Result<(), Problem> {
        self.actor.jti.map_or(Ok(()), |jti| self.rates.request(jti).map_err(too_fast))
    }
}

impl Deref for Reader {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

impl Deref for Writer {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl FromRequest for Caller {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

impl FromRequest for Reader {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let read = || {
            let caller = Caller::of(request)?;
            caller.read_rate(&*service::<Rates>(request)?)?;
            Ok(Self(caller))
        };
        ready(read())
    }
}

impl FromRequest for Writer {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = Bytes::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            // Read to its end also where the request is refused, so that the connection can go on.
            let body = body.await;
            own_origin(&request)?;
            let caller = Caller::of(&request)?;
            Ok(Self { caller, body, rates: service(&request)? })
        })
    }
}

/// One of the services that were registered at the start.
fn service<T: 'static>(request: &HttpRequest) -> Result<web::Data<T>, Error> {
    web::Data::extract(request).into_inner()
}

fn allow(may: bool) -> Result<(), Problem> {
    if may { Ok(()) } else { Err(Problem::code(refusal::ACCESS_DENIED)) }
}

/// A body that is one JSON object of this form.
pub fn json<T: DeserializeOwned>(body: Result<Bytes, Error>) -> Result<T, Problem> {
    let body = body.map_err(|error| {
        let too_large = error.as_response_error().status_code() == StatusCode::PAYLOAD_TOO_LARGE;
        Problem::code(if too_large { refusal::TOO_LARGE } else { refusal::MALFORMED })
    })?;
    serde_json::from_slice(&body).map_err(|_| Problem::code(refusal::MALFORMED))
}

/// The query of the address; `field` is named if it cannot be read.
pub fn query<T: DeserializeOwned>(
    request: &HttpRequest,
    field: &'static str,
) -> Result<T, Problem> {
    web::Query::from_query(request.query_string())
        .map(web::Query::into_inner)
        .map_err(|_| Problem::code(refusal::MALFORMED).field(field))
}

/// Refuses pages of other servers: only those of this one may ask for changes.
pub fn own_origin(request: &HttpRequest) -> Result<(), Problem> {
    let origin = request.headers().get(header::ORIGIN).map(header::HeaderValue::as_bytes);
    let origins = request.app_data::<web::Data<Origins>>();
    let is_own = origins.is_some_and(|origins| origins.allow(origin));
    if is_own { Ok(()) } else { Err(Problem::code(refusal::ORIGIN_DENIED)) }
}

/// A summit of this node, once the node is ready.
pub fn find(hub: &Hub, summit: &SummitId) -> Result<SummitHandle, Problem> {
    if !hub.is_ready() {
        return Err(Problem::not_ready());
    }
    hub.summit(summit).ok_or_else(|| Problem::code(refusal::SUMMIT_UNKNOWN))
}

/// Refuses for now: this token or address asks too fast.
pub fn too_fast(wait: Duration) -> Problem {
    Problem::later(refusal::RATE_REQUESTS, wait)
}
