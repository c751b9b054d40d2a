//! A join code for a token: the one door for every device.

use super::{find, json, own_origin};
use crate::{
    client,
    codes::{
        book::Claim,
        books::{Books, Claimed},
        code::Code,
        pace::Pace,
        pages::Opens,
        tries::{TooMany, Tries},
    },
    metrics::Metrics,
    origin::Origins,
    problem::Problem,
    tokens::Tokens,
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{self, Bytes},
};
use domain::{Actor, Badge, Command, Jti, RequestId, Role, Seat, SummitId, TableNo, Time, device};
use hub::{Answer, Hub, Refused};
use protocol::refusal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{
    sync::OnceLock,
    time::{Duration, Instant},
};
use uuid::Uuid;

/// The codes of the summits of this node; none until they were replayed.
#[derive(Debug, Default)]
pub struct Codes(pub OnceLock<Books>);

/// What a device asks for.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "JoinWish")]
#[expect(missing_debug_implementations, reason = "a code is a secret")]
pub struct Wish {
    /// The join code; case, spaces and dashes do not matter.
    code: String,
    /// Whether to take the place of the device that sits at this table now.
    #[serde(default)]
    take_over: bool,
}

/// A seat.
#[derive(Serialize, JsonSchema)]
#[expect(missing_debug_implementations, reason = "a token is a secret")]
pub struct Joined {
    /// To be kept, and sent in a `hello` or as a bearer.
    token: String,
    /// The summit it is for.
    summit: SummitId,
    /// What its holder may do.
    role: Role,
    /// The table, for a host.
    table: Option<TableNo>,
    /// The badge, for a participant.
    badge: Option<Badge>,
    /// The page to work on.
    screen: String,
    /// When to join again.
    expires_at: Time,
}

/// `POST /api/v1/join`
#[expect(clippy::too_many_arguments, reason = "each is something it truly needs")]
pub async fn join(
    request: HttpRequest,
    body: Result<Bytes, actix_web::Error>,
    hub: web::Data<Hub>,
    codes: web::Data<Codes>,
    tries: web::Data<Tries>,
    pace: web::Data<Pace>,
    tokens: web::Data<Tokens>,
    origins: web::Data<Origins>,
    metrics: web::Data<Metrics>,
) -> HttpResponse {
    let joined = async {
        own_origin(&request, &origins)?;
        let wish: Wish = json(body)?;
        let Some(books) = codes.0.get() else {
            return Err(Problem::of(Refused::later(refusal::NODE_NOT_READY, 1_000)));
        };
        let address = client::address(&request);
        tries.turn(address).await.map_err(too_many)?;
        let (summit, claim) = match claim(books, &wish.code).await? {
            Claimed::Good(summit, claim) => (summit, claim),
            bad => {
                // Both count as failed: what is told apart can be searched for. That a code was used up may be told
                // all the same: it opens nothing any more, and of its 59 bits nobody finds one by trying.
                tries.fail(address, Instant::now()).map_err(too_many)?;
                let used = matches!(bad, Claimed::Used);
                let code = if used { refusal::JOIN_USED } else { refusal::JOIN_CODE };
                return Err(Problem::code(code).field("code"));
            }
        };
        if !claim.opens.is_single_use() {
            pace.take(address).map_err(too_fast)?;
        }
        enrol(&hub, &tokens, &summit, claim, wish.take_over).await
    };
    match joined.await {
        Ok(joined) => {
            metrics.joins.inc();
            HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(joined)
        }
        Err(problem) => {
            metrics.joins_refused.with_label_values(&[problem.name()]).inc();
            problem.respond(&request)
        }
    }
}

async fn claim(books: &Books, typed: &str) -> Result<Claimed, Problem> {
    let Some(code) = Code::parse(typed) else { return Ok(Claimed::Unknown) };
    books.claim(&code).await.map_err(|error| failed(&error))
}

async fn enrol(
    hub: &Hub,
    tokens: &Tokens,
    summit: &SummitId,
    claim: Claim,
    take_over: bool,
) -> Result<Joined, Problem> {
    let handle = find(hub, summit)?;
    let jti = Jti(Uuid::new_v4());
    let (role, seat, screen) =
        (claim.opens.role(), claim.seat.clone(), screen(&claim.opens, &claim.seat));
    let command =
        Command::Device(device::Command::Enrol { jti, seat: seat.clone(), role, take_over });
    let id = RequestId(Uuid::new_v4());
    if let Answer::Refused(refused) = handle.request(Actor::system(), id, None, command).await {
        return Err(Problem::of(refused));
    }
    if !claim.keep(jti).await.map_err(|error| failed(&error))? {
        // Someone was in with the same code at another node: this device is none.
        let revoke = Command::Device(device::Command::Revoke { jti });
        handle.request(Actor::system(), RequestId(Uuid::new_v4()), None, revoke).await;
        return Err(Problem::code(refusal::JOIN_USED).field("code"));
    }
    let badge = match seat {
        Seat::Badge(badge) => Some(badge),
        Seat::Table(_) | Seat::Staff(_) | Seat::System => None,
    };
    let table = seat.table();
    let minted = tokens
        .mint(summit, &Actor { role, seat, jti: Some(jti) })
        .map_err(|error| failed(&error))?;
    Ok(Joined {
        token: minted.token,
        summit: summit.clone(),
        role,
        table,
        badge,
        screen,
        expires_at: minted.expires_at,
    })
}

/// The page that someone with this code works on.
fn screen(opens: &Opens, seat: &Seat) -> String {
    match (opens, seat) {
        (Opens::Control(_), _) => "/control".to_owned(),
        (Opens::Operator(_), _) => "/ops".to_owned(),
        (Opens::Desk(_), _) => "/desk".to_owned(),
        (Opens::Wall(wall), _) => format!("/wall/{wall}"),
        (Opens::Table(table), _) => format!("/table/{table}"),
        (Opens::Badge(badge), _) | (Opens::Hall, Seat::Badge(badge)) => format!("/phone/{badge}"),
        (Opens::Hall, _) => "/join".to_owned(),
    }
}

fn too_many(TooMany { retry }: TooMany) -> Problem {
    tracing::warn!("too many wrong join codes");
    let retry_ms = u64::try_from(retry.as_millis()).unwrap_or(u64::MAX).max(1);
    Problem::of(Refused::later(refusal::RATE_JOIN, retry_ms))
}

fn too_fast(wait: Duration) -> Problem {
    let retry_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).max(1);
    Problem::of(Refused::later(refusal::RATE_DEVICES, retry_ms))
}

/// A fault of ours: told as "try again", its cause in the log.
fn failed(error: &dyn std::error::Error) -> Problem {
    tracing::error!(%error, "a device could not join");
    Problem::of(Refused::try_again())
}
