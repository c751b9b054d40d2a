//! A Sentinel of a test's own, that looks after one Redis, which it calls `summits`.

use super::redis::free_port;
use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

/// Killed when it is dropped.
pub struct Sentinel {
    child: Child,
    pub port: u16,
    _folder: tempfile::TempDir,
}

impl Sentinel {
    /// One for a Redis on this machine, told more things.
    pub fn start(redis: u16, more: impl FnOnce(u16) -> Vec<String>) -> Self {
        Self::of("127.0.0.1", redis, more)
    }

    pub fn of(host: &str, redis: u16, more: impl FnOnce(u16) -> Vec<String>) -> Self {
        let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
        let file = folder.path().join("sentinel.conf");
        std::fs::write(&file, format!("sentinel monitor summits {host} {redis} 1\n")).unwrap();
        let mut command = Command::new("redis-server");
        command.arg(&file).args(["--sentinel", "--port", &port.to_string()]);
        command.args(["--bind", "127.0.0.1"]).args(more(port));
        let mut child = command.stdout(Stdio::piped()).spawn().expect("redis-server is installed");
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = said.any(|line| line.unwrap().contains("+monitor"));
        assert!(ready, "the Sentinel ended");
        // It must be able to go on speaking.
        std::thread::spawn(move || said.for_each(drop));
        Self { child, port, _folder: folder }
    }
}

impl Drop for Sentinel {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}
