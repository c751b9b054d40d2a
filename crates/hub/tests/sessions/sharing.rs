//! Nodes that share a store: what is answered is sure, what is shown is new, and a log that was lost comes back.

use crate::stage::{
    Client, MORNING, millis, programme, seconds,
    sharing::{Node, begin_the_epochs},
    tokens,
    words::silent,
};
use domain::{Doc, Epoch, Event, Offset, RequestId, SummitId, copies};
use hub::{DocumentStream, Opening, document_stream::Step};
use journal::{Journal, Memory, Model};
use protocol::CloseCode;
use relay::InProcess;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::time::Instant;
use uuid::Uuid;

fn help(what: &str) -> Value {
    json!({"table":{"help":{"what":what}}})
}

async fn two() -> [Node; 2] {
    begin_the_epochs();
    let (way, relay) = (Model::default(), InProcess::new());
    let (there, far) = (way.another(), relay.another());
    let one = Node::starts(way, relay, 1, MORNING, &programme()).await;
    [one, Node::starts(there, far, 2, MORNING, &programme()).await]
}

/// Asks until it is saved, as a client does.
async fn saves(client: &mut Client, id: Uuid, request: Value) -> u64 {
    let until = Instant::now() + seconds(30);
    loop {
        client.says(json!({ "request": request }));
        let reply = client.gets(id).await;
        if let Some(at) = reply["at"].as_u64() {
            return at;
        }
        assert_eq!(reply["refused"]["code"], "request.try_again", "{reply}");
        assert!(Instant::now() < until, "never saved: {reply}");
        client.rests(millis(300)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_screen_is_no_second_behind_though_nothing_is_told_to_its_node() {
    let [one, other] = two().await;
    other.way.deafen(true);
    let mut control = other.joins("facilitator staff/far", &["control"]).await;
    let mut host = one.joins("host table/7", &["table/7"]).await;
    host.does(help("pens")).await;
    let began = Instant::now();
    control.sees("control", "table/7", |it| it["help"]["what"] == "pens").await;
    assert!(began.elapsed() <= seconds(1), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn what_is_not_copied_is_not_answered_nor_is_its_resend_at_another_node() {
    let [one, other] = two().await;
    let (mut here, mut there) =
        (one.joins("host table/7", &["room"]).await, other.joins("host table/7", &["room"]).await);
    one.way.shorten(true);
    let id = here.asks(help("pens"));
    assert_eq!(here.gets(id).await["refused"]["code"], "request.try_again");
    there.rests(seconds(1)).await;
    let shown = other.summit.read(|it| it.offset);
    assert_eq!(shown, Offset(2), "the other node knows of it");
    there.asks_as(id, help("pens"));
    assert_eq!(there.gets(id).await["refused"]["code"], "request.try_again");
    one.way.shorten(false);
    let request = json!({"id":id,"command":help("pens")});
    assert_eq!(saves(&mut there, id, request).await, 2, "it was written once");
}

#[tokio::test(start_paused = true)]
async fn that_there_is_a_single_copy_stands_in_the_log_and_on_control() {
    let [one, _other] = two().await;
    let mut control = one.joins("facilitator staff/anna", &["health"]).await;
    let mut host = one.joins("host table/7", &["room"]).await;
    one.way.shorten(true);
    host.rests(seconds(35)).await;
    host.does(help("pens")).await;
    let said = |what: copies::Event| {
        let log = one.way.log();
        let events = log.iter().flat_map(|commit| commit.events.clone());
        events.filter(|event| *event == Event::Copies(what.clone())).count()
    };
    assert_eq!((said(copies::Event::Single {}), said(copies::Event::Several {})), (1, 0));
    control.sees("health", "journal", |it| it["durable"] == false).await;
    one.way.shorten(false);
    host.rests(seconds(2)).await;
    assert_eq!((said(copies::Event::Single {}), said(copies::Event::Several {})), (1, 1));
    control.sees("health", "journal", |it| it["durable"] == true).await;
}

#[tokio::test(start_paused = true)]
async fn when_the_store_is_away_all_are_answered_in_a_second_and_all_comes_back() {
    let [one, _other] = two().await;
    let mut host = one.joins("host table/7", &["room"]).await;
    one.way.cut(true);
    let (id, away) = (Uuid::new_v4(), Instant::now());
    while away.elapsed() < seconds(20) {
        let asked = Instant::now();
        host.asks_as(id, help("pens"));
        assert_eq!(host.gets(id).await["refused"]["code"], "request.try_again");
        assert!(asked.elapsed() <= seconds(1), "{:?}", asked.elapsed());
        host.rests(millis(700)).await;
    }
    assert!(one.summit.stale_since().is_some() && !one.summit.is_sound());
    one.way.cut(false);
    let back = Instant::now();
    saves(&mut host, id, json!({"id":id,"command":help("pens")})).await;
    assert!(back.elapsed() <= seconds(2), "{:?}", back.elapsed());
    assert!(one.summit.stale_since().is_none() && one.summit.is_sound());
}

#[tokio::test(start_paused = true)]
async fn a_log_that_does_not_answer_keeps_nobody_from_another_summit_of_the_node() {
    let [one, _other] = two().await;
    let another = Memory::new(Epoch::from("k9"));
    let id = SummitId::from("another");
    hub::found(&another, &id, &programme(), MORNING, [8; 16]).await.expect("an empty log");
    let opening = Opening { journal: Arc::new(another), previous: Vec::new(), read_only: None };
    let another = one.hub.open(opening, silent()).await.expect("a summit");
    assert_eq!(another.id(), &id);
    one.way.cut(true);
    tokio::time::sleep(seconds(10)).await;
    assert!(!one.summit.is_sound() && another.is_sound() && one.hub.is_sound());
}

#[tokio::test(start_paused = true)]
async fn who_only_watches_is_told_of_a_store_that_is_away_after_two_seconds() {
    let [one, _other] = two().await;
    let mut wall = one.joins("projector staff/wall", &["wall/main"]).await;
    one.way.cut(true);
    let began = Instant::now();
    assert!(wall.hears("stale").await["since"].is_u64());
    assert!(began.elapsed() >= seconds(2) && began.elapsed() <= seconds(4));
}

#[tokio::test(start_paused = true)]
async fn a_store_that_comes_back_empty_costs_nobody_anything() {
    let [one, other] = two().await;
    let mut here = one.joins("host table/7", &["room", "table/7"]).await;
    let mut there = other.joins("facilitator staff/far", &["control"]).await;
    let at = here.does(help("pens")).await;
    here.sees("table/7", "help", |it| it["what"] == "pens").await;
    here.forgets();
    there.sees("control", "table/7", |it| it["help"]["what"] == "pens").await;
    one.way.put_back(Model::default().held());

    for client in [&mut here, &mut there] {
        let epoch = client.hears("epoch").await;
        assert_ne!(epoch["id"], "k1");
        assert_eq!(epoch["durable"], at, "nothing is to be sent again");
    }
    let whole = |sync: &Value| sync["doc"] == "table/7" && sync["from"].is_null();
    here.hears_where("sync", whole).await;
    there.sees("control", "table/7", |it| it["help"]["what"] == "pens").await;
    assert_eq!(here.entry("table/7", "help")["what"], "pens");
    here.does(help("paper")).await;
    there.sees("control", "table/7", |it| it["help"]["what"] == "paper").await;
}

#[tokio::test(start_paused = true)]
async fn what_no_node_holds_is_sent_again_by_its_client_and_done_once() {
    let [one, other] = two().await;
    let mut host = one.joins("host table/7", &["room"]).await;
    let early = one.way.held();
    let id = host.asks(help("pens"));
    let at = host.gets(id).await["at"].as_u64().expect("saved");
    // The only node that knew of it ends with what the store loses.
    other.way.deafen(true);
    one.hub.drain();
    one.hub.end().await;
    one.journal.close().await;
    one.way.put_back(early);
    let was = json!({"epoch":"k1","at":at});
    let request = json!({"id":id,"was":was,"command":help("pens")});
    let mut again = other.joins("host table/7", &["table/7"]).await;
    saves(&mut again, id, request).await;
    again.sees("table/7", "help", |it| it["what"] == "pens").await;
    let log = one.way.log();
    assert_eq!(log.iter().filter(|commit| commit.request_id.0 == id).count(), 1);
}

#[tokio::test(start_paused = true)]
async fn who_follows_one_document_begins_anew_in_another_epoch() {
    let [one, _other] = two().await;
    let (actor, room): (_, Doc) =
        (tokens::actor("projector staff/wall"), "room".parse().expect("a document"));
    let seat = (actor, domain::Time(u64::MAX));
    let mut follower =
        DocumentStream::open(&one.hub, one.summit.clone(), seat, room, None).expect("it may watch");
    assert!(matches!(follower.next().await, Ok(Step::Sync { .. })));
    one.way.put_back(Model::default().held());
    let bye = loop {
        match follower.next().await {
            Ok(Step::Stale(_)) => {}
            Ok(step) => panic!("{step:?}"),
            Err(bye) => break bye,
        }
    };
    assert_eq!(bye.code, CloseCode::Restart.number());
}

/// Before the next node begins: their half seconds do not fall together.
async fn nodes(count: u64) -> Vec<Node> {
    begin_the_epochs();
    let (way, relay) = (Model::default(), InProcess::new());
    let mut all = vec![Node::starts(way, relay, 1, MORNING, &programme()).await];
    for seed in 2..=count {
        tokio::time::sleep(millis(130)).await;
        let (there, far) = (all[0].way.another(), all[0].relay.another());
        all.push(Node::starts(there, far, seed, MORNING, &programme()).await);
    }
    all
}

#[tokio::test(start_paused = true)]
async fn that_there_are_copies_again_is_said_once_by_all_nodes() {
    let all = nodes(2).await;
    all[0].way.shorten(true);
    tokio::time::sleep(seconds(50)).await;
    all[0].way.shorten(false);
    tokio::time::sleep(seconds(3)).await;
    let log = all[0].way.log();
    let said: Vec<_> = log.iter().flat_map(|commit| commit.events.clone()).skip(1).collect();
    let copies = [copies::Event::Single {}, copies::Event::Several {}].map(Event::Copies);
    assert_eq!(said, copies);
}

#[tokio::test(start_paused = true)]
async fn a_resend_is_not_answered_from_a_log_that_is_gone() {
    let all = nodes(3).await;
    let [one, other, third] = &all[..] else { panic!("three") };
    let mut here = one.joins("host table/7", &["room"]).await;
    let mut there = other.joins("host table/8", &["room"]).await;
    let mut host = third.joins("host table/7", &["room"]).await;
    other.way.deafen(true);
    host.rests(millis(40)).await;
    let id = host.asks(help("pens"));
    host.gets(id).await;
    assert_eq!(one.summit.read(|it| it.offset), Offset(2), "it was told, and not confirmed");
    one.way.cut(true);
    one.relay.cut_off(true);
    third.hub.drain();
    third.hub.end().await;
    third.journal.close().await;
    one.way.put_back(Model::default().held());
    other.way.deafen(false);
    there.rests(seconds(3)).await;
    let paper = Uuid::new_v4();
    saves(&mut there, paper, json!({"id":paper,"command":help("paper")})).await;
    one.way.cut(false);
    one.relay.cut_off(false);
    here.asks_as(id, help("pens"));
    let reply = here.gets(id).await;
    let log = one.way.log();
    let there = log.iter().find(|commit| commit.request_id.0 == id).map(|it| it.offset.0);
    assert!(reply["at"].is_null() || reply["at"].as_u64() == there, "{reply}, at {there:?}");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_was_revoked_while_a_node_was_away_ends_there_in_a_new_epoch_too() {
    let jti = "6e09f9ba-2f3e-4b4d-9d5c-0a2a36f6a0c1";
    let all = nodes(2).await;
    let [one, other] = &all[..] else { panic!("two") };
    let enrol = json!({"device":{"enrol":{"jti":jti,"seat":"table/7","role":"host"}}});
    let enrol = serde_json::from_value(enrol).expect("a command");
    one.summit.request(domain::Actor::system(), RequestId(Uuid::new_v4()), None, enrol).await;
    let mut lost = one.joins(&format!("host table/7 jti={jti}"), &["room"]).await;
    let mut boss = other.joins("facilitator staff/anna", &["control"]).await;
    boss.rests(seconds(1)).await;
    one.way.cut(true);
    one.relay.cut_off(true);
    one.way.put_back(Model::default().held());
    boss.rests(seconds(4)).await;
    let id = Uuid::new_v4();
    let revoke = json!({"id":id,"command":{"device":{"revoke":{"jti":jti}}}});
    saves(&mut boss, id, revoke).await;
    one.way.cut(false);
    one.relay.cut_off(false);
    assert_eq!(lost.ends().await.1, Some(CloseCode::Revoked));
}
