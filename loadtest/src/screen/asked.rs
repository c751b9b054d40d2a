//! What a screen asks for, and what became of it: every sending, and every time it was answered as saved.

use client::{Delivery, Request};
use serde_json::Value;
use std::time::Duration;
use tokio::{sync::oneshot, time::Instant};
use uuid::Uuid;

/// Something to be asked for.
#[derive(Debug)]
pub struct Ask {
    pub id: Uuid,
    pub command: Value,
    /// The text of an idea.
    pub text: Option<String>,
    pub due: Instant,
    /// For one who waits for the answer.
    pub told: Option<oneshot::Sender<Result<u64, String>>>,
}

impl Ask {
    /// A command that is no idea, to be asked for at once.
    pub fn now(command: Value) -> Self {
        Self { id: Uuid::new_v4(), command, text: None, due: Instant::now(), told: None }
    }

    /// As the client sends it. Nobody looks on who could ask again: no command of a run expires.
    pub fn request(&self) -> Request {
        let request = Request::new(&self.command);
        let delivery = match request.delivery {
            Delivery::UntilAnswered => Delivery::UntilAnswered,
            Delivery::Within(_) => Delivery::Within(Duration::MAX),
        };
        Request { id: self.id, due: self.due.into_std(), delivery, ..request }
    }
}

/// Something that was asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    pub id: Uuid,
    pub text: Option<String>,
    pub due: Instant,
    /// When it was first sent; none if it never was.
    pub sent: Option<Instant>,
    /// Each time it was sent.
    pub sendings: Vec<Sending>,
    pub answered: Option<Instant>,
    /// Where it was saved.
    pub at: Option<u64>,
    /// Each time it was answered as saved: once, and once more in each epoch that lost it.
    pub saved: Vec<Saved>,
    /// Why it was refused for good.
    pub refused: Option<String>,
}

/// One sending of it on a connection.
#[derive(Debug, Clone)]
pub struct Sending {
    pub at: Instant,
    /// When it was answered, be it with a refusal for now; none if the connection ended before.
    pub answered: Option<Instant>,
    /// Why it was put off.
    pub put_off: Option<String>,
}

/// An answer that said: saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    pub epoch: String,
    pub at: u64,
    pub came: Instant,
}

impl Asked {
    /// Something not sent yet.
    pub fn new(id: Uuid, text: Option<String>, due: Instant) -> Self {
        Self {
            id,
            text,
            due,
            sent: None,
            sendings: Vec::new(),
            answered: None,
            at: None,
            saved: Vec::new(),
            refused: None,
        }
    }

    /// It goes out.
    pub fn send(&mut self, now: Instant) {
        self.sent.get_or_insert(now);
        self.sendings.push(Sending { at: now, answered: None, put_off: None });
    }

    /// The last sending has an answer.
    pub fn hear(&mut self, now: Instant, put_off: Option<String>) {
        if let Some(last) = self.sendings.last_mut() {
            last.answered.get_or_insert(now);
            last.put_off = put_off;
        }
    }
}

impl Sending {
    /// How long it waited for its answer; none if the connection ended before.
    pub fn waited(&self) -> Option<Duration> {
        Some(self.answered?.saturating_duration_since(self.at))
    }
}
