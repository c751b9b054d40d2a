//! The question at the end of the day, on every screen that knows of it and in the record.

use crate::hall::{Hall, found, host, participant};
use domain::{Actor, Command, Doc, agenda, feedback, founding, programme::Kind};
use serde_json::{Value, json};
use views::{Key, Scope, export};

fn asked() -> Hall {
    let mut hall = Hall::unfounded();
    let Command::Summit(founding::Command::Found { summit, mut programme }) = found() else {
        panic!("a summit is founded");
    };
    programme.items[0].kind = Kind::Closing;
    programme.review.unwanted = vec!["onwelkom".to_owned()];
    hall.ask(&Actor::system(), Command::Summit(founding::Command::Found { summit, programme }));
    let next = agenda::Command::Next { from: None, phase: None, skip: None };
    hall.facilitator(Command::Agenda(next));
    let question = "Hoe was de dag?".to_owned();
    hall.facilitator(Command::Feedback(feedback::Command::Open { question }));
    hall
}

fn answers(hall: &mut Hall, actor: &Actor, score: u8, sentence: Option<&str>) {
    let sentence = sentence.map(str::to_owned);
    hall.ask(actor, Command::Feedback(feedback::Command::Answer { score, sentence }));
}

fn answered() -> Hall {
    let mut hall = asked();
    answers(&mut hall, &participant(81), 2, Some("te lang"));
    answers(&mut hall, &participant(81), 4, Some("toch fijn"));
    answers(&mut hall, &participant(9), 5, None);
    answers(&mut hall, &host(2), 5, Some("onwelkom woord"));
    hall
}

#[test]
fn everyone_is_asked_until_it_is_closed_and_nobody_is_told_what_others_said() {
    let mut hall = answered();
    let room = |hall: &Hall| hall.entry("room", &Key::Feedback);
    assert_eq!(room(&hall), Some(json!({"question": "Hoe was de dag?", "open": true})));
    hall.facilitator(Command::Feedback(feedback::Command::Close {}));
    assert_eq!(room(&hall), Some(json!({"question": "Hoe was de dag?", "open": false})));
}

#[test]
fn each_seat_holds_its_own_answer() {
    let hall = answered();
    let own = |doc: &str| hall.entry(doc, &Key::Feedback);
    let person = own("person/81").expect("an answer");
    assert_eq!((&person["score"], &person["sentence"]), (&json!(4), &json!("toch fijn")));
    assert_eq!(own("person/9").expect("an answer").get("sentence"), None);
    assert_eq!(own("table/2").expect("an answer")["score"], 5);
    assert_eq!((own("person/2"), own("table/1")), (None, None));
}

#[test]
fn control_counts_and_lists_sentences_without_saying_whose_they_are() {
    let hall = answered();
    assert_eq!(
        hall.entry("control", &Key::Feedback),
        Some(json!({"question": "Hoe was de dag?", "open": true, "answers": 3,
            "counts": [0, 0, 0, 1, 2], "mean": 4.67}))
    );
    let control = hall.document(&Doc::Control);
    let sentences = control.iter().filter(|(key, _)| matches!(key, Key::Sentence(_)));
    let sentences: Vec<_> = sentences.map(|(_, value)| value.clone()).collect();
    let texts: Vec<_> = sentences.iter().map(|it| (&it["text"], &it["unwanted"])).collect();
    let (fine, rude) = (json!("toch fijn"), json!("onwelkom woord"));
    assert_eq!(texts, [(&fine, &Value::Null), (&rude, &json!(true))]);
    assert!(!format!("{sentences:?}").contains("81"));
}

#[test]
fn the_record_of_the_operator_has_all_and_that_for_everyone_no_unwanted_word_and_no_seat() {
    let hall = answered();
    let everything = &export::json(&hall.summit, Scope::Everything)["feedback"];
    assert_eq!((&everything["mean"], &everything["answers"]), (&json!(4.67), &json!(3)));
    let seats = |record: &Value| {
        let sentences = record["sentences"].as_array().cloned().unwrap_or_default();
        let told = sentences.iter().map(|it| (it["text"].clone(), it["seat"].clone()));
        told.collect::<Vec<_>>()
    };
    assert_eq!(
        seats(everything),
        [(json!("toch fijn"), json!("badge/81")), (json!("onwelkom woord"), json!("table/2")),]
    );
    let public = &export::json(&hall.summit, Scope::Public)["feedback"];
    assert_eq!(seats(public), [(json!("toch fijn"), Value::Null)]);
    assert_eq!(public["counts"], json!([0, 0, 0, 1, 2]));
}

#[test]
fn where_nothing_was_asked_nothing_is_told() {
    let hall = Hall::new();
    let record = export::json(&hall.summit, Scope::Everything);
    assert_eq!(record.get("feedback"), None);
    for doc in ["room", "control", "table/1", "person/81"] {
        assert_eq!(hall.entry(doc, &Key::Feedback), None, "{doc}");
    }
}
