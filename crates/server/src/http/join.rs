//! A join code for a token: the one way in for every device.

use super::{
    access::{find, json, own_origin},
    client,
    problem::Problem,
};
use crate::{
    admission::tokens::Tokens,
    codes::{
        code::Code,
        code_lockout::{CodeLockout, TooMany},
        join_rate::JoinRate,
        ledger::{Opens, hash},
        registries::{Claimed, Registries},
        registry::Claim,
    },
    limits::HELD_MAX,
    telemetry::Metrics,
};
use actix_web::{
    HttpRequest,
    web::{self, Bytes},
};
use domain::{Actor, Badge, Command, Jti, RequestId, Role, Seat, SummitId, TableNo, Time, device};
use hub::{Answer, Hub};
use protocol::refusal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;
use uuid::Uuid;

/// The join codes of this node, and how often devices may come with one.
#[derive(Debug)]
pub struct JoinCodes {
    /// The codes of all summits; none until the summits are open.
    pub registries: OnceLock<Registries>,
    /// How often one may be wrong.
    pub lockout: CodeLockout,
    /// How fast devices may join.
    pub rate: JoinRate,
}

impl JoinCodes {
    /// The codes, once the node is ready.
    pub fn ready(&self) -> Result<&Registries, Problem> {
        self.registries.get().ok_or_else(Problem::not_ready)
    }
}

/// What a device asks for.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "JoinWish")]
#[expect(missing_debug_implementations, reason = "a code is a secret")]
pub struct JoinBody {
    /// The join code; case, spaces and dashes do not matter.
    code: String,
    /// Whether to take the place of the device that sits at this table now.
    #[serde(default)]
    take_over: bool,
    /// The tokens that this device holds. If one of them is for a seat of the kind that the code opens, nothing is done,
    /// and `join.seat_held` names its page; without them, or with none such, the device joins.
    #[serde(default)]
    holds: Vec<String>,
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
pub async fn join(
    request: HttpRequest,
    body: Result<Bytes, actix_web::Error>,
    hub: web::Data<Hub>,
    codes: web::Data<JoinCodes>,
    tokens: web::Data<Tokens>,
    metrics: web::Data<Metrics>,
) -> Result<web::Json<Joined>, Problem> {
    let joined = async {
        own_origin(&request)?;
        let wish: JoinBody = json(body)?;
        let (summit, claim) = claim(&request, &hub, &tokens, &codes, &wish).await?;
        enrol(&hub, &tokens, &summit, claim, wish.take_over).await
    };
    match joined.await {
        Ok(joined) => {
            metrics.server.joins.inc();
            Ok(web::Json(joined))
        }
        Err(problem) => {
            metrics.server.joins_refused.with_label_values(&[problem.name()]).inc();
            Err(problem)
        }
    }
}

/// What the code opens, if it is good, this device does not sit there already, and it may join now.
async fn claim(
    request: &HttpRequest,
    hub: &Hub,
    tokens: &Tokens,
    codes: &JoinCodes,
    wish: &JoinBody,
) -> Result<(SummitId, Claim), Problem> {
    let registries = codes.ready()?;
    let address = client::address(request);
    let code = Code::parse(&wish.code);
    // Counted before anything is looked for: over the bound a right code is answered as a wrong one.
    let is_short = code.as_ref().is_none_or(|code| code.prefix().is_none());
    let mut prefixes = code.iter().flat_map(|code| registries.prefixes(code));
    let prefix = prefixes.next().filter(|_| prefixes.next().is_none());
    let tried = codes.lockout.begin(address, prefix, is_short).await.map_err(too_many)?;
    if let Some(screen) = held(hub, tokens, registries, wish) {
        tried.does_not_count();
        return Err(Problem::code(refusal::JOIN_SEAT_HELD).screen(screen));
    }
    let claimed = match &code {
        Some(code) => registries.claim(code).await,
        None => Ok(Claimed::Unknown),
    };
    let (summit, claim) = match claimed {
        Ok(Claimed::Good(summit, claim)) => {
            tried.does_not_count();
            (summit, claim)
        }
        // Both count as failed: what is told apart can be searched for. That a code was used up may be told
        // all the same: it opens nothing any more, and of its 49 bits nobody finds one by trying.
        Ok(Claimed::Used) => return Err(Problem::code(refusal::JOIN_USED).field("code")),
        Ok(Claimed::Unknown) => return Err(Problem::code(refusal::JOIN_CODE).field("code")),
        Err(error) => {
            tried.does_not_count();
            return Err(failed(&error));
        }
    };
    if !claim.opens.is_single_use() {
        let is_everyones = claim.opens == Opens::Hall;
        let card = code.as_ref().filter(|_| !is_everyones).map(hash);
        let taken = codes.rate.take(address, card);
        taken.map_err(|wait| Problem::later(refusal::RATE_DEVICES, wait))?;
    }
    Ok((summit, claim))
}

/// The page of the seat that this device holds already, of the kind that the code opens; nothing is used up by asking.
fn held(hub: &Hub, tokens: &Tokens, registries: &Registries, wish: &JoinBody) -> Option<String> {
    let (summit, opens) = registries.opens(&Code::parse(&wish.code)?)?;
    let handle = find(hub, &summit).ok()?;
    let good = |token: &String| {
        let actor = tokens.grant(token).ok().filter(|it| it.summit == summit)?.actor;
        let sits = handle.read(|it| {
            it.has_seat(actor.role, &actor.seat)
                && !actor.jti.is_some_and(|jti| it.devices.is_revoked(&jti))
        });
        (sits && actor.role == opens.role()).then_some(actor.seat)
    };
    let seats: Vec<Seat> = wish.holds.iter().take(HELD_MAX).filter_map(good).collect();
    // Of several seats of that kind, the one that the code is for.
    let own = seats.iter().find(|seat| Some(*seat) == opens.seat().as_ref());
    own.or(seats.first()).and_then(|seat| opens.screen().path(seat))
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
    let (role, seat) = (claim.opens.role(), claim.seat.clone());
    let screen = claim.opens.screen().path(&seat).unwrap_or_else(|| "/join".to_owned());
    let away = handle.away(&seat);
    let command =
        Command::Device(device::Command::Enrol { jti, seat: seat.clone(), role, take_over, away });
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

fn too_many(TooMany { retry }: TooMany) -> Problem {
    tracing::warn!("too many wrong join codes: codes are refused for a while");
    Problem::later(refusal::RATE_JOIN, retry)
}

/// Logs a fault of ours.
fn failed(error: &dyn std::error::Error) -> Problem {
    tracing::error!(%error, "a device could not join");
    Problem::fault()
}
