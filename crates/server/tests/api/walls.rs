//! What a wall shows of people's words, over the wire: themes that the engine made of sentences of a real hall, and
//! what the theme team published of them.

use crate::app::{App, Socket};
use domain::{Actor, Command, RequestId, Role, Seat, TableNo, idea};
use hub::Answer;
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// A document as a client holds it.
struct Held {
    socket: Socket,
    doc: &'static str,
    entries: Map<String, Value>,
}

impl Held {
    async fn of(app: &App, role: &str, doc: &'static str) -> Self {
        let token = app.token(role, None).await;
        let socket = app.welcomed(&token, json!({ doc: null })).await;
        Self { socket, doc, entries: Map::new() }
    }

    /// Hears syncs until it holds what is awaited.
    async fn until(&mut self, is_it: impl Fn(&Self) -> bool) {
        while self.entries.is_empty() || !is_it(self) {
            let sync = self.socket.hear("sync").await;
            if sync["doc"] != self.doc {
                continue;
            }
            if sync["from"].is_null() {
                self.entries.clear();
            }
            for key in sync["gone"].as_array().expect("keys") {
                self.entries.remove(key.as_str().expect("a key"));
            }
            self.entries.extend(sync["set"].as_object().expect("entries").clone());
        }
    }

    /// Its themes, the largest first: id and entry.
    fn themes(&self) -> Vec<(String, Value)> {
        let entries = self.entries.iter();
        let themes = entries.filter_map(|(key, it)| Some((key.strip_prefix("theme/")?, it)));
        let mut themes: Vec<_> = themes.map(|(id, it)| (id.to_owned(), it.clone())).collect();
        themes.sort_by_key(|(id, it)| (u64::MAX - it["count"].as_u64().unwrap_or(0), id.clone()));
        themes
    }

    fn labels(&self) -> Vec<String> {
        let themes = self.themes().into_iter();
        themes.map(|(_, it)| it["label"].as_str().expect("a label").to_owned()).collect()
    }
}

async fn ask(app: &App, token: &str, command: Value) {
    let body = json!({ "id": Uuid::new_v4(), "command": command });
    let bearer = format!("Bearer {token}");
    let path = "/api/v1/summits/burgertop/requests";
    let answer = app.post(path, &body, &[("authorization", &bearer)]).await;
    assert_eq!(answer.status, 200, "{command}: {answer:?}");
}

async fn shown(app: &App, token: &str, scene: &str) -> Map<String, Value> {
    let bearer = format!("Bearer {token}");
    let path = format!("/api/v1/summits/burgertop/preview?scene={scene}");
    let answer = app.get(&path, &[("authorization", &bearer)]).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["set"].as_object().expect("entries").clone()
}

/// The day goes on to the first round that asks tables, and tables hand in sentences of a real hall.
async fn hands_in(app: &App, operator: &str, skip: usize, count: usize) {
    let lines = include_str!("../../../../config/rehearsal/ideas.nl.jsonl");
    let texts = lines.lines().filter_map(|line| {
        let line: Value = serde_json::from_str(line).ok()?;
        Some(line.get("text")?.as_str()?.to_owned())
    });
    let summit = app.running.summit().expect("a summit");
    while summit.read(|it| it.agenda.current_id(&it.programme).is_none_or(|id| id.0 != "round-1")) {
        ask(app, operator, json!({ "agenda": { "next": {} } })).await;
        if summit.read(|it| it.agenda.now.phase.is_some_and(|phase| phase.is_open())) {
            ask(app, operator, json!({ "round": { "close": {} } })).await;
            ask(app, operator, json!({ "round": { "close": {} } })).await;
        }
    }
    if summit.read(|it| it.agenda.now.phase.is_some_and(|phase| !phase.is_open())) {
        ask(app, operator, json!({ "round": { "open": {} } })).await;
    }
    for (n, text) in texts.enumerate().skip(skip).take(count) {
        // Each from a seat of its own: a seat may hand in only so many a minute.
        let seat = Seat::Staff(format!("slips-{n}"));
        let actor = Actor { role: Role::Operator, seat, jti: None };
        let table = Some(TableNo(1));
        let submit = Command::Idea(idea::Command::Submit { text, round: None, table });
        let answer = summit.request(actor, RequestId(Uuid::new_v4()), None, submit).await;
        assert!(matches!(answer, Answer::Saved(_)), "{answer:?}");
    }
}

#[actix_web::test]
async fn a_wall_shows_what_was_published_by_the_names_that_were_read_whatever_the_engine_finds_later()
 {
    let app = App::start().await;
    let operator = app.token("operator", None).await;
    let team = app.token("theme_team", None).await;
    ask(&app, &operator, json!({ "wall": { "show": { "wall": "main", "scene": "themes" } } }))
        .await;
    hands_in(&app, &operator, 0, 60).await;
    ask(&app, &operator, json!({ "wall": { "show": { "wall": "main", "scene": "themes" } } }))
        .await;
    let mut desk = Held::of(&app, "facilitator", "desk").await;
    let mut wall = Held::of(&app, "projector", "wall/main").await;
    desk.until(|desk| desk.themes().len() >= 4).await;
    wall.until(|wall| wall.entries.contains_key("scene")).await;
    assert_eq!(wall.labels(), Vec::<String>::new(), "nobody read anything");

    let forming = shown(&app, &operator, "forming").await;
    assert!(forming.len() >= 4 && shown(&app, &operator, "themes").await.is_empty());

    // The team reads three; the machine may have called them otherwise by now, and does so later.
    let read: Vec<_> = desk.themes().into_iter().take(3).collect();
    let by_id = |field: &str| -> Map<String, Value> {
        read.iter().map(|(id, theme)| (id.clone(), theme[field].clone())).collect()
    };
    let ids: Vec<&String> = read.iter().map(|(id, _)| id).collect();
    let publish = json!({ "themes": ids, "labels": by_id("label"), "examples": by_id("example") });
    ask(&app, &team, json!({ "theme": { "publish": publish } })).await;
    wall.until(|wall| wall.themes().len() == 3).await;
    let published: Map<String, Value> =
        wall.themes().into_iter().map(|(id, it)| (id, it["label"].clone())).collect();
    assert_eq!(published, by_id("label"));

    hands_in(&app, &operator, 60, 40).await;
    desk.until(|desk| desk.entries.keys().filter(|key| key.starts_with("idea/")).count() >= 100)
        .await;
    let merged = desk.themes().into_iter().find(|(id, _)| !ids.contains(&id)).expect("another");
    ask(&app, &team, json!({ "theme": { "merge": { "from": merged.0, "into": ids[0] } } })).await;
    let step = app.running.summit().expect("a summit");
    let step = step.read(|it| it.theming.steps.back().map(|step| step.offset));
    wall.until(|wall| {
        wall.themes().iter().any(|(id, it)| id == ids[0] && it["count"] != read[0].1["count"])
    })
    .await;
    ask(&app, &team, json!({ "theme": { "undo": { "step": step } } })).await;
    let now = shown(&app, &operator, "themes").await;
    for (id, theme) in &read {
        let card = &now[&format!("theme/{id}")];
        assert_eq!(card["label"], theme["label"]);
        assert!(card["example"].is_null() || card["example"] == theme["example"], "{card}");
    }
    assert_eq!(now.len(), 3);

    // Taken back as quickly.
    ask(&app, &team, json!({ "theme": { "unpublish": { "themes": [ids[1]] } } })).await;
    wall.until(|wall| wall.themes().len() == 2).await;
    app.running.stop().await;
}
