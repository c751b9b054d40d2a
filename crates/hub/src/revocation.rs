//! Which tokens of a summit are revoked, and which devices of a seat are off line.

use crate::summit::SummitHandle;
use domain::{Actor, Jti, Seat};
use protocol::CloseCode;

impl SummitHandle {
    /// The code that closes the connections of this actor, if its token was revoked.
    pub(crate) fn revoked(&self, actor: &Actor) -> Option<CloseCode> {
        let jti = actor.jti?;
        self.read(|summit| match &summit.devices {
            devices if devices.is_displaced(&jti) => Some(CloseCode::Displaced),
            devices if devices.is_revoked(&jti) => Some(CloseCode::Revoked),
            _ => None,
        })
    }

    /// The tokens that hold this seat and have no connection on this node.
    #[must_use]
    pub fn away(&self, seat: &Seat) -> Vec<Jti> {
        let mut held = self.read(|summit| summit.devices.at(seat));
        let on_line = self.shared.roster.tokens_at(seat);
        held.retain(|jti| !on_line.contains(jti));
        held
    }
}
