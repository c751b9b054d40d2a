//! What is told when nothing can be saved: readiness, the document `health` and metrics say the same, without anyone who
//! hands in; and when it is possible again, all of them say that.

#[path = "api/app.rs"]
#[allow(dead_code, reason = "the api tests need all of it")]
mod app;
#[path = "saving/disk.rs"]
mod disk;
#[path = "kill/process.rs"]
#[allow(dead_code, reason = "the test with kill -9 needs all of it")]
mod process;
#[path = "../../line/tests/own/redis.rs"]
#[allow(dead_code, clippy::unwrap_used, reason = "the journal's tests need all of it")]
mod redis;

use app::{Answer, App};
use process::{PATIENCE, Place};
use serde_json::{Value, json};
use std::{fs, net::SocketAddr, time::Duration};
use tokio::time::{sleep, timeout};

const SUMMIT: &str = "/api/v1/summits/burgertop";

/// A server with a facilitator and a table.
struct Hall {
    app: App,
    control: String,
    table: String,
}

impl Hall {
    async fn on(settings: &[(&str, &str)]) -> Self {
        let app = App::start_in(tempfile::tempdir().expect("a folder"), settings).await;
        let control = format!("Bearer {}", app.token("facilitator", None).await);
        let table = format!("Bearer {}", app.token("host", Some(1)).await);
        Self { app, control, table }
    }

    async fn on_redis(redis: &redis::Server) -> Self {
        let url = format!("redis://127.0.0.1:{}", redis.port);
        let secret = ("TOKENS__SECRET", "0123456789abcdef0123456789abcdef");
        Self::on(&[("REDIS__URL", &url), secret]).await
    }

    fn at(&self) -> SocketAddr {
        self.app.address
    }

    async fn health(&self) -> Value {
        health(self.at(), &self.control).await
    }

    async fn asks_for_help(&self, id: uuid::Uuid) -> Answer {
        asks_for_help(self.at(), &self.table, id).await
    }

    async fn metrics(&self) -> String {
        let admin = self.app.running.admin().expect("an admin address");
        app::send(admin, "GET", "/metrics", &[], "").await.body
    }

    /// Waits until readiness says so, and holds the others against it.
    async fn is_blocked_by(&self, why: &str) {
        blocked(self.at(), why).await;
        let journal = self.health().await["journal"].clone();
        assert_eq!(journal["saving"]["why"], why, "{journal}");
        assert_eq!(journal["saving"]["possible"], false, "{journal}");
        assert_eq!(journal["durable"], false, "{journal}");
        assert!(journal["saving"]["sentence"].is_string(), "{journal}");
        let metrics = self.metrics().await;
        assert!(
            metrics.contains(&format!("burgertop_blocked_summits{{why=\"{why}\"}} 1")),
            "{metrics}"
        );
        assert!(metrics.contains("burgertop_ready_nodes 0"), "{metrics}");
        assert!(!metrics.contains("burgertop_saving_blocked_seconds 0\n"), "{metrics}");
    }

    async fn saves_again(&self) {
        ready(self.at()).await;
        let journal = self.health().await["journal"].clone();
        assert_eq!(journal["saving"]["possible"], true, "{journal}");
        assert_eq!(journal["saving"].get("why"), None, "{journal}");
        assert_eq!(journal["durable"], true, "{journal}");
        let metrics = self.metrics().await;
        assert!(metrics.contains("burgertop_saving_blocked_seconds 0\n"), "{metrics}");
    }
}

async fn health(address: SocketAddr, control: &str) -> Value {
    let path = format!("{SUMMIT}/docs/health");
    let answer = app::send(address, "GET", &path, &[("authorization", control)], "").await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["sync"]["set"].clone()
}

async fn asks_for_help(address: SocketAddr, table: &str, id: uuid::Uuid) -> Answer {
    // What is asked a second time changes nothing, and would not be saved.
    let body = json!({ "id": id, "command": { "table": { "help": { "what": id } } } });
    let path = format!("{SUMMIT}/requests");
    app::send(address, "POST", &path, &[("authorization", table)], &body.to_string()).await
}

async fn readiness(address: SocketAddr) -> Answer {
    app::send(address, "GET", "/health/ready", &[], "").await
}

async fn until(address: SocketAddr, is_so: impl Fn(&Answer) -> bool) {
    let wait = async {
        loop {
            let answer = readiness(address).await;
            if is_so(&answer) {
                return;
            }
            sleep(Duration::from_millis(50)).await;
        }
    };
    if timeout(PATIENCE, wait).await.is_err() {
        panic!("{:?}", readiness(address).await);
    }
}

async fn blocked(address: SocketAddr, why: &str) {
    until(address, |it| it.status == 503 && it.json()["why"] == why).await;
}

async fn ready(address: SocketAddr) {
    until(address, |it| it.status == 200).await;
}

#[actix_web::test]
async fn the_last_save_is_told_with_its_place_and_time() {
    let hall = Hall::on(&[]).await;
    let before = hall.health().await["journal"]["saving"]["last"].clone();
    let answer = hall.asks_for_help(uuid::Uuid::new_v4()).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let last = hall.health().await["journal"]["saving"]["last"].clone();
    assert_eq!(last["offset"], answer.json()["at"], "{answer:?}");
    assert!(last["at"].as_u64() >= before["at"].as_u64() && last["at"].is_u64(), "{last}");
}

#[actix_web::test]
async fn a_log_that_was_removed_under_a_running_server_takes_nothing_until_it_is_back() {
    let hall = Hall::on(&[]).await;
    let data = hall.app.folder.path().join("data");
    for file in ["summit.sqlite", "summit.sqlite-wal"] {
        let (here, aside) = (data.join(file), data.join("aside"));
        fs::rename(&here, &aside).expect("it is there");
        // What would be written now is gone with the process.
        let id = uuid::Uuid::new_v4();
        let refused = hall.asks_for_help(id).await;
        assert_eq!((refused.status, refused.code().as_str()), (503, "request.try_again"), "{file}");
        hall.is_blocked_by("changed").await;
        fs::rename(&aside, &here).expect("it was put aside");
        hall.saves_again().await;
        assert_eq!(hall.asks_for_help(id).await.status, 200, "{file}");
    }
}

#[actix_web::test]
async fn a_node_on_too_full_a_disk_is_not_ready_and_says_why() {
    let hall = Hall::on(&[]).await;
    let (control, App { running, folder, .. }) = (hall.control, hall.app);
    running.stop().await;
    let app = App::start_in(folder, &[("DATA__STOP_FREE_MB", "4000000000")]).await;
    blocked(app.address, "full").await;
    assert_eq!(health(app.address, &control).await["journal"]["saving"]["why"], "full");
}

/// What is done to Redis, how it is undone, and the word for it.
type Mischief = (&'static [&'static str], &'static [&'static str], &'static str);

const MISCHIEFS: [Mischief; 4] = [
    (&["REPLICAOF", "127.0.0.1", "1"], &["REPLICAOF", "NO", "ONE"], "not_writable"),
    (&["CONFIG", "SET", "maxmemory", "1"], &["CONFIG", "SET", "maxmemory", "0"], "full"),
    (&["ACL", "SETUSER", "default", "-xadd"], &["ACL", "SETUSER", "default", "+xadd"], "denied"),
    (&["ACL", "SETUSER", "default", "-eval"], &["ACL", "SETUSER", "default", "+eval"], "denied"),
];

#[actix_web::test]
async fn what_redis_refuses_is_told_by_its_word_and_ends_by_itself() {
    let redis = redis::Server::start();
    let hall = Hall::on_redis(&redis).await;
    for (does, undoes, why) in MISCHIEFS {
        redis.ask(does).await;
        let id = uuid::Uuid::new_v4();
        let refused = hall.asks_for_help(id).await;
        assert_eq!(refused.status, 503, "{does:?}: {refused:?}");
        hall.is_blocked_by(why).await;
        redis.ask(undoes).await;
        hall.saves_again().await;
        let saved = hall.asks_for_help(id).await;
        assert_eq!(saved.status, 200, "{does:?}: {saved:?}");
    }
}

#[actix_web::test]
async fn an_idle_summit_finds_out_that_redis_takes_no_more() {
    let redis = redis::Server::start();
    let hall = Hall::on_redis(&redis).await;
    redis.ask(&["CONFIG", "SET", "maxmemory", "1"]).await;
    hall.is_blocked_by("full").await;
    redis.ask(&["CONFIG", "SET", "maxmemory", "0"]).await;
    hall.saves_again().await;
}

#[tokio::test]
async fn an_idle_summit_finds_out_that_its_disk_fails_and_that_it_is_well_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let disk = disk::Disk::build(folder.path());
    let programme = include_str!("browser/programme.toml");
    let place = Place::new(programme, &[("SUMMIT__ID", "burgertop")])
        .with("LD_PRELOAD", &disk.library.to_string_lossy())
        .with("BURGERTOP_TEST_FAILS", &disk.flag.to_string_lossy());
    let server = place.start().await;
    let bearer =
        async |role, table| format!("Bearer {}", server.join(&place.code(role, table)).await.token);
    let (control, table) = (bearer("facilitator", None).await, bearer("host", Some(1)).await);
    disk.fails(true);
    blocked(server.address, "failing").await;
    let said = readiness(server.address).await.json()["detail"].clone();
    assert!(said.as_str().is_some_and(|it| it.starts_with("De schijf geeft fouten")), "{said}");
    let saving = health(server.address, &control).await["journal"]["saving"].clone();
    assert_eq!((&saving["possible"], &saving["why"]), (&json!(false), &json!("failing")));
    let id = uuid::Uuid::new_v4();
    assert_eq!(asks_for_help(server.address, &table, id).await.status, 503);
    disk.fails(false);
    ready(server.address).await;
    assert_eq!(asks_for_help(server.address, &table, id).await.status, 200);
    for (what, level) in [("nothing can be saved", "ERROR"), ("saving is possible again", "WARN")] {
        let log = place.log();
        let lines: Vec<_> = log.lines().filter(|line| line.contains(what)).collect();
        assert!(lines.len() == 1 && lines[0].contains(level), "{what}: {log}");
    }
}
