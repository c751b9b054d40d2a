//! What each document holds, in sentences.

use crate::hall::{Hall, host, named, participant, staff};
use domain::{
    Actor, Command, Doc, IdeaId, RequestId, Role, RoundId, TableNo, ThemeId, Time, WallId, agenda,
    idea, notice, round, table,
    theme::{self, Move, Named},
    wall::{self, Scene},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use views::{Key, picture};

fn at(value: Option<Value>, field: &str) -> Value {
    value.expect("an entry")[field].clone()
}

fn labels(hall: &Hall, doc: &str) -> Vec<Value> {
    let entries = hall.document(&named(doc));
    let themes = entries.into_iter().filter(|(key, _)| matches!(key, Key::Theme(_)));
    let mut labels: Vec<_> = themes.map(|(_, theme)| theme["label"].clone()).collect();
    labels.sort_by_key(Value::to_string);
    labels
}

#[test]
fn keys_are_written_as_on_the_wire() {
    let id = RequestId::derived(b"x").0;
    for (key, wire) in [
        (Key::Summit, "summit".to_owned()),
        (Key::AgendaCurrent, "agenda/current".to_owned()),
        (Key::Agenda(3), "agenda/3".to_owned()),
        (Key::Round, "round".to_owned()),
        (Key::Notice, "notice".to_owned()),
        (Key::Next, "next".to_owned()),
        (Key::Undo, "undo".to_owned()),
        (Key::Progress, "progress".to_owned()),
        (Key::Idea(IdeaId(id)), format!("idea/{id}")),
        (Key::Theme(ThemeId(id)), format!("theme/{id}")),
        (Key::Coverage, "coverage".to_owned()),
        (Key::Table(TableNo(7)), "table/7".to_owned()),
        (Key::Ready, "ready".to_owned()),
        (Key::Help, "help".to_owned()),
        (Key::Wall(WallId::from("main")), "wall/main".to_owned()),
        (Key::Scene, "scene".to_owned()),
    ] {
        assert_eq!(key.to_string(), wire);
        assert_eq!(json!(key), json!(wire));
    }
}

#[test]
fn before_the_founding_every_document_is_empty() {
    let hall = Hall::unfounded();
    for doc in [
        "room",
        "table/1",
        "person/81",
        "themes",
        "desk",
        "control",
        "wall/main",
        "presence",
        "health",
    ] {
        assert!(hall.document(&named(doc)).is_empty(), "{doc}");
    }
}

#[test]
fn an_idea_stands_in_its_tables_document_and_on_the_desk_and_nowhere_else() {
    let mut hall = Hall::in_hand_in();
    let idea = hall.hands_in(&host(1), "Meer bomen in de straat");
    let key = Key::Idea(idea);
    let own = json!({"text": "Meer bomen in de straat", "state": "live", "theme": null, "round": "r1", "late": false,
        "at": hall.now.0, "offset": hall.summit.offset});
    assert_eq!(hall.entry("table/1", &key), Some(own));
    let slip = json!({"text": "Meer bomen in de straat", "state": "live", "theme": null, "table": 1, "round": "r1",
        "late": false, "at": hall.now.0, "edited": false});
    assert_eq!(hall.entry("desk", &key), Some(slip));
    for doc in ["room", "table/2", "person/1", "themes", "control", "wall/main"] {
        assert_eq!(hall.entry(doc, &key), None, "{doc}");
    }
}

#[test]
fn a_word_from_a_phone_stands_in_its_owners_document() {
    let mut hall = Hall::in_hand_in();
    let idea = hall.hands_in(&participant(81), "groen");
    assert_eq!(at(hall.entry("person/81", &Key::Idea(idea)), "text"), "groen");
    assert_eq!(hall.entry("person/82", &Key::Idea(idea)), None);
    assert_eq!(at(hall.entry("desk", &Key::Idea(idea)), "badge"), 81);
    assert_eq!(hall.entry("desk", &Key::Idea(idea)).expect("an idea").get("table"), None);
}

#[test]
fn a_paper_slip_that_staff_typed_stands_with_its_table() {
    let mut hall = Hall::in_hand_in();
    let submit =
        idea::Command::Submit { text: "Van papier".into(), round: None, table: Some(TableNo(2)) };
    let idea = IdeaId(hall.ask(&staff(Role::ThemeTeam), Command::Idea(submit)).0);
    assert_eq!(at(hall.entry("table/2", &Key::Idea(idea)), "text"), "Van papier");
    assert_eq!(at(hall.entry("control", &Key::Table(TableNo(2))), "handed_in"), 1);
}

#[test]
fn a_late_idea_says_so() {
    let mut hall = Hall::in_hand_in();
    hall.next();
    hall.facilitator(Command::Round(round::Command::Close {
        round: None,
        ends_at: None,
        share: None,
        phase: None,
    }));
    let submit = idea::Command::Submit {
        text: "Te laat".into(),
        round: Some(RoundId::from("r1")),
        table: None,
    };
    let idea = IdeaId(hall.ask(&host(1), Command::Idea(submit)).0);
    assert_eq!(at(hall.entry("table/1", &Key::Idea(idea)), "late"), true);
    assert_eq!(at(hall.entry("desk", &Key::Idea(idea)), "late"), true);
}

#[test]
fn a_withdrawn_idea_stays_with_its_author_and_the_desk_but_does_not_count() {
    let mut hall = Hall::in_hand_in();
    let idea = hall.hands_in(&host(1), "Toch maar niet");
    hall.ask(&host(1), Command::Idea(idea::Command::Withdraw { idea }));
    assert_eq!(at(hall.entry("table/1", &Key::Idea(idea)), "state"), "withdrawn");
    assert_eq!(at(hall.entry("desk", &Key::Idea(idea)), "state"), "withdrawn");
    assert_eq!(at(hall.entry("control", &Key::Table(TableNo(1))), "handed_in"), 0);
    assert_eq!(counts(&hall), json!({"ideas": 0, "grouped": 0, "published": 0}));
}

#[test]
fn a_hidden_idea_leaves_every_audience_but_the_desk_and_its_author_keeps_only_that_it_is_hidden() {
    let mut hall = Hall::in_hand_in();
    let rude = hall.hands_in(&host(1), "Een tekst die niet past bij ons");
    let fine = hall.hands_in(&host(2), "Een tekst die hier wel past");
    let theme = hall.theme_of("Teksten", &[rude, fine]);
    hall.publish([theme]);
    hall.show(Scene::Themes);
    assert_eq!(
        at(hall.entry("themes", &Key::Theme(theme)), "example"),
        "Een tekst die niet past bij ons"
    );

    hall.hide(rude, "grof");
    for doc in ["themes", "wall/main", "desk"] {
        assert_eq!(at(hall.entry(doc, &Key::Theme(theme)), "count"), 1, "{doc}");
        assert_eq!(at(hall.entry(doc, &Key::Theme(theme)), "example"), Value::Null, "{doc}");
    }
    let offer = json!({"idea": fine, "text": "Een tekst die hier wel past"});
    assert_eq!(at(hall.entry("desk", &Key::Theme(theme)), "offer"), offer);
    assert_eq!(at(hall.entry("desk", &Key::Idea(rude)), "reason"), "grof");
    assert_eq!(at(hall.entry("table/1", &Key::Idea(rude)), "state"), "hidden");
    assert_eq!(at(hall.entry("table/1", &Key::Idea(rude)), "text"), Value::Null);
    assert_eq!(hall.entry("table/1", &Key::Idea(rude)).expect("an idea").get("reason"), None);

    hall.facilitator(Command::Idea(idea::Command::Restore { idea: rude }));
    assert_eq!(
        at(hall.entry("table/1", &Key::Idea(rude)), "text"),
        "Een tekst die niet past bij ons"
    );
    assert_eq!(hall.entry("desk", &Key::Idea(rude)).expect("an idea").get("reason"), None);
}

#[test]
fn an_edited_idea_says_so_on_the_desk() {
    let mut hall = Hall::in_hand_in();
    let idea = hall.hands_in(&host(1), "Eerst");
    hall.ask(&host(1), Command::Idea(idea::Command::Edit { idea, text: "Daarna".into() }));
    assert_eq!(at(hall.entry("desk", &Key::Idea(idea)), "edited"), true);
    assert_eq!(at(hall.entry("table/1", &Key::Idea(idea)), "text"), "Daarna");
}

#[test]
fn an_example_is_the_earliest_idea_that_reads_well_else_the_earliest() {
    let mut hall = Hall::in_hand_in();
    let short = hall.hands_in(&participant(1), "groen");
    let long = hall.hands_in(&host(1), &"lang ".repeat(30));
    let theme = hall.theme_of("Groen", &[short, long]);
    assert_eq!(at(hall.entry("desk", &Key::Theme(theme)), "example"), "groen");
    let good = hall.hands_in(&host(2), "Vijftien tekens");
    hall.theme(theme::Command::Move { idea: good, theme: Some(theme) });
    assert_eq!(at(hall.entry("desk", &Key::Theme(theme)), "example"), "Vijftien tekens");
}

#[test]
fn a_theme_without_ideas_has_no_example_and_is_not_on_the_wall() {
    let mut hall = Hall::in_hand_in();
    let theme = hall.theme_of("Nog leeg", &[]);
    hall.publish([theme]);
    hall.show(Scene::Themes);
    let expected = json!({"label": "Nog leeg", "count": 0, "state": "published", "example": null});
    assert_eq!(hall.entry("themes", &Key::Theme(theme)), Some(expected));
    assert_eq!(hall.entry("wall/main", &Key::Theme(theme)), None);
}

#[test]
fn only_published_themes_are_for_all_and_closed_ones_for_nobody() {
    let mut hall = Hall::in_hand_in();
    let idea = hall.hands_in(&host(1), "Een idee voor het ene thema");
    let other = hall.hands_in(&host(1), "Een idee voor het andere thema");
    let one = hall.theme_of("Een", &[idea]);
    let two = hall.theme_of("Twee", &[other]);
    hall.publish([one]);
    hall.show(Scene::Themes);
    assert_eq!(labels(&hall, "themes"), ["Een"]);
    assert_eq!(labels(&hall, "desk"), ["Een", "Twee"]);
    assert_eq!(labels(&hall, "wall/main"), ["Een"]);
    hall.show(Scene::Forming);
    assert_eq!(labels(&hall, "wall/main"), ["Een", "Twee"], "chosen knowingly");
    hall.show(Scene::Themes);
    assert_eq!(counts(&hall), json!({"ideas": 2, "grouped": 2, "published": 1}));

    hall.theme(theme::Command::Merge { from: one, into: two });
    // What the hall saw does not leave the wall because it grew.
    for doc in ["themes", "desk", "wall/main"] {
        assert_eq!(labels(&hall, doc), ["Twee"], "{doc}");
    }
    assert_eq!(at(hall.entry("table/1", &Key::Idea(idea)), "theme"), json!(two));
}

#[test]
fn the_desk_tells_a_persons_theme_from_the_machines() {
    let mut hall = Hall::in_hand_in();
    let idea = hall.hands_in(&host(1), "Meer bomen in de straat");
    let machine = ThemeId(RequestId::derived(b"machine").0);
    let regroup = theme::Command::Regroup {
        based_on: hall.summit.offset,
        moves: vec![Move { idea, theme: Some(machine) }],
        labels: vec![Named { theme: machine, label: "bomen".into() }],
        examples: Vec::new(),
        alike: Vec::new(),
    };
    hall.ask(&Actor::system(), Command::Theme(regroup));
    let card = |hall: &Hall| hall.entry("desk", &Key::Theme(machine)).expect("a theme");
    let expected = json!({"label": "bomen", "count": 1, "state": "forming", "example": "Meer bomen in de straat",
        "by": "machine", "locked": false, "example_idea": idea});
    assert_eq!(card(&hall), expected);
    hall.theme(theme::Command::Rename { theme: machine, label: "Bomen".into() });
    hall.theme(theme::Command::Lock { theme: machine, locked: true });
    assert_eq!((&card(&hall)["by"], &card(&hall)["locked"]), (&json!("person"), &json!(true)));
}

#[test]
fn ready_holds_for_the_item_it_was_said_in() {
    let mut hall = Hall::in_hand_in();
    hall.ready(1);
    assert_eq!(hall.entry("table/1", &Key::Ready), Some(json!(true)));
    assert_eq!(hall.entry("table/2", &Key::Ready), None);
    assert_eq!(at(hall.entry("control", &Key::Table(TableNo(1))), "ready"), true);
    hall.next();
    hall.facilitator(Command::Round(round::Command::Close {
        round: None,
        ends_at: None,
        share: None,
        phase: None,
    }));
    hall.next();
    assert_eq!(hall.entry("table/1", &Key::Ready), None);
    hall.agenda(agenda::Command::Back { from: None, phase: None });
    assert_eq!(hall.entry("table/1", &Key::Ready), Some(json!(true)));
}

#[test]
fn a_call_for_help_says_with_what_if_the_host_said_so() {
    let mut hall = Hall::new();
    hall.at_table(1, table::Command::Help { what: None });
    assert_eq!(hall.entry("table/1", &Key::Help), Some(json!({})));
    hall.at_table(1, table::Command::Help { what: Some("batterij".into()) });
    assert_eq!(hall.entry("table/1", &Key::Help), Some(json!({"what": "batterij"})));
    let board = json!({"ready": false, "help": {"what": "batterij"}, "handed_in": 0});
    assert_eq!(hall.entry("control", &Key::Table(TableNo(1))), Some(board));
    hall.facilitator(Command::Table(table::Command::Helped { table: TableNo(1) }));
    assert_eq!(hall.entry("table/1", &Key::Help), None);
    assert_eq!(at(hall.entry("control", &Key::Table(TableNo(1))), "help"), Value::Null);
}

#[test]
fn a_notice_goes_to_everyone_or_to_the_tables_it_names() {
    let mut hall = Hall::new();
    hall.notice("Er is koffie", None);
    assert_eq!(
        hall.entry("room", &Key::Notice),
        Some(json!({"text": "Er is koffie", "since": hall.now.0}))
    );
    assert_eq!(hall.entry("table/1", &Key::Notice), None);
    hall.notice("Graag stiller", Some(BTreeSet::from([TableNo(2)])));
    assert_eq!(
        hall.entry("table/2", &Key::Notice),
        Some(json!({"text": "Graag stiller", "since": hall.now.0}))
    );
    assert_eq!(hall.entry("table/1", &Key::Notice), None);
    hall.facilitator(Command::Notice(notice::Command::Clear {}));
    assert_eq!(hall.entry("room", &Key::Notice), None);
    assert_eq!(hall.entry("table/2", &Key::Notice), None);
}

#[test]
fn progress_counts_the_ideas_of_tables_and_the_words_of_phones_in_the_current_round() {
    let mut hall = Hall::in_hand_in();
    hall.hands_in(&host(1), "Een idee");
    hall.hands_in(&host(1), "Nog een idee");
    hall.hands_in(&participant(81), "groen");
    let expected = json!({"round": "r1", "tables_in": 1, "tables": 3, "ideas": 2, "words": 1});
    assert_eq!(hall.entry("control", &Key::Progress), Some(expected));
    hall.show(Scene::Themes);
    assert_eq!(hall.entry("wall/main", &Key::Progress), None);
    hall.show(Scene::Progress);
    let on_wall = json!({"tables_in": 1, "tables": 3, "ideas": 2, "words": 1});
    assert_eq!(hall.entry("wall/main", &Key::Progress), Some(on_wall));
}

#[test]
fn a_frozen_display_says_so_and_its_document_goes_on() {
    let mut hall = Hall::in_hand_in();
    let freeze = wall::Command::Freeze { wall: WallId::from("main"), frozen: true };
    hall.facilitator(Command::Wall(freeze));
    let frozen_by = hall.summit.offset;
    hall.hands_in(&host(1), "Een idee");
    assert_eq!(
        hall.entry("wall/main", &Key::Scene),
        Some(json!({"name": "progress", "frozen": true, "frozen_by": frozen_by}))
    );
    assert_eq!(
        hall.entry("control", &Key::Wall(WallId::from("main"))),
        Some(json!({"scene": "progress", "frozen": true}))
    );
    assert_eq!(at(hall.entry("wall/main", &Key::Progress), "ideas"), 1);
    assert_eq!(hall.entry("wall/nowhere", &Key::Scene), None);
}

#[test]
fn an_erased_text_is_empty_and_no_example() {
    let mut hall = Hall::in_hand_in();
    let idea = hall.hands_in(&host(1), "Meer bomen in de straat");
    let theme = hall.theme_of("Bomen", &[idea]);
    let erased = json!(hall.summit.ideas[&idea].text);
    let erased = serde_json::from_value(erased).expect("a hash");
    hall.summit.ideas.get_mut(&idea).expect("the idea").text = erased;
    assert_eq!(at(hall.entry("table/1", &Key::Idea(idea)), "text"), "");
    assert_eq!(at(hall.entry("desk", &Key::Theme(theme)), "example"), Value::Null);
}

#[test]
fn an_idea_touches_a_handful_of_entries_however_large_the_hall() {
    let mut hall = Hall::in_hand_in();
    hall.summit.tables = (1..=250).map(|no| (TableNo(no), table::Table::default())).collect();
    let submitted = domain::Event::Idea(idea::Event::Submitted {
        idea: IdeaId(RequestId::derived(b"new").0),
        table: Some(TableNo(7)),
        round: Some(RoundId::from("r1")),
        text: domain::SealedText::seal("x".into(), [0; 16]),
        late: false,
        early: false,
        again: false,
        held: false,
        simulated: false,
    });
    let touched = views::touched(&hall.summit, &host(7).seat, &submitted);
    assert!(touched.len() <= 8, "{touched:?}");
    assert!(
        !touched.iter().any(|(doc, _)| *doc == Doc::Room),
        "no counter of hand-ins goes to everyone"
    );
}

#[test]
fn a_new_item_touches_only_the_tables_that_were_ready_or_had_handed_in() {
    let mut hall = Hall::in_hand_in();
    hall.ready(1);
    hall.hands_in(&host(2), "Een idee");
    let started = agenda::Event::Started {
        item: RoundId::from("r2"),
        ends_at: Time(0),
        phase: None,
        scene: None,
    };
    let touched = views::touched(&hall.summit, &host(1).seat, &domain::Event::Agenda(started));
    assert!(touched.contains(&(Doc::Table(TableNo(1)), Key::Ready)));
    assert!(touched.contains(&(Doc::Control, Key::Table(TableNo(2)))));
    assert!(!touched.contains(&(Doc::Table(TableNo(2)), Key::Ready)));
    assert!(!touched.contains(&(Doc::Control, Key::Table(TableNo(3)))));
}

#[test]
fn devices_touch_nothing() {
    let hall = Hall::new();
    let event = domain::device::Event::Revoked {
        jti: domain::Jti(RequestId::derived(b"jti").0),
        displaced: false,
    };
    assert!(views::touched(&hall.summit, &host(1).seat, &domain::Event::Device(event)).is_empty());
}

#[test]
fn what_phones_sent_is_counted_however_it_is_written_and_a_sentence_by_its_words() {
    let mut hall = Hall::in_hand_in();
    hall.show(Scene::Words);
    hall.hands_in(&host(1), "Een idee van een tafel");
    hall.hands_in(&participant(1), "Samen");
    let hidden = hall.hands_in(&participant(1), "Lelijk");
    hall.hands_in(&participant(2), "rustig wonen");
    hall.hands_in(&participant(3), "samen!");
    hall.hands_in(&participant(4), "Ik wil dat we in deze buurt samen blijven wonen");
    hall.hide(hidden, "grof");
    let expected = json!([
        {"word": "samen", "count": 3}, {"word": "rustig wonen", "count": 1},
        {"word": "buurt", "count": 1}, {"word": "blijven", "count": 1}, {"word": "wonen", "count": 1},
    ]);
    let shown = hall.entry("wall/main", &Key::Words).expect("words");
    let sorted = |words: &Value| {
        let mut words: Vec<String> =
            words.as_array().expect("a list").iter().map(Value::to_string).collect();
        words.sort();
        words
    };
    assert_eq!((&shown[0], &shown[1]), (&expected[0], &expected[1]));
    assert_eq!(sorted(&shown), sorted(&expected));
    assert_eq!(picture(&hall.summit, Scene::Words).get("words"), Some(&shown));
}

#[test]
fn the_map_says_which_table_asks_for_help_and_not_what_for() {
    let mut hall = Hall::in_hand_in();
    hall.show(Scene::Map);
    hall.at_table(2, table::Command::Help { what: Some("iemand is onwel".into()) });
    hall.hands_in(&host(2), "Een idee");
    let expected = json!({"ready": false, "help": true, "handed_in": 1});
    assert_eq!(hall.entry("wall/main", &Key::Table(TableNo(2))), Some(expected));
}

/// How many ideas count, are in a theme, and are in a published one.
fn counts(hall: &Hall) -> serde_json::Value {
    let coverage = hall.entry("desk", &Key::Coverage).expect("a summit");
    assert_eq!(hall.entry("control", &Key::Coverage).as_ref(), Some(&coverage));
    json!({"ideas": coverage["ideas"], "grouped": coverage["grouped"], "published": coverage["published"]})
}

#[test]
fn coverage_says_which_tables_and_groups_the_published_themes_leave_out() {
    let mut hall = Hall::in_hand_in();
    let trees = hall.hands_in(&host(1), "Meer bomen in de straat");
    hall.hands_in(&host(2), "Een bus in de avond");
    let word = hall.hands_in(&participant(81), "groen");
    hall.hands_in(&participant(95), "een gast zonder groep");
    let theme = hall.theme_of("Groen", &[trees, word]);
    let coverage = |hall: &Hall| hall.entry("desk", &Key::Coverage).expect("a summit");
    assert_eq!(coverage(&hall)["tables_left_out"], json!([1, 2]));
    hall.publish([theme]);
    let now = coverage(&hall);
    assert_eq!(now["tables"], json!({"of": 2, "published": 1}));
    assert_eq!(now["tables_left_out"], json!([2]));
    assert_eq!(
        now["segments"],
        json!([{"id": "residents", "title": "Gelote inwoners", "of": 1, "published": 1}])
    );
}

#[test]
fn a_step_says_who_did_what_and_whether_it_can_still_be_taken_back() {
    let mut hall = Hall::in_hand_in();
    let trees = hall.hands_in(&host(1), "Meer bomen in de straat");
    let theme = hall.theme_of("Groen", &[trees]);
    let moved = hall.summit.offset;
    let step = |hall: &Hall| hall.entry("desk", &Key::Step(moved)).expect("a step");
    let now = step(&hall);
    assert_eq!(
        (&now["does"], &now["label"], &now["ideas"]),
        (&json!("moved"), &json!("Groen"), &json!(1))
    );
    assert_eq!(now["undoable"], true);
    hall.theme(theme::Command::Move { idea: trees, theme: None });
    assert_eq!(step(&hall)["undoable"], false);
    hall.theme(theme::Command::Rename { theme, label: "Natuur".into() });
    assert_eq!(step(&hall)["label"], "Natuur");
}

#[test]
fn an_idea_that_the_machine_found_no_theme_for_is_left_out_where_the_desk_can_see_it() {
    let mut hall = Hall::in_hand_in();
    let odd = hall.hands_in(&host(1), "Iets heel anders");
    let based_on = hall.summit.offset;
    let slip = |hall: &Hall| hall.entry("desk", &Key::Idea(odd)).expect("an idea");
    assert_eq!(slip(&hall).get("left_out"), None);
    let regroup = theme::Command::Regroup {
        based_on,
        moves: vec![],
        labels: vec![],
        examples: vec![],
        alike: vec![],
    };
    hall.ask(&Actor::system(), Command::Theme(regroup));
    assert_eq!(slip(&hall)["left_out"], true);
}
