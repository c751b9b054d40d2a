//! A summit is carried from a data directory into Redis and back: all of it, and only into an empty home.

#[path = "api/app.rs"]
#[allow(dead_code, reason = "the api tests need all of it")]
mod app;
#[path = "../../line/tests/own/redis.rs"]
#[allow(dead_code, clippy::unwrap_used, reason = "the journal's tests need all of it")]
mod redis;

use app::App;
use domain::{
    Commit, Digest, Epoch, Event, IdeaId, Offset, RequestId, SealedText, Seat, SummitId, TableNo,
    idea,
};
use journal::{Journal as _, Manner, Redis, Sqlite, Stream};
use serde_json::{Value, json};
use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

const SECRET: &str = "0123456789abcdef0123456789abcdef";
/// More than are carried in one step.
const IDEAS: usize = 600;

/// The program, with these settings of Redis.
struct Program<'a> {
    folder: &'a Path,
    redis: &'a redis::Server,
    secret: String,
}

impl Program<'_> {
    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_burgertop"));
        command
            .current_dir(self.folder)
            .env("BURGERTOP__REDIS__URL", format!("redis://127.0.0.1:{}", self.redis.port))
            .env("BURGERTOP__SUMMIT__ID", "burgertop")
            .env("BURGERTOP__TOKENS__SECRET", &self.secret)
            .args(arguments);
        command.output().expect("it runs")
    }

    fn says(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn refuses(&self, arguments: &[&str], because: &str) {
        let output = self.run(arguments);
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && complaint.contains(because), "{output:?}");
    }
}

/// What lies in Redis.
async fn lies(redis: &redis::Server) -> Vec<line::Value> {
    let mut found = Vec::new();
    for (ask, what) in [("HGETALL", "top"), ("HGETALL", "notes"), ("XLEN", "log")] {
        found.push(redis.ask(&[ask, &format!("burgertop:{{burgertop}}:{what}")]).await);
    }
    found
}

/// All that a data directory holds.
#[derive(Debug, PartialEq)]
struct Whole {
    commits: Vec<Commit>,
    texts: (u64, u64),
    notes: Vec<journal::Note>,
    codes: Value,
}

async fn whole(data: &Path) -> (Whole, Vec<(Epoch, Offset)>, Epoch) {
    let (log, opened) = Sqlite::open(data.join("summit.sqlite")).await.expect("a log");
    let mut commits = Vec::new();
    loop {
        let next = log.read(Offset(commits.len() as u64), 1_000).await.expect("a log");
        if next.is_empty() {
            break;
        }
        commits.extend(next);
    }
    let verified = log.verify().await.expect("a log");
    assert!(verified.is_sound());
    let mut notes = log.notes("").await.expect("a log");
    notes.retain(|(key, _)| !key.starts_with("epoch/"));
    let former = journal::former(&log).await.expect("a log");
    log.close().await;
    let codes = fs::read(data.join("codes.json")).expect("codes");
    let codes = serde_json::from_slice(&codes).expect("JSON");
    let texts = (verified.texts, verified.erased);
    (Whole { commits, texts, notes, codes }, former, opened.position.epoch)
}

/// A day with texts, one of them erased, a note, and codes that were used up.
async fn day() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let app = App::start_in(folder, &[("TOKENS__SECRET", SECRET)]).await;
    app.token("facilitator", None).await;
    let host = app.token("host", Some(1)).await;
    let bearer = format!("Bearer {host}");
    help(&app, &bearer, "pens").await;
    let App { running, folder, .. } = app;
    running.stop().await;
    let (log, _) = Sqlite::open(folder.path().join("data/summit.sqlite")).await.expect("a log");
    for _ in 0..IDEAS / 100 {
        let top = log.position().await.expect("a log").offset;
        let more = ideas(log.read(Offset(top.0 - 1), 1).await.expect("a log").remove(0), 100);
        log.append(top, more).await.expect("a log");
    }
    let commits = log.read(Offset::ZERO, 100).await.expect("a log");
    let text = commits.iter().flat_map(Commit::texts).next().expect("a text");
    assert_eq!(log.erase(vec![*text.hash()]).await.expect("a log"), 1);
    log.put_note("tray/x", b"beside".to_vec()).await.expect("a log");
    log.close().await;
    (folder, bearer)
}

/// So many ideas that follow a commit.
fn ideas(mut last: Commit, count: usize) -> Vec<Commit> {
    let next = |_| {
        let offset = last.offset.next();
        let id = uuid::Uuid::from_u128(u128::from(offset.0));
        let event = idea::Event::Submitted {
            idea: IdeaId(id),
            table: Some(TableNo(1)),
            round: None,
            text: SealedText::seal(format!("meer bomen {offset}"), *id.as_bytes()),
            late: false,
            early: false,
            again: false,
            held: false,
            simulated: false,
        };
        last = Commit {
            offset,
            at: last.at,
            request_id: RequestId(id),
            seat: Seat::Table(TableNo(1)),
            command_digest: Digest::default(),
            events: vec![Event::Idea(event)],
            prev_hash: Digest::of(&last.encode()),
        };
        last.clone()
    };
    (0..count).map(next).collect()
}

async fn help(app: &App, bearer: &str, what: &str) {
    let command = json!({ "table": { "help": { "what": what } } });
    let body = json!({ "id": uuid::Uuid::new_v4(), "command": command });
    let path = "/api/v1/summits/burgertop/requests";
    let answer = app.post(path, &body, &[("authorization", bearer)]).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[actix_web::test]
async fn a_summit_goes_into_redis_and_back_and_is_the_same() {
    let redis = redis::Server::start();
    let (folder, bearer) = day().await;
    let data = folder.path().join("data");
    let (before, _, first) = whole(&data).await;
    let program = Program { folder: folder.path(), redis: &redis, secret: SECRET.to_owned() };
    program.refuses(&["verify"], "there is no summit burgertop in the Redis at");
    program.refuses(&["migrate", "--to", "sqlite", "--data-dir", "new"], "there is no summit");
    let carried = program.says(&["migrate", "--to", "redis", "--data-dir", "data"]);
    assert!(carried.contains(&format!("{} commits", before.commits.len())), "{carried}");
    assert!(carried.contains("end with the same hash"), "{carried}");
    assert!(program.says(&["verify"]).starts_with(&format!("{} commits", before.commits.len())));
    let record: Value = serde_json::from_str(&program.says(&["export"])).expect("JSON");
    assert_eq!(record["summit"]["id"], "burgertop");

    // What lies there stays as it is, whoever comes.
    let there = lies(&redis).await;
    program.refuses(&["migrate", "--to", "redis", "--data-dir", "data"], "a summit lies there");
    program.refuses(&["migrate", "--to", "sqlite", "--data-dir", "data"], "holds a summit already");
    program.refuses(&["backup", "x", "--data-dir", "data"], "burgertop migrate");
    program.refuses(&["restore", "x", "--data-dir", "data"], "burgertop migrate");
    assert_eq!(lies(&redis).await, there);

    program.says(&["migrate", "--to", "sqlite", "--data-dir", "back"]);
    let (after, former, third) = whole(&folder.path().join("back")).await;
    assert_eq!(before, after);
    let top = Offset(before.commits.len() as u64);
    assert!(first != third && former.len() == 2, "{former:?}");
    assert!(former.contains(&(first, top)) && former.iter().all(|(_, at)| *at == top));
    let files: Vec<String> = fs::read_dir(folder.path().join("back"))
        .expect("a folder")
        .map(|it| it.expect("an entry").file_name().into_string().expect("a name"))
        .collect();
    assert!(files.iter().all(|name| !name.contains("migrating")), "{files:?}");

    // Devices go on where they were, on a node of the new home.
    let url = format!("redis://127.0.0.1:{}", redis.port);
    let set = [("REDIS__URL", url.as_str()), ("TOKENS__SECRET", SECRET)];
    let node = App::start_in(tempfile::tempdir().expect("a folder"), &set).await;
    help(&node, &bearer, "paper").await;
    program.refuses(&["links", "--renew", "--prot", "1"], "unexpected argument");
    let links = program.says(&["links", "--renew"]);
    assert!(links.contains("control") && links.contains("burgertop links --renew"), "{links}");
    let code = links.lines().find(|line| line.contains("control")).expect("a link");
    let code = code.rsplit('#').next().expect("a code");
    assert_eq!(node.join_with(code).await.status, 200, "the node finds the new code");
}

#[actix_web::test]
async fn what_was_carried_in_part_is_no_summit_until_the_rest_is() {
    let redis = redis::Server::start();
    let (folder, _) = day().await;
    let (before, _, epoch) = whole(&folder.path().join("data")).await;
    let store = Redis::new(&redis.target(), "burgertop", &SummitId::from("burgertop"), 0);
    let (log, _) = Stream::open(store, Manner::default()).await.expect("a store");
    log.put_note("migrating", epoch.as_str().as_bytes().to_vec()).await.expect("a store");
    log.append(Offset::ZERO, before.commits[..100].to_vec()).await.expect("a store");
    log.close().await;

    let program = Program { folder: folder.path(), redis: &redis, secret: SECRET.to_owned() };
    program.refuses(&["verify"], "only a part of a summit");
    let carried = program.says(&["migrate", "--to", "redis", "--data-dir", "data"]);
    assert!(carried.contains(&format!("{} commits", before.commits.len())), "{carried}");
    program.says(&["verify"]);
    program.says(&["migrate", "--to", "sqlite", "--data-dir", "back"]);
    assert_eq!(whole(&folder.path().join("back")).await.0, before);
}

#[actix_web::test]
async fn a_data_directory_that_a_server_has_open_or_of_another_summit_is_refused() {
    let redis = redis::Server::start();
    let app = App::start().await;
    let secret = SECRET.to_owned();
    let program = Program { folder: app.folder.path(), redis: &redis, secret };
    program.refuses(&["migrate", "--to", "redis", "--data-dir", "data"], "in use by another");
    let App { running, folder, .. } = app;
    running.stop().await;

    let program = Program { folder: folder.path(), redis: &redis, secret: SECRET.to_owned() };
    let mut command = Command::new(env!("CARGO_BIN_EXE_burgertop"));
    let other = command
        .current_dir(folder.path())
        .env("BURGERTOP__REDIS__URL", format!("redis://127.0.0.1:{}", redis.port))
        .env("BURGERTOP__SUMMIT__ID", "another")
        .env("BURGERTOP__TOKENS__SECRET", SECRET)
        .args(["migrate", "--to", "redis", "--data-dir", "data"])
        .output()
        .expect("it runs");
    let complaint = String::from_utf8_lossy(&other.stderr).into_owned();
    assert!(complaint.contains("that of the log is burgertop"), "{complaint}");
    let told = program.says(&["migrate", "--to", "redis", "--data-dir", "data"]);
    assert!(told.contains("every device joins anew"), "its secret is another: {told}");
}
