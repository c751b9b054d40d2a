//! A Redis as it is rented: by TLS, for a user that may do only what is needed, as a cluster. What does not fit is said at
//! the start, in words, and no password is ever written anywhere.

#[path = "api/app.rs"]
#[allow(dead_code, reason = "the api tests need all of it")]
mod app;
#[path = "../../line/tests/own/certificates.rs"]
#[allow(dead_code, clippy::unwrap_used, reason = "the line's tests need all of it")]
mod certificates;
#[path = "../../line/tests/own/cluster.rs"]
#[allow(dead_code, clippy::unwrap_used, reason = "the line's tests need all of it")]
mod cluster;
#[path = "../../line/tests/own/redis.rs"]
#[allow(dead_code, clippy::unwrap_used, reason = "the journal's tests need all of it")]
mod redis;

use app::App;
use certificates::{Authority, Good, tls};
use cluster::{Cluster, reshard};
use journal::stream::redis::check::check;
use redis::Server;
use server::startup::Application;
use std::{process::Stdio, time::Duration};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::Command,
    time::timeout,
};

const SECRET: &str = "0123456789abcdef0123456789abcdef";
/// Far more than any of this takes.
const PATIENCE: Duration = Duration::from_secs(30);

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

async fn node(set: &[(&str, &str)]) -> App {
    App::start_in(folder(), &[&[("TOKENS__SECRET", SECRET)], set].concat()).await
}

/// Why a node does not start.
async fn refusal(set: &[(&str, &str)]) -> String {
    let folder = folder();
    let settings = App::settings(&folder, &[&[("TOKENS__SECRET", SECRET)], set].concat());
    let started = Application::build(settings).expect("a port").start().await;
    format!("{:#}", started.expect_err("it cannot be used"))
}

/// A phone joins, which is saved.
async fn joins(app: &App) -> u16 {
    let links = serde_json::to_value(app.running.links()).expect("links");
    let hall = |link: &&serde_json::Value| link["role"] == "participant" && link["badge"].is_null();
    let link = links.as_array().expect("a list").iter().find(hall).expect("a link").clone();
    app.join_with(link["code"].as_str().expect("a code")).await.status
}

/// What docs/nodes.md says that a user must be allowed to do, for `redis-server --user`.
fn allowed() -> Vec<String> {
    let docs = include_str!("../../../docs/nodes.md");
    let line = docs.lines().find_map(|line| line.strip_prefix("ACL SETUSER burgertop "));
    let rules = line.expect("the docs name them").replace(">PASSWORD", ">ge#heim");
    [
        vec!["--user".to_owned(), "burgertop".to_owned()],
        rules.split(' ').map(str::to_owned).collect(),
    ]
    .concat()
}

/// A server by TLS, told more things; its address, with a login, and the file of its authority.
fn rented(folder: &TempDir, more: &[String]) -> (Server, String, String) {
    let authority = Authority::new("Gemeente");
    let files = authority.sign(folder.path(), "redis", &["localhost"], Good::Always);
    let ca = authority.write(folder.path(), "ca.pem");
    let server = Server::with(|port| [&tls(port, &files, &ca)[..], more].concat());
    let url = format!("rediss://burgertop:ge%23heim@localhost:{}", server.port);
    (server, url, ca.to_string_lossy().into_owned())
}

#[actix_web::test]
async fn a_summit_lies_on_a_redis_by_tls_for_a_user_that_may_do_only_what_the_docs_say() {
    let files = folder();
    let (_redis, url, ca) = rented(&files, &allowed());
    let set = [("REDIS__URL", url.as_str()), ("REDIS__CA", &ca)];
    let one = node(&set).await;
    assert_eq!(joins(&one).await, 200);
    let other = node(&set).await;
    assert_eq!(one.code("host", Some(1)), other.code("host", Some(1)), "both have one log");
    assert_eq!(joins(&other).await, 200);
    one.running.stop().await;
    other.running.stop().await;
    assert_eq!(joins(&node(&set).await).await, 200, "it is opened again");
}

#[actix_web::test]
async fn what_may_not_be_looked_at_is_said_and_not_guessed() {
    let forbidden = "--user default on nopass ~* &* +@all -config -info";
    let redis = Server::with(|_| forbidden.split(' '));
    let said = check(&redis.target(), 1).await.expect("it answers");
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said.iter().all(|it| it.starts_with("it does not tell")), "{said:?}");
}

#[actix_web::test]
async fn what_cannot_be_used_is_refused_at_the_start_in_words_and_without_the_password() {
    let files = folder();
    let (by_tls, url, ca) = rented(&files, &allowed());
    let other = Authority::new("Een ander").write(files.path(), "other.pem");
    let other = other.to_string_lossy().into_owned();
    let wrong = url.replace("ge%23heim", "verkeerd");
    let no_tls = format!("redis://burgertop:ge%23heim@localhost:{}", by_tls.port);
    let plain = Server::start();
    let at_plain = format!("rediss://burgertop:ge%23heim@localhost:{}", plain.port);
    let users = "--user weinig on >ge#heim ~burgertop:* &* +@all -xadd -publish --user geen on >ge#heim ~* &* +@all -eval --user elders on >ge#heim ~elders:* &* +@all";
    let few = Server::with(|_| users.split(' '));
    let by = |user: &str| format!("redis://{user}:ge%23heim@localhost:{}", few.port);
    let renamed = Server::with(|_| ["--rename-command", "XADD", "XADD-2931"]);
    let renamed = format!("redis://localhost:{}", renamed.port);
    for (url, ca, words) in [
        (&url, &other, "is signed by no authority in"),
        (&wrong, &ca, "does not know user `burgertop`"),
        (&no_tls, &String::new(), "Write rediss://"),
        (&at_plain, &ca, "no TLS is spoken at this port"),
        (&by("weinig"), &String::new(), "may not use PUBLISH, XADD there"),
        (
            &by("weinig"),
            &String::new(),
            "ACL SETUSER weinig ~burgertop:* &burgertop:* +publish +xadd",
        ),
        (&by("geen"), &String::new(), "may not use EVAL"),
        (&by("elders"), &String::new(), "ACL SETUSER elders ~burgertop:*"),
    ] {
        let said = refusal(&[("REDIS__URL", url), ("REDIS__CA", ca)]).await;
        assert!(said.contains(words), "{said}");
        assert!(!said.contains("heim") && !said.contains("verkeerd"), "{said}");
    }
    let said = refusal(&[("REDIS__URL", &renamed)]).await;
    assert!(said.contains("XADD") && said.contains("rename"), "{said}");
}

#[actix_web::test]
async fn a_summit_on_a_cluster_goes_on_after_its_slot_moved_and_its_node_died() {
    let key = "burgertop:{burgertop}:top";
    let mut cluster = Cluster::start(key).await;
    let at = |n: usize| format!("127.0.0.1:{}", cluster.nodes[n].port);
    // Each node of ours knows another one of the cluster.
    let (url, others) = (format!("redis://{}", at(2)), at(1));
    let one = node(&[("REDIS__URL", &url), ("REDIS__CLUSTER", &others)]).await;
    let url = format!("redis://{}", at(0));
    let other = node(&[("REDIS__URL", &url)]).await;
    assert_eq!(one.code("host", Some(1)), other.code("host", Some(1)), "both have one log");
    let saved = |app: &App| {
        let address = app.address;
        let link = app.code("participant", None);
        async move {
            let body = serde_json::json!({ "code": link }).to_string();
            let json = [("content-type", "application/json")];
            while app::send(address, "POST", "/api/v1/join", &json, &body).await.status != 200 {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    };
    let both = async |what: &str| {
        let both = async { tokio::join!(saved(&one), saved(&other)) };
        timeout(PATIENCE, both).await.expect(what);
    };
    both("a cluster is as good as one Redis").await;
    reshard(&cluster, line::cluster::slot_of(key), 0, 1);
    both("the slot moved").await;
    reshard(&cluster, line::cluster::slot_of(key), 1, 0);
    both("and back").await;
    cluster.replicates(3).await;
    cluster.nodes[0].kill();
    both("the replica took over").await;
}

#[actix_web::test]
async fn no_password_is_written_into_the_log_however_much_is_logged() {
    let mut redis = Server::with(|_| ["--requirepass", "geheim"]);
    let right = format!("redis://:geheim@127.0.0.1:{}", redis.port);
    let wrong = format!("redis://burger:verkeerd@127.0.0.1:{}", redis.port);
    let sentinels = format!("redis://wachter:verkeerd@127.0.0.1:{}", redis.port);
    let said_of = async |set: &[(&str, &str)], until: &str| {
        let folder = folder();
        let mut server = Command::new(env!("CARGO_BIN_EXE_burgertop"))
            .current_dir(folder.path())
            .args(["--data-dir", "data", "--host", "127.0.0.1", "--port", "0"])
            .env("BURGERTOP__SERVER__ADMIN", "")
            .env("BURGERTOP__SUMMIT__ID", "burgertop")
            .env("BURGERTOP__TOKENS__SECRET", SECRET)
            .env("BURGERTOP__LOG__LEVEL", "trace")
            .envs(set.iter().map(|(key, value)| (format!("BURGERTOP__{key}"), *value)))
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("it runs");
        let mut lines = BufReader::new(server.stderr.take().expect("it is piped")).lines();
        let mut said = String::new();
        let reads = async {
            while let Ok(Some(line)) = lines.next_line().await {
                said += &line;
                if line.contains(until) {
                    return;
                }
            }
        };
        timeout(PATIENCE, reads).await.expect("it says so, or ends");
        assert!(said.contains(until), "{said}");
        assert!(!said.contains("geheim") && !said.contains("verkeerd"), "{said}");
    };
    said_of(&[("REDIS__URL", &right)], "ready").await;
    said_of(&[("REDIS__URL", &wrong)], "does not know user").await;
    let by_sentinels = [("REDIS__URL", right.as_str()), ("REDIS__SENTINELS", &sentinels)];
    said_of(&by_sentinels, "does not know user").await;
    let unreadable = [("REDIS__URL", "redis://burger:ver#keerd@127.0.0.1")];
    said_of(&unreadable, "holds a #").await;
    redis.kill();
    said_of(&[("REDIS__URL", &right)], "waiting for the log").await;
}
