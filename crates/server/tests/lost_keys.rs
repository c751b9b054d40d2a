//! Keys of a log in Redis that are gone while no node runs, or under two that do: what is missing is told, what someone has
//! is put back, and a look changes nothing.

#[path = "api/app.rs"]
#[allow(dead_code, reason = "the api tests need all of it")]
mod app;
#[path = "../../line/tests/own/redis.rs"]
#[allow(dead_code, clippy::unwrap_used, reason = "the journal's tests need all of it")]
mod redis;
#[expect(dead_code, reason = "one test here listens")]
#[path = "accidents/told.rs"]
mod told;

use app::App;
use line::Value;
use serde_json::json;
use std::{collections::BTreeMap, time::Duration};
use tempfile::TempDir;
use tokio::process::Command;

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const SUMMIT: &str = "/api/v1/summits/burgertop";
const NOTES: &str = "burgertop:{burgertop}:notes";
const TEXTS: &str = "burgertop:{burgertop}:texts";
const TOP: &str = "burgertop:{burgertop}:top";

fn redis_url(redis: &redis::Server) -> String {
    format!("redis://127.0.0.1:{}", redis.port)
}

async fn node_in(folder: TempDir, redis: &redis::Server) -> App {
    App::start_in(folder, &[("REDIS__URL", &redis_url(redis)), ("TOKENS__SECRET", SECRET)]).await
}

async fn node(redis: &redis::Server) -> App {
    node_in(tempfile::tempdir().expect("a temporary folder"), redis).await
}

async fn hands_in(app: &App, ideas: &[&str]) {
    let control = format!("Bearer {}", app.token("facilitator", None).await);
    let asked = async |bearer: &str, command| {
        let body = json!({ "id": uuid::Uuid::new_v4(), "command": command });
        app.post(&format!("{SUMMIT}/requests"), &body, &[("authorization", bearer)]).await
    };
    for _ in 0..20 {
        asked(&control, json!({ "agenda": { "next": {} } })).await;
        if asked(&control, json!({ "round": { "open": {} } })).await.status == 200 {
            break;
        }
    }
    let host = format!("Bearer {}", app.token("host", Some(1)).await);
    for idea in ideas {
        let answer = asked(&host, json!({ "idea": { "submit": { "text": idea } } })).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
}

/// Stops a node, and gives its folder back.
async fn stopped(app: App) -> TempDir {
    app.running.stop().await;
    app.folder
}

/// How a command ends, with the settings of a node, and what it says.
async fn command(redis: &redis::Server, folder: &TempDir, words: &[&str]) -> (bool, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_burgertop"))
        .current_dir(folder.path())
        .args(["--data-dir", "data"])
        .args(words)
        .env("BURGERTOP__REDIS__URL", redis_url(redis))
        .env("BURGERTOP__SUMMIT__ID", "burgertop")
        .env("BURGERTOP__TOKENS__SECRET", SECRET)
        .output()
        .await
        .expect("it runs");
    let said = [done.stdout, done.stderr].concat();
    (done.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// Every key with what lies there.
async fn lies(redis: &redis::Server) -> BTreeMap<String, String> {
    let Value::Array(keys) = redis.ask(&["KEYS", "*"]).await else { panic!("a list") };
    let mut all = BTreeMap::new();
    for key in keys {
        let Value::BulkString(key) = key else { panic!("a name") };
        let key = String::from_utf8(key).expect("text");
        let lies = format!("{:?}", redis.ask(&["DUMP", &key]).await);
        all.insert(key, lies);
    }
    all
}

/// A look tells that something is missing, by its words and how it ends, and changes nothing, however often.
async fn is_told_by_a_look(redis: &redis::Server, folder: &TempDir, word: &str) {
    let before = lies(redis).await;
    for _ in 0..2 {
        let (done, said) = command(redis, folder, &["verify"]).await;
        assert!(!done && said.contains(word), "{said}");
        let (done, said) = command(redis, folder, &["export"]).await;
        assert!(done && said.contains("\"ideas\"") && said.contains(word), "{said}");
        assert_eq!(lies(redis).await, before, "a look changes nothing");
    }
}

#[actix_web::test]
async fn join_codes_that_are_gone_are_put_back_from_a_copy_or_missed_loudly() {
    let redis = redis::Server::start();
    let one = node(&redis).await;
    hands_in(&one, &["meer bomen"]).await;
    let (table, wall) = (one.code("host", Some(2)), one.code("projector", None));
    let console = one.code("operator", None);
    let folder = stopped(one).await;
    redis.ask(&["RENAME", NOTES, "elsewhere"]).await;
    is_told_by_a_look(&redis, &folder, "notes lie there").await;

    let again = node_in(folder, &redis).await;
    for code in [&table, &wall] {
        assert_eq!(again.join_with(code).await.status, 200, "a card goes on");
    }
    let used = again.join_with(&console).await;
    assert_ne!(used.status, 200, "it may have been used since: {used:?}");
    let operator = again.join_with(&again.code("operator", None)).await;
    assert_eq!(operator.status, 200, "a new one");
    let token = operator.json()["token"].as_str().expect("a token").to_owned();
    let mut health = again.welcomed(&token, json!({ "health": null })).await;
    let start = async {
        loop {
            let set = health.hear("sync").await["set"].clone();
            if set["start"].is_object() {
                return set["start"].clone();
            }
        }
    };
    assert_eq!(start.await, json!({ "losses": 2 }), "operations say so");
    assert!(
        again.running.screenful().contains("put back from a copy"),
        "{}",
        again.running.screenful()
    );
    let folder = stopped(again).await;
    let (done, said) = command(&redis, &folder, &["verify"]).await;
    assert!(done, "nothing is missing any more: {said}");

    redis.ask(&["DEL", NOTES]).await;
    std::fs::remove_file(folder.path().join("data/codes-burgertop.json")).expect("a copy");
    let anew = node_in(folder, &redis).await;
    let said = anew.running.screenful();
    assert!(said.contains("The join codes are gone from Redis"), "{said}");
    assert_ne!(anew.join_with(&table).await.status, 200);
    assert_eq!(anew.join_with(&anew.code("host", Some(3))).await.status, 200);
}

#[actix_web::test]
async fn damaged_join_codes_in_redis_cost_no_start() {
    let redis = redis::Server::start();
    let one = node(&redis).await;
    let table = one.code("host", Some(2));
    let folder = stopped(one).await;
    redis.ask(&["HSET", NOTES, "codes", "{\"codes\":[{"]).await;
    let (done, said) = command(&redis, &folder, &["verify"]).await;
    assert!(!done && said.contains("the join codes are damaged"), "{said}");
    let again = node_in(folder, &redis).await;
    assert_eq!(again.join_with(&table).await.status, 200);
    let kept = redis.ask(&["HGET", NOTES, "codes.damaged"]).await;
    assert_eq!(kept, Value::BulkString(b"{\"codes\":[{".to_vec()));
}

#[actix_web::test]
async fn texts_that_are_gone_are_told_as_gone_and_not_as_put_back() {
    told::listen();
    let redis = redis::Server::start();
    let one = node(&redis).await;
    hands_in(&one, &["meer bomen", "meer banken"]).await;
    let folder = stopped(one).await;
    redis.ask(&["RENAME", TEXTS, "elsewhere"]).await;
    is_told_by_a_look(&redis, &folder, "texts lie there").await;
    told::since();

    let alone = node_in(folder, &redis).await;
    let health = async {
        loop {
            // Until it goes on without what is missing.
            if told::since().contains("it goes on without") {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    let said = alone.running.screenful();
    assert!(said.contains("Something beside the log in Redis is gone"), "{said}");
    let summit = alone.running.summit().expect("one");
    assert_eq!(summit.read(|it| it.damaged().count()), 2, "they are shown as damaged");
    let epoch = summit.epoch().to_string();
    tokio::time::timeout(Duration::from_secs(20), health).await.expect("it is told");
    let told = told::since();
    assert!(!told.contains("put back"), "{told}");
    assert_eq!(summit.epoch().to_string(), epoch, "the log is what it was");
    drop(summit);
    let folder = stopped(alone).await;
    // Whoever has the key renames it back.
    redis.ask(&["RENAME", "elsewhere", TEXTS]).await;
    let (done, said) = command(&redis, &folder, &["verify"]).await;
    assert!(done, "{said}");
}

async fn count(redis: &redis::Server) -> (Value, Value) {
    let Value::BulkString(counted) = redis.ask(&["HGET", TOP, "notes"]).await else {
        panic!("they are counted")
    };
    let counted = String::from_utf8(counted).expect("text").parse().expect("a number");
    (Value::Int(counted), redis.ask(&["HLEN", NOTES]).await)
}

#[actix_web::test]
async fn notes_that_nodes_put_back_are_not_counted_twice() {
    let redis = redis::Server::start();
    let (one, other) = (node(&redis).await, node(&redis).await);
    hands_in(&one, &["meer bomen"]).await;
    let (counted, there) = count(&redis).await;
    assert_eq!(counted, there);
    redis.ask(&["DEL", NOTES]).await;
    let back = async {
        while count(&redis).await != (there.clone(), there.clone()) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), back).await.expect("they are put back");
    assert_eq!(other.join_with(&other.code("host", Some(2))).await.status, 200);
    stopped(one).await;
    let folder = stopped(other).await;
    assert_eq!(count(&redis).await, (there.clone(), there));
    let (done, said) = command(&redis, &folder, &["verify"]).await;
    assert!(done, "{said}");
}
