//! Where the log surely stands: confirmed every half second, and what follows if it is not where it was known to be.

use super::SummitTask;
use crate::{
    hub::replay,
    limits::{
        CLOCK_FOLLOWED_AFTER, CONFIRM_EVERY, CONFIRM_SOON, REFUSED_AFTER, STALE_AFTER, TRAY_AGAIN,
    },
    receipts::Receipts,
};
use domain::{Commit, Digest, Epoch, Jti, Offset, RequestId, Time};
use futures_util::{FutureExt as _, future::BoxFuture};
use journal::{Fault, Journal, Standing};
use std::{
    collections::BTreeSet,
    future::pending,
    sync::{Arc, PoisonError, atomic::Ordering},
};
use tokio::time::{Instant, timeout_at};

/// What is known of where the log stands.
pub(super) struct Confirmed {
    /// All up to here is as durable as it is to be: what was saved beyond is not answered yet.
    pub up_to: Offset,
    /// When that was last sure.
    at: Instant,
    /// Asked, and not answered yet.
    asking: Option<BoxFuture<'static, Result<Standing, Fault>>>,
    /// When it is asked next.
    next: Instant,
    /// Whether a single copy must do, if that is known.
    pub single_copy: Option<bool>,
    /// Since when the store's clock is too far from this node's.
    skewed_since: Option<Instant>,
    /// What lay in the tray and is not in the log again.
    tray: BTreeSet<RequestId>,
    tray_at: Option<Instant>,
}

impl Confirmed {
    pub fn new(up_to: Offset) -> Self {
        let now = Instant::now();
        Self {
            up_to,
            at: now,
            asking: None,
            next: now,
            single_copy: None,
            skewed_since: None,
            tray: BTreeSet::new(),
            tray_at: Some(now),
        }
    }

    /// When there is something to do.
    pub fn due_at(&self) -> Option<Instant> {
        let next = self.asking.is_none().then_some(self.next);
        [next, self.tray_at].into_iter().flatten().min()
    }

    /// The answer, when it comes; never if nothing was asked.
    pub async fn answer(&mut self) -> Result<Standing, Fault> {
        match &mut self.asking {
            Some(asking) => {
                let answer = asking.await;
                self.asking = None;
                answer
            }
            None => pending().await,
        }
    }

    /// Asks soon, for something is wrong.
    pub fn hurry(&mut self) {
        self.next = self.next.min(Instant::now() + CONFIRM_SOON);
    }
}

async fn ask(journal: Arc<dyn Journal>) -> Result<Standing, Fault> {
    journal.confirm().await
}

impl SummitTask {
    /// Asks where the log stands, if it is time to.
    pub(super) async fn ask_where_it_stands(&mut self) {
        let now = Instant::now();
        if self.confirmed.asking.is_none() && self.confirmed.next <= now {
            self.confirmed.next = now + CONFIRM_EVERY;
            self.confirmed.asking = Some(ask(Arc::clone(&self.journal)).boxed());
        }
        if self.confirmed.tray_at.is_some_and(|at| at <= now) {
            self.look_into_the_tray().await;
        }
    }

    /// Makes sure of it at once, for someone waits. Tells whether all that is known here is confirmed.
    pub(super) async fn is_confirmed(&mut self, until: Instant) -> bool {
        if self.confirmed.up_to < self.durable.0 {
            let standing = timeout_at(until, self.journal.confirm()).await;
            self.stands(standing.unwrap_or(Err(Fault::Closed))).await;
        }
        self.confirmed.up_to >= self.durable.0
    }

    /// Takes the answer in.
    pub(super) async fn stands(&mut self, answer: Result<Standing, Fault>) {
        let known = match answer {
            Ok(standing) => self.goes_on(&standing).await,
            Err(fault) => Err(fault),
        };
        match known {
            Ok(()) => {
                self.confirmed.at = Instant::now();
                let now = self.shared.environment.clock.now().0;
                self.shared.store.confirmed_at.store(now, Ordering::Relaxed);
                self.unsure = false;
                self.confirm(true);
            }
            Err(fault) => self.is_not_sure(&fault),
        }
    }

    fn is_not_sure(&mut self, fault: &Fault) {
        tracing::warn!(%fault, "where the log stands is not known");
        if let Fault::ReadOnly(why) = fault {
            // What others appended cannot be read here; the other summits go on.
            let _ = self.shared.read_only.set(why.clone());
        }
        self.confirmed.single_copy = None;
        self.is_unsure_for(fault);
        // While it is repaired nothing new is taken, and what is shown may be gone.
        let repaired = matches!(fault, Fault::Recovering | Fault::OtherLife);
        if repaired || self.unsure {
            self.confirmed.hurry();
            self.confirm(false);
        }
        self.unsure |= repaired;
        self.look_how_long();
    }

    /// Says that screens may be stale once it was not sure for long, whether an answer came or not.
    pub(super) fn look_how_long(&mut self) {
        let since = self.confirmed.at.elapsed();
        if since >= STALE_AFTER {
            self.confirm(false);
        }
        self.unsure |= since >= REFUSED_AFTER;
    }

    async fn goes_on(&mut self, standing: &Standing) -> Result<(), Fault> {
        let store = &self.shared.store;
        store.single_copy.store(standing.single_copy, Ordering::Relaxed);
        self.confirmed.single_copy = Some(standing.single_copy);
        if let Some(now) = standing.now {
            let here = self.shared.environment.clock.now().0;
            let skew = i128::from(now.0) - i128::from(here);
            store.skew_ms.store(skew.try_into().unwrap_or(i64::MAX), Ordering::Relaxed);
            self.follow_the_clock(now);
        }
        let position = &standing.position;
        if position.epoch != self.shared.lives.now().epoch {
            self.begin_anew(&position.epoch).await?;
        }
        self.catch_up(position.offset).await?;
        self.confirmed.up_to = self.confirmed.up_to.max(position.offset.min(self.durable.0));
        Ok(())
    }

    /// A clock that is apart for long is the one that all nodes go by from now on: it was set, or another store took over.
    fn follow_the_clock(&mut self, now: Time) {
        if !self.shared.is_skewed() {
            self.confirmed.skewed_since = None;
            return;
        }
        let since = *self.confirmed.skewed_since.get_or_insert_with(Instant::now);
        if since.elapsed() >= CLOCK_FOLLOWED_AFTER {
            tracing::warn!(now = now.0, "goes by the store's clock from now on");
            self.shared.environment.clock.start_from(now);
            self.shared.store.skew_ms.store(0, Ordering::Relaxed);
        }
    }

    /// The log has another life: all is read anew, shown anew, and everyone is told.
    async fn begin_anew(&mut self, epoch: &Epoch) -> Result<(), Fault> {
        let mut receipts = Receipts::default();
        let mut hash = Digest::default();
        let see = |commit: &Commit| {
            receipts.note(commit);
            hash = Digest::of(&commit.encode());
        };
        let mut summit = replay(&*self.journal, see).await?;
        self.shared.environment.zone(&mut summit);
        let former = journal::former(&*self.journal).await?;
        let others = journal::has_unknown(&*self.journal).await?;
        let position = self.journal.position().await?;
        if position.epoch != *epoch || summit.offset == Offset::ZERO {
            return Err(Fault::OtherLife);
        }
        if position.offset == summit.offset {
            hash = position.hash;
        }
        tracing::warn!(%epoch, top = %summit.offset, was = %self.durable.0, "goes on under another epoch");
        self.durable = (summit.offset, hash);
        self.confirmed.up_to = Offset::ZERO;
        self.receipts = receipts;
        self.ahead = summit.clone();
        self.ahead_hash = hash;
        let shared = &self.shared;
        let running = summit.rehearsal.as_ref().map(|rehearsal| rehearsal.offset);
        {
            let mut durable = shared.durable.write().unwrap_or_else(PoisonError::into_inner);
            *durable = summit;
            shared.documents.remake(&durable, shared.lives.nth() + 1);
            shared.lives.begin(epoch.clone(), former, others);
        }
        // Deadlines that passed meanwhile are for people to see first.
        shared.opened_at.store(shared.time_of_day().0, Ordering::Relaxed);
        shared.store.lives.fetch_add(1, Ordering::Relaxed);
        shared.rehearsal.send_if_modified(|known| std::mem::replace(known, running) != running);
        shared.ideas_changed.send_replace(self.durable.0);
        // Those that are not known here by an event of their own.
        let revoked: Vec<Jti> = {
            let summit = shared.durable();
            let gone = summit.devices.by_jti.iter().filter(|(_, device)| device.revoked);
            gone.map(|(jti, _)| *jti).collect()
        };
        revoked.iter().for_each(|jti| shared.roster.revoke(jti));
        shared.roster.ring_all();
        self.look_into_the_tray().await;
        self.confirmed.tray_at = Some(Instant::now() + TRAY_AGAIN);
        Ok(())
    }

    /// Looks what lies in the tray.
    async fn look_into_the_tray(&mut self) {
        self.confirmed.tray_at = None;
        match journal::tray(&*self.journal).await {
            Ok(requests) => {
                if self.shared.lives.nth() > 0 {
                    self.know_the_former_better().await;
                }
                let missing = requests.into_iter().filter(|id| !self.receipts.has(*id));
                self.confirmed.tray = missing.collect();
                self.tell_of_the_tray();
            }
            Err(fault) => {
                tracing::warn!(%fault, "what lies in the tray is not known");
                self.confirmed.tray_at = Some(Instant::now() + TRAY_AGAIN);
            }
        }
    }

    /// Others may have noted since up to where a life that ended is the same.
    async fn know_the_former_better(&mut self) {
        if let Ok(former) = journal::former(&*self.journal).await {
            self.shared.lives.know_better(former);
        }
    }

    /// What is in the log again has left the tray.
    pub(super) fn take_from_the_tray(&mut self, commits: &[Commit]) {
        if self.confirmed.tray.is_empty() {
            return;
        }
        for commit in commits {
            self.confirmed.tray.remove(&commit.request_id);
        }
        self.tell_of_the_tray();
    }

    fn tell_of_the_tray(&self) {
        self.shared.store.in_tray.store(self.confirmed.tray.len(), Ordering::Relaxed);
    }
}
