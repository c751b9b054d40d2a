//! Ideas: handed in, edited and taken back by their owner, hidden and restored by the theme team.

use super::hall::{Hall, id};
use domain::{Offset, idea::State};
use serde_json::{Value, json};

fn submit(text: &str) -> Value {
    json!({"idea": {"submit": {"text": text}}})
}

fn submit_in(text: &str, round: &str) -> Value {
    json!({"idea": {"submit": {"text": text, "round": round}}})
}

#[test]
fn a_table_and_a_phone_hand_in_while_the_round_is_open() {
    let mut hall = Hall::handing_in();
    let idea = hall.host(2).sends(submit("  meer bomen ")).happened(json!({"idea": {"submitted": {
        "table": 2, "round": "r1", "text": "meer bomen", "late": false}}}));
    hall.badge(7)
        .sends(submit_in("rust", "r1"))
        .happened(json!({"idea": {"submitted": {"text": "rust"}}}));
    assert_eq!(hall.idea(idea).table, Some(domain::TableNo(2)));
    assert_eq!(hall.tally(2), 1);
    assert_eq!(hall.summit.tallies[&"r1".into()].badges[&domain::Badge(7)], 1);
}

#[test]
fn the_id_of_an_idea_is_that_of_its_request_and_is_used_once() {
    let mut hall = Hall::handing_in();
    assert_eq!(hall.host(1).with_id(5).sends(submit("een")).saved(), id(5));
    assert_eq!(hall.idea(id(5)).text.text(), "een");
    hall.host(2).with_id(5).sends(submit("twee")).refused("request.id_reused");
}

#[test]
fn in_the_grace_an_idea_is_in_time() {
    let mut hall = Hall::handing_in();
    hall.next().saved();
    hall.host(1).sends(submit("nog net")).happened(json!({"idea": {"submitted": {"late": false}}}));
}

#[test]
fn an_idea_after_the_deadline_is_refused_without_its_round_and_late_with_it() {
    let mut hall = Hall::round_closed();
    hall.host(1).sends(submit("te laat")).refused("idea.round_closed");
    hall.host(1)
        .sends(submit_in("te laat", "r1"))
        .happened(json!({"idea": {"submitted": {"round": "r1", "late": true}}}));
    hall.goes_to("r2");
    hall.host(1)
        .sends(submit_in("veel te laat", "r1"))
        .happened(json!({"idea": {"submitted": {"round": "r1", "late": true}}}));
    assert_eq!(hall.tally(1), 2, "a late idea counts");
}

#[test]
fn the_refusal_of_a_closed_round_names_it() {
    let answer = Hall::round_closed().host(1).sends(submit("te laat"));
    let rejection = answer.result.expect_err("a closed round");
    assert_eq!(rejection.arguments(), [("round", "r1".to_owned())]);
    Hall::at_item("opening").host(1).sends(submit("geen ronde")).refused("idea.round_closed");
}

#[test]
fn nothing_is_handed_in_during_the_talk_or_for_a_round_to_come() {
    let mut hall = Hall::at_item("r1");
    hall.host(1).sends(submit("te vroeg")).refused("idea.round_closed");
    hall.host(1).sends(submit_in("te vroeg", "r1")).refused("round.not_open");
    hall.host(1).sends(submit_in("te vroeg", "r2")).refused("round.not_open");
    hall.host(1).sends(submit_in("nergens", "r9")).refused("round.unknown");
    hall.host(1).sends(submit_in("nergens", "opening")).refused("round.unknown");
}

#[test]
fn a_round_takes_ideas_only_from_those_it_asks() {
    let mut hall = Hall::at_item("names");
    hall.host(1).sends(submit("Tafel 1")).refused("idea.not_wanted");
    hall.badge(7).sends(submit("Fatima")).saved();
    hall.facilitator().sends(submit("Ahmed")).saved();
    hall.goes_to("r2");
    hall.badge(7).sends(submit("bomen")).refused("idea.not_wanted");
}

#[test]
fn what_the_log_lost_is_never_refused_for_time() {
    let mut hall = Hall::handing_in();
    let idea = hall.host(1).sends(submit("een")).saved();
    let after = hall.summit.offset;
    hall.closes_round();
    hall.host(1)
        .lost_after(after)
        .sends(submit("zonder ronde"))
        .happened(json!({"idea": {"submitted": {"round": "r1", "late": true}}}));
    let edit = json!({"idea": {"edit": {"idea": idea, "text": "anders"}}});
    hall.host(1).lost_after(after).sends(edit).saved();
    hall.host(1).lost_after(after).sends(json!({"idea": {"withdraw": {"idea": idea}}})).saved();
    hall.goes_to("r2");
    hall.badge(7)
        .lost_after(after)
        .sends(submit("van een telefoon"))
        .happened(json!({"idea": {"submitted": {"late": true}}}));
    hall.goes_to("theming");
    hall.host(1)
        .of_unknown_epoch()
        .sends(submit("zonder iets"))
        .happened(json!({"idea": {"submitted": {"late": true}}}));
}

#[test]
fn what_the_log_lost_of_a_round_to_come_is_kept_and_counts_once_that_is_open() {
    let mut hall = Hall::round_closed();
    let after = hall.summit.offset;
    let lost = hall
        .host(1)
        .lost_after(after)
        .sends(submit_in("met ronde", "r2"))
        .happened(json!({"idea": {"submitted": {"round": "r2", "late": true, "early": true}}}));
    let other = hall.host(2).of_unknown_epoch().sends(submit_in("ook", "r2")).saved();
    let hidden = hall.host(3).lost_after(after).sends(submit_in("verborgen", "r2")).saved();
    hall.facilitator().sends(json!({"idea": {"hide": {"idea": hidden, "reason": "naam"}}})).saved();
    let edit = |text: &str| json!({"idea": {"edit": {"idea": lost, "text": text}}});
    hall.host(1).sends(edit("nee")).refused("idea.round_closed");
    hall.host(1).lost_after(after).sends(edit("beter")).saved();
    let counted = |hall: &Hall| -> u32 {
        hall.summit.tallies.get(&"r2".into()).map_or(0, |tally| tally.tables.values().sum())
    };
    assert_eq!(counted(&hall), 0, "its round is not open");
    hall.goes_to("r2");
    assert_eq!(counted(&hall), 2, "what is hidden does not count");
    assert!([lost, other].iter().all(|id| !hall.idea(*id).late && !hall.idea(*id).early));
    hall.host(1).sends(json!({"idea": {"withdraw": {"idea": lost}}})).saved();
    assert_eq!(counted(&hall), 1);
}

#[test]
fn nothing_is_changed_in_a_round_that_was_closed_where_the_log_lost_something() {
    let mut hall = Hall::handing_in();
    let idea = hall.host(1).sends(submit("een")).saved();
    let open = hall.summit.offset;
    hall.closes_round();
    let closed = hall.summit.offset;
    let edit = |text: &str| json!({"idea": {"edit": {"idea": idea, "text": text}}});
    hall.host(1).lost_after(closed).sends(edit("twee")).refused("idea.round_closed");
    hall.host(1).lost_after(Offset(1)).sends(edit("twee")).refused("idea.round_closed");
    hall.host(1).of_unknown_epoch().sends(edit("twee")).refused("idea.round_closed");
    hall.host(1).lost_after(open).sends(edit("twee")).saved();
}

#[test]
fn that_it_was_lost_excuses_the_time_and_nothing_else() {
    let mut hall = Hall::round_closed();
    let after = hall.summit.offset;
    let idea = hall.host(1).lost_after(after).sends(submit("een")).saved();
    hall.host(1).lost_after(after).sends(submit("")).refused("idea.empty");
    hall.host(2)
        .lost_after(after)
        .sends(json!({"idea": {"withdraw": {"idea": idea}}}))
        .refused("idea.not_yours");
    hall.badge(7).lost_after(after).sends(submit_in("x", "r2")).refused("idea.not_wanted");
    hall.host(1).lost_after(after).sends(submit_in("x", "r9")).refused("round.unknown");
}

#[test]
fn staff_type_a_paper_slip_for_a_table_and_own_it() {
    let mut hall = Hall::handing_in();
    let slip = |table: u16| json!({"idea": {"submit": {"text": "van papier", "table": table}}});
    let idea = hall
        .theme_team()
        .sends(slip(3))
        .happened(json!({"idea": {"submitted": {"table": 3, "round": "r1"}}}));
    assert_eq!(hall.tally(3), 1);
    hall.theme_team().sends(slip(99)).refused("table.unknown");
    hall.host(3).sends(json!({"idea": {"withdraw": {"idea": idea}}})).refused("idea.not_yours");
    hall.theme_team().sends(json!({"idea": {"withdraw": {"idea": idea}}})).saved();
    assert_eq!(hall.tally(3), 0);
}

#[test]
fn a_table_writes_for_itself_alone_and_a_phone_for_none() {
    let mut hall = Hall::handing_in();
    let slip = |table: u16| json!({"idea": {"submit": {"text": "x", "table": table}}});
    hall.host(7 - 4).sends(slip(3)).saved();
    hall.host(2).sends(slip(3)).refused("access.denied");
    hall.badge(7).sends(slip(3)).refused("access.denied");
    hall.host(99).sends(submit("x")).refused("table.unknown");
}

#[test]
fn only_its_owner_edits_and_withdraws_an_idea() {
    let mut hall = Hall::handing_in();
    let idea = hall.host(1).sends(submit("een")).saved();
    let edit = |text: &str| json!({"idea": {"edit": {"idea": idea, "text": text}}});
    let withdraw = || json!({"idea": {"withdraw": {"idea": idea}}});
    for command in [edit("twee"), withdraw()] {
        hall.host(2).sends(command.clone()).refused("idea.not_yours");
        hall.badge(1).sends(command.clone()).refused("idea.not_yours");
        hall.facilitator().sends(command).refused("idea.not_yours");
    }
    hall.host(1).sends(edit("een")).changed_nothing();
    hall.host(1)
        .sends(edit("twee"))
        .happened(json!({"idea": {"edited": {"idea": idea, "text": "twee"}}}));
    assert!(hall.idea(idea).is_edited());
    hall.host(1).sends(withdraw()).happened(json!({"idea": {"withdrawn": {"idea": idea}}}));
    hall.host(1).sends(withdraw()).changed_nothing();
    hall.host(2).sends(withdraw()).refused("idea.not_yours");
    hall.host(1).sends(edit("drie")).refused("idea.withdrawn");
}

#[test]
fn an_edited_idea_keeps_what_it_said_before_in_its_trace() {
    let mut hall = Hall::handing_in();
    let idea = hall.host(1).sends(submit("een")).saved();
    hall.host(1).sends(json!({"idea": {"edit": {"idea": idea, "text": "twee"}}})).saved();
    let was = hall.idea(idea).trace.iter().find_map(|trace| match &trace.deed {
        domain::idea::IdeaChange::Edited { from } => Some(from.text()),
        _ => None,
    });
    assert_eq!((was, hall.idea(idea).text.text()), (Some("een"), "twee"));
}

#[test]
fn after_its_round_an_idea_stands() {
    let mut hall = Hall::handing_in();
    let idea = hall.host(1).sends(submit("een")).saved();
    hall.closes_round();
    hall.host(1)
        .sends(json!({"idea": {"edit": {"idea": idea, "text": "twee"}}}))
        .refused("idea.round_closed");
    hall.host(1).sends(json!({"idea": {"withdraw": {"idea": idea}}})).refused("idea.round_closed");
}

#[test]
fn a_hidden_idea_does_not_count_until_it_is_restored() {
    let mut hall = Hall::handing_in();
    let idea = hall.host(1).sends(submit("een")).saved();
    let hide = |reason: &str| json!({"idea": {"hide": {"idea": idea, "reason": reason}}});
    let restore = || json!({"idea": {"restore": {"idea": idea}}});
    hall.theme_team().sends(restore()).changed_nothing();
    hall.theme_team().sends(hide(" ")).refused("text.empty");
    hall.theme_team()
        .sends(hide("noemt een naam"))
        .happened(json!({"idea": {"hidden": {"reason": "noemt een naam"}}}));
    hall.theme_team().sends(hide("noemt een naam")).changed_nothing();
    assert_eq!((hall.idea(idea).state, hall.tally(1)), (State::Hidden, 0));
    hall.host(1).sends(json!({"idea": {"withdraw": {"idea": idea}}})).refused("idea.hidden");
    hall.host(1)
        .sends(json!({"idea": {"edit": {"idea": idea, "text": "x"}}}))
        .refused("idea.hidden");
    hall.theme_team().sends(restore()).happened(json!({"idea": {"restored": {"idea": idea}}}));
    assert_eq!((hall.idea(idea).state, hall.tally(1)), (State::Live, 1));
    assert_eq!(hall.idea(idea).reason, None);
}

#[test]
fn a_withdrawn_idea_is_neither_hidden_nor_restored_by_others() {
    let mut hall = Hall::handing_in();
    let idea = hall.host(1).sends(submit("een")).saved();
    hall.host(1).sends(json!({"idea": {"withdraw": {"idea": idea}}})).saved();
    hall.theme_team()
        .sends(json!({"idea": {"hide": {"idea": idea, "reason": "x"}}}))
        .refused("idea.withdrawn");
    hall.theme_team()
        .sends(json!({"idea": {"restore": {"idea": idea}}}))
        .refused("idea.not_hidden");
    assert_eq!(hall.tally(1), 0);
}

#[test]
fn no_command_knows_an_idea_that_is_not_there() {
    let mut hall = Hall::handing_in();
    let idea = id(99);
    hall.host(1)
        .sends(json!({"idea": {"edit": {"idea": idea, "text": "x"}}}))
        .refused("idea.unknown");
    hall.host(1).sends(json!({"idea": {"withdraw": {"idea": idea}}})).refused("idea.unknown");
    hall.theme_team()
        .sends(json!({"idea": {"hide": {"idea": idea, "reason": "x"}}}))
        .refused("idea.unknown");
    hall.theme_team().sends(json!({"idea": {"restore": {"idea": idea}}})).refused("idea.unknown");
}

#[test]
fn a_text_is_composed_and_trimmed_keeps_its_lines_and_its_markup() {
    let mut hall = Hall::handing_in();
    for (raw, text) in [
        (" cafe\u{301} \r\n", "café"),
        ("een\r\ntwee", "een\ntwee"),
        ("<img onerror=alert(1)>", "<img onerror=alert(1)>"),
        ("👩\u{200d}🌾 op het plein", "👩\u{200d}🌾 op het plein"),
        ("\u{200f}שלום", "\u{200f}שלום"),
    ] {
        hall.host(1).sends(submit(raw)).happened(json!({"idea": {"submitted": {"text": text}}}));
    }
}

#[test]
fn five_hundred_characters_fit_whatever_their_bytes() {
    let mut hall = Hall::handing_in();
    hall.host(1).sends(submit(&"\u{1f333}".repeat(500))).saved();
    hall.host(1).sends(submit(&"e\u{301}".repeat(500))).saved();
    hall.host(1).sends(submit(&"a".repeat(501))).refused("idea.too_long");
}

#[test]
fn a_text_of_which_nothing_can_be_seen_is_empty() {
    let mut hall = Hall::handing_in();
    for raw in [
        "",
        " \n\u{a0}\u{3000}",
        "\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}",
        "\u{2800}",
        "\u{34f}",
        "\u{ffa0}",
        "\u{fe0f}",
    ] {
        hall.host(1).sends(submit(raw)).refused("idea.empty");
    }
}

#[test]
fn what_can_be_mended_without_changing_what_is_read_is_mended() {
    let mut hall = Hall::handing_in();
    for (between, whole) in [
        ("\0\u{7}\u{1b}\u{fffe}\u{1ffff}\u{fdd0}\u{e0041}\u{200b}\u{feff}", "ab"),
        ("\t", "a b"),
        ("\r", "a\nb"),
        ("\u{b}", "a\nb"),
        ("\u{85}", "a\nb"),
        ("\u{2028}", "a\nb"),
        ("\u{2066}", "ab"),
        ("\u{202a}", "ab"),
    ] {
        let saved = json!({"idea": {"submitted": {"text": whole}}});
        hall.host(1).sends(submit(&format!("a{between}b"))).happened(saved);
    }
}

#[test]
fn a_text_whose_order_is_turned_is_refused() {
    let mut hall = Hall::handing_in();
    for raw in ["a\u{202e}b", "\u{202e}moob", "2 \u{202d}שלום"] {
        hall.host(1).sends(submit(raw)).refused("idea.unreadable");
    }
}
