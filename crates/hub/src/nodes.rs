//! What the nodes of a summit tell each other: who is on line, that one stops, and whose token is revoked.
//!
//! All of it may be lost: whoever is silent is dropped after a while, and a revocation is in the log.

use crate::{
    limits::{ROSTER_EVERY, ROSTER_SOONEST, WARN_EVERY},
    rate::Bucket,
    roster::{Attendance, Roster},
    summit::{Shared, SummitHandle},
};
use domain::{Jti, SummitId};
use relay::{Heard, Hearing, limits::TOLD_MAX_BYTES};
use serde::{Deserialize, Serialize};
use std::fmt;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

/// The name of a node in one of its lives, drawn by chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct NodeId(u64);

impl NodeId {
    /// The name that this chance gives.
    #[must_use]
    pub const fn of(chance: [u8; 16]) -> Self {
        let [a, b, c, d, e, f, g, h, ..] = chance;
        Self(u64::from_be_bytes([a, b, c, d, e, f, g, h]))
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl From<NodeId> for String {
    fn from(node: NodeId) -> Self {
        node.to_string()
    }
}

impl TryFrom<String> for NodeId {
    type Error = std::num::ParseIntError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        u64::from_str_radix(&text, 16).map(Self)
    }
}

/// Something that a node tells the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Telling {
    /// Who is on line there.
    Roster { node: NodeId, attendance: Attendance },
    /// It stops: its people will come to others.
    Goodbye { node: NodeId },
    /// The connections of this token are to end.
    Revoked { jti: Jti },
}

/// Why something is not told, or what came is none of ours.
#[derive(Debug, thiserror::Error)]
enum Amiss {
    #[error("{0} bytes are too many")]
    TooLong(usize),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

impl Telling {
    fn encode(&self) -> Result<Vec<u8>, Amiss> {
        let bytes = serde_json::to_vec(self)?;
        within_bounds(&bytes)?;
        Ok(bytes)
    }

    fn decode(bytes: &[u8]) -> Result<Self, Amiss> {
        within_bounds(bytes)?;
        Ok(serde_json::from_slice(bytes)?)
    }
}

const fn within_bounds(bytes: &[u8]) -> Result<(), Amiss> {
    if bytes.len() > TOLD_MAX_BYTES { Err(Amiss::TooLong(bytes.len())) } else { Ok(()) }
}

fn channel(summit: &SummitId) -> String {
    format!("summit/{summit}")
}

/// Tells the other nodes that a token was taken back: sooner than the log does.
pub(crate) fn tell_revoked(shared: &Shared, jti: Jti) {
    if let Ok(bytes) = (Telling::Revoked { jti }).encode() {
        shared.environment.relay.tell(&channel(&shared.id), bytes);
    }
}

/// Tells the others of this node, and hears them, until it is told to stop. Over at once if there are none.
pub(crate) async fn run(summit: SummitHandle, stop: CancellationToken) {
    let (shared, channel) = (&*summit.shared, channel(summit.id()));
    let now = Instant::now();
    let talk = Talk {
        shared,
        hearing: shared.environment.relay.hear(&channel),
        channel,
        told_at: now,
        tell_at: now,
        warnings: Bucket::new(1, 1, WARN_EVERY),
    };
    talk.run(stop).await;
}

struct Talk<'s> {
    shared: &'s Shared,
    channel: String,
    hearing: Hearing,
    /// When it last told who is on line here, and when it does next.
    told_at: Instant,
    tell_at: Instant,
    /// What is amiss with one telling is amiss with the next: one warning in a while is enough.
    warnings: Bucket,
}

impl Talk<'_> {
    /// Its inputs: what others tell; who comes and goes here; the time to tell, and to drop who is silent.
    async fn run(mut self, stop: CancellationToken) {
        loop {
            let silent_at = self.roster().others.silent_at();
            let next = silent_at.map_or(self.tell_at, |at| at.min(self.tell_at));
            tokio::select! {
                biased;
                () = stop.cancelled() => break,
                heard = self.hearing.next() => match heard {
                    Some(heard) => self.hear(heard),
                    None => return self.roster().others.drop_all(),
                },
                () = self.shared.roster.changed() => self.tell_soon(),
                () = sleep_until(next) => {}
            }
            self.roster().others.drop_silent();
            if self.tell_at <= Instant::now() {
                self.tell_roster();
            }
        }
        let node = self.roster().others.leave();
        self.tell(&Telling::Goodbye { node });
    }

    const fn roster(&self) -> &Roster {
        &self.shared.roster
    }

    fn tell_soon(&mut self) {
        self.tell_at = self.tell_at.min(self.told_at + ROSTER_SOONEST);
    }

    fn tell_roster(&mut self) {
        self.told_at = Instant::now();
        self.tell_at = self.told_at + ROSTER_EVERY;
        let (node, attendance) = (self.roster().others.own(), self.roster().attendance());
        self.tell(&Telling::Roster { node, attendance });
    }

    fn tell(&mut self, telling: &Telling) {
        match telling.encode() {
            Ok(bytes) => self.shared.environment.relay.tell(&self.channel, bytes),
            Err(amiss) => self.warn(&amiss, "the other nodes cannot be told who is on line here"),
        }
    }

    fn hear(&mut self, heard: Heard) {
        let told = match heard {
            Heard::Told(bytes) => Telling::decode(&bytes),
            Heard::Lost(count) => {
                return self.warn(&count, "some of what other nodes told was lost");
            }
        };
        match told {
            Ok(Telling::Roster { node, attendance }) => {
                // Who is new knows nobody yet.
                if self.roster().others.take(node, attendance) {
                    self.tell_soon();
                }
            }
            Ok(Telling::Goodbye { node }) => self.roster().others.drop(node),
            Ok(Telling::Revoked { jti }) => self.roster().revoke(&jti),
            Err(amiss) => self.warn(&amiss, "what another node told makes no sense"),
        }
    }

    fn warn(&mut self, why: &dyn fmt::Display, what: &str) {
        if self.warnings.take().is_ok() {
            tracing::warn!(%why, "{what}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::Colleague;
    use domain::{Badge, Role, Seat, TableNo, Time};

    #[test]
    fn what_is_told_is_understood() {
        let attendance = Attendance {
            seats: vec![(Seat::Table(TableNo(7)), Role::Host, Time(5))],
            colleagues: vec![Colleague {
                key: u64::MAX,
                role: Role::ThemeTeam,
                since: Time(6),
                focus: Some("theme/7".to_owned()),
            }],
            forgetful: [Seat::Table(TableNo(7))].into(),
            simulated: [(Seat::Table(TableNo(8)), Time(7))].into(),
        };
        let roster = Telling::Roster { node: NodeId::of([0x0a; 16]), attendance };
        let bytes = roster.encode().unwrap();
        let json = concat!(
            r#"{"roster":{"node":"0a0a0a0a0a0a0a0a","attendance":{"seats":[["table/7","host",5]],"#,
            r#""colleagues":[{"key":18446744073709551615,"role":"theme_team","since":6,"#,
            r#""focus":"theme/7"}],"forgetful":["table/7"],"simulated":{"table/8":7}}}}"#
        );
        assert_eq!(std::str::from_utf8(&bytes).unwrap(), json);
        assert_eq!(Telling::decode(&bytes).unwrap(), roster);
    }

    #[test]
    fn nonsense_and_what_is_too_long_are_refused() {
        let nonsense: [&[u8]; 5] =
            [b"nonsense", b"", b"\xff", br#"{"roster":{}}"#, br#"{"goodbye":{"node":"x"}}"#];
        for bytes in nonsense {
            assert!(matches!(Telling::decode(bytes), Err(Amiss::Json(_))), "{bytes:?}");
        }
        let long = vec![b'['; TOLD_MAX_BYTES + 1];
        assert!(matches!(Telling::decode(&long), Err(Amiss::TooLong(_))));
        assert!(matches!(Telling::decode(&long[1..]), Err(Amiss::Json(_))));
    }

    #[test]
    fn a_full_node_can_tell_who_is_on_line() {
        let phone = |n| (Seat::Badge(Badge(n)), Role::Participant, Time(1_800_000_000_000));
        let seats = (0..20_000).map(phone).collect();
        let attendance = Attendance { seats, ..Attendance::default() };
        let bytes = Telling::Roster { node: NodeId(1), attendance }.encode().unwrap();
        assert!(bytes.len() <= TOLD_MAX_BYTES / 2, "{}", bytes.len());
    }
}
