//! Whatever a client says is read or refused; what is accepted leaves a summit that its log gives again, and
//! documents that hold together.

use crate::bytes::Bytes;
use domain::{
    Actor, Badge, Command, Commit, Digest, Doc, Request, RequestId, Role, Seat, Summit, TableNo,
    Time, decide,
};
use protocol::FromClient;
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, sync::LazyLock};
use uuid::Uuid;

/// What clients send, to be spoilt. `§` stands for a small id.
const SAID: [&str; 34] = [
    r#"{"agenda":{"next":{}}}"#,
    r#"{"agenda":{"next":{"from":"r1"}}}"#,
    r#"{"agenda":{"back":{}}}"#,
    r#"{"agenda":{"pause":{}}}"#,
    r#"{"agenda":{"resume":{}}}"#,
    r#"{"agenda":{"extend":{"seconds":60}}}"#,
    r#"{"agenda":{"extend":{"seconds":-7200}}}"#,
    r#"{"agenda":{"end":{}}}"#,
    r#"{"agenda":{"undo":{"step":3}}}"#,
    r#"{"round":{"open":{}}}"#,
    r#"{"round":{"close":{"round":"r1"}}}"#,
    r#"{"idea":{"submit":{"text":"meer bomen"}}}"#,
    r#"{"idea":{"submit":{"text":"meer bomen","round":"r1"}}}"#,
    r#"{"idea":{"submit":{"text":"papier","table":3}}}"#,
    r#"{"idea":{"edit":{"idea":"§","text":"anders"}}}"#,
    r#"{"idea":{"withdraw":{"idea":"§"}}}"#,
    r#"{"idea":{"hide":{"idea":"§","reason":"naam"}}}"#,
    r#"{"idea":{"restore":{"idea":"§"}}}"#,
    r#"{"theme":{"create":{"label":"groen"}}}"#,
    r#"{"theme":{"rename":{"theme":"§","label":"blauw"}}}"#,
    r#"{"theme":{"merge":{"from":"§","into":"§"}}}"#,
    r#"{"theme":{"split":{"theme":"§","ideas":["§"]}}}"#,
    r#"{"theme":{"move":{"idea":"§","theme":"§"}}}"#,
    r#"{"theme":{"apart":{"ideas":["§","§"]}}}"#,
    r#"{"theme":{"lock":{"theme":"§"}}}"#,
    r#"{"theme":{"publish":{"themes":["§"]}}}"#,
    r#"{"theme":{"close":{"theme":"§"}}}"#,
    r#"{"theme":{"regroup":{"based_on":2,"moves":[{"idea":"§","theme":"§"}],"labels":[{"theme":"§","label":"x"}]}}}"#,
    r#"{"table":{"ready":{}}}"#,
    r#"{"table":{"help":{"what":"stroom"}}}"#,
    r#"{"notice":{"show":{"text":"lunch","to":[1,2]}}}"#,
    r#"{"wall":{"show":{"wall":"main","scene":"themes"}}}"#,
    r#"{"rehearsal":{"start":{}}}"#,
    r#"{"rehearsal":{"end":{}}}"#,
];
const WORDS: [&str; 18] = [
    "{",
    "}",
    "[",
    "]",
    "\"",
    ",",
    ":",
    "null",
    "-1",
    "18446744073709551615",
    "1e999",
    "\\u202e",
    "\\ud800",
    "\u{200b}",
    "true",
    "{}",
    "\"x\":1,",
    "9223372036854775807",
];

/// A summit of four tables, in the middle of handing in.
static HALL: LazyLock<Summit> = LazyLock::new(|| {
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

pub fn send(input: &[u8]) {
    let mut choices = Bytes(input);
    let mut summit = HALL.clone();
    let mut screens = screens(&summit);
    let mut log = Vec::new();
    let mut now = summit.at;
    while !choices.is_empty() {
        now = now.plus_ms(u64::from(choices.byte()) * 300);
        let said = said(&mut choices);
        let Ok(FromClient::Request(frame)) = FromClient::decode(&said) else { continue };
        let Ok(command) = frame.command() else { continue };
        let again = serde_json::to_string(&command).expect("a command has a JSON");
        assert_eq!(serde_json::from_str::<Command>(&again).expect("and is read again"), command);
        let actor = actor(&mut choices);
        let request = Request { id: frame.id, ..request(0, actor, now, command) };
        let Ok(Some(commit)) = commit(&summit, &request) else { continue };
        let mut touched = Vec::new();
        summit.apply_commit_seen(&commit, |before, event| {
            touched.extend(views::touched(before, &commit.seat, event));
        });
        for (doc, key) in touched {
            let Some(screen) = screens.get_mut(&doc) else { continue };
            match views::entry(&summit, &doc, &key) {
                Some(value) => drop(screen.insert(key.to_string(), value)),
                None => drop(screen.remove(&key.to_string())),
            }
        }
        log.push(commit);
    }
    let again = log.iter().fold(HALL.clone(), |mut summit, commit| {
        let mut stored = Commit::decode(&commit.encode()).expect("it is read again");
        let beside: BTreeMap<_, _> =
            commit.sealed().into_iter().map(|it| (it.hash, (it.text, it.salt))).collect();
        stored.reopen(|hash| beside.get(hash).cloned());
        summit.apply_commit(&stored);
        summit
    });
    assert_eq!(json!(again), json!(summit), "the log gives the summit again");
    assert_eq!(screens, self::screens(&summit), "screens show what is");
}

/// A frame as a client might say it, spoilt or not.
fn said(choices: &mut Bytes) -> String {
    if choices.byte().is_multiple_of(16) {
        return String::from_utf8_lossy(choices.take(24)).into_owned();
    }
    let mut command = String::new();
    for part in choices.one_of(&SAID).split_inclusive('§') {
        let id = Uuid::from_u128(u128::from(choices.byte() % 6));
        command.push_str(&part.replace('§', &id.to_string()));
    }
    let id = Uuid::from_u128(u128::from(choices.byte() % 6));
    let frame = format!(r#"{{"request":{{"id":"{id}","command":{command}}}}}"#);
    if choices.byte().is_multiple_of(4) { choices.spoil(&frame, &WORDS) } else { frame }
}

fn actor(choices: &mut Bytes) -> Actor {
    let n = u16::from(choices.byte() % 5);
    let staff = |role| Actor { role, seat: Seat::Staff("x".into()), jti: None };
    match choices.byte() % 10 {
        0..=2 => staff(Role::Facilitator),
        3 | 4 => staff(Role::ThemeTeam),
        5 | 6 => Actor { role: Role::Host, seat: Seat::Table(TableNo(n)), jti: None },
        7 => Actor { role: Role::Participant, seat: Seat::Badge(Badge(n.into())), jti: None },
        8 => Actor::system(),
        _ => staff(Role::Projector),
    }
}

fn request(id: u128, actor: Actor, at: Time, command: Command) -> Request {
    let id = RequestId(Uuid::from_u128(id));
    Request { id, actor, at, salt: [7; 16], again: false, rehearsed: None, command }
}

/// What the log would hold of a request; none if it changes nothing.
fn commit(summit: &Summit, request: &Request) -> Result<Option<Commit>, domain::Rejection> {
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
fn screens(summit: &Summit) -> BTreeMap<Doc, Map<String, Value>> {
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
