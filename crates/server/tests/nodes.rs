//! Two nodes on one Redis: a device joins at either, what one takes the other shows, and nothing is given out twice.

#[path = "api/app.rs"]
#[allow(dead_code, reason = "the api tests need all of it")]
mod app;
#[path = "../../line/tests/own/redis.rs"]
#[allow(dead_code, clippy::unwrap_used, reason = "the journal's tests need all of it")]
mod redis;

use app::{Answer, App};
use serde_json::{Value, json};
use std::{
    process::Stdio,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::Command,
};

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const SUMMIT: &str = "/api/v1/summits/burgertop";

/// A node on this Redis, with settings of its own.
async fn node_with(redis: &redis::Server, set: &[(&str, &str)]) -> App {
    let url = format!("redis://127.0.0.1:{}", redis.port);
    let shared = [("REDIS__URL", url.as_str()), ("TOKENS__SECRET", SECRET)];
    let folder = tempfile::tempdir().expect("a temporary folder");
    App::start_in(folder, &[&shared, set].concat()).await
}

async fn node(redis: &redis::Server) -> App {
    node_with(redis, &[]).await
}

fn bearer(joined: &Answer) -> String {
    assert_eq!(joined.status, 200, "{joined:?}");
    format!("Bearer {}", joined.json()["token"].as_str().expect("a token"))
}

async fn ask(app: &App, bearer: &str, command: Value) -> Answer {
    let body = json!({ "id": uuid::Uuid::new_v4(), "command": command });
    app.post(&format!("{SUMMIT}/requests"), &body, &[("authorization", bearer)]).await
}

async fn does(app: &App, bearer: &str, command: Value) {
    let answer = ask(app, bearer, command).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[actix_web::test]
async fn two_nodes_that_start_at_once_are_one_summit() {
    let redis = redis::Server::start();
    let (one, other) = tokio::join!(node(&redis), node(&redis));
    assert_eq!(one.running.links().len(), other.running.links().len());
    let host = one.code("host", Some(1));
    assert_eq!(host, other.code("host", Some(1)), "one card opens a table at both");

    let control = bearer(&one.join_with(&one.code("facilitator", None)).await);
    let token = bearer(&one.join_with(&host).await);
    let watching = token.trim_start_matches("Bearer ");
    let mut table = other.welcomed(watching, json!({ "table/1": null })).await;
    table.hear("sync").await;
    does(&one, &control, json!({ "agenda": { "next": {} } })).await;
    for _ in 0..20 {
        if ask(&one, &control, json!({ "round": { "open": {} } })).await.status == 200 {
            break;
        }
        does(&one, &control, json!({ "agenda": { "next": {} } })).await;
    }
    does(&one, &token, json!({ "idea": { "submit": { "text": "meer bomen" } } })).await;
    let shown = async {
        loop {
            let sync = table.hear("sync").await.to_string();
            if sync.contains("meer bomen") {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(8), shown).await.expect("the other node shows it");

    let operator = bearer(&other.join_with(&other.code("operator", None)).await);
    let record = |app| {
        let auth = [("authorization", operator.as_str())];
        async move { App::get(app, &format!("{SUMMIT}/export"), &auth).await }
    };
    let there = record(&other).await;
    assert!(there.status == 200 && there.body.contains("meer bomen"), "{there:?}");
    let same = async {
        while record(&one).await.body != there.body {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), same).await.expect("the record is the same");
}

#[actix_web::test]
async fn a_node_that_knows_the_log_does_not_begin_another_where_redis_has_lost_it() {
    let redis = redis::Server::start();
    let App { running, folder, .. } = node(&redis).await;
    running.stop().await;
    redis.ask(&["FLUSHALL"]).await;
    let url = format!("redis://127.0.0.1:{}", redis.port);
    let shared = [("REDIS__URL", url.as_str()), ("TOKENS__SECRET", SECRET)];
    let settings = App::settings(&folder, &shared);
    let started = server::startup::Application::build(settings).expect("a port").start().await;
    let refused = started.expect_err("the log is gone").to_string();
    assert!(refused.contains("burgertop") && refused.contains("migrate"), "{refused}");
    // Another directory has not seen it, and begins anew.
    node(&redis).await;
}

const LOG: &str = "burgertop:{burgertop}:log";
const TOP: &str = "burgertop:{burgertop}:top";

/// The tokens of the facilitator, a table and the operator, with the first round of ideas open.
async fn at_work(one: &App) -> [String; 3] {
    let control = bearer(&one.join_with(&one.code("facilitator", None)).await);
    let host = bearer(&one.join_with(&one.code("host", Some(1))).await);
    let operator = bearer(&one.join_with(&one.code("operator", None)).await);
    for _ in 0..20 {
        does(one, &control, json!({ "agenda": { "next": {} } })).await;
        if ask(one, &control, json!({ "round": { "open": {} } })).await.status == 200 {
            break;
        }
    }
    [control, host, operator]
}

/// Hands an idea in, and again under the same id until it is answered as saved.
async fn hands_in(app: &App, host: &str, text: &str) {
    let submit = json!({ "idea": { "submit": { "text": text } } });
    let body = json!({ "id": uuid::Uuid::new_v4(), "command": submit });
    let auth = [("authorization", host)];
    let saved = async {
        while app.post(&format!("{SUMMIT}/requests"), &body, &auth).await.status != 200 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), saved).await.expect("it goes on by itself");
}

/// How often each of these ideas stands in the record that a node gives out.
async fn record_has(app: &App, operator: &str, ideas: &[String]) -> Vec<usize> {
    let auth = [("authorization", operator)];
    let record = app.get(&format!("{SUMMIT}/export"), &auth).await;
    assert_eq!(record.status, 200, "{record:?}");
    ideas.iter().map(|idea| record.body.matches(&format!("\"{idea}\"")).count()).collect()
}

async fn is_ready(app: &App) {
    let ready = async {
        while app.get("/health/ready", &[]).await.status != 200 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), ready).await.expect("it is ready again");
}

#[actix_web::test]
async fn an_admins_mistakes_under_two_nodes_and_a_rolling_restart_lose_nothing() {
    let redis = redis::Server::start();
    let mut nodes = [node(&redis).await, node(&redis).await];
    let [_, host, operator] = at_work(&nodes[0]).await;
    let mut ideas: Vec<String> = Vec::new();
    let accidents: &[&[&str]] = &[
        &["RENAME", LOG, "gone"],
        &["XADD", LOG, "*", "by", "hand"],
        &["XDEL", LOG, "3-0"],
        &["HSET", TOP, "offset", "2"],
        &["DEL", "burgertop:{burgertop}:texts", "burgertop:{burgertop}:ids"],
    ];
    for (n, accident) in accidents.iter().enumerate() {
        for node in [n % 2, 1 - n % 2] {
            let idea = format!("bomen {}", ideas.len());
            hands_in(&nodes[node], &host, &idea).await;
            ideas.push(idea);
            if node == n % 2 {
                redis.ask(accident).await;
            }
        }
    }
    // One after another they start anew, each into another mistake.
    for (which, accident) in
        [["XTRIM", LOG, "MAXLEN", "2"], ["XDEL", LOG, "5-0", "6-0"]].iter().enumerate()
    {
        redis.ask(accident).await;
        let [one, other] = nodes;
        let (stops, runs) = if which == 0 { (one, other) } else { (other, one) };
        let App { running, folder, .. } = stops;
        running.stop().await;
        let url = format!("redis://127.0.0.1:{}", redis.port);
        let shared = [("REDIS__URL", url.as_str()), ("TOKENS__SECRET", SECRET)];
        nodes = [runs, App::start_in(folder, &shared).await];
    }
    for node in &nodes {
        is_ready(node).await;
        let times = record_has(node, &operator, &ideas).await;
        assert!(times.iter().all(|times| *times == 1), "each once: {times:?} of {ideas:?}");
    }
}

/// What a command says and how it ends, with the settings of a node.
async fn command(
    redis: &redis::Server,
    folder: &tempfile::TempDir,
    words: &[&str],
) -> (bool, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_burgertop"))
        .current_dir(folder.path())
        .args(["--data-dir", "data"])
        .args(words)
        .env("BURGERTOP__REDIS__URL", format!("redis://127.0.0.1:{}", redis.port))
        .env("BURGERTOP__SUMMIT__ID", "burgertop")
        .env("BURGERTOP__TOKENS__SECRET", SECRET)
        .output()
        .await
        .expect("it runs");
    let said = [done.stdout, done.stderr].concat();
    (done.status.success(), String::from_utf8_lossy(&said).into_owned())
}

#[actix_web::test]
async fn a_node_that_starts_alone_says_what_is_missing_and_an_operator_decides() {
    let redis = redis::Server::start();
    let one = node(&redis).await;
    let [_, host, _] = at_work(&one).await;
    for n in 0..3 {
        hands_in(&one, &host, &format!("bomen {n}")).await;
    }
    let App { running, folder, .. } = one;
    running.stop().await;
    let line::Value::Int(length) = redis.ask(&["XLEN", LOG]).await else { panic!("a length") };
    redis.ask(&["XDEL", LOG, &format!("{}-0", length - 1)]).await;

    let (done, said) = command(&redis, &folder, &["--host", "127.0.0.1", "--port", "0"]).await;
    let missing = format!("{} of {length} commits", length - 2);
    assert!(!done && said.contains(&missing) && said.contains("--after-loss"), "{said}");
    let rest = redis.ask(&["XLEN", LOG]).await;
    assert_eq!(rest, line::Value::Int(length - 1), "nothing was changed");

    let (done, said) = command(&redis, &folder, &["new", "--after-loss"]).await;
    assert!(done && said.contains(&format!("{} commits", length - 2)), "{said}");
    let (done, said) = command(&redis, &folder, &["verify"]).await;
    assert!(done, "{said}");
    let line::Value::Array(aside) = redis.ask(&["KEYS", "*:aside:*"]).await else {
        panic!("a list")
    };
    assert_eq!(aside.len(), 1, "what lay behind the gap is kept");
}

#[actix_web::test]
async fn what_is_for_once_is_given_once_by_all_nodes() {
    let redis = redis::Server::start();
    let (one, other) = (node(&redis).await, node(&redis).await);
    let console = one.code("facilitator", None);
    assert_eq!(console, other.code("facilitator", None));
    assert_eq!(one.join_with(&console).await.status, 200);
    let again = other.join_with(&console).await;
    assert_eq!((again.status, again.code().as_str()), (403, "join.used"));

    let mut badges = std::collections::BTreeSet::new();
    for node in [&one, &other, &one, &other] {
        let badge = guest(node).await;
        assert!(badges.insert(badge), "{badge} was given twice");
    }

    // A node that starts later makes no new one while the others are there.
    let late = node(&redis).await;
    let links = serde_json::to_value(late.running.links()).expect("links");
    let consoles =
        links.as_array().expect("a list").iter().filter(|it| it["role"] == "facilitator");
    assert_eq!(consoles.count(), 0);
    // One for which more was asked makes what is missing, and the others find it.
    let more = node_with(&redis, &[("SUMMIT__CONTROL_LINKS", "2")]).await;
    assert_eq!(one.join_with(&more.code("facilitator", None)).await.status, 200);
}

#[actix_web::test]
async fn while_redis_is_away_who_joins_is_told_within_a_second_to_try_again() {
    let mut redis = redis::Server::start();
    let one = node(&redis).await;
    let health = node_health(&one).await;
    let journal = &health["journal"];
    assert_eq!((&journal["durable"], &journal["home"]), (&json!(true), &json!("redis")));
    assert_eq!(health["redis"], Value::Null, "it is set up well");
    let (desk, table) = (one.code("theme_team", None), one.code("host", Some(1)));
    redis.kill();
    for code in [desk.as_str(), table.as_str(), "ABCD-EFGH"] {
        let began = Instant::now();
        let away = one.join_with(code).await;
        assert_eq!((away.status, away.code().as_str()), (503, "request.try_again"), "{code}");
        assert!(began.elapsed() < Duration::from_millis(2_000), "{:?}", began.elapsed());
    }
    redis.run();
    let back = async {
        while one.join_with(&desk).await.status != 200 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), back).await.expect("it comes back by itself");
}

/// The badge of a phone that joins.
async fn guest(app: &App) -> u64 {
    let links = serde_json::to_value(app.running.links()).expect("links");
    let hall = |link: &&Value| link["role"] == "participant" && link["badge"].is_null();
    let link = links.as_array().expect("a list").iter().find(hall).expect("a link").clone();
    let joined = app.join_with(link["code"].as_str().expect("a code")).await;
    assert_eq!(joined.status, 200, "{joined:?}");
    joined.json()["badge"].as_u64().expect("a badge")
}

#[actix_web::test]
async fn without_its_replica_a_node_goes_on_with_a_single_copy() {
    let redis = redis::Server::start();
    let set = [("REDIS__REPLICAS", "1"), ("REDIS__SINGLE_COPY_AFTER_S", "1")];
    let one = node_with(&redis, &set).await;
    assert_ne!(guest(&one).await, guest(&one).await);
    let console = one.code("facilitator", None);
    assert_eq!(one.join_with(&console).await.status, 200);
    assert_eq!(one.join_with(&console).await.status, 403);
}

async fn node_health(app: &App) -> Value {
    let token = app.token("facilitator", None).await;
    let mut health = app.welcomed(&token, json!({ "health": null })).await;
    loop {
        let set = health.hear("sync").await["set"].clone();
        if set["journal"].is_object() {
            return set;
        }
    }
}

#[actix_web::test]
async fn a_redis_that_may_lose_something_is_told_in_health() {
    let redis = redis::Server::start();
    redis.ask(&["CONFIG", "SET", "appendfsync", "everysec"]).await;
    let one = node(&redis).await;
    assert_eq!(node_health(&one).await["redis"], json!({ "warnings": 1 }));
}

#[actix_web::test]
async fn a_node_lives_and_is_not_ready_while_it_waits_for_redis_and_can_be_stopped() {
    let mut redis = redis::Server::start();
    redis.kill();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut server = Command::new(env!("CARGO_BIN_EXE_burgertop"))
        .current_dir(folder.path())
        .args(["--data-dir", "data", "--host", "127.0.0.1", "--port", "0"])
        .env("BURGERTOP__SERVER__ADMIN", "")
        .env("BURGERTOP__REDIS__URL", format!("redis://:geheim@127.0.0.1:{}", redis.port))
        .env("BURGERTOP__SUMMIT__ID", "burgertop")
        .env("BURGERTOP__TOKENS__SECRET", SECRET)
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("it runs");
    let mut said = BufReader::new(server.stderr.take().expect("it is piped")).lines();
    let waits = said.next_line().await.expect("text").expect("a line");
    assert!(waits.contains("waiting for the log") && !waits.contains("geheim"), "{waits}");
    let port = std::fs::read_to_string(folder.path().join("data/port")).expect("it listens");
    let port: u16 = port.split_whitespace().nth(1).expect("a port").parse().expect("a port");
    let get = |path| app::send(([127, 0, 0, 1], port).into(), "GET", path, &[], "");
    assert_eq!(get("/health/live").await.status, 200);
    assert_eq!(get("/health/ready").await.status, 503);
    let id = i32::try_from(server.id().expect("it runs")).expect("an id");
    nix::sys::signal::kill(nix::unistd::Pid::from_raw(id), nix::sys::signal::SIGTERM)
        .expect("it runs");
    let ended = tokio::time::timeout(Duration::from_secs(5), server.wait());
    assert!(ended.await.expect("in time").expect("it ran").success());
}
