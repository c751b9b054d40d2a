//! Someone on line, all of whose bytes are looked at.

use crate::{
    app::{App, Socket},
    secrets::Secrets,
};
use futures_util::StreamExt as _;
use serde_json::{Map, Value, json};
use std::time::Duration;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

/// Documents that anyone may ask for; who may have which is the server's to say.
const DOCS: [&str; 10] = [
    "room",
    "themes",
    "desk",
    "control",
    "wall/main",
    "presence",
    "health",
    "table/1",
    "table/2",
    "table/3",
];

/// After so many the rate of a connection is met: a day here is shorter than one in a hall.
const PINGS_MAX: u32 = 40;

/// Someone with a token, a connection, and every document they can get.
pub struct Guest {
    pub role: &'static str,
    /// Their own document, if they have one.
    pub own: Option<String>,
    token: String,
    socket: Socket,
    pings: u32,
}

impl Guest {
    pub async fn joins(app: &App, role: &'static str, table: Option<u16>) -> Self {
        let joined = app.join_with(&app.code(role, table)).await.json();
        let token = joined["token"].as_str().expect("a token").to_owned();
        let own = match (table, joined["badge"].as_u64()) {
            (Some(table), _) => Some(format!("table/{table}")),
            (None, badge) => badge.map(|badge| format!("person/{badge}")),
        };
        let socket = Self::connects(app, &token, own.as_deref()).await;
        Self { role, own, token, socket, pings: 0 }
    }

    async fn connects(app: &App, token: &str, own: Option<&str>) -> Socket {
        let docs = DOCS.iter().copied().chain(own);
        let watch: Map<String, Value> = docs.map(|doc| (doc.to_owned(), Value::Null)).collect();
        let mut socket = app.socket().await;
        socket.say(json!({ "hello": { "token": token, "watch": watch } })).await;
        socket
    }

    /// Comes back as a screen that holds nothing.
    pub async fn comes_back(&mut self, app: &App) {
        self.socket = Self::connects(app, &self.token, self.own.as_deref()).await;
    }

    /// Asks over the WebSocket; the reply.
    pub async fn asks(&mut self, command: &Value, secrets: &Secrets) -> (Uuid, Value) {
        let id = Uuid::new_v4();
        self.socket.say(json!({ "request": { "id": id, "command": command } })).await;
        loop {
            let frame = self.hears(secrets).await;
            if frame["reply"]["id"] == json!(id) {
                return (id, frame["reply"].clone());
            }
        }
    }

    /// Asks over HTTP; the answer.
    pub async fn posts(&self, app: &App, command: &Value, secrets: &Secrets) -> (Uuid, Value) {
        let (id, bearer) = (Uuid::new_v4(), self.bearer());
        let body = json!({ "id": id, "command": command });
        let path = "/api/v1/summits/burgertop/requests";
        let answer = app.post(path, &body, &[("authorization", &bearer)]).await;
        secrets.look(self.role, None, &answer.body);
        (id, answer.json())
    }

    /// Takes in all that was sent until now: what comes later was made later.
    pub async fn catches_up(&mut self, app: &App, secrets: &Secrets) {
        self.pings += 1;
        if self.pings.is_multiple_of(PINGS_MAX) {
            self.comes_back(app).await;
        }
        let sent = f64::from(self.pings);
        self.socket.say(json!({ "ping": { "sent": sent } })).await;
        while self.hears(secrets).await["pong"]["sent"] != json!(sent) {}
    }

    async fn hears(&mut self, secrets: &Secrets) -> Value {
        loop {
            let next = timeout(Duration::from_secs(8), self.socket.0.next()).await;
            match next.expect("a frame in time").expect("it is open").expect("it is open") {
                Message::Text(text) => return secrets.look_at_frame(self.role, &text),
                Message::Close(close) => panic!("{} is closed: {close:?}", self.role),
                _ => {}
            }
        }
    }

    /// Reads over HTTP whatever it can get: documents, as they are and since the beginning, and the record.
    pub async fn reads_all(&self, app: &App, secrets: &Secrets) {
        let bearer = self.bearer();
        let auth = [("authorization", bearer.as_str())];
        let summit = "/api/v1/summits/burgertop";
        for doc in DOCS.iter().copied().chain(self.own.as_deref()) {
            for since in ["", "?since=1"] {
                let answer = app.get(&format!("{summit}/docs/{doc}{since}"), &auth).await;
                let told = if answer.status == 200 { Some(doc) } else { None };
                secrets.look(self.role, told, &answer.body);
            }
        }
        for scene in ["title", "question", "progress", "themes", "words", "map"] {
            let answer = app.get(&format!("{summit}/preview?scene={scene}"), &auth).await;
            secrets.look(self.role, None, &answer.body);
        }
        for format in ["json", "csv"] {
            let answer = app.get(&format!("{summit}/export?format={format}"), &auth).await;
            if self.role == "operator" {
                assert_eq!(answer.status, 200, "{answer:?}");
            } else {
                assert_eq!(answer.status, 403, "{answer:?}");
                secrets.look(self.role, None, &answer.body);
            }
        }
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }
}
