//! A Redis of a test's own, for every crate that needs one: on a free port, in a folder of its own, gone with it.

use line::{Line, Target, Value, cmd};
use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

const WITHIN: Duration = Duration::from_secs(5);

/// A `redis-server` that runs; killed when it is dropped.
pub struct Server {
    child: Option<Child>,
    pub folder: tempfile::TempDir,
    pub port: u16,
    replica_of: Option<u16>,
}

impl Server {
    pub fn start() -> Self {
        Self::on(None)
    }

    /// Another one, that copies this one.
    pub fn replica(&self) -> Self {
        Self::on(Some(self.port))
    }

    fn on(replica_of: Option<u16>) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = tempfile::tempdir().unwrap();
        let mut server = Self { child: None, folder, port, replica_of };
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
        let mut child = command.stdout(Stdio::piped()).spawn().expect("redis-server is installed");
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = said.any(|line| line.unwrap().contains("Ready to accept connections"));
        assert!(ready, "redis-server ended");
        // It must be able to go on speaking.
        std::thread::spawn(move || said.for_each(drop));
        self.child = Some(child);
    }

    pub fn kill(&mut self) {
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
        Target::new(&format!("redis://127.0.0.1:{}", self.port), &[], "").unwrap()
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

/// Copies a folder with its files.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in from.read_dir().unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}
