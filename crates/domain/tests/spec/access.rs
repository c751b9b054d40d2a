//! Who may send and see what, as one golden table; and what the wire refuses before anyone is asked.

use super::{commit::read_golden, hall::Hall, samples};
use domain::{
    Actor, Badge, Command, Doc, Role, Seat, TableNo,
    access::{may_export, may_send, may_watch},
};
use serde_json::{Value, json};
use std::fmt::Write as _;

fn actors() -> [Actor; 8] {
    let staff = |role: Role| Actor { role, seat: Seat::Staff("x".into()), jti: None };
    [
        staff(Role::Facilitator),
        staff(Role::ThemeTeam),
        Actor { role: Role::Host, seat: Seat::Table(TableNo(1)), jti: None },
        Actor { role: Role::Participant, seat: Seat::Badge(Badge(1)), jti: None },
        staff(Role::Projector),
        staff(Role::Observer),
        staff(Role::Operator),
        Actor::system(),
    ]
}

fn row(table: &mut String, name: &str, may: impl Fn(&Actor) -> bool) {
    let cells: String = actors()
        .iter()
        .map(|actor| format!("{:>12}", if may(actor) { "yes" } else { "-" }))
        .collect();
    writeln!(table, "{name:<18}{cells}").expect("a string grows");
}

#[test]
fn who_may_send_and_see_what_is_the_golden_table() {
    let mut table = format!("{:<18}", "sends");
    for actor in actors() {
        write!(table, "{:>12}", actor.role.as_str()).expect("a string grows");
    }
    table.push('\n');
    for (name, command) in samples::commands() {
        let command: Command = serde_json::from_value(command).expect("a command of the wire");
        row(&mut table, name, |actor| may_send(actor, &command));
    }
    table.push_str("\nsees\n");
    for doc in [
        "room",
        "table/1",
        "table/2",
        "person/1",
        "person/2",
        "themes",
        "desk",
        "control",
        "wall/main",
        "presence",
        "health",
    ] {
        let named: Doc = doc.parse().expect("a document");
        assert_eq!(named.to_string(), doc);
        row(&mut table, doc, |actor| may_watch(actor, &named));
    }
    table.push('\n');
    row(&mut table, "exports", may_export);
    let golden = read_golden("access.txt", &table);
    assert!(table == golden, "the table is now:\n{table}");
}

#[test]
fn a_command_that_is_not_for_a_role_is_refused_whatever_it_asks() {
    for (name, command) in samples::commands() {
        for role in [Role::Projector, Role::Observer] {
            let answer = Hall::themed().staff(role).sends(command.clone());
            assert_eq!(answer.result.map_err(|it| it.code()), Err("access.denied"), "{name}");
        }
    }
}

#[test]
fn every_command_reads_from_the_wire_and_writes_the_same() {
    for (name, command) in samples::commands() {
        let read: Command = serde_json::from_value(command.clone()).expect(name);
        assert_eq!(json!(read)["summit"].is_object(), name == "summit.found");
        let mut expected = command;
        if name == "summit.found" {
            // What the programme leaves out is written as it is meant.
            expected = json!(read);
        }
        assert_eq!(json!(read), expected, "{name}");
    }
}

#[test]
fn a_field_that_nobody_knows_is_refused_in_every_command() {
    for (name, command) in samples::commands() {
        let mut strange = command;
        let body = strange.as_object_mut().and_then(|it| it.values_mut().next());
        let body = body.and_then(Value::as_object_mut).and_then(|it| it.values_mut().next());
        body.and_then(Value::as_object_mut).expect(name).insert("zzz".into(), json!(1));
        assert!(serde_json::from_value::<Command>(strange).is_err(), "{name}");
    }
    let deeper = [
        json!({"theme": {"place": {"ideas": [{"idea": super::hall::id(1), "theme": null, "zzz": 1}]}}}),
        json!({"round": {"close": {"share": {"handed_in": 1, "on_line": 1, "zzz": 1}}}}),
    ];
    for strange in deeper {
        assert!(serde_json::from_value::<Command>(strange.clone()).is_err(), "{strange}");
    }
}

#[test]
fn what_is_no_command_is_refused() {
    for raw in [
        r#"{}"#,
        r#""agenda""#,
        r#"{"agenda":"back"}"#,
        r#"{"agenda":{"back":null}}"#,
        r#"{"agenda":{"back":{}},"round":{"open":{}}}"#,
        r#"{"agenda":{"back":{},"end":{}}}"#,
        r#"{"agenda":{"undo":{}}}"#,
        r#"{"agenda":{"extend":{"seconds":1.5}}}"#,
        r#"{"agenda":{"extend":{"seconds":"60"}}}"#,
        r#"{"Agenda":{"Back":{}}}"#,
        r#"{"idea":{"submit":{}}}"#,
        r#"{"idea":{"submit":{"text":null}}}"#,
        r#"{"idea":{"submit":{"text":"a","text":"b"}}}"#,
        r#"{"idea":{"withdraw":{"idea":"7"}}}"#,
        r#"{"table":{"helped":{"table":-1}}}"#,
        r#"{"wall":{"show":{"wall":"main","scene":"confetti"}}}"#,
        r#"{"device":{"enrol":{"jti":"00000000-0000-0000-0000-000000000001","seat":"chair/1","role":"host"}}}"#,
    ] {
        assert!(serde_json::from_str::<Command>(raw).is_err(), "{raw}");
    }
}

#[test]
fn what_is_no_document_and_no_seat_is_not_read() {
    for raw in
        ["", "table", "table/", "table/x", "table/70000", "person/-1", "wall/", "room/1", "Room"]
    {
        assert!(raw.parse::<Doc>().is_err(), "{raw}");
    }
    for raw in ["", "table", "table/x", "badge/", "staff/", "system/1", "root"] {
        assert!(raw.parse::<Seat>().is_err(), "{raw}");
    }
    for raw in ["table/7", "badge/81", "staff/desk", "system"] {
        assert_eq!(raw.parse::<Seat>().map(|seat| seat.to_string()).as_deref(), Ok(raw));
    }
}
