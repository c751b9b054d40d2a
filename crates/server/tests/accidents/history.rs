//! A summit that went on for a while: its data directory at several moments, as `kill -9` or a stop left it, and backups.

use crate::app::{App, send};
use serde_json::{Value, json};
use server::{
    settings::Settings,
    storage::backup::{self, Source},
};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

pub const TABLES: u16 = 6;
const PROGRAMME: &str = r#"
title = "Proef"
start_minute = 600
tables = 6
seats = 1
[[items]]
id = "opening"
kind = "plenary"
title = "Opening"
minutes = 10
[[items]]
id = "r1"
kind = "round"
title = "Ronde 1"
[items.round]
talk_s = 0
hand_in_s = 3600
"#;

/// The data directory at one time.
pub struct Moment {
    pub name: &'static str,
    pub data: PathBuf,
    /// What was answered as saved up to then.
    pub texts: BTreeSet<String>,
    /// The life of the log.
    pub epoch: String,
    /// A backup of it.
    pub backup: PathBuf,
}

pub struct History {
    folder: TempDir,
    /// In the order of time.
    pub moments: Vec<Moment>,
    pub summit: String,
}

/// The settings of a server with this data directory.
pub fn settings(folder: &TempDir) -> Settings {
    let programme = folder.path().join("programme.toml");
    fs::write(&programme, PROGRAMME).expect("room");
    let programme = programme.to_string_lossy().into_owned();
    let set = [
        ("SUMMIT__PROGRAMME", programme.as_str()),
        ("SUMMIT__TABLES", "0"),
        ("SUMMIT__SEATS", "0"),
        ("SUMMIT__ID", ""),
        ("SERVER__ADMIN", ""),
        ("SCREENS__THEME", ""),
    ];
    App::settings(folder, &set)
}

pub async fn started(folder: TempDir) -> App {
    let running = server::startup::Application::build(settings(&folder)).expect("a free port");
    let running = running.start().await.expect("a server");
    App { address: running.address(), running, folder }
}

/// All texts that can be read.
pub fn texts(app: &App) -> BTreeSet<String> {
    let summit = app.running.summit().expect("one is served");
    summit.read(|it| {
        let texts = it.ideas.values().map(|idea| idea.text.text().to_owned());
        texts.filter(|text| !text.is_empty()).collect()
    })
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("room");
    // The notes before the log, and the log before what is written ahead of it: a note must not know more than the log.
    let mut files: Vec<_> =
        fs::read_dir(from).expect("a folder").map(|it| it.expect("a file").file_name()).collect();
    files.sort_by_key(|name| {
        let name = name.to_string_lossy().into_owned();
        (name.starts_with("summit.sqlite"), name)
    });
    for name in files {
        fs::copy(from.join(&name), to.join(&name)).expect("room");
    }
}

impl History {
    pub async fn of_a_summit() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let place = tempfile::tempdir().expect("a temporary folder");
        let app = started(place).await;
        let summit = app.running.summit().expect("one").id().to_string();
        let mut history = Self { folder, moments: Vec::new(), summit };
        let token = app.token("facilitator", None).await;
        for step in [json!({}), json!({ "from": "opening" })] {
            asked(&app, &token, json!({ "agenda": { "next": step } })).await;
        }
        let mut tokens = Vec::new();
        for table in 1..=TABLES {
            tokens.push(app.token("host", Some(table)).await);
        }
        history.take("killed as it began", &app);
        history.hand_in(&app, &tokens, 2).await;
        history.take("killed after twelve ideas", &app);
        history.hand_in(&app, &tokens, 3).await;
        history.take("killed after thirty ideas", &app);
        let App { running, folder, .. } = app;
        running.stop().await;
        history.keep("stopped after thirty ideas", &folder.path().join("data"), None);
        let app = started(folder).await;
        history.hand_in(&app, &tokens, 2).await;
        history.take("killed after forty-two ideas, stopped in between", &app);
        app.running.stop().await;
        history
    }

    async fn hand_in(&self, app: &App, tokens: &[String], ideas: usize) {
        let there = texts(app).len();
        for n in 0..ideas {
            for (table, token) in (1..).zip(tokens) {
                let text = format!("Meer bomen en banken, idee {} van tafel {table}", there + n);
                asked(app, token, json!({ "idea": { "submit": { "text": text, "round": "r1" } } }))
                    .await;
            }
        }
    }

    fn take(&mut self, name: &'static str, app: &App) {
        let summit = app.running.summit().expect("one");
        let known = (texts(app), summit.epoch().to_string());
        self.keep(name, &app.folder.path().join("data"), Some(known));
    }

    fn keep(&mut self, name: &'static str, from: &Path, known: Option<(BTreeSet<String>, String)>) {
        let n = self.moments.len();
        let known =
            known.or_else(|| self.moments.last().map(|it| (it.texts.clone(), it.epoch.clone())));
        let (texts, epoch) = known.expect("the first is of a server that runs");
        let data = self.folder.path().join(format!("moment-{n}"));
        copy(from, &data);
        let backup = self.folder.path().join(format!("{n}.backup"));
        let source = Source { data: from.to_owned(), theme: None };
        backup::take(&source, &backup).expect("a backup");
        self.moments.push(Moment { name, data, texts, epoch, backup });
    }
}

async fn asked(app: &App, token: &str, command: Value) {
    let summit = app.running.summit().expect("one");
    let body = json!({ "id": uuid::Uuid::new_v4(), "command": command }).to_string();
    let authorization = format!("Bearer {token}");
    let path = format!("/api/v1/summits/{}/requests", summit.id());
    let answer =
        send(app.address, "POST", &path, &[("authorization", &authorization)], &body).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}
