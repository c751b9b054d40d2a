//! One of every command, and a day in which every kind of event happens.

use super::hall::{Hall, id, programme};
use domain::{Commit, Event};
use serde_json::{Value, json};

/// One of every command as it travels, by its name.
pub fn commands() -> Vec<(&'static str, Value)> {
    vec![
        ("summit.found", json!({"summit": {"found": {"summit": "top", "programme": programme()}}})),
        ("agenda.next", json!({"agenda": {"next": {}}})),
        ("agenda.back", json!({"agenda": {"back": {}}})),
        ("agenda.pause", json!({"agenda": {"pause": {}}})),
        ("agenda.resume", json!({"agenda": {"resume": {}}})),
        ("agenda.extend", json!({"agenda": {"extend": {"seconds": 60}}})),
        ("agenda.end", json!({"agenda": {"end": {}}})),
        ("agenda.undo", json!({"agenda": {"undo": {"step": 1}}})),
        ("round.open", json!({"round": {"open": {}}})),
        ("round.close", json!({"round": {"close": {}}})),
        ("idea.submit", json!({"idea": {"submit": {"text": "meer bomen"}}})),
        ("idea.submit table", json!({"idea": {"submit": {"text": "meer bomen", "table": 1}}})),
        ("idea.edit", json!({"idea": {"edit": {"idea": id(1), "text": "meer bomen"}}})),
        ("idea.withdraw", json!({"idea": {"withdraw": {"idea": id(1)}}})),
        ("idea.hide", json!({"idea": {"hide": {"idea": id(1), "reason": "noemt een naam"}}})),
        ("idea.restore", json!({"idea": {"restore": {"idea": id(1)}}})),
        ("theme.create", json!({"theme": {"create": {"label": "Groen"}}})),
        ("theme.rename", json!({"theme": {"rename": {"theme": id(10), "label": "Groen"}}})),
        ("theme.merge", json!({"theme": {"merge": {"from": id(10), "into": id(20)}}})),
        ("theme.split", json!({"theme": {"split": {"theme": id(10), "ideas": [id(1)]}}})),
        ("theme.move", json!({"theme": {"move": {"idea": id(1), "theme": id(10)}}})),
        ("theme.gather", json!({"theme": {"gather": {"ideas": [id(1), id(2)], "theme": id(10)}}})),
        ("theme.together", json!({"theme": {"together": {"ideas": [id(1), id(2)]}}})),
        ("theme.apart", json!({"theme": {"apart": {"ideas": [id(1), id(2)]}}})),
        ("theme.lock", json!({"theme": {"lock": {"theme": id(10), "locked": true}}})),
        ("theme.publish", json!({"theme": {"publish": {"themes": [id(10)]}}})),
        ("theme.unpublish", json!({"theme": {"unpublish": {"themes": [id(10)]}}})),
        ("theme.quote", json!({"theme": {"quote": {"theme": id(10), "idea": id(1)}}})),
        ("theme.strike", json!({"theme": {"strike": {"idea": id(1)}}})),
        ("theme.close", json!({"theme": {"close": {"theme": id(10)}}})),
        ("theme.undo", json!({"theme": {"undo": {"step": 1}}})),
        ("theme.tune", json!({"theme": {"tune": {"resolution_percent": 100}}})),
        ("theme.settle", json!({"theme": {"settle": {"round": "r1", "settled": true}}})),
        ("theme.accept", json!({"theme": {"accept": {"suggestion": 1}}})),
        ("theme.dismiss", json!({"theme": {"dismiss": {"suggestion": 1}}})),
        ("theme.place", json!({"theme": {"place": {"ideas": []}}})),
        (
            "theme.suggest",
            json!({"theme": {"suggest": {
            "based_on": 1, "splits": 0, "merges": 0, "moves": [], "labels": []}}}),
        ),
        (
            "theme.regroup",
            json!({"theme": {"regroup": {"based_on": 1, "moves": [], "labels": []}}}),
        ),
        ("review.accept", json!({"review": {"accept": {"texts": ["groen"]}}})),
        ("review.hold", json!({"review": {"hold": {"texts": ["groen"]}}})),
        ("review.reopen", json!({"review": {"reopen": {"texts": ["groen"]}}})),
        ("table.ready", json!({"table": {"ready": {"ready": true}}})),
        ("table.help", json!({"table": {"help": {}}})),
        ("table.helped", json!({"table": {"helped": {"table": 1}}})),
        ("notice.show", json!({"notice": {"show": {"text": "Lunch!"}}})),
        ("notice.clear", json!({"notice": {"clear": {}}})),
        ("feedback.open", json!({"feedback": {"open": {"question": "Hoe was de dag?"}}})),
        ("feedback.close", json!({"feedback": {"close": {}}})),
        ("feedback.answer", json!({"feedback": {"answer": {"score": 4}}})),
        ("wall.show", json!({"wall": {"show": {"wall": "main", "scene": "black"}}})),
        ("wall.freeze", json!({"wall": {"freeze": {"wall": "main", "frozen": true}}})),
        (
            "device.enrol",
            json!({"device": {"enrol": {
            "jti": id(1), "seat": "table/1", "role": "host", "take_over": false}}}),
        ),
        ("device.revoke", json!({"device": {"revoke": {"jti": id(1)}}})),
        ("rehearsal.start", json!({"rehearsal": {"start": {"tables": 2}}})),
        ("rehearsal.end", json!({"rehearsal": {"end": {}}})),
        ("copies.single", json!({"copies": {"single": {}}})),
        ("copies.several", json!({"copies": {"several": {}}})),
        ("clock.set", json!({"clock": {"set": {"ahead_ms": 7_200_000, "moved_ms": -7_200_000}}})),
    ]
}

/// The machine suggests twice; a person does the first, takes it back, and leaves the second.
fn suggestions(hall: &mut Hall) {
    hall.facilitator()
        .with_id(5)
        .sends(json!({"idea": {"submit": {"text": "idee 5", "table": 1}}}))
        .saved();
    let suggest = |hall: &mut Hall, theme: u128| {
        let suggest = json!({"theme": {"suggest": {
            "based_on": hall.summit.offset, "splits": 1, "merges": 0,
            "moves": [{"idea": id(5), "theme": id(theme)}],
            "labels": [{"theme": id(theme), "label": "Sport"}]}}});
        hall.system().sends(suggest).saved();
        hall.summit.offset
    };
    let staff = |hall: &mut Hall, verb: &str, what: Value| {
        hall.facilitator().sends(json!({"theme": {verb: what}})).saved();
    };
    let first = suggest(hall, 60);
    staff(hall, "accept", json!({"suggestion": first}));
    staff(hall, "undo", json!({"step": hall.summit.offset}));
    let second = suggest(hall, 61);
    staff(hall, "dismiss", json!({"suggestion": second}));
}

/// The events of a day in which everything happens.
pub fn events() -> Vec<Event> {
    let mut hall = Hall::themed();
    let mut staff = |command: Value| hall.facilitator().sends(command).saved();
    staff(json!({"agenda": {"pause": {}}}));
    staff(json!({"agenda": {"resume": {}}}));
    staff(json!({"agenda": {"extend": {"seconds": 60}}}));
    staff(json!({"agenda": {"undo": {"step": 9}}}));
    staff(json!({"idea": {"hide": {"idea": id(4), "reason": "noemt een naam"}}}));
    staff(json!({"idea": {"restore": {"idea": id(4)}}}));
    let made = staff(json!({"theme": {"create": {"label": "Zorg"}}}));
    staff(json!({"theme": {"rename": {"theme": id(10), "label": "Natuur"}}}));
    staff(json!({"theme": {"split": {"theme": id(10), "ideas": [id(1)]}}}));
    staff(json!({"theme": {"move": {"idea": id(4), "theme": id(10)}}}));
    staff(json!({"theme": {"apart": {"ideas": [id(1), id(2)]}}}));
    staff(json!({"theme": {"together": {"ideas": [id(2), id(3)]}}}));
    staff(json!({"theme": {"tune": {"resolution_percent": 200}}}));
    staff(json!({"theme": {"settle": {"round": "r1"}}}));
    staff(json!({"theme": {"lock": {"theme": id(10)}}}));
    staff(json!({"theme": {"publish": {"themes": [id(10)]}}}));
    staff(json!({"theme": {"quote": {"theme": id(10), "idea": id(4)}}}));
    staff(json!({"theme": {"strike": {"idea": id(2)}}}));
    staff(json!({"theme": {"unpublish": {"themes": [id(10)]}}}));
    staff(json!({"theme": {"merge": {"from": id(20), "into": id(10)}}}));
    staff(json!({"theme": {"close": {"theme": made}}}));
    hall.badge(9).sends(json!({"idea": {"submit": {"text": "groen", "round": "r1"}}})).saved();
    suggestions(&mut hall);
    let mut staff = |command: Value| hall.facilitator().sends(command).saved();
    staff(json!({"review": {"accept": {"texts": ["GROEN"]}}}));
    staff(json!({"review": {"hold": {"texts": ["groen"]}}}));
    staff(json!({"review": {"reopen": {"texts": ["groen"]}}}));
    staff(json!({"notice": {"show": {"text": "Lunch!", "to": [1, 2]}}}));
    staff(json!({"notice": {"clear": {}}}));
    staff(json!({"wall": {"show": {"wall": "main", "scene": "black"}}}));
    staff(json!({"wall": {"freeze": {"wall": "main"}}}));
    hall.host(1).sends(json!({"idea": {"edit": {"idea": id(1), "text": "anders"}}})).saved();
    hall.host(1).sends(json!({"idea": {"withdraw": {"idea": id(1)}}})).saved();
    hall.host(1).sends(json!({"table": {"ready": {}}})).saved();
    hall.host(1).sends(json!({"table": {"help": {"what": "geen wifi"}}})).saved();
    hall.facilitator().sends(json!({"table": {"helped": {"table": 1}}})).saved();
    let enrol = json!({"device": {"enrol": {"jti": id(1), "seat": "table/1", "role": "host"}}});
    hall.system().sends(enrol).saved();
    hall.facilitator().sends(json!({"device": {"revoke": {"jti": id(1)}}})).saved();
    hall.goes_to("theming");
    hall.facilitator().sends(json!({"agenda": {"end": {}}})).saved();
    hall.goes_to("closing");
    let question = json!({"feedback": {"open": {"question": "Hoe was de dag?"}}});
    hall.facilitator().sends(question).saved();
    let answer = json!({"feedback": {"answer": {"score": 4, "sentence": "fijne gesprekken"}}});
    hall.badge(9).sends(answer).saved();
    hall.facilitator().sends(json!({"feedback": {"close": {}}})).saved();
    hall.next().saved();
    hall.facilitator().sends(json!({"rehearsal": {"start": {"tables": 2}}})).saved();
    hall.facilitator().sends(json!({"rehearsal": {"end": {}}})).saved();
    hall.system().sends(json!({"copies": {"single": {}}})).saved();
    hall.system().sends(json!({"copies": {"several": {}}})).saved();
    let set = json!({"clock": {"set": {"ahead_ms": 7_200_000, "moved_ms": -7_200_000}}});
    hall.system().sends(set).saved();
    assert_eq!(hall.replayed(), hall.summit);
    let commits = hall.log.iter().map(|bytes| Commit::decode(bytes).expect("a stored commit"));
    commits.flat_map(|commit| commit.events).collect()
}
