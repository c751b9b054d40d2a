//! One connection, from its first message to its last: a greeting, then a session.

use crate::{
    answer::Phrasebook,
    gatekeeper::Gatekeeper,
    hub::Hub,
    limits::{
        ANSWERED_WITHIN, HELLO_WITHIN, PART_WITHIN, PONG_WITHIN, RESTART_JITTER_MS, SILENT_MAX,
        STALLED_MAX,
    },
    session::{Over, Session, session_id},
    socket::{Incoming, Out, Outgoing},
};
use futures_util::{Stream, StreamExt};
use protocol::{Bye, CloseCode, Encoded, FromClient, FromServer};
use std::{collections::VecDeque, sync::Arc};
use tokio::time::{Instant, sleep_until, timeout, timeout_at};

/// What connections of a node have in common.
#[derive(Clone)]
pub struct Door {
    /// The summits.
    pub hub: Hub,
    /// Who reads tokens.
    pub gatekeeper: Arc<dyn Gatekeeper>,
    /// Who puts refusals in people's languages.
    pub phrasebook: Arc<dyn Phrasebook>,
}

impl std::fmt::Debug for Door {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Door").field("hub", &self.hub).finish_non_exhaustive()
    }
}

/// Serves one connection until it ends.
pub async fn serve(door: Door, mut incoming: impl Stream<Item = Incoming> + Unpin, out: Out) {
    let over = match greet(&door, &mut incoming, &out).await {
        Ok(session) => converse(&door, session, &mut incoming, &out).await,
        Err(over) => over,
    };
    if let Some(over) = over {
        part(&door, over, &out).await;
    }
}

/// Ends a connection whose client speaks no version of the protocol that is spoken here: over HTTP a browser would not be
/// told why, and come back for ever.
pub async fn refuse(door: Door, out: Out) {
    part(&door, Over(CloseCode::Version), &out).await;
}

/// Waits for the hello, and lets the client in. An error of none: the client is gone.
async fn greet(
    door: &Door,
    incoming: &mut (impl Stream<Item = Incoming> + Unpin),
    out: &Out,
) -> Result<Session, Option<Over>> {
    let over = |code| Some(Over(code));
    let until = Instant::now() + HELLO_WITHIN;
    let text = loop {
        let stopping = door.hub.stopping();
        let heard = tokio::select! {
            biased;
            () = stopping.cancelled() => return Err(over(CloseCode::Restart)),
            heard = timeout_at(until, incoming.next()) => heard,
        };
        match heard {
            Err(_) => return Err(over(CloseCode::NoHello)),
            Ok(None | Some(Incoming::Close)) => return Err(None),
            Ok(Some(Incoming::Violation(code))) => return Err(over(code)),
            Ok(Some(Incoming::Ping(bytes))) => {
                let _ = out.try_send(Outgoing::Pong(bytes));
            }
            Ok(Some(Incoming::Pong)) => {}
            Ok(Some(Incoming::Text(text))) => break text,
        }
    };
    let Ok(FromClient::Hello(hello)) = FromClient::decode(&text) else {
        return Err(over(CloseCode::Invalid));
    };
    let grant = door
        .gatekeeper
        .admit(&hello.token, door.hub.now())
        .map_err(|turned| over(turned.close()))?;
    if !door.hub.is_ready() {
        return Err(over(CloseCode::Restart));
    }
    let summit = door.hub.summit(&grant.summit).ok_or(over(CloseCode::Token))?;
    let id = session_id(door.hub.chance());
    Session::open(id, summit, grant, hello, Arc::clone(&door.phrasebook)).map_err(Some)
}

/// Goes back and forth until either side ends it. None: the client is gone.
///
/// Its inputs: what comes in; room on the way out; the session's bell and answers; time (silence, a reader
/// that stalls, a token that expires); the node that stops.
async fn converse(
    door: &Door,
    mut session: Session,
    incoming: &mut (impl Stream<Item = Incoming> + Unpin),
    out: &Out,
) -> Option<Over> {
    // Of the carrier: at most a ping and a pong. Frames stay in the session until there is room, so that a
    // slow reader gets the newest.
    let mut carrier = VecDeque::new();
    let mut waiting_since: Option<Instant> = None;
    let mut heard_at = Instant::now();
    let mut asked_at: Option<Instant> = None;
    let expires_at = session_expiry(door, &session);
    let stopping = door.hub.stopping();
    loop {
        let waits = !carrier.is_empty() || session.has_frame();
        let stalled_at =
            waits.then(|| *waiting_since.get_or_insert_with(Instant::now) + STALLED_MAX);
        let silent_at = match asked_at {
            Some(asked) => asked + PONG_WITHIN,
            None => heard_at + SILENT_MAX,
        };
        let alarm = stalled_at.into_iter().fold(silent_at.min(expires_at), Instant::min);
        // In this order, so that a day can be played again; none but the last is ready for long.
        let done = tokio::select! {
            biased;
            () = stopping.cancelled() => {
                let _ = timeout(ANSWERED_WITHIN, finish(&mut session, out)).await;
                Err(Over(CloseCode::Restart))
            }
            () = sleep_until(alarm) => {
                let now = Instant::now();
                if expires_at <= now {
                    Err(Over(CloseCode::Expired))
                } else if stalled_at.is_some_and(|at| at <= now) {
                    Err(Over(CloseCode::TooSlow))
                } else if asked_at.is_some() {
                    return None;
                } else {
                    asked_at = Some(now);
                    carrier.push_back(Outgoing::Ping);
                    Ok(())
                }
            }
            room = out.reserve(), if waits => match room {
                Ok(room) => {
                    let next = carrier.pop_front();
                    if let Some(next) = next.or_else(|| session.next_frame().map(Outgoing::Frame)) {
                        room.send(next);
                    }
                    waiting_since = None;
                    Ok(())
                }
                Err(_) => return None,
            },
            stirred = session.stirred() => stirred,
            heard = incoming.next() => {
                heard_at = Instant::now();
                asked_at = None;
                match heard {
                    None | Some(Incoming::Close) => return None,
                    Some(Incoming::Violation(code)) => Err(Over(code)),
                    Some(Incoming::Pong) => Ok(()),
                    Some(Incoming::Ping(bytes)) => {
                        // One answer at a time: a flood of pings is answered by fewer pongs (RFC 6455, 5.5.3).
                        carrier.retain(|it| !matches!(it, Outgoing::Pong(_)));
                        carrier.push_back(Outgoing::Pong(bytes));
                        Ok(())
                    }
                    Some(Incoming::Text(text)) => session.hear(&text),
                }
            }
        };
        if let Err(over) = done {
            return Some(over);
        }
    }
}

/// What was asked before the node stops is answered.
async fn finish(session: &mut Session, out: &Out) -> Option<()> {
    session.all_answered().await.ok()?;
    while let Some(frame) = session.next_frame() {
        out.send(Outgoing::Frame(frame)).await.ok()?;
    }
    Some(())
}

fn session_expiry(door: &Door, session: &Session) -> Instant {
    door.hub.clock().instant(session.expires_at())
}

/// Says why, and ends.
async fn part(door: &Door, Over(code): Over, out: &Out) {
    let bye = Outgoing::Frame(Encoded::frame(&FromServer::Bye(bye(&door.hub, code))));
    // A reader that stalls is not waited for: what it misses it finds when it comes back.
    let said = async {
        out.send(bye).await.ok()?;
        out.send(Outgoing::Close(code)).await.ok()
    };
    let _ = timeout(PART_WITHIN, said).await;
}

/// Why a connection ends, and when to come back.
pub(crate) fn bye(hub: &Hub, code: CloseCode) -> Bye {
    let retry_ms = match code {
        CloseCode::Restart => Some(jitter(hub.chance())),
        CloseCode::TooFast => Some(5_000),
        _ => None,
    };
    Bye { code: code.number(), reason: code.reason().to_owned(), retry_ms }
}

fn jitter(chance: [u8; 16]) -> u64 {
    let [a, b, ..] = chance;
    u64::from(u16::from_be_bytes([a, b])) * RESTART_JITTER_MS / u64::from(u16::MAX)
}
