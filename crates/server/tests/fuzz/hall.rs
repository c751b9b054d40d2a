//! A summit in the middle of handing in, and all that is shown of it.

use domain::{
    Actor, Again, Badge, Command, Commit, Digest, Doc, Request, RequestId, Role, Seat, Summit,
    TableNo, Time, decide,
};
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, sync::LazyLock};
use uuid::Uuid;

/// A summit of four tables, in the middle of handing in.
pub static HALL: LazyLock<Summit> = LazyLock::new(|| {
    let found = json!({"summit":{"found":{"summit":"top","programme":{
        "title": "Burgertop", "start_minute": 600, "tables": 4, "seats": 4, "walls": ["main"],
        "items": [
            {"id": "opening", "kind": "plenary", "title": "Opening", "minutes": 15},
            {"id": "r1", "kind": "round", "title": "Ronde 1", "round": {"talk_s": 60, "hand_in_s": 240}},
            {"id": "r2", "kind": "round", "title": "Ronde 2", "round": {"talk_s": 0, "hand_in_s": 240}},
            {"id": "closing", "kind": "closing", "title": "Slot", "minutes": 10},
        ],
    }}}});
    let mut summit = Summit::default();
    let anna = Actor { role: Role::Facilitator, seat: Seat::Staff("anna".into()), jti: None };
    let next = || json!({"agenda":{"next":{}}});
    let steps = [(Actor::system(), found), (anna.clone(), next()), (anna.clone(), next())];
    let open = (anna, json!({"round":{"open":{}}}));
    for (n, (actor, command)) in (900_u128..).zip(steps.into_iter().chain([open])) {
        let command = serde_json::from_value(command).expect("a command");
        let request = request(n, actor, Time(1_000), command);
        let commit = commit(&summit, &request).expect("it is accepted");
        summit.apply_commit(&commit.expect("it changes something"));
    }
    summit
});

pub fn request(id: u128, actor: Actor, at: Time, command: Command) -> Request {
    let id = RequestId(Uuid::from_u128(id));
    Request { id, actor, at, salt: [7; 16], again: Again::No, rehearsed: None, command }
}

/// What the log would hold of a request; none if it changes nothing.
pub fn commit(summit: &Summit, request: &Request) -> Result<Option<Commit>, domain::Rejection> {
    let events = decide(summit, request)?;
    Ok((!events.is_empty()).then(|| Commit {
        offset: summit.offset.next(),
        at: request.at,
        request_id: request.id,
        seat: request.actor.seat.clone(),
        command_digest: Digest::of_command(&request.command),
        events,
        prev_hash: Digest::default(),
    }))
}

/// Every document, made anew.
pub fn screens(summit: &Summit) -> BTreeMap<Doc, Map<String, Value>> {
    let mut docs = vec![Doc::Room, Doc::Themes, Doc::Desk, Doc::Control, Doc::Wall("main".into())];
    docs.extend((1..=4).map(|n| Doc::Table(TableNo(n))));
    docs.extend((0..=4).map(|n| Doc::Person(Badge(n))));
    let entries = |doc: Doc| {
        let entry = |key: views::Key| Some((key.to_string(), views::entry(summit, &doc, &key)?));
        let entries = views::keys(summit, &doc).into_iter().filter_map(entry).collect();
        (doc, entries)
    };
    docs.into_iter().map(entries).collect()
}
