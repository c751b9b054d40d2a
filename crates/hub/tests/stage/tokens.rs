//! Tokens that say who they are for: `host table/7`, `participant badge/81 jti=<uuid> until=<ms>`.

use domain::{Actor, Jti, Role, SummitId, Time};
use hub::{AuthError, Authenticator, Grant};
use serde_json::json;

/// Who `host table/7` is.
pub fn actor(token: &str) -> Actor {
    Plain.authenticate(token, Time(0)).expect("a role and a seat").actor
}

/// Believes what a token says.
pub struct Plain;

impl Authenticator for Plain {
    fn authenticate(&self, token: &str, now: Time) -> Result<Grant, AuthError> {
        let mut words = token.split(' ');
        let role = words.next().ok_or(AuthError::Invalid)?;
        let role: Role = serde_json::from_value(json!(role)).map_err(|_| AuthError::Invalid)?;
        let seat = words.next().and_then(|seat| seat.parse().ok()).ok_or(AuthError::Invalid)?;
        let mut grant = Grant {
            summit: SummitId::from("hall"),
            actor: Actor { role, seat, jti: None },
            expires_at: Time(u64::MAX),
        };
        for word in words {
            match word.split_once('=').ok_or(AuthError::Invalid)? {
                ("jti", jti) => {
                    grant.actor.jti = Some(Jti(jti.parse().map_err(|_| AuthError::Invalid)?));
                }
                ("until", ms) => {
                    grant.expires_at = Time(ms.parse().map_err(|_| AuthError::Invalid)?);
                }
                ("summit", name) => grant.summit = SummitId::from(name),
                _ => return Err(AuthError::Invalid),
            }
        }
        if grant.expires_at <= now { Err(AuthError::Expired) } else { Ok(grant) }
    }
}
