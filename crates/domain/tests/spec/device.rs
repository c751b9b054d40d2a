//! Devices: one at a table, taken over openly, and out once revoked.

use super::hall::{Hall, id};
use domain::{
    Actor, Badge, Jti, Role, Seat, TableNo,
    limits::{
        DEVICES_FOR_STAFF, DEVICES_MAX, DEVICES_PER_BADGE, DEVICES_PER_CONSOLE, DEVICES_PER_WALL,
    },
};
use serde_json::{Value, json};

fn enrol(jti: u128, seat: &str, role: &str, take_over: bool) -> Value {
    json!({"device": {"enrol": {"jti": id(jti), "seat": seat, "role": role, "take_over": take_over}}})
}

#[test]
fn a_device_joins_once_with_its_token() {
    let mut hall = Hall::founded();
    hall.system().sends(enrol(1, "table/2", "host", false)).happened(
        json!({"device": {"enrolled": {"jti": id(1), "seat": "table/2", "role": "host"}}}),
    );
    hall.system().sends(enrol(1, "table/2", "host", false)).changed_nothing();
    hall.system().sends(enrol(2, "table/99", "host", false)).refused("table.unknown");
}

#[test]
fn a_table_that_is_taken_is_taken_over_openly_and_the_old_device_is_out() {
    let mut hall = Hall::handing_in();
    hall.system().sends(enrol(1, "table/2", "host", false)).saved();
    hall.system().sends(enrol(2, "table/2", "host", false)).refused("device.table_taken");
    hall.system().sends(enrol(2, "table/2", "host", true)).happened(
        json!([{"device": {"revoked": {"jti": id(1)}}}, {"device": {"enrolled": {"jti": id(2)}}}]),
    );
    let idea = || json!({"idea": {"submit": {"text": "x"}}});
    hall.host(2).with_token(id(1)).sends(idea()).refused("token.revoked");
    hall.host(2).with_token(id(2)).sends(idea()).saved();
}

#[test]
fn what_the_old_device_wrote_belongs_to_the_table() {
    let mut hall = Hall::handing_in();
    hall.system().sends(enrol(1, "table/2", "host", false)).saved();
    let idea =
        hall.host(2).with_token(id(1)).sends(json!({"idea": {"submit": {"text": "x"}}})).saved();
    hall.system().sends(enrol(2, "table/2", "host", true)).saved();
    hall.host(2).with_token(id(2)).sends(json!({"idea": {"withdraw": {"idea": idea}}})).saved();
}

#[test]
fn many_phones_and_consoles_may_share_a_seat() {
    let mut hall = Hall::founded();
    hall.system().sends(enrol(1, "badge/7", "participant", false)).saved();
    hall.system().sends(enrol(2, "badge/7", "participant", false)).saved();
    hall.system().sends(enrol(3, "staff/wall", "projector", false)).saved();
    hall.system().sends(enrol(4, "staff/wall", "projector", false)).saved();
}

#[test]
fn a_card_that_joins_again_and_again_holds_as_many_devices_as_may_be_and_the_one_away_longest_goes()
{
    let (mut hall, mut second) = (Hall::founded(), 0);
    for (seat, role, most) in [
        ("badge/7", "participant", DEVICES_PER_BADGE),
        ("staff/wall-main", "projector", DEVICES_PER_WALL),
        ("staff/control-1", "facilitator", DEVICES_PER_CONSOLE),
    ] {
        let first = 1_000 * most as u128;
        for n in 0..40 {
            hall.system().sends(enrol(first + n, seat, role, false)).saved();
            second += 1;
            hall.at(second);
        }
        let held =
            |hall: &Hall| -> Vec<Jti> { hall.summit.devices.at(&seat.parse().expect("a seat")) };
        let newest: Vec<_> = (40 - most as u128..40).map(|n| Jti(id(first + n))).collect();
        assert_eq!(held(&hall), newest, "{seat}");
        assert!(hall.summit.devices.is_displaced(&Jti(id(first))));
        let away = newest[1];
        let mut joins = enrol(first + 40, seat, role, false);
        joins["device"]["enrol"]["away"] = json!([away]);
        hall.system().sends(joins).happened(json!([
            {"device": {"revoked": {"jti": away, "displaced": true}}},
            {"device": {"enrolled": {"jti": id(first + 40)}}},
        ]));
        assert!(held(&hall).contains(&newest[0]), "who is on line stays while another is away");
    }
    hall.badge(7)
        .with_token(id(1_000 * DEVICES_PER_BADGE as u128))
        .sends(json!({"idea": {"submit": {"text": "x"}}}))
        .refused("token.revoked");
}

#[test]
fn however_many_phones_there_are_a_console_can_join() {
    let mut hall = Hall::founded();
    hall.system().sends(enrol(1, "badge/7", "participant", false)).saved();
    let devices = &mut hall.summit.devices.by_jti;
    let phone = devices[&Jti(id(1))].clone();
    let crowd = (DEVICES_MAX - DEVICES_FOR_STAFF) as u128;
    devices.extend((2..=crowd).map(|n| (Jti(id(n)), phone.clone())));
    hall.system().sends(enrol(900_001, "badge/8", "participant", false)).refused("device.too_many");
    hall.system().sends(enrol(900_002, "table/2", "host", false)).refused("device.too_many");
    hall.system().sends(enrol(900_003, "staff/control-1", "facilitator", false)).saved();
}

#[test]
fn a_revoked_token_is_refused_whatever_it_asks_and_frees_its_table() {
    let mut hall = Hall::founded();
    hall.system().sends(enrol(1, "table/2", "host", false)).saved();
    hall.system().sends(enrol(3, "staff/x", "facilitator", false)).saved();
    let revoke = |jti: u128| json!({"device": {"revoke": {"jti": id(jti)}}});
    hall.facilitator().sends(revoke(1)).happened(json!({"device": {"revoked": {"jti": id(1)}}}));
    hall.facilitator().sends(revoke(1)).changed_nothing();
    hall.facilitator().sends(revoke(9)).refused("device.unknown");
    hall.host(2).with_token(id(1)).sends(json!({"table": {"help": {}}})).refused("token.revoked");
    hall.system().sends(enrol(2, "table/2", "host", false)).saved();
    hall.system().sends(revoke(3)).saved();
    hall.facilitator()
        .with_token(id(3))
        .sends(json!({"agenda": {"next": {}}}))
        .refused("token.revoked");
}

#[test]
fn a_token_speaks_for_a_seat_that_fits_its_role() {
    let summit = Hall::founded().summit;
    let table = |no: u16| Seat::Table(TableNo(no));
    let staff = || Seat::Staff("x".into());
    for (role, seat, fits) in [
        (Role::Host, table(2), true),
        (Role::Host, table(99), false),
        (Role::Host, staff(), false),
        (Role::Participant, Seat::Badge(Badge(7)), true),
        (Role::Participant, table(2), false),
        (Role::Facilitator, staff(), true),
        (Role::Facilitator, table(2), false),
        (Role::Facilitator, Seat::System, false),
        (Role::System, staff(), false),
        (Role::System, Seat::System, false),
    ] {
        assert_eq!(summit.has_seat(role, &seat), fits, "{role:?} {seat}");
    }
    assert_eq!(Actor::system().jti, None);
}
