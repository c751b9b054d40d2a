//! Notices: to everyone, or to some tables.

use super::hall::Hall;
use domain::TableNo;
use serde_json::json;

#[test]
fn a_notice_stands_for_everyone_until_all_are_cleared() {
    let mut hall = Hall::founded();
    let clear = || json!({"notice": {"clear": {}}});
    hall.facilitator().sends(clear()).changed_nothing();
    hall.facilitator()
        .sends(json!({"notice": {"show": {"text": "Lunch!"}}}))
        .happened(json!({"notice": {"shown": {"text": "Lunch!"}}}));
    hall.facilitator()
        .sends(json!({"notice": {"show": {"text": "Kom even", "to": [2, 3]}}}))
        .saved();
    assert_eq!(hall.summit.notices.room.as_ref().map(|it| it.text.text()), Some("Lunch!"));
    assert_eq!(hall.summit.notices.tables[&TableNo(3)].text.text(), "Kom even");
    hall.facilitator().sends(clear()).happened(json!({"notice": {"cleared": {}}}));
    assert_eq!(hall.summit.notices, domain::notice::Notices::default());
}

#[test]
fn a_notice_to_no_table_reaches_nobody_and_to_an_unknown_one_is_refused() {
    let mut hall = Hall::founded();
    hall.facilitator()
        .sends(json!({"notice": {"show": {"text": "x", "to": []}}}))
        .changed_nothing();
    hall.facilitator()
        .sends(json!({"notice": {"show": {"text": "x", "to": [2, 99]}}}))
        .refused("table.unknown");
}

#[test]
fn a_notice_has_one_to_280_readable_characters() {
    let mut hall = Hall::founded();
    let mut show =
        |text: &str| hall.facilitator().sends(json!({"notice": {"show": {"text": text}}}));
    show(" ").refused("notice.empty");
    show(&"a".repeat(281)).refused("notice.too_long");
    show("a\u{202e}b").refused("text.unreadable");
    show(&"a".repeat(280)).saved();
}
