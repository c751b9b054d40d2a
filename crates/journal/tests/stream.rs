//! A log that nodes share, over a store that fails: what is taken in, what is missed, and what is brought back.

#![allow(clippy::unwrap_used, reason = "tests")]

mod homes;

use domain::Offset;
use homes::{
    Scribe,
    nodes::{elsewhere_idea, hears, ideas, manner, open, settles, two},
};
use journal::{AppendError, Fault, Journal, Manner, Model, Stream, former, tray};
use std::time::Duration;
use tokio::time::{Instant, sleep};

#[tokio::test(start_paused = true)]
async fn what_another_appended_is_known_without_asking_the_store() {
    let ([_, there], [one, other], mut scribe) = two(3).await;
    one.append(Offset(3), scribe.ideas(2)).await.unwrap();
    hears(&other, 5).await;
    there.cut(true);
    assert_eq!(other.read(Offset(3), 10).await.unwrap().len(), 2);
    assert_eq!(other.position().await.unwrap().offset, Offset(5));
}

#[tokio::test(start_paused = true)]
async fn what_was_missed_is_found_when_it_is_confirmed() {
    let ([_, there], [one, other], mut scribe) = two(3).await;
    there.deafen(true);
    one.append(Offset(3), scribe.ideas(2)).await.unwrap();
    assert_eq!(other.position().await.unwrap().offset, Offset(3));
    assert_eq!(other.confirm().await.unwrap().position.offset, Offset(5));
    assert_eq!(*other.appended().borrow(), Offset(5), "the bell rang");
}

#[tokio::test(start_paused = true)]
async fn a_gap_in_what_is_told_rings_and_is_read() {
    let ([_, there], [one, other], mut scribe) = two(3).await;
    there.deafen(true);
    one.append(Offset(3), scribe.ideas(1)).await.unwrap();
    there.deafen(false);
    one.append(Offset(4), scribe.ideas(1)).await.unwrap();
    hears(&other, 5).await;
    assert_eq!(other.read(Offset(3), 10).await.unwrap().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_append_whose_answer_was_lost_is_in_the_log_once() {
    let ([here, _], [one, other], mut scribe) = two(3).await;
    here.mute(true);
    let lost = scribe.ideas(1);
    let answer = one.append(Offset(3), lost.clone()).await;
    assert!(matches!(answer, Err(AppendError::Fault(Fault::Away(_)))), "{answer:?}");
    here.mute(false);
    assert_eq!(one.confirm().await.unwrap().position.offset, Offset(4));
    assert_eq!(one.read(Offset(3), 10).await.unwrap(), lost);
    hears(&other, 4).await;
    let again = one.append(Offset(3), lost).await;
    assert!(matches!(again, Err(AppendError::Conflict(first)) if first.len() == 1));
}

#[tokio::test(start_paused = true)]
async fn a_store_that_comes_back_empty_is_filled_from_what_nodes_hold() {
    let ([here, _], [one, other], mut scribe) = two(700).await;
    one.put_note("code/7", b"used".to_vec()).await.unwrap();
    let before = (ideas(&one).await, one.position().await.unwrap());
    here.put_back(Model::default().held());

    let refused = one.append(Offset(700), scribe.clone().ideas(1)).await;
    assert!(matches!(refused, Err(AppendError::Fault(Fault::OtherLife))), "{refused:?}");
    let (here_at, there_at) = tokio::join!(settles(&one), settles(&other));
    assert_eq!(here_at, there_at);
    assert_ne!(here_at.epoch, before.1.epoch);
    assert_eq!((here_at.offset, here_at.hash), (before.1.offset, before.1.hash), "word for word");
    assert_eq!((ideas(&one).await, ideas(&other).await), (before.0.clone(), before.0));
    assert_eq!(one.note("code/7").await.unwrap().unwrap(), b"used");
    assert!(one.verify().await.unwrap().is_sound());
    assert_eq!(former(&other).await.unwrap(), [(before.1.epoch, Offset(700))]);
    other.append(Offset(700), scribe.ideas(1)).await.unwrap();
    assert!(tray(&one).await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_tail_that_was_lost_is_brought_back_by_who_holds_it() {
    let ([here, there], [one, other], mut scribe) = two(5).await;
    let early = here.held();
    one.append(Offset(5), scribe.ideas(3)).await.unwrap();
    hears(&other, 8).await;
    // The last is known to one of them only.
    there.deafen(true);
    one.append(Offset(8), scribe.ideas(1)).await.unwrap();
    let before = ideas(&one).await;
    here.put_back(early);

    let there_at = tokio::spawn(async move { (settles(&other).await, other) });
    let here_at = settles(&one).await;
    let (there_at, other) = there_at.await.unwrap();
    assert_eq!((here_at.offset, &here_at), (Offset(9), &there_at));
    assert_eq!((ideas(&one).await, ideas(&other).await), (before.clone(), before));
}

#[tokio::test(start_paused = true)]
async fn nothing_new_is_taken_while_nodes_bring_back_what_they_hold() {
    let ([here, _], [one, other], mut scribe) = two(5).await;
    here.put_back(Model::default().held());
    let began = Instant::now();
    assert!(matches!(other.confirm().await, Err(Fault::Recovering)));
    let position = settles(&other).await;
    assert!(began.elapsed() >= journal::limits::RECOVERS, "it waited for the other");
    settles(&one).await;
    assert_eq!(position.offset, Offset(5));
    other.append(Offset(5), scribe.ideas(1)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_node_that_starts_on_an_empty_store_waits_for_those_that_were_there() {
    let ([here, _], [one, other], _) = two(5).await;
    here.put_back(Model::default().held());
    let third = here.another();
    let starting = tokio::spawn(async move { open(&third).await });
    sleep(Duration::from_millis(500)).await;
    tokio::join!(settles(&one), settles(&other));
    let third = starting.await.unwrap();
    assert_eq!(third.position().await.unwrap(), one.position().await.unwrap());
    assert_eq!(ideas(&third).await, ideas(&one).await);
}

#[tokio::test(start_paused = true)]
async fn what_finds_its_place_taken_lies_in_the_tray() {
    let ([here, there], [one, other], mut scribe) = two(5).await;
    let (early, mut elsewhere) = (here.held(), scribe.clone());
    there.deafen(true);
    let mine = vec![scribe.idea("een"), scribe.idea("twee")];
    one.append(Offset(5), mine.clone()).await.unwrap();
    // The store loses them, and the only node that knew is cut off while the other goes on.
    here.put_back(early);
    here.cut(true);
    other.append(Offset(5), vec![elsewhere_idea(&mut elsewhere, 1)]).await.unwrap();
    here.cut(false);
    let (here_at, there_at) = (settles(&one).await, settles(&other).await);
    assert_eq!(here_at, there_at);
    assert_eq!(ideas(&one).await, ideas(&other).await);
    let ids: Vec<_> = mine.iter().map(|commit| commit.request_id).collect();
    assert_eq!(tray(&other).await.unwrap(), ids);
    assert!(one.verify().await.unwrap().is_sound());
}

#[tokio::test(start_paused = true)]
async fn a_split_brain_ends_under_a_new_epoch() {
    let ([here, there], [one, other], mut scribe) = two(5).await;
    // Both sides go on from the same log; only one of them has copies.
    let mut elsewhere = scribe.clone();
    let at_five = here.held();
    here.shorten(true);
    let mine = vec![scribe.idea("een")];
    let answer = one.append(Offset(5), mine.clone()).await;
    assert!(matches!(answer, Err(AppendError::Fault(Fault::NotCopied))), "not answered as saved");
    here.put_back(at_five);
    here.shorten(false);
    let theirs = vec![elsewhere_idea(&mut elsewhere, 1)];
    there.deafen(true);
    let fresh = open(&here.another()).await;
    fresh.append(Offset(5), theirs).await.unwrap();

    let (here_at, there_at) = (settles(&one).await, settles(&other).await);
    assert_eq!(here_at, there_at);
    assert_eq!(settles(&fresh).await, here_at);
    assert_eq!(ideas(&one).await.last().unwrap(), "drie");
    assert_eq!(tray(&other).await.unwrap(), [mine[0].request_id]);
}

#[tokio::test(start_paused = true)]
async fn without_a_copy_nothing_is_saved_until_a_single_one_must_do() {
    let ([here, _], [one, _other], mut scribe) = two(1).await;
    here.shorten(true);
    let answer = one.append(Offset(1), scribe.ideas(1)).await;
    assert!(matches!(answer, Err(AppendError::Fault(Fault::NotCopied))));
    assert!(matches!(one.confirm().await, Err(Fault::NotCopied)), "nor is a resend answered");
    sleep(Duration::from_secs(30)).await;
    let standing = one.confirm().await.unwrap();
    assert!(standing.single_copy && standing.position.offset == Offset(2));
    one.append(Offset(2), scribe.ideas(1)).await.unwrap();
    here.shorten(false);
    assert!(!one.confirm().await.unwrap().single_copy);
}

#[tokio::test(start_paused = true)]
async fn a_single_copy_is_never_enough_if_that_was_asked() {
    let way = Model::default();
    let manner = Manner { single_copy_after: None, ..manner() };
    let (log, _) = Stream::open(way.clone(), manner).await.unwrap();
    way.shorten(true);
    let _ = log.append(Offset::ZERO, Scribe::default().ideas(1)).await;
    sleep(Duration::from_secs(3_600)).await;
    assert!(matches!(log.confirm().await, Err(Fault::NotCopied)));
}

#[tokio::test(start_paused = true)]
async fn a_text_that_was_erased_does_not_come_back() {
    let ([here, _], [one, other], mut scribe) = two(1).await;
    let secret = scribe.idea("bel 06 12345678");
    let hash = *secret.texts().next().unwrap().hash();
    one.append(Offset(1), vec![secret]).await.unwrap();
    hears(&other, 2).await;
    one.erase(vec![hash]).await.unwrap();
    sleep(Duration::from_millis(10)).await;
    here.put_back(Model::default().held());
    tokio::join!(settles(&one), settles(&other));
    for log in [&one, &other] {
        assert_eq!(ideas(log).await.last().unwrap(), "");
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_does_not_answer_is_given_up_in_time() {
    let ([here, _], [one, _other], mut scribe) = two(1).await;
    here.cut(true);
    let began = Instant::now();
    assert!(one.append(Offset(1), scribe.ideas(1)).await.is_err());
    assert!(began.elapsed() <= Duration::from_secs(1));
    assert!(one.confirm().await.is_err());
    here.cut(false);
    assert_eq!(one.confirm().await.unwrap().position.offset, Offset(1));
}

#[tokio::test(start_paused = true)]
async fn an_append_answers_where_its_own_commits_are_though_others_were_told_since() {
    let ([_, _], [one, other], mut scribe) = two(1).await;
    let (first, second) = (scribe.ideas(1), scribe.ideas(1));
    let after = async {
        hears(&other, 2).await;
        other.append(Offset(2), second).await.unwrap()
    };
    let (here, there) = tokio::join!(one.append(Offset(1), first), after);
    assert_eq!((here.unwrap().offset, there.offset), (Offset(2), Offset(3)));
}
