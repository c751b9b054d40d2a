//! The theming reactor: indexes new ideas, places each in a theme at once, and regroups when enough has changed.
//!
//! It changes a summit only by requests, as anyone does, and no request waits for it. Every node indexes all ideas, but
//! only the leading node sends; a follower sends what the leader left undone for [`FOLLOWER_GRACE`].
//!
//! A *warm* grouping starts from the themes that are shown; a *cold* one starts from scratch, and is only suggested.

mod intake_pass;
mod offline;
mod proposal;

pub use offline::Offline;

use crate::{
    answer::{Answer, Refused},
    idea_index::{
        IdeaIndex, Likely,
        engine_input::{CurationVersion, EngineInput},
    },
    limits::{
        COLD_EVERY, FOLLOWER_GRACE, LIKELY_MAX, PLACE_EVERY, REGROUP_EVERY, REGROUP_IDEAS,
        REGROUP_SHARE, REGROUP_WITHIN,
    },
    summit::SummitHandle,
};
use domain::{Actor, Command, Doc, IdeaId, Offset, access, theme};
use intake_pass::{IntakePass, Unplaced};
use proposal::Found;
use protocol::refusal;
use std::{future::pending, sync::Arc, time::Duration};
use themes::grouping::{Board, Grouping, Suggestion};
use tokio::{
    task::JoinHandle,
    time::{Instant, sleep_until},
};
use tokio_util::sync::CancellationToken;

/// Runs until it is told to stop.
pub(crate) async fn run(summit: SummitHandle, stop: CancellationToken) {
    let now = Instant::now();
    let theming = Theming {
        ideas: Arc::clone(&summit.shared.ideas),
        summit,
        intake_at: Some(now),
        not_before: now,
        unplaced: Unplaced::new(),
        regrouping: None,
        regrouped: None,
        regrouped_at: now,
        regroup_took: Duration::ZERO,
        wanted_since: None,
        new_ideas: 0,
        indexed: 0,
        live: 0,
        curation: None,
        cold_at: now,
        cold_of: None,
    };
    theming.run(stop).await;
}

/// The themes that an idea most likely belongs in, for an actor who may see the desk.
pub async fn likely(summit: &SummitHandle, actor: &Actor, idea: IdeaId) -> Result<Likely, Refused> {
    if !access::may_watch(actor, &Doc::Desk) {
        return Err(Refused::with(refusal::ACCESS_DENIED));
    }
    let summit = summit.clone();
    let likely = tokio::task::spawn_blocking(move || {
        let input = summit.read(EngineInput::of);
        summit.shared.ideas.likely(&input, idea, LIKELY_MAX)
    });
    likely.await.map_err(|_| Refused::try_again())
}

/// The state of the reactor. It shares its thread with the sessions: the encoder and the engine work on other threads.
struct Theming {
    summit: SummitHandle,
    ideas: Arc<IdeaIndex>,
    /// When the next intake pass starts; none if there are no new ideas.
    intake_at: Option<Instant>,
    /// No intake pass starts before this.
    not_before: Instant,
    /// Ideas that are indexed and not placed yet.
    unplaced: Unplaced,
    /// The grouping that runs.
    regrouping: Option<JoinHandle<Regrouped>>,
    /// What the last regroup was based on, at whichever node.
    regrouped: Option<Offset>,
    /// When the last regroup of this node began, and how long it took.
    regrouped_at: Instant,
    regroup_took: Duration,
    /// Since when a regroup is wanted.
    wanted_since: Option<Instant>,
    /// Ideas that came since the last regroup.
    new_ideas: usize,
    /// Ideas in the index.
    indexed: usize,
    /// Ideas that the engine reads.
    live: usize,
    /// What people had decided at the last intake pass.
    curation: Option<CurationVersion>,
    cold_at: Instant,
    /// What the last cold grouping started from.
    cold_of: Option<(CurationVersion, usize)>,
}

/// The result of a grouping.
struct Regrouped {
    /// The offset of the summit that it was found in.
    of: Offset,
    /// The offset up to which every idea was grouped.
    based_on: Offset,
    found: Finding,
    took: Duration,
}

enum Finding {
    Warm(Grouping),
    Cold(Option<Suggestion>),
}

/// The engine or an encoder panicked: themes are left to people.
struct EngineFailed;

impl Theming {
    async fn run(mut self, stop: CancellationToken) {
        let ended = tokio::select! {
            biased;
            () = stop.cancelled() => Ok(()),
            ended = self.react() => ended,
        };
        if ended.is_err() {
            tracing::error!(
                summit = %self.summit.id(),
                "the theming engine failed: people sort ideas at the desk until the node is restarted"
            );
        }
    }

    /// Its inputs: ideas or themes changed; a grouping finished; the lead changed; it is time for an intake pass, or for a
    /// grouping.
    async fn react(&mut self) -> Result<(), EngineFailed> {
        let mut changed = self.summit.shared.ideas_changed.subscribe();
        let mut leadership = self.summit.shared.roster.leadership();
        loop {
            let (intake_at, start_at) = (self.intake_at, self.start_at());
            let is_intake_near = intake_at.is_some_and(|at| at <= self.not_before);
            tokio::select! {
                biased;
                regrouped = finished(&mut self.regrouping) => {
                    self.regrouping = None;
                    self.propose(regrouped?).await;
                }
                it = changed.changed(), if !is_intake_near => {
                    if it.is_err() {
                        return Ok(());
                    }
                    self.intake_at = Some(self.not_before);
                }
                it = leadership.changed() => {
                    if it.is_err() {
                        return Ok(());
                    }
                    if self.is_leading() {
                        // What the previous leader left undone is not known.
                        self.wanted_since.get_or_insert_with(Instant::now);
                        self.intake_at = Some(self.not_before);
                    }
                }
                () = until(intake_at) => {
                    changed.mark_unchanged();
                    self.intake().await?;
                }
                () = until(start_at) => self.start_grouping(),
            }
        }
    }

    /// Indexes and places a batch of new ideas.
    async fn intake(&mut self) -> Result<(), EngineFailed> {
        self.not_before = Instant::now() + PLACE_EVERY;
        let (summit, ideas) = (self.summit.clone(), Arc::clone(&self.ideas));
        let (unplaced, grace) = (std::mem::take(&mut self.unplaced), self.grace());
        let pass =
            tokio::task::spawn_blocking(move || IntakePass::run(&summit, &ideas, unplaced, grace));
        let mut pass = pass.await.map_err(|_| EngineFailed)?;
        self.new_ideas += pass.new;
        (self.indexed, self.live) = (pass.indexed, pass.live);
        self.unplaced = pass.later;
        let mut again = pass.more;
        if let Some(command) = pass.command.take() {
            let cause = format!("{}/place/{}", self.summit.epoch(), pass.based_on);
            if should_retry(&self.send(&cause, command).await) {
                self.unplaced.append(&mut pass.placing);
                again = true;
            }
        }
        if self.regrouped != pass.regrouped {
            self.regrouped = pass.regrouped;
            if !self.is_leading() {
                self.on_regrouped_elsewhere(pass.waiting);
            }
        }
        self.note_curation(pass.curation);
        let grace_over = self.unplaced.values().min().map(|since| *since + grace);
        let later = [pass.retry_at, grace_over].into_iter().flatten().min();
        self.intake_at = if again { Some(self.not_before) } else { later };
        Ok(())
    }

    fn is_leading(&self) -> bool {
        self.summit.shared.roster.is_leading()
    }

    /// How long this node leaves work to the leading one.
    fn grace(&self) -> Duration {
        if self.is_leading() { Duration::ZERO } else { FOLLOWER_GRACE }
    }

    /// Another node regrouped: only the ideas that came too late for it call for a regroup here.
    const fn on_regrouped_elsewhere(&mut self, waiting: usize) {
        self.wanted_since = None;
        self.new_ideas = waiting;
    }

    /// Wants a regroup if people decided something or ideas came.
    fn note_curation(&mut self, curation: CurationVersion) {
        let is_curated = self.curation.as_ref().is_some_and(|last| *last != curation);
        if is_curated || self.new_ideas > 0 {
            self.wanted_since.get_or_insert_with(Instant::now);
        }
        if is_curated {
            // As soon as if enough ideas had come.
            self.new_ideas = self.new_ideas.max(REGROUP_IDEAS);
        }
        self.curation = Some(curation);
    }

    /// When the next grouping starts; none if none is wanted, one runs, or too few ideas are indexed.
    fn start_at(&self) -> Option<Instant> {
        let is_mostly_indexed = self.indexed * 10 >= self.live * 9;
        if self.regrouping.is_some() || !is_mostly_indexed {
            return None;
        }
        if let Some(since) = self.wanted_since {
            let rest = REGROUP_EVERY.max(self.regroup_took * REGROUP_SHARE);
            let soonest = self.regrouped_at + rest;
            let enough = self.new_ideas >= REGROUP_IDEAS;
            let at = if enough { soonest } else { soonest.max(since + REGROUP_WITHIN) };
            return Some(if self.is_leading() { at } else { at.max(since) + FOLLOWER_GRACE });
        }
        // Nobody waits for a suggestion: followers leave it to the leader.
        if !self.is_leading() {
            return None;
        }
        let now = self.curation.clone().map(|curation| (curation, self.live));
        (self.live > 0 && now != self.cold_of).then(|| self.cold_at + COLD_EVERY)
    }

    /// Starts the grouping that is due, on a blocking thread.
    fn start_grouping(&mut self) {
        let is_warm = self.wanted_since.take().is_some();
        if is_warm {
            self.regrouped_at = Instant::now();
            self.new_ideas = 0;
        } else {
            self.cold_at = Instant::now();
            self.cold_of = self.curation.clone().map(|curation| (curation, self.live));
        }
        let (summit, ideas) = (self.summit.clone(), Arc::clone(&self.ideas));
        self.regrouping = Some(tokio::task::spawn_blocking(move || {
            let since = Instant::now();
            let (snapshot, input, based_on) = ideas.snapshot_with(|| summit.shared.durable());
            let board = Board::new(&input.shown());
            let found = if is_warm {
                Finding::Warm(snapshot.regroup(&board))
            } else {
                Finding::Cold(snapshot.cold(&board))
            };
            let took = since.elapsed();
            summit.shared.environment.metrics.grouped(took);
            Regrouped { of: input.offset, based_on, found, took }
        }));
    }

    /// Sends what a grouping found. The ids of new themes follow from the offset that it was found at, so that two nodes
    /// that find the same give it the same id.
    async fn propose(&mut self, Regrouped { of, based_on, found, took }: Regrouped) {
        if matches!(found, Finding::Warm(_)) {
            self.regroup_took = took;
        }
        let kind = match found {
            Finding::Warm(_) => "regroup",
            Finding::Cold(_) => "suggest",
        };
        let cause = format!("{}/{kind}/{of}", self.summit.epoch());
        let command = match found {
            Finding::Warm(grouping) => Found::new(&cause, &grouping).regroup(based_on),
            Finding::Cold(None) if self.summit.read(|it| it.theming.suggestion.is_none()) => return,
            Finding::Cold(suggestion) => proposal::suggest(&cause, based_on, suggestion),
        };
        if should_retry(&self.send(&cause, command).await) {
            self.wanted_since.get_or_insert_with(Instant::now);
        }
    }

    async fn send(&self, cause: &str, command: theme::Command) -> Answer {
        let request = proposal::derived(cause, "all");
        self.summit.request(Actor::system(), request, None, Command::Theme(command)).await
    }
}

/// The result of the grouping that runs; pending for ever if none does.
async fn finished(
    regrouping: &mut Option<JoinHandle<Regrouped>>,
) -> Result<Regrouped, EngineFailed> {
    match regrouping {
        Some(running) => running.await.map_err(|_| EngineFailed),
        None => pending().await,
    }
}

/// Sleeps until an instant; pending for ever if there is none.
async fn until(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => pending().await,
    }
}

fn should_retry(answer: &Answer) -> bool {
    matches!(answer, Answer::Refused(refused) if refused.retry_ms.is_some())
}
