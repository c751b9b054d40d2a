//! What someone may ask for, given what their screen shows.

use crate::{person::Person, random::Random};
use serde_json::{Value, json};

/// The ids of the entries of a kind, in a document that is held.
fn ids(person: &Person, doc: &str, kind: &str) -> Vec<String> {
    let Some(held) = person.held(doc) else { return Vec::new() };
    let ids = held.entries.keys().filter_map(|key| key.strip_prefix(kind));
    let mut ids: Vec<String> = ids.map(str::to_owned).collect();
    ids.sort();
    ids
}

fn submit(random: &mut Random) -> Value {
    let text = random.text();
    match random.below(4) {
        0 => json!({"idea":{"submit":{"text":text,"round":"r1"}}}),
        1 => json!({"idea":{"submit":{"text":text,"round":"r2"}}}),
        _ => json!({"idea":{"submit":{"text":text}}}),
    }
}

/// What someone at a table or with a phone may ask for.
pub fn of_guest(person: &Person, random: &mut Random) -> Value {
    let own = person.docs.iter().find(|doc| doc.contains('/')).map_or("", String::as_str);
    let ideas = ids(person, own, "idea/");
    let is_table = own.starts_with("table/");
    match (random.below(10), random.one_of(&ideas).cloned()) {
        (0 | 1, Some(idea)) => json!({"idea":{"edit":{"idea":idea,"text":random.text()}}}),
        (2, Some(idea)) => json!({"idea":{"withdraw":{"idea":idea}}}),
        (3, _) if is_table => json!({"table":{"ready":{"ready":!random.once_in(3)}}}),
        (4, _) if is_table => json!({"table":{"help":{"what":random.text()}}}),
        (5, _) if is_table => json!({"table":{"help":{}}}),
        _ => submit(random),
    }
}

/// On from the item that is seen as the current one: who pressed first, moves the hall; the other does not.
pub fn next(person: &Person) -> Value {
    let current = person.held("room").and_then(|room| room.entries.get("agenda/current"));
    current.map_or_else(
        || json!({"agenda":{"next":{}}}),
        |current| json!({"agenda":{"next":{"from":current["id"]}}}),
    )
}

/// What a facilitator may ask for.
pub fn of_facilitator(person: &Person, random: &mut Random) -> Value {
    let step = || {
        let undo = person.held("control")?.entries.get("undo")?;
        undo["step"].as_u64()
    };
    match random.below(16) {
        0 | 1 => json!({"agenda":{"next":{}}}),
        2 | 3 => next(person),
        4 => json!({"agenda":{"pause":{}}}),
        5 => json!({"agenda":{"resume":{}}}),
        6 => json!({"agenda":{"extend":{"seconds":1 + random.below(30)}}}),
        7 => json!({"agenda":{"undo":{"step":step().unwrap_or(1)}}}),
        8 => json!({"round":{"open":{}}}),
        9 => json!({"round":{"close":{}}}),
        10 => json!({"notice":{"show":{"text":random.text()}}}),
        11 => json!({"notice":{"show":{"text":random.text(),"to":[1,3]}}}),
        12 => json!({"notice":{"clear":{}}}),
        13 => json!({"rehearsal":{"start":{}}}),
        14 => json!({"rehearsal":{"end":{}}}),
        _ => {
            let scenes = ["title", "question", "progress", "themes", "black"];
            let scene = random.one_of(&scenes).copied();
            json!({"wall":{"show":{"wall":"main","scene":scene}}})
        }
    }
}

/// What someone of the theme team may ask for.
pub fn of_theme_team(person: &Person, random: &mut Random) -> Value {
    let (ideas, themes) = (ids(person, "desk", "idea/"), ids(person, "desk", "theme/"));
    let (idea, other) = (random.one_of(&ideas).cloned(), random.one_of(&ideas).cloned());
    let (theme, into) = (random.one_of(&themes).cloned(), random.one_of(&themes).cloned());
    match (random.below(12), idea, theme) {
        (0, Some(idea), _) => json!({"idea":{"hide":{"idea":idea,"reason":random.text()}}}),
        (1, Some(idea), _) => json!({"idea":{"restore":{"idea":idea}}}),
        (2..=4, Some(idea), theme) => json!({"theme":{"move":{"idea":idea,"theme":theme}}}),
        (5, _, Some(theme)) => json!({"theme":{"rename":{"theme":theme,"label":random.text()}}}),
        (6, _, Some(theme)) => json!({"theme":{"merge":{"from":theme,"into":into}}}),
        (7, _, Some(theme)) => json!({"theme":{"publish":{"themes":[theme]}}}),
        (8, _, Some(theme)) => json!({"theme":{"close":{"theme":theme}}}),
        (9, Some(idea), Some(theme)) => json!({"theme":{"split":{"theme":theme,"ideas":[idea]}}}),
        (10, Some(idea), _) => json!({"theme":{"apart":{"ideas":[idea,other]}}}),
        (11, ..) => json!({"idea":{"submit":{"text":random.text(),"round":"r1","table":2}}}),
        _ => json!({"theme":{"create":{"label":random.text()}}}),
    }
}

/// What the machine proposes: all ideas without a theme go into a new one.
pub fn of_machine(summit: &domain::Summit, random: &mut Random) -> Value {
    let loose = summit.ideas.iter().filter(|(_, idea)| idea.theme.is_none() && !idea.pinned);
    let theme = random.id();
    let moves: Vec<Value> = loose.map(|(id, _)| json!({"idea":id,"theme":theme})).collect();
    let labels = json!([{"theme":theme,"label":random.text()}]);
    // It may have looked a while ago.
    let based_on = summit.offset.0.saturating_sub(random.below(4));
    json!({"theme":{"regroup":{"based_on":based_on,"moves":moves,"labels":labels}}})
}
