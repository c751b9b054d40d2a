//! What is stored: golden files of every kind of event, and the chain over commits.

use super::{
    hall::{Hall, id},
    samples,
};
use domain::{Commit, Digest, Event, SealedText};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

/// A golden file; where it is not there yet and `GOLDEN=add` is set, it is written first.
pub fn read_golden(name: &str, fresh: &str) -> String {
    let path = golden(name);
    if !path.exists() && std::env::var("GOLDEN").is_ok_and(|it| it == "add") {
        fs::write(&path, fresh).expect("a golden file can be written");
    }
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{name}: {e}; GOLDEN=add writes it"))
}

/// The name of an event's kind. A new event fails to compile here: give it a sample and a golden file.
fn kind(event: &Event) -> &'static str {
    use domain::{
        agenda as a, clock as k, copies as c, device as d, feedback as b, founding as f, idea as i,
        notice as n, rehearsal as e, review as v, round as r, table as t, theme as h, wall as w,
    };
    match event {
        Event::Summit(f::Event::Founded { .. }) => "summit.founded",
        Event::Agenda(event) => match event {
            a::Event::Started { .. } => "agenda.started",
            a::Event::Paused { .. } => "agenda.paused",
            a::Event::Resumed { .. } => "agenda.resumed",
            a::Event::Extended { .. } => "agenda.extended",
            a::Event::Ended {} => "agenda.ended",
            a::Event::Finished {} => "agenda.finished",
            a::Event::Undone { .. } => "agenda.undone",
        },
        Event::Round(event) => match event {
            r::Event::Opened { .. } => "round.opened",
            r::Event::GraceBegan { .. } => "round.grace_began",
            r::Event::Closed { .. } => "round.closed",
        },
        Event::Idea(event) => match event {
            i::Event::Submitted { .. } => "idea.submitted",
            i::Event::Edited { .. } => "idea.edited",
            i::Event::Withdrawn { .. } => "idea.withdrawn",
            i::Event::Hidden { .. } => "idea.hidden",
            i::Event::Restored { .. } => "idea.restored",
        },
        Event::Theme(event) => match event {
            h::Event::Created { .. } => "theme.created",
            h::Event::Renamed { .. } => "theme.renamed",
            h::Event::Merged { .. } => "theme.merged",
            h::Event::Split { .. } => "theme.split",
            h::Event::Moved { .. } => "theme.moved",
            h::Event::Joined { .. } => "theme.joined",
            h::Event::Parted { .. } => "theme.parted",
            h::Event::Locked { .. } => "theme.locked",
            h::Event::Published { .. } => "theme.published",
            h::Event::Unpublished { .. } => "theme.unpublished",
            h::Event::Quoted { .. } => "theme.quoted",
            h::Event::Struck { .. } => "theme.struck",
            h::Event::Closed { .. } => "theme.closed",
            h::Event::Undone { .. } => "theme.undone",
            h::Event::Tuned { .. } => "theme.tuned",
            h::Event::Settled { .. } => "theme.settled",
            h::Event::Regrouped { .. } => "theme.regrouped",
            h::Event::Suggested { .. } => "theme.suggested",
            h::Event::Accepted { .. } => "theme.accepted",
            h::Event::Dismissed { .. } => "theme.dismissed",
        },
        Event::Review(event) => match event {
            v::Event::Accepted { .. } => "review.accepted",
            v::Event::Held { .. } => "review.held",
            v::Event::Reopened { .. } => "review.reopened",
        },
        Event::Table(event) => match event {
            t::Event::Readied { .. } => "table.readied",
            t::Event::HelpAsked { .. } => "table.help_asked",
            t::Event::Helped { .. } => "table.helped",
        },
        Event::Notice(event) => match event {
            n::Event::Shown { .. } => "notice.shown",
            n::Event::Cleared {} => "notice.cleared",
        },
        Event::Feedback(event) => match event {
            b::Event::Opened { .. } => "feedback.opened",
            b::Event::Closed {} => "feedback.closed",
            b::Event::Answered { .. } => "feedback.answered",
        },
        Event::Wall(event) => match event {
            w::Event::Shown { .. } => "wall.shown",
            w::Event::Frozen { .. } => "wall.frozen",
        },
        Event::Device(event) => match event {
            d::Event::Enrolled { .. } => "device.enrolled",
            d::Event::Revoked { .. } => "device.revoked",
        },
        Event::Rehearsal(event) => match event {
            e::Event::Started { .. } => "rehearsal.started",
            e::Event::Ended {} => "rehearsal.ended",
        },
        Event::Copies(event) => match event {
            c::Event::Single {} => "copies.single",
            c::Event::Several {} => "copies.several",
        },
        Event::Clock(k::Event::Set { .. }) => "clock.set",
    }
}

const KINDS: usize = 56;

#[test]
fn a_day_in_which_everything_happens_has_a_golden_file_of_every_kind_of_event() {
    let mut kinds = BTreeSet::new();
    for event in samples::events() {
        if kinds.insert(kind(&event)) {
            let bytes = serde_json::to_string(&event).expect("an event is JSON");
            read_golden(&format!("events/{}.json", kind(&event)), &format!("{bytes}\n"));
        }
    }
    assert_eq!(kinds.len(), KINDS, "{kinds:?}");
}

#[test]
fn every_stored_event_still_reads_and_writes_the_same_bytes() {
    let mut files = 0;
    for entry in fs::read_dir(golden("events")).expect("golden files") {
        let path = entry.expect("a file").path();
        let stored = fs::read_to_string(&path).expect("a golden file");
        let event: Event =
            serde_json::from_str(&stored).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert_eq!(
            serde_json::to_string(&event).expect("JSON"),
            stored.trim_end(),
            "{}",
            path.display()
        );
        let name = path.file_name().and_then(|it| it.to_str()).unwrap_or_default();
        assert!(name.starts_with(kind(&event)), "{name} holds {}", kind(&event));
        files += 1;
    }
    assert!(files >= KINDS);
}

#[test]
fn a_stored_commit_still_reads_and_its_hash_is_the_same() {
    let mut hall = Hall::handing_in();
    hall.host(2)
        .with_id(5)
        .sends(json!({"idea": {"submit": {"text": "meer bomen", "round": "r1"}}}))
        .saved();
    let fresh = String::from_utf8(hall.log.last().expect("a commit").clone()).expect("JSON");
    let stored = read_golden("commit.json", &format!("{fresh}\n"));
    let commit = Commit::decode(stored.trim_end().as_bytes()).expect("a stored commit");
    assert_eq!(commit.encode(), stored.trim_end().as_bytes());
    assert!(commit.texts().all(|text| text.is_erased()), "its text lies beside the log");
    let hash = "d66cd31679d57d8ec07c63baa9c1733c307d4c8e9b7ffcd0aa81e3a3af85018a";
    assert_eq!(Digest::of(&commit.encode()).to_string(), hash);
}

#[test]
fn a_commit_names_the_hash_of_the_one_in_front_of_it() {
    let hall = Hall::themed();
    let mut before = Digest::default();
    for (n, bytes) in hall.log.iter().enumerate() {
        let commit = Commit::decode(bytes).expect("a stored commit");
        assert_eq!((commit.offset.0, commit.prev_hash), (n as u64 + 1, before));
        before = Digest::of(bytes);
    }
}

#[test]
fn no_text_of_a_person_stands_in_the_log() {
    let mut hall = Hall::handing_in();
    let idea = hall.host(1).sends(json!({"idea": {"submit": {"text": "geheimpje"}}})).saved();
    hall.host(1).sends(json!({"idea": {"edit": {"idea": idea, "text": "geheimpje twee"}}})).saved();
    hall.theme_team()
        .sends(json!({"idea": {"hide": {"idea": idea, "reason": "geheimpje drie"}}}))
        .saved();
    hall.host(1).sends(json!({"table": {"help": {"what": "geheimpje vier"}}})).saved();
    hall.facilitator().sends(json!({"notice": {"show": {"text": "geheimpje vijf"}}})).saved();
    assert_eq!(hall.beside.len(), 5);
    assert!(hall.log.iter().all(|bytes| !String::from_utf8_lossy(bytes).contains("geheim")));
}

/// The texts of an event as they are stored: hashes of 64 digits.
fn hashes(stored: &Value, found: &mut Vec<String>) {
    match stored {
        Value::String(text) => {
            let is_hash = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
            found.extend(is_hash.then(|| text.clone()));
        }
        Value::Array(values) => values.iter().for_each(|it| hashes(it, found)),
        Value::Object(fields) => fields.values().for_each(|it| hashes(it, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[test]
fn every_text_of_every_kind_of_event_is_kept_beside_the_log() {
    let (mut kinds, mut with_text) = (BTreeSet::new(), BTreeSet::new());
    for mut event in samples::events() {
        let mut stored = Vec::new();
        hashes(&serde_json::to_value(&event).expect("an event is JSON"), &mut stored);
        let hash = |text: &SealedText| hex::encode(text.hash());
        let texts: Vec<_> = event.texts().into_iter().map(hash).collect();
        let again: Vec<_> = event.texts_mut().into_iter().map(|text| hash(text)).collect();
        assert_eq!((&texts, &again), (&stored, &stored), "{}", kind(&event));
        kinds.insert(kind(&event));
        with_text.extend((!stored.is_empty()).then(|| kind(&event)));
    }
    assert_eq!(kinds.len(), KINDS, "{kinds:?}");
    let known = [
        "feedback.answered",
        "feedback.opened",
        "idea.edited",
        "idea.hidden",
        "idea.submitted",
        "notice.shown",
        "table.help_asked",
    ];
    assert_eq!(with_text, BTreeSet::from(known));
}

#[test]
fn an_erased_text_leaves_the_chain_and_the_rest_as_they_were() {
    let mut hall = Hall::themed();
    let whole = hall.replayed();
    hall.beside.clear();
    let erased = hall.replayed();
    assert_eq!(erased.ideas[&domain::IdeaId(id(1))].text.text(), "");
    assert_eq!(
        serde_json::to_string(&erased).expect("JSON"),
        serde_json::to_string(&whole).expect("JSON")
    );
    assert_eq!(whole, hall.summit);
}

#[test]
fn the_same_cause_derives_the_same_id_and_another_another() {
    use domain::RequestId;
    assert_eq!(RequestId::derived(b"r1"), RequestId::derived(b"r1"));
    assert_ne!(RequestId::derived(b"r1"), RequestId::derived(b"r2"));
}

#[test]
fn an_event_that_nobody_knows_is_not_read() {
    assert!(
        serde_json::from_str::<Event>(
            r#"{"idea":{"sung":{"idea":"00000000-0000-0000-0000-000000000001"}}}"#
        )
        .is_err()
    );
}
