//! Who is on line: every connection of a summit on this node, with its seat and token; and what other nodes report.

mod attendance;
mod node_id;
mod others;

pub(crate) use attendance::{Attendance, Colleague};
pub use node_id::NodeId;
pub(crate) use others::Others;

use crate::{documents::SessionId, session_signal::SessionSignal};
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

/// Without a random seed: clients cannot choose session ids, and a simulated day must be the same twice.
type Hasher = BuildHasherDefault<DefaultHasher>;

/// The connections of one summit on this node, and who is on line on the others.
#[derive(Debug)]
pub struct Roster {
    sessions: DashMap<SessionId, Present, Hasher>,
    /// The seats of simulated people, and since when they are on line.
    simulated: RwLock<BTreeMap<Seat, Time>>,
    pub(crate) others: Others,
    /// Notified when someone comes or goes.
    changed: Notify,
}

#[derive(Debug)]
struct Present {
    actor: Actor,
    since: Time,
    /// The key of what a colleague at the desk works on.
    focus: Option<String>,
    /// Whether the device keeps ideas that are not sent yet over a reload.
    keeps: bool,
    signal: Arc<SessionSignal>,
}

impl Roster {
    /// A roster of nobody, on the only node.
    #[must_use]
    pub fn of(node: NodeId) -> Self {
        Self {
            sessions: DashMap::default(),
            simulated: RwLock::default(),
            others: Others::of(node),
            changed: Notify::new(),
        }
    }

    /// Adds a session.
    pub fn join(&self, session: SessionId, actor: Actor, since: Time, signal: Arc<SessionSignal>) {
        self.sessions.insert(session, Present { actor, since, focus: None, keeps: true, signal });
        self.changed.notify_one();
    }

    /// Sets what a colleague at the desk works on; none for nothing.
    pub fn focus(&self, session: SessionId, key: Option<String>) {
        if let Some(mut present) = self.sessions.get_mut(&session) {
            present.focus = key;
            self.changed.notify_one();
        }
    }

    /// Sets whether a device keeps ideas that are not sent yet over a reload.
    pub fn keeps(&self, session: SessionId, keeps: bool) {
        if let Some(mut present) = self.sessions.get_mut(&session) {
            present.keeps = keeps;
            self.changed.notify_one();
        }
    }

    /// Removes a session.
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

    /// The tokens whose devices are on line at this seat, on this node.
    #[must_use]
    pub fn tokens_at(&self, seat: &Seat) -> BTreeSet<Jti> {
        let here = self.sessions.iter().filter(|it| it.actor.seat == *seat);
        here.filter_map(|it| it.actor.jti).collect()
    }

    /// Ends the sessions of a token on this node.
    pub fn revoke(&self, jti: &Jti) {
        for present in
            self.sessions.iter().filter(|present| present.actor.jti.as_ref() == Some(jti))
        {
            present.signal.revoke();
        }
    }

    /// Notifies every session: something changed that is not in a document.
    pub fn notify_all(&self) {
        self.sessions.iter().for_each(|present| present.signal.notify());
    }

    /// Waits until someone comes or goes. Returns at once if that happened since the last call.
    pub(crate) async fn changed(&self) {
        self.changed.notified().await;
    }

    /// Whether this node leads: it does what is to be done once (deadlines, themes, rehearsals).
    #[must_use]
    pub fn is_leading(&self) -> bool {
        self.others.is_leading()
    }

    /// How many nodes serve the summit, as far as they are heard; this one counts.
    #[must_use]
    pub fn nodes(&self) -> usize {
        1 + self.others.known().attendances().count()
    }

    /// Changes when this node becomes the leader, or stops being it.
    pub(crate) fn leadership(&self) -> watch::Receiver<bool> {
        self.others.leadership()
    }

    /// Replaces the seats of simulated people on this node.
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

    /// The seats on line that may hand in, on all nodes, simulated ones included.
    #[must_use]
    pub fn seats(&self) -> BTreeSet<Seat> {
        let mut seats = self.real_seats();
        seats.extend(self.simulated().keys().cloned());
        let known = self.others.known();
        seats.extend(known.attendances().flat_map(|node| node.simulated.keys().cloned()));
        seats
    }

    /// The seats on line that may hand in, on all nodes, without simulated ones.
    #[must_use]
    pub fn real_seats(&self) -> BTreeSet<Seat> {
        let here = self.sessions.iter().filter(|it| hands_in(it.actor.role));
        let mut seats: BTreeSet<Seat> = here.map(|it| it.actor.seat.clone()).collect();
        let known = self.others.known();
        seats.extend(known.attendances().flat_map(Attendance::real_seats).cloned());
        seats
    }

    /// Who is on line on this node, as other nodes are told.
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

    /// The entries of the document `presence`, of all nodes.
    #[must_use]
    pub fn presence(&self) -> BTreeMap<String, Value> {
        let here = self.attendance();
        presence(once(&here).chain(self.others.known().attendances()))
    }
}
