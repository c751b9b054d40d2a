//! What a screen asks for, kept under the same id until it is answered.

use super::asked::{Asked, Saved};
use crate::documents::Reply;
use std::time::Duration;
use tokio::{sync::oneshot, time::Instant};
use uuid::Uuid;

/// Something to be asked for.
#[derive(Debug)]
pub struct Ask {
    pub id: Uuid,
    /// As JSON.
    pub command: String,
    /// The text of an idea.
    pub text: Option<String>,
    pub due: Instant,
    /// For one who waits for the answer.
    pub told: Option<oneshot::Sender<Result<u64, String>>>,
}

impl Ask {
    /// A command that is no idea, to be asked for at once.
    pub fn now(command: String) -> Self {
        Self { id: Uuid::new_v4(), command, text: None, due: Instant::now(), told: None }
    }
}

/// What is not answered yet.
#[derive(Debug, Default)]
pub struct Outbox {
    kept: Vec<Kept>,
}

#[derive(Debug)]
struct Kept {
    asked: Asked,
    /// When to send it; none while its answer is on its way.
    send_at: Option<Instant>,
    /// In the frame, after an epoch that lost it: where it was saved.
    was: Option<(String, u64)>,
    told: Option<oneshot::Sender<Result<u64, String>>>,
}

impl Outbox {
    pub fn add(&mut self, asks: Vec<Ask>) {
        self.kept.extend(asks.into_iter().map(|ask| Kept {
            send_at: Some(ask.due),
            was: None,
            told: ask.told,
            asked: Asked::new(ask.id, ask.command, ask.text, ask.due),
        }));
    }

    /// When the next is to be sent.
    pub fn next_at(&self) -> Option<Instant> {
        self.kept.iter().filter_map(|kept| kept.send_at).min()
    }

    /// The frame of one that is to be sent now.
    pub fn take_due(&mut self, now: Instant) -> Option<String> {
        let due = |kept: &&mut Kept| kept.send_at.is_some_and(|at| at <= now);
        let kept = self.kept.iter_mut().find(due)?;
        kept.send_at = None;
        kept.asked.send(now);
        let was = kept.was.as_ref().map_or_else(String::new, |(epoch, at)| {
            format!(r#""was":{{"epoch":"{epoch}","at":{at}}},"#)
        });
        let (id, command) = (kept.asked.id, &kept.asked.command);
        Some(format!(r#"{{"request":{{"id":"{id}",{was}"command":{command}}}}}"#))
    }

    /// On a new connection, all whose answers may have been lost are sent again.
    pub fn again(&mut self) {
        let now = Instant::now();
        for kept in &mut self.kept {
            kept.send_at.get_or_insert(now);
        }
    }

    /// Takes an answer that came in an epoch; what it ends is given back.
    pub fn answer(&mut self, reply: Reply, epoch: &str) -> Option<Asked> {
        let now = Instant::now();
        let index = self.kept.iter().position(|kept| kept.asked.id == reply.id)?;
        if let Some(refused) = reply.refused.as_ref()
            && let Some(retry_ms) = refused.retry_ms
        {
            let kept = &mut self.kept[index];
            kept.send_at = Some(now + Duration::from_millis(retry_ms));
            kept.asked.hear(now, Some(refused.code.clone()));
            return None;
        }
        let Kept { mut asked, told, .. } = self.kept.swap_remove(index);
        asked.hear(now, None);
        asked.answered = Some(now);
        asked.at = reply.at;
        asked.saved.extend(reply.at.map(|at| Saved { epoch: epoch.to_owned(), at, came: now }));
        asked.refused = reply.refused.map(|refused| refused.code);
        if let Some(told) = told {
            let code = asked.refused.clone().unwrap_or_default();
            // Who asked may have given up.
            let _ = told.send(asked.at.ok_or(code));
        }
        Some(asked)
    }

    /// After an epoch that ends earlier, what was saved behind its end is sent again.
    pub fn epoch(&mut self, former: Option<&str>, durable: u64, asked: &mut Vec<Asked>) {
        let Some(former) = former else { return };
        let gone = |it: &mut Asked| it.text.is_some() && it.at.is_some_and(|at| at > durable);
        for mut asked in asked.extract_if(.., gone) {
            let was = asked.at.take().map(|at| (former.to_owned(), at));
            self.kept.push(Kept { send_at: Some(Instant::now()), was, told: None, asked });
        }
    }

    /// Asks for nothing more: drops what was never sent.
    pub fn finish(&mut self) {
        self.kept.retain(|kept| kept.asked.sent.is_some());
    }

    /// How many are not answered yet, those that are not due among them.
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// What was never answered.
    pub fn unanswered(self) -> Vec<Asked> {
        self.kept.into_iter().map(|kept| kept.asked).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::Refusal;

    fn outbox() -> (Outbox, Uuid) {
        let mut outbox = Outbox::default();
        let ask = Ask { text: Some("bomen".into()), ..Ask::now(r#"{"a":{}}"#.into()) };
        let id = ask.id;
        outbox.add(vec![ask]);
        (outbox, id)
    }

    fn refused(retry_ms: Option<u64>) -> Option<Refusal> {
        Some(Refusal { code: "a.b".into(), message: String::new(), field: None, retry_ms })
    }

    #[test]
    fn what_is_asked_is_sent_once_and_again_on_a_new_connection() {
        let (mut outbox, id) = outbox();
        let frame = outbox.take_due(Instant::now()).expect("it is due");
        assert_eq!(frame, format!(r#"{{"request":{{"id":"{id}","command":{{"a":{{}}}}}}}}"#));
        assert_eq!(outbox.take_due(Instant::now()), None);
        outbox.again();
        assert_eq!(outbox.take_due(Instant::now()), Some(frame));
        let asked =
            outbox.answer(Reply { id, at: Some(7), refused: None }, "k3").expect("the end of it");
        assert_eq!((asked.at, asked.sendings.len()), (Some(7), 2));
        assert!(outbox.unanswered().is_empty());
    }

    #[test]
    fn a_refusal_for_now_is_kept_and_one_for_good_is_not() {
        let (mut outbox, id) = outbox();
        let _ = outbox.take_due(Instant::now());
        assert!(outbox.answer(Reply { id, at: None, refused: refused(Some(500)) }, "k3").is_none());
        assert!(outbox.next_at().expect("kept") > Instant::now());
        let asked = outbox.answer(Reply { id, at: None, refused: refused(None) }, "k3");
        assert_eq!(asked.expect("the end of it").refused.as_deref(), Some("a.b"));
    }

    #[test]
    fn who_finishes_still_waits_for_what_was_sent() {
        let (mut outbox, _) = outbox();
        let _ = outbox.take_due(Instant::now());
        outbox.add(vec![Ask::now("{}".into())]);
        outbox.finish();
        assert_eq!(outbox.len(), 1);
        assert_eq!(outbox.unanswered()[0].sendings.len(), 1);
    }

    #[test]
    fn what_an_epoch_lost_is_sent_again_with_where_it_was() {
        let (mut outbox, id) = outbox();
        let _ = outbox.take_due(Instant::now());
        let mut asked: Vec<_> =
            outbox.answer(Reply { id, at: Some(9), refused: None }, "k3").into_iter().collect();
        outbox.epoch(Some("k3"), 9, &mut asked);
        assert_eq!(asked.len(), 1);
        outbox.epoch(Some("k3"), 8, &mut asked);
        let frame = outbox.take_due(Instant::now()).expect("it is due");
        assert!(asked.is_empty() && frame.contains(r#""was":{"epoch":"k3","at":9}"#), "{frame}");
    }
}
