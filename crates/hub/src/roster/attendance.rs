//! Who is on line on one node, as it tells the others; and the document `presence`, made from all nodes.

use crate::documents::SessionId;
use domain::{Role, Seat, Time};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Who is on line on one node.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attendance {
    /// Each seat and role, and since when it is on line.
    pub seats: Vec<(Seat, Role, Time)>,
    /// Sessions of staff who may see the desk.
    pub colleagues: Vec<Colleague>,
    /// Seats with a device that loses ideas that are not sent yet at a reload.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub forgetful: BTreeSet<Seat>,
    /// The seats of simulated people, and since when they are on line.
    pub simulated: BTreeMap<Seat, Time>,
}

/// A session that may see the desk, and what it works on there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Colleague {
    pub key: SessionId,
    pub role: Role,
    pub since: Time,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub focus: Option<String>,
}

/// Whether a role may hand in.
pub(super) const fn hands_in(role: Role) -> bool {
    matches!(role, Role::Host | Role::Participant)
}

impl Attendance {
    /// The seats on line that may hand in, without simulated ones.
    pub fn real_seats(&self) -> impl Iterator<Item = &Seat> {
        self.seats.iter().filter(|(_, role, _)| hands_in(*role)).map(|(seat, ..)| seat)
    }
}

/// The entries of the document `presence`.
pub(super) fn presence<'a>(
    nodes: impl Iterator<Item = &'a Attendance> + Clone,
) -> BTreeMap<String, Value> {
    let mut tables = BTreeMap::new();
    let (mut phones, mut staff) = (BTreeSet::new(), BTreeSet::new());
    for (seat, _, since) in nodes.clone().flat_map(|node| &node.seats) {
        match seat {
            Seat::Table(table) => {
                let first = tables.entry(format!("table/{table}")).or_insert(*since);
                *first = (*first).min(*since);
            }
            Seat::Badge(badge) => {
                phones.insert(*badge);
            }
            Seat::Staff(name) => {
                staff.insert(name);
            }
            Seat::System => {}
        }
    }
    let table = |(key, since): (String, Time)| (key, json!({ "online": true, "since": since }));
    let mut document: BTreeMap<String, Value> = tables.into_iter().map(table).collect();
    for seat in nodes.clone().flat_map(|node| &node.forgetful) {
        if let Seat::Table(table) = seat
            && let Some(entry) = document.get_mut(&format!("table/{table}"))
        {
            entry["keeps"] = false.into();
        }
    }
    let mut simulated = 0;
    for (seat, since) in nodes.clone().flat_map(|node| &node.simulated) {
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
    let colleagues = nodes.flat_map(|node| &node.colleagues);
    document.extend(colleagues.map(|it| (format!("staff/{:x}", it.key), it.entry())));
    document
}

impl Colleague {
    fn entry(&self) -> Value {
        let mut entry = json!({ "role": self.role, "since": self.since });
        if let Some(focus) = &self.focus {
            entry["focus"] = focus.as_str().into();
        }
        entry
    }
}
