//! What a theme is called once the texts that its name came from may not be seen.

use super::hall::{Hall, id};
use domain::{
    theme::{State, label},
    wall::Lost,
};
use serde_json::json;
use uuid::Uuid;

const THEME: u128 = 30;

/// Table 1 hands in ideas 1 and up; the machine puts them in one theme and calls it this.
fn named(label: &str, texts: &[&str]) -> Hall {
    let mut hall = Hall::handing_in();
    for (n, text) in (1..).zip(texts) {
        let idea = json!({"idea": {"submit": {"text": text, "round": "r1"}}});
        hall.host(1).with_id(n).sends(idea).saved();
    }
    regroups(&mut hall, 1..=texts.len() as u128, label);
    hall
}

fn regroups(hall: &mut Hall, ideas: impl Iterator<Item = u128>, label: &str) {
    let moves: Vec<_> = ideas.map(|n| json!({"idea": id(n), "theme": id(THEME)})).collect();
    let based_on = hall.summit.offset;
    let regroup = json!({"theme": {"regroup": {"based_on": based_on, "moves": moves,
        "labels": [{"theme": id(THEME), "label": label}]}}});
    hall.system().sends(regroup).result.expect("a regroup");
}

fn does(hall: &mut Hall, command: serde_json::Value) {
    hall.theme_team().sends(command).saved();
}

fn hides(hall: &mut Hall, n: u128) {
    does(hall, json!({"idea": {"hide": {"idea": id(n), "reason": "een naam"}}}));
}

fn publishes(hall: &mut Hall) {
    does(hall, json!({"theme": {"publish": {"themes": [id(THEME)]}}}));
}

fn renames(hall: &mut Hall, label: &str) {
    does(hall, json!({"theme": {"rename": {"theme": id(THEME), "label": label}}}));
}

fn shown(hall: &Hall) -> String {
    label::of(&hall.summit, hall.theme(id(THEME))).into_owned()
}

#[test]
fn a_word_of_the_machine_is_shown_as_long_as_an_idea_in_sight_says_it() {
    for (label, texts, hidden, left) in [
        ("Jansen", &["Jansen moet weg", "weg met jansen!"][..], &[1][..], "Jansen"),
        ("Jansen", &["Jansen moet weg", "weg met jansen!"], &[1, 2], label::NAMELESS),
        ("Jansen, parkeren", &["Jansen moet weg", "parkeren bij de kerk"], &[1], "Parkeren"),
        ("Parkeren, jansen", &["Jansen moet weg", "parkeren bij de kerk"], &[1], "Parkeren"),
        // A part of another word is another word; marks, case and accents are not.
        ("Jan", &["Jan steelt", "in januari"], &[1], label::NAMELESS),
        ("Café", &["dicht met dat café", "CAFE's langer open"], &[1], "Café"),
        // The first words of an idea stand there as they are, or not at all.
        (
            "Weg met jansen, nu…",
            &["weg met Jansen, nu of nooit", "weg met auto's, nu"],
            &[1],
            "Nu…",
        ),
        ("Weg met…", &["weg met Jansen", "weg met auto's"], &[1], "Weg met…"),
        // A number makes two names distinct, and a house number tells where somebody lives.
        ("Parkeren 2", &["parkeren", "parkeren"], &[1], "Parkeren 2"),
        (
            "Dorpsstraat 12",
            &["Dorpsstraat 12 stinkt", "lantaarns in de Dorpsstraat"],
            &[1],
            label::NAMELESS,
        ),
        // Scripts that do not put spaces between words.
        ("公園", &["公園を増やす", "新しい公園"], &[1], "公園"),
        // What no idea said came from none.
        ("Iets anders", &["bomen", "gras"], &[1, 2], "Iets anders"),
    ] {
        let mut hall = named(label, texts);
        publishes(&mut hall);
        assert_eq!(shown(&hall), label, "all is in sight");
        hidden.iter().for_each(|n| hides(&mut hall, *n));
        assert_eq!(shown(&hall), left, "{label} of {texts:?} without {hidden:?}");
        let is_lost = left != label;
        assert_eq!(label::is_to_be_named(&hall.summit, hall.theme(id(THEME))), is_lost);
        for n in hidden {
            does(&mut hall, json!({"idea": {"restore": {"idea": id(*n)}}}));
        }
        assert_eq!(shown(&hall), label, "it comes back with the ideas");
        assert_eq!(hall.replayed(), hall.summit);
    }
}

#[test]
fn what_is_withdrawn_changed_held_back_or_erased_takes_its_words_along() {
    let texts = ["Jansen moet weg", "weg ermee"];
    let changes: [fn(&mut Hall); 3] = [
        |hall| _ = hall.host(1).sends(json!({"idea": {"withdraw": {"idea": id(1)}}})).saved(),
        |hall| {
            let edit = json!({"idea": {"edit": {"idea": id(1), "text": "De wethouder moet weg"}}});
            hall.host(1).sends(edit).saved();
        },
        |hall| {
            let texts = std::mem::take(&mut hall.beside);
            let kept = texts.into_iter().filter(|(_, (text, _))| !text.contains("Jansen"));
            hall.beside = kept.collect();
            hall.summit = hall.replayed();
        },
    ];
    for (n, change) in changes.into_iter().enumerate() {
        let mut hall = named("Jansen", &texts);
        publishes(&mut hall);
        change(&mut hall);
        assert_eq!(shown(&hall), label::NAMELESS, "case {n}");
        assert_eq!(hall.replayed(), hall.summit);
    }
    let mut hall = Hall::handing_in();
    hall.badge(1).with_id(1).sends(json!({"idea": {"submit": {"text": "Jansen"}}})).saved();
    regroups(&mut hall, 1..=1, "Jansen");
    publishes(&mut hall);
    does(&mut hall, json!({"review": {"hold": {"texts": ["jansen"]}}}));
    assert_eq!(shown(&hall), label::NAMELESS);
    assert!(!label::is_public(&hall.summit, hall.theme(id(THEME))));
    does(&mut hall, json!({"review": {"accept": {"texts": ["jansen"]}}}));
    assert_eq!(shown(&hall), "Jansen");
}

#[test]
fn a_name_that_a_person_typed_is_theirs_and_the_desk_is_told_of_a_hidden_word() {
    let mut hall = named("Jansen", &["Jansen moet weg", "fietsen door het park"]);
    renames(&mut hall, "Weg met Jansen");
    publishes(&mut hall);
    hides(&mut hall, 1);
    assert_eq!(shown(&hall), "Weg met Jansen");
    assert!(label::is_public(&hall.summit, hall.theme(id(THEME))));
    let words = label::hidden_words(&hall.summit, hall.theme(id(THEME)));
    assert_eq!(words, ["Jansen"], "short words are in every text");
    renames(&mut hall, "Fietsen");
    assert!(label::hidden_words(&hall.summit, hall.theme(id(THEME))).is_empty());
}

#[test]
fn who_types_the_name_that_the_machine_gave_makes_it_theirs() {
    let mut hall = named("Jansen", &["Jansen moet weg"]);
    publishes(&mut hall);
    hides(&mut hall, 1);
    assert!(!label::is_public(&hall.summit, hall.theme(id(THEME))), "nothing of it is in sight");
    renames(&mut hall, "Jansen");
    assert_eq!(shown(&hall), "Jansen");
    assert!(label::is_public(&hall.summit, hall.theme(id(THEME))));
    hall.theme_team()
        .sends(json!({"theme": {"rename": {"theme": id(THEME), "label": "Jansen"}}}))
        .changed_nothing();
}

#[test]
fn a_name_that_was_read_before_its_ideas_were_hidden_is_not_published_after() {
    let mut hall = named("Jansen", &["Jansen moet weg", "parkeren"]);
    regroups(&mut hall, 1..=2, "Parkeren");
    hides(&mut hall, 1);
    let read = json!({"theme": {"publish": {"themes": [id(THEME)],
        "labels": {id(THEME).to_string(): "Jansen"}}}});
    does(&mut hall, read);
    assert_eq!(shown(&hall), label::NAMELESS);
}

#[test]
fn a_name_goes_with_its_ideas_wherever_they_went_since() {
    let moves: [fn(&mut Hall) -> Uuid; 4] = [
        |hall| {
            does(hall, json!({"theme": {"move": {"idea": id(1), "theme": null}}}));
            id(THEME)
        },
        |hall| {
            let into =
                hall.theme_team().sends(json!({"theme": {"create": {"label": "Nieuw"}}})).saved();
            does(hall, json!({"theme": {"unpublish": {"themes": [id(THEME)]}}}));
            does(hall, json!({"theme": {"merge": {"from": into, "into": id(THEME)}}}));
            id(THEME)
        },
        |hall| {
            let split = json!({"theme": {"split": {"theme": id(THEME), "ideas": [id(2)]}}});
            hall.theme_team().sends(split).saved()
        },
        |hall| {
            renames(hall, "Anders");
            let step = hall.summit.theming.steps.back().expect("a step").offset;
            does(hall, json!({"theme": {"undo": {"step": step}}}));
            id(THEME)
        },
    ];
    for (n, moves) in moves.into_iter().enumerate() {
        let mut hall = named("Jansen", &["Jansen moet weg", "fietsen"]);
        publishes(&mut hall);
        let theme = moves(&mut hall);
        let of = |hall: &Hall| label::of(&hall.summit, hall.theme(theme)).to_lowercase();
        if n != 1 {
            assert!(of(&hall).contains("jansen"), "case {n}: {}", of(&hall));
        }
        hides(&mut hall, 1);
        assert!(!of(&hall).contains("jansen"), "case {n}: {}", of(&hall));
        assert_eq!(hall.replayed(), hall.summit);
    }
}

#[test]
fn the_machine_names_a_published_theme_anew_only_if_its_name_was_lost_and_nobody_has_read_that_one()
{
    let mut hall = named("Jansen", &["Jansen moet weg", "fietsen door het park"]);
    publishes(&mut hall);
    regroups(&mut hall, 1..=2, "Fietsen");
    assert_eq!(shown(&hall), "Jansen", "what a person published stays");
    hides(&mut hall, 1);
    regroups(&mut hall, 2..=2, "Fietsen");
    assert_eq!(shown(&hall), "Fietsen");
    let theme = hall.theme(id(THEME));
    assert!(theme.unread && theme.state == State::Published);
    renames(&mut hall, "Fiets");
    assert!(!hall.theme(id(THEME)).unread);
    assert_eq!(hall.replayed(), hall.summit);
}

#[test]
fn a_frozen_display_is_told_what_of_its_picture_may_not_be_seen_any_more() {
    let mut hall = named("Jansen", &["Jansen moet weg", "fietsen door het park", "bomen"]);
    publishes(&mut hall);
    let leads = |hall: &mut Hall, command| hall.facilitator().sends(command).saved();
    let lost = |hall: &Hall| hall.summit.walls[&"main".into()].lost().collect::<Vec<_>>();
    leads(&mut hall, json!({"wall": {"show": {"wall": "main", "scene": "themes"}}}));
    leads(&mut hall, json!({"wall": {"freeze": {"wall": "main"}}}));
    does(&mut hall, json!({"theme": {"move": {"idea": id(1), "theme": null}}}));
    hides(&mut hall, 3);
    assert_eq!(lost(&hall), [], "nothing of it was on the picture");
    hides(&mut hall, 1);
    let theme = Lost::Theme(domain::ThemeId(id(THEME)));
    assert_eq!(lost(&hall), [theme], "it was, wherever it is now");
    does(&mut hall, json!({"idea": {"restore": {"idea": id(1)}}}));
    assert_eq!(lost(&hall), [theme], "a display that took it off does not have it any more");
    assert_eq!(hall.replayed(), hall.summit);
    leads(&mut hall, json!({"wall": {"freeze": {"wall": "main", "frozen": false}}}));
    assert_eq!(lost(&hall), []);
}
