//! Who holds which seat, so that a lost tablet can be found and its token taken back.

use super::reading;
use crate::{admission::tokens::Tokens, http::problem::Problem, limits::DISPLACED_SHOWN};
use actix_web::{HttpRequest, HttpResponse, http::header, web};
use domain::{Doc, Jti, Role, Seat, Time, access};
use hub::Hub;
use protocol::refusal;
use schemars::JsonSchema;
use serde::Serialize;

/// A device at a seat.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Device {
    /// Its token, by which it can be taken back (`device.revoke`).
    jti: Jti,
    /// Where it sits.
    seat: Seat,
    /// What it may do.
    role: Role,
    /// Since when.
    enrolled_at: Time,
}

/// Who holds which seat.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Devices")]
pub struct Held {
    /// The token that asks: to take that one back is to leave.
    own: Option<Jti>,
    /// The newest first.
    devices: Vec<Device>,
    /// Those that had to make room last, because too many joined with the same card; the newest first.
    displaced: Vec<Displaced>,
}

/// A device that had to make room for another with the same card.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "DisplacedDevice")]
pub struct Displaced {
    /// Its token, which holds no longer.
    jti: Jti,
    /// Where it sat.
    seat: Seat,
    /// What it might do.
    role: Role,
    /// Since when it sat there.
    enrolled_at: Time,
    /// When it made room.
    displaced_at: Time,
}

/// `GET /api/v1/summits/{summit}/devices`: all whose token still holds, the newest first.
pub async fn devices(
    request: HttpRequest,
    summit: web::Path<String>,
    hub: web::Data<Hub>,
    tokens: web::Data<Tokens>,
) -> HttpResponse {
    let listed = || {
        let (summit, actor) = reading(&request, &hub, &tokens, &summit)?;
        // Who may run the day may see who is in it.
        if !access::may_watch(&actor, &Doc::Control) {
            return Err(Problem::code(refusal::ACCESS_DENIED));
        }
        let mut devices: Vec<Device> = summit.read(|summit| {
            let live = summit.devices.by_jti.iter().filter(|(_, device)| !device.revoked);
            live.map(|(jti, device)| Device {
                jti: *jti,
                seat: device.seat.clone(),
                role: device.role,
                enrolled_at: device.enrolled_at,
            })
            .collect()
        });
        devices.sort_by(|a, b| b.enrolled_at.cmp(&a.enrolled_at).then(a.jti.cmp(&b.jti)));
        let mut displaced: Vec<Displaced> = summit.read(|summit| {
            let all = summit.devices.by_jti.iter();
            let one = |(jti, device): (&Jti, &domain::device::Device)| {
                Some(Displaced {
                    jti: *jti,
                    seat: device.seat.clone(),
                    role: device.role,
                    enrolled_at: device.enrolled_at,
                    displaced_at: device.displaced_at?,
                })
            };
            all.filter_map(one).collect()
        });
        displaced.sort_by_key(|it| std::cmp::Reverse((it.displaced_at, it.jti)));
        displaced.truncate(DISPLACED_SHOWN);
        Ok(Held { own: actor.jti, devices, displaced })
    };
    match listed() {
        Ok(held) => {
            HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(held)
        }
        Err(problem) => Problem::respond(&problem, &request),
    }
}
