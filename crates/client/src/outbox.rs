//! Requests that are not answered yet, each under its id until it is, and those that an epoch may lose.

use crate::{client::now, frame::Reply};
use protocol::Refusal;
use serde_json::{json, value::RawValue};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How long a request is worth sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Until it is answered, over any number of connections and epochs: what people hand in.
    UntilAnswered,
    /// For so long, and then never: a "next" that arrives ten minutes late wrecks the day.
    Within(Duration),
}

impl Delivery {
    /// As the protocol wants it for a concept, the first word of a command.
    #[must_use]
    pub fn of(concept: &str) -> Self {
        match concept {
            "idea" | "proposal" | "choice" | "ballot" | "table" => Self::UntilAnswered,
            _ => Self::Within(Duration::from_secs(5)),
        }
    }
}

/// Something that is asked of the server.
#[derive(Debug, Clone)]
pub struct Request {
    /// Made once, and the same however often it is sent.
    pub id: Uuid,
    /// A command of the protocol as JSON, such as `{"idea":{"submit":{"text":"…"}}}`.
    pub command: Box<RawValue>,
    /// How long it is worth sending.
    pub delivery: Delivery,
    /// Not before.
    pub due: Instant,
}

impl Request {
    /// A request under a new id, to be sent at once.
    ///    #[must_use]
    pub fn new(command: &serde_json::Value) -> Self {
        let concept = command.as_object().and_then(|it| it.keys().next());
        let delivery = Delivery::of(concept.map_or("", String::as_str));
        let command = RawValue::from_string(command.to_string()).unwrap_or_default();
        Self { id: Uuid::new_v4(), command, delivery, due: now() }
    }
}

/// The end of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It is saved, at this offset.
    Saved(u64),
    /// It was not done, and will not be.
    Refused(Refusal),
    /// It could not be sent in its time. If it was sent and the answer was lost, it may have been done.
    Expired,
}

/// What a reply means for its request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It has ended.
    Ended(Answer),
    /// It was not done now, and is sent again by itself; the code says why.
    PutOff(String),
    /// No request of this id waits for an answer.
    Unknown,
}

/// Requests that are not answered yet, and those that were saved in the present epoch.
#[derive(Debug, Default)]
pub struct Outbox {
    waiting: Vec<Waiting>,
    saved: Vec<Saved>,
}

#[derive(Debug)]
struct Waiting {
    request: Request,
    /// None: it was sent on this connection, and its answer has not come.
    send_at: Option<Instant>,
    was_sent: bool,
    was: Option<Was>,
}

#[derive(Debug)]
struct Saved {
    request: Request,
    was: Was,
}

/// Where a request was answered as saved, in an epoch that has ended.
#[derive(Debug, Clone)]
struct Was {
    epoch: String,
    at: u64,
}

impl Outbox {
    /// Takes a request, to be sent when it is due.
    pub fn add(&mut self, request: Request) {
        let send_at = Some(request.due);
        self.waiting.push(Waiting { request, send_at, was_sent: false, was: None });
    }

    /// When the next request is to be sent; none if all of them wait for their answers.
    #[must_use]
    pub fn next_at(&self) -> Option<Instant> {
        self.waiting.iter().filter_map(|it| it.send_at).min()
    }

    /// The frame of a request that is to be sent now, and its id.
    pub fn take_due(&mut self, now: Instant) -> Option<(Uuid, String)> {
        let due = |it: &&mut Waiting| it.send_at.is_some_and(|at| at <= now);
        let it = self.waiting.iter_mut().find(due)?;
        (it.send_at, it.was_sent) = (None, true);
        let mut frame = json!({ "id": it.request.id, "command": it.request.command });
        if let Some(Was { epoch, at }) = &it.was {
            frame["was"] = json!({ "epoch": epoch, "at": at });
        }
        Some((it.request.id, json!({ "request": frame }).to_string()))
    }

    /// A connection begins: whatever is not answered is sent again, for its answer may have been lost.
    pub fn reconnected(&mut self, now: Instant) {
        for it in &mut self.waiting {
            it.send_at.get_or_insert(now);
        }
    }

    /// Takes a reply that came in an epoch.
    pub fn answer(&mut self, reply: &Reply, epoch: &str, now: Instant) -> Outcome {
        let Some(index) = self.waiting.iter().position(|it| it.request.id == reply.id) else {
            return Outcome::Unknown;
        };
        if let Some(Refusal { retry_ms: Some(retry_ms), code, .. }) = &reply.refused {
            self.waiting[index].send_at = Some(now + Duration::from_millis(*retry_ms));
            return Outcome::PutOff(code.clone());
        }
        let Waiting { request, .. } = self.waiting.swap_remove(index);
        match (&reply.refused, reply.at) {
            (None, Some(at)) => {
                if request.delivery == Delivery::UntilAnswered {
                    let was = Was { epoch: epoch.to_owned(), at };
                    self.saved.push(Saved { request, was });
                }
                Outcome::Ended(Answer::Saved(at))
            }
            (Some(refusal), _) => Outcome::Ended(Answer::Refused(refusal.clone())),
            // Neither saved nor refused: it says nothing.
            (None, None) => Outcome::Unknown,
        }
    }

    /// The log has a new epoch that shares with the one before what lies up to `durable`: what was saved behind that
    /// is sent again, with where it was. Returns the ids of those requests.
    pub fn epoch_changed(&mut self, durable: u64, now: Instant) -> Vec<Uuid> {
        let lost = self.saved.extract_if(.., |it| it.was.at > durable);
        let again: Vec<Waiting> = lost
            .map(|Saved { request, was }| Waiting {
                request,
                send_at: Some(now),
                was_sent: true,
                was: Some(was),
            })
            .collect();
        let ids = again.iter().map(|it| it.request.id).collect();
        self.waiting.extend(again);
        ids
    }

    /// Requests whose time is over, which are dropped.
    pub fn take_expired(&mut self, now: Instant) -> Vec<Uuid> {
        let is_over = |it: &Waiting| it.expires_at().is_some_and(|at| at <= now);
        self.waiting.extract_if(.., |it| is_over(it)).map(|it| it.request.id).collect()
    }

    /// When the next request expires.
    #[must_use]
    pub fn expires_at(&self) -> Option<Instant> {
        self.waiting.iter().filter_map(Waiting::expires_at).min()
    }

    /// Drops what was never sent.
    pub fn drop_unsent(&mut self) {
        self.waiting.retain(|it| it.was_sent);
    }

    /// How many requests are not answered yet, those that are not due among them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether every request is answered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}

impl Waiting {
    fn expires_at(&self) -> Option<Instant> {
        match self.request.delivery {
            Delivery::UntilAnswered => None,
            Delivery::Within(time) => self.request.due.checked_add(time),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outbox() -> (Outbox, Uuid) {
        let mut outbox = Outbox::default();
        let request = Request::new(&json!({ "idea": { "submit": { "text": "Meer bomen" } } }));
        let id = request.id;
        outbox.add(request);
        (outbox, id)
    }

    fn refused(id: Uuid, retry_ms: Option<u64>) -> Reply {
        let refusal = Refusal { code: "a.b".into(), message: String::new(), field: None, retry_ms };
        Reply { id, at: None, refused: Some(refusal) }
    }

    fn saved(id: Uuid, at: u64) -> Reply {
        Reply { id, at: Some(at), refused: None }
    }

    #[test]
    fn a_request_is_sent_once_and_again_on_a_new_connection() {
        let (mut outbox, id) = outbox();
        let now = Instant::now();
        let frame = outbox.take_due(now).expect("it is due");
        let value: serde_json::Value = serde_json::from_str(&frame.1).unwrap();
        let command = json!({ "idea": { "submit": { "text": "Meer bomen" } } });
        assert_eq!(value, json!({ "request": { "id": id, "command": command } }));
        assert_eq!(outbox.take_due(now), None);
        outbox.reconnected(now);
        assert_eq!(outbox.take_due(now), Some(frame));
        let outcome = outbox.answer(&saved(id, 7), "k3", now);
        assert_eq!(outcome, Outcome::Ended(Answer::Saved(7)));
        assert!(outbox.is_empty());
    }

    #[test]
    fn a_request_is_not_sent_before_it_is_due() {
        let mut outbox = Outbox::default();
        let now = Instant::now();
        let due = now + Duration::from_secs(60);
        let command = json!({ "table": { "ready": {} } });
        outbox.add(Request { due, ..Request::new(&command) });
        assert_eq!((outbox.take_due(now), outbox.next_at()), (None, Some(due)));
        assert!(outbox.take_due(due).is_some());
    }

    #[test]
    fn a_refusal_for_now_is_sent_again_and_one_for_good_is_not() {
        let (mut outbox, id) = outbox();
        let now = Instant::now();
        outbox.take_due(now);
        let outcome = outbox.answer(&refused(id, Some(500)), "k3", now);
        assert_eq!(outcome, Outcome::PutOff("a.b".into()));
        assert_eq!(outbox.next_at(), Some(now + Duration::from_millis(500)));
        let outcome = outbox.answer(&refused(id, None), "k3", now);
        assert!(matches!(outcome, Outcome::Ended(Answer::Refused(it)) if it.code == "a.b"));
        assert!(outbox.is_empty());
    }

    #[test]
    fn an_answer_to_nothing_is_told_apart() {
        let (mut outbox, id) = outbox();
        let now = Instant::now();
        assert_eq!(outbox.answer(&saved(Uuid::nil(), 7), "k3", now), Outcome::Unknown);
        assert_eq!(outbox.len(), 1);
        outbox.answer(&saved(id, 7), "k3", now);
        assert_eq!(outbox.answer(&saved(id, 7), "k3", now), Outcome::Unknown);
    }

    #[test]
    fn what_a_new_epoch_lost_is_sent_again_with_where_it_was() {
        let (mut outbox, id) = outbox();
        let now = Instant::now();
        outbox.take_due(now);
        outbox.answer(&saved(id, 9), "k3", now);
        assert!(outbox.epoch_changed(9, now).is_empty());
        assert_eq!(outbox.epoch_changed(8, now), [id]);
        let (_, frame) = outbox.take_due(now).expect("it is due");
        let frame: serde_json::Value = serde_json::from_str(&frame).unwrap();
        assert_eq!(frame["request"]["was"], json!({ "epoch": "k3", "at": 9 }));
        outbox.answer(&saved(id, 8), "k4", now);
        assert!(outbox.epoch_changed(8, now).is_empty());
    }

    #[test]
    fn what_steers_the_day_expires_and_is_never_sent_again_by_an_epoch() {
        let mut outbox = Outbox::default();
        let now = Instant::now();
        let next = Request { due: now, ..Request::new(&json!({ "agenda": { "next": {} } })) };
        let id = next.id;
        outbox.add(next.clone());
        assert_eq!(outbox.expires_at(), Some(now + Duration::from_secs(5)));
        assert!(outbox.take_expired(now + Duration::from_secs(4)).is_empty());
        assert_eq!(outbox.take_expired(now + Duration::from_secs(5)), [id]);
        outbox.add(next);
        outbox.take_due(now);
        outbox.answer(&saved(id, 9), "k3", now);
        assert!(outbox.epoch_changed(0, now).is_empty());
    }

    #[test]
    fn who_finishes_still_waits_for_what_was_sent() {
        let (mut outbox, _) = outbox();
        outbox.take_due(Instant::now());
        outbox.add(Request::new(&json!({ "table": { "ready": {} } })));
        outbox.drop_unsent();
        assert_eq!(outbox.len(), 1);
    }
}
