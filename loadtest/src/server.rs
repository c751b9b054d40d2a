//! A server of our own, in a folder that goes with it.

use crate::{
    process::Process,
    seats::{self, Link},
};
use anyhow::{Context as _, bail};
use nix::{
    sys::{
        resource::{Resource, getrlimit, setrlimit},
        signal::{Signal, kill},
    },
    unistd::Pid,
};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
    time::timeout,
};

/// The settings for load tests, as they lie in `config/`.
pub const CONFIG: &str = include_str!("../../config/loadtest.toml");
/// The programme of load tests.
pub const PROGRAMME: &str = include_str!("../../config/programmes/loadtest.toml");
const STARTS_WITHIN: Duration = Duration::from_secs(30);
const STOPS_WITHIN: Duration = Duration::from_secs(10);

/// A server that runs; killed if it is dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    folder: TempDir,
    pub process: Process,
    pub links: Vec<Link>,
    pub url: String,
}

impl Server {
    /// Starts one with so many tables of so many seats, and waits until it is ready.
    pub async fn start(program: Option<&Path>, tables: u16, seats: u16) -> anyhow::Result<Self> {
        let program = program.map_or_else(beside, |program| Ok(program.to_owned()))?;
        let folder = tempfile::tempdir()?;
        let file = |name: &str| folder.path().join(name);
        fs::write(file("loadtest.toml"), CONFIG)?;
        fs::write(file("programme.toml"), PROGRAMME)?;
        let (tables, seats) = (tables.to_string(), seats.to_string());
        let mut child = Command::new(&program)
            .current_dir(folder.path())
            .args(["--config", "loadtest.toml", "--programme", "programme.toml"])
            .args(["--data-dir", "data", "--links", "links.json"])
            .args(["--host", "127.0.0.1", "--port", "0", "--tables", &tables, "--seats", &seats])
            .env("BURGERTOP__SERVER__ADMIN", "")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(fs::File::create(file("log"))?)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| program.display().to_string())?;
        let mut said = BufReader::new(child.stdout.take().context("it is piped")?).lines();
        let ready = async {
            while let Some(line) = said.next_line().await? {
                if line.starts_with("Burgertop is running") {
                    return Ok(());
                }
            }
            bail!("the server ended: {}", fs::read_to_string(file("log")).unwrap_or_default())
        };
        timeout(STARTS_WITHIN, ready).await.context("the server does not start")??;
        // What it says from now on is for nobody, but it must be able to say it.
        tokio::spawn(async move { while let Ok(Some(_)) = said.next_line().await {} });
        let links = seats::links(&file("links.json"))?;
        let url = links.first().and_then(|link| link.url.split_once("/join"));
        let url = url.context("no links")?.0.to_owned();
        let process = Process(child.id().context("it runs")?);
        Ok(Self { child, folder, process, links, url })
    }

    /// Stops it, and says what it had to complain of.
    pub async fn stop(mut self) -> anyhow::Result<String> {
        kill(Pid::from_raw(i32::try_from(self.process.0)?), Signal::SIGTERM)?;
        let status = timeout(STOPS_WITHIN, self.child.wait()).await;
        let status = status.context("the server does not stop")??;
        let log = fs::read_to_string(self.folder.path().join("log"))?;
        if !status.success() {
            bail!("the server ended with {status}: {log}");
        }
        Ok(log)
    }
}

/// The server that was built with this program.
pub fn beside() -> anyhow::Result<PathBuf> {
    let program = env::current_exe()?.with_file_name("burgertop");
    if !program.is_file() {
        bail!(
            "no {}: build it (`cargo build --release -p server`), or name another with --server",
            program.display()
        );
    }
    Ok(program)
}

/// Each connection takes a descriptor: as many as the machine lets us have.
pub fn raise_descriptor_limit() -> anyhow::Result<u64> {
    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE)?;
    setrlimit(Resource::RLIMIT_NOFILE, most, most)?;
    Ok(most)
}
