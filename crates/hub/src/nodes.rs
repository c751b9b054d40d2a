//! Messages between the nodes of a summit: who is on line, that a node stops, and which token was revoked.
//!
//! Any of them may be lost: a silent node is dropped after a while, and a revocation is in the log.

use crate::{
    limits::{ROSTER_EVERY, ROSTER_SOONEST, WARN_EVERY},
    rate::Bucket,
    roster::{Attendance, NodeId, Roster},
    summit::{SummitHandle, state::Shared},
};
use domain::{Jti, SummitId};
use relay::{Heard, Hearing, limits::TOLD_MAX_BYTES};
use serde::{Deserialize, Serialize};
use std::fmt;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

/// A message to the other nodes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum NodeMessage {
    /// Who is on line at a node.
    Roster { node: NodeId, attendance: Attendance },
    /// A node stops: its clients come to other nodes.
    Goodbye { node: NodeId },
    /// A token was revoked: its connections end.
    Revoked { jti: Jti },
}

/// Why a message is not sent, or not understood.
#[derive(Debug, thiserror::Error)]
enum BadMessage {
    #[error("{0} bytes are too many")]
    TooLong(usize),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

impl NodeMessage {
    fn encode(&self) -> Result<Vec<u8>, BadMessage> {
        let bytes = serde_json::to_vec(self)?;
        within_bounds(&bytes)?;
        Ok(bytes)
    }

    fn decode(bytes: &[u8]) -> Result<Self, BadMessage> {
        within_bounds(bytes)?;
        Ok(serde_json::from_slice(bytes)?)
    }
}

const fn within_bounds(bytes: &[u8]) -> Result<(), BadMessage> {
    if bytes.len() > TOLD_MAX_BYTES { Err(BadMessage::TooLong(bytes.len())) } else { Ok(()) }
}

fn channel(summit: &SummitId) -> String {
    format!("summit/{summit}")
}

/// Tells the other nodes that a token was revoked, sooner than the log does.
pub(crate) fn announce_revoked(shared: &Shared, jti: Jti) {
    if let Ok(bytes) = (NodeMessage::Revoked { jti }).encode() {
        shared.environment.relay.tell(&channel(&shared.id), bytes);
    }
}

/// Exchanges messages with the other nodes until stopped. Returns at once if there are none.
pub(crate) async fn run(summit: SummitHandle, stop: CancellationToken) {
    let (shared, channel) = (&*summit.shared, channel(summit.id()));
    let now = Instant::now();
    let talk = Exchange {
        shared,
        hearing: shared.environment.relay.hear(&channel),
        channel,
        sent_at: now,
        send_at: now,
        warnings: Bucket::new(1, 1, WARN_EVERY),
    };
    talk.run(stop).await;
}

struct Exchange<'s> {
    shared: &'s Shared,
    channel: String,
    hearing: Hearing,
    /// When the roster was last sent, and when it is sent next.
    sent_at: Instant,
    send_at: Instant,
    /// What is bad with one message is bad with the next: one warning in a while is enough.
    warnings: Bucket,
}

impl Exchange<'_> {
    /// Its inputs: messages of other nodes; who comes and goes here; the time to send the roster, and to drop silent nodes.
    async fn run(mut self, stop: CancellationToken) {
        loop {
            let silent_at = self.roster().others.silent_at();
            let next = silent_at.map_or(self.send_at, |at| at.min(self.send_at));
            tokio::select! {
                biased;
                () = stop.cancelled() => break,
                heard = self.hearing.next() => match heard {
                    Some(heard) => self.on_heard(heard),
                    None => return self.roster().others.drop_all(),
                },
                () = self.shared.roster.changed() => self.send_roster_soon(),
                () = sleep_until(next) => {}
            }
            self.roster().others.drop_silent();
            if self.send_at <= Instant::now() {
                self.send_roster();
            }
        }
        let node = self.roster().others.leave();
        self.send(&NodeMessage::Goodbye { node });
    }

    const fn roster(&self) -> &Roster {
        &self.shared.roster
    }

    fn send_roster_soon(&mut self) {
        self.send_at = self.send_at.min(self.sent_at + ROSTER_SOONEST);
    }

    fn send_roster(&mut self) {
        self.sent_at = Instant::now();
        self.send_at = self.sent_at + ROSTER_EVERY;
        let (node, attendance) = (self.roster().others.own(), self.roster().attendance());
        self.send(&NodeMessage::Roster { node, attendance });
    }

    fn send(&mut self, message: &NodeMessage) {
        match message.encode() {
            Ok(bytes) => self.shared.environment.relay.tell(&self.channel, bytes),
            Err(bad) => self.warn(&bad, "a message to the other nodes could not be sent: they do not see who is on line here"),
        }
    }

    fn on_heard(&mut self, heard: Heard) {
        let told = match heard {
            Heard::Told(bytes) => NodeMessage::decode(&bytes),
            Heard::Lost(count) => {
                return self.warn(&count, "messages of other nodes were lost: who is on line there is seen again within seconds");
            }
        };
        match told {
            Ok(NodeMessage::Roster { node, attendance }) => {
                // A new node has no roster yet: it is sent ours early.
                if self.roster().others.take(node, attendance) {
                    self.send_roster_soon();
                }
            }
            Ok(NodeMessage::Goodbye { node }) => self.roster().others.drop(node),
            Ok(NodeMessage::Revoked { jti }) => self.roster().revoke(&jti),
            Err(bad) => self.warn(
                &bad,
                "a message of another node was not understood: do all nodes run the same release?",
            ),
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
    fn a_message_is_decoded_as_it_was_encoded() {
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
        let roster = NodeMessage::Roster { node: NodeId::of([0x0a; 16]), attendance };
        let bytes = roster.encode().unwrap();
        let json = concat!(
            r#"{"roster":{"node":"0a0a0a0a0a0a0a0a","attendance":{"seats":[["table/7","host",5]],"#,
            r#""colleagues":[{"key":18446744073709551615,"role":"theme_team","since":6,"#,
            r#""focus":"theme/7"}],"forgetful":["table/7"],"simulated":{"table/8":7}}}}"#
        );
        assert_eq!(std::str::from_utf8(&bytes).unwrap(), json);
        assert_eq!(NodeMessage::decode(&bytes).unwrap(), roster);
    }

    #[test]
    fn nonsense_and_messages_that_are_too_long_are_refused() {
        let nonsense: [&[u8]; 5] =
            [b"nonsense", b"", b"\xff", br#"{"roster":{}}"#, br#"{"goodbye":{"node":"x"}}"#];
        for bytes in nonsense {
            assert!(matches!(NodeMessage::decode(bytes), Err(BadMessage::Json(_))), "{bytes:?}");
        }
        let long = vec![b'['; TOLD_MAX_BYTES + 1];
        assert!(matches!(NodeMessage::decode(&long), Err(BadMessage::TooLong(_))));
        assert!(matches!(NodeMessage::decode(&long[1..]), Err(BadMessage::Json(_))));
    }

    #[test]
    fn a_full_node_can_tell_who_is_on_line() {
        let phone = |n| (Seat::Badge(Badge(n)), Role::Participant, Time(1_800_000_000_000));
        let seats = (0..20_000).map(phone).collect();
        let attendance = Attendance { seats, ..Attendance::default() };
        let bytes = NodeMessage::Roster { node: NodeId::of([1; 16]), attendance }.encode().unwrap();
        assert!(bytes.len() <= TOLD_MAX_BYTES / 2, "{}", bytes.len());
    }
}
