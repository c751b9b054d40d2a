//! Texts that were altered where they are kept: told once at the start, counted, and shown as damaged at their author, at
//! the desk and in the record. What was erased, hidden or left alone is none of that.

#[path = "kill/process.rs"]
#[allow(dead_code, reason = "the test with kill -9 needs all of it")]
mod process;

use process::{Joined, Place, Process, http};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const PROGRAMME: &str = include_str!("browser/programme.toml");

/// What is done to the text of one idea, and of which.
const ALTERED: [(&str, &str); 4] = [
    ("meer bomen", "UPDATE sealed SET text = 'M' || substr(text, 2)"),
    ("minder auto's", "UPDATE sealed SET text = CAST(x'c3' || CAST(text AS BLOB) AS TEXT)"),
    ("een bankje", "UPDATE sealed SET salt = zeroblob(16)"),
    ("licht in het park", "DELETE FROM sealed"),
];
const WHOLE: &str = "een speeltuin";
const ERASED: &str = "bel 06 12345678";

/// A server, and who is signed in there.
struct Hall<'p> {
    server: &'p Process,
    place: &'p Place,
}

impl Hall<'_> {
    async fn joins(&self, role: &str, table: Option<u64>) -> Joined {
        self.server.join(&self.place.code(role, table)).await
    }

    async fn get(&self, by: &Joined, path: &str) -> String {
        let authorization = format!("Bearer {}", by.token);
        let path = format!("/api/v1/summits/{}/{path}", by.summit);
        let headers = [("authorization", authorization.as_str())];
        let (status, body) = http(self.server.address, "GET", &path, &headers, "").await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    async fn json(&self, by: &Joined, path: &str) -> Value {
        serde_json::from_str(&self.get(by, path).await).expect("JSON")
    }

    async fn doc(&self, by: &Joined, doc: &str) -> Value {
        self.json(by, &format!("docs/{doc}")).await["sync"]["set"].clone()
    }

    /// The ideas of a document that are marked as damaged, by their ids.
    async fn damaged(&self, by: &Joined, doc: &str) -> BTreeSet<String> {
        let doc = self.doc(by, doc).await;
        let entries = doc.as_object().expect("entries").iter();
        let ideas = entries.filter_map(|(key, idea)| Some((key.strip_prefix("idea/")?, idea)));
        let damaged = ideas.filter(|(_, idea)| idea["damaged"] == true);
        damaged
            .map(|(id, idea)| {
                assert!(idea["text"].as_str().is_none_or(str::is_empty), "{idea}");
                assert_eq!(idea["state"], "live");
                id.to_owned()
            })
            .collect()
    }
}

/// Hands in ideas at table 1, and one more than is altered. Tells the ids of what is to be altered.
async fn a_round(hall: &Hall<'_>, host: &Joined) -> BTreeSet<String> {
    let control = hall.joins("facilitator", None).await;
    let next = json!({ "agenda": { "next": {} } });
    hall.server.request(&control, next.clone()).await;
    hall.server.request(&control, next).await;
    hall.server.request(&control, json!({ "round": { "open": {} } })).await;
    let texts = ALTERED.iter().map(|(text, _)| *text).chain([WHOLE, ERASED]);
    for text in texts {
        hall.server.request(host, json!({ "idea": { "submit": { "text": text } } })).await;
    }
    let doc = hall.doc(host, "table/1").await;
    let ideas = doc.as_object().expect("entries").iter();
    let altered = ideas.filter(|(_, idea)| ALTERED.iter().any(|(text, _)| idea["text"] == *text));
    altered.map(|(key, _)| key.trim_start_matches("idea/").to_owned()).collect()
}

fn alter(place: &Place) {
    let log = Connection::open(place.file("data/summit.sqlite")).expect("a log");
    for (text, how) in ALTERED {
        let altered = log.execute(&format!("{how} WHERE text = ?1"), [text]);
        assert_eq!(altered.expect("a row"), 1, "{how}");
    }
    let erase = "UPDATE sealed SET salt = x'', text = '' WHERE text = ?1";
    assert_eq!(log.execute(erase, [ERASED]).expect("a row"), 1);
}

#[tokio::test]
async fn an_altered_text_is_told_and_shown_as_damaged_and_may_be_written_again() {
    let place = Place::new(PROGRAMME, &[]);
    let server = place.start().await;
    let hall = Hall { server: &server, place: &place };
    let host = hall.joins("host", Some(1)).await;
    let altered = a_round(&hall, &host).await;
    assert_eq!(altered.len(), ALTERED.len());
    server.terminate();
    server.ended().await;
    let sound = place.run(&["verify"]).await;
    assert!(sound.status.success());
    alter(&place);

    let verified = place.run(&["verify"]).await;
    let said = String::from_utf8_lossy(&verified.stdout).into_owned();
    assert!(!verified.status.success(), "{said}");
    assert!(altered.iter().all(|id| said.contains(&format!("idea {id} of table/1"))), "{said}");

    let server = place.start().await;
    let hall = Hall { server: &server, place: &place };
    let log = place.log();
    let told: Vec<_> = log.lines().filter(|line| line.contains("texts are damaged")).collect();
    assert_eq!(told.len(), 1, "{log}");
    assert!(altered.iter().all(|id| told[0].contains(&format!("idea {id} of table/1"))), "{log}");
    assert!(told[0].contains("\"count\":4") && !log.contains("bomen"), "{log}");

    let desk = hall.joins("theme_team", None).await;
    let operator = hall.joins("operator", None).await;
    assert_eq!(hall.damaged(&host, "table/1").await, altered);
    assert_eq!(hall.damaged(&desk, "desk").await, altered);
    assert_eq!(hall.doc(&operator, "health").await["texts"], json!({ "damaged": ALTERED.len() }));

    let record = hall.json(&operator, "export?format=json").await;
    let ideas = record["ideas"].as_array().expect("ideas");
    for idea in ideas {
        let is_damaged = altered.contains(idea["id"].as_str().expect("an id"));
        assert_eq!(idea.get("damaged"), is_damaged.then_some(&json!(true)), "{idea}");
        assert_eq!(idea["text"].is_string(), idea["text"] == WHOLE, "{idea}");
    }
    let table = hall.get(&operator, "export?format=csv").await;
    let mut rows = table.lines();
    assert!(rows.next().is_some_and(|header| header.trim_end().ends_with("damaged")), "{table}");
    assert_eq!(
        rows.filter(|row| row.trim_end().ends_with(";\"true\"")).count(),
        ALTERED.len(),
        "{table}"
    );

    for id in &altered {
        let anew = json!({ "idea": { "edit": { "idea": id, "text": "opnieuw geschreven" } } });
        server.request(&host, anew).await;
    }
    assert!(hall.damaged(&host, "table/1").await.is_empty());
    assert!(hall.damaged(&desk, "desk").await.is_empty());
    assert_eq!(hall.doc(&operator, "health").await.get("texts"), None);
}
