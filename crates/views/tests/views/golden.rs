//! Examples of every document and record, compared byte for byte with `tests/golden/*.json`.
//!
//! `BURGERTOP_GOLDEN=write cargo test -p views golden` writes them anew; look at the difference before it is kept.

use crate::hall::{Hall, host, named, participant, staff};
use domain::{
    Actor, Command, RequestId, Role, TableNo, ThemeId, agenda, idea, table, theme, wall::Scene,
};
use serde_json::{Map, Value, json};
use std::{collections::BTreeSet, env, fs, path::Path};
use views::{Scope, export};

fn check(name: &str, value: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name)
        .with_extension("json");
    let text = format!("{value:#}\n");
    if env::var("BURGERTOP_GOLDEN").as_deref() == Ok("write") {
        fs::write(&path, &text).expect("the golden files can be written");
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, golden, "{name}: if this is meant, write the golden files anew");
}

fn check_document(hall: &Hall, doc: &str, name: &str) {
    let entries = hall.document(&named(doc)).into_iter();
    let entries: Map<_, _> = entries.map(|(key, value)| (key.to_string(), value)).collect();
    check(name, &json!({ doc: entries }));
}

/// A round in which tables and phones handed in, with themes by the machine and by people.
fn a_morning() -> Hall {
    let mut hall = Hall::in_hand_in();
    let trees = hall.hands_in(&host(1), "Meer bomen in de straat");
    let shade = hall.hands_in(&host(2), "Schaduw op elk schoolplein");
    let green = hall.hands_in(&participant(81), "groen");
    let buses = hall.hands_in(&host(1), "Bus ook in de avond");
    let rude = hall.hands_in(&host(1), "Iets dat hier niet past");
    let gone = hall.hands_in(&participant(81), "fiets");
    hall.ask(
        &host(1),
        Command::Idea(idea::Command::Edit {
            idea: buses,
            text: "Een bus die ook 's avonds rijdt".into(),
        }),
    );
    hall.ask(&participant(81), Command::Idea(idea::Command::Withdraw { idea: gone }));
    hall.hide(rude, "beledigend");
    let machine = ThemeId(RequestId::derived(b"machine").0);
    let regroup = theme::Command::Regroup {
        based_on: hall.summit.offset,
        moves: [trees, shade, green].map(|idea| theme::Move { idea, theme: Some(machine) }).into(),
        labels: vec![theme::Named { theme: machine, label: "bomen, schaduw".into() }],
        examples: Vec::new(),
        alike: Vec::new(),
    };
    hall.ask(&Actor::system(), Command::Theme(regroup));
    let published = hall.theme_of("Openbaar vervoer", &[buses]);
    hall.publish([published]);
    hall.ready(1);
    hall.at_table(2, table::Command::Help { what: Some("de tablet laadt niet".into()) });
    hall.notice("Nog twee minuten", None);
    hall.notice("Graag naar de zaal", Some(BTreeSet::from([TableNo(1)])));
    hall
}

#[test]
fn documents_are_as_their_golden_files_say() {
    let mut hall = a_morning();
    for (doc, name) in [
        ("room", "room"),
        ("table/1", "table"),
        ("table/2", "table_help"),
        ("person/81", "person"),
        ("themes", "themes"),
        ("desk", "desk"),
        ("control", "control"),
        ("wall/main", "wall_progress"),
    ] {
        check_document(&hall, doc, name);
    }
    hall.show(Scene::Themes);
    check_document(&hall, "wall/main", "wall_themes");
    hall.show(Scene::Words);
    check_document(&hall, "wall/main", "wall_words");
    hall.show(Scene::Map);
    check_document(&hall, "wall/main", "wall_map");
    hall.agenda(agenda::Command::Pause {});
    check_document(&hall, "room", "room_paused");
    hall.agenda(agenda::Command::Resume {});
    hall.next();
    check_document(&hall, "room", "room_grace");
    hall.show(Scene::Forming);
    check_document(&hall, "wall/main", "wall_forming");
}

#[test]
fn records_are_as_their_golden_files_say() {
    let mut hall = a_morning();
    let slip = idea::Command::Submit {
        text: "-5 graden is te koud".into(),
        round: None,
        table: Some(TableNo(3)),
    };
    hall.ask(&staff(Role::ThemeTeam), Command::Idea(slip));
    for (scope, name) in [(Scope::Everything, "everything"), (Scope::Public, "public")] {
        check(&format!("export_{name}"), &export::json(&hall.summit, scope));
        let (header, rows) = export::rows(&hall.summit, scope);
        check(&format!("rows_{name}"), &json!({"header": header, "rows": rows}));
    }
}
