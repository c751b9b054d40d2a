//! Someone in the hall, who keeps what they asked until it is answered.

use crate::stage::{Client, Manner, client::Held};
use hub::Door;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Something asked.
#[derive(Debug, Clone)]
pub struct Asked {
    pub id: Uuid,
    pub command: Value,
    /// Whether it was sent on this connection, and is not answered yet.
    waits: bool,
}

/// An answer that something was saved.
#[derive(Debug)]
pub struct Saved {
    pub token: String,
    pub id: Uuid,
    pub command: Value,
    pub at: u64,
}

/// Someone at a screen.
pub struct Person {
    pub token: String,
    pub docs: Vec<String>,
    pub client: Option<Client>,
    /// What is held from before the line was cut.
    held: BTreeMap<String, Held>,
    /// Connections that were given up without a word: the node may not know yet.
    given_up: Vec<Client>,
    /// Asked, and not answered for good.
    pub outbox: Vec<Asked>,
    /// Sent twice in one go, and so answered twice.
    doubled: BTreeMap<Uuid, Value>,
    /// Answered as saved.
    pub saved: Vec<Saved>,
}

impl Person {
    pub fn new(token: &str, docs: &[&str]) -> Self {
        Self {
            token: token.to_owned(),
            docs: docs.iter().map(|doc| (*doc).to_owned()).collect(),
            client: None,
            held: BTreeMap::new(),
            given_up: Vec::new(),
            doubled: BTreeMap::new(),
            outbox: Vec::new(),
            saved: Vec::new(),
        }
    }

    pub fn is_on_line(&self) -> bool {
        self.client.is_some()
    }

    /// What a document shows, on line or not.
    pub fn held(&self, doc: &str) -> Option<&Held> {
        self.client.as_ref().map_or(&self.held, |client| &client.held).get(doc)
    }

    pub fn connects(&mut self, door: &Door) {
        let mut client = Client::connects(door.clone());
        client.held = std::mem::take(&mut self.held);
        let at = |doc: &String| client.held.get(doc).map_or(Value::Null, |held| json!(held.at));
        let watch: Map<String, Value> =
            self.docs.iter().map(|doc| (doc.clone(), at(doc))).collect();
        client.says(json!({"hello":{"token":self.token,"epoch":"k1","watch":watch}}));
        self.client = Some(client);
        self.outbox.iter_mut().for_each(|asked| asked.waits = false);
        self.sends();
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
            self.outbox.push(Asked { id, command, waits: false });
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
            client.asks_as(asked.id, asked.command.clone());
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
                "welcome" | "sync" | "stale" | "bye" => {}
                _ => panic!("{} was told {kind}: {frame}", self.token),
            }
        }
        if gone {
            self.drops();
        }
    }

    fn is_answered(&mut self, reply: &Value) {
        let Some(place) = self.outbox.iter().position(|asked| json!(asked.id) == reply["id"])
        else {
            let doubled = self.doubled.iter().find(|(id, _)| json!(id) == reply["id"]);
            let Some((id, command)) = doubled.map(|(id, command)| (*id, command.clone())) else {
                panic!("{} never asked for {reply}", self.token);
            };
            if let Some(at) = reply["at"].as_u64() {
                self.saved.push(Saved { token: self.token.clone(), id, command, at });
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
            self.saved.push(Saved { token: self.token.clone(), id, command, at });
        }
    }
}

/// Whether it is kept until it is answered.
fn is_kept(command: &Value) -> bool {
    command.get("idea").is_some() || command.get("table").is_some()
}
