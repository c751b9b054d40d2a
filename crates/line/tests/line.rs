//! What a line to Redis promises, over a Redis of the test's own that hangs, steps down and is killed.

#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "own/redis.rs"]
#[allow(dead_code, reason = "other crates need the rest")]
mod redis;

use line::{Cmd, Failed, Heard, Line, Value, cmd, listen, pipe};
use redis::Server;
use std::time::Duration;
use tokio::{
    sync::mpsc,
    time::{Instant, sleep, timeout},
};

const SECOND: Duration = Duration::from_secs(1);
/// Far more than any of this takes.
const PATIENCE: Duration = Duration::from_secs(20);

fn words(words: &[&str]) -> Cmd {
    let mut question = cmd(words[0]);
    words[1..].iter().for_each(|word| {
        question.arg(*word);
    });
    question
}

/// Keeps Redis from answering anyone for so long.
fn hang(ms: u32) -> Cmd {
    const SCRIPT: &str = "
        local function now() local t = redis.call('TIME') return t[1] * 1000 + t[2] / 1000 end
        local over = now() + ARGV[1]
        while now() < over do end";
    let mut hang = cmd("EVAL");
    hang.arg(SCRIPT).arg(0).arg(ms);
    hang
}

async fn connection(line: &Line) -> Value {
    line.ask(&words(&["CLIENT", "ID"]), SECOND).await.unwrap()
}

/// Asks until there is an answer.
async fn answers(line: &Line) {
    let until = Instant::now() + PATIENCE;
    while let Err(failed) = line.ask(&words(&["PING"]), SECOND).await {
        assert!(Instant::now() < until, "{failed}");
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn what_is_not_answered_in_time_is_given_up_with_its_connection() {
    let server = Server::start();
    let line = Line::new(server.target());
    let before = connection(&line).await;
    let late = line.ask(&hang(700), Duration::from_millis(100)).await;
    assert!(matches!(late, Err(Failed::Late)), "{late:?}");
    answers(&line).await;
    assert_ne!(connection(&line).await, before);
}

#[tokio::test]
async fn a_refusal_leaves_the_connection_as_it_is() {
    let server = Server::start();
    let line = Line::new(server.target());
    let before = connection(&line).await;
    let refused = line.ask(&words(&["HSET", "alone"]), SECOND).await;
    assert!(matches!(refused, Err(Failed::Refused(_))), "{refused:?}");
    assert_eq!(connection(&line).await, before);

    let mut several = pipe();
    several.cmd("HSET").arg("alone");
    several.cmd("PING");
    let answers = line.ask_all(&several, SECOND).await.unwrap();
    assert!(matches!(answers[0], Value::ServerError(_)), "each has an answer of its own");
    assert_eq!(answers.len(), 2);
}

#[tokio::test]
async fn a_primary_that_stepped_down_is_left() {
    let server = Server::start();
    let line = Line::new(server.target());
    let before = connection(&line).await;
    server.ask(&["REPLICAOF", "127.0.0.1", "1"]).await;
    let mut write = pipe();
    write.cmd("SET").arg("key").arg("value");
    write.cmd("WAIT").arg(1).arg(1);
    assert!(line.ask_all(&write, SECOND).await.is_err(), "it is not taken for an answer");
    assert_ne!(connection(&line).await, before);
}

#[tokio::test]
async fn a_redis_that_was_killed_is_found_again() {
    let mut server = Server::start();
    let line = Line::new(server.target());
    answers(&line).await;
    server.kill();
    let began = Instant::now();
    assert!(matches!(line.ask(&words(&["PING"]), SECOND).await, Err(Failed::Away(_))));
    assert!(began.elapsed() < SECOND * 2);
    server.run();
    answers(&line).await;
}

/// Publishes until it is heard, for what is published before it listens is missed.
async fn hears(server: &Server, heard: &mut mpsc::Receiver<Heard>, what: &str) -> Vec<Heard> {
    let mut came = Vec::new();
    let until = Instant::now() + PATIENCE;
    while !came.contains(&Heard::Message(what.as_bytes().to_vec())) {
        assert!(Instant::now() < until, "{what} was never heard: {came:?}");
        server.ask(&["PUBLISH", "hall", what]).await;
        while let Ok(Some(next)) = timeout(Duration::from_millis(50), heard.recv()).await {
            came.push(next);
        }
    }
    came
}

#[tokio::test]
async fn who_listens_listens_again_after_the_line_was_lost() {
    let mut server = Server::start();
    let mut heard = listen(server.target(), "hall".to_owned());
    assert_eq!(hears(&server, &mut heard, "one").await[0], Heard::Opened);
    server.ask(&["CLIENT", "KILL", "TYPE", "pubsub"]).await;
    assert!(hears(&server, &mut heard, "two").await.contains(&Heard::Opened), "and says so");
    server.kill();
    server.run();
    assert!(hears(&server, &mut heard, "three").await.contains(&Heard::Opened));
}
