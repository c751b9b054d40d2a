//! Who holds which seat, so that a lost tablet can be found and its token taken back.

use super::{access::Reader, problem::Problem};
use crate::limits::DISPLACED_SHOWN;
use actix_web::web;
use domain::{Doc, Jti, Role, Seat, Time, device};
use schemars::JsonSchema;
use serde::Serialize;
use std::cmp::Reverse;

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
pub async fn devices(reader: Reader) -> Result<web::Json<Held>, Problem> {
    // Who may run the day may see who is in it.
    reader.must_see(&Doc::Control)?;
    let (devices, displaced) = reader.summit.read(|summit| {
        let all = &summit.devices.by_jti;
        let devices: Vec<Device> = all.iter().filter_map(Device::of).collect();
        let displaced: Vec<Displaced> = all.iter().filter_map(Displaced::of).collect();
        (devices, displaced)
    });
    let mut held = Held { own: reader.actor.jti, devices, displaced };
    held.devices.sort_by(|a, b| b.enrolled_at.cmp(&a.enrolled_at).then(a.jti.cmp(&b.jti)));
    held.displaced.sort_by_key(|it| Reverse((it.displaced_at, it.jti)));
    held.displaced.truncate(DISPLACED_SHOWN);
    Ok(web::Json(held))
}

impl Device {
    /// None if its token holds no longer.
    fn of((jti, device): (&Jti, &device::Device)) -> Option<Self> {
        (!device.revoked).then(|| Self {
            jti: *jti,
            seat: device.seat.clone(),
            role: device.role,
            enrolled_at: device.enrolled_at,
        })
    }
}

impl Displaced {
    /// None if it did not have to make room.
    fn of((jti, device): (&Jti, &device::Device)) -> Option<Self> {
        Some(Self {
            jti: *jti,
            seat: device.seat.clone(),
            role: device.role,
            enrolled_at: device.enrolled_at,
            displaced_at: device.displaced_at?,
        })
    }
}
