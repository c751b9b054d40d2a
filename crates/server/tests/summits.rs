//! Several summits on two nodes and one Redis: each has codes, tokens, ideas and a record of its own, and one that is
//! broken leaves the others running.

#[path = "api/app.rs"]
#[allow(dead_code, reason = "the api tests need all of it")]
mod app;
#[path = "../../line/tests/own/redis.rs"]
#[allow(dead_code, clippy::unwrap_used, reason = "the journal's tests need all of it")]
mod redis;

use app::{Answer, App};
use serde_json::{Value, json};
use std::{
    process::{Command, Output},
    time::{Duration, Instant},
};

const SECRET: &str = "0123456789abcdef0123456789abcdef";
/// By their order in the settings.
const SUMMITS: [&str; 3] = ["burgertop", "noord", "zuid"];

async fn node(redis: &redis::Server) -> App {
    let url = format!("redis://127.0.0.1:{}", redis.port);
    let set = [
        ("REDIS__URL", url.as_str()),
        ("REDIS__SUMMITS", "noord,zuid"),
        ("TOKENS__SECRET", SECRET),
    ];
    App::start_in(tempfile::tempdir().expect("a temporary folder"), &set).await
}

/// The code of a summit for a role, or for a table.
fn code(app: &App, summit: &str, role: &str, table: Option<u16>) -> String {
    let links = serde_json::to_value(app.running.links()).expect("links");
    let fits = |link: &&Value| {
        link["summit"] == summit
            && link["role"] == role
            && link["table"].as_u64() == table.map(u64::from)
    };
    let link = links.as_array().expect("a list").iter().find(fits).expect("a link");
    link["code"].as_str().expect("a code").to_owned()
}

/// A bearer of a summit that joined at this node.
async fn joined(app: &App, summit: &str, role: &str, table: Option<u16>) -> String {
    let answer = app.join_with(&code(app, summit, role, table)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.json()["summit"], summit);
    format!("Bearer {}", answer.json()["token"].as_str().expect("a token"))
}

async fn ask(app: &App, summit: &str, bearer: &str, command: Value) -> Answer {
    let body = json!({ "id": uuid::Uuid::new_v4(), "command": command });
    let path = format!("/api/v1/summits/{summit}/requests");
    app.post(&path, &body, &[("authorization", bearer)]).await
}

async fn get(app: &App, summit: &str, bearer: &str, what: &str) -> Answer {
    let path = format!("/api/v1/summits/{summit}/{what}");
    app.get(&path, &[("authorization", bearer)]).await
}

/// Goes on to a round that takes ideas.
async fn open_round(app: &App, summit: &str, control: &str) {
    for _ in 0..20 {
        let next = ask(app, summit, control, json!({ "agenda": { "next": {} } })).await;
        assert_eq!(next.status, 200, "{next:?}");
        if ask(app, summit, control, json!({ "round": { "open": {} } })).await.status == 200 {
            return;
        }
    }
    panic!("no round");
}

async fn hand_in(app: &App, summit: &str, text: &str) {
    let control = joined(app, summit, "facilitator", None).await;
    open_round(app, summit, &control).await;
    let host = joined(app, summit, "host", Some(1)).await;
    let answer = ask(app, summit, &host, json!({ "idea": { "submit": { "text": text } } })).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[actix_web::test]
async fn each_summit_has_codes_tokens_ideas_and_a_record_of_its_own_at_every_node() {
    let redis = redis::Server::start();
    let (one, other) = tokio::join!(node(&redis), node(&redis));
    let links = |app: &App| serde_json::to_value(app.running.links()).expect("links");
    assert_eq!(links(&one).as_array().map(Vec::len), links(&other).as_array().map(Vec::len));
    for (n, summit) in SUMMITS.into_iter().enumerate() {
        assert_eq!(code(&one, summit, "host", Some(1)), code(&other, summit, "host", Some(1)));
        // What one node takes the other has.
        hand_in([&one, &other][n % 2], summit, &format!("idee van {summit}")).await;
    }
    for (n, summit) in SUMMITS.into_iter().enumerate() {
        let elsewhere = SUMMITS[(n + 1) % 3];
        let operator = joined(&one, summit, "operator", None).await;
        let has_own = async {
            loop {
                let record = get(&other, summit, &operator, "export").await;
                assert_eq!(record.status, 200, "{record:?}");
                if record.body.contains(&format!("idee van {summit}")) {
                    return record.body;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let record = tokio::time::timeout(Duration::from_secs(5), has_own).await.expect("its idea");
        assert!(!record.contains(&format!("idee van {elsewhere}")), "{record}");

        let cards = get(&one, summit, &operator, "codes?of=tables").await;
        let table = code(&one, summit, "host", Some(1));
        assert!(cards.body.contains(&table), "{cards:?}");
        assert!(!cards.body.contains(&code(&one, elsewhere, "host", Some(1))));

        for what in ["export", "codes", "devices", "docs/room"] {
            let refused = get(&other, elsewhere, &operator, what).await;
            assert_eq!((refused.status, refused.code().as_str()), (403, "access.denied"), "{what}");
        }
        let command = json!({ "agenda": { "next": {} } });
        assert_eq!(ask(&one, elsewhere, &operator, command).await.status, 403);
    }
}

#[actix_web::test]
async fn a_console_link_of_one_summit_is_used_up_at_every_node_and_of_no_other_summit() {
    let redis = redis::Server::start();
    let (one, other) = tokio::join!(node(&redis), node(&redis));
    let (noord, zuid) =
        (code(&one, "noord", "facilitator", None), code(&one, "zuid", "facilitator", None));
    assert_eq!(one.join_with(&noord).await.json()["summit"], "noord");
    let again = other.join_with(&noord).await;
    assert_eq!((again.status, again.code().as_str()), (403, "join.used"));
    assert_eq!(other.join_with(&zuid).await.json()["summit"], "zuid");
}

#[actix_web::test]
async fn wrong_codes_do_not_have_redis_looked_into_for_each_summit_each_time() {
    let redis = redis::Server::start();
    let one = node(&redis).await;
    redis.ask(&["CONFIG", "RESETSTAT"]).await;
    let began = Instant::now();
    for n in 2..=9 {
        let wrong = one.join_with(&format!("ABCD-EFG{n}")).await;
        assert_eq!((wrong.status, wrong.code().as_str()), (403, "join.code"));
    }
    let looks = 1 + began.elapsed().as_secs() as usize;
    let stats = format!("{:?}", redis.ask(&["INFO", "commandstats"]).await);
    let (_, after) = stats.split_once("cmdstat_hget:calls=").expect("it was looked");
    let calls: usize = after.split_once(',').expect("a figure").0.parse().expect("a figure");
    assert!(calls <= looks * SUMMITS.len(), "{calls} in {looks} s");
}

#[actix_web::test]
async fn a_summit_that_cannot_be_opened_is_left_out_and_the_others_run() {
    let redis = redis::Server::start();
    // Something else lies where the log of one should be, and the codes of another cannot be read.
    redis.ask(&["SET", "burgertop:{burgertop}:log", "no log"]).await;
    redis.ask(&["HSET", "burgertop:{noord}:notes", "codes", "no codes"]).await;
    let one = node(&redis).await;
    let first = one.running.summit().expect("one runs");
    assert_eq!(first.id().as_str(), "zuid");
    assert_eq!(one.get("/health/ready", &[]).await.status, 200);
    hand_in(&one, "zuid", "meer bomen").await;
    let links = serde_json::to_value(one.running.links()).expect("links");
    assert!(links.as_array().expect("a list").iter().all(|link| link["summit"] == "zuid"));
    one.running.stop().await;
}

/// Entries cannot change: the stream is written anew.
const ALTER: &str = "
    local all = redis.call('XRANGE', KEYS[1], '-', '+')
    redis.call('DEL', KEYS[1])
    for _, entry in ipairs(all) do
        local fields = entry[2]
        if entry[1] == ARGV[1] then fields[2] = 'x' end
        redis.call('XADD', KEYS[1], entry[1], unpack(fields))
    end";

#[actix_web::test]
async fn a_summit_of_which_less_lies_there_than_was_saved_is_left_out_and_the_others_run() {
    let redis = redis::Server::start();
    let before = node(&redis).await;
    for summit in ["noord", "zuid"] {
        hand_in(&before, summit, "meer bomen").await;
    }
    let [noord, zuid] = ["noord", "zuid"].map(|it| code(&before, it, "host", Some(2)));
    before.running.stop().await;
    redis.ask(&["EVAL", ALTER, "1", "burgertop:{noord}:log", "3-0"]).await;

    let one = node(&redis).await;
    let is_served = |id: &str| one.running.links().iter().any(|it| it.summit.as_str() == id);
    assert_eq!([is_served("noord"), is_served("zuid")], [false, true]);
    let refused = one.join_with(&noord).await;
    assert_ne!(refused.status, 200, "{refused:?}");
    assert_eq!(one.join_with(&zuid).await.json()["summit"], "zuid");
    assert_eq!(one.get("/health/ready", &[]).await.status, 200);
}

fn burgertop(redis: &redis::Server, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_burgertop"))
        .args(arguments)
        .env("BURGERTOP__REDIS__URL", format!("redis://127.0.0.1:{}", redis.port))
        .env("BURGERTOP__REDIS__SUMMITS", "noord,zuid")
        .env("BURGERTOP__SUMMIT__ID", "burgertop")
        .env("BURGERTOP__TOKENS__SECRET", SECRET)
        .output()
        .expect("it runs")
}

#[actix_web::test]
async fn links_are_of_all_summits_and_a_record_is_of_the_one_that_is_named() {
    let redis = redis::Server::start();
    let one = node(&redis).await;
    hand_in(&one, "zuid", "meer bomen").await;
    let said = one.running.screenful();
    assert!(said.contains("2 more summits are served"), "{said}");

    let file = one.folder.path().join("links.json");
    let listed = burgertop(&redis, &["links", "--links", file.to_str().expect("a name")]);
    assert!(listed.status.success(), "{listed:?}");
    let links = std::fs::read(&file).expect("a file");
    let links: Value = serde_json::from_slice(&links).expect("JSON");
    for summit in SUMMITS {
        let of = |link: &&Value| link["summit"] == summit && link["role"] == "host";
        assert_eq!(links.as_array().expect("a list").iter().filter(of).count(), 3, "{summit}");
    }

    let export = |arguments: &[&str]| {
        let written = burgertop(&redis, &[&["export"], arguments].concat());
        String::from_utf8_lossy(&[written.stdout, written.stderr].concat()).into_owned()
    };
    assert!(export(&["--summit", "zuid"]).contains("meer bomen"));
    assert!(!export(&["--summit", "noord"]).contains("meer bomen"));
    assert!(!export(&[]).contains("meer bomen"));
    assert!(export(&["--summit", "oost"]).contains("name no summit oost"));
}
