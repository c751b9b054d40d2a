//! A log that the release before wrote opens, is whole, and says what it said then.
//!
//! `release_before` holds the log of a day that was played against the server as it stood before concepts were routed by
//! one list: a rehearsal, two rounds with 60 ideas of six tables and twelve phones, themes that the machine and people
//! made, words that were reviewed, notices, calls for help, and a frozen display. Beside it lies what that server
//! answered when it was asked for every document and for the record.

use domain::{Doc, Offset, Summit};
use journal::{Journal as _, Sqlite};
use serde_json::{Map, Value};
use std::{collections::BTreeMap, fs, path::Path};
use tempfile::TempDir;
use views::{Scope, export};

const COMMITS: u64 = 177;
const TEXTS: u64 = 82;

fn written(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/release_before").join(name);
    serde_json::from_slice(&fs::read(path).expect("a file of the release")).expect("JSON")
}

/// A copy of the log, so that opening it changes nothing here; it lives as long as its folder.
async fn opened() -> (TempDir, Sqlite) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("summit.sqlite");
    let stored = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/release_before/summit.sqlite");
    fs::copy(stored, &path).expect("room");
    let (log, opened) = Sqlite::open(&path).await.expect("a log");
    assert_eq!((opened.read_only, opened.cut), (None, None));
    assert_eq!(opened.position.offset, Offset(COMMITS));
    (folder, log)
}

async fn replayed() -> Summit {
    let (_folder, log) = opened().await;
    let summit = hub::replay(&log, |_| {}).await.expect("a log that is read");
    log.close().await;
    summit
}

#[tokio::test]
async fn it_opens_and_every_record_and_text_is_whole() {
    let (_folder, log) = opened().await;
    let verified = log.verify().await.expect("a log that is read");
    assert!(verified.is_sound(), "{verified:?}");
    assert_eq!((verified.commits, verified.texts), (COMMITS, TEXTS));
    log.close().await;
    assert_eq!(replayed().await.damaged().count(), 0);
}

#[tokio::test]
async fn every_document_is_what_it_was_then() {
    let summit = replayed().await;
    let then: BTreeMap<String, Map<String, Value>> =
        serde_json::from_value(written("documents.json")).expect("documents by name");
    assert_eq!(then.len(), 23, "six shared ones, six tables, eleven people");
    for (name, then) in then {
        let doc: Doc = name.parse().expect("the name of a document");
        let entry = |key: views::Key| Some((key.to_string(), views::entry(&summit, &doc, &key)?));
        let now: Map<_, _> = views::keys(&summit, &doc).into_iter().filter_map(entry).collect();
        assert_eq!(now, then, "{name}");
    }
}

#[tokio::test]
async fn the_record_is_what_it_was_then() {
    assert_eq!(export::json(&replayed().await, Scope::Everything), written("record.json"));
}
