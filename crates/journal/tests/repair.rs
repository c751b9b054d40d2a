//! What a log that nodes share must survive beyond a lost tail: found by looking for ways to break it.

#![allow(clippy::unwrap_used, reason = "tests")]

mod homes;

use domain::Offset;
use homes::{
    Scribe,
    nodes::{elsewhere_idea, hears, ideas, manner, open, settles, two},
};
use journal::{AppendError, Fault, Journal, Manner, Model, Stream, former};
use std::time::Duration;
use tokio::time::{Instant, sleep};

const MOMENT: Duration = Duration::from_millis(30);

#[tokio::test(start_paused = true)]
async fn notes_come_back_though_a_node_that_knew_none_began_the_epoch() {
    let ([here, _], [one, other], _) = two(5).await;
    one.put_note("codes", b"cards".to_vec()).await.unwrap();
    sleep(MOMENT).await;
    here.put_back(Model::default().held());
    let third = here.another();
    let starting = tokio::spawn(async move { open(&third).await });
    sleep(MOMENT).await;
    tokio::join!(settles(&one), settles(&other));
    let third = starting.await.unwrap();
    assert_eq!(third.note("codes").await.unwrap().unwrap(), b"cards");
    assert_eq!(third.position().await.unwrap().offset, Offset(5));
}

#[tokio::test(start_paused = true)]
async fn notes_that_lie_there_are_newer_than_those_a_node_remembers() {
    let ([here, there], [one, other], mut scribe) = two(5).await;
    one.put_note("codes", b"good".to_vec()).await.unwrap();
    sleep(MOMENT).await;
    there.deafen(true);
    one.put_note("codes", b"used".to_vec()).await.unwrap();
    there.deafen(false);
    let short_of_one = here.held();
    one.append(Offset(5), scribe.ideas(1)).await.unwrap();
    hears(&other, 6).await;
    here.put_back(short_of_one);
    // The one that missed the note begins the epoch.
    settles(&other).await;
    settles(&one).await;
    assert_eq!(one.note("codes").await.unwrap().unwrap(), b"used");
}

#[tokio::test(start_paused = true)]
async fn a_life_that_ended_does_not_go_on_when_the_store_comes_back_from_the_past() {
    let ([here, there], [one, other], mut scribe) = two(5).await;
    let (past, mut elsewhere) = (here.held(), scribe.clone());
    let first = one.position().await.unwrap().epoch;
    there.deafen(true);
    one.append(Offset(5), vec![scribe.idea("een")]).await.unwrap();
    one.close().await;
    here.put_back(Model::default().held());
    there.deafen(false);
    assert_ne!(settles(&other).await.epoch, first);
    other.append(Offset(5), vec![elsewhere_idea(&mut elsewhere, 1)]).await.unwrap();
    here.put_back(past);
    let end = settles(&other).await;
    assert_ne!(end.epoch, first, "clients hold another commit under that name");
    assert_eq!(ideas(&other).await.last().unwrap(), "drie");
}

#[tokio::test(start_paused = true)]
async fn who_lost_nothing_is_not_told_more_of_a_split_life_than_holds_for_all() {
    for one_first in [true, false] {
        let ([here, there], [one, other], mut scribe) = two(5).await;
        let (at_five, mut elsewhere) = (here.held(), scribe.clone());
        let first = one.position().await.unwrap().epoch;
        there.deafen(true);
        one.append(Offset(5), vec![scribe.idea("een")]).await.unwrap();
        here.put_back(at_five);
        other.append(Offset(5), vec![elsewhere_idea(&mut elsewhere, 1)]).await.unwrap();
        if one_first {
            settles(&one).await;
        } else {
            assert!(one.confirm().await.is_err());
            sleep(journal::limits::RECOVERS + MOMENT).await;
        }
        settles(&other).await;
        let told = former(&other).await.unwrap();
        assert!(told.contains(&(first, Offset(5))), "{one_first}: {told:?}");
        settles(&one).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_log_that_another_took_the_place_of_is_kept_and_its_node_goes_on_in_neither() {
    let ([here, there], [one, _other], _) = two(50).await;
    here.cut(true);
    there.cut(true);
    here.put_back(Model::default().held());
    let fresh = open(&here.another()).await;
    let begun = elsewhere_idea(&mut Scribe::default(), 3);
    fresh.append(Offset::ZERO, vec![begun]).await.unwrap();
    here.cut(false);
    there.cut(false);
    sleep(journal::limits::RECOVERS).await;
    let found = one.confirm().await;
    assert!(matches!(found, Err(Fault::OtherLog)), "{found:?}");
    assert_eq!(ideas(&one).await.len(), 50, "it still holds what it held");
    assert!(fresh.confirm().await.is_ok(), "and leaves the other alone");
}

#[tokio::test(start_paused = true)]
async fn a_record_that_a_node_cannot_read_makes_that_node_read_only_and_begins_nothing() {
    let ([here, there], [one, other], mut scribe) = two(5).await;
    let epoch = one.position().await.unwrap().epoch;
    there.deafen(true);
    one.append(Offset(5), scribe.ideas(1)).await.unwrap();
    one.close().await;
    here.write_otherwise(Offset(6), br#"{"of":"a newer version"}"#.to_vec());
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(7) {
        let found = other.confirm().await;
        assert!(matches!(found, Err(Fault::ReadOnly(_))), "{found:?}");
        sleep(MOMENT).await;
    }
    let (_, opened) = Stream::open(here.another(), manner()).await.unwrap();
    assert!(opened.read_only.is_some());
    assert_eq!((opened.position.epoch, opened.position.offset), (epoch, Offset(5)));
    let refused = other.append(Offset(5), Scribe::default().ideas(0)).await;
    assert!(matches!(refused, Err(AppendError::Fault(Fault::ReadOnly(_)))), "{refused:?}");
    assert_eq!(other.read(Offset::ZERO, 100).await.unwrap().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_log_that_lost_its_end_while_no_node_looked_begins_a_new_life() {
    let ([here, _], [one, other], mut scribe) = two(5).await;
    let early = here.held();
    let known = one.append(Offset(5), scribe.ideas(3)).await.unwrap();
    one.close().await;
    other.close().await;
    here.put_back(early);
    let remembers = Manner { known: Some(known.clone()), ..manner() };
    let (log, opened) = Stream::open(here.another(), remembers.clone()).await.unwrap();
    assert_ne!(opened.position.epoch, known.epoch);
    assert_eq!(opened.position.offset, Offset(5));
    assert_eq!(former(&log).await.unwrap(), [(known.epoch, Offset(5))], "clients send the rest");
    log.close().await;
    let (_, again) = Stream::open(here.another(), remembers).await.unwrap();
    assert_eq!(again.position, opened.position, "it is told once");
}

#[tokio::test(start_paused = true)]
async fn a_long_log_is_brought_back_whole_however_long_it_takes() {
    let ([here, _], [one, other], mut scribe) = two(0).await;
    let mut top = Offset::ZERO;
    while top < Offset(40_000) {
        top = one.append(top, scribe.ideas(4_000)).await.unwrap().offset;
    }
    hears(&other, top.0).await;
    here.put_back(Model::default().held());
    let began = Instant::now();
    let third = here.another();
    let fresh = tokio::spawn(async move { open(&third).await });
    assert_eq!(settles(&one).await.offset, top);
    assert!(began.elapsed() > journal::limits::RECOVERS, "longer than nodes are waited for");
    assert_eq!(fresh.await.unwrap().position().await.unwrap().offset, top);
}
