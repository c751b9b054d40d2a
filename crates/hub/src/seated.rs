//! Whose token holds at a summit, and who of them is not on line.

use crate::summit::SummitHandle;
use domain::{Actor, Jti, Seat};
use protocol::CloseCode;

impl SummitHandle {
    /// Why the token of this actor holds no longer, if so.
    pub(crate) fn revoked(&self, actor: &Actor) -> Option<CloseCode> {
        let jti = actor.jti?;
        self.read(|summit| match &summit.devices {
            devices if devices.is_displaced(&jti) => Some(CloseCode::Displaced),
            devices if devices.is_revoked(&jti) => Some(CloseCode::Revoked),
            _ => None,
        })
    }

    /// The devices that hold this seat, and are not on line at this node.
    #[must_use]
    pub fn away(&self, seat: &Seat) -> Vec<Jti> {
        let mut held = self.read(|summit| summit.devices.at(seat));
        let on_line = self.shared.roster.tokens_at(seat);
        held.retain(|jti| !on_line.contains(jti));
        held
    }
}
