//! Someone in the hall, who keeps what they asked until it is answered.

use crate::stage::{Client, Manner, client::Held};
use domain::{Doc, Summit};
use hub::Gateway;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Something asked.
#[derive(Debug, Clone)]
pub struct Asked {
    pub id: Uuid,
    pub command: Value,
    /// Where it was saved in an epoch that is gone.
    was: Option<Value>,
    /// Whether it was sent on this connection, and is not answered yet.
    waits: bool,
}

/// An answer that something was saved.
#[derive(Debug)]
pub struct Saved {
    pub token: String,
    pub id: Uuid,
    pub command: Value,
    pub epoch: String,
    pub at: u64,
}

/// Someone at a screen.
pub struct Person {
    pub token: String,
    pub docs: Vec<String>,
    /// The epoch that was told last.
    epoch: String,
    pub client: Option<Client>,
    /// What is held from before the line was cut.
    held: BTreeMap<String, Held>,
    /// Connections that were given up without a word: the node may not know yet.
    given_up: Vec<Client>,
    /// Requests that are not answered for good.
    pub outbox: Vec<Asked>,
    /// Sent twice in one go, and so answered twice.
    doubled: BTreeMap<Uuid, Value>,
    /// Answered as saved.
    pub saved: Vec<Saved>,
    /// Refused for good, and why.
    pub refused: Vec<(Uuid, String)>,
}

impl Person {
    pub fn new(token: &str, docs: &[&str]) -> Self {
        Self {
            token: token.to_owned(),
            docs: docs.iter().map(|doc| (*doc).to_owned()).collect(),
            epoch: "k1".to_owned(),
            client: None,
            held: BTreeMap::new(),
            given_up: Vec::new(),
            doubled: BTreeMap::new(),
            outbox: Vec::new(),
            saved: Vec::new(),
            refused: Vec::new(),
        }
    }

    pub fn is_on_line(&self) -> bool {
        self.client.is_some()
    }

    /// What a document shows, on line or not.
    pub fn held(&self, doc: &str) -> Option<&Held> {
        self.client.as_ref().map_or(&self.held, |client| &client.held).get(doc)
    }

    pub fn connects(&mut self, gateway: &Gateway) {
        let mut client = Client::connects(gateway.clone());
        client.held = std::mem::take(&mut self.held);
        let at = |doc: &String| client.held.get(doc).map_or(Value::Null, |held| json!(held.at));
        let watch: Map<String, Value> =
            self.docs.iter().map(|doc| (doc.clone(), at(doc))).collect();
        client.says(json!({"hello":{"token":self.token,"epoch":self.epoch,"watch":watch}}));
        self.client = Some(client);
        self.outbox.iter_mut().for_each(|asked| asked.waits = false);
        self.sends();
    }

    /// Every document that is held is as the summit has it.
    pub fn sees_all(&self, summit: &Summit) {
        for name in &self.docs {
            let doc: Doc = name.parse().expect("a name");
            if doc.is_of_node() {
                continue;
            }
            let entry =
                |key: views::Key| Some((key.to_string(), views::entry(summit, &doc, &key)?));
            let right: Map<String, Value> =
                views::keys(summit, &doc).into_iter().filter_map(entry).collect();
            let held = self.held(name).unwrap_or_else(|| panic!("{} holds no {name}", self.token));
            assert!(held.at <= summit.offset.0);
            assert_eq!(held.entries, right, "{} of {}", name, self.token);
        }
    }

    /// The line is cut.
    pub fn drops(&mut self) {
        if let Some(client) = self.client.take() {
            self.held = client.drops();
        }
        // Control steps are never kept.
        self.outbox.retain(|asked| is_kept(&asked.command));
    }

    /// Hears nothing for too long, and comes back another way; the node still holds the old line.
    pub fn gives_up(&mut self) {
        if let Some(client) = self.client.take() {
            client.is(Manner::CutOff);
            self.held = client.held.clone();
            self.given_up.push(client);
        }
        self.outbox.retain(|asked| is_kept(&asked.command));
    }

    /// The lines that were given up are gone for the node too.
    pub fn leaves_nothing_behind(&mut self) {
        self.given_up.drain(..).for_each(|client| {
            client.drops();
        });
    }

    pub fn is(&self, manner: Manner) {
        if let Some(client) = &self.client {
            client.is(manner);
        }
    }

    pub fn asks(&mut self, id: Uuid, command: Value) {
        if self.is_on_line() || is_kept(&command) {
            self.outbox.push(Asked { id, command, was: None, waits: false });
            self.sends();
        }
    }

    /// A double click: the same request, sent twice in one go.
    pub fn asks_twice(&mut self, id: Uuid, command: Value) {
        if let Some(client) = &self.client {
            self.doubled.insert(id, command.clone());
            client.asks_as(id, command.clone());
            self.asks(id, command);
        }
    }

    /// Sends what is not under way: for the first time, or again.
    pub fn sends(&mut self) {
        let Some(client) = &self.client else { return };
        for asked in self.outbox.iter_mut().filter(|asked| !asked.waits) {
            let mut request = json!({ "id": asked.id, "command": asked.command });
            if let Some(was) = &asked.was {
                request["was"] = was.clone();
            }
            client.says(json!({ "request": request }));
            asked.waits = true;
        }
    }

    /// Takes in all that came; notices that the line was cut.
    pub fn catches_up(&mut self) {
        let Some(client) = &mut self.client else { return };
        let frames = client.catches_up();
        let gone = client.is_gone();
        for (kind, frame) in frames {
            match kind.as_str() {
                "reply" => self.is_answered(&frame),
                "welcome" => {
                    self.epoch = frame["epoch"].as_str().unwrap_or_default().to_owned();
                }
                "epoch" => self.is_told_of_an_epoch(&frame),
                "sync" | "stale" | "bye" => {}
                _ => panic!("{} was told {kind}: {frame}", self.token),
            }
        }
        if gone {
            self.drops();
        }
    }

    /// The log has another life: what it may have lost is sent again.
    fn is_told_of_an_epoch(&mut self, frame: &Value) {
        self.epoch = frame["id"].as_str().unwrap_or_default().to_owned();
        let durable = frame["durable"].as_u64().unwrap_or_default();
        for saved in &mut self.saved {
            if saved.epoch == self.epoch || !is_kept(&saved.command) {
                continue;
            }
            let is_open = self.outbox.iter().any(|asked| asked.id == saved.id);
            if saved.at > durable && !is_open {
                let was = Some(json!({ "epoch": saved.epoch, "at": saved.at }));
                let (id, command) = (saved.id, saved.command.clone());
                self.outbox.push(Asked { id, command, was, waits: false });
            }
        }
        // Known to be there, or on its way again: its next answer is kept in its place.
        self.saved.retain(|saved| saved.at <= durable || !is_kept(&saved.command));
        self.saved.iter_mut().for_each(|saved| saved.epoch.clone_from(&self.epoch));
        self.sends();
    }

    fn saves(&mut self, id: Uuid, command: Value, at: u64) {
        let (token, epoch) = (self.token.clone(), self.epoch.clone());
        self.saved.push(Saved { token, id, command, epoch, at });
    }

    fn is_answered(&mut self, reply: &Value) {
        let Some(place) = self.outbox.iter().position(|asked| json!(asked.id) == reply["id"])
        else {
            let doubled = self.doubled.iter().find(|(id, _)| json!(id) == reply["id"]);
            let Some((id, command)) = doubled.map(|(id, command)| (*id, command.clone())) else {
                panic!("{} never asked for {reply}", self.token);
            };
            if let Some(at) = reply["at"].as_u64() {
                self.saves(id, command, at);
            }
            return;
        };
        let code = reply["refused"]["code"].as_str().unwrap_or_default();
        let is_final = code != "request.try_again" && !code.starts_with("rate.");
        if !is_final && is_kept(&self.outbox[place].command) {
            self.outbox[place].waits = false;
            return;
        }
        let Asked { id, command, .. } = self.outbox.remove(place);
        if let Some(at) = reply["at"].as_u64() {
            self.saves(id, command, at);
        } else {
            self.refused.push((id, code.to_owned()));
        }
    }
}

/// Whether it is kept until it is answered.
fn is_kept(command: &Value) -> bool {
    command.get("idea").is_some() || command.get("table").is_some()
}
