//! One connection, from its first message to its last: it waits for the hello, then runs a session.

use crate::{
    answer::Translate,
    authenticator::Authenticator,
    hub::Hub,
    limits::{
        ANSWERED_WITHIN, CLOSE_WITHIN, HELLO_WITHIN, PONG_WITHIN, RESTART_JITTER_MS, SILENT_MAX,
        STALLED_MAX,
    },
    session::{Ended, Session, session_id},
    socket::{Incoming, Out, Outgoing},
};
use futures_util::{Stream, StreamExt};
use protocol::{Bye, CloseCode, Encoded, FromClient, FromServer};
use std::{collections::VecDeque, sync::Arc};
use tokio::time::{Instant, sleep_until, timeout, timeout_at};

/// What every connection of a node needs.
#[derive(Clone)]
pub struct Gateway {
    /// The summits.
    pub hub: Hub,
    /// Reads tokens.
    pub authenticator: Arc<dyn Authenticator>,
    /// Translates refusals.
    pub translator: Arc<dyn Translate>,
}

impl std::fmt::Debug for Gateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gateway").field("hub", &self.hub).finish_non_exhaustive()
    }
}

/// Serves one connection until it ends.
pub async fn serve(gateway: Gateway, mut incoming: impl Stream<Item = Incoming> + Unpin, out: Out) {
    let ended = match wait_for_hello(&gateway, &mut incoming, &out).await {
        Ok(session) => run_session(&gateway, session, &mut incoming, &out).await,
        Err(ended) => ended,
    };
    if let Some(ended) = ended {
        close(&gateway, ended, &out).await;
    }
}

/// Closes a connection whose client speaks no version of the protocol that the server speaks. A refusal over HTTP would
/// not reach the script of a page, which would try again for ever.
pub async fn refuse(gateway: Gateway, out: Out) {
    close(&gateway, Ended(CloseCode::Version), &out).await;
}

/// Waits for the hello and opens the session. An error of none: the client is gone.
async fn wait_for_hello(
    gateway: &Gateway,
    incoming: &mut (impl Stream<Item = Incoming> + Unpin),
    out: &Out,
) -> Result<Session, Option<Ended>> {
    let ended = |code| Some(Ended(code));
    let until = Instant::now() + HELLO_WITHIN;
    let text = loop {
        let stopping = gateway.hub.stopping();
        let heard = tokio::select! {
            biased;
            () = stopping.cancelled() => return Err(ended(CloseCode::Restart)),
            heard = timeout_at(until, incoming.next()) => heard,
        };
        match heard {
            Err(_) => return Err(ended(CloseCode::NoHello)),
            Ok(None | Some(Incoming::Close)) => return Err(None),
            Ok(Some(Incoming::Violation(code))) => return Err(ended(code)),
            Ok(Some(Incoming::Ping(bytes))) => {
                let _ = out.try_send(Outgoing::Pong(bytes));
            }
            Ok(Some(Incoming::Pong)) => {}
            Ok(Some(Incoming::Text(text))) => break text,
        }
    };
    let Ok(FromClient::Hello(hello)) = FromClient::decode(&text) else {
        return Err(ended(CloseCode::Invalid));
    };
    let grant = gateway
        .authenticator
        .authenticate(&hello.token, gateway.hub.now())
        .map_err(|turned| ended(turned.close()))?;
    if !gateway.hub.is_ready() {
        return Err(ended(CloseCode::Restart));
    }
    let summit = gateway.hub.summit(&grant.summit).ok_or(ended(CloseCode::Token))?;
    let id = session_id(gateway.hub.entropy());
    Session::open(id, summit, grant, hello, Arc::clone(&gateway.translator)).map_err(Some)
}

/// Runs a session until either side ends it. None: the client is gone.
///
/// Its inputs: the node stops; time (the client is silent, or stalls, or its token expires); room to send; events of the
/// session (notifications and answers); messages of the client.
async fn run_session(
    gateway: &Gateway,
    mut session: Session,
    incoming: &mut (impl Stream<Item = Incoming> + Unpin),
    out: &Out,
) -> Option<Ended> {
    // At most one ping and one pong. Frames stay in the session until there is room, so that a slow client gets the
    // newest.
    let mut control_frames = VecDeque::new();
    let mut waiting_since: Option<Instant> = None;
    let mut heard_at = Instant::now();
    let mut asked_at: Option<Instant> = None;
    let expires_at = session_expiry(gateway, &session);
    let stopping = gateway.hub.stopping();
    loop {
        let waits = !control_frames.is_empty() || session.has_frame();
        let stalled_at =
            waits.then(|| *waiting_since.get_or_insert_with(Instant::now) + STALLED_MAX);
        let silent_at = match asked_at {
            Some(asked) => asked + PONG_WITHIN,
            None => heard_at + SILENT_MAX,
        };
        let alarm = stalled_at.into_iter().fold(silent_at.min(expires_at), Instant::min);
        // In a fixed order, so that a simulated day can be repeated. None but the last is ready for long.
        let done = tokio::select! {
            biased;
            () = stopping.cancelled() => {
                let _ = timeout(ANSWERED_WITHIN, finish(&mut session, out)).await;
                Err(Ended(CloseCode::Restart))
            }
            () = sleep_until(alarm) => {
                let now = Instant::now();
                if expires_at <= now {
                    Err(Ended(CloseCode::Expired))
                } else if stalled_at.is_some_and(|at| at <= now) {
                    Err(Ended(CloseCode::TooSlow))
                } else if asked_at.is_some() {
                    return None;
                } else {
                    asked_at = Some(now);
                    control_frames.push_back(Outgoing::Ping);
                    Ok(())
                }
            }
            room = out.reserve(), if waits => match room {
                Ok(room) => {
                    let next = control_frames.pop_front();
                    if let Some(next) = next.or_else(|| session.next_frame().map(Outgoing::Frame)) {
                        room.send(next);
                    }
                    waiting_since = None;
                    Ok(())
                }
                Err(_) => return None,
            },
            next_event = session.next_event() => next_event,
            heard = incoming.next() => {
                heard_at = Instant::now();
                asked_at = None;
                match heard {
                    None | Some(Incoming::Close) => return None,
                    Some(heard) => on_incoming(heard, &mut session, &mut control_frames),
                }
            }
        };
        if let Err(ended) = done {
            return Some(ended);
        }
    }
}

/// Handles a message of the client that does not close the connection.
fn on_incoming(
    heard: Incoming,
    session: &mut Session,
    control_frames: &mut VecDeque<Outgoing>,
) -> Result<(), Ended> {
    match heard {
        Incoming::Text(text) => session.on_message(&text),
        Incoming::Violation(code) => Err(Ended(code)),
        Incoming::Ping(bytes) => {
            // The last ping is answered: a flood of pings gets fewer pongs (RFC 6455, 5.5.3).
            control_frames.retain(|it| !matches!(it, Outgoing::Pong(_)));
            control_frames.push_back(Outgoing::Pong(bytes));
            Ok(())
        }
        Incoming::Pong | Incoming::Close => Ok(()),
    }
}

/// Answers the requests that are in flight when the node stops.
async fn finish(session: &mut Session, out: &Out) -> Option<()> {
    session.all_answered().await.ok()?;
    while let Some(frame) = session.next_frame() {
        out.send(Outgoing::Frame(frame)).await.ok()?;
    }
    Some(())
}

fn session_expiry(gateway: &Gateway, session: &Session) -> Instant {
    gateway.hub.clock().instant(session.expires_at())
}

/// Sends the reason, then closes.
async fn close(gateway: &Gateway, Ended(code): Ended, out: &Out) {
    let bye = Outgoing::Frame(Encoded::frame(&FromServer::Bye(bye(&gateway.hub, code))));
    // A client that stalls is not waited for: it finds what it missed when it comes back.
    let said = async {
        out.send(bye).await.ok()?;
        out.send(Outgoing::Close(code)).await.ok()
    };
    let _ = timeout(CLOSE_WITHIN, said).await;
}

/// The last frame: why the connection ends, and when to come back.
pub(crate) fn bye(hub: &Hub, code: CloseCode) -> Bye {
    let retry_ms = match code {
        CloseCode::Restart => Some(jitter(hub.entropy())),
        CloseCode::TooFast => Some(5_000),
        _ => None,
    };
    Bye { code: code.number(), reason: code.reason().to_owned(), retry_ms }
}

fn jitter(chance: [u8; 16]) -> u64 {
    let [a, b, ..] = chance;
    u64::from(u16::from_be_bytes([a, b])) * RESTART_JITTER_MS / u64::from(u16::MAX)
}
