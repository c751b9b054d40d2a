//! What every home of a log promises, as sentences, run over each of them.

#![allow(clippy::unwrap_used, reason = "tests")]

mod homes;

use domain::{Digest, Offset};
use homes::{Home, InMemory, InModel, InRedis, InSqlite, Scribe};
use journal::{AppendError, Fault, Flaw, Journal, limits};

macro_rules! over_every_home {
    ($($sentence:ident),* $(,)?) => {
        mod memory {
            $(#[tokio::test] async fn $sentence() { super::$sentence(<super::InMemory as super::Home>::new()).await; })*
        }
        mod stream {
            $(#[tokio::test] async fn $sentence() { super::$sentence(<super::InModel as super::Home>::new()).await; })*
        }
        mod redis {
            $(#[tokio::test] async fn $sentence() { super::$sentence(<super::InRedis as super::Home>::new()).await; })*
        }
        mod sqlite {
            $(#[tokio::test] async fn $sentence() { super::$sentence(<super::InSqlite as super::Home>::new()).await; })*
        }
    };
}

over_every_home! {
    a_new_log_is_empty_and_has_an_epoch,
    what_was_appended_is_read_with_its_texts,
    a_read_goes_on_from_any_offset_up_to_its_limit,
    an_append_answers_the_new_top,
    an_empty_append_changes_nothing,
    a_hole_is_refused,
    a_commit_that_does_not_chain_is_refused,
    an_append_past_the_top_is_refused,
    too_many_at_once_are_refused,
    a_conflict_returns_those_that_came_first,
    a_conflict_is_told_in_bounded_parts,
    a_batch_is_written_whole_or_not_at_all,
    many_appends_at_once_make_one_log,
    the_doorbell_rings_at_every_append,
    a_sound_log_verifies,
    an_altered_record_does_not_verify,
    an_erased_text_is_gone_and_the_log_still_verifies,
    a_text_that_was_erased_before_it_came_stays_erased,
    notes_are_kept_replaced_and_erased,
    notes_are_found_by_the_beginning_of_their_keys,
    a_note_is_swapped_only_if_it_is_the_one_that_was_expected,
    where_it_stands_is_confirmed,
    a_probe_leaves_the_log_as_it_is,
    a_note_over_its_bound_is_refused,
    a_reopened_log_is_the_same,
    a_full_disk_refuses_and_recovers,
}

async fn a_new_log_is_empty_and_has_an_epoch(home: impl Home) {
    let log = home.open().await;
    let position = log.position().await.unwrap();
    assert_eq!((position.offset, position.hash), (Offset::ZERO, Digest::default()));
    assert!(!position.epoch.as_str().is_empty());
    assert!(log.read(Offset::ZERO, 10).await.unwrap().is_empty());
}

async fn what_was_appended_is_read_with_its_texts(home: impl Home) {
    let log = home.open().await;
    let written = Scribe::default().ideas(3);
    log.append(Offset::ZERO, written.clone()).await.unwrap();

    let read = log.read(Offset::ZERO, 10).await.unwrap();
    assert_eq!(read, written);
    assert_eq!(read[0].texts().next().unwrap().text(), "meer bomen 0");
}

async fn a_read_goes_on_from_any_offset_up_to_its_limit(home: impl Home) {
    let log = home.open().await;
    let written = Scribe::default().ideas(5);
    log.append(Offset::ZERO, written.clone()).await.unwrap();

    assert_eq!(log.read(Offset(1), 2).await.unwrap(), written[1..3]);
    assert_eq!(log.read(Offset(4), 2).await.unwrap(), written[4..]);
    assert!(log.read(Offset(5), 2).await.unwrap().is_empty());
    assert!(log.read(Offset(u64::MAX), 2).await.unwrap().is_empty());
    assert!(log.read(Offset::ZERO, 0).await.unwrap().is_empty());
}

async fn an_append_answers_the_new_top(home: impl Home) {
    let (log, mut scribe) = (home.open().await, Scribe::default());
    let first = log.append(Offset::ZERO, scribe.ideas(2)).await.unwrap();
    assert_eq!((first.offset, first.hash), (Offset(2), scribe.hash));
    let second = log.append(Offset(2), scribe.ideas(1)).await.unwrap();
    assert_eq!((second.offset, second.hash), (Offset(3), scribe.hash));
    assert_eq!(log.position().await.unwrap(), second);
}

async fn an_empty_append_changes_nothing(home: impl Home) {
    let log = home.open().await;
    let before = log.append(Offset::ZERO, Scribe::default().ideas(2)).await.unwrap();
    assert_eq!(log.append(Offset(2), Vec::new()).await.unwrap(), before);
}

async fn a_hole_is_refused(home: impl Home) {
    let log = home.open().await;
    let mut ideas = Scribe::default().ideas(3);
    ideas.remove(1);
    let refused = log.append(Offset::ZERO, ideas).await;
    assert!(
        matches!(refused, Err(AppendError::Fault(Fault::Unchained { offset: Offset(3) }))),
        "{refused:?}"
    );
    assert_eq!(log.position().await.unwrap().offset, Offset::ZERO);
}

async fn a_commit_that_does_not_chain_is_refused(home: impl Home) {
    let (log, mut scribe) = (home.open().await, Scribe::default());
    log.append(Offset::ZERO, scribe.ideas(1)).await.unwrap();
    let mut ideas = scribe.ideas(2);
    ideas[1].prev_hash = Digest::of(b"another log");
    let refused = log.append(Offset(1), ideas).await;
    assert!(
        matches!(refused, Err(AppendError::Fault(Fault::Unchained { offset: Offset(3) }))),
        "{refused:?}"
    );
    assert_eq!(log.position().await.unwrap().offset, Offset(1));
}

async fn an_append_past_the_top_is_refused(home: impl Home) {
    let (log, mut scribe) = (home.open().await, Scribe::default());
    scribe.ideas(3);
    let refused = log.append(Offset(3), scribe.ideas(1)).await;
    assert!(
        matches!(refused, Err(AppendError::Fault(Fault::PastTop { top: Offset(0), .. }))),
        "{refused:?}"
    );
}

async fn too_many_at_once_are_refused(home: impl Home) {
    let log = home.open().await;
    let ideas = Scribe::default().ideas(limits::APPEND_MAX as u64 + 1);
    let refused = log.append(Offset::ZERO, ideas).await;
    assert!(matches!(refused, Err(AppendError::Fault(Fault::TooMany(_)))), "{refused:?}");
}

async fn a_conflict_returns_those_that_came_first(home: impl Home) {
    let (log, mut scribe) = (home.open().await, Scribe::default());
    let mut other = scribe.clone();
    let first = scribe.ideas(2);
    log.append(Offset::ZERO, first.clone()).await.unwrap();

    let late = vec![other.idea("minder auto's")];
    match log.append(Offset::ZERO, late).await {
        Err(AppendError::Conflict(came_first)) => assert_eq!(came_first, first),
        answer => panic!("{answer:?}"),
    }
    let again = vec![scribe.idea("minder auto's")];
    assert_eq!(log.append(Offset(2), again).await.unwrap().offset, Offset(3));
}

async fn a_conflict_is_told_in_bounded_parts(home: impl Home) {
    let (log, mut scribe) = (home.open().await, Scribe::default());
    log.append(Offset::ZERO, scribe.ideas(limits::CONFLICT_MAX as u64 + 5)).await.unwrap();
    let late = Scribe::default().ideas(1);
    match log.append(Offset::ZERO, late).await {
        Err(AppendError::Conflict(came_first)) => {
            assert_eq!(came_first.len(), limits::CONFLICT_MAX);
            assert_eq!(came_first[0].offset, Offset(1));
        }
        answer => panic!("{answer:?}"),
    }
}

async fn a_batch_is_written_whole_or_not_at_all(home: impl Home) {
    let (log, mut scribe) = (home.open().await, Scribe::default());
    let before = log.append(Offset::ZERO, scribe.ideas(1)).await.unwrap();
    let bell = log.appended();

    let mut ideas = scribe.clone().ideas(50);
    ideas[49].prev_hash = Digest::default();
    assert!(log.append(Offset(1), ideas).await.is_err());

    assert_eq!(log.position().await.unwrap(), before);
    assert_eq!(log.read(Offset::ZERO, 100).await.unwrap().len(), 1);
    assert!(!bell.has_changed().unwrap());
    assert!(log.verify().await.unwrap().is_sound());
    log.append(Offset(1), scribe.ideas(50)).await.unwrap();
}

async fn many_appends_at_once_make_one_log(home: impl Home) {
    let (log, mut scribe) = (home.open().await, Scribe::default());
    let pipelined = (0..40).map(|n| log.append(Offset(n), scribe.ideas(1)));
    let answers = futures_util::future::join_all(pipelined).await;
    for (n, answer) in (1..).zip(answers) {
        assert_eq!(answer.unwrap().offset, Offset(n));
    }
    let rivals = (0..8).map(|_| log.append(Offset(40), scribe.clone().ideas(2)));
    let answers = futures_util::future::join_all(rivals).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    for answer in answers.into_iter().filter(Result::is_err) {
        assert!(matches!(answer, Err(AppendError::Conflict(first)) if first.len() == 2));
    }
    assert!(log.verify().await.unwrap().is_sound());
}

async fn the_doorbell_rings_at_every_append(home: impl Home) {
    let (log, mut scribe) = (home.open().await, Scribe::default());
    let mut bell = log.appended();
    assert_eq!(*bell.borrow_and_update(), Offset::ZERO);
    for top in 1..=3 {
        log.append(scribe.offset, scribe.clone().ideas(1)).await.unwrap();
        scribe.ideas(1);
        bell.changed().await.unwrap();
        assert_eq!(*bell.borrow_and_update(), Offset(top));
    }
    assert_eq!(*log.appended().borrow(), Offset(3));
}

async fn a_sound_log_verifies(home: impl Home) {
    let (log, mut scribe) = (home.open().await, Scribe::default());
    for _ in 0..3 {
        log.append(scribe.offset, scribe.clone().ideas(20)).await.unwrap();
        scribe.ideas(20);
    }
    let verified = log.verify().await.unwrap();
    assert!(verified.is_sound(), "{verified:?}");
    assert_eq!((verified.commits, verified.texts, verified.erased), (60, 60, 0));
    assert_eq!(verified.position, log.position().await.unwrap());
}

async fn an_altered_record_does_not_verify(home: impl Home) {
    let log = home.open().await;
    let mut ideas = Scribe::default().ideas(5);
    log.append(Offset::ZERO, ideas.clone()).await.unwrap();
    ideas[2].at.0 += 1;
    home.alter(3, &ideas[2].encode()).await;

    let verified = log.verify().await.unwrap();
    assert_eq!(verified.flaws, 1);
    assert_eq!((verified.damage[0].offset, &verified.damage[0].flaw), (Offset(3), &Flaw::Altered));
    assert_eq!(verified.commits, 4);
}

async fn an_erased_text_is_gone_and_the_log_still_verifies(home: impl Home) {
    let (log, mut scribe) = (home.open().await, Scribe::default());
    let ideas = vec![scribe.idea("bel 06 12345678"), scribe.idea("meer bomen")];
    let hash = *ideas[0].texts().next().unwrap().hash();
    log.append(Offset::ZERO, ideas).await.unwrap();

    assert_eq!(log.erase(vec![hash, [9; 32]]).await.unwrap(), 1);
    assert_eq!(log.erase(vec![hash]).await.unwrap(), 0);

    let read = log.read(Offset::ZERO, 10).await.unwrap();
    let texts: Vec<_> = read.iter().flat_map(|commit| commit.texts()).collect();
    assert!(texts[0].is_erased());
    assert_eq!(texts[1].text(), "meer bomen");
    let verified = log.verify().await.unwrap();
    assert!(verified.is_sound(), "{verified:?}");
    assert_eq!((verified.texts, verified.erased), (1, 1));
}

async fn a_text_that_was_erased_before_it_came_stays_erased(home: impl Home) {
    let log = home.open().await;
    let idea = Scribe::default().idea("meer bomen");
    let erased = domain::Commit::decode(&idea.encode()).unwrap();
    log.append(Offset::ZERO, vec![erased.clone()]).await.unwrap();
    assert_eq!(log.read(Offset::ZERO, 1).await.unwrap(), [erased]);
}

async fn notes_are_kept_replaced_and_erased(home: impl Home) {
    let log = home.open().await;
    assert_eq!(log.note("name/81").await.unwrap(), None);
    log.put_note("name/81", b"Fatma".to_vec()).await.unwrap();
    log.put_note("name/81", b"Fatma A.".to_vec()).await.unwrap();
    assert_eq!(log.note("name/81").await.unwrap().unwrap(), b"Fatma A.");
    assert!(log.remove_note("name/81").await.unwrap());
    assert!(!log.remove_note("name/81").await.unwrap());
    assert_eq!(log.note("name/81").await.unwrap(), None);
}

async fn notes_are_found_by_the_beginning_of_their_keys(home: impl Home) {
    let log = home.open().await;
    for key in ["name/9", "code/7", "name/81", "names"] {
        log.put_note(key, key.as_bytes().to_vec()).await.unwrap();
    }
    let keys =
        |notes: Vec<(String, Vec<u8>)>| notes.into_iter().map(|note| note.0).collect::<Vec<_>>();
    assert_eq!(keys(log.notes("name/").await.unwrap()), ["name/81", "name/9"]);
    assert_eq!(log.notes("").await.unwrap().len(), 4);
    assert!(log.notes("zzz").await.unwrap().is_empty());
}

async fn a_note_is_swapped_only_if_it_is_the_one_that_was_expected(home: impl Home) {
    let log = home.open().await;
    let bytes = |text: &str| Some(text.as_bytes().to_vec());
    assert!(!log.swap_note("code/7", bytes("free"), bytes("used")).await.unwrap());
    assert!(log.swap_note("code/7", None, bytes("free")).await.unwrap());
    assert!(!log.swap_note("code/7", None, bytes("mine")).await.unwrap());
    assert!(log.swap_note("code/7", bytes("free"), bytes("used")).await.unwrap());
    assert!(!log.swap_note("code/7", bytes("free"), bytes("used")).await.unwrap());
    assert_eq!(log.note("code/7").await.unwrap(), bytes("used"));
    assert!(log.swap_note("code/7", bytes("used"), None).await.unwrap());
    assert_eq!(log.note("code/7").await.unwrap(), None);
}

async fn where_it_stands_is_confirmed(home: impl Home) {
    let log = home.open().await;
    let top = log.append(Offset::ZERO, Scribe::default().ideas(2)).await.unwrap();
    let standing = log.confirm().await.unwrap();
    assert_eq!((standing.position, standing.single_copy), (top, false));
}

async fn a_probe_leaves_the_log_as_it_is(home: impl Home) {
    let (log, mut scribe) = (home.open().await, Scribe::default());
    let top = log.append(Offset::ZERO, scribe.ideas(2)).await.unwrap();
    log.put_note("name/81", b"Fatma".to_vec()).await.unwrap();
    let (read, bell) = (log.read(Offset::ZERO, 10).await.unwrap(), log.appended());
    for _ in 0..3 {
        log.probe().await.unwrap();
    }
    assert_eq!(log.confirm().await.unwrap().position, top);
    assert_eq!(log.read(Offset::ZERO, 10).await.unwrap(), read);
    assert_eq!(log.notes("").await.unwrap().len(), 1);
    assert!(log.verify().await.unwrap().is_sound() && !bell.has_changed().unwrap());
    log.append(top.offset, scribe.ideas(1)).await.unwrap();
}

async fn a_note_over_its_bound_is_refused(home: impl Home) {
    let log = home.open().await;
    log.put_note("most", vec![0; limits::NOTE_MAX_BYTES]).await.unwrap();
    let refused = log.put_note("more", vec![0; limits::NOTE_MAX_BYTES + 1]).await;
    assert!(matches!(refused, Err(Fault::NoteTooLarge { .. })));
    let refused = log.put_note(&"k".repeat(limits::NOTE_KEY_MAX_BYTES + 1), Vec::new()).await;
    assert!(matches!(refused, Err(Fault::NoteTooLarge { .. })));
}

async fn a_reopened_log_is_the_same(home: impl Home) {
    let (log, mut scribe) = (home.open().await, Scribe::default());
    let top = log.append(Offset::ZERO, scribe.ideas(7)).await.unwrap();
    log.put_note("name/81", b"Fatma".to_vec()).await.unwrap();
    let read = log.read(Offset::ZERO, 10).await.unwrap();
    log.close().await;

    let again = home.open().await;
    assert_eq!(again.position().await.unwrap(), top);
    let reread = again.read(Offset::ZERO, 10).await.unwrap();
    assert_eq!(reread, read);
    assert_eq!(reread.last().unwrap().encode(), read.last().unwrap().encode());
    assert_eq!(again.note("name/81").await.unwrap().unwrap(), b"Fatma");
    assert_eq!(*again.appended().borrow(), Offset(7));
    again.append(Offset(7), scribe.ideas(1)).await.unwrap();
}

async fn a_full_disk_refuses_and_recovers(home: impl Home) {
    let (log, mut scribe) = (home.open().await, Scribe::default());
    let before = log.append(Offset::ZERO, scribe.ideas(10)).await.unwrap();
    let bell = log.appended();

    home.fill(&log, true).await;
    let next = scribe.ideas(500);
    let refused = log.append(Offset(10), next.clone()).await;
    assert!(matches!(refused, Err(AppendError::Full)), "{refused:?}");
    let refused = log.put_note("name/81", vec![0; 100_000]).await;
    assert!(matches!(refused, Err(Fault::Full)), "{refused:?}");
    let refused = log.probe().await;
    assert!(matches!(refused, Err(Fault::Full)), "{refused:?}");
    assert_eq!(log.position().await.unwrap(), before);
    assert_eq!(log.read(Offset::ZERO, 1_000).await.unwrap().len(), 10);
    assert!(!bell.has_changed().unwrap());

    home.fill(&log, false).await;
    log.probe().await.unwrap();
    assert_eq!(log.append(Offset(10), next).await.unwrap().offset, Offset(510));
    assert!(log.verify().await.unwrap().is_sound());
}
