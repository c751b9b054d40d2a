//! Tokens that say who they are for: `host table/7`, `participant badge/81 jti=<uuid> until=<ms>`.

use domain::{Actor, Jti, Role, SummitId, Time};
use hub::{Gatekeeper, Grant, Turned};
use serde_json::json;

/// Who `host table/7` is.
pub fn actor(token: &str) -> Actor {
    Plain.admit(token, Time(0)).expect("a role and a seat").actor
}

/// Believes what a token says.
pub struct Plain;

impl Gatekeeper for Plain {
    fn admit(&self, token: &str, now: Time) -> Result<Grant, Turned> {
        let mut words = token.split(' ');
        let role = words.next().ok_or(Turned::Invalid)?;
        let role: Role = serde_json::from_value(json!(role)).map_err(|_| Turned::Invalid)?;
        let seat = words.next().and_then(|seat| seat.parse().ok()).ok_or(Turned::Invalid)?;
        let mut grant = Grant {
            summit: SummitId::from("hall"),
            actor: Actor { role, seat, jti: None },
            expires_at: Time(u64::MAX),
        };
        for word in words {
            match word.split_once('=').ok_or(Turned::Invalid)? {
                ("jti", jti) => {
                    grant.actor.jti = Some(Jti(jti.parse().map_err(|_| Turned::Invalid)?));
                }
                ("until", ms) => {
                    grant.expires_at = Time(ms.parse().map_err(|_| Turned::Invalid)?);
                }
                ("summit", name) => grant.summit = SummitId::from(name),
                _ => return Err(Turned::Invalid),
            }
        }
        if grant.expires_at <= now { Err(Turned::Expired) } else { Ok(grant) }
    }
}
