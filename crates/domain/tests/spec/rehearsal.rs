//! Rehearsing: what happens in it leaves nothing behind but its place in the log.

use super::hall::{Hall, id};
use domain::{Event, Offset, Summit, rehearsal};
use serde_json::{Value, json};

fn start() -> Value {
    json!({"rehearsal": {"start": {}}})
}

fn end() -> Value {
    json!({"rehearsal": {"end": {}}})
}

/// All that a rehearsal may change, the numbers of steps and groupings apart: those only go up.
fn standing(summit: &Summit) -> Summit {
    let mut summit = summit.clone();
    (summit.offset, summit.at, summit.theming.regrouped) = (Offset::ZERO, domain::Time(0), None);
    (summit.agenda.steps, summit.agenda.last) = (0, None);
    summit
}

/// A rehearsal in which everything happens: a round, themes, calls for help, notices, displays.
fn rehearses(hall: &mut Hall) {
    hall.facilitator().sends(start()).saved();
    hall.goes_to("names");
    hall.goes_to("r1");
    hall.facilitator().sends(json!({"round": {"open": {}}})).saved();
    for table in 1..=3_u16 {
        let idea = json!({"idea": {"submit": {"text": "geoefend", "round": "r1"}}});
        hall.host(table).sends(idea).saved();
    }
    hall.badge(81).sends(json!({"idea": {"submit": {"text": "woord"}}})).saved();
    let made = hall.theme_team().sends(json!({"theme": {"create": {"label": "Oefening"}}})).saved();
    let first = hall.host(1).sends(json!({"idea": {"submit": {"text": "nog een"}}})).saved();
    hall.theme_team().sends(json!({"theme": {"move": {"idea": first, "theme": made}}})).saved();
    hall.theme_team().sends(json!({"theme": {"publish": {"themes": [made]}}})).saved();
    hall.host(2).sends(json!({"table": {"ready": {}}})).saved();
    hall.host(2).sends(json!({"table": {"help": {"what": "oefenhulp"}}})).saved();
    hall.facilitator().sends(json!({"notice": {"show": {"text": "Dit is een oefening"}}})).saved();
    hall.facilitator().sends(json!({"notice": {"show": {"text": "En u", "to": [2]}}})).saved();
    hall.facilitator().sends(json!({"wall": {"freeze": {"wall": "main"}}})).saved();
    hall.facilitator().sends(json!({"wall": {"show": {"wall": "side", "scene": "black"}}})).saved();
}

#[test]
fn at_the_end_all_stands_as_it_stood_at_the_start_and_the_log_keeps_the_span() {
    let mut hall = Hall::founded();
    hall.host(3).sends(json!({"table": {"help": {}}})).saved();
    let before = standing(&hall.summit);
    rehearses(&mut hall);
    let commits = hall.log.len();
    hall.facilitator().sends(end()).happened(json!({"rehearsal": {"ended": {}}}));
    assert_eq!(standing(&hall.summit), before);
    assert_eq!(hall.log.len(), commits + 1, "nothing is taken out of the log");
    assert_eq!(hall.replayed(), hall.summit);
}

#[test]
fn ideas_of_before_get_their_text_state_theme_and_trace_back() {
    let mut hall = Hall::themed();
    hall.closes_round();
    let before = standing(&hall.summit);
    hall.facilitator().sends(start()).saved();
    hall.facilitator().sends(json!({"idea": {"hide": {"idea": id(1), "reason": "proef"}}})).saved();
    hall.theme_team().sends(json!({"theme": {"move": {"idea": id(4), "theme": id(20)}}})).saved();
    hall.theme_team().sends(json!({"theme": {"apart": {"ideas": [id(2), id(3)]}}})).saved();
    hall.theme_team().with_id(5).sends(json!({"theme": {"create": {"label": "Oefening"}}})).saved();
    hall.theme_team().sends(json!({"theme": {"merge": {"from": id(20), "into": id(5)}}})).saved();
    let late = json!({"idea": {"submit": {"text": "te laat", "round": "r1"}}});
    hall.host(1).sends(late).happened(json!({"idea": {"submitted": {"late": true}}}));
    hall.facilitator().sends(end()).saved();
    assert_eq!(standing(&hall.summit), before);
}

#[test]
fn it_says_since_when_and_for_how_many_tables_and_all_is_the_default() {
    let mut hall = Hall::founded();
    hall.at(90)
        .facilitator()
        .sends(start())
        .happened(json!({"rehearsal": {"started": {"tables": 4}}}));
    let running = hall.summit.rehearsal.as_ref().expect("a rehearsal");
    assert_eq!((running.since.0, running.offset), (90_000, hall.summit.offset));
    hall.facilitator().sends(end()).saved();
    for tables in [0, 3] {
        let some = json!({"rehearsal": {"start": {"tables": tables}}});
        let told = json!({"rehearsal": {"started": {"tables": tables}}});
        hall.facilitator().sends(some).happened(told);
        hall.facilitator().sends(end()).saved();
    }
}

#[test]
fn one_runs_at_a_time_not_in_a_round_and_with_no_more_tables_than_there_are() {
    let mut hall = Hall::founded();
    hall.facilitator().sends(end()).refused("rehearsal.none");
    let five = json!({"rehearsal": {"start": {"tables": 5}}});
    hall.facilitator().sends(five).refused("rehearsal.too_many_tables");
    hall.facilitator().sends(start()).saved();
    hall.facilitator().sends(start()).refused("rehearsal.running");
    hall.facilitator().sends(end()).saved();
    hall.facilitator().sends(end()).refused("rehearsal.none");

    let mut hall = Hall::at_item("r1");
    hall.facilitator().sends(start()).refused("rehearsal.in_round");
    hall.facilitator().sends(json!({"round": {"open": {}}})).saved();
    hall.facilitator().sends(start()).refused("rehearsal.in_round");
    hall.closes_round();
    hall.facilitator().sends(start()).saved();
}

#[test]
fn no_undo_reaches_over_its_start_or_its_end_and_a_step_has_its_number_once() {
    let mut hall = Hall::at_item("opening");
    hall.facilitator().sends(start()).saved();
    hall.undoes_last().refused("agenda.nothing_to_undo");
    hall.next().saved();
    hall.undoes_last().saved();
    hall.next().saved();
    let steps = hall.summit.agenda.steps;
    hall.facilitator().sends(end()).saved();
    hall.undoes_last().refused("agenda.nothing_to_undo");
    assert_eq!(hall.summit.agenda.steps, steps);
    hall.next().saved();
    assert_eq!(hall.summit.agenda.steps, steps + 1);
    hall.undoes_last().saved();
    assert_eq!(hall.current(), Some("opening"));
}

#[test]
fn a_clock_that_ran_out_meanwhile_has_half_a_minute_and_any_other_what_it_had() {
    let mut hall = Hall::at_item("opening");
    hall.at(10).facilitator().sends(start()).saved();
    hall.at(100).facilitator().sends(end()).saved();
    assert_eq!(hall.clock(), "until 900");
    hall.at(100).facilitator().sends(start()).saved();
    hall.at(2_000).facilitator().sends(end()).saved();
    assert_eq!(hall.clock(), "until 2030");
}

#[test]
fn who_joins_or_is_sent_away_in_a_rehearsal_stays_so() {
    let mut hall = Hall::founded();
    let enrol = |jti: u128, table: u8| json!({"device": {"enrol": {"jti": id(jti), "seat": format!("table/{table}"), "role": "host"}}});
    hall.system().sends(enrol(1, 1)).saved();
    hall.facilitator().sends(start()).saved();
    hall.system().sends(enrol(2, 2)).saved();
    hall.facilitator().sends(json!({"device": {"revoke": {"jti": id(1)}}})).saved();
    let devices = hall.summit.devices.clone();
    hall.facilitator().sends(end()).saved();
    assert_eq!(hall.summit.devices, devices);
}

#[test]
fn an_idea_of_a_rehearsal_that_comes_after_its_end_is_not_taken_for_the_day() {
    let mut hall = Hall::founded();
    rehearses(&mut hall);
    hall.facilitator().sends(end()).saved();
    let idea = json!({"idea": {"submit": {"text": "nog onderweg", "round": "r1"}}});
    hall.host(1).sends(idea).refused("round.not_open");
}

#[test]
fn a_grouping_that_was_found_in_a_rehearsal_comes_too_late() {
    let mut hall = Hall::themed();
    hall.closes_round();
    hall.facilitator().sends(start()).saved();
    let regroup = |based_on: Offset| {
        json!({"theme": {"regroup": {"based_on": based_on,
            "moves": [{"idea": id(4), "theme": id(30)}], "labels": [{"theme": id(30), "label": "Zorg"}]}}})
    };
    let found = hall.summit.offset;
    hall.facilitator().sends(end()).saved();
    hall.system().sends(regroup(found)).refused("theme.outdated");
    let now = hall.summit.offset;
    hall.system().sends(regroup(now)).saved();
}

#[test]
fn the_summit_in_earnest_is_what_the_end_would_leave() {
    let mut hall = Hall::themed();
    hall.closes_round();
    assert_eq!(hall.summit.in_earnest().as_ref(), &hall.summit);
    hall.facilitator().sends(start()).saved();
    hall.goes_to("r2");
    hall.host(1).sends(json!({"idea": {"submit": {"text": "geoefend"}}})).saved();
    let earnest = standing(&hall.summit.in_earnest());
    hall.facilitator().sends(end()).saved();
    assert_eq!(earnest, standing(&hall.summit));
}

#[test]
fn an_end_without_a_start_changes_nothing() {
    let mut hall = Hall::themed();
    let before = hall.summit.clone();
    let stamp =
        domain::Stamp { offset: before.offset.next(), at: before.at, seat: domain::Seat::System };
    hall.summit.apply(&stamp, &Event::Rehearsal(rehearsal::Event::Ended {}));
    assert_eq!(hall.summit, before);
}

#[test]
fn simulated_people_ask_nothing_outside_the_rehearsal_they_are_part_of() {
    let mut hall = Hall::themed();
    hall.closes_round();
    let late = || json!({"idea": {"submit": {"text": "geoefend", "round": "r1"}}});
    let before = hall.summit.offset;
    hall.host(1).rehearsing(before).sends(late()).refused("rehearsal.none");
    hall.facilitator().sends(start()).saved();
    let first = hall.summit.offset;
    hall.host(1).rehearsing(first).sends(late()).saved();
    hall.facilitator().sends(end()).saved();
    hall.host(1).rehearsing(first).sends(late()).refused("rehearsal.none");
    hall.facilitator().sends(start()).saved();
    hall.host(1).rehearsing(first).sends(late()).refused("rehearsal.none");
}
