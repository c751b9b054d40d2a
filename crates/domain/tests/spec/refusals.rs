//! Every refusal: its code is never taken back, and there is a way to get it.

use super::{
    commit::read_golden,
    hall::{Hall, id, programme},
};
use domain::{
    Badge, IdeaId, Jti, Rejection, Seat, ThemeId, Time,
    device::Device,
    limits::{
        CONSTRAINTS_MAX, DEVICES_MAX, FEEDBACK_ANSWERS_MAX, IDEAS_MAX, NAMED_MAX, THEMES_MAX,
    },
};
use serde_json::json;
use std::collections::BTreeSet;

#[test]
fn codes_are_only_ever_added() {
    let golden = read_golden("codes.txt", &(Rejection::CODES.join("\n") + "\n"));
    let golden: BTreeSet<&str> = golden.lines().collect();
    let codes: BTreeSet<&str> = Rejection::CODES.iter().copied().collect();
    assert_eq!(codes.len(), Rejection::CODES.len(), "each code once");
    assert_eq!(
        golden.difference(&codes).collect::<Vec<_>>(),
        [&""; 0],
        "a code that clients know is gone"
    );
    assert_eq!(
        codes.difference(&golden).collect::<Vec<_>>(),
        [&""; 0],
        "add it to tests/golden/codes.txt"
    );
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|b| b == b'_' || b.is_ascii_lowercase());
    for code in codes {
        assert!(
            code.split_once('.')
                .is_some_and(|(concept, reason)| is_word(concept) && is_word(reason)),
            "{code}"
        );
    }
}

#[test]
fn every_refusal_can_be_reached_and_tells_its_code() {
    let mut reached = BTreeSet::new();
    let mut send = |hall: &mut Hall, who: &str, command: serde_json::Value| {
        let person = match who {
            "host" => hall.host(1),
            "badge" => hall.badge(1),
            "system" => hall.system(),
            "revoked" => hall.host(1).with_token(id(1)),
            _ => hall.facilitator(),
        };
        let rejection =
            person.with_id(7).sends(command.clone()).result.expect_err(&command.to_string());
        reached.insert(rejection.code());
        rejection
    };
    let long = "a".repeat(600);
    let many: Vec<_> = (0..=NAMED_MAX as u128).map(id).collect();

    let founded = &mut Hall::founded();
    let found = |programme| json!({"summit": {"found": {"summit": "top", "programme": programme}}});
    send(founded, "system", found(programme()));
    send(
        &mut Hall::empty(),
        "system",
        found(json!({"title": "", "start_minute": 0, "tables": 1, "seats": 1, "items": []})),
    );
    send(founded, "", json!({"agenda": {"next": {"from": "r1"}}}));
    send(founded, "", json!({"agenda": {"back": {}}}));
    send(founded, "", json!({"agenda": {"pause": {}}}));
    send(founded, "", json!({"agenda": {"resume": {}}}));
    send(founded, "", json!({"agenda": {"undo": {"step": 1}}}));
    send(founded, "", json!({"agenda": {"extend": {"seconds": 0}}}));
    send(founded, "", json!({"round": {"open": {}}}));
    send(founded, "", json!({"round": {"open": {"round": "r9"}}}));
    send(founded, "", json!({"notice": {"show": {"text": ""}}}));
    send(founded, "", json!({"notice": {"show": {"text": long}}}));
    send(founded, "", json!({"notice": {"show": {"text": "x", "to": [99]}}}));
    send(founded, "", json!({"wall": {"freeze": {"wall": "x"}}}));
    send(founded, "", json!({"device": {"revoke": {"jti": id(1)}}}));
    send(founded, "host", json!({"agenda": {"next": {}}}));
    send(founded, "", json!({"rehearsal": {"end": {}}}));
    send(founded, "", json!({"rehearsal": {"start": {"tables": 99}}}));
    send(&mut Hall::at_item("r1"), "", json!({"rehearsal": {"start": {}}}));
    let rehearsing = &mut Hall::founded();
    rehearsing.facilitator().sends(json!({"rehearsal": {"start": {}}})).saved();
    send(rehearsing, "", json!({"rehearsal": {"start": {}}}));
    send(founded, "host", json!({"table": {"help": {"what": long}}}));
    send(founded, "host", json!({"table": {"help": {"what": "\u{200b}"}}}));
    send(founded, "host", json!({"table": {"help": {"what": "a\u{202e}b"}}}));

    let over = &mut Hall::at_item("closing");
    send(over, "", json!({"agenda": {"undo": {"step": 1}}}));
    over.next().saved();
    send(over, "", json!({"agenda": {"next": {}}}));
    send(&mut Hall::at_item("names"), "host", json!({"idea": {"submit": {"text": "x"}}}));

    let question = json!({"feedback": {"open": {"question": "Hoe was de dag?"}}});
    send(founded, "", question.clone());
    send(founded, "", json!({"feedback": {"close": {}}}));
    let asked = &mut Hall::at_item("closing");
    asked.facilitator().sends(question).saved();
    send(asked, "badge", json!({"feedback": {"answer": {"score": 6}}}));
    asked.badge(2).sends(json!({"feedback": {"answer": {"score": 5}}})).saved();
    send(asked, "", json!({"feedback": {"open": {"question": "En het eten?"}}}));
    let feedback = asked.summit.feedback.as_mut().expect("a question");
    let answer = feedback.answers[&Seat::Badge(Badge(2))].clone();
    let answers =
        (0..FEEDBACK_ANSWERS_MAX as u32).map(|n| (Seat::Badge(Badge(n + 10)), answer.clone()));
    feedback.answers.extend(answers);
    send(asked, "badge", json!({"feedback": {"answer": {"score": 5}}}));
    asked.facilitator().sends(json!({"feedback": {"close": {}}})).saved();
    send(asked, "badge", json!({"feedback": {"answer": {"score": 5}}}));

    let open = &mut Hall::themed();
    send(open, "", json!({"round": {"close": {"round": "r2"}}}));
    send(open, "", json!({"round": {"close": {"share": {"handed_in": 0, "on_line": 9}}}}));
    send(open, "system", json!({"round": {"close": {"ends_at": 1}}}));
    send(open, "host", json!({"idea": {"submit": {"text": ""}}}));
    send(open, "host", json!({"idea": {"submit": {"text": long}}}));
    send(open, "host", json!({"idea": {"submit": {"text": "a\u{202e}b"}}}));
    send(open, "host", json!({"idea": {"withdraw": {"idea": id(9)}}}));
    send(open, "host", json!({"idea": {"withdraw": {"idea": id(2)}}}));
    send(open, "", json!({"theme": {"create": {"label": ""}}}));
    send(open, "", json!({"theme": {"create": {"label": long}}}));
    send(open, "", json!({"theme": {"create": {"label": "Wonen"}}}));
    send(open, "", json!({"theme": {"close": {"theme": id(9)}}}));
    send(open, "", json!({"theme": {"merge": {"from": id(10), "into": id(10)}}}));
    send(open, "", json!({"theme": {"split": {"theme": id(10), "ideas": []}}}));
    send(open, "", json!({"theme": {"split": {"theme": id(10), "ideas": [id(3)]}}}));
    send(open, "", json!({"theme": {"publish": {"themes": many}}}));
    send(open, "system", json!({"theme": {"regroup": {"based_on": 0, "moves": [], "labels": []}}}));
    send(open, "", json!({"theme": {"undo": {"step": 1}}}));
    send(open, "", json!({"theme": {"tune": {"resolution_percent": 74}}}));
    send(open, "", json!({"theme": {"accept": {"suggestion": 1}}}));
    let struck = &mut Hall::themed();
    struck.theme_team().sends(json!({"theme": {"strike": {"idea": id(1)}}})).saved();
    send(struck, "", json!({"theme": {"quote": {"theme": id(10), "idea": id(1)}}}));
    let shaped = &mut Hall::themed();
    shaped.theme_team().sends(json!({"theme": {"apart": {"ideas": [id(1), id(2)]}}})).saved();
    let step = shaped.summit.offset;
    send(shaped, "", json!({"theme": {"together": {"ideas": [id(1), id(2)]}}}));
    shaped.theme_team().sends(json!({"theme": {"move": {"idea": id(1), "theme": null}}})).saved();
    send(shaped, "", json!({"theme": {"undo": {"step": step}}}));

    let later = &mut Hall::themed();
    later.theme_team().sends(json!({"idea": {"hide": {"idea": id(1), "reason": "x"}}})).saved();
    send(later, "host", json!({"idea": {"withdraw": {"idea": id(1)}}}));
    later.host(2).sends(json!({"idea": {"withdraw": {"idea": id(2)}}})).saved();
    send(later, "", json!({"idea": {"restore": {"idea": id(2)}}}));
    send(later, "", json!({"idea": {"hide": {"idea": id(2), "reason": "x"}}}));
    later.theme_team().sends(json!({"theme": {"close": {"theme": id(20)}}})).saved();
    send(later, "", json!({"theme": {"close": {"theme": id(20)}}}));
    later.theme_team().with_id(7).sends(json!({"theme": {"create": {"label": "x"}}})).saved();
    send(later, "", json!({"theme": {"create": {"label": "x"}}}));
    later.host(1).with_id(7).sends(json!({"idea": {"submit": {"text": "x"}}})).saved();
    send(later, "host", json!({"idea": {"submit": {"text": "x"}}}));
    send(&mut Hall::round_closed(), "host", json!({"idea": {"submit": {"text": "x"}}}));
    later.closes_round();
    send(later, "", json!({"round": {"open": {}}}));

    let enrol = |jti: u128| json!({"device": {"enrol": {"jti": id(jti), "seat": "table/1", "role": "host"}}});
    later.system().sends(enrol(1)).saved();
    send(later, "system", enrol(2));
    later.facilitator().sends(json!({"device": {"revoke": {"jti": id(1)}}})).saved();
    send(later, "revoked", json!({"table": {"help": {}}}));

    let full = &mut Hall::themed();
    let (idea, theme) = (full.idea(id(1)).clone(), full.theme(id(10)).clone());
    let device = Device {
        seat: Seat::System,
        role: domain::Role::System,
        enrolled_at: Time(0),
        revoked: false,
        displaced_at: None,
    };
    full.summit.ideas.extend((0..IDEAS_MAX as u128).map(|n| (IdeaId(id(n + 100)), idea.clone())));
    full.summit
        .themes
        .extend((0..THEMES_MAX as u128).map(|n| (ThemeId(id(n + 100)), theme.clone())));
    full.summit
        .devices
        .by_jti
        .extend((0..DEVICES_MAX as u128).map(|n| (Jti(id(n + 100)), device.clone())));
    let refused = send(full, "host", json!({"idea": {"submit": {"text": "x"}}}));
    assert_eq!(refused.arguments(), [("max", IDEAS_MAX.to_string())]);
    send(full, "", json!({"theme": {"create": {"label": "x"}}}));
    send(full, "system", enrol(3));
    full.summit.theming.apart.extend((0..CONSTRAINTS_MAX).map(|_| BTreeSet::new()));
    send(full, "", json!({"theme": {"apart": {"ideas": [id(100), id(101)]}}}));
    full.summit.theming.together.extend((0..CONSTRAINTS_MAX).map(|_| BTreeSet::new()));
    send(full, "", json!({"theme": {"together": {"ideas": [id(100), id(101)]}}}));

    let codes: BTreeSet<&str> = Rejection::CODES.iter().copied().collect();
    assert_eq!(codes.difference(&reached).collect::<Vec<_>>(), [&""; 0], "never refused with");
}

#[test]
fn a_refusal_names_the_field_at_fault() {
    let mut hall = Hall::themed();
    for (command, field) in [
        (json!({"notice": {"show": {"text": ""}}}), Some("text")),
        (json!({"notice": {"show": {"text": "\u{202e}a"}}}), Some("text")),
        (json!({"theme": {"create": {"label": ""}}}), Some("label")),
        (json!({"idea": {"hide": {"idea": id(1), "reason": ""}}}), Some("reason")),
        (json!({"agenda": {"extend": {"seconds": 0}}}), Some("seconds")),
        (json!({"round": {"close": {"round": "r9"}}}), Some("round")),
        (json!({"wall": {"freeze": {"wall": "x"}}}), Some("wall")),
        (json!({"table": {"helped": {"table": 99}}}), Some("table")),
        (json!({"feedback": {"open": {"question": ""}}}), Some("question")),
        (json!({"rehearsal": {"end": {}}}), None),
        (json!({"agenda": {"undo": {"step": 99}}}), None),
    ] {
        let rejection = hall.facilitator().sends(command).result.expect_err("a refusal");
        assert_eq!(rejection.field(), field, "{}", rejection.code());
    }
}
