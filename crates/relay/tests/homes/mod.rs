//! The homes that the suite runs over, and those who tell and hear in it.

#[path = "../../../line/tests/own/redis.rs"]
#[allow(dead_code, clippy::unwrap_used, reason = "the journal's tests need all of it")]
mod own;

use own::Server;
use relay::{Heard, Hearing, InProcess, Redis, Relay};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};
use tokio::time::timeout;

/// How long something told may be on its way.
const ON_ITS_WAY: Duration = Duration::from_millis(100);
/// No sentence waits longer for anything.
const PATIENCE: Duration = Duration::from_secs(10);

/// A place where nodes find each other.
pub trait Home {
    fn new() -> Self;
    /// One more node.
    fn node(&self) -> Arc<dyn Relay>;
}

pub struct BetweenTasks(InProcess);

impl Home for BetweenTasks {
    fn new() -> Self {
        Self(InProcess::new())
    }

    fn node(&self) -> Arc<dyn Relay> {
        Arc::new(self.0.another())
    }
}

/// A Redis of the test's own.
pub struct OnRedis {
    server: Server,
    nodes: AtomicU8,
}

impl Home for OnRedis {
    fn new() -> Self {
        Self { server: Server::start(), nodes: AtomicU8::new(0) }
    }

    fn node(&self) -> Arc<dyn Relay> {
        let name = [self.nodes.fetch_add(1, Ordering::Relaxed); 16];
        Arc::new(Redis::new(&self.server.target(), "test", name))
    }
}

const ARE_YOU_THERE: &[u8] = b"are you there?";

/// One who hears a channel, once it does: what is told before a home listens may be lost.
pub async fn listener(on: &dyn Relay, channel: &str, teller: &dyn Relay) -> Listener {
    let mut listener = Listener(on.hear(channel));
    let reached = async {
        loop {
            teller.tell(channel, ARE_YOU_THERE.to_vec());
            if timeout(ON_ITS_WAY, listener.0.next()).await.is_ok() {
                return;
            }
        }
    };
    timeout(PATIENCE, reached).await.expect("it listens");
    listener
}

pub struct Listener(Hearing);

impl Listener {
    /// The next that came.
    pub async fn hears(&mut self) -> Heard {
        loop {
            let heard = timeout(PATIENCE, self.0.next()).await.expect("it came in time");
            let heard = heard.expect("more will come");
            if !matches!(&heard, Heard::Told(told) if **told == *ARE_YOU_THERE) {
                return heard;
            }
        }
    }

    /// The next that came, as a text.
    pub async fn hears_text(&mut self) -> String {
        match self.hears().await {
            Heard::Told(told) => String::from_utf8(told.to_vec()).expect("a text"),
            Heard::Lost(count) => panic!("{count} were lost"),
        }
    }
}
