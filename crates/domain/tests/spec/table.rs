//! Tables: ready, and in need of help.

use super::hall::Hall;
use domain::TableNo;
use serde_json::{Value, json};

fn ready() -> Value {
    json!({"table": {"ready": {}}})
}

#[test]
fn a_table_is_ready_for_the_current_item_until_it_says_otherwise() {
    let mut hall = Hall::handing_in();
    hall.host(2).sends(ready()).happened(json!({"table": {"readied": {"table": 2, "item": "r1"}}}));
    hall.host(2).sends(ready()).changed_nothing();
    hall.host(2)
        .sends(json!({"table": {"ready": {"ready": false}}}))
        .happened(json!({"table": {"readied": {"item": null}}}));
    hall.host(2).sends(json!({"table": {"ready": {"ready": false}}})).changed_nothing();
}

#[test]
fn being_ready_does_not_carry_over_to_the_next_item() {
    let mut hall = Hall::handing_in();
    hall.host(2).sends(ready()).saved();
    hall.goes_to("r2");
    let table = &hall.summit.tables[&TableNo(2)];
    assert!(!table.is_ready_for(Some(&"r2".into())));
    hall.host(2).sends(ready()).happened(json!({"table": {"readied": {"item": "r2"}}}));
}

#[test]
fn a_ready_that_arrives_an_item_too_late_changes_nothing() {
    let mut hall = Hall::handing_in();
    hall.goes_to("r2");
    hall.host(2).sends(json!({"table": {"ready": {"item": "r1"}}})).changed_nothing();
    hall.host(2).sends(json!({"table": {"ready": {"item": "r2"}}})).saved();
    hall.host(2)
        .sends(json!({"table": {"ready": {"ready": false, "item": "r1"}}}))
        .changed_nothing();
}

#[test]
fn before_the_first_item_there_is_nothing_to_be_ready_for() {
    Hall::founded().host(2).sends(ready()).refused("round.none");
    Hall::founded().host(99).sends(ready()).refused("table.unknown");
}

#[test]
fn a_table_asks_for_help_and_the_facilitator_or_the_table_itself_ends_the_call() {
    let mut hall = Hall::handing_in();
    let help = |what: &str| json!({"table": {"help": {"what": what}}});
    let helped = || json!({"table": {"helped": {"table": 2}}});
    hall.facilitator().sends(helped()).changed_nothing();
    hall.host(2)
        .sends(json!({"table": {"help": {}}}))
        .happened(json!({"table": {"help_asked": {"table": 2}}}));
    hall.host(2).sends(help(" ")).changed_nothing();
    hall.host(2)
        .sends(help("geen wifi"))
        .happened(json!({"table": {"help_asked": {"what": "geen wifi"}}}));
    hall.host(2).sends(help("geen wifi")).changed_nothing();
    hall.host(3).sends(helped()).refused("access.denied");
    hall.facilitator().sends(helped()).happened(json!({"table": {"helped": {"table": 2}}}));
    hall.host(2).sends(help("nog steeds niet")).saved();
    hall.host(2).sends(helped()).saved();
    assert_eq!(hall.summit.tables[&TableNo(2)].help, None);
}

#[test]
fn what_help_is_for_is_a_short_readable_text() {
    let mut hall = Hall::handing_in();
    let help = |what: &str| json!({"table": {"help": {"what": what}}});
    hall.host(2).sends(help(&"a".repeat(201))).refused("text.too_long");
    hall.host(2).sends(help("a\u{202e}b")).refused("text.unreadable");
    hall.host(2).sends(help("\u{200b}")).refused("text.empty");
}

#[test]
fn staff_have_no_table_to_be_ready_or_to_need_help() {
    let mut hall = Hall::handing_in();
    hall.facilitator().sends(ready()).refused("access.denied");
    hall.facilitator().sends(json!({"table": {"help": {}}})).refused("access.denied");
    hall.facilitator().sends(json!({"table": {"helped": {"table": 99}}})).refused("table.unknown");
}
