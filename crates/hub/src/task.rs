//! The summit task: the one place where a summit changes.
//!
//! All that waits is decided one after another on the summit as it will be (*ahead*), appended as one
//! batch, applied to the summit as it is (*durable*), and only then answered.

mod log;
pub(crate) mod saving;
mod standing;
mod time_of_day;
pub(crate) mod timers;
mod unsorted;

use crate::{
    answer::{Answer, Refused},
    limits::{APPEND_WITHIN, BATCH_MAX, NO_ROOM_RETRY_MS, NODE_DOCS_EVERY, REACT_EVERY},
    metrics::Outcome,
    receipts::Receipts,
    summit::{Asked, Shared},
};
use domain::{Command, Commit, Digest, Doc, Offset, Rejection, Request, Summit, decide, idea};
use journal::{Journal, Obstacle};
use log::Failed;
use protocol::refusal;
use saving::Saves;
use standing::Confirmed;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};
use tokio::{
    sync::{mpsc, watch},
    time::{Instant, sleep_until},
};
use tokio_util::sync::CancellationToken;
use unsorted::PlacementTimer;

/// The state of the task that owns a summit.
pub(crate) struct SummitTask {
    shared: Arc<Shared>,
    journal: Arc<dyn Journal>,
    inbox: mpsc::Receiver<Asked>,
    /// Rings when the journal has grown, by whomever.
    bell: watch::Receiver<Offset>,
    /// As it will be when all that was decided is in the journal.
    ahead: Summit,
    /// The hash of the last commit of `ahead`.
    ahead_hash: Digest,
    /// The last commit that is in the journal, and its hash.
    durable: (Offset, Digest),
    receipts: Receipts,
    unsorted: PlacementTimer,
    /// Whether the journal may hold commits that were not seen here. Nothing is decided until it was read.
    unsure: bool,
    confirmed: Confirmed,
    saves: Saves,
    /// Whether there is room to save more, when it was last asked.
    has_room: bool,
    /// The clock is not asked again before this.
    clock_rests_until: Instant,
    /// Since when all have handed in, as far as this node knows.
    all_since: Option<Instant>,
    react_at: Instant,
    node_docs_at: Instant,
    /// Whether the machine's clock was looked at since this node began with the summit.
    knows_the_time: bool,
}

impl SummitTask {
    /// A task over a summit that was replayed up to the top of its journal.
    pub fn new(
        shared: Arc<Shared>,
        journal: Arc<dyn Journal>,
        inbox: mpsc::Receiver<Asked>,
        receipts: Receipts,
        hash: Digest,
        probed: Result<(), (Obstacle, String)>,
    ) -> Self {
        let ahead = shared.durable().clone();
        let durable = (ahead.offset, hash);
        let has_room = (shared.environment.has_room)();
        let mut bell = journal.appended();
        // What was appended while this one was replayed is read at once.
        bell.mark_changed();
        let task = Self {
            shared,
            journal,
            inbox,
            bell,
            ahead,
            ahead_hash: hash,
            durable,
            receipts,
            unsorted: PlacementTimer::default(),
            unsure: false,
            confirmed: Confirmed::new(durable.0),
            saves: Saves::new(probed),
            has_room,
            clock_rests_until: Instant::now(),
            all_since: None,
            react_at: Instant::now() + REACT_EVERY,
            node_docs_at: Instant::now(),
            knows_the_time: false,
        };
        // Before anyone asks how it stands.
        task.tried();
        task
    }

    /// Runs until it is told to stop; what waits then is still answered.
    ///
    /// Its inputs: requests; the journal's bell (commits of other nodes, and own ones that came late); the
    /// clock (rounds that run out, documents that rested, early closing, a journal that did not answer, a probe whether
    /// it saves).
    pub async fn run(mut self, stop: CancellationToken) {
        let mut batch = Vec::with_capacity(BATCH_MAX);
        loop {
            let shown_next = self.shared.documents.show_due(&self.shared.durable());
            let ticks = self.react_at.min(self.node_docs_at).min(self.saves.due_at());
            let due = [shown_next, self.due_at(), self.confirmed.due_at()];
            let next = due.into_iter().flatten().fold(ticks, Instant::min);
            tokio::select! {
                biased;
                () = stop.cancelled() => break,
                taken = self.inbox.recv_many(&mut batch, BATCH_MAX) => {
                    if taken == 0 {
                        return;
                    }
                    self.settle(std::mem::take(&mut batch)).await;
                }
                Ok(()) = self.bell.changed() => self.hear_the_bell().await,
                answer = self.confirmed.answer() => self.stands(answer).await,
                answer = self.saves.answer() => self.probed(answer),
                () = sleep_until(next) => {}
            }
            self.try_whether_it_saves();
            self.ask_where_it_stands().await;
            self.look_how_long();
            self.follow_the_machine().await;
            self.by_the_clock().await;
            self.say_how_many_copies().await;
            self.tick().await;
            self.tell_whether_it_saves();
        }
        self.inbox.close();
        while self.inbox.recv_many(&mut batch, BATCH_MAX).await > 0 {
            self.settle(std::mem::take(&mut batch)).await;
        }
    }

    async fn tick(&mut self) {
        let now = Instant::now();
        if self.react_at <= now {
            self.close_early().await;
            self.react_at = Instant::now() + REACT_EVERY;
        }
        if self.node_docs_at <= now {
            self.node_docs_at = now + NODE_DOCS_EVERY;
            self.has_room = (self.shared.environment.has_room)();
            self.tell_whether_it_saves();
            let documents = &self.shared.documents;
            for doc in [Doc::Presence, Doc::Health] {
                documents.replace(&doc, &self.shared.of_node(&doc));
            }
            self.shared.seat_rates.retain(|_, bucket| !bucket.is_full());
        }
    }

    /// Decides a batch, makes it durable, shows it, and answers.
    async fn settle(&mut self, batch: Vec<Asked>) {
        let (requests, answers): (Vec<_>, Vec<_>) =
            batch.into_iter().map(|it| (it.request, (it.answer, it.since))).unzip();
        let outcomes = self.outcomes(&requests).await;
        for ((answer, since), outcome) in answers.into_iter().zip(outcomes) {
            self.shared.environment.metrics.answered(Outcome::from(&outcome), since.elapsed());
            // Who asked may be gone; the same id finds the answer again.
            let _ = answer.send(outcome);
        }
    }

    async fn outcomes(&mut self, requests: &[Request]) -> Vec<Answer> {
        if self.unsure {
            return vec![unknown(); requests.len()];
        }
        // Counted once, however often it is decided; and not at all, if it is to be sent again.
        let paces: Vec<_> = requests.iter().map(|request| self.pace(request)).collect();
        let outcomes = self.decided(requests, &paces).await;
        for ((request, pace), outcome) in requests.iter().zip(&paces).zip(&outcomes) {
            if matches!(pace, Ok(Paced::Counted)) && is_to_be_sent_again(outcome) {
                self.shared.unrate_idea(&request.actor.seat);
            }
        }
        outcomes
    }

    async fn decided(&mut self, requests: &[Request], paces: &[Pace]) -> Vec<Answer> {
        // Nobody waits longer, however often others were first.
        let until = Instant::now() + APPEND_WITHIN;
        loop {
            let life = self.shared.lives.nth();
            let (outcomes, commits) = self.decide_all(requests, paces);
            if commits.is_empty() {
                // What others appended is answered once it is as durable as one's own.
                let saved = outcomes.iter().any(|it| matches!(it, Answer::Saved(_)));
                let stands = !saved || self.is_confirmed(until).await;
                if self.shared.lives.nth() != life {
                    // What was answered from is gone.
                    continue;
                }
                return if stands { outcomes } else { self.known(outcomes, None) };
            }
            let first = commits.first().map(|commit| commit.offset);
            match self.append(commits, until).await {
                Ok(()) => return outcomes,
                Err(Failed::Overtaken) => {}
                Err(Failed::NotWritten) => return self.known(outcomes, first),
            }
        }
    }

    /// Of what was decided on commits that are not surely in the journal, nothing can be said; the rest stands. `first`
    /// is the first of those that were to be written.
    fn known(&self, outcomes: Vec<Answer>, first: Option<Offset>) -> Vec<Answer> {
        let before = |at: &Offset| first.is_none_or(|first| *at < first);
        let stands = |it: &Answer| matches!(it, Answer::Saved(at) if *at <= self.confirmed.up_to && before(at));
        let known = |it: Answer| if stands(&it) { it } else { unknown() };
        outcomes.into_iter().map(known).collect()
    }

    /// Decides requests one after another, each on what those before it will have changed.
    fn decide_all(&mut self, requests: &[Request], paces: &[Pace]) -> (Vec<Answer>, Vec<Commit>) {
        let mut commits = Vec::new();
        let mut decide = |(request, pace): (&Request, &Pace)| match pace {
            Ok(_) => self.decide_one(request, &mut commits),
            Err(refused) => Answer::Refused(refused.clone()),
        };
        let outcomes = requests.iter().zip(paces).map(&mut decide).collect();
        (outcomes, commits)
    }

    /// Whether a seat writes too fast: each text stays in the log, former ones as well. What is known is not counted: a
    /// resend is answered as the first time, however often it comes.
    fn pace(&self, request: &Request) -> Pace {
        let writes = matches!(
            request.command,
            Command::Idea(idea::Command::Submit { .. } | idea::Command::Edit { .. })
        );
        if !writes || self.receipts.has(request.id) {
            return Ok(Paced::Free);
        }
        self.shared.rate_idea(&request.actor.seat).map(|()| Paced::Counted)
    }

    fn decide_one(&mut self, request: &Request, commits: &mut Vec<Commit>) -> Answer {
        let digest = Digest::of_command(&request.command);
        match self.receipts.find(request.id, &request.actor.seat, &digest) {
            Ok(None) => {}
            Ok(Some(offset)) => return Answer::Saved(offset),
            Err(rejection) => return refused(rejection),
        }
        // What is saved already was answered above. The clock waits as well: a round that people could not
        // hand in to must not close meanwhile.
        if !self.has_room {
            return Answer::Refused(Refused::later(refusal::STORAGE_FULL, NO_ROOM_RETRY_MS));
        }
        let at = self.shared.environment.clock.now().max(self.ahead.at);
        let request = Request { at, ..request.clone() };
        // A rule that panics is a fault of ours; it must cost one request, not the summit.
        let events = match catch_unwind(AssertUnwindSafe(|| decide(&self.ahead, &request))) {
            Ok(Ok(events)) => events,
            Ok(Err(rejection)) => return refused(rejection),
            Err(_) => {
                tracing::error!(request = %request.id, "a rule panicked");
                return Answer::Refused(Refused::with(refusal::MALFORMED));
            }
        };
        if events.is_empty() {
            return Answer::Saved(self.ahead.offset);
        }
        let commit = Commit {
            offset: self.ahead.offset.next(),
            at,
            request_id: request.id,
            seat: request.actor.seat,
            command_digest: digest,
            events,
            prev_hash: self.ahead_hash,
        };
        self.ahead_hash = Digest::of(&commit.encode());
        self.ahead.apply_commit(&commit);
        self.receipts.note(&commit);
        let offset = commit.offset;
        commits.push(commit);
        Answer::Saved(offset)
    }
}

/// Whether someone is within their rate.
type Pace = Result<Paced, Refused>;

/// What someone within their rate has used of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Paced {
    Counted,
    Free,
}

fn is_to_be_sent_again(answer: &Answer) -> bool {
    matches!(answer, Answer::Refused(refused) if refused.retry_ms.is_some())
}

fn refused(rejection: Rejection) -> Answer {
    Answer::Refused(rejection.into())
}

fn unknown() -> Answer {
    Answer::Refused(Refused::try_again())
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
