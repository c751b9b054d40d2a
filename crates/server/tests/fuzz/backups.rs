//! A backup that was altered is never called whole, and what is made of it is what was in it: nothing else, and what is left
//! out is named.

use crate::corpus::Target;
use domain::Offset;
use journal::{
    Journal as _, Sqlite,
    backup::{self, Files, Looked},
};
use std::{fs, sync::LazyLock};
use tokio::runtime::{Builder, Runtime};

pub const TARGET: Target = Target { name: "backup_files", also: &[], read };

/// What is in the whole ones: the texts of ideas, and the files.
struct Content {
    texts: Vec<String>,
    files: Files,
}

static WHOLE: LazyLock<Vec<Content>> = LazyLock::new(|| {
    let whole = TARGET.corpus().into_iter().filter_map(|bytes| content(&bytes));
    let whole: Vec<_> = whole.collect();
    assert!(whole.len() >= 2, "the corpus has whole ones");
    whole
});

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_all().build().expect("a runtime"));

/// What lies in it, if it is whole.
fn content(bytes: &[u8]) -> Option<Content> {
    let (looked, made) = tried(bytes);
    looked.filter(Looked::is_whole)?;
    let (texts, files) = made?;
    Some(Content { texts, files })
}

fn read(input: &[u8]) {
    let (looked, made) = tried(input);
    let whole = looked.as_ref().is_some_and(Looked::is_whole);
    assert!(!whole || made.is_some(), "a whole backup can be restored");
    let Some((texts, files)) = made else { return };
    // A text that is damaged is gone, as if it were erased.
    let is_beginning = |all: &[String]| {
        texts.len() <= all.len()
            && texts.iter().zip(all).all(|(it, was)| it.is_empty() || it == was)
    };
    let known = |one: &Content| {
        is_beginning(&one.texts) && files.iter().all(|(name, it)| one.files.get(name) == Some(it))
    };
    assert!(WHOLE.iter().any(known), "it holds what never was in a backup: {texts:?} {files:?}");
    let is_all = |one: &Content| one.texts == texts && one.files == files;
    assert!(!whole || WHOLE.iter().any(is_all), "it is called whole, and is not");
}

/// What is said of it; and the texts and files of what is made of it.
fn tried(bytes: &[u8]) -> (Option<Looked>, Option<(Vec<String>, Files)>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (from, to) = (folder.path().join("x.backup"), folder.path().join("log"));
    fs::write(&from, bytes).expect("room on the disk");
    let looked = backup::look(&from).ok();
    // Whatever looking undid, restoring begins with what came.
    fs::write(&from, bytes).expect("room on the disk");
    let made = backup::revive(&from, &to).ok().map(|revived| {
        let texts = RUNTIME.block_on(async {
            let (log, opened) = Sqlite::open(&to).await.expect("what was restored can be opened");
            assert!(opened.cut.is_none() && opened.read_only.is_none(), "{opened:?}");
            let named = revived.damaged.iter().any(|it| it.part.starts_with("commits "));
            assert!(opened.position.offset >= revived.old.offset || named, "{revived:?}");
            let commits = log.read(Offset::ZERO, 1_000).await.expect("it can be read");
            let lost = commits.iter().flat_map(|it| it.texts()).any(|text| text.is_erased());
            assert!(!lost || !revived.damaged.is_empty(), "a text is gone, and nothing is said");
            log.close().await;
            let texts = commits.iter().flat_map(|it| it.texts());
            texts.map(|text| text.text().to_owned()).collect::<Vec<_>>()
        });
        (texts, revived.files)
    });
    (looked, made)
}
