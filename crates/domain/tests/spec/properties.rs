//! What holds whatever people send, in whatever order.

use super::hall::{Hall, id};
use domain::{
    Commit, IdeaId, Offset, Role, Seat, Summit, ThemeId, deadline, idea::State, round::Tally, theme,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// One thing that someone sends, from numbers, so that a failure shrinks well.
#[derive(Debug, Clone)]
struct Sending {
    who: u8,
    what: u8,
    a: u8,
    b: u8,
    after_s: u8,
    again: bool,
}

fn sendings() -> impl Strategy<Value = Vec<Sending>> {
    let one = (0..10_u8, 0..46_u8, 0..8_u8, 0..8_u8, 0..90_u8, prop::bool::weighted(0.1));
    let one = one.prop_map(|(who, what, a, b, after_s, again)| Sending {
        who,
        what,
        a,
        b,
        after_s,
        again,
    });
    prop::collection::vec(one, 1..120)
}

fn command(hall: &Hall, sending: &Sending) -> Value {
    let Sending { what, a, b, .. } = *sending;
    let (one, two) = (id(a.into()), id(b.into()));
    let round = ["names", "r1", "r2", "r9", "opening"][usize::from(a) % 5];
    let text = ["meer bomen", "rust", "", " \u{200b}", "a\u{202e}b"][usize::from(b) % 5];
    let scene = ["title", "question", "progress", "themes", "black"][usize::from(b) % 5];
    let base = hall.summit.offset.0.saturating_sub(b.into());
    match what {
        0..=2 => json!({"agenda": {"next": {}}}),
        3 => json!({"agenda": {"next": {"from": round, "phase": "talk", "skip": true}}}),
        4 => json!({"agenda": {"back": {}}}),
        5 => json!({"agenda": {"pause": {}}}),
        6 => json!({"agenda": {"resume": {}}}),
        7 => json!({"agenda": {"extend": {"seconds": i64::from(a) * 60 - 240}}}),
        8 => json!({"agenda": {"end": {}}}),
        9 => {
            json!({"agenda": {"undo": {"step": hall.summit.agenda.steps.saturating_sub((b / 4).into())}}})
        }
        10 => json!({"round": {"open": {}}}),
        11 => json!({"round": {"close": {"round": round}}}),
        12 => json!({"round": {"close": {"share": {"handed_in": a, "on_line": b}}}}),
        13 | 14 => json!({"idea": {"submit": {"text": text}}}),
        15 | 16 => json!({"idea": {"submit": {"text": text, "round": round}}}),
        17 => json!({"idea": {"submit": {"text": text, "table": b}}}),
        18 => json!({"idea": {"edit": {"idea": one, "text": text}}}),
        19 => json!({"idea": {"withdraw": {"idea": one}}}),
        20 => json!({"idea": {"hide": {"idea": one, "reason": text}}}),
        21 => json!({"idea": {"restore": {"idea": one}}}),
        22 => json!({"theme": {"create": {"label": text}}}),
        23 => json!({"theme": {"rename": {"theme": one, "label": text}}}),
        24 => json!({"theme": {"merge": {"from": one, "into": two}}}),
        25 => json!({"theme": {"split": {"theme": one, "ideas": [two]}}}),
        26 => {
            json!({"theme": {"move": {"idea": one, "theme": if b == 0 { Value::Null } else { json!(two) }}}})
        }
        27 => json!({"theme": {"apart": {"ideas": [one, two]}}}),
        28 => json!({"theme": {"lock": {"theme": one, "locked": b % 2 == 0}}}),
        29 => json!({"theme": {"publish": {"themes": [one, two]}}}),
        30 => json!({"theme": {"close": {"theme": one}}}),
        31 => json!({"theme": {"place": {"ideas": [{"idea": one, "theme": two}]}}}),
        32 => json!({"theme": {"regroup": {
            "based_on": base,
            "moves": (0..8).map(|n| json!({"idea": id(n), "theme": id((u128::from(a) + n) % 3 + 4)})).collect::<Vec<_>>(),
            "labels": (4..7).map(|n| json!({"theme": id(n), "label": text})).collect::<Vec<_>>(),
        }}}),
        33 => match b % 4 {
            0 => json!({"table": {"ready": {"ready": a % 2 == 0}}}),
            1 => json!({"table": {"ready": {"item": round}}}),
            2 => json!({"table": {"help": {"what": text}}}),
            _ => json!({"table": {"helped": {"table": a}}}),
        },
        34 => match b % 4 {
            0 => json!({"notice": {"show": {"text": text, "to": [a]}}}),
            1 => json!({"notice": {"clear": {}}}),
            2 => json!({"wall": {"freeze": {"wall": "main", "frozen": a % 2 == 0}}}),
            _ => json!({"wall": {"show": {"wall": "main", "scene": scene}}}),
        },
        35 => match b % 2 {
            0 => {
                json!({"device": {"enrol": {"jti": two, "seat": format!("table/{a}"), "role": "host", "take_over": b % 4 == 0}}})
            }
            _ => json!({"device": {"revoke": {"jti": one}}}),
        },
        36 => json!({"rehearsal": {"start": {"tables": a}}}),
        37 => json!({"rehearsal": {"end": {}}}),
        38 => json!({"theme": {"together": {"ideas": [one, two]}}}),
        39 => {
            json!({"theme": {"gather": {"ideas": [one, two], "theme": id(u128::from(a) % 3 + 4)}}})
        }
        40 | 41 => match hall.summit.theming.steps.iter().rev().nth((b / 2).into()) {
            Some(step) => json!({"theme": {"undo": {"step": step.offset}}}),
            None => json!({"theme": {"undo": {"step": base}}}),
        },
        42 => json!({"theme": {"tune": {"resolution_percent": 60 + u16::from(a) * 40}}}),
        43 => json!({"theme": {"settle": {"round": round, "settled": b % 2 == 0}}}),
        44 => json!({"theme": {"suggest": {
            "based_on": base, "splits": 1, "merges": 0,
            "moves": (0..b).map(|n| json!({"idea": id(n.into()), "theme": id((u128::from(a) + u128::from(n)) % 3 + 4)})).collect::<Vec<_>>(),
            "labels": (4..7).map(|n| json!({"theme": id(n), "label": text})).collect::<Vec<_>>(),
        }}}),
        _ => {
            let suggestion = hall.summit.theming.suggestion.as_ref().map_or(base, |it| it.offset.0);
            let verb = if b % 4 == 0 { "dismiss" } else { "accept" };
            json!({"theme": {verb: {"suggestion": suggestion}}})
        }
    }
}

/// Sends everything, and looks at the hall after each.
fn run(hall: &mut Hall, sendings: &[Sending], mut look: impl FnMut(&Summit, &Hall, bool)) {
    let mut second = 0;
    for (n, sending) in sendings.iter().enumerate() {
        second += u64::from(sending.after_s);
        hall.at(second);
        let command = command(hall, sending);
        let before = hall.summit.clone();
        // Mostly who may ask it, and everyone else too.
        let system = ["place", "regroup", "suggest\"", "enrol", "share"]
            .iter()
            .any(|it| command.to_string().contains(it));
        let person = match sending.who {
            _ if system && sending.who > 2 => hall.system(),
            0 => hall.someone(Role::Projector, Seat::Staff("wall".into())),
            1..=4 => hall.host(u16::from(sending.a) % 5 + 1),
            5 => hall.badge(u32::from(sending.b)),
            6 => hall.theme_team(),
            7 => hall.host(1).with_token(id(sending.a.into())),
            _ => hall.facilitator(),
        };
        let person = if sending.again { person.lost_after(Offset(2)) } else { person };
        // Small ids, so that ideas and themes are met again; now and then one is used twice.
        let changed = person
            .with_id(n as u128 % 9)
            .sends(command)
            .result
            .is_ok_and(|events| !events.is_empty());
        if deadline::next(&hall.summit).is_some_and(|due| due.at.0 <= second * 1_000) {
            look(&before, hall, changed);
            let before = hall.summit.clone();
            let struck = hall.clock_strikes().result;
            let changed = struck.is_ok_and(|events| !events.is_empty());
            look(&before, hall, changed);
        } else {
            look(&before, hall, changed);
        }
    }
}

fn recount(summit: &Summit) -> BTreeMap<domain::RoundId, Tally> {
    let mut tallies: BTreeMap<_, Tally> = BTreeMap::new();
    for idea in summit.ideas.values().filter(|idea| idea.state == State::Live && !idea.early) {
        let Some(round) = &idea.round else { continue };
        let tally = tallies.entry(round.clone()).or_default();
        match (&idea.table, &idea.seat) {
            (Some(table), _) => *tally.tables.entry(*table).or_default() += 1,
            (None, Seat::Badge(badge)) => *tally.badges.entry(*badge).or_default() += 1,
            (None, _) => {}
        }
    }
    tallies.retain(|_, tally| *tally != Tally::default());
    tallies
}

/// The tallies without zeroes.
fn counted(summit: &Summit) -> BTreeMap<domain::RoundId, Tally> {
    let mut tallies = summit.tallies.clone();
    for tally in tallies.values_mut() {
        tally.tables.retain(|_, count| *count > 0);
        tally.badges.retain(|_, count| *count > 0);
    }
    tallies.retain(|_, tally| *tally != Tally::default());
    tallies
}

/// All but where the log stands.
fn content(summit: &Summit) -> Summit {
    let mut summit = summit.clone();
    summit.offset = domain::Offset::ZERO;
    summit.at = domain::Time(0);
    summit
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn replaying_the_stored_log_gives_the_same_bytes(sendings in sendings()) {
        let mut hall = Hall::founded();
        run(&mut hall, &sendings, |_, _, _| {});
        let replayed = hall.replayed();
        let bytes = |summit: &Summit| serde_json::to_vec(summit).expect("a summit is JSON");
        prop_assert_eq!(bytes(&replayed), bytes(&hall.summit));
        prop_assert_eq!(replayed, hall.summit);
    }

    #[test]
    fn nothing_panics_and_only_a_change_makes_events(sendings in sendings()) {
        for mut hall in [Hall::empty(), Hall::founded(), Hall::themed()] {
            run(&mut hall, &sendings, |before, hall, changed| {
                assert_eq!(content(before) != content(&hall.summit), changed);
            });
        }
    }

    #[test]
    fn tallies_are_a_recount_of_the_ideas(sendings in sendings()) {
        run(&mut Hall::handing_in(), &sendings, |_, hall, _| {
            assert_eq!(counted(&hall.summit), recount(&hall.summit));
        });
    }

    #[test]
    fn an_idea_is_in_at_most_one_theme_and_both_say_so(sendings in sendings()) {
        run(&mut Hall::themed(), &sendings, |_, hall, _| {
            let summit = &hall.summit;
            for (theme_id, theme) in &summit.themes {
                assert!(theme.state != theme::State::Closed || theme.ideas.is_empty());
                for idea in &theme.ideas {
                    assert_eq!(summit.ideas[idea].theme, Some(*theme_id));
                }
            }
            for (idea_id, idea) in &summit.ideas {
                if let Some(theme) = &idea.theme {
                    assert!(summit.themes[theme].ideas.contains(idea_id));
                }
            }
        });
    }

    #[test]
    fn the_machine_breaks_nothing_that_a_person_said(sendings in sendings()) {
        run(&mut Hall::themed(), &sendings, |before, hall, changed| {
            let by_machine = hall.log.last().map(|bytes| Commit::decode(bytes).expect("a commit"));
            if !changed || by_machine.is_none_or(|commit| commit.seat != Seat::System) {
                return;
            }
            let after = &hall.summit;
            for (id, idea) in before.ideas.iter().filter(|(_, idea)| idea.pinned) {
                assert_eq!(after.ideas[id].theme, idea.theme, "pinned");
            }
            for (id, theme) in before.themes.iter().filter(|(_, theme)| theme.locked) {
                assert_eq!(after.themes[id].ideas, theme.ideas, "locked");
            }
            let live = |summit: &Summit, ideas: &BTreeSet<IdeaId>| -> Vec<Option<ThemeId>> {
                let live = ideas.iter().filter(|id| after.ideas[id].state == State::Live);
                live.filter_map(|id| Some(summit.ideas.get(id)?.theme)).collect()
            };
            let is_one = |places: &[Option<ThemeId>]| places.windows(2).all(|it| it[0] == it[1]);
            for ideas in &before.theming.together {
                let were_one = is_one(&live(before, ideas));
                assert!(!were_one || is_one(&live(after, ideas)), "together");
            }
            let shared = |places: Vec<Option<ThemeId>>| {
                let themes: Vec<ThemeId> = places.into_iter().flatten().collect();
                themes.len() - themes.iter().collect::<BTreeSet<_>>().len()
            };
            for ideas in &before.theming.apart {
                assert!(shared(live(after, ideas)) <= shared(live(before, ideas)), "apart");
            }
        });
    }

    #[test]
    fn a_step_that_can_be_taken_back_leaves_all_as_it_was(sendings in sendings()) {
        run(&mut Hall::themed(), &sendings, |before, hall, changed| {
            let Some(step) = hall.summit.theming.steps.back() else { return };
            if !changed || step.offset != hall.summit.offset {
                return;
            }
            let mut hall = hall.clone();
            hall.facilitator().sends(json!({"theme": {"undo": {"step": step.offset}}})).saved();
            for (id, idea) in &before.ideas {
                let now = &hall.summit.ideas[id];
                assert_eq!((now.theme, now.pinned), (idea.theme, idea.pinned));
            }
            for (id, theme) in &hall.summit.themes {
                match before.themes.get(id) {
                    Some(was) => assert_eq!(
                        (&theme.label, theme.state, theme.locked, theme.by_person, &theme.ideas),
                        (&was.label, was.state, was.locked, was.by_person, &was.ideas),
                    ),
                    None => assert_eq!(theme.state, theme::State::Closed),
                }
            }
            assert_eq!(hall.summit.theming.apart, before.theming.apart);
            assert_eq!(hall.summit.theming.together, before.theming.together);
        });
    }

    #[test]
    fn the_clock_is_due_only_in_a_round_and_what_it_asks_is_done_in_time(sendings in sendings()) {
        let mut hall = Hall::founded();
        run(&mut hall, &sendings, |_, _, _| {});
        for _ in 0..3 {
            if deadline::next(&hall.summit).is_some() {
                hall.clock_strikes().saved();
            }
        }
        prop_assert_eq!(deadline::next(&hall.summit), None);
    }
}
