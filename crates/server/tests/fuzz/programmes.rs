//! A programme begins a summit whose screens can be made, or is refused in words.

use crate::{
    corpus::Target,
    hall::{commit, request, screens},
};
use domain::{Actor, Command, Summit, SummitId, Time, programme::Programme};
use serde_json::json;
use server::storage::programmes;

pub const TARGET: Target = Target {
    name: "programme_files",
    also: &["../../config/programmes", "tests/browser/programme.toml"],
    read,
};

fn read(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let programme = match programmes::read("day.toml", &text) {
        Ok(programme) => programme,
        Err(refused) => {
            assert!(refused.to_string().starts_with("programme `day.toml`: "), "{refused}");
            return;
        }
    };
    let written = json!(programme);
    let again: Programme = serde_json::from_value(written).expect("it is read again");
    assert_eq!(again, programme, "as the log keeps it");
    let found = json!({ "summit": { "found": { "summit": SummitId::from("top"), "programme": programme } } });
    let command: Command = serde_json::from_value(found).expect("a command");
    let mut summit = Summit::default();
    match (programme.check(), commit(&summit, &request(1, Actor::system(), Time(1_000), command))) {
        (Ok(()), Ok(Some(commit))) => {
            summit.apply_commit(&commit);
            assert_eq!(summit.tables.len(), usize::from(programme.tables));
            screens(&summit);
        }
        (Err(refused), Err(again)) => {
            assert_eq!(refused, again);
            assert_eq!(refused.code(), "summit.programme");
        }
        (checked, begun) => panic!("{checked:?} and {begun:?}"),
    }
}
