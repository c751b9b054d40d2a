//! Who is on line: every connection of a summit on this node, with its seat and token.

use crate::{documents::SessionId, wake::Wake};
use dashmap::DashMap;
use domain::{Actor, Doc, Jti, Role, Seat, Time, access};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{BuildHasherDefault, DefaultHasher},
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard},
};

/// Without a secret: nobody chooses the name of a session, and a simulated day must be the same twice.
type Hasher = BuildHasherDefault<DefaultHasher>;

/// The connections of one summit on this node.
#[derive(Debug, Default)]
pub struct Roster {
    sessions: DashMap<SessionId, Present, Hasher>,
    /// The seats of simulated people, and since when.
    simulated: RwLock<BTreeMap<Seat, Time>>,
}

#[derive(Debug)]
struct Present {
    actor: Actor,
    since: Time,
    /// What a colleague at the desk works on.
    focus: Option<String>,
    wake: Arc<Wake>,
}

impl Roster {
    /// A connection was accepted.
    pub fn join(&self, session: SessionId, actor: Actor, since: Time, wake: Arc<Wake>) {
        self.sessions.insert(session, Present { actor, since, focus: None, wake });
    }

    /// Someone at the desk works on this, or on nothing any more.
    pub fn focus(&self, session: SessionId, key: Option<String>) {
        if let Some(mut present) = self.sessions.get_mut(&session) {
            present.focus = key;
        }
    }

    /// A connection ended.
    pub fn leave(&self, session: SessionId) {
        self.sessions.remove(&session);
    }

    /// How many connections there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.sessions.len()
    }

    /// How many connections each role has.
    #[must_use]
    pub fn count_by_role(&self) -> BTreeMap<Role, usize> {
        let mut counts = BTreeMap::new();
        self.sessions.iter().for_each(|it| *counts.entry(it.actor.role).or_default() += 1);
        counts
    }

    /// Ends the connections of a token.
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

    /// These seats are held by simulated people, and no others.
    pub fn simulate(&self, seats: BTreeMap<Seat, Time>) {
        *self.simulated.write().unwrap_or_else(PoisonError::into_inner) = seats;
    }

    fn simulated(&self) -> RwLockReadGuard<'_, BTreeMap<Seat, Time>> {
        self.simulated.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The seats on line that hand in.
    #[must_use]
    pub fn seats(&self) -> BTreeSet<Seat> {
        let mut seats = self.real_seats();
        seats.extend(self.simulated().keys().cloned());
        seats
    }

    /// The seats that hand in at which a device is on line.
    #[must_use]
    pub fn real_seats(&self) -> BTreeSet<Seat> {
        let hands_in =
            |present: &Present| matches!(present.actor.role, Role::Host | Role::Participant);
        self.sessions.iter().filter(|it| hands_in(it)).map(|it| it.actor.seat.clone()).collect()
    }

    /// The document `presence`.
    #[must_use]
    pub fn presence(&self) -> BTreeMap<String, Value> {
        let mut tables: BTreeMap<String, Time> = BTreeMap::new();
        let (mut phones, mut staff) = (BTreeSet::new(), BTreeSet::new());
        let mut colleagues = BTreeMap::new();
        for present in &self.sessions {
            match &present.actor.seat {
                Seat::Table(table) => {
                    let since = tables.entry(format!("table/{table}")).or_insert(present.since);
                    *since = (*since).min(present.since);
                }
                Seat::Badge(badge) => {
                    phones.insert(*badge);
                }
                Seat::Staff(name) => {
                    staff.insert(name.clone());
                    if access::may_watch(&present.actor, &Doc::Desk) {
                        colleagues
                            .insert(format!("staff/{:x}", present.key()), colleague(&present));
                    }
                }
                Seat::System => {}
            }
        }
        let table = |(key, since): (String, Time)| (key, json!({ "online": true, "since": since }));
        let mut document: BTreeMap<String, Value> = tables.into_iter().map(table).collect();
        let mut simulated = 0;
        for (seat, since) in self.simulated().iter() {
            match seat {
                Seat::Table(table) => {
                    let entry = json!({ "online": true, "since": since, "simulated": true });
                    document.entry(format!("table/{table}")).or_insert(entry);
                }
                Seat::Badge(badge) => simulated += usize::from(phones.insert(*badge)),
                Seat::Staff(_) | Seat::System => {}
            }
        }
        let mut online = json!({ "online": phones.len() });
        if simulated > 0 {
            online["simulated"] = simulated.into();
        }
        document.insert("phones".to_owned(), online);
        document.insert("staff".to_owned(), json!({ "online": staff.len() }));
        document.append(&mut colleagues);
        document
    }
}

/// Someone who sees the desk, and what they work on there.
fn colleague(present: &Present) -> Value {
    let mut entry = json!({ "role": present.actor.role, "since": present.since });
    if let Some(focus) = &present.focus {
        entry["focus"] = focus.as_str().into();
    }
    entry
}
