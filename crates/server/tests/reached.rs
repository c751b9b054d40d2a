//! By which address a server is reached from start to start, and that it is said when printed cards lose theirs.

#[path = "kill/process.rs"]
#[allow(dead_code, reason = "the test with kill -9 needs all of it")]
mod process;

use process::PATIENCE;
use std::{net::TcpListener, path::Path, process::Stdio};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    process::{Child, Command},
    time::timeout,
};

/// A server that has said what it says when it is ready.
struct Started {
    child: Child,
    said: String,
}

impl Started {
    async fn with(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_burgertop"))
            .current_dir(folder)
            .args(arguments)
            .env("BURGERTOP__SERVER__ADMIN", "")
            .env("BURGERTOP__DATA__STOP_FREE_MB", "0")
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("the program is built");
        let mut out = child.stdout.take().expect("it is piped");
        let mut said = String::new();
        let ready = async {
            let mut bytes = [0; 4096];
            // All of it is written at once, and ends with an empty line.
            while !(said.contains("  Data: ") && said.ends_with("\n\n")) {
                let read = out.read(&mut bytes).await.expect("a pipe");
                assert_ne!(read, 0, "it ended: {said}");
                said.push_str(&String::from_utf8_lossy(&bytes[..read]));
            }
        };
        timeout(PATIENCE, ready).await.expect("it starts");
        Self { child, said }
    }

    /// The port in its links.
    fn port(&self) -> u16 {
        let link = self.said.lines().find(|line| line.contains("/join#")).expect("a link");
        let (_, rest) = link.split_once("://").expect("a link");
        let (host, _) = rest.split_once('/').expect("a path");
        host.rsplit(':').next().expect("a port").parse().expect("a port")
    }

    async fn stop(mut self) {
        let id = i32::try_from(self.child.id().expect("it runs")).expect("an id");
        nix::sys::signal::kill(nix::unistd::Pid::from_raw(id), nix::sys::signal::SIGTERM)
            .expect("it runs");
        timeout(PATIENCE, self.child.wait()).await.expect("it ends").expect("it ran");
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("it is bound").port()
}

async fn post(port: u16, path: &str, token: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.expect("it listens");
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.expect("it listens");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    answer.split_once("\r\n\r\n").expect("a head").1.to_owned()
}

#[tokio::test]
async fn a_directory_keeps_its_port_and_another_is_said_loudly() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (kept, other) = (free_port().to_string(), free_port().to_string());
    let small = ["--host", "127.0.0.1", "--tables", "2"];
    let first = Started::with(folder.path(), &[&small[..], &["--port", &kept]].concat(), &[]).await;
    assert_eq!(first.port().to_string(), kept);
    first.stop().await;
    let again = Started::with(folder.path(), &small, &[]).await;
    assert_eq!(again.port().to_string(), kept, "nobody asked for another");
    assert!(!again.said.contains("know port"), "{}", again.said);
    again.stop().await;

    let variable = ("BURGERTOP__SERVER__PORT", other.as_str());
    let elsewhere = Started::with(folder.path(), &small, &[variable]).await;
    assert_eq!(elsewhere.port().to_string(), other);
    assert!(elsewhere.said.contains(&format!("know port {kept}")), "{}", elsewhere.said);
    elsewhere.stop().await;
    let back = Started::with(folder.path(), &small, &[]).await;
    assert_eq!(back.port().to_string(), kept, "the directory kept its own");
    back.stop().await;
}

#[tokio::test]
async fn cards_that_lead_nowhere_after_a_start_are_said_loudly() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let port = free_port().to_string();
    let small = ["--host", "127.0.0.1", "--tables", "2", "--port", &port, "--links", "links.json"];
    let public = |url: &'static str| ("BURGERTOP__SERVER__PUBLIC_URL", url);
    let first = Started::with(folder.path(), &small, &[public("http://hal.example")]).await;
    assert!(!first.said.contains("NOTE"), "{}", first.said);
    let links = std::fs::read(folder.path().join("links.json")).expect("a file");
    let links: serde_json::Value = serde_json::from_slice(&links).expect("JSON");
    let links = links.as_array().expect("a list");
    let operator = links.iter().find(|link| link["role"] == "operator").expect("a link");
    let at = port.parse().expect("a port");
    let body = serde_json::json!({ "code": operator["code"] }).to_string();
    let joined: serde_json::Value =
        serde_json::from_str(&post(at, "/api/v1/join", "", &body).await).expect("JSON");
    let path =
        format!("/api/v1/summits/{}/codes/printed", joined["summit"].as_str().expect("a name"));
    let token = joined["token"].as_str().expect("a token");
    post(at, &path, token, r#"{"of":"tables","base":"http://hal.example"}"#).await;
    first.stop().await;

    let without = ["--host", "127.0.0.1"];
    let moved = Started::with(folder.path(), &without, &[public("http://nieuw.example")]).await;
    let told = "printed for http://hal.example, where this server is not reached now";
    assert!(moved.said.contains(told) && moved.said.contains("tables"), "{}", moved.said);
    moved.stop().await;
    let local = Started::with(folder.path(), &without, &[]).await;
    assert!(local.said.contains("Only this machine reaches http://localhost"), "{}", local.said);
    assert!(local.said.contains(told), "{}", local.said);
    local.stop().await;
    let back = Started::with(folder.path(), &without, &[public("http://hal.example")]).await;
    assert!(!back.said.contains("NOTE"), "{}", back.said);
    back.stop().await;
}

#[tokio::test]
async fn settings_that_an_old_summit_does_not_take_are_said_loudly() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let port = free_port().to_string();
    let (public, programme) =
        (("BURGERTOP__SERVER__PUBLIC_URL", "http://hal.example"), "BURGERTOP__SUMMIT__PROGRAMME");
    let first = ["--host", "127.0.0.1", "--tables", "2", "--port", &port];
    Started::with(folder.path(), &first, &[public]).await.stop().await;
    for (name, value, told) in [
        ("BURGERTOP__SUMMIT__TABLES", "3", "has 2 tables; the 3 of `summit.tables`"),
        ("BURGERTOP__SUMMIT__SEATS", "9", "the 9 of `summit.seats`"),
        (programme, "loadtest", "keeps the programme with which it was begun"),
        (programme, "nergens", "not `nergens` as it is now"),
    ] {
        let server = Started::with(folder.path(), &[], &[public, (name, value)]).await;
        assert!(server.said.contains(told), "{name} {value}: {}", server.said);
        server.stop().await;
    }
    let same = Started::with(folder.path(), &[], &[public, (programme, "reference-day")]).await;
    assert!(!same.said.contains("NOTE"), "{}", same.said);
    same.stop().await;
}
