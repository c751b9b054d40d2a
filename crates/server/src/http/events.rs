//! A document as server-sent events: goes on until the client leaves, its token ends, or the node stops.

use super::{access::Caller, problem::Problem, socket::CountedSocket};
use crate::{
    admission::{
        self,
        connections::{Connection, Connections, Full},
    },
    telemetry::Metrics,
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    rt,
    web::{self, Bytes},
};
use domain::{Doc, Offset};
use futures_util::stream;
use hub::{DocumentStream, Hub, Refused, document_stream::Step, limits::STALLED_MAX};
use protocol::{Bye, Encoded, FromServer, refusal};
use std::{convert::Infallible, sync::Arc, time::Duration};
use tokio::{
    sync::mpsc,
    time::{sleep, timeout},
};

/// How often a comment says that the line is open, where nothing changes: proxies cut what is silent.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// When a client should come back after the line broke.
const RETRY_MS: u64 = 2_000;

/// Whether events are asked for.
#[must_use]
pub fn are_wanted(request: &HttpRequest) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.to_ascii_lowercase().contains("text/event-stream"))
}

/// The epoch and offset of the last event that a client has seen.
#[must_use]
pub fn last_seen(request: &HttpRequest) -> Option<(String, u64)> {
    let id = request.headers().get("last-event-id")?.to_str().ok()?;
    let (epoch, offset) = id.rsplit_once(':')?;
    Some((epoch.to_owned(), offset.parse().ok()?))
}

/// The stream; who may watch is checked as on a WebSocket, and it counts as one.
pub fn stream(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    caller: &Caller,
    doc: Doc,
    held: Option<Offset>,
) -> Result<HttpResponse, Problem> {
    let (summit, actor) = (caller.summit.clone(), caller.actor.clone());
    let connection = admit(request, actor.jti)?;
    let epoch = summit.epoch().to_string();
    let is_of_node = doc.is_of_node();
    let follower = DocumentStream::open(hub, summit, (actor, caller.expires_at), doc, held)
        .map_err(Problem::of)?;
    let counted = request.app_data::<web::Data<Metrics>>().map(|it| CountedSocket::one_more(it));
    let (out, events) = mpsc::channel(1);
    let prefix = (!is_of_node).then(|| epoch.clone());
    rt::spawn(async move {
        tell(follower, prefix, out).await;
        drop((connection, counted));
    });
    let events = stream::unfold(events, |mut events| async {
        let event = events.recv().await?;
        Some((Ok::<_, Infallible>(event), events))
    });
    Ok(HttpResponse::Ok()
        .insert_header(("X-Accel-Buffering", "no"))
        .insert_header(("Burgertop-Epoch", epoch))
        .content_type("text/event-stream")
        .streaming(events))
}

fn admit(request: &HttpRequest, jti: Option<domain::Jti>) -> Result<Option<Connection>, Problem> {
    let Some(connections) = request.app_data::<web::Data<Arc<Connections>>>() else {
        return Ok(None);
    };
    let full = |full: Full| {
        tracing::warn!(?full, "too many connections: a stream of events is refused");
        let code = if full == Full::Token { refusal::RATE_REQUESTS } else { refusal::NODE_FULL };
        Problem::of(Refused::later(code, 5_000))
    };
    let connection = connections.admit().map_err(full)?;
    if let Some(jti) = jti {
        connection.claim(jti).map_err(full)?;
    }
    if let Some(place) = admission::place(request) {
        place.sits();
    }
    Ok(Some(connection))
}

/// What is next is looked up only when there is room for it, so that a slow reader gets the newest.
async fn tell(mut follower: DocumentStream, epoch: Option<String>, out: mpsc::Sender<Bytes>) {
    let begin = Bytes::from(format!("retry: {RETRY_MS}\n\n"));
    if out.send(begin).await.is_err() {
        return;
    }
    while let Ok(Ok(room)) = timeout(STALLED_MAX, out.reserve()).await {
        let next = tokio::select! {
            biased;
            () = out.closed() => return,
            next = follower.next() => Some(next),
            () = sleep(HEARTBEAT) => None,
        };
        match next {
            None => room.send(Bytes::from_static(b": \n\n")),
            Some(Ok(step)) => room.send(event(epoch.as_deref(), &step)),
            Some(Err(bye)) => return room.send(goodbye(bye)),
        }
    }
}

fn event(epoch: Option<&str>, step: &Step) -> Bytes {
    let mut event = Vec::new();
    let frame = match step {
        Step::Stale(frame) => {
            event.extend_from_slice(b"event: stale\n");
            frame
        }
        Step::Sync { frame, held } => {
            if let (Some(epoch), Some(held)) = (epoch, held) {
                event.extend_from_slice(format!("id: {epoch}:{held}\n").as_bytes());
            }
            frame
        }
    };
    // JSON has no line breaks of its own.
    event.extend_from_slice(b"data: ");
    event.extend_from_slice(&frame.json());
    event.extend_from_slice(b"\n\n");
    event.into()
}

fn goodbye(bye: Bye) -> Bytes {
    let retry = bye.retry_ms.map_or_else(String::new, |ms| format!("retry: {ms}\n"));
    let json = Encoded::frame(&FromServer::Bye(bye)).json();
    format!("{retry}event: bye\ndata: {}\n\n", String::from_utf8_lossy(&json)).into()
}
