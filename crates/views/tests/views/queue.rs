//! What phones send is on a wall once the theme team nodded, or as the programme says; some words always wait.

use crate::hall::{Hall, found, participant, staff};
use domain::{
    Actor, Command, IdeaId, Role, founding,
    programme::{Sentences, Words},
    review,
    wall::Scene,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use views::Key;

/// A hall with the first round open, whose programme says this of words and sentences.
fn hall(words: Words, sentences: Sentences) -> Hall {
    let mut hall = Hall::unfounded();
    let Command::Summit(founding::Command::Found { summit, mut programme }) = found() else {
        panic!("it founds");
    };
    programme.review.words = words;
    programme.review.sentences = sentences;
    programme.review.unwanted = ["kut", "hoer", "rot op"].map(str::to_owned).to_vec();
    let founded = founding::Command::Found { summit, programme };
    hall.ask(&Actor::system(), Command::Summit(founded));
    hall.next();
    hall.next();
    hall.facilitator(Command::Round(domain::round::Command::Open { round: None, ends_at: None }));
    hall.show(Scene::Words);
    hall
}

fn reviewed() -> Hall {
    hall(Words::Reviewed, Sentences::Reviewed)
}

fn sends(hall: &mut Hall, badge: u32, text: &str) -> IdeaId {
    hall.hands_in(&participant(badge), text)
}

fn words(hall: &Hall) -> Vec<String> {
    let shown = hall.entry("wall/main", &Key::Words).expect("a scene of words");
    let words = shown.as_array().expect("words").iter();
    words.map(|it| format!("{} {}", it["word"].as_str().expect("a word"), it["count"])).collect()
}

fn says(hall: &mut Hall, of: fn(BTreeSet<String>) -> review::Command, text: &str) {
    let command = Command::Review(of(BTreeSet::from([text.to_owned()])));
    hall.ask(&staff(Role::ThemeTeam), command);
}

fn accept(texts: BTreeSet<String>) -> review::Command {
    review::Command::Accept { texts }
}

fn hold(texts: BTreeSet<String>) -> review::Command {
    review::Command::Hold { texts }
}

fn reopen(texts: BTreeSet<String>) -> review::Command {
    review::Command::Reopen { texts }
}

fn waiting(hall: &Hall) -> Value {
    hall.entry("control", &Key::Review).expect("founded")["waiting"].clone()
}

#[test]
fn a_word_waits_for_a_nod_which_counts_for_all_who_send_it_later() {
    let mut hall = reviewed();
    let first = sends(&mut hall, 1, "Foto\u{2019}s");
    sends(&mut hall, 2, "foto\'s");
    sends(&mut hall, 3, "Meer bankjes");
    assert_eq!((words(&hall), waiting(&hall)), (vec![], json!(2)));
    let said = json!({"text": "Foto\u{2019}s", "count": 2, "state": "waits", "sentence": false});
    assert_eq!(hall.entry("desk", &Key::Word(first)), Some(said));
    says(&mut hall, accept, "foto\'s");
    sends(&mut hall, 4, "FOTO\u{2019}S");
    assert_eq!((words(&hall), waiting(&hall)), (vec!["Foto\u{2019}s 3".to_owned()], json!(1)));
    says(&mut hall, hold, "meer  bankjes");
    assert_eq!((words(&hall).len(), waiting(&hall)), (1, json!(0)));
    says(&mut hall, reopen, "foto\'s");
    assert_eq!((words(&hall), waiting(&hall)), (vec![], json!(1)));
}

#[test]
fn an_unwanted_word_waits_also_where_words_are_shown_at_once_and_stays_on_the_desk() {
    let mut hall = hall(Words::AtOnce, Sentences::AtOnce);
    sends(&mut hall, 1, "groen");
    let rude = sends(&mut hall, 2, "K.U.T");
    sends(&mut hall, 3, "Hoera");
    let long = sends(&mut hall, 4, "wat een kuuut gemeente is dit");
    assert_eq!(words(&hall), ["groen 1", "Hoera 1"]);
    for id in [rude, long] {
        let said = hall.entry("desk", &Key::Word(id)).expect("on the desk");
        assert_eq!((&said["state"], &said["unwanted"]), (&json!("waits"), &json!(true)));
        assert!(hall.entry("desk", &Key::Idea(id)).is_some(), "nothing is deleted");
    }
    says(&mut hall, accept, "wat een kuuut gemeente is dit");
    assert_eq!(words(&hall), ["groen 1", "Hoera 1", "gemeente 1"], "the word itself never alone");
    says(&mut hall, hold, "groen");
    assert_eq!(words(&hall), ["Hoera 1", "gemeente 1"], "what is shown can be held back");
}

#[test]
fn a_sentence_is_counted_by_its_words_once_it_was_read_or_never() {
    let text = "Er moeten prullenbakken komen bij bushaltes";
    let mut read = reviewed();
    let id = sends(&mut read, 1, text);
    assert_eq!(read.entry("desk", &Key::Word(id)).expect("it waits")["sentence"], json!(true));
    says(&mut read, accept, text);
    assert!(words(&read).contains(&"prullenbakken 1".to_owned()), "{:?}", words(&read));

    let mut never = hall(Words::AtOnce, Sentences::Never);
    let id = sends(&mut never, 1, text);
    says(&mut never, accept, text);
    assert_eq!((words(&never), waiting(&never)), (vec![], json!(0)));
    assert_eq!(never.entry("desk", &Key::Word(id)), None);
    assert!(never.entry("desk", &Key::Idea(id)).is_some());
}

#[test]
fn what_was_nodded_at_is_what_was_read_not_what_it_says_since() {
    let mut hall = reviewed();
    let id = sends(&mut hall, 1, "groen");
    says(&mut hall, accept, "groen");
    let edit = domain::idea::Command::Edit { idea: id, text: "iets anders".into() };
    hall.ask(&participant(1), Command::Idea(edit));
    assert_eq!((words(&hall), waiting(&hall)), (vec![], json!(1)));
    says(&mut hall, accept, "groen");
    assert_eq!(words(&hall), Vec::<String>::new());
}

#[test]
fn what_is_held_back_or_has_an_unwanted_word_speaks_for_no_theme() {
    let mut hall = hall(Words::AtOnce, Sentences::AtOnce);
    let insult = "De burgemeester is een grote boef van het dorp";
    let ideas = [
        sends(&mut hall, 11, insult),
        sends(&mut hall, 12, "Die kut burgemeester weer van het dorp"),
        sends(&mut hall, 13, "De burgemeester komt vaker langs in het dorp"),
    ];
    let theme = hall.theme_of("Burgemeester", &ideas);
    let example = |hall: &Hall, doc: &str| {
        let card = hall.entry(doc, &Key::Theme(theme)).expect("a theme");
        card["example"].as_str().map(str::to_owned)
    };
    hall.show(Scene::Forming);
    assert_eq!(example(&hall, "wall/main").as_deref(), Some(insult));
    says(&mut hall, hold, insult);
    let third = "De burgemeester komt vaker langs in het dorp";
    assert_eq!(example(&hall, "wall/main").as_deref(), Some(third), "not the unwanted one either");

    hall.publish([theme]);
    hall.show(Scene::Themes);
    says(&mut hall, hold, third);
    for doc in ["wall/main", "themes"] {
        assert_eq!(example(&hall, doc), None, "{doc}: nobody read another");
    }
}
