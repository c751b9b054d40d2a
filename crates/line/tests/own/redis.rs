//! A Redis of a test's own, for every crate that needs one: on a free port, in a folder of its own, gone with it.

use line::{Line, Target, Value, Wanted, cmd};
use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

/// Waits for the end of its standard input, which comes with that of this process, and stops the child.
fn guard(child: &Child) -> Child {
    let mut command = Command::new("sh");
    command.args(["-c", "cat > /dev/null; kill -9 $0", &child.id().to_string()]);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("a shell")
}

const WITHIN: Duration = Duration::from_secs(5);

/// A `redis-server` that runs; killed when it is dropped.
pub struct Server {
    child: Option<Child>,
    /// Stops the server when this process ends without dropping it, as one in a `static`.
    guard: Option<Child>,
    pub folder: tempfile::TempDir,
    pub port: u16,
    replica_of: Option<u16>,
    /// What it is told beside, as on its command line: it wins.
    more: Vec<String>,
}

impl Server {
    pub fn start() -> Self {
        Self::on(None, Vec::new())
    }

    /// One that is set up in another way: `["--requirepass", "geheim"]`. It is told its port.
    pub fn with<M: IntoIterator<Item: Into<String>>>(more: impl FnOnce(u16) -> M) -> Self {
        let port = free_port();
        let more = more(port).into_iter().map(Into::into).collect();
        Self::at(port, None, more)
    }

    /// Another one, that copies this one.
    pub fn replica(&self) -> Self {
        Self::on(Some(self.port), Vec::new())
    }

    fn on(replica_of: Option<u16>, more: Vec<String>) -> Self {
        Self::at(free_port(), replica_of, more)
    }

    fn at(port: u16, replica_of: Option<u16>, more: Vec<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut server = Self { child: None, guard: None, folder, port, replica_of, more };
        server.run();
        server
    }

    /// Starts it, again if it ran before, and waits until it takes connections.
    pub fn run(&mut self) {
        let mut command = Command::new("redis-server");
        command.args(["--port", &self.port.to_string(), "--bind", "127.0.0.1", "--save", ""]);
        command.args(["--appendonly", "yes", "--appendfsync", "always"]);
        command.arg("--dir").arg(self.folder.path()).args(["--repl-diskless-sync-delay", "0"]);
        if let Some(primary) = self.replica_of {
            command.args(["--replicaof", "127.0.0.1", &primary.to_string()]);
        }
        command.args(&self.more);
        // Whoever waits for the end of what this process prints must not wait for the server as well.
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("redis-server is installed");
        self.guard = Some(guard(&child));
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut told = Vec::new();
        let ready = said.any(|line| {
            told.push(line.unwrap());
            told.last().is_some_and(|it| it.contains("Ready to accept connections"))
        });
        assert!(ready, "redis-server ended: {told:?}");
        // It must be able to go on speaking.
        std::thread::spawn(move || said.for_each(drop));
        self.child = Some(child);
    }

    pub fn kill(&mut self) {
        // First, so that it stops no other process that may have the number next.
        if let Some(mut guard) = self.guard.take() {
            guard.kill().unwrap();
            guard.wait().unwrap();
        }
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// All that it keeps on its disk.
    pub fn data(&self) -> std::path::PathBuf {
        self.folder.path().join("appendonlydir")
    }

    pub fn target(&self) -> Target {
        target(&format!("redis://127.0.0.1:{}", self.port))
    }

    pub async fn ask(&self, words: &[&str]) -> Value {
        let mut question = cmd(words[0]);
        words[1..].iter().for_each(|word| {
            question.arg(*word);
        });
        Line::new(self.target()).ask(&question, WITHIN).await.unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A port that nobody has now, and that no connection of others is given by the kernel: a server that is started again
/// finds it free.
pub fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    loop {
        let nth = std::process::id() * 64 + NEXT.fetch_add(1, Ordering::Relaxed);
        let port = 12_000 + u16::try_from(nth % 20_000).unwrap();
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// A Redis that is found by its address alone.
pub fn target(url: &str) -> Target {
    Target::new(&Wanted { url, ..Wanted::default() }).unwrap()
}

/// Copies a folder with its files.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in from.read_dir().unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}
