//! A file of join codes is taken as it was written, or refused: it opens nothing twice, and what was used up stays so.

use crate::corpus::Target;
use domain::{Jti, WallId};
use server::codes::ledger::{Console, FIRST_GUEST, Known, Ledger, Taken, Wanted, hash};
use std::collections::HashSet;
use uuid::Uuid;

pub const TARGET: Target = Target { name: "codes_files", also: &[], read };

fn read(input: &[u8]) {
    let Ok(mut pages) = Ledger::read(input) else { return };
    let wanted = Wanted {
        tables: 3,
        badges: 6,
        walls: vec![WallId::from("main")],
        control: 2,
        desk: 2,
        operator: 1,
    };
    let before = pages.clone();
    pages.fill(&wanted, true, &Taken::default()).expect("chance");
    for (code, _) in before.list() {
        assert_ne!(pages.find(&hash(&code)), Known::Not, "what was good stays");
    }
    let _ = pages.fresh(Console::Desk, &Taken::default()).expect("chance");
    let guests = pages.set_aside();
    assert!(guests.start >= FIRST_GUEST && guests.start < guests.end, "{guests:?}");
    let by = Jti(Uuid::from_u128(1));
    for (code, opens) in pages.list() {
        if opens.is_single_use() && pages.use_up(&hash(&code), by) {
            assert_eq!(pages.find(&hash(&code)), Known::Used);
        }
    }
    let again = Ledger::read(&pages.written().expect("JSON")).expect("it is read again");
    assert_eq!(again.list(), pages.list());
    assert_eq!(again.count(), pages.count());
    assert_eq!(set(&again), set(&pages), "and knows the same codes");
}

fn set(pages: &Ledger) -> HashSet<[u8; 32]> {
    pages.hashes().copied().collect()
}
