//! Which addresses stand on printed cards, so that it is noticed when they lead nowhere: another port, another network,
//! another name.

use crate::{network::addresses, storage::data_dir};
use schemars::JsonSchema;
use serde::Serialize;
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// The file in the data directory: for each kind of card the address that was printed last.
const FILE: &str = "printed.json";

/// The addresses on printed cards.
#[derive(Debug)]
pub struct Printed {
    path: PathBuf,
    bases: Mutex<BTreeMap<String, String>>,
}

/// Cards that lead nowhere now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "DeadCards")]
pub struct Dead {
    /// Which cards: `tables`, `badges` …, or `links` for a file of all of them.
    pub of: String,
    /// The address that stands on them.
    pub base: String,
}

impl Printed {
    /// As they were noted in this data directory. A note that cannot be read is none: it only warns.
    #[must_use]
    pub fn of(data: &Path) -> Self {
        let path = data.join(FILE);
        let bases = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Self { path, bases: Mutex::new(bases.unwrap_or_default()) }
    }

    /// Cards of this kind were printed with this address; what was printed of them before is replaced by those.
    pub fn note(&self, of: &str, base: &str) -> io::Result<()> {
        let mut bases = self.bases.lock().unwrap_or_else(PoisonError::into_inner);
        let before = bases.insert(of.to_owned(), base.to_owned());
        if before.as_deref() == Some(base) {
            return Ok(());
        }
        if addresses::is_local(base) {
            tracing::warn!(
                of,
                base,
                "cards were printed with an address that only this machine reaches: no other device can open them"
            );
        }
        data_dir::replace(&self.path, &serde_json::to_vec(&*bases)?)
    }

    /// Those whose address is none by which this server is reached.
    #[must_use]
    pub fn dead(&self, reached: &[String]) -> Vec<Dead> {
        let bases = self.bases.lock().unwrap_or_else(PoisonError::into_inner);
        let dead =
            bases.iter().filter(|(_, base)| addresses::is_local(base) || !reached.contains(base));
        dead.map(|(of, base)| Dead { of: of.clone(), base: base.clone() }).collect()
    }

    /// The same in words for the one who starts the server.
    #[must_use]
    pub fn notes(&self, reached: &[String]) -> Vec<String> {
        let mut by_base: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for Dead { of, base } in self.dead(reached) {
            by_base.entry(base).or_default().push(of);
        }
        let note = |(base, of): (String, Vec<String>)| {
            format!(
                "Cards ({}) were printed for {base}, where this server is not reached now: they do not open. Give it that address again, or print them anew.",
                of.join(", ")
            )
        };
        by_base.into_iter().map(note).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_are_dead_while_the_server_is_reached_elsewhere_and_until_they_are_printed_anew() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let printed = Printed::of(folder.path());
        let (old, new) = ("http://192.168.1.5:18250", "http://192.168.1.5:8080");
        printed.note("tables", old).expect("room");
        printed.note("badges", old).expect("room");
        let printed = Printed::of(folder.path());
        assert_eq!(printed.dead(&[old.to_owned(), new.to_owned()]), []);
        let reached = [new.to_owned()];
        assert_eq!(printed.dead(&reached).len(), 2);
        let notes = printed.notes(&reached);
        assert!(notes.len() == 1 && notes[0].contains("badges, tables") && notes[0].contains(old));
        printed.note("tables", new).expect("room");
        assert_eq!(printed.dead(&reached), [Dead { of: "badges".into(), base: old.into() }]);
        let local = "http://localhost:8080";
        printed.note("badges", local).expect("room");
        let reached = [new.to_owned(), local.to_owned()];
        assert_eq!(printed.dead(&reached).len(), 1, "it never opened elsewhere");
    }
}
