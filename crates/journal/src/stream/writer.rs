//! The task that appends and confirms, one after another, so that neither sees the other half done.

use super::{
    Shared,
    store::{Amiss, Batch, Entry, Placed, Stand, Store},
};
use crate::{
    chain,
    fault::{AppendError, Fault},
    limits::{CONFLICT_MAX, LOOKED_BACK_EVERY, LOOKED_BACK_MAX, READ_MAX, REST_FOUND_WITHIN},
    position::{Damage, Flaw, Position, Standing},
};
use domain::{Commit, Epoch, Offset};
use std::{
    collections::BTreeSet,
    sync::{Arc, atomic::Ordering},
};
use tokio::{
    sync::{mpsc, oneshot},
    time::Instant,
};

/// What the task is asked.
pub(super) enum Job {
    Append {
        after: Offset,
        commits: Vec<Commit>,
        reply: oneshot::Sender<Result<Position, AppendError>>,
    },
    Confirm(oneshot::Sender<Result<Standing, Fault>>),
    Probe(oneshot::Sender<Result<(), Fault>>),
    Close(oneshot::Sender<()>),
}

/// The writing end of a log.
pub(super) struct Writer<S> {
    pub(super) shared: Arc<Shared<S>>,
    /// Since when copies are missing.
    short_since: Option<Instant>,
    /// Since when what lies beside the log is less than was put there, and when it was last put back.
    rest: Option<(Instant, Instant)>,
    /// Fewer notes lay there than this node knows, when it last looked.
    has_fewer_notes: bool,
    back: LookBack,
}

/// A slow look along all that is stored: what is altered in the middle is seen nowhere else.
struct LookBack {
    at: Offset,
    next: Instant,
    /// What was doubted once: if nobody could put it back, that is known.
    doubted: BTreeSet<Offset>,
}

impl<S: Store> Writer<S> {
    pub fn new(shared: Arc<Shared<S>>) -> Self {
        let next = Instant::now() + LOOKED_BACK_EVERY;
        let back = LookBack { at: Offset::ZERO, next, doubted: BTreeSet::new() };
        Self { shared, short_since: None, rest: None, has_fewer_notes: false, back }
    }

    /// Works until the log is closed or dropped.
    pub async fn work(mut self, mut jobs: mpsc::Receiver<Job>) {
        while let Some(job) = jobs.recv().await {
            // Who asked may be gone; the log tells what became of it.
            match job {
                Job::Append { after, commits, reply } => {
                    let _ = reply.send(self.append(after, &commits).await);
                }
                Job::Confirm(reply) => {
                    let _ = reply.send(self.confirm().await);
                }
                Job::Probe(reply) => {
                    let _ = reply.send(self.probe().await);
                }
                Job::Close(done) => {
                    let _ = done.send(());
                    return;
                }
            }
        }
    }

    async fn append(&mut self, after: Offset, commits: &[Commit]) -> Result<Position, AppendError> {
        if let Some(why) = self.shared.read_only.get() {
            return Err(Fault::ReadOnly(why.clone()).into());
        }
        chain::in_order(after, commits)?;
        let top = self.shared.kept().position();
        if after > top.offset {
            return Err(Fault::PastTop { after, top: top.offset }.into());
        }
        if after < top.offset {
            return Err(self.conflict(after).await);
        }
        let (records, appended) = chain::link(&top, commits)?;
        if commits.is_empty() {
            return Ok(top);
        }
        let entries = records.into_iter().zip(commits).map(|(record, it)| Entry::of(record, it));
        let entries: Vec<Entry> = entries.collect();
        let batch = Batch {
            epoch: top.epoch,
            after: (top.offset, top.hash),
            entries: entries.clone(),
            requests: commits.iter().map(|commit| commit.request_id).collect(),
            again: false,
        };
        match self.shared.store.append(batch).await? {
            Placed::Done { copied } => {
                self.shared.kept().take(entries).map_err(Fault::Damaged)?;
                self.shared.ring();
                self.is_copied(copied)?;
                // Others may have appended since: what is answered is where these are.
                Ok(appended)
            }
            Placed::Elsewhere => Err(self.conflict(after).await),
            Placed::OtherLife => Err(Fault::OtherLife.into()),
            Placed::Amiss => Err(Fault::Recovering.into()),
            Placed::Known(offset) => Err(Fault::KnownRequest(offset).into()),
        }
    }

    async fn probe(&mut self) -> Result<(), Fault> {
        if let Some(why) = self.shared.read_only.get() {
            return Err(Fault::ReadOnly(why.clone()));
        }
        let copied = self.shared.store.probe().await?;
        self.is_copied(copied)
    }

    /// What came first, or why it is not known.
    async fn conflict(&self, after: Offset) -> AppendError {
        let known = self.shared.kept().after(after, CONFLICT_MAX);
        let first = match known {
            Some(entries) => entries.iter().map(Entry::open).collect(),
            None => self.shared.read(after, CONFLICT_MAX).await,
        };
        match first {
            Ok(first) => AppendError::Conflict(first),
            Err(fault) => fault.into(),
        }
    }

    async fn confirm(&mut self) -> Result<Standing, Fault> {
        // Looked at before it is asked: what is known now, the store must have.
        let known = self.shared.kept().position();
        let known_notes = self.shared.notes().len();
        let mut stand = self.shared.store.stand().await?;
        let same_life = stand.epoch.as_ref() == Some(&known.epoch);
        let is_known = same_life && (stand.offset, stand.hash) == (known.offset, known.hash);
        if self.shared.opened_read_only {
            // It goes no further than its last sound record, and is what it is.
            return Ok(Standing { position: known, now: stand.now, single_copy: false });
        }
        if let Some(why) = self.shared.read_only.get().filter(|_| !is_known) {
            return Err(Fault::ReadOnly(why.clone()));
        }
        let grew = same_life && stand.offset > known.offset;
        let is_sound = stand.amiss.as_ref().and_then(Amiss::of_log).is_none();
        if !(is_sound && (is_known || grew && self.follow(&known, &stand).await?)) {
            self.repair(stand).await?;
            stand = self.shared.store.stand().await?;
            if stand.amiss.as_ref().and_then(Amiss::of_log).is_some() {
                return Err(Fault::Recovering);
            }
        }
        self.look_beside(&stand).await?;
        self.look_at_notes(&stand, known_notes).await?;
        self.is_copied(stand.copied)?;
        let Some(epoch) = stand.epoch else { return Err(Fault::OtherLife) };
        self.look_back(&epoch).await?;
        let position = Position { epoch, offset: stand.offset, hash: stand.hash };
        Ok(Standing {
            position,
            now: stand.now,
            single_copy: self.shared.single.load(Ordering::Acquire),
        })
    }

    /// Takes in what others appended and this node was not told. False, if it does not follow what is known.
    /// One that cannot be read is no other log: then this node only reads.
    async fn follow(&self, known: &Position, stand: &Stand) -> Result<bool, Fault> {
        let mut from = (known.offset, known.hash);
        loop {
            let entries = match self.shared.read_on(from, READ_MAX).await {
                Ok(entries) => entries,
                Err(Fault::Damaged(Damage { flaw: Flaw::Unchained, offset })) => {
                    tracing::warn!(%offset, "the log does not follow what is known of it");
                    return Ok(false);
                }
                Err(Fault::Damaged(Damage { flaw: Flaw::Altered | Flaw::Missing, offset })) => {
                    // Who holds it finds out what is wrong with it.
                    self.shared.store.doubt(known.epoch.clone(), offset).await?;
                    return Err(Fault::Recovering);
                }
                Err(Fault::Damaged(damage)) => return Err(self.shared.only_read(&damage)),
                Err(fault) => return Err(fault),
            };
            let Some(last) = entries.last() else { break };
            from = (last.offset(), last.hash());
            self.shared.kept().take(entries).map_err(Fault::Damaged)?;
        }
        self.shared.ring();
        if self.shared.kept().top().0 < stand.offset {
            return Err(Fault::Away("it was not read up to its top".to_owned()));
        }
        Ok(true)
    }

    /// Puts back what lay beside the log, if that is less than was put there. Whoever holds more has time to do so before
    /// what is left is taken for all there is.
    async fn look_beside(&mut self, stand: &Stand) -> Result<(), Fault> {
        let Some(Amiss::Rest(why)) = &stand.amiss else {
            self.rest = None;
            // What is not counted would not be missed.
            return match stand.epoch.clone().filter(|_| stand.uncounted && !stand.recovers) {
                Some(epoch) => self.shared.store.settle(epoch).await,
                None => Ok(()),
            };
        };
        let now = Instant::now();
        let patience = self.shared.manner.recovers;
        let Some((since, tried)) = self.rest else {
            self.rest = Some((now, now));
            if self.shared.restore(stand, why).await? {
                tracing::error!(
                    why,
                    "something beside the log is gone, and not held here: other nodes have some seconds to put it back"
                );
            }
            return Ok(());
        };
        if tried + patience <= now {
            self.rest = Some((since, now));
            if !self.shared.restore(stand, why).await? {
                return Ok(());
            }
        }
        if since + patience * REST_FOUND_WITHIN <= now
            && let Some(epoch) = stand.epoch.clone()
        {
            tracing::error!(
                why,
                "no node put back what is missing beside the log: it goes on without"
            );
            self.shared.store.settle(epoch).await?;
        }
        Ok(())
    }

    /// Puts notes back where a store with the same log is one of an earlier moment: it counts no more than lie there. One
    /// look may fall between the removal of a note and the news of it, so two in a row must find it so.
    async fn look_at_notes(&mut self, stand: &Stand, known: usize) -> Result<(), Fault> {
        let is_fewer = stand.notes < known && !stand.recovers;
        let Some(epoch) = stand.epoch.as_ref().filter(|_| is_fewer && self.has_fewer_notes) else {
            self.has_fewer_notes = is_fewer;
            return Ok(());
        };
        let put = self.shared.bring_notes_back(epoch).await?;
        if put > 0 {
            tracing::error!(%epoch, put, "notes beside the log were gone, and were put back");
        }
        self.has_fewer_notes = false;
        Ok(())
    }

    /// Looks at some of what is stored, now and then; what is not as it was written is doubted, which the next look mends.
    async fn look_back(&mut self, epoch: &Epoch) -> Result<(), Fault> {
        let (now, back) = (Instant::now(), &mut self.back);
        if now < back.next {
            return Ok(());
        }
        back.next = now + LOOKED_BACK_EVERY;
        let entries = self.shared.store.read(back.at, LOOKED_BACK_MAX).await?;
        let is_end = entries.len() < LOOKED_BACK_MAX;
        back.at = entries.last().filter(|_| !is_end).map_or(Offset::ZERO, Entry::offset);
        let altered = |entry: &&Entry| {
            let known = self.shared.kept().hash_at(entry.offset());
            let is_same = known.is_none_or(|known| known == entry.hash());
            !(is_same && entry.record.is_whole() && entry.texts_fit())
        };
        match entries.iter().find(altered).map(Entry::offset) {
            Some(offset) if back.doubted.insert(offset) => {
                tracing::error!(%offset, "what is stored is not what was written");
                self.shared.store.doubt(epoch.clone(), offset).await
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Whether what lies in so many copies is safe: when copies are missing for long, a single one must do.
    fn is_copied(&mut self, copied: bool) -> Result<(), Fault> {
        if copied {
            self.short_since = None;
            if self.shared.single.swap(false, Ordering::AcqRel) {
                self.shared.store.make_do(false);
                tracing::warn!("the log is copied again");
            }
            return Ok(());
        }
        let since = *self.short_since.get_or_insert_with(Instant::now);
        let patience = self.shared.manner.single_copy_after;
        if patience.is_none_or(|patience| since.elapsed() < patience) {
            return Err(Fault::NotCopied);
        }
        if !self.shared.single.swap(true, Ordering::AcqRel) {
            self.shared.store.make_do(true);
            tracing::error!("no replica answers: the log goes on with a single copy");
        }
        Ok(())
    }
}
