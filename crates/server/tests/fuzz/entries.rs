//! Whatever lies in Redis under the names of a summit is read or refused in time, and none of it is taken for a commit that
//! it is not.

use crate::corpus::Target;
use domain::{Offset, SummitId};
use journal::{
    Redis,
    stream::store::{News, Store as _},
};
use line::{Cmd, Line, cmd};
use std::{sync::LazyLock, time::Duration};
use tokio::{
    runtime::{Builder, Runtime},
    sync::mpsc,
    time::timeout,
};

#[path = "../../../line/tests/own/redis.rs"]
#[allow(dead_code, clippy::unwrap_used, reason = "other tests use the rest of it, too")]
mod redis;

pub const TARGET: Target =
    Target { name: "entries_in_redis", also: &["../domain/tests/golden/commit.json"], read };

/// Far longer than a store of one's own takes.
const WITHIN: Duration = Duration::from_secs(20);
/// Names as the journal gives them.
const KEYS: [&str; 4] = ["log", "top", "texts", "notes"];

struct Shared {
    runtime: Runtime,
    line: Line,
    store: Redis,
    news: tokio::sync::Mutex<mpsc::Receiver<News>>,
    _server: redis::Server,
}

static SHARED: LazyLock<Shared> = LazyLock::new(|| {
    let server = redis::Server::start();
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let store = Redis::new(&server.target(), "fuzz", &SummitId::from("demo"), 0);
    let news = runtime.block_on(async {
        let mut news = store.news();
        // What it says when it has begun to listen.
        timeout(WITHIN, news.recv()).await.expect("it listens");
        news
    });
    let line = Line::new(server.target());
    Shared { runtime, line, store, news: news.into(), _server: server }
});

fn key(what: &str) -> String {
    format!("fuzz:{{demo}}:{what}")
}

async fn asked(question: &Cmd) -> Option<line::Value> {
    SHARED.line.ask(question, WITHIN).await.ok()
}

/// The first line of an input says where the second lies and under what name; the rest is what lies there.
fn read(input: &[u8]) {
    let mut lines = input.splitn(3, |byte| *byte == b'\n');
    let (place, name) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let bytes = lines.next().unwrap_or_default();
    SHARED.runtime.block_on(async {
        for what in KEYS {
            asked(cmd("DEL").arg(key(what))).await.expect("Redis answers");
        }
        let written = match place {
            b"log" => {
                let mut add = cmd("XADD");
                add.arg(key("log")).arg(name).arg("commit").arg(bytes);
                asked(add.arg("hash").arg(&domain::Digest::of(bytes).0[..])).await
            }
            b"odd" => asked(cmd("XADD").arg(key("log")).arg("1-0").arg(name).arg(bytes)).await,
            b"news" => asked(cmd("PUBLISH").arg(key("news")).arg(bytes)).await,
            b"string" => asked(cmd("SET").arg(key("log")).arg(bytes)).await,
            b"texts" => asked(cmd("HSET").arg(key("texts")).arg(name).arg(bytes)).await,
            b"notes" => asked(cmd("HSET").arg(key("notes")).arg(name).arg(bytes)).await,
            _ => asked(cmd("HSET").arg(key("top")).arg(name).arg(bytes)).await,
        };
        let store = &SHARED.store;
        let looked = timeout(WITHIN, async {
            let stand = store.stand().await;
            let entries = store.read(Offset::ZERO, 100).await;
            let notes = store.notes().await;
            (stand, entries, notes)
        });
        let (stand, entries, notes) = looked.await.expect("it answers in time");
        for refused in [stand.as_ref().err(), entries.as_ref().err(), notes.as_ref().err()] {
            assert!(refused.is_none_or(|it| !it.to_string().is_empty()));
        }
        if place == b"notes" && written.is_some() && std::str::from_utf8(name).is_ok() {
            let notes = notes.expect("notes are read");
            assert!(notes.iter().any(|(key, it)| key.as_bytes() == name && it == bytes));
        }
        if place == b"news" {
            listens().await;
        }
    });
}

/// After whatever was published, news are heard again.
async fn listens() {
    let mut news = SHARED.news.lock().await;
    let told = br#"{"noted":{"key":"fuzz","bytes":"00"}}"#;
    asked(cmd("PUBLISH").arg(key("news")).arg(&told[..])).await.expect("Redis answers");
    let heard = timeout(WITHIN, async {
        loop {
            match news.recv().await.expect("it goes on listening") {
                News::Noted(key, Some(bytes)) if key == "fuzz" && bytes == [0] => return,
                _ => {}
            }
        }
    });
    heard.await.expect("it is heard");
}
