//! The theming reactor: takes new ideas in, puts them in a theme at once, and regroups when enough has changed.
//!
//! What it finds goes the way of everyone's requests; nothing else is changed here, and no request waits for it. All
//! nodes take new ideas in, so that each knows them; only what the first leaves undone do others do.

mod encoding;
mod look;
mod mind;
mod offline;
mod proposal;
mod round;

pub use encoding::Encoding;
pub(crate) use look::{counts, is_unsorted, unsorted};
pub(crate) use mind::Mind;
pub use mind::{Encoders, Likely};
pub use offline::Offline;

use crate::{
    answer::Answer,
    limits::{
        COLD_EVERY, LIKELY_MAX, OTHERS_WAIT, PLACE_EVERY, REGROUP_EVERY, REGROUP_IDEAS,
        REGROUP_SHARE, REGROUP_WITHIN,
    },
    summit::SummitHandle,
};
use domain::{Actor, Command, IdeaId, Offset, theme};
use look::{Look, Shape};
use proposal::Found;
use round::{Round, ToPlace};
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
        mind: Arc::clone(&summit.shared.mind),
        summit,
        take_in_at: Some(now),
        rests_until: now,
        to_place: ToPlace::new(),
        regrouping: None,
        regrouped: None,
        regrouped_at: now,
        regroup_took: Duration::ZERO,
        waiting: None,
        new_since: 0,
        known: 0,
        live: 0,
        shape: None,
        cold_at: now,
        cold_of: None,
    };
    theming.run(stop).await;
}

/// The themes that an idea most likely belongs in, as all stands now. Blocks while the engine works.
pub(crate) fn likely(summit: &SummitHandle, idea: IdeaId) -> Likely {
    let look = summit.read(Look::of);
    summit.shared.mind.likely(&look, idea, LIKELY_MAX)
}

/// The state of the reactor. It shares its thread with those who answer requests, and so only tells others what to do.
struct Theming {
    summit: SummitHandle,
    mind: Arc<Mind>,
    /// When it looks for new ideas; none if there are none.
    take_in_at: Option<Instant>,
    /// It does not look again before this.
    rests_until: Instant,
    /// Ideas that were taken in, and not placed yet.
    to_place: ToPlace,
    /// A grouping that is under way.
    regrouping: Option<JoinHandle<Regrouped>>,
    /// What the last regroup that was seen was based on, whoever did it.
    regrouped: Option<Offset>,
    /// When the last regroup began, and how long it took.
    regrouped_at: Instant,
    regroup_took: Duration,
    /// Since when something waits for a regroup.
    waiting: Option<Instant>,
    /// Ideas that came since the last regroup.
    new_since: usize,
    /// Ideas that the engine knows.
    known: usize,
    /// Ideas that count.
    live: usize,
    /// What people had decided when it was last regrouped.
    shape: Option<Shape>,
    cold_at: Instant,
    /// What was shown when it was last grouped from scratch.
    cold_of: Option<(Shape, usize)>,
}

/// What a thread of its own found.
struct Regrouped {
    /// The state that it was found in.
    of: Offset,
    /// Up to where it was looked at everything.
    based_on: Offset,
    found: Finding,
    took: Duration,
}

enum Finding {
    Warm(Grouping),
    Cold(Option<Suggestion>),
}

/// The engine or an encoder fell over: themes are left to people.
struct Fallen;

impl Theming {
    async fn run(mut self, stop: CancellationToken) {
        let ended = tokio::select! {
            biased;
            () = stop.cancelled() => Ok(()),
            ended = self.go_on() => ended,
        };
        if ended.is_err() {
            tracing::error!("the theming engine failed; themes are left to people");
        }
    }

    /// Its inputs: ideas and themes that changed; a grouping that is ready; another node that is first now; the time
    /// to take in, and to group.
    async fn go_on(&mut self) -> Result<(), Fallen> {
        let mut changed = self.summit.shared.ideas_changed.subscribe();
        let mut firsts = self.summit.shared.roster.firsts();
        loop {
            let (take_in_at, start_at) = (self.take_in_at, self.start_at());
            let looks_soon = take_in_at.is_some_and(|at| at <= self.rests_until);
            tokio::select! {
                biased;
                found = ready(&mut self.regrouping) => {
                    self.regrouping = None;
                    self.propose(found?).await;
                }
                it = changed.changed(), if !looks_soon => {
                    if it.is_err() {
                        return Ok(());
                    }
                    self.take_in_at = Some(self.rests_until);
                }
                it = firsts.changed() => {
                    if it.is_err() {
                        return Ok(());
                    }
                    if self.is_first() {
                        // What the one before left undone is not known.
                        self.waiting.get_or_insert_with(Instant::now);
                        self.take_in_at = Some(self.rests_until);
                    }
                }
                () = until(take_in_at) => {
                    changed.mark_unchanged();
                    self.take_in().await?;
                }
                () = until(start_at) => self.start(),
            }
        }
    }

    /// Takes in what is new, a batch at a time, and places it: it says which theme takes it at once, and which earlier
    /// ones it is like.
    async fn take_in(&mut self) -> Result<(), Fallen> {
        self.rests_until = Instant::now() + PLACE_EVERY;
        let (summit, mind) = (self.summit.clone(), Arc::clone(&self.mind));
        let (to_place, leaves) = (std::mem::take(&mut self.to_place), self.leaves());
        let round =
            tokio::task::spawn_blocking(move || Round::of(&summit, &mind, to_place, leaves));
        let mut round = round.await.map_err(|_| Fallen)?;
        self.new_since += round.new;
        (self.known, self.live) = (round.known, round.live);
        self.to_place = round.later;
        let mut again = round.more;
        if let Some(command) = round.found.take() {
            let cause = format!("{}/place/{}", self.summit.epoch(), round.based_on);
            if is_to_try_again(&self.send(&cause, command).await) {
                self.to_place.append(&mut round.to_place);
                again = true;
            }
        }
        if self.regrouped != round.regrouped {
            self.regrouped = round.regrouped;
            if !self.is_first() {
                self.was_regrouped(round.unsorted);
            }
        }
        self.note(round.shape);
        let ripe = self.to_place.values().min().map(|since| *since + leaves);
        let later = [round.tries_again_at, ripe].into_iter().flatten().min();
        self.take_in_at = if again { Some(self.rests_until) } else { later };
        Ok(())
    }

    fn is_first(&self) -> bool {
        self.summit.shared.roster.is_first()
    }

    /// How long what is to be done is left to another node.
    fn leaves(&self) -> Duration {
        if self.is_first() { Duration::ZERO } else { OTHERS_WAIT }
    }

    /// Another node regrouped: only what came too late for that calls for it again.
    const fn was_regrouped(&mut self, unsorted: usize) {
        self.waiting = None;
        self.new_since = unsorted;
    }

    /// Notes whether a regroup is called for.
    fn note(&mut self, shape: Shape) {
        let shaped = self.shape.as_ref().is_some_and(|last| *last != shape);
        if shaped || self.new_since > 0 {
            self.waiting.get_or_insert_with(Instant::now);
        }
        if shaped {
            // At once, as if enough had come.
            self.new_since = self.new_since.max(REGROUP_IDEAS);
        }
        self.shape = Some(shape);
    }

    /// When the next grouping starts; none if nothing calls for one, one runs, or too little is known.
    fn start_at(&self) -> Option<Instant> {
        let knows_enough = self.known * 10 >= self.live * 9;
        if self.regrouping.is_some() || !knows_enough {
            return None;
        }
        if let Some(since) = self.waiting {
            let rest = REGROUP_EVERY.max(self.regroup_took * REGROUP_SHARE);
            let soonest = self.regrouped_at + rest;
            let enough = self.new_since >= REGROUP_IDEAS;
            let at = if enough { soonest } else { soonest.max(since + REGROUP_WITHIN) };
            return Some(if self.is_first() { at } else { at.max(since) + OTHERS_WAIT });
        }
        // Nobody waits for what would fit better: that is left to the first.
        if !self.is_first() {
            return None;
        }
        let now = self.shape.clone().map(|shape| (shape, self.live));
        (self.live > 0 && now != self.cold_of).then(|| self.cold_at + COLD_EVERY)
    }

    /// Starts what is due, on a thread of its own.
    fn start(&mut self) {
        let is_warm = self.waiting.take().is_some();
        if is_warm {
            self.regrouped_at = Instant::now();
            self.new_since = 0;
        } else {
            self.cold_at = Instant::now();
            self.cold_of = self.shape.clone().map(|shape| (shape, self.live));
        }
        let (summit, mind) = (self.summit.clone(), Arc::clone(&self.mind));
        self.regrouping = Some(tokio::task::spawn_blocking(move || {
            let since = Instant::now();
            let (snapshot, look, based_on) = mind.snapshot_of(|| summit.shared.durable());
            let board = Board::new(&look.shown());
            let found = if is_warm {
                Finding::Warm(snapshot.regroup(&board))
            } else {
                Finding::Cold(snapshot.cold(&board))
            };
            let took = since.elapsed();
            summit.shared.environment.metrics.grouped(took);
            Regrouped { of: look.offset, based_on, found, took }
        }));
    }

    /// Sends what was found. New themes get ids that follow from where it was found, so that two who find the same
    /// name it the same.
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
        if is_to_try_again(&self.send(&cause, command).await) {
            self.waiting.get_or_insert_with(Instant::now);
        }
    }

    async fn send(&self, cause: &str, command: theme::Command) -> Answer {
        let request = proposal::derived(cause, "all");
        self.summit.request(Actor::system(), request, None, Command::Theme(command)).await
    }
}

/// What a thread of its own found, once it has; never if none runs.
async fn ready(running: &mut Option<JoinHandle<Regrouped>>) -> Result<Regrouped, Fallen> {
    match running {
        Some(running) => running.await.map_err(|_| Fallen),
        None => pending().await,
    }
}

/// Until a moment; for ever if there is none.
async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => pending().await,
    }
}

fn is_to_try_again(answer: &Answer) -> bool {
    matches!(answer, Answer::Refused(refused) if refused.retry_ms.is_some())
}
