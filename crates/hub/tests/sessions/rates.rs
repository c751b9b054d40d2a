//! How fast someone may go on.

use crate::stage::{Stage, millis, seconds};
use domain::RequestId;
use hub::{Answer, limits::INBOX_MAX};
use protocol::CloseCode;
use serde_json::{Value, json};
use tokio::time::sleep;
use uuid::Uuid;

fn idea(n: usize) -> Value {
    json!({"idea":{"submit":{"text":format!("Idea {n}")}}})
}

#[tokio::test(start_paused = true)]
async fn the_sixty_first_message_at_once_is_for_later() {
    let stage = Stage::new().await;
    let mut host = stage.host(7).await;
    sleep(seconds(5)).await;
    let mut ids = Vec::new();
    for _ in 0..61 {
        ids.push(host.asks(json!({"table":{"help":{}}})));
    }
    for id in &ids[..60] {
        assert!(host.gets(*id).await["at"].is_u64());
    }
    let late = host.gets(ids[60]).await;
    assert_eq!(late["refused"]["code"], "rate.requests");
    let retry_ms = late["refused"]["retry_ms"].as_u64().expect("a time");
    assert!((1..=50).contains(&retry_ms));
    sleep(millis(retry_ms)).await;
    host.does(json!({"table":{"help":{}}})).await;
}

#[tokio::test(start_paused = true)]
async fn a_flood_ends_the_connection() {
    let stage = Stage::new().await;
    let mut host = stage.host(7).await;
    let mut other = stage.host(8).await;
    for _ in 0..200 {
        host.says(json!({"ping":{"sent":1}}));
    }
    let (bye, close) = host.ends().await;
    assert_eq!(bye.expect("a bye goes first")["retry_ms"], 5000);
    assert_eq!(close, Some(CloseCode::TooFast));
    other.does(json!({"table":{"help":{}}})).await;
}

#[tokio::test(start_paused = true)]
async fn the_eleventh_idea_of_a_seat_in_a_minute_is_for_later_on_any_device() {
    let stage = Stage::new().await;
    let _facilitator = stage.with_open_round().await;
    let mut host = stage.host(7).await;
    for n in 0..10 {
        host.does(idea(n)).await;
    }
    let mut tablet = stage.host(7).await;
    let id = tablet.asks(idea(10));
    let late = tablet.gets(id).await;
    assert_eq!(late["refused"]["code"], "rate.ideas");
    stage.host(8).await.does(idea(11)).await;
    tablet.rests(millis(late["refused"]["retry_ms"].as_u64().expect("a time"))).await;
    tablet.asks_as(id, idea(10));
    assert!(tablet.gets(id).await["at"].is_u64());
}

#[tokio::test(start_paused = true)]
async fn saying_it_otherwise_counts_as_writing() {
    let stage = Stage::new().await;
    let _facilitator = stage.with_open_round().await;
    let mut host = stage.host(7).await;
    let id = host.asks(idea(0));
    host.gets(id).await;
    let edit = |n: usize| json!({"idea":{"edit":{"idea":id,"text":format!("Anders {n}")}}});
    for n in 0..9 {
        host.does(edit(n)).await;
    }
    assert_eq!(host.is_refused(edit(9)).await, "rate.ideas");
}

#[tokio::test(start_paused = true)]
async fn what_was_saved_is_answered_alike_however_often_it_comes() {
    let stage = Stage::new().await;
    let _facilitator = stage.with_open_round().await;
    let mut host = stage.host(7).await;
    let id = host.asks(idea(0));
    let first = host.gets(id).await;
    for _ in 0..30 {
        host.asks_as(id, idea(0));
        assert_eq!(host.gets(id).await, first);
    }
    host.does(idea(1)).await;
}

#[tokio::test(start_paused = true)]
async fn feedback_has_a_rate_of_its_own_and_control_sees_what_it_comes_to() {
    let stage = Stage::new().await;
    let mut facilitator = stage.facilitator().await;
    let (next, close) = (json!({"agenda":{"next":{}}}), json!({"round":{"close":{}}}));
    let skip = json!({"agenda":{"next":{"skip":true}}});
    for step in [&next, &next, &skip, &close, &close, &next, &next] {
        facilitator.does(step.clone()).await;
    }
    facilitator.does(json!({"feedback":{"open":{"question":"Hoe was de dag?"}}})).await;
    let mut host = stage.host(7).await;
    host.sees("room", "feedback", |it| it["open"] == true).await;
    let answer = |n: u64| json!({"feedback":{"answer":{"score":1 + n % 5}}});
    for n in 0..10 {
        host.does(answer(n)).await;
    }
    assert_eq!(host.is_refused(answer(10)).await, "rate.feedback");
    let idea = json!({"idea":{"submit":{"text":"Toch nog een","round":"r1"}}});
    host.does(idea).await;
    host.sees("table/7", "feedback", |it| it["score"] == 5).await;
    facilitator
        .sees("control", "feedback", |it| {
            it["answers"] == 1 && it["counts"] == json!([0, 0, 0, 0, 1]) && it["mean"] == 5.0
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn staff_type_slips_faster_than_a_table_writes() {
    let stage = Stage::new().await;
    let _facilitator = stage.with_open_round().await;
    let mut desk = stage.joins("theme_team staff/bo", &[]).await;
    for n in 0..30 {
        desk.does(json!({"idea":{"submit":{"text":format!("Slip {n}"),"table":3}}})).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_full_inbox_asks_to_try_again_and_answers_what_it_took() {
    let stage = Stage::new().await;
    stage.journal.hold().await;
    let help = || -> domain::Command {
        serde_json::from_value(json!({"table":{"help":{"what":Uuid::new_v4().to_string()}}}))
            .expect("a command")
    };
    let asks = || {
        let actor = crate::stage::tokens::actor("host table/7");
        stage.summit.submit(actor, RequestId(Uuid::new_v4()), None, help())
    };
    let mut taken = vec![asks().expect("there is room")];
    sleep(millis(1)).await;
    taken.extend((0..INBOX_MAX).map(|_| asks().expect("there is room")));
    let refused = asks().expect_err("there is none");
    assert_eq!((refused.code, refused.retry_ms), ("request.try_again", Some(1_000)));
    stage.journal.release();
    for answer in taken {
        assert!(matches!(answer.await, Ok(Answer::Saved(_))));
    }
}
