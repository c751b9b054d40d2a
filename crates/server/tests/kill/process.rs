//! The real program in a process of its own, what it keeps from start to start, and HTTP to ask it things.

use serde_json::{Value, json};
use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    process::{ExitStatus, Output, Stdio},
    time::Duration,
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, Lines},
    net::TcpStream,
    process::{Child, ChildStdout, Command},
    time::timeout,
};

/// Longer than anything here takes on a busy machine: a test that waits so long has failed.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// From the signal to the end.
const STOPS_WITHIN: Duration = Duration::from_secs(5);

/// A folder with a programme and the data of one summit.
pub struct Place {
    folder: TempDir,
    settings: Vec<(String, String)>,
}

impl Place {
    /// A new one. Settings are as in the environment, without the prefix.
    pub fn new(programme: &str, settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("programme.toml"), programme).expect("room on the disk");
        let owned =
            |(key, value): &(&str, &str)| (format!("BURGERTOP__{key}"), (*value).to_owned());
        Self { folder, settings: settings.iter().map(owned).collect() }
    }

    /// With something in its environment.
    #[allow(dead_code, reason = "one test needs it")]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_burgertop"));
        command
            .current_dir(self.folder.path())
            .args([
                "--data-dir",
                "data",
                "--programme",
                "programme.toml",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
            ])
            .env("BURGERTOP__SERVER__ADMIN", "")
            .env("BURGERTOP__DATA__STOP_FREE_MB", "0")
            .envs(self.settings.iter().map(|(key, value)| (key, value)))
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }

    /// Starts the server, and waits until it says that it is ready.
    pub async fn start(&self) -> Process {
        let log =
            fs::OpenOptions::new().create(true).append(true).open(self.file("log")).expect("a log");
        let mut child = self
            .command()
            .args(["--links", "links.json"])
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the program is built");
        let mut said = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let ready = async {
            while let Some(line) = said.next_line().await.expect("text") {
                if line.starts_with("Burgertop is running") {
                    return;
                }
            }
            panic!("it did not start: {}", self.log());
        };
        timeout(PATIENCE, ready).await.expect("it starts");
        let port = fs::read_to_string(self.file("data/port")).expect("the port is kept");
        let port =
            port.split_whitespace().nth(1).and_then(|port| port.parse().ok()).expect("a port");
        let process = Process { child, _said: said, address: (Ipv4Addr::LOCALHOST, port).into() };
        assert_eq!(http(process.address, "GET", "/health/ready", &[], "").await.0, 200);
        process
    }

    /// Runs another command on the same data, to its end.
    pub async fn run(&self, args: &[&str]) -> Output {
        timeout(PATIENCE, self.command().args(args).output())
            .await
            .expect("it ends")
            .expect("the program is built")
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.file("log")).unwrap_or_default()
    }

    /// The join code of a role, or of a table.
    pub fn code(&self, role: &str, table: Option<u64>) -> String {
        let links = fs::read(self.file("links.json")).expect("the links were written");
        let links: Vec<Value> = serde_json::from_slice(&links).expect("JSON");
        let link =
            links.iter().find(|link| link["role"] == role && link["table"].as_u64() == table);
        link.and_then(|link| link["code"].as_str()).expect("a link").to_owned()
    }
}

/// The server; ended when it is dropped.
pub struct Process {
    child: Child,
    _said: Lines<BufReader<ChildStdout>>,
    pub address: SocketAddr,
}

impl Process {
    pub fn id(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// `kill -9`
    pub async fn kill(mut self) {
        self.child.kill().await.expect("it runs");
    }

    /// `kill`
    pub fn terminate(&self) {
        let id = i32::try_from(self.id()).expect("an id");
        nix::sys::signal::kill(nix::unistd::Pid::from_raw(id), nix::sys::signal::SIGTERM)
            .expect("it runs");
    }

    /// Waits for its end after a signal.
    pub async fn ended(mut self) -> ExitStatus {
        timeout(STOPS_WITHIN, self.child.wait())
            .await
            .expect("it stops within five seconds")
            .expect("it ran")
    }

    /// Shows a code at the door.
    pub async fn join(&self, code: &str) -> Joined {
        let (status, body) =
            http(self.address, "POST", "/api/v1/join", &[], &json!({ "code": code }).to_string())
                .await;
        assert_eq!(status, 200, "{body}");
        serde_json::from_str(&body).expect("JSON")
    }

    /// Asks for something over HTTP, and expects it to be saved.
    pub async fn request(&self, by: &Joined, command: Value) {
        let body = json!({ "id": uuid::Uuid::new_v4(), "command": command }).to_string();
        let authorization = format!("Bearer {}", by.token);
        let path = format!("/api/v1/summits/{}/requests", by.summit);
        let (status, answer) =
            http(self.address, "POST", &path, &[("authorization", &authorization)], &body).await;
        assert_eq!(status, 200, "{command}: {answer}");
    }
}

/// What a code is exchanged for.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct Joined {
    pub token: String,
    pub summit: String,
}

/// One request on a connection of its own: its status and body.
pub async fn http(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> (u16, String) {
    let asked = async {
        let mut stream = TcpStream::connect(address).await.expect("it listens");
        let length = body.len();
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {length}\r\n"
        );
        for (name, value) in headers {
            request.extend([*name, ": ", *value, "\r\n"]);
        }
        request.extend(["\r\n", body]);
        // Who refuses a request may do so before all of it was read.
        let _ = stream.write_all(request.as_bytes()).await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8(answer).expect("text")
    };
    let answer = timeout(PATIENCE, asked).await.expect("an answer");
    let (head, body) =
        answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {answer:?}"));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    (status, body.to_owned())
}
