//! Confirms the end of the log twice a second, and marks screens stale and requests refused when that fails for long.

use super::SummitTask;
use crate::limits::{
    CLOCK_FOLLOWED_AFTER, CONFIRM_EVERY, CONFIRM_SOON, REFUSED_AFTER, STALE_AFTER,
};
use domain::{Offset, Time};
use futures_util::{FutureExt as _, future::BoxFuture};
use journal::{Fault, Journal, Standing};
use std::{
    future::pending,
    sync::{Arc, atomic::Ordering},
};
use tokio::time::{Instant, timeout_at};

/// The last confirmation of the end of the log.
pub(super) struct Confirmation {
    /// Every commit up to here is as durable as the settings want: what was saved beyond is not answered yet.
    pub up_to: Offset,
    /// When the end of the log was last confirmed.
    at: Instant,
    /// The confirmation that is under way.
    running: Option<BoxFuture<'static, Result<Standing, Fault>>>,
    /// When the next one starts.
    next_at: Instant,
    /// Whether the store keeps a single copy, though more are wanted; none until it is known and recorded again.
    pub single_copy: Option<bool>,
    /// Since when the store's clock is too far from this node's.
    skewed_since: Option<Instant>,
}

impl Confirmation {
    pub fn new(up_to: Offset) -> Self {
        let now = Instant::now();
        Self { up_to, at: now, running: None, next_at: now, single_copy: None, skewed_since: None }
    }

    /// When the next confirmation starts; none while one is under way.
    pub fn due_at(&self) -> Option<Instant> {
        self.running.is_none().then_some(self.next_at)
    }

    /// The result of the confirmation that is under way; pending for ever if none is.
    pub async fn answer(&mut self) -> Result<Standing, Fault> {
        match &mut self.running {
            Some(running) => {
                let answer = running.await;
                self.running = None;
                answer
            }
            None => pending().await,
        }
    }

    /// Starts the next confirmation soon, for people wait.
    pub fn hurry(&mut self) {
        self.next_at = self.next_at.min(Instant::now() + CONFIRM_SOON);
    }

    /// Whether the commit at an offset is confirmed.
    pub fn covers(&self, offset: Offset) -> bool {
        offset <= self.up_to
    }
}

async fn confirm(journal: Arc<dyn Journal>) -> Result<Standing, Fault> {
    journal.confirm().await
}

impl SummitTask {
    /// Starts a confirmation, if one is due.
    pub(super) fn start_confirmation(&mut self) {
        let now = Instant::now();
        if self.confirmation.due_at().is_some_and(|at| at <= now) {
            self.confirmation.next_at = now + CONFIRM_EVERY;
            self.confirmation.running = Some(confirm(Arc::clone(&self.journal)).boxed());
        }
    }

    /// Confirms at once, for a client waits. Returns whether every durable commit is confirmed.
    pub(super) async fn confirm_now(&mut self, until: Instant) -> bool {
        if !self.confirmation.covers(self.log.durable()) {
            let answer = timeout_at(until, self.journal.confirm()).await;
            self.on_confirmation(answer.unwrap_or(Err(Fault::Closed))).await;
        }
        self.confirmation.covers(self.log.durable())
    }

    /// A confirmation ended.
    pub(super) async fn on_confirmation(&mut self, answer: Result<Standing, Fault>) {
        let checked = match answer {
            Ok(head) => self.check_head(&head).await,
            Err(fault) => Err(fault),
        };
        match checked {
            Ok(()) => self.on_confirmed(),
            Err(fault) => self.on_unconfirmed(&fault),
        }
    }

    fn on_confirmed(&mut self) {
        self.confirmation.at = Instant::now();
        let now = self.shared.environment.clock.now().0;
        self.shared.store.confirmed_at.store(now, Ordering::Relaxed);
        self.log.needs_catch_up = false;
        self.mark_fresh();
    }

    fn on_unconfirmed(&mut self, fault: &Fault) {
        tracing::warn!(
            summit = %self.shared.id, %fault,
            "the end of the log could not be confirmed: it is tried again, and screens say so if that lasts"
        );
        if let Fault::ReadOnly(why) = fault {
            // This node cannot read what other nodes appended. Its other summits go on.
            let _ = self.shared.read_only.set(why.clone());
        }
        self.confirmation.single_copy = None;
        self.probe.set_uncertain(fault);
        // During a repair nothing is decided, and what screens show may be gone.
        let is_repaired = matches!(fault, Fault::Recovering | Fault::OtherLife);
        if is_repaired || self.log.needs_catch_up {
            self.confirmation.hurry();
            self.mark_stale();
        }
        self.log.needs_catch_up |= is_repaired;
        self.check_staleness();
    }

    /// Marks screens stale, and later refuses requests, if the last confirmation was too long ago.
    pub(super) fn check_staleness(&mut self) {
        let since = self.confirmation.at.elapsed();
        if since >= STALE_AFTER {
            self.mark_stale();
        }
        self.log.needs_catch_up |= since >= REFUSED_AFTER;
    }

    /// Compares the end of the log with what is known here: reads what is missing, or everything if the epoch changed.
    async fn check_head(&mut self, head: &Standing) -> Result<(), Fault> {
        let store = &self.shared.store;
        store.single_copy.store(head.single_copy, Ordering::Relaxed);
        self.confirmation.single_copy = Some(head.single_copy);
        if let Some(now) = head.now {
            let here = self.shared.environment.clock.now().0;
            let skew = i128::from(now.0) - i128::from(here);
            store.skew_ms.store(skew.try_into().unwrap_or(i64::MAX), Ordering::Relaxed);
            self.follow_store_clock(now);
        }
        let position = &head.position;
        if position.epoch != self.shared.epochs.current().epoch {
            self.reload_for_epoch(&position.epoch).await?;
        }
        self.catch_up(position.offset).await?;
        let known = position.offset.min(self.log.durable());
        self.confirmation.up_to = self.confirmation.up_to.max(known);
        Ok(())
    }

    /// Goes by the store's clock once it was skewed for long: it was set, or another store took over.
    fn follow_store_clock(&mut self, now: Time) {
        if !self.shared.is_skewed() {
            self.confirmation.skewed_since = None;
            return;
        }
        let since = *self.confirmation.skewed_since.get_or_insert_with(Instant::now);
        if since.elapsed() >= CLOCK_FOLLOWED_AFTER {
            tracing::warn!(
                summit = %self.shared.id, now = now.0,
                "this node now goes by the clock of Redis, which was skewed for long: check the time of all machines"
            );
            self.shared.environment.clock.start_from(now);
            self.shared.store.skew_ms.store(0, Ordering::Relaxed);
        }
    }
}
