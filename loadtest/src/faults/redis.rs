//! A Redis of our own, or a Sentinel: started, killed, stopped in its tracks and started again.

use super::{resp::Connection, said::Said};
use crate::{place::Place, process::Process};
use anyhow::{Context as _, ensure};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use std::{
    fs, io,
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::{
    process::{Child, Command},
    time::timeout,
};

const STARTS_WITHIN: Duration = Duration::from_secs(30);
const STOPS_WITHIN: Duration = Duration::from_secs(10);
/// A copy of all that a replica lacks, on a busy machine.
const FOLLOWS_WITHIN: Duration = Duration::from_secs(60);

/// How a Redis is started, each time in the same way.
#[derive(Debug, Clone)]
pub struct Plan {
    pub place: Place,
    pub address: SocketAddr,
    pub folder: PathBuf,
    /// Whom it follows.
    pub replica_of: Option<SocketAddr>,
    pub environment: Vec<(String, String)>,
}

impl Plan {
    /// One on this machine, with its data in a folder that is made for it.
    pub fn here(folder: PathBuf) -> anyhow::Result<Self> {
        Ok(Self::at(Place::Here, free_address()?, folder))
    }

    /// One in a place.
    pub fn at(place: Place, address: SocketAddr, folder: PathBuf) -> Self {
        Self { place, address, folder, replica_of: None, environment: Vec::new() }
    }

    fn command(&self) -> Command {
        let mut command = self.place.command("redis-server");
        command
            .args(["--port", &self.address.port().to_string(), "--bind", &bound(self.address)])
            .args(["--protected-mode", "no", "--save", "", "--appendonly", "yes"])
            // What is answered is on the disk.
            .args(["--appendfsync", "always", "--dir"])
            .arg(&self.folder);
        if let Some(primary) = self.replica_of {
            let (host, port) = (primary.ip().to_string(), primary.port().to_string());
            command.args(["--replicaof", &host, &port]);
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }
}

/// A Redis that runs, or that does not for now; killed when it is dropped.
#[derive(Debug)]
pub struct Redis {
    pub plan: Plan,
    running: Option<Running>,
}

/// A process of Redis.
#[derive(Debug)]
pub struct Running {
    child: Child,
    pub said: Said,
}

impl Running {
    fn spawn(command: &mut Command) -> anyhow::Result<Self> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("redis-server (on Debian: apt-get install redis-server)")?;
        let said = Said::of(child.stdout.take().context("it is piped")?);
        Ok(Self { child, said })
    }

    fn signal(&self, signal: Signal) -> anyhow::Result<()> {
        let pid = self.child.id().context("it ended by itself")?;
        Ok(kill(Pid::from_raw(i32::try_from(pid)?), signal)?)
    }

    async fn end(mut self, signal: Signal) -> anyhow::Result<()> {
        self.signal(signal)?;
        timeout(STOPS_WITHIN, self.child.wait()).await.context("redis does not stop")??;
        Ok(())
    }
}

impl Redis {
    /// Starts it, and waits until it takes commands.
    pub async fn start(plan: Plan) -> anyhow::Result<Self> {
        fs::create_dir_all(&plan.folder)?;
        let mut redis = Self { plan, running: None };
        redis.start_again().await?;
        Ok(redis)
    }

    /// Starts it with the data it has.
    pub async fn start_again(&mut self) -> anyhow::Result<()> {
        ensure!(self.running.is_none(), "redis runs already");
        let running = Running::spawn(&mut self.plan.command())?;
        let from_first = Said::start();
        running.said.until(from_first, "Ready to accept connections", STARTS_WITHIN).await?;
        self.running = Some(running);
        Ok(())
    }

    /// As the death of the process: what was written and not yet on the disk stays with the kernel.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        self.take()?.end(Signal::SIGKILL).await
    }

    /// As an operator stops it.
    pub async fn stop(&mut self) -> anyhow::Result<()> {
        self.take()?.end(Signal::SIGTERM).await
    }

    /// It stands still, its connections open, until it [goes on](Self::resume).
    pub fn pause(&self) -> anyhow::Result<()> {
        self.running()?.signal(Signal::SIGSTOP)
    }

    /// It goes on after a pause.
    pub fn resume(&self) -> anyhow::Result<()> {
        self.running()?.signal(Signal::SIGCONT)
    }

    /// Waits until a replica has all that its primary had.
    pub async fn until_following(&self) -> anyhow::Result<()> {
        let said = &self.running()?.said;
        let done = "MASTER <-> REPLICA sync: Finished with success";
        said.until(Said::start(), done, FOLLOWS_WITHIN).await
    }

    /// A connection to it.
    pub async fn connect(&self) -> anyhow::Result<Connection> {
        Connection::open(&self.plan.place, self.plan.address).await
    }

    /// Its process, if it runs.
    pub fn process(&self) -> Option<Process> {
        Some(Process(self.running.as_ref()?.child.id()?))
    }

    /// Its data are gone; it must not run.
    pub fn wipe(&self) -> anyhow::Result<()> {
        ensure!(self.running.is_none(), "redis still runs");
        fs::remove_dir_all(&self.plan.folder)?;
        Ok(fs::create_dir_all(&self.plan.folder)?)
    }

    /// Copies its data to another folder, as a snapshot of its disk would.
    pub fn copy_to(&self, folder: &Path) -> anyhow::Result<()> {
        Ok(copy(&self.plan.folder, folder)?)
    }

    /// Its data are those of a copy; it must not run.
    pub fn copy_from(&self, folder: &Path) -> anyhow::Result<()> {
        self.wipe()?;
        Ok(copy(folder, &self.plan.folder)?)
    }

    fn running(&self) -> anyhow::Result<&Running> {
        self.running.as_ref().context("redis does not run")
    }

    fn take(&mut self) -> anyhow::Result<Running> {
        self.running.take().context("redis does not run")
    }
}

/// Starts a Sentinel beside a primary that is called `burgertop`.
pub async fn sentinel(
    place: Place,
    address: SocketAddr,
    primary: SocketAddr,
    folder: &Path,
) -> anyhow::Result<Running> {
    /// As long as a primary may be silent, and as a failover may take.
    const DOWN_AFTER_MS: u32 = 2_000;
    const FAILOVER_MS: u32 = 5_000;
    fs::create_dir_all(folder)?;
    let file = folder.join("sentinel.conf");
    let text = format!(
        "port {}\nbind {}\nprotected-mode no\ndir {}\nsentinel monitor {MASTER} {} {} 2\nsentinel \
         down-after-milliseconds {MASTER} {DOWN_AFTER_MS}\nsentinel failover-timeout {MASTER} {FAILOVER_MS}\n",
        address.port(),
        bound(address),
        folder.display(),
        primary.ip(),
        primary.port(),
    );
    fs::write(&file, text)?;
    let running = Running::spawn(place.command("redis-server").arg(&file).arg("--sentinel"))?;
    running.said.until(Said::start(), "+monitor master", STARTS_WITHIN).await?;
    Ok(running)
}

/// The name that Sentinels know the primary by.
pub const MASTER: &str = "burgertop";

/// A port of this machine that nobody has.
pub fn free_address() -> io::Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()
}

/// Where it listens: within a namespace also for itself.
fn bound(address: SocketAddr) -> String {
    let localhost = IpAddr::from(Ipv4Addr::LOCALHOST);
    if address.ip() == localhost { localhost.to_string() } else { "0.0.0.0".to_owned() }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    async fn redis(folder: &TempDir, name: &str) -> Redis {
        let plan = Plan::here(folder.path().join(name)).expect("a free port");
        Redis::start(plan).await.expect("redis-server")
    }

    async fn asked(redis: &Redis, words: &[&str]) -> String {
        let mut connection = redis.connect().await.expect("it runs");
        connection.ask(words).await.expect("an answer").text()
    }

    #[tokio::test]
    async fn what_is_written_survives_a_kill_and_not_a_wipe() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut redis = redis(&folder, "a").await;
        assert_eq!(asked(&redis, &["SET", "k", "1"]).await, "OK");
        let copied = folder.path().join("copy");
        redis.copy_to(&copied).expect("a copy");
        assert_eq!(asked(&redis, &["SET", "k", "2"]).await, "OK");
        redis.kill().await.expect("it ran");
        redis.start_again().await.expect("it starts");
        assert_eq!(asked(&redis, &["GET", "k"]).await, "2");
        redis.kill().await.expect("it ran");
        redis.copy_from(&copied).expect("the copy");
        redis.start_again().await.expect("it starts");
        assert_eq!(asked(&redis, &["GET", "k"]).await, "1");
        redis.stop().await.expect("it stops");
        redis.wipe().expect("it does not run");
        redis.start_again().await.expect("it starts");
        assert_eq!(asked(&redis, &["GET", "k"]).await, "");
    }

    #[tokio::test]
    async fn a_replica_has_what_its_primary_has() {
        let folder = tempfile::tempdir().expect("a folder");
        let primary = redis(&folder, "a").await;
        assert_eq!(asked(&primary, &["SET", "k", "1"]).await, "OK");
        let mut plan = Plan::here(folder.path().join("b")).expect("a free port");
        plan.replica_of = Some(primary.plan.address);
        let replica = Redis::start(plan).await.expect("redis-server");
        replica.until_following().await.expect("it follows");
        assert_eq!(asked(&replica, &["GET", "k"]).await, "1");
    }
}
