//! What a record holds, for whom.

use crate::hall::{Hall, host, participant};
use domain::{Command, idea, rehearsal, round};
use serde_json::{Value, json};
use views::{
    Scope,
    export::{self, Cell},
};

/// One idea of each state, in a published theme and in one that is not.
fn hall() -> Hall {
    let mut hall = Hall::in_hand_in();
    let kept = hall.hands_in(&host(1), "Eerste woorden");
    hall.ask(
        &host(1),
        Command::Idea(idea::Command::Edit { idea: kept, text: "=SOM(A1:A9) bomen".into() }),
    );
    let rude = hall.hands_in(&participant(81), "Grove taal");
    let gone = hall.hands_in(&participant(82), "Toch niet");
    let own = hall.hands_in(&host(2), "Werk van het themateam");
    let theme = hall.theme_of("Bomen", &[kept, rude, gone]);
    hall.theme_of("Nog niet klaar", &[own]);
    hall.publish([theme]);
    hall.hide(rude, "scheldwoord");
    hall.ask(&participant(82), Command::Idea(idea::Command::Withdraw { idea: gone }));
    hall
}

#[test]
fn everything_has_hidden_ideas_with_their_reason_seat_and_trace() {
    let record = export::json(&hall().summit, Scope::Everything);
    let ideas = record["ideas"].as_array().expect("ideas");
    assert_eq!(
        ideas.iter().map(|idea| &idea["state"]).collect::<Vec<_>>(),
        ["live", "hidden", "withdrawn", "live"]
    );
    assert_eq!(ideas[1]["reason"], "scheldwoord");
    assert_eq!(ideas[1]["seat"], "badge/81");
    assert_eq!(ideas[0]["trace"][1]["did"], "edited");
    assert_eq!(ideas[0]["trace"][1]["from"], "Eerste woorden");
    assert_eq!(record["themes"].as_array().map(Vec::len), Some(2));
}

#[test]
fn the_public_gets_live_ideas_and_published_themes_and_nothing_that_leads_to_a_person() {
    let hall = hall();
    let record = export::json(&hall.summit, Scope::Public);
    let ideas = record["ideas"].as_array().expect("ideas");
    assert_eq!(ideas.len(), 2);
    assert_eq!(ideas[1]["theme"], Value::Null, "its theme was not published");
    assert_eq!(record["themes"].as_array().map(Vec::len), Some(1));
    assert_eq!(record["themes"][0]["ideas"], json!([ideas[0]["id"]]));
    let (header, rows) = export::rows(&hall.summit, Scope::Public);
    let all = format!("{record} {header:?} {rows:?}");
    for secret in [
        "badge",
        "\"seat\"",
        "Grove taal",
        "Toch niet",
        "scheldwoord",
        "Eerste woorden",
        "Nog niet",
    ] {
        assert!(!all.contains(secret), "{secret}");
    }
}

#[test]
fn every_row_has_a_cell_for_each_heading_and_a_cell_says_what_it_is() {
    let hall = hall();
    for scope in [Scope::Everything, Scope::Public] {
        let (header, rows) = export::rows(&hall.summit, scope);
        assert!(rows.iter().all(|row| row.len() == header.len()));
    }
    let (header, rows) = export::rows(&hall.summit, Scope::Everything);
    let words = |text: &str| Cell::Text(text.to_owned());
    let column = |name| header.iter().position(|heading| *heading == name).expect("a column");
    assert_eq!(rows[0][column("text")], words("=SOM(A1:A9) bomen"));
    assert_eq!(rows[0][column("table")], Cell::Number(1));
    assert!(matches!(rows[0][column("at")], Cell::At(_)));
    assert_eq!(rows[0][column("former_texts")], words("Eerste woorden"));
    assert_eq!(rows[0][column("theme")], words("Bomen"));
    assert_eq!(rows[1][column("reason")], words("scheldwoord"));
}

#[test]
fn the_agenda_has_planned_and_actual_times_and_a_round_what_it_brought() {
    let hall = hall();
    let record = export::json(&hall.summit, Scope::Public);
    assert_eq!(record["agenda"][1]["planned_minute"], 615);
    assert_eq!(record["agenda"][2]["started_at"], Value::Null);
    let first = json!({"id": "r1", "title": "Ronde 1", "tables_in": 2, "tables": 3, "ideas": 2, "words": 0});
    assert_eq!(record["rounds"][0], first);
}

#[test]
fn a_rehearsal_is_in_no_record_while_it_runs_nor_after() {
    let mut hall = Hall::in_hand_in();
    let kept = hall.hands_in(&host(1), "Meer bomen");
    hall.next();
    let close = round::Command::Close { round: None, ends_at: None, share: None, phase: None };
    hall.facilitator(Command::Round(close));
    let record = |hall: &Hall, scope| {
        let mut json = export::json(&hall.summit, scope);
        let log = json["summit"].as_object_mut().expect("an object");
        log.retain(|key, _| !["offset", "at"].contains(&key.as_str()));
        (json, export::rows(&hall.summit, scope))
    };
    let scopes = [Scope::Everything, Scope::Public];
    let before = scopes.map(|scope| record(&hall, scope));
    hall.facilitator(Command::Rehearsal(rehearsal::Command::Start { tables: None }));
    hall.next();
    hall.hands_in(&host(2), "Geoefend");
    hall.hide(kept, "proef");
    let theme = hall.theme_of("Oefening", &[kept]);
    hall.publish([theme]);
    assert_eq!(scopes.map(|scope| record(&hall, scope)), before);
    hall.facilitator(Command::Rehearsal(rehearsal::Command::End {}));
    assert_eq!(scopes.map(|scope| record(&hall, scope)), before);
}
