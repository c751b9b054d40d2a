//! Who is on line: every connection of a summit on this node, with its seat and token; and what others told.

mod attendance;
mod others;

pub(crate) use attendance::{Attendance, Colleague};
pub(crate) use others::Others;

use crate::{documents::SessionId, nodes::NodeId, wake::Wake};
use attendance::{hands_in, presence};
use dashmap::DashMap;
use domain::{Actor, Doc, Jti, Role, Seat, Time, access};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{BuildHasherDefault, DefaultHasher},
    iter::once,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard},
};
use tokio::sync::{Notify, watch};

/// Without a secret: nobody chooses the name of a session, and a simulated day must be the same twice.
type Hasher = BuildHasherDefault<DefaultHasher>;

/// The connections of one summit on this node, and who is on line on the others.
#[derive(Debug)]
pub struct Roster {
    sessions: DashMap<SessionId, Present, Hasher>,
    /// The seats of simulated people, and since when.
    simulated: RwLock<BTreeMap<Seat, Time>>,
    pub(crate) others: Others,
    /// Rings when someone came or went.
    changed: Notify,
}

#[derive(Debug)]
struct Present {
    actor: Actor,
    since: Time,
    /// What a colleague at the desk works on.
    focus: Option<String>,
    /// Whether the device keeps what is handed in over a reload.
    keeps: bool,
    wake: Arc<Wake>,
}

impl Roster {
    /// Nobody is there, and no other node is heard.
    #[must_use]
    pub fn of(node: NodeId) -> Self {
        Self {
            sessions: DashMap::default(),
            simulated: RwLock::default(),
            others: Others::of(node),
            changed: Notify::new(),
        }
    }

    /// A connection was accepted.
    pub fn join(&self, session: SessionId, actor: Actor, since: Time, wake: Arc<Wake>) {
        self.sessions.insert(session, Present { actor, since, focus: None, keeps: true, wake });
        self.changed.notify_one();
    }

    /// Someone at the desk works on this, or on nothing any more.
    pub fn focus(&self, session: SessionId, key: Option<String>) {
        if let Some(mut present) = self.sessions.get_mut(&session) {
            present.focus = key;
            self.changed.notify_one();
        }
    }

    /// A device says whether it can keep what is handed in.
    pub fn keeps(&self, session: SessionId, keeps: bool) {
        if let Some(mut present) = self.sessions.get_mut(&session) {
            present.keeps = keeps;
            self.changed.notify_one();
        }
    }

    /// A connection ended.
    pub fn leave(&self, session: SessionId) {
        self.sessions.remove(&session);
        self.changed.notify_one();
    }

    /// How many connections there are on this node.
    #[must_use]
    pub fn count(&self) -> usize {
        self.sessions.len()
    }

    /// How many connections each role has on this node.
    #[must_use]
    pub fn count_by_role(&self) -> BTreeMap<Role, usize> {
        let mut counts = BTreeMap::new();
        self.sessions.iter().for_each(|it| *counts.entry(it.actor.role).or_default() += 1);
        counts
    }

    /// The tokens that are on line at this seat, on this node.
    #[must_use]
    pub fn tokens_at(&self, seat: &Seat) -> BTreeSet<Jti> {
        let here = self.sessions.iter().filter(|it| it.actor.seat == *seat);
        here.filter_map(|it| it.actor.jti).collect()
    }

    /// Ends the connections of a token on this node.
    pub fn revoke(&self, jti: &Jti) {
        for present in
            self.sessions.iter().filter(|present| present.actor.jti.as_ref() == Some(jti))
        {
            present.wake.revoke();
        }
    }

    /// Rings every bell: something changed that is not in a document.
    pub fn ring_all(&self) {
        self.sessions.iter().for_each(|present| present.wake.ring());
    }

    /// Waits until someone comes or goes; not at all if that happened since.
    pub(crate) async fn changed(&self) {
        self.changed.notified().await;
    }

    /// Whether this node is the one that does what is to be done once.
    #[must_use]
    pub fn is_first(&self) -> bool {
        self.others.is_first()
    }

    /// How many nodes there are, this one among them.
    #[must_use]
    pub fn nodes(&self) -> usize {
        1 + self.others.known().attendances().count()
    }

    /// Rings when this node becomes the first, or is it no longer.
    pub(crate) fn firsts(&self) -> watch::Receiver<bool> {
        self.others.firsts()
    }

    /// These seats are held by simulated people of this node, and no others.
    pub fn simulate(&self, seats: BTreeMap<Seat, Time>) {
        let mut simulated = self.simulated.write().unwrap_or_else(PoisonError::into_inner);
        if *simulated != seats {
            *simulated = seats;
            self.changed.notify_one();
        }
    }

    fn simulated(&self) -> RwLockReadGuard<'_, BTreeMap<Seat, Time>> {
        self.simulated.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The seats on line that hand in, on all nodes.
    #[must_use]
    pub fn seats(&self) -> BTreeSet<Seat> {
        let mut seats = self.real_seats();
        seats.extend(self.simulated().keys().cloned());
        let known = self.others.known();
        seats.extend(known.attendances().flat_map(|node| node.simulated.keys().cloned()));
        seats
    }

    /// The seats that hand in at which a device is on line, on all nodes.
    #[must_use]
    pub fn real_seats(&self) -> BTreeSet<Seat> {
        let here = self.sessions.iter().filter(|it| hands_in(it.actor.role));
        let mut seats: BTreeSet<Seat> = here.map(|it| it.actor.seat.clone()).collect();
        let known = self.others.known();
        seats.extend(known.attendances().flat_map(Attendance::real_seats).cloned());
        seats
    }

    /// Who is on line on this node.
    pub(crate) fn attendance(&self) -> Attendance {
        let mut seats: BTreeMap<(Seat, Role), Time> = BTreeMap::new();
        let (mut colleagues, mut forgetful) = (Vec::new(), BTreeSet::new());
        for present in &self.sessions {
            let Present { actor, since, focus, keeps, .. } = present.value();
            if !keeps && hands_in(actor.role) {
                forgetful.insert(actor.seat.clone());
            }
            let first = seats.entry((actor.seat.clone(), actor.role)).or_insert(*since);
            *first = (*first).min(*since);
            if matches!(actor.seat, Seat::Staff(_)) && access::may_watch(actor, &Doc::Desk) {
                let (key, role, focus) = (*present.key(), actor.role, focus.clone());
                colleagues.push(Colleague { key, role, since: *since, focus });
            }
        }
        let seats = seats.into_iter().map(|((seat, role), since)| (seat, role, since)).collect();
        Attendance { seats, colleagues, forgetful, simulated: self.simulated().clone() }
    }

    /// The document `presence`, of all nodes.
    #[must_use]
    pub fn presence(&self) -> BTreeMap<String, Value> {
        let here = self.attendance();
        presence(once(&here).chain(self.others.known().attendances()))
    }
}
