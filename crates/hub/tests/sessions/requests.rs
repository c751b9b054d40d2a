//! Asking for something, and being answered.

use crate::stage::{Client, Props, Stage, millis, seconds, words};
use protocol::CloseCode;
use serde_json::{Value, json};
use uuid::Uuid;

fn idea(text: &str) -> Value {
    json!({"idea":{"submit":{"text":text}}})
}

#[tokio::test(start_paused = true)]
async fn nothing_is_answered_or_shown_before_it_is_in_the_journal() {
    let stage = Stage::new().await;
    let _facilitator = stage.with_open_round().await;
    let mut host = stage.host(7).await;
    stage.journal.hold().await;
    let id = host.asks(idea("Meer bomen"));
    assert!(host.rests(millis(900)).await.is_empty());
    stage.journal.release();
    let reply = host.gets(id).await;
    host.sees("table/7", &format!("idea/{id}"), |it| it["text"] == "Meer bomen").await;
    let log = stage.journal.log().await;
    let last = log.last().expect("a commit");
    assert_eq!((json!(last.offset.0), last.request_id.0), (reply["at"].clone(), id));
}

#[tokio::test(start_paused = true)]
async fn what_is_sent_again_is_answered_alike_and_done_once() {
    let stage = Stage::new().await;
    let _facilitator = stage.with_open_round().await;
    let mut host = stage.host(7).await;
    let id = host.asks(idea("Meer bomen"));
    let first = host.gets(id).await;
    host.asks_as(id, idea("Meer bomen"));
    assert_eq!(host.gets(id).await, first);
    let mut tablet = stage.host(7).await;
    tablet.asks_as(id, idea("Meer bomen"));
    assert_eq!(tablet.gets(id).await, first, "on another device of the same table");
    let log = stage.journal.log().await;
    assert_eq!(log.iter().filter(|commit| commit.request_id.0 == id).count(), 1);

    let stage = stage.restarted(seconds(2)).await;
    let mut host = stage.host(7).await;
    host.asks_as(id, idea("Meer bomen"));
    assert_eq!(host.gets(id).await, first, "after a restart");
}

#[tokio::test(start_paused = true)]
async fn what_is_asked_twice_at_once_is_done_once() {
    let stage = Stage::new().await;
    let _facilitator = stage.with_open_round().await;
    let mut host = stage.host(7).await;
    let id = host.asks(idea("Meer bomen"));
    host.asks_as(id, idea("Meer bomen"));
    assert_eq!(host.gets(id).await, host.gets(id).await);
    assert_eq!(stage.summit.read(|it| it.ideas.len()), 1);
}

#[tokio::test(start_paused = true)]
async fn an_id_that_was_used_for_something_else_or_elsewhere_is_refused() {
    let stage = Stage::new().await;
    let _facilitator = stage.with_open_round().await;
    let mut host = stage.host(7).await;
    let id = host.asks(idea("Meer bomen"));
    host.gets(id).await;
    host.asks_as(id, idea("Minder bomen"));
    assert_eq!(host.gets(id).await["refused"]["code"], "request.id_reused");
    let mut neighbour = stage.host(8).await;
    neighbour.asks_as(id, idea("Meer bomen"));
    assert_eq!(neighbour.gets(id).await["refused"]["code"], "request.id_reused");
}

#[tokio::test(start_paused = true)]
async fn a_refusal_says_why_and_where_and_is_not_remembered() {
    let stage = Stage::new().await;
    let mut facilitator = stage.facilitator().await;
    let mut host = stage.host(7).await;
    let id = host.asks(idea("Meer bomen"));
    let refused = json!({
        "code":"idea.round_closed","message":"idea.round_closed","field":null,"retry_ms":null
    });
    assert_eq!(host.gets(id).await["refused"], refused);
    let long = host.asks(json!({"idea":{"submit":{"text":"é".repeat(501),"round":"r1"}}}));
    assert_eq!(host.gets(long).await["refused"]["code"], "round.not_open");
    for step in
        [json!({"agenda":{"next":{}}}), json!({"agenda":{"next":{}}}), json!({"round":{"open":{}}})]
    {
        facilitator.does(step).await;
    }
    let long = host.asks(idea(&"é".repeat(501)));
    let reply = host.gets(long).await;
    assert_eq!(
        (&reply["refused"]["code"], &reply["refused"]["field"]),
        (&json!("idea.too_long"), &json!("text"))
    );
    host.asks_as(id, idea("Meer bomen"));
    assert!(host.gets(id).await["at"].is_u64(), "the same id, once it can be done");
}

#[tokio::test(start_paused = true)]
async fn what_is_no_command_is_refused_under_its_id() {
    let stage = Stage::new().await;
    let mut host = stage.host(7).await;
    for command in [
        json!({"idea":{"shout":{"text":"x"}}}),
        json!({"idea":{"submit":{"text":"x","colour":"red"}}}),
        json!({"idea":{"submit":{"text":7}}}),
        json!("idea"),
        json!(null),
    ] {
        assert_eq!(host.is_refused(command).await, "request.malformed");
    }
    host.says(json!({"request":{"id":Uuid::new_v4(),"command":idea("x"),"colour":"red"}}));
    assert_eq!(host.ends().await.1, Some(CloseCode::Invalid));
}

#[tokio::test(start_paused = true)]
async fn what_a_seat_may_not_do_is_refused() {
    let stage = Stage::new().await;
    let _facilitator = stage.with_open_round().await;
    let mut host = stage.host(7).await;
    let slip = json!({"idea":{"submit":{"text":"x","table":8}}});
    for command in [slip, json!({"agenda":{"next":{}}}), json!({"table":{"helped":{"table":8}}})] {
        assert_eq!(host.is_refused(command).await, "access.denied");
    }
    let mut wall = stage.joins("projector staff/wall", &["wall/main"]).await;
    assert_eq!(wall.is_refused(json!({"table":{"help":{}}})).await, "access.denied");
}

#[tokio::test(start_paused = true)]
async fn what_changes_nothing_is_answered_with_the_offset_there_is() {
    let stage = Stage::new().await;
    let mut host = stage.host(7).await;
    let at = host.does(json!({"table":{"help":{}}})).await;
    assert_eq!(host.does(json!({"table":{"help":{}}})).await, at);
    assert_eq!(stage.journal.log().await.len() as u64, at);
}

/// A log that had an epoch `k0`, of which it has no more than this.
async fn stage_after(k0: u64) -> Stage {
    let previous = vec![(domain::Epoch::from("k0"), domain::Offset(k0))];
    Props { previous, ..Props::new() }.set_up(words::no_themes()).await
}

async fn closes(facilitator: &mut Client) {
    facilitator.does(json!({"round":{"close":{}}})).await;
    facilitator.does(json!({"round":{"close":{}}})).await;
}

#[tokio::test(start_paused = true)]
async fn what_was_saved_in_an_epoch_that_is_gone_is_not_refused_for_time() {
    let stage = stage_after(1).await;
    let mut facilitator = stage.with_open_round().await;
    closes(&mut facilitator).await;
    let mut host = stage.host(7).await;
    assert_eq!(host.is_refused(idea("Meer bomen")).await, "idea.round_closed");
    let mut sends = async |was: Value| {
        let id = Uuid::new_v4();
        host.says(json!({"request":{"id":id,"was":was,"command":idea("Meer bomen")}}));
        let reply = host.gets(id).await;
        if reply["at"].is_u64() {
            host.sees("table/7", &format!("idea/{id}"), |it| it["late"] == true).await;
        }
        reply
    };
    assert!(sends(json!({"epoch":"k0","at":9})).await["at"].is_u64());
    for was in [
        json!({"epoch":"k1","at":9}),
        json!({"epoch":"k0","at":1}),
        json!({"epoch":"k9","at":9}),
        json!({"epoch":"","at":0}),
        json!({"epoch":"K0","at":9}),
    ] {
        let reply = sends(was.clone()).await;
        assert_eq!(reply["refused"]["code"], "idea.round_closed", "{was}");
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_hands_in_for_a_round_to_come_by_naming_an_epoch_that_never_was() {
    let stage = stage_after(1).await;
    let mut host = stage.host(7).await;
    let mut facilitator = stage.facilitator().await;
    let command = json!({"idea":{"submit":{"text":"Te vroeg","round":"r1"}}});
    for was in [json!({"epoch":"k9","at":9}), json!({"epoch":"k0","at":1})] {
        let id = Uuid::new_v4();
        host.says(json!({"request":{"id":id,"was":was,"command":command}}));
        assert_eq!(host.gets(id).await["refused"]["code"], "round.not_open", "{was}");
    }
    let id = Uuid::new_v4();
    let was = json!({"epoch":"k0","at":9});
    host.says(json!({"request":{"id":id,"was":was,"command":command}}));
    assert!(host.gets(id).await["at"].is_u64(), "what that epoch lost is kept");
    host.sees("table/7", &format!("idea/{id}"), |it| it["late"] == true).await;
    let counted = |stage: &Stage| stage.summit.read(|it| it.tallies.len());
    assert_eq!(counted(&stage), 0, "and counts in no round that is not open");
    for step in [json!({"agenda":{"next":{}}}), json!({"agenda":{"next":{}}})] {
        facilitator.does(step).await;
    }
    facilitator.does(json!({"round":{"open":{}}})).await;
    host.sees("table/7", &format!("idea/{id}"), |it| it["late"] == false).await;
    assert_eq!(counted(&stage), 1);
}

#[tokio::test(start_paused = true)]
async fn nobody_changes_a_closed_round_by_naming_an_epoch_that_never_was() {
    let stage = stage_after(1).await;
    let mut facilitator = stage.with_open_round().await;
    let mut host = stage.host(7).await;
    let idea = host.asks(idea("Meer bomen"));
    host.gets(idea).await;
    closes(&mut facilitator).await;
    let lost = Uuid::new_v4();
    let submit = json!({"idea":{"submit":{"text":"Verloren"}}});
    host.says(json!({"request":{"id":lost,"was":{"epoch":"k0","at":8},"command":submit}}));
    assert!(host.gets(lost).await["at"].is_u64());
    let mut edits = async |was: Value, idea: Uuid| {
        let id = Uuid::new_v4();
        let command = json!({"idea":{"edit":{"idea":idea,"text":"Minder bomen"}}});
        host.says(json!({"request":{"id":id,"was":was,"command":command}}));
        host.gets(id).await
    };
    for was in [
        json!({"epoch":"k9","at":9}),
        json!({"epoch":"k0","at":1}),
        // The round was not open where that epoch ends.
        json!({"epoch":"k0","at":9}),
    ] {
        let reply = edits(was.clone(), idea).await;
        assert_eq!(reply["refused"]["code"], "idea.round_closed", "{was}");
    }
    let again = edits(json!({"epoch":"k0","at":9}), lost).await;
    assert!(again["at"].is_u64(), "what that epoch lost is done again");
}

#[tokio::test(start_paused = true)]
async fn nobody_takes_the_id_that_the_clock_will_use() {
    let stage = Stage::new().await;
    let mut facilitator = stage.with_open_round().await;
    let mut host = stage.host(7).await;
    for steps in 0..8 {
        let cause = format!("{}/clock/{steps}", stage.summit.epoch());
        let id = domain::RequestId::derived(cause.as_bytes()).0;
        host.asks_as(id, idea("Meer bomen"));
        assert_eq!(host.gets(id).await["refused"]["code"], "request.malformed");
    }
    facilitator.rests(seconds(crate::stage::HAND_IN_S + crate::stage::GRACE_S + 1)).await;
    assert_eq!(facilitator.entry("room", "round")["phase"], "closed");
}

#[tokio::test(start_paused = true)]
async fn a_ping_is_answered_with_the_time() {
    let stage = Stage::new().await;
    let mut host = stage.host(7).await;
    host.rests(seconds(3)).await;
    host.says(json!({"ping":{"sent":12.5}}));
    let pong = host.hears("pong").await;
    assert_eq!((&pong["sent"], &pong["now"]), (&json!(12.5), &json!(stage.hub.now().0)));
}
