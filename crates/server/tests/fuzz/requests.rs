//! Whatever a client says is read or refused; what is accepted leaves a summit that its log gives again, and
//! documents that hold together.

use crate::{
    bytes::Bytes,
    hall::{self, HALL, commit, request},
};
use domain::{Actor, Badge, Command, Commit, Request, Role, Seat, TableNo};
use protocol::FromClient;
use serde_json::json;
use std::collections::BTreeMap;
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

pub fn send(input: &[u8]) {
    let mut choices = Bytes(input);
    let mut summit = HALL.clone();
    let mut screens = hall::screens(&summit);
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
    assert_eq!(screens, hall::screens(&summit), "screens show what is");
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
