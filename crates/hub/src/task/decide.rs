//! Decides a batch of requests, and appends what was decided until that succeeds or time is up.

use super::{SummitTask, append::AppendFailed, unknown};
use crate::{
    answer::{Answer, Refused},
    limits::{APPEND_WITHIN, NO_ROOM_RETRY_MS},
};
use domain::{Commit, Digest, Offset, Rejection, Request, decide, rate::Rate};
use protocol::refusal;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tokio::time::Instant;

/// Whether a seat is within its rate, and of which rate the request took one. An error is the refusal if it is not.
type RateCheck = Result<Option<Rate>, Refused>;

impl SummitTask {
    /// Answers a batch of requests, in order.
    pub(super) async fn process_batch(&mut self, requests: &[Request]) -> Vec<Answer> {
        if self.log.needs_catch_up {
            return vec![unknown(); requests.len()];
        }
        // Rated once, however often the batch is decided; and given back for what is to be sent again.
        let rates: Vec<_> = requests.iter().map(|request| self.check_rate(request)).collect();
        let answers = self.decide_and_append(requests, &rates).await;
        for ((request, rate), answer) in requests.iter().zip(&rates).zip(&answers) {
            if let (Ok(Some(rate)), true) = (rate, should_retry(answer)) {
                self.shared.give_rate_back(&request.actor.seat, *rate);
            }
        }
        answers
    }

    async fn decide_and_append(
        &mut self,
        requests: &[Request],
        rates: &[RateCheck],
    ) -> Vec<Answer> {
        // One deadline for all attempts: nobody waits longer, however often other nodes were first.
        let until = Instant::now() + APPEND_WITHIN;
        loop {
            let generation = self.shared.epochs.generation();
            let (answers, commits) = self.decide_all(requests, rates);
            let Some(first) = commits.first().map(|commit| commit.offset) else {
                // An answer may rest on a commit of another node: it waits until that is confirmed.
                let saved = answers.iter().any(|it| matches!(it, Answer::Saved(_)));
                let confirmed = !saved || self.confirm_now(until).await;
                if self.shared.epochs.generation() != generation {
                    // The answers rest on a log that is gone.
                    continue;
                }
                return if confirmed { answers } else { self.confirmed_only(answers, None) };
            };
            match self.append(commits, until).await {
                Ok(()) => return answers,
                Err(AppendFailed::Overtaken) => {}
                Err(AppendFailed::NotWritten) => return self.confirmed_only(answers, Some(first)),
            }
        }
    }

    /// Turns answers that rest on unconfirmed commits into "try again". `first`: the first commit that was not written.
    fn confirmed_only(&self, answers: Vec<Answer>, first: Option<Offset>) -> Vec<Answer> {
        let is_before = |at: Offset| first.is_none_or(|first| at < first);
        let is_known = |it: &Answer| matches!(it, Answer::Saved(at) if self.confirmation.covers(*at) && is_before(*at));
        answers.into_iter().map(|it| if is_known(&it) { it } else { unknown() }).collect()
    }

    /// Decides requests one after another, each on the summit as those before it leave it.
    fn decide_all(
        &mut self,
        requests: &[Request],
        rates: &[RateCheck],
    ) -> (Vec<Answer>, Vec<Commit>) {
        let mut commits = Vec::new();
        let mut decide = |(request, rate): (&Request, &RateCheck)| match rate {
            Ok(_) => self.decide_one(request, &mut commits),
            Err(refused) => Answer::Refused(refused.clone()),
        };
        let answers = requests.iter().zip(rates).map(&mut decide).collect();
        (answers, commits)
    }

    /// Takes a request from the rate that its concept sets for its seat, if it sets one. A request that is in the log
    /// already is free: it gets the answer of the first time, however often it comes.
    fn check_rate(&self, request: &Request) -> RateCheck {
        let seat = &request.actor.seat;
        let rate = request.command.rate(seat).filter(|_| !self.log.requests().has(request.id));
        rate.map(|rate| self.shared.take_rate(seat, rate).map(|()| rate)).transpose()
    }

    fn decide_one(&mut self, request: &Request, commits: &mut Vec<Commit>) -> Answer {
        let digest = Digest::of_command(&request.command);
        match self.log.requests().find(request.id, &request.actor.seat, &digest) {
            Ok(None) => {}
            Ok(Some(offset)) => return Answer::Saved(offset),
            Err(rejection) => return refused(rejection),
        }
        // Requests that are saved already were answered above. Deadlines are refused as well: a round that people
        // cannot hand in to must not close.
        if !self.probe.has_room {
            return Answer::Refused(Refused::later(refusal::STORAGE_FULL, NO_ROOM_RETRY_MS));
        }
        let ahead = self.log.ahead();
        let at = self.shared.environment.clock.now().max(ahead.at);
        let request = Request { at, ..request.clone() };
        // A rule that panics must cost one request, not the summit.
        let events = match catch_unwind(AssertUnwindSafe(|| decide(ahead, &request))) {
            Ok(Ok(events)) => events,
            Ok(Err(rejection)) => return refused(rejection),
            Err(_) => {
                tracing::error!(
                    summit = %self.shared.id, request = %request.id, seat = %request.actor.seat,
                    "a rule panicked and its request was refused: please report this as a bug"
                );
                return Answer::Refused(Refused::with(refusal::MALFORMED));
            }
        };
        if events.is_empty() {
            return Answer::Saved(ahead.offset);
        }
        let commit = self.log.decided(&request, digest, events);
        let offset = commit.offset;
        commits.push(commit);
        Answer::Saved(offset)
    }
}

fn should_retry(answer: &Answer) -> bool {
    matches!(answer, Answer::Refused(refused) if refused.retry_ms.is_some())
}

fn refused(rejection: Rejection) -> Answer {
    Answer::Refused(rejection.into())
}
