//! One server for a test, and clients that know its addresses.

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use server::{
    settings::{self, Overrides},
    startup::{Application, Running},
};
use std::{collections::HashMap, net::SocketAddr, time::Duration};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error, Message, client::IntoClientRequest as _, handshake::client::Request,
        http::HeaderValue,
    },
};

pub struct App {
    pub running: Running,
    pub address: SocketAddr,
    pub folder: TempDir,
}

impl App {
    pub async fn start() -> Self {
        Self::start_in(tempfile::tempdir().expect("a temporary folder"), &[]).await
    }

    /// With these settings, in this data directory.
    /// The settings of a small hall in a folder, with some of one's own.
    pub fn settings(folder: &TempDir, set: &[(&str, &str)]) -> settings::Settings {
        let base = [
            ("SERVER__HOST", "127.0.0.1"),
            ("SERVER__ADMIN", "127.0.0.1:0"),
            ("SERVER__PORT", "0"),
            ("DATA__STOP_FREE_MB", "0"),
            ("SUMMIT__ID", "burgertop"),
        ];
        let tables =
            [("SUMMIT__TABLES", "3"), ("SUMMIT__SEATS", "2"), ("SUMMIT__CONTROL_LINKS", "1")];
        let all = base.iter().chain(&tables).chain(set);
        let environment =
            all.map(|(key, value)| (format!("BURGERTOP__{key}"), (*value).to_owned())).collect();
        let flags =
            Overrides { data_dir: Some(folder.path().join("data")), ..Overrides::default() };
        settings::load(&flags, Some(environment)).expect("settings")
    }

    pub async fn start_in(folder: TempDir, set: &[(&str, &str)]) -> Self {
        let settings = Self::settings(&folder, set);
        let running =
            Application::build(settings).expect("a free port").start().await.expect("a server");
        Self { address: running.address(), running, folder }
    }

    /// The code on the link for a role, or for a table.
    pub fn code(&self, role: &str, table: Option<u16>) -> String {
        let links = serde_json::to_value(self.running.links()).expect("links");
        let fits =
            |link: &&Value| link["role"] == role && link["table"].as_u64() == table.map(u64::from);
        let link = links.as_array().expect("a list").iter().find(fits).expect("a link").clone();
        link["code"].as_str().expect("a code").to_owned()
    }

    pub async fn join_with(&self, code: &str) -> Answer {
        self.post("/api/v1/join", &json!({ "code": code }), &[]).await
    }

    /// The token of a role, or of a table.
    pub async fn token(&self, role: &str, table: Option<u16>) -> String {
        let answer = self.join_with(&self.code(role, table)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["token"].as_str().expect("a token").to_owned()
    }

    pub async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send("GET", path, headers, "").await
    }

    pub async fn post(&self, path: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
        self.send("POST", path, headers, &body.to_string()).await
    }

    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        send(self.address, method, path, headers, body).await
    }

    /// The upgrade as our own pages ask for it, to be made worse.
    pub fn upgrade(&self) -> Request {
        let mut request =
            format!("ws://{}/ws", self.address).into_client_request().expect("a request");
        request
            .headers_mut()
            .insert("sec-websocket-protocol", HeaderValue::from_static("burgertop.v1"));
        request
    }

    pub async fn socket(&self) -> Socket {
        self.socket_with(self.upgrade()).await.expect("an upgrade")
    }

    /// The socket, or the status with which it was refused.
    pub async fn socket_with(&self, request: Request) -> Result<Socket, u16> {
        let stream = TcpStream::connect(self.address).await.expect("it listens");
        match tokio_tungstenite::client_async(request, stream).await {
            Ok((socket, _)) => Ok(Socket(socket)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// A socket that said who it is and was let in.
    pub async fn welcomed(&self, token: &str, watch: Value) -> Socket {
        let mut socket = self.socket().await;
        socket.say(json!({ "hello": { "token": token, "lang": "nl", "watch": watch } })).await;
        socket.hear("welcome").await;
        socket
    }
}

pub struct Socket(pub WebSocketStream<TcpStream>);

impl Socket {
    pub async fn say(&mut self, frame: Value) {
        self.0.send(Message::text(frame.to_string())).await.expect("it is open");
    }

    async fn next(&mut self) -> Option<Message> {
        timeout(Duration::from_secs(8), self.0.next()).await.expect("an answer in time")?.ok()
    }

    /// The next frame of this kind; others are passed over.
    pub async fn hear(&mut self, kind: &str) -> Value {
        loop {
            match self.next().await {
                Some(Message::Text(text)) => {
                    let frame: Value = serde_json::from_str(&text).expect("a frame is JSON");
                    if let Some(inner) = frame.get(kind) {
                        return inner.clone();
                    }
                }
                Some(Message::Close(close)) => panic!("closed before {kind}: {close:?}"),
                Some(_) => {}
                None => panic!("gone before {kind}"),
            }
        }
    }

    /// The code with which it is closed.
    pub async fn closed(&mut self) -> u16 {
        loop {
            match self.next().await {
                Some(Message::Close(Some(close))) => return close.code.into(),
                Some(Message::Close(None)) | None => panic!("gone without a code"),
                Some(_) => {}
            }
        }
    }
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HashMap<String, String>,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// One request on a connection of its own.
pub async fn send(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() {
        head.push_str(&format!(
            "content-type: application/json\r\ncontent-length: {}\r\n",
            body.len()
        ));
    }
    stream.write_all(format!("{head}\r\n{body}").as_bytes()).await.expect("it listens");
    let mut bytes = Vec::new();
    let _ = timeout(Duration::from_secs(8), stream.read_to_end(&mut bytes))
        .await
        .expect("an answer in time");
    let text = String::from_utf8_lossy(&bytes);
    let (head, body) = text.split_once("\r\n\r\n").expect("a head");
    let mut lines = head.lines();
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1))
        .and_then(|code| code.parse().ok())
        .expect("a status");
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(k, v)| (k.to_lowercase(), v.to_owned()))
        .collect();
    Answer { status, headers, body: body.to_owned() }
}
