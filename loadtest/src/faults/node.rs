//! A node of Burgertop: started, killed, stopped and started again, with the same data and address.

use super::said::{Mark, Said};
use crate::{
    http::Target,
    place::Place,
    process::Process,
    seats::{self, Link},
    server::{CONFIG, PROGRAMME},
};
use anyhow::{Context as _, ensure};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use std::{
    fs::{self, OpenOptions},
    net::SocketAddr,
    path::PathBuf,
    process::Stdio,
    sync::Arc,
    time::Duration,
};
use tokio::{
    process::{Child, Command},
    time::timeout,
};

const STARTS_WITHIN: Duration = Duration::from_secs(60);
const STOPS_WITHIN: Duration = Duration::from_secs(10);

/// How a node is started, each time in the same way.
#[derive(Debug, Clone)]
pub struct Plan {
    pub program: PathBuf,
    pub place: Place,
    pub address: SocketAddr,
    /// Where it tells its figures, in the same place.
    pub admin: SocketAddr,
    /// Its own; its data lie in `data` in it.
    pub folder: PathBuf,
    pub tables: u16,
    pub seats: u16,
    pub environment: Vec<(String, String)>,
}

/// A node that runs, or that does not for now; killed when it is dropped.
#[derive(Debug)]
pub struct Node {
    pub plan: Plan,
    running: Option<(Child, Said)>,
}

impl Node {
    /// Starts it, and waits until it is ready.
    pub async fn start(plan: Plan) -> anyhow::Result<Self> {
        fs::create_dir_all(plan.data())?;
        fs::write(plan.folder.join("loadtest.toml"), CONFIG)?;
        fs::write(plan.folder.join("programme.toml"), PROGRAMME)?;
        let mut node = Self { plan, running: None };
        node.start_again().await?;
        Ok(node)
    }

    /// Starts it with the data it has, and waits until it is ready.
    pub async fn start_again(&mut self) -> anyhow::Result<()> {
        let from_first = self.launch()?;
        self.until_ready(from_first).await
    }

    /// Starts it with the data it has, and waits for nothing.
    pub fn launch(&mut self) -> anyhow::Result<Mark> {
        ensure!(self.running.is_none(), "the node runs already");
        let program = self.plan.program.display().to_string();
        let mut child = self.plan.command()?.spawn().context(program)?;
        let said = Said::of(child.stdout.take().context("it is piped")?);
        self.running = Some((child, said));
        Ok(Said::start())
    }

    /// Waits until it is ready.
    pub async fn until_ready(&self, from: Mark) -> anyhow::Result<()> {
        let (_, said) = self.running.as_ref().context("the node does not run")?;
        let ready = said.until(from, "Burgertop is running", STARTS_WITHIN).await;
        ready.with_context(|| self.log())
    }

    /// As the death of the process.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        self.end(Signal::SIGKILL).await
    }

    /// As an operator stops it.
    pub async fn stop(&mut self) -> anyhow::Result<()> {
        self.end(Signal::SIGTERM).await
    }

    async fn end(&mut self, signal: Signal) -> anyhow::Result<()> {
        let (mut child, _) = self.running.take().context("the node does not run")?;
        let pid = child.id().with_context(|| format!("the node ended: {}", self.log()))?;
        kill(Pid::from_raw(i32::try_from(pid)?), signal)?;
        timeout(STOPS_WITHIN, child.wait()).await.context("the node does not stop")??;
        Ok(())
    }

    /// Its links, as it wrote them when it last started.
    pub fn links(&self) -> anyhow::Result<Vec<Link>> {
        seats::links(&self.plan.folder.join("links.json"))
    }

    /// How it is spoken to.
    pub fn target(&self) -> Target {
        self.plan.target(self.plan.address)
    }

    /// The figures that it tells of itself.
    pub async fn metrics(&self) -> anyhow::Result<String> {
        let answered = self.plan.target(self.plan.admin).get("/metrics", "").await?;
        ensure!(answered.status == 200, "/metrics is answered by {}", answered.status);
        Ok(String::from_utf8(answered.body)?)
    }

    /// Its process, if it runs.
    pub fn process(&self) -> Option<Process> {
        Some(Process(self.running.as_ref()?.0.id()?))
    }

    /// What it complained of.
    pub fn log(&self) -> String {
        fs::read_to_string(self.plan.folder.join("log")).unwrap_or_default()
    }
}

impl Plan {
    /// Where its data lie.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn target(&self, address: SocketAddr) -> Target {
        let place = self.place.clone();
        Target { authority: address.to_string(), address, place, read_buffer_bytes: None }
    }

    fn command(&self) -> anyhow::Result<Command> {
        let log = OpenOptions::new().create(true).append(true).open(self.folder.join("log"))?;
        let numbers = [u32::from(self.address.port()), self.tables.into(), self.seats.into()];
        let [port, tables, seats] = numbers.map(|number| number.to_string());
        let mut command = self.place.command(&self.program);
        command
            .current_dir(&self.folder)
            .args(["--config", "loadtest.toml", "--programme", "programme.toml"])
            .args(["--data-dir", "data", "--links", "links.json", "--host", "127.0.0.1"])
            .args(["--port", &port, "--tables", &tables, "--seats", &seats])
            .env("BURGERTOP__SERVER__ADMIN", self.admin.to_string())
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true);
        Ok(command)
    }
}

/// How all nodes are spoken to, in their order.
pub fn targets(nodes: &[Node]) -> Vec<Arc<Target>> {
    nodes.iter().map(|node| Arc::new(node.target())).collect()
}
