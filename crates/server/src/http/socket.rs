//! The upgrade to a WebSocket: what must be right before it, and what a connection is given.

use super::{access::own_origin, problem::Problem, translator::Translator};
use crate::{
    admission::{
        self,
        connections::{Connection, Connections, Full},
        ledger::Place,
        tokens::{Refused as NoToken, Tokens},
    },
    frames::socket::{Ending, Frames, Line, Messages},
    system,
    telemetry::Metrics,
};
use actix_web::{
    FromRequest as _, HttpRequest, HttpResponse,
    body::{BodyStream, MessageBody as _},
    dev::Payload,
    http::header,
    rt, web,
};
use domain::Time;
use futures_util::StreamExt as _;
use hub::{AuthError, Authenticator, Gateway, Grant, Hub, Refused, socket::Incoming};
use protocol::{CloseCode, SUBPROTOCOL, refusal};
use std::sync::Arc;

/// `GET /ws`
pub async fn upgrade(
    request: HttpRequest,
    payload: web::Payload,
    hub: web::Data<Hub>,
    connections: web::Data<Arc<Connections>>,
    tokens: web::Data<Tokens>,
    translator: web::Data<Arc<Translator>>,
    metrics: web::Data<Metrics>,
) -> Result<HttpResponse, Problem> {
    match admit(&request, &hub, &connections) {
        Ok((response, connection)) => {
            let ending = Ending::default();
            let (out, outgoing) = hub::socket::out();
            let counted = CountedSocket::one_more(&metrics);
            let authenticator = TokenAuthenticator {
                tokens: tokens.into_inner(),
                connection,
                place: admission::place(&request),
                ending: ending.clone(),
            };
            let gateway = Gateway {
                hub: Hub::clone(&hub),
                authenticator: Arc::new(authenticator),
                translator: Arc::<Translator>::clone(&translator),
            };
            let metrics = Metrics::clone(&metrics);
            let heard = Messages::new(payload, ending.clone()).inspect(move |message| {
                if let Incoming::Violation(code) = message {
                    metrics.server.frames_refused.with_label_values(&[code.reason()]).inc();
                }
            });
            // The connection counts until the hub has let go of it.
            let speaks = response.headers().get(header::SEC_WEBSOCKET_PROTOCOL);
            let is_spoken = speaks.is_some_and(|it| it.as_bytes() == SUBPROTOCOL.as_bytes());
            rt::spawn(async move {
                if is_spoken {
                    hub::serve(gateway, heard, out).await;
                } else {
                    hub::refuse(gateway, out).await;
                }
                drop(counted);
            });
            let line = request.conn_data::<Line>().cloned();
            let frames = BodyStream::new(Frames::new(outgoing, ending, line)).boxed();
            Ok(response.map_body(|_, _| frames))
        }
        Err(problem) => {
            metrics.server.upgrades_refused.with_label_values(&[problem.name()]).inc();
            Err(problem)
        }
    }
}

/// Whether this may become a WebSocket. In the order of what is cheapest to say no to.
fn admit(
    request: &HttpRequest,
    hub: &Hub,
    connections: &Arc<Connections>,
) -> Result<(HttpResponse, Connection), Problem> {
    // What stands in a URL ends up in logs.
    if request.query_string().to_ascii_lowercase().contains("token") {
        return Err(Problem::code(refusal::MALFORMED).field("token"));
    }
    own_origin(request)?;
    if !hub.is_ready() {
        return Err(Problem::not_ready());
    }
    let other = other_version(request);
    let spoken = [other.as_deref().unwrap_or(SUBPROTOCOL)];
    let (response, _, _) = actix_ws::handle_with_protocols(request, no_payload(request)?, &spoken)
        .map_err(|error| {
            tracing::debug!(%error, "no WebSocket handshake");
            Problem::code(refusal::MALFORMED)
        })?;
    if !response.headers().contains_key(header::SEC_WEBSOCKET_PROTOCOL) {
        return Err(Problem::code(refusal::VERSION_UNSUPPORTED));
    }
    let connection = connections.admit().map_err(|full| {
        tracing::warn!(?full, "too many connections: a WebSocket is refused");
        Problem::of(Refused::later(refusal::NODE_FULL, 5_000))
    })?;
    Ok((response, connection))
}

/// The version that a client of ours speaks, if it is none that is spoken here. It is let in as far as to be told so: of a
/// refused upgrade a browser learns nothing, and would try again for ever.
fn other_version(request: &HttpRequest) -> Option<String> {
    let offered = request.headers().get_all(header::SEC_WEBSOCKET_PROTOCOL);
    let offered = offered.filter_map(|value| value.to_str().ok()).flat_map(|it| it.split(','));
    let offered: Vec<&str> = offered.map(str::trim).collect();
    if offered.contains(&SUBPROTOCOL) {
        return None;
    }
    offered.into_iter().find(|it| it.starts_with("burgertop.")).map(str::to_owned)
}

/// actix-ws shakes hands here and no more: what comes in goes through our own guard, and what goes out is
/// pulled (`docs/adr/0002-pull-writer.md`).
fn no_payload(request: &HttpRequest) -> Result<web::Payload, Problem> {
    let payload = web::Payload::from_request(request, &mut Payload::None).into_inner();
    payload.map_err(|_| Problem::code(refusal::MALFORMED))
}

/// Reads the token of one connection, and counts the connection for it.
struct TokenAuthenticator {
    tokens: Arc<Tokens>,
    connection: Connection,
    /// Of its socket.
    place: Option<Arc<Place>>,
    ending: Ending,
}

impl Authenticator for TokenAuthenticator {
    fn authenticate(&self, token: &str, now: Time) -> Result<Grant, AuthError> {
        let granted = self.tokens.grant(token).map_err(|refused| match refused {
            NoToken::Invalid => AuthError::Invalid,
            NoToken::Expired => AuthError::Expired,
        })?;
        if let Some(Err(Full::Token | Full::Node)) =
            granted.actor.jti.map(|jti| self.connection.claim(jti))
        {
            // The token is good: its holder shall come back when a connection is gone, of its own or of another.
            self.ending.instead(CloseCode::TooFast);
            return Err(AuthError::Invalid);
        }
        if let Some(place) = &self.place {
            place.sits();
        }
        // The node's clock goes on from the log's time: if this machine's was ahead once, it still is, and must
        // not end tokens that this machine's clock makes and takes.
        let expires_at = now.plus_ms(granted.expires_at.ms_since(system::now()));
        Ok(Grant { summit: granted.summit, actor: granted.actor, expires_at })
    }
}

/// One open connection, in the metrics.
pub(super) struct CountedSocket(Metrics);

impl CountedSocket {
    pub(super) fn one_more(metrics: &Metrics) -> Self {
        metrics.server.connections.inc();
        metrics.server.open_connections.inc();
        Self(metrics.clone())
    }
}

impl Drop for CountedSocket {
    fn drop(&mut self) {
        self.0.server.open_connections.dec();
    }
}
