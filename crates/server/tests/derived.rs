//! A theme that the machine named after a person, on the real program: once the ideas are hidden the name is on no screen
//! but the desk's, in no record for others and in no line of the log; also after a restart.

#[path = "kill/process.rs"]
#[allow(dead_code, reason = "the test with kill -9 needs all of it")]
mod process;

use futures_util::{SinkExt as _, StreamExt as _};
use process::{Joined, PATIENCE, Place, Process, http};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    client_async,
    tungstenite::{Message, client::IntoClientRequest as _, http::HeaderValue},
};
use uuid::Uuid;

/// The name without its ending, in small letters: it is in every form of it.
const ROOT: &str = "zwanik";
const SAID: [&str; 8] = [
    "Wethouder Zwanikken luistert niet naar de buurt",
    "Zwanikken moet aftreden als wethouder",
    "De plannen van Zwanikken zijn slecht voor de buurt",
    "Wij willen van wethouder Zwanikken af",
    "Zwanikken heeft gelogen over zijn plannen als wethouder",
    "Waarom komt wethouder Zwanikken niet naar onze buurt",
    "Wethouder Zwanikken liegt over de plannen",
    "Geen vertrouwen meer in wethouder Zwanikken",
];
/// Ideas about other things, so that there is something to group.
const OTHERS: usize = 40;

struct Hall {
    server: Process,
    facilitator: Joined,
    team: Joined,
    operator: Joined,
    host: Joined,
    phone: Joined,
    projector: Joined,
}

impl Hall {
    async fn opens(place: &Place) -> Self {
        let server = place.start().await;
        let join = async |role: &str, table| server.join(&place.code(role, table)).await;
        let facilitator = join("facilitator", None).await;
        let (team, operator) = (join("theme_team", None).await, join("operator", None).await);
        let (host, phone) = (join("host", Some(1)).await, join("participant", None).await);
        let projector = join("projector", None).await;
        Self { facilitator, team, operator, host, phone, projector, server }
    }

    /// Reads something, as soon as the server lets one who reads so much.
    async fn get(&self, by: &Joined, path: &str) -> (u16, String) {
        let path = format!("/api/v1/summits/{}/{path}", by.summit);
        let bearer = format!("Bearer {}", by.token);
        let headers = [("authorization", bearer.as_str())];
        loop {
            let (status, body) = http(self.server.address, "GET", &path, &headers, "").await;
            if status != 429 {
                return (status, body);
            }
            let problem: Value = serde_json::from_str(&body).expect("JSON");
            let retry_ms = problem["retry_ms"].as_u64().expect("when to come back");
            tokio::time::sleep(Duration::from_millis(retry_ms)).await;
        }
    }

    async fn doc(&self, by: &Joined, doc: &str) -> Value {
        let (status, body) = self.get(by, &format!("docs/{doc}")).await;
        assert_eq!(status, 200, "{doc}: {body}");
        serde_json::from_str::<Value>(&body).expect("JSON")["sync"]["set"].take()
    }

    /// Hands in an idea; its id.
    async fn hands_in(&self, text: &str) -> Uuid {
        let id = Uuid::new_v4();
        let command = json!({"idea": {"submit": {"text": text}}});
        let body = json!({"id": id, "command": command}).to_string();
        let bearer = format!("Bearer {}", self.facilitator.token);
        let path = format!("/api/v1/summits/{}/requests", self.facilitator.summit);
        let headers = [("authorization", bearer.as_str())];
        let (status, answer) = http(self.server.address, "POST", &path, &headers, &body).await;
        assert_eq!(status, 200, "{text}: {answer}");
        id
    }

    /// The theme on the desk, once one is like this.
    async fn desk_has(&self, like: impl Fn(&str, &Value) -> bool) -> (String, Value) {
        let mut request =
            format!("ws://{}/ws", self.server.address).into_client_request().expect("a request");
        let protocol = HeaderValue::from_static("burgertop.v1");
        request.headers_mut().insert("sec-websocket-protocol", protocol);
        let stream = TcpStream::connect(self.server.address).await.expect("it listens");
        let (mut socket, _) = client_async(request, stream).await.expect("an upgrade");
        let hello = json!({"hello": {"token": self.team.token, "watch": {"desk": null}}});
        socket.send(Message::text(hello.to_string())).await.expect("it is open");
        let seen = async {
            loop {
                let frame = socket.next().await.expect("it is open").expect("a frame");
                let Message::Text(text) = frame else { continue };
                let mut frame: Value = serde_json::from_str(&text).expect("a frame is JSON");
                let Value::Object(set) = frame["sync"]["set"].take() else { continue };
                let mut themes = set.into_iter().filter_map(|(key, theme)| {
                    Some((key.strip_prefix("theme/")?.to_owned(), theme))
                });
                if let Some(theme) = themes.find(|(id, theme)| like(id, theme)) {
                    return theme;
                }
            }
        };
        timeout(PATIENCE, seen).await.expect("the desk comes to hold it")
    }

    /// All that anyone but the desk and the operator's record is told.
    async fn told_to_others(&self) -> String {
        let mut told = Vec::new();
        let docs = ["room", "themes", "wall/main", "control", "table/1", "presence", "health"];
        for by in [&self.phone, &self.host, &self.projector, &self.facilitator, &self.team] {
            for doc in docs {
                told.push(self.get(by, &format!("docs/{doc}")).await.1);
            }
        }
        for scene in ["themes", "forming", "words", "progress"] {
            told.push(self.get(&self.facilitator, &format!("preview?scene={scene}")).await.1);
        }
        for by in [&self.phone, &self.host, &self.projector] {
            told.push(self.get(by, "docs/desk").await.1);
            told.push(self.get(by, "export?format=json").await.1);
        }
        told.push(self.get(&self.facilitator, "export?format=csv").await.1);
        told.join("\n").to_lowercase()
    }
}

fn others() -> impl Iterator<Item = String> {
    let lines = include_str!("../../themes/tests/fixtures/burgertop_nl.jsonl").lines();
    let texts = lines.map(|line| {
        let row: Value = serde_json::from_str(line).expect("a line of JSON");
        row["text"].as_str().expect("a text").to_owned()
    });
    texts.take(OTHERS)
}

#[tokio::test]
async fn a_name_that_the_machine_made_of_hidden_ideas_is_on_no_screen_but_the_desks() {
    let programme = include_str!("browser/programme.toml");
    let place = Place::new(programme, &[]);
    let hall = Hall::opens(&place).await;
    for _ in 0..2 {
        hall.server.request(&hall.facilitator, json!({"agenda": {"next": {}}})).await;
    }
    hall.server.request(&hall.facilitator, json!({"round": {"open": {}}})).await;
    let forming = json!({"wall": {"show": {"wall": "main", "scene": "forming"}}});
    hall.server.request(&hall.facilitator, forming).await;
    let mut named = Vec::new();
    for text in SAID {
        named.push(hall.hands_in(text).await);
    }
    for text in others() {
        hall.hands_in(&text).await;
    }
    let bears = |theme: &Value| {
        theme["label"].as_str().is_some_and(|label| label.to_lowercase().contains(ROOT))
    };
    let (theme, _) = hall.desk_has(|_, theme| bears(theme)).await;
    let publish = json!({"theme": {"publish": {"themes": [theme]}}});
    hall.server.request(&hall.team, publish).await;
    let public = hall.doc(&hall.phone, "themes").await;
    assert!(bears(&public[format!("theme/{theme}")]), "phones see it: {public}");

    for idea in &named {
        let hide = json!({"idea": {"hide": {"idea": idea, "reason": "een naam"}}});
        hall.server.request(&hall.team, hide).await;
    }
    let told = hall.told_to_others().await;
    assert!(!told.contains(ROOT), "{told}");
    let (_, card) = hall.desk_has(|id, _| id == theme).await;
    assert!(!card["withheld"].is_null() || card["unread"] == true, "the desk is told: {card}");
    let record = hall.get(&hall.operator, "export?format=json").await.1;
    assert!(record.contains(SAID[0]), "the operator has it");

    let Hall { server, facilitator, team, operator, host, phone, projector } = hall;
    server.kill().await;
    let server = place.start().await;
    let hall = Hall { server, facilitator, team, operator, host, phone, projector };
    let told = hall.told_to_others().await;
    assert!(!told.contains(ROOT), "after a restart: {told}");
    assert!(!place.log().to_lowercase().contains(ROOT), "{}", place.log());

    for idea in &named {
        let restore = json!({"idea": {"restore": {"idea": idea}}});
        hall.server.request(&hall.team, restore).await;
    }
    let (_, card) = hall.desk_has(|id, _| id == theme).await;
    assert!(card.get("withheld").is_none(), "{card}");
}
