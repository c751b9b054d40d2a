//! Who may hold a seat: tablets, phones and consoles, each by its token.

use crate::{
    actor::{Role, Seat},
    concept::Concept,
    ids::{Jti, Time},
    limits::{
        DEVICES_FOR_STAFF, DEVICES_MAX, DEVICES_PER_BADGE, DEVICES_PER_CONSOLE, DEVICES_PER_WALL,
    },
    rejection::Rejection,
    request::{Request, Stamp},
    sealed::texts,
    summit::Summit,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A device that joined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Device {
    /// Where it sits.
    pub seat: Seat,
    /// What it is here to do.
    pub role: Role,
    /// Since when.
    pub enrolled_at: Time,
    /// Whether its token was taken back.
    pub revoked: bool,
    /// When it made room for another with the same card, if it did.
    pub displaced_at: Option<Time>,
}

/// Every device that ever joined.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Devices {
    /// By token.
    pub by_jti: BTreeMap<Jti, Device>,
    /// The one live device of each table.
    pub at_table: BTreeMap<Seat, Jti>,
}

impl Devices {
    /// Whether this token was taken back.
    #[must_use]
    pub fn is_revoked(&self, jti: &Jti) -> bool {
        self.by_jti.get(jti).is_some_and(|device| device.revoked)
    }

    /// Whether it was taken back to make room for another device with the same card.
    #[must_use]
    pub fn is_displaced(&self, jti: &Jti) -> bool {
        self.by_jti.get(jti).is_some_and(|device| device.displaced_at.is_some())
    }

    /// The devices whose token holds at this seat, those that joined first in front.
    #[must_use]
    pub fn at(&self, seat: &Seat) -> Vec<Jti> {
        let held = self.by_jti.iter().filter(|(_, it)| !it.revoked && it.seat == *seat);
        let mut held: Vec<_> = held.map(|(jti, device)| (device.enrolled_at, *jti)).collect();
        held.sort_unstable();
        held.into_iter().map(|(_, jti)| jti).collect()
    }

    /// Who makes room so that one more may sit here: those that are away first, and of these who joined first.
    fn displaced_by(&self, seat: &Seat, role: Role, away: &[Jti]) -> Vec<Jti> {
        let mut held = self.at(seat);
        let too_many = (held.len() + 1).saturating_sub(most(role));
        held.sort_by_key(|jti| !away.contains(jti));
        held.truncate(too_many);
        held
    }
}

/// Devices that may sit at one seat with this role; a table has one, which is taken over openly.
#[must_use]
pub const fn most(role: Role) -> usize {
    match role {
        Role::Participant => DEVICES_PER_BADGE,
        Role::Projector | Role::Observer => DEVICES_PER_WALL,
        Role::Facilitator | Role::ThemeTeam | Role::Operator => DEVICES_PER_CONSOLE,
        Role::Host | Role::System => 1,
    }
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "DeviceCommand")]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// A device joined with a code.
    Enrol {
        /// Its token.
        jti: Jti,
        /// Where it sits.
        seat: Seat,
        /// What it is here to do.
        role: Role,
        /// Whether it takes the place of a device that sits there.
        #[serde(default)]
        take_over: bool,
        /// Devices of this seat that are not on line: if there are as many as may be, one of these makes room first.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        away: Vec<Jti>,
    },
    /// Take a token back.
    Revoke {
        /// Which.
        jti: Jti,
    },
}

impl Concept for Command {}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A device joined.
    Enrolled {
        /// Its token.
        jti: Jti,
        /// Where it sits.
        seat: Seat,
        /// What it is here to do.
        role: Role,
    },
    /// A token was taken back.
    Revoked {
        /// Which.
        jti: Jti,
        /// Whether it makes room for another device with the same card.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        displaced: bool,
    },
}

texts! {
    Self::Enrolled { .. }
    | Self::Revoked { .. } => [],
}

/// What a command would change.
pub fn decide(summit: &Summit, _: &Request, command: &Command) -> Result<Vec<Event>, Rejection> {
    let devices = &summit.devices;
    match command {
        Command::Enrol { jti, seat, role, take_over, away } => {
            if devices.by_jti.contains_key(jti) {
                return Ok(vec![]);
            }
            let steers = matches!(role, Role::Facilitator | Role::ThemeTeam | Role::Operator);
            let max = if steers { DEVICES_MAX } else { DEVICES_MAX - DEVICES_FOR_STAFF };
            if devices.by_jti.len() >= max {
                return Err(Rejection::DeviceTooMany { max });
            }
            if seat.table().is_some_and(|table| !summit.tables.contains_key(&table)) {
                return Err(Rejection::TableUnknown);
            }
            let enrolled = Event::Enrolled { jti: *jti, seat: seat.clone(), role: *role };
            match devices.at_table.get(seat) {
                Some(_) if !take_over => Err(Rejection::DeviceTaken),
                Some(old) => Ok(vec![Event::Revoked { jti: *old, displaced: false }, enrolled]),
                None => {
                    let displaced = devices.displaced_by(seat, *role, away).into_iter();
                    let displaced = displaced.map(|jti| Event::Revoked { jti, displaced: true });
                    Ok(displaced.chain([enrolled]).collect())
                }
            }
        }
        Command::Revoke { jti } => match devices.by_jti.get(jti) {
            None => Err(Rejection::DeviceUnknown),
            Some(device) if device.revoked => Ok(vec![]),
            Some(_) => Ok(vec![Event::Revoked { jti: *jti, displaced: false }]),
        },
    }
}

/// Takes what happened into the state.
pub fn apply(summit: &mut Summit, stamp: &Stamp, event: &Event) {
    let devices = &mut summit.devices;
    match event {
        Event::Enrolled { jti, seat, role } => {
            let device = Device {
                seat: seat.clone(),
                role: *role,
                enrolled_at: stamp.at,
                revoked: false,
                displaced_at: None,
            };
            devices.by_jti.insert(*jti, device);
            if seat.table().is_some() {
                devices.at_table.insert(seat.clone(), *jti);
            }
        }
        Event::Revoked { jti, displaced } => {
            if let Some(device) = devices.by_jti.get_mut(jti) {
                device.revoked = true;
                device.displaced_at = displaced.then_some(stamp.at);
                if devices.at_table.get(&device.seat) == Some(jti) {
                    devices.at_table.remove(&device.seat);
                }
            }
        }
    }
}
