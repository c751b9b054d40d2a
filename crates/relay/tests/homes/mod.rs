//! The homes that the suite runs over, and those who tell and hear in it.

use line::Target;
use relay::{Heard, Hearing, InProcess, Redis, Relay};
use std::{
    io::{BufRead as _, BufReader},
    net::TcpListener,
    process::{Child, Command, Stdio},
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

/// A Redis of the test's own, on a free port.
pub struct OnRedis {
    server: Child,
    _folder: tempfile::TempDir,
    target: Target,
    nodes: AtomicU8,
}

impl Home for OnRedis {
    fn new() -> Self {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr());
        let port = free.expect("a free port").port();
        let folder = tempfile::tempdir().expect("a folder");
        let mut server = Command::new("redis-server")
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", ""])
            .arg("--dir")
            .arg(folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .expect("redis-server is installed");
        let mut said = BufReader::new(server.stdout.take().expect("it is piped")).lines();
        let ready =
            said.any(|line| line.is_ok_and(|line| line.contains("Ready to accept connections")));
        assert!(ready, "redis-server ended");
        std::thread::spawn(move || said.for_each(drop));
        let target = Target::new(&format!("redis://127.0.0.1:{port}"), &[], "").expect("a target");
        Self { server, _folder: folder, target, nodes: AtomicU8::new(0) }
    }

    fn node(&self) -> Arc<dyn Relay> {
        let name = [self.nodes.fetch_add(1, Ordering::Relaxed); 16];
        Arc::new(Redis::new(&self.target, "test", name))
    }
}

impl Drop for OnRedis {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.server.kill();
        let _ = self.server.wait();
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
