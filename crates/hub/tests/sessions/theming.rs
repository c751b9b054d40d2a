//! Themes that the machine proposes.

use crate::stage::{
    Client, GRACE_S, HAND_IN_S, Props, Stage, seconds,
    words::{Words, by_words, falling},
};
use hub::{Encoders, Encoding};
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

const PLACES: [&str; 16] = [
    "straat",
    "plein",
    "station",
    "school",
    "wijk",
    "markt",
    "haven",
    "kerk",
    "winkel",
    "speeltuin",
    "bushalte",
    "bibliotheek",
    "gemeentehuis",
    "zwembad",
    "sporthal",
    "dorpshuis",
];

/// Ideas about the same thing at many places.
fn about(what: &str) -> Vec<String> {
    PLACES.iter().map(|place| format!("{what} {place}")).collect()
}

fn trees() -> Vec<String> {
    about("bomen planten groene schaduw")
}

fn paths() -> Vec<String> {
    about("veilige brede fietspaden verlichting")
}

/// Hands in as several tables, for one may not write so fast.
async fn hand_in(
    stage: &Stage,
    tables: std::ops::RangeInclusive<u16>,
    texts: &[String],
) -> Vec<Uuid> {
    let mut ids = Vec::new();
    let share = texts.len().div_ceil(tables.len());
    for (table, texts) in tables.zip(texts.chunks(share)) {
        let mut host = stage.host(table).await;
        for text in texts {
            let id = host.asks(json!({"idea":{"submit":{"text":text}}}));
            assert!(host.gets(id).await["at"].is_u64());
            ids.push(id);
        }
    }
    ids
}

fn theme_of(desk: &Client, idea: &Uuid) -> Value {
    desk.entry("desk", &format!("idea/{idea}"))["theme"].clone()
}

async fn desk_of(stage: &Stage) -> Client {
    stage.joins("theme_team staff/bo", &["desk"]).await
}

/// A hall in which 32 ideas stand in the two themes they are about.
struct Grouped {
    stage: Stage,
    facilitator: Client,
    desk: Client,
    trees: Vec<Uuid>,
    paths: Vec<Uuid>,
}

async fn grouped() -> Grouped {
    let stage = Props::new().set_up(by_words()).await;
    let facilitator = stage.with_open_round().await;
    let mut desk = desk_of(&stage).await;
    let trees = hand_in(&stage, 1..=3, &trees()).await;
    let paths = hand_in(&stage, 4..=6, &paths()).await;
    desk.sees("desk", "coverage", |it| it["grouped"] == 32).await;
    Grouped { stage, facilitator, desk, trees, paths }
}

#[tokio::test(start_paused = true)]
async fn ideas_that_say_the_same_become_themes_with_a_label_and_an_example() {
    let Grouped { stage: _stage, facilitator: _facilitator, desk, trees, paths } = grouped().await;
    assert!(trees.iter().all(|id| theme_of(&desk, id) == theme_of(&desk, &trees[0])));
    assert!(paths.iter().all(|id| theme_of(&desk, id) == theme_of(&desk, &paths[0])));
    assert_ne!(theme_of(&desk, &trees[0]), theme_of(&desk, &paths[0]));
    let key = format!("theme/{}", theme_of(&desk, &trees[0]).as_str().expect("an id"));
    let card = desk.entry("desk", &key);
    let label = card["label"].as_str().expect("a label").to_lowercase();
    assert!(
        ["bomen", "planten", "groene", "schaduw"].iter().any(|it| label.contains(it)),
        "{label}"
    );
    assert!(card["example"].as_str().expect("an example").contains("bomen"));
}

#[tokio::test(start_paused = true)]
async fn below_thirty_ideas_people_read_the_list() {
    let stage = Props::new().set_up(by_words()).await;
    let _facilitator = stage.with_open_round().await;
    let mut desk = desk_of(&stage).await;
    hand_in(&stage, 1..=3, &trees()).await;
    desk.rests(seconds(60)).await;
    assert_eq!(desk.entry("desk", "coverage")["grouped"], 0);
}

#[tokio::test(start_paused = true)]
async fn a_new_idea_goes_to_its_theme_at_once() {
    let Grouped { stage, facilitator: _facilitator, mut desk, trees: first, .. } = grouped().await;
    let new = hand_in(&stage, 7..=7, &["bomen planten groene schaduw overal".to_owned()]).await;
    let key = format!("idea/{}", new[0]);
    desk.sees("desk", &key, |it| !it["theme"].is_null()).await;
    assert_eq!(theme_of(&desk, &new[0]), theme_of(&desk, &first[0]));
}

#[tokio::test(start_paused = true)]
async fn an_idea_is_like_an_earlier_one_that_says_the_same() {
    let Grouped { stage, facilitator: _facilitator, mut desk, trees: first, .. } = grouped().await;
    let again = hand_in(&stage, 7..=7, &["Bomen planten: groene schaduw, straat".to_owned()]).await;
    let key = format!("idea/{}", again[0]);
    desk.sees("desk", &key, |it| it["alike"] == json!(first[0])).await;
}

#[tokio::test(start_paused = true)]
async fn what_a_person_moved_stays_there() {
    let Grouped { stage, facilitator: _facilitator, mut desk, trees, .. } = grouped().await;
    let own = desk.asks(json!({"theme":{"create":{"label":"Schoolplein"}}}));
    desk.gets(own).await;
    desk.does(json!({"theme":{"move":{"idea":trees[5],"theme":own}}})).await;
    hand_in(&stage, 7..=9, &about("veilige brede fietspaden zonder glas")).await;
    desk.sees("desk", "coverage", |it| it["grouped"] == 48).await;
    desk.rests(seconds(5)).await;
    assert_eq!(theme_of(&desk, &trees[5]), json!(own));
    assert_eq!(desk.entry("desk", &format!("theme/{own}"))["label"], "Schoolplein");
}

#[tokio::test(start_paused = true)]
async fn the_likeliest_themes_of_an_idea_are_told_to_the_desk_alone() {
    let Grouped { stage, facilitator: _facilitator, desk, trees, .. } = grouped().await;
    let idea = domain::IdeaId(trees[0]);
    let actor = |role, seat: domain::Seat| domain::Actor { role, seat, jti: None };
    let team = actor(domain::Role::ThemeTeam, domain::Seat::Staff("bo".into()));
    let likely = hub::likely(&stage.summit, &team, idea).await.expect("for the desk");
    assert_eq!(json!(likely[0].0), theme_of(&desk, &trees[0]));
    let host = actor(domain::Role::Host, domain::Seat::Table(domain::TableNo(1)));
    assert_eq!(
        hub::likely(&stage.summit, &host, idea).await.expect_err("not for a table").code,
        "access.denied"
    );
}

#[tokio::test(start_paused = true)]
async fn the_machine_looks_only_when_something_changed() {
    let stage = Props::new().set_up(by_words()).await;
    let mut facilitator = stage.with_open_round().await;
    hand_in(&stage, 1..=3, &trees()).await;
    hand_in(&stage, 4..=6, &paths()).await;
    // The round is over, and it was tried whether grouping from scratch fits better.
    facilitator.rests(seconds(HAND_IN_S + GRACE_S + 60)).await;
    let commits = stage.journal.log().await.len();
    facilitator.rests(seconds(600)).await;
    assert_eq!(stage.journal.log().await.len(), commits);
}

#[tokio::test(start_paused = true)]
async fn what_could_not_be_written_is_proposed_again() {
    let stage = Props::new().set_up(by_words()).await;
    let _facilitator = stage.with_open_round().await;
    let mut desk = desk_of(&stage).await;
    hand_in(&stage, 1..=3, &trees()).await;
    hand_in(&stage, 4..=6, &paths()[..13]).await;
    stage.journal.memory.fill(true);
    desk.rests(seconds(10)).await;
    let grouped = desk.entry("desk", "coverage")["grouped"].clone();
    stage.journal.memory.fill(false);
    hand_in(&stage, 7..=7, &paths()[13..]).await;
    desk.sees("desk", "coverage", |it| it["grouped"] == 32).await;
    assert_ne!(grouped, 32);
}

#[tokio::test(start_paused = true)]
async fn more_themes_are_made_when_people_ask_for_more() {
    let stage = Props::new().set_up(by_words()).await;
    let _facilitator = stage.with_open_round().await;
    let mut desk = desk_of(&stage).await;
    let nearly =
        [about("bomen planten groene schaduw"), about("bomen kappen groene schaduw")].concat();
    hand_in(&stage, 1..=8, &nearly).await;
    desk.sees("desk", "coverage", |it| it["ideas"] == 32).await;
    let themes = |percent: u16, desk: Client| async move {
        let mut desk = desk;
        desk.does(json!({"theme":{"tune":{"resolution_percent":percent}}})).await;
        desk.rests(seconds(20)).await;
        let keys = desk.keys("desk", "theme/");
        (keys.len(), desk)
    };
    let (few, desk) = themes(75, desk).await;
    let (many, _desk) = themes(300, desk).await;
    assert!(many > few, "{few} themes, then {many}");
}

#[tokio::test(start_paused = true)]
async fn an_encoder_that_falls_over_leaves_themes_to_people() {
    let stage = Props::new().set_up(falling()).await;
    let _facilitator = stage.with_open_round().await;
    let mut desk = desk_of(&stage).await;
    let ideas = hand_in(&stage, 1..=3, &trees()).await;
    desk.rests(seconds(5)).await;
    let theme = desk.asks(json!({"theme":{"create":{"label":"Bomen"}}}));
    desk.gets(theme).await;
    desk.does(json!({"theme":{"move":{"idea":ideas[0],"theme":theme}}})).await;
    desk.sees("desk", "coverage", |it: &Value| it["grouped"] == 1).await;
}

#[tokio::test(start_paused = true)]
async fn while_the_preferred_encoder_is_away_new_ideas_do_not_wait_for_it() {
    let (built_in, preferred) = (Arc::new(Words::new("built-in")), Arc::new(Words::new("better")));
    preferred.answer(false);
    let encoders =
        Encoders { built_in: built_in.clone(), preferred: Some(preferred), rests: seconds(30) };
    let stage = Props::new().set_up(encoders).await;
    let _facilitator = stage.with_open_round().await;
    let mut desk = desk_of(&stage).await;
    for no in 1..=3 {
        hand_in(&stage, no..=no, &[format!("bomen planten {no}")]).await;
        desk.rests(seconds(2)).await;
        assert_eq!(built_in.asked(), usize::from(no));
    }
}

#[tokio::test(start_paused = true)]
async fn while_the_preferred_encoder_is_away_the_other_goes_on_and_then_all_is_encoded_again() {
    let (built_in, preferred) = (Arc::new(Words::new("built-in")), Arc::new(Words::new("better")));
    preferred.answer(false);
    let encoders = Encoders {
        built_in: built_in.clone(),
        preferred: Some(preferred.clone()),
        rests: seconds(30),
    };
    let stage = Props::new().set_up(encoders).await;
    let _facilitator = stage.with_open_round().await;
    let mut desk = desk_of(&stage).await;
    let mut operator = stage.joins("operator staff/o", &["health"]).await;
    hand_in(&stage, 1..=3, &trees()).await;
    hand_in(&stage, 4..=6, &paths()).await;
    desk.sees("desk", "coverage", |it| it["grouped"] == 32).await;
    assert_eq!((built_in.asked(), preferred.asked()), (32, 0));
    let stands_in = json!({"asked":"built_in","state":"away"});
    operator.sees("health", "encoder", |it| *it == stands_in).await;
    preferred.answer(true);
    desk.rests(seconds(120)).await;
    assert_eq!((built_in.asked(), preferred.asked()), (32, 32));
    assert_eq!(stage.summit.status().encoding, Encoding::Endpoint);
    let as_wished = json!({"asked":"endpoint","state":"ok"});
    operator.sees("health", "encoder", |it| *it == as_wished).await;
    hand_in(&stage, 7..=7, &["bomen planten overal".to_owned()]).await;
    desk.sees("desk", "coverage", |it| it["ideas"] == 33).await;
    desk.rests(seconds(5)).await;
    assert_eq!((built_in.asked(), preferred.asked()), (32, 33));
}

#[tokio::test(start_paused = true)]
async fn who_works_on_what_is_seen_by_the_others_at_the_desk() {
    let stage = Stage::new().await;
    let mut bo = Client::connects(stage.gateway.clone());
    let welcome = bo.hello("theme_team staff/bo", &["presence"]).await;
    let mut ka = stage.joins("theme_team staff/ka", &["presence"]).await;
    let session = welcome["session"].as_str().expect("a name").to_owned();
    bo.says(json!({"focus":"theme/7"}));
    let key = format!("staff/{session}");
    ka.sees("presence", &key, |it| it["focus"] == "theme/7").await;
    bo.says(json!({"focus":null}));
    ka.sees("presence", &key, |it| it.get("focus").is_none()).await;
    drop(bo);
    ka.rests(seconds(3)).await;
    assert!(!ka.keys("presence", "staff/").contains(&key));
}
