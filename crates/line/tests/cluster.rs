//! A Redis Cluster: what lies with a key is asked at the node that holds it, also after it moved.

#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "own/certificates.rs"]
#[allow(dead_code, reason = "the tests of a single Redis need all of it")]
mod certificates;
#[path = "own/cluster.rs"]
mod cluster;
#[path = "own/redis.rs"]
#[allow(dead_code, reason = "other crates need the rest")]
mod redis;

use certificates::{Authority, Good, tls};
use cluster::{Cluster, begin_reshard, end_reshard, move_keys, reshard};
use line::{
    Cmd, Failed, Heard, Line, Target, Value, Wanted, cluster::slot_of, cmd, listen, look, pipe,
};
use std::time::Duration;
use tokio::time::{Instant, sleep};

const KEY: &str = "test:{demo}:top";
const SECOND: Duration = Duration::from_secs(1);
/// Far more than any of this takes.
const PATIENCE: Duration = Duration::from_secs(30);

fn words(words: &[&str]) -> Cmd {
    let mut question = cmd(words[0]);
    words[1..].iter().for_each(|word| {
        question.arg(*word);
    });
    question
}

/// Counts one more; the count is of those that were done.
async fn count(line: &Line) -> Result<i64, Failed> {
    match line.ask(&words(&["INCR", KEY]), SECOND).await? {
        Value::Int(count) => Ok(count),
        other => panic!("{other:?}"),
    }
}

/// Counts until it is done.
async fn counts(line: &Line) -> i64 {
    let until = Instant::now() + PATIENCE;
    loop {
        match count(line).await {
            Ok(count) => return count,
            Err(failed) => assert!(Instant::now() < until, "{failed}"),
        }
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn the_node_that_holds_the_key_is_found_from_any_other() {
    let cluster = Cluster::start(KEY).await;
    for (n, node) in (0..4).map(|n| (n, cluster.by(n))) {
        let line = Line::new(node.for_key(KEY));
        assert_eq!(count(&line).await.unwrap(), i64::try_from(n).unwrap() + 1, "from node {n}");
        let mut both = pipe();
        both.cmd("GET").arg(KEY);
        both.cmd("WAIT").arg(1).arg(500);
        let answers = line.ask_all(&both, SECOND).await.unwrap();
        assert_eq!(answers[1], Value::Int(1), "the replica has it");
    }
    // What lies with no key is asked at any.
    let any = Line::new(cluster.by(1));
    any.ask(&words(&["PUBLISH", "hall", "hello"]), SECOND).await.unwrap();
}

#[tokio::test]
async fn a_key_that_moved_is_followed_within_the_question() {
    let cluster = Cluster::start(KEY).await;
    let line = Line::new(cluster.by(0).for_key(KEY));
    assert_eq!(count(&line).await.unwrap(), 1);
    let mut heard = listen(cluster.by(0).for_key(KEY), "hall".to_owned());
    assert_eq!(heard.recv().await, Some(Heard::Opened));
    reshard(&cluster, slot_of(KEY), 0, 1);
    assert_eq!(count(&line).await.unwrap(), 2, "the first question after it is answered");
    assert_eq!(count(&line).await.unwrap(), 3);
    // Who listens goes along, and says that something may have been missed.
    assert_eq!(heard.recv().await, Some(Heard::Opened));
    line.ask(&words(&["PUBLISH", "hall", "hello"]), SECOND).await.unwrap();
    assert_eq!(heard.recv().await, Some(Heard::Message(b"hello".to_vec())));
}

#[tokio::test]
async fn while_a_slot_is_on_its_way_each_question_goes_where_its_keys_are() {
    let cluster = Cluster::start(KEY).await;
    let line = Line::new(cluster.by(2).for_key(KEY));
    let other = "test:{demo}:log";
    count(&line).await.unwrap();
    line.ask(&words(&["SET", other, "one"]), SECOND).await.unwrap();
    let slot = slot_of(KEY);
    begin_reshard(&cluster, slot, 0, 1);
    move_keys(&cluster, slot, 0, 1, 1);
    assert_eq!(count(&line).await.unwrap(), 2);
    let one = line.ask(&words(&["GET", other]), SECOND).await.unwrap();
    assert_eq!(one, Value::BulkString(b"one".to_vec()));
    let mut both = pipe();
    both.cmd("INCR").arg(KEY);
    both.cmd("PING");
    let answers = line.ask_all(&both, SECOND).await.unwrap();
    assert_eq!(answers.len(), 2);
    assert_eq!(answers[0], Value::Int(3));
    // Both at once lie nowhere: that is an outage, until they have arrived.
    let parted = line.ask(&words(&["MGET", KEY, other]), SECOND).await;
    assert!(
        matches!(&parted, Err(Failed::Refused(error)) if error.code() == Some("TRYAGAIN")),
        "{parted:?}"
    );
    move_keys(&cluster, slot, 0, 1, usize::MAX);
    end_reshard(&cluster, slot, 0, 1);
    assert!(line.ask(&words(&["MGET", KEY, other]), SECOND).await.is_ok());
    assert_eq!(count(&line).await.unwrap(), 4, "none was counted twice");
}

#[tokio::test]
async fn the_replica_that_takes_over_is_found_also_if_the_node_in_the_url_is_dead() {
    let mut cluster = Cluster::start(KEY).await;
    let line = Line::new(cluster.by(0).for_key(KEY));
    assert_eq!(count(&line).await.unwrap(), 1);
    cluster.replicates(3).await;
    let mut heard = listen(cluster.by_all().for_key(KEY), "hall".to_owned());
    assert_eq!(heard.recv().await, Some(Heard::Opened));
    cluster.nodes[0].kill();
    let began = Instant::now();
    assert!(count(&line).await.is_err(), "until another took over it is an outage");
    assert!(began.elapsed() < SECOND * 2, "that is told in time");
    assert_eq!(counts(&line).await, 2);
    assert_eq!(heard.recv().await, Some(Heard::Opened));

    // A node that starts only now finds it by the others that are configured.
    let late = Line::new(cluster.by_all().for_key(KEY));
    assert_eq!(count(&late).await.unwrap(), 3);
    // The old one comes back as a replica, and nobody is led astray.
    cluster.nodes[0].run();
    cluster.replicates(0).await;
    let back = Line::new(cluster.by(0).for_key(KEY));
    assert_eq!(counts(&back).await, 4);
}

#[tokio::test]
async fn a_cluster_without_a_majority_is_an_outage_that_heals() {
    let mut cluster = Cluster::start(KEY).await;
    let target: Target = cluster.by_all();
    let line = Line::new(target.for_key(KEY));
    counts(&line).await;
    cluster.nodes[1].kill();
    cluster.nodes[2].kill();
    cluster.until(0, |told| told.contains("cluster_state:fail")).await;
    let down = count(&line).await;
    assert!(down.is_err(), "{down:?}");
    cluster.nodes[1].run();
    cluster.nodes[2].run();
    assert_eq!(counts(&line).await, 2);
}

#[tokio::test]
async fn a_cluster_by_tls_for_a_user_is_found_and_followed() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new("Gemeente");
    let files = authority.sign(folder.path(), "redis", &["127.0.0.1"], Good::Always);
    let ca = authority.write(folder.path(), "ca.pem");
    let more = |port| {
        let users = "--tls-cluster yes --tls-replication yes --user burger on >ge#heim ~* &* +@all";
        [tls(port, &files, &ca), users.split(' ').map(str::to_owned).collect()].concat()
    };
    let cli = ["--tls", "--cacert", ca.to_str().unwrap()];
    let mut cluster = Cluster::with(KEY, more, &cli).await;
    let by = |n: usize| {
        let url = format!("rediss://burger:ge%23heim@127.0.0.1:{}", cluster.nodes[n].port);
        let files = line::Files { ca: Some(ca.clone()), ..line::Files::default() };
        Target::new(&Wanted { url: &url, files, ..Wanted::default() }).unwrap().for_key(KEY)
    };
    let (holder, other) = (by(0), by(2));
    look(&other).await.unwrap();
    let line = Line::new(other);
    assert_eq!(count(&line).await.unwrap(), 1);
    assert_eq!(count(&Line::new(holder)).await.unwrap(), 2);
    cluster.replicates(3).await;
    cluster.nodes[0].kill();
    assert_eq!(counts(&line).await, 3);
}
