//! What every home of a relay promises, as sentences, run over each of them.

mod homes;

use homes::{BetweenTasks, Home, OnRedis, listener};
use relay::{Alone, Heard, InProcess, Relay, limits};

macro_rules! over_every_home {
    ($($sentence:ident),* $(,)?) => {
        mod redis {
            $(#[tokio::test] async fn $sentence() { super::$sentence(<super::OnRedis as super::Home>::new()).await; })*
        }
        mod in_process {
            $(#[tokio::test] async fn $sentence() { super::$sentence(<super::BetweenTasks as super::Home>::new()).await; })*
        }
    };
}

over_every_home! {
    what_one_tells_all_others_hear_in_order,
    nobody_hears_themselves,
    nobody_hears_another_channel,
    all_who_hear_on_a_node_hear_the_same,
    who_stops_hearing_disturbs_nobody,
    who_is_slow_loses_the_oldest_and_is_told_how_many,
    what_is_too_long_is_not_told,
}

fn text(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

async fn what_one_tells_all_others_hear_in_order(home: impl Home) {
    let (teller, here, there) = (home.node(), home.node(), home.node());
    let mut here = listener(&*here, "hall", &*teller).await;
    let mut there = listener(&*there, "hall", &*teller).await;
    ["one", "two", "three"].iter().for_each(|it| teller.tell("hall", text(it)));
    for listener in [&mut here, &mut there] {
        for said in ["one", "two", "three"] {
            assert_eq!(listener.hears_text().await, said);
        }
    }
}

async fn nobody_hears_themselves(home: impl Home) {
    let (one, other) = (home.node(), home.node());
    let mut hears = listener(&*one, "hall", &*other).await;
    let mut also = listener(&*other, "hall", &*one).await;
    one.tell("hall", text("mine"));
    assert_eq!(also.hears_text().await, "mine");
    other.tell("hall", text("yours"));
    assert_eq!(hears.hears_text().await, "yours");
}

async fn nobody_hears_another_channel(home: impl Home) {
    let (one, other) = (home.node(), home.node());
    let mut hall = listener(&*one, "hall", &*other).await;
    let mut kitchen = listener(&*one, "kitchen", &*other).await;
    other.tell("kitchen", text("soup"));
    other.tell("hall", text("welcome"));
    assert_eq!(hall.hears_text().await, "welcome");
    assert_eq!(kitchen.hears_text().await, "soup");
}

async fn all_who_hear_on_a_node_hear_the_same(home: impl Home) {
    let (one, other) = (home.node(), home.node());
    let mut first = listener(&*one, "hall", &*other).await;
    let mut second = listener(&*one, "hall", &*other).await;
    other.tell("hall", text("welcome"));
    assert_eq!(first.hears_text().await, "welcome");
    assert_eq!(second.hears_text().await, "welcome");
}

async fn who_stops_hearing_disturbs_nobody(home: impl Home) {
    let (one, other) = (home.node(), home.node());
    let gone = listener(&*one, "hall", &*other).await;
    let mut stays = listener(&*one, "hall", &*other).await;
    drop(gone);
    other.tell("hall", text("welcome"));
    assert_eq!(stays.hears_text().await, "welcome");
    drop(stays);
    other.tell("hall", text("is anyone there?"));
    let mut again = listener(&*one, "hall", &*other).await;
    other.tell("hall", text("welcome back"));
    assert_eq!(again.hears_text().await, "welcome back");
}

async fn who_is_slow_loses_the_oldest_and_is_told_how_many(home: impl Home) {
    let (one, other) = (home.node(), home.node());
    let mut slow = listener(&*one, "hall", &*other).await;
    let mut quick = listener(&*one, "hall", &*other).await;
    let told = limits::HEARING_MAX as u64 * 2;
    for n in 0..told {
        other.tell("hall", n.to_be_bytes().to_vec());
        tokio::task::yield_now().await;
    }
    let last = Heard::Told((told - 1).to_be_bytes().to_vec().into());
    while quick.hears().await != last {}
    let mut lost = 0;
    let mut heard = Vec::new();
    while heard.last() != Some(&(told - 1)) {
        match slow.hears().await {
            Heard::Lost(count) => lost += count,
            Heard::Told(bytes) => {
                heard.push(u64::from_be_bytes(bytes[..].try_into().expect("eight")))
            }
        }
    }
    assert!(lost > 0 && heard.len() >= limits::HEARING_MAX / 2, "{lost} lost");
    assert!(heard.is_sorted());
}

async fn what_is_too_long_is_not_told(home: impl Home) {
    let (one, other) = (home.node(), home.node());
    let mut hears = listener(&*one, "hall", &*other).await;
    other.tell("hall", vec![b'x'; limits::TOLD_MAX_BYTES + 1]);
    other.tell("hall", vec![b'y'; limits::TOLD_MAX_BYTES]);
    let Heard::Told(told) = hears.hears().await else { panic!("nothing was lost here") };
    assert_eq!((told.len(), told[0]), (limits::TOLD_MAX_BYTES, b'y'));
}

#[tokio::test]
async fn who_is_alone_is_told_at_once_that_nothing_will_come() {
    let mut hearing = Alone.hear("hall");
    Alone.tell("hall", text("is anyone there?"));
    assert_eq!(hearing.next().await, None);
}

#[tokio::test]
async fn a_node_that_is_cut_off_neither_tells_nor_hears_until_it_is_back() {
    let one = InProcess::new();
    let other = one.another();
    let mut here = listener(&one, "hall", &other).await;
    let mut there = listener(&other, "hall", &one).await;
    other.cut_off(true);
    one.tell("hall", text("lost"));
    other.tell("hall", text("lost as well"));
    other.cut_off(false);
    one.tell("hall", text("welcome back"));
    other.tell("hall", text("thank you"));
    assert_eq!(here.hears_text().await, "thank you");
    assert_eq!(there.hears_text().await, "welcome back");
}
