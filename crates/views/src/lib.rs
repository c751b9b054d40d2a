//! Which entries of which document an event changes, what they hold, and the data of exports. Pure.
//!
//! A document is a map of [`Key`] to JSON value, made from a [`Summit`] alone. The law that ties the three
//! functions together: a map kept up to date by [`touched`] and [`entry`] is at every step the map that
//! [`keys`] and [`entry`] make anew.
//!
//! | file | holds |
//! |---|---|
//! | [`key`] | the names of entries |
//! | `touched` | which entries an event changes |
//! | `room` · `table` · `person` · `themes` · `desk` · `control` · `wall` | one document each |
//! | `feedback` | the question at the end of the day, in four of them |
//! | `coverage` | whom the published themes represent |
//! | `queue` | what phones sent and the theme team nods at |
//! | `words` | what phones sent, counted, for a display |
//! | [`export`] | the whole record, for the operator and for everyone |
//!
//! What a hidden idea says stands in `desk` and nowhere else: even those it came from keep only that it is hidden.

pub mod export;
pub mod key;

mod control;
mod coverage;
mod desk;
mod feedback;
mod person;
mod queue;
mod room;
mod table;
mod themes;
mod touched;
mod wall;
mod words;

pub use export::Scope;
pub use key::Key;
pub use touched::touched;
pub use wall::picture;

use domain::{Doc, Summit};
use serde::Serialize;
use serde_json::Value;

/// What a document holds under a key; none if it is not in the document.
///
/// The documents that the node makes itself hold nothing here.
#[must_use]
pub fn entry(summit: &Summit, doc: &Doc, key: &Key) -> Option<Value> {
    match doc {
        Doc::Room => room::entry(summit, key),
        Doc::Table(table) => table::entry(summit, *table, key),
        Doc::Person(badge) => person::entry(summit, *badge, key),
        Doc::Themes => themes::entry(summit, key),
        Doc::Desk => desk::entry(summit, key),
        Doc::Control => control::entry(summit, key),
        Doc::Wall(wall) => wall::entry(summit, wall, key),
        Doc::Presence | Doc::Health => None,
    }
}

/// All keys that have an entry now, each once.
#[must_use]
pub fn keys(summit: &Summit, doc: &Doc) -> Vec<Key> {
    match doc {
        Doc::Room => room::keys(summit),
        Doc::Table(table) => table::keys(summit, *table),
        Doc::Person(badge) => person::keys(summit, *badge),
        Doc::Themes => themes::keys(summit),
        Doc::Desk => desk::keys(summit),
        Doc::Control => control::keys(summit),
        Doc::Wall(wall) => wall::keys(summit, wall),
        Doc::Presence | Doc::Health => Vec::new(),
    }
}

/// The JSON of plain data of this crate: string keys, finite numbers, so it always has one.
fn json(value: &impl Serialize) -> Value {
    #[expect(clippy::unwrap_used, reason = "maps of this crate have string keys")]
    serde_json::to_value(value).unwrap()
}

/// Whether there is a summit at all: a programme has at least one item.
const fn is_founded(summit: &Summit) -> bool {
    !summit.programme.items.is_empty()
}

/// For what is told only where it is so.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
const fn is_not(it: &bool) -> bool {
    !*it
}
