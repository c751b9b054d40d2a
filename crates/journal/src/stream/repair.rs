//! What is done when the log is not the one that was known: it came back empty or shorter, or others went on elsewhere.
//!
//! Whoever notices begins a new epoch. In it every node first brings back what it holds: verbatim, and only at its own
//! place. What finds its place taken goes into the tray, for people to see, and its client sends it again.

use super::{
    Manner, Shared,
    mend::request,
    news,
    store::{Amiss, Batch, Beginning, Entry, Expected, News, Placed, Stand, Store},
    writer::Writer,
};
use crate::{
    contract::{Journal, Note},
    epoch::{FORMER, SPLIT, lessened, same_until},
    fault::Fault,
    limits::{BROUGHT_BACK_MAX, READ_MAX, REPAIR_STEPS_MAX},
};
use domain::{Digest, Epoch, Offset, RequestId};
use std::collections::BTreeMap;

/// Notes of what was in the log, and found its place taken.
const TRAY: &str = "tray/";

/// A name for the life after the one in which a store stands. One that was used before would be taken for that life.
pub(super) fn epoch_after(stand: &Stand, manner: &Manner, notes: &[Note]) -> Result<Epoch, Fault> {
    let former = |epoch: &Epoch| {
        notes.iter().any(|(key, _)| key.strip_prefix(FORMER) == Some(epoch.as_str()))
    };
    loop {
        let epoch = (manner.epochs)(stand.epoch.as_ref())?;
        if !former(&epoch) {
            return Ok(epoch);
        }
    }
}

/// A new life after the one in which a store stands.
pub(super) fn beginning(
    stand: &Stand,
    manner: &Manner,
    notes: &[Note],
) -> Result<Beginning, Fault> {
    let epoch = epoch_after(stand, manner, notes)?;
    Ok(Beginning {
        after: stand.epoch.clone(),
        at: (stand.offset, stand.hash),
        epoch,
        recovers_ms: u64::try_from(manner.recovers.as_millis()).unwrap_or(u64::MAX),
        notes: notes.to_vec(),
    })
}

/// Begins another life if the log is not what this node knew of it before it stopped. Tells whether it did.
pub(super) async fn lost_unseen(
    store: &impl Store,
    manner: &Manner,
    epoch: &Epoch,
) -> Result<bool, Fault> {
    let Some(known) = &manner.known else { return Ok(false) };
    let there = match known.offset.0.checked_sub(1) {
        Some(before) => store.read(Offset(before), 1).await?,
        None => return Ok(false),
    };
    let there = there.first().filter(|it| it.offset() == known.offset).map(Entry::hash);
    if there == Some(known.hash) {
        return Ok(false);
    }
    let noted = store.notes().await?;
    let is_other = known.epoch != *epoch;
    let ended = format!("{FORMER}{}", known.epoch);
    if is_other && noted.iter().any(|(key, _)| *key == ended) {
        // It went on otherwise while this node was away, and says so.
        return Ok(false);
    }
    let stand = store.stand().await?;
    // Of another log nothing is known to be the same.
    let same = if there.is_none() { stand.offset } else { Offset::ZERO };
    tracing::error!(%epoch, known = %known.offset, stands = %stand.offset, "the log lost its end while no node looked");
    let mut former = lessened(&noted, epoch, same);
    if is_other {
        former.push((ended, Offset::ZERO.to_string().into_bytes()));
    }
    let begin = beginning(&stand, manner, &former)?;
    store.begin(begin).await?;
    Ok(true)
}

impl<S: Store> Writer<S> {
    /// Brings the log and this node together again. An error: it is not done yet, and to be tried again.
    pub(super) async fn repair(&mut self, mut stand: Stand) -> Result<(), Fault> {
        let mut is_mended = false;
        for _ in 0..REPAIR_STEPS_MAX {
            let shared = &self.shared;
            if let Some(why) = stand.amiss.as_ref().and_then(Amiss::of_log) {
                shared.mend(&stand, &why).await?;
                stand = shared.store.stand().await?;
                is_mended = true;
                continue;
            }
            let (epoch, (known, top)) = {
                let kept = shared.kept();
                (kept.epoch().clone(), kept.top())
            };
            if is_mended && stand.epoch.as_ref() == Some(&epoch) && stand.offset >= known {
                // What was wrong lay beside the log: the epoch goes on. What others appended meanwhile is read next.
                let is_known = (stand.offset, stand.hash) == (known, top);
                return if is_known { Ok(()) } else { Err(Fault::Recovering) };
            }
            let fork = shared.fork(&stand).await?;
            let Some(new) = stand.epoch.clone().filter(|it| !shared.has_ended(it)) else {
                shared.begin(&stand, &epoch, fork).await?;
                stand = shared.store.stand().await?;
                continue;
            };
            shared.bring_notes_back(&new).await?;
            if fork == stand.offset && known > fork && shared.kept().hash_at(fork).is_some() {
                shared.bring_back(&new, fork).await?;
                stand = shared.store.stand().await?;
                continue;
            }
            if known > Offset::ZERO && fork == Offset::ZERO {
                tracing::error!(epoch = %new, held = %known, "another log took the place of the one that is held here");
                return Err(Fault::OtherLog);
            }
            // Before anyone is told how far the life that ended is the same.
            let split = known > fork;
            if split {
                shared.know_better(&epoch, fork, split).await?;
            }
            if stand.recovers {
                return Err(Fault::Recovering);
            }
            shared.set_aside(&epoch, fork).await?;
            shared.know_better(&epoch, fork, split).await?;
            shared.kept().go_on(new, fork);
            return shared.read_to_the_end().await;
        }
        Err(Fault::Recovering)
    }
}

impl<S: Store> Shared<S> {
    /// Up to where the store's log is the one that is known here.
    async fn fork(&self, stand: &Stand) -> Result<Offset, Fault> {
        let (from, hash, top) = {
            let kept = self.kept();
            (kept.from(), kept.hash_at(kept.from()), kept.top().0)
        };
        let (mut low, mut high) = (from, top.min(stand.offset));
        if self.kept().hash_at(stand.offset) == Some(stand.hash) {
            return Ok(stand.offset);
        }
        if from > Offset::ZERO && self.hash_there(from).await? != hash {
            return Ok(Offset::ZERO);
        }
        // Where they agree they agree on all in front of it.
        while low < high {
            let middle = Offset(low.0 + (high.0 - low.0).div_ceil(2));
            let there = self.hash_there(middle).await?;
            if there.is_some() && there == self.kept().hash_at(middle) {
                low = middle;
            } else {
                high = Offset(middle.0 - 1);
            }
        }
        Ok(low)
    }

    /// The hash of a commit in the store.
    async fn hash_there(&self, at: Offset) -> Result<Option<Digest>, Fault> {
        let there = self.store.read(Offset(at.0 - 1), 1).await?;
        Ok(there.first().filter(|it| it.offset() == at).map(Entry::hash))
    }

    /// Whether a life is the one that is known here, or one before it: it came back from the past.
    pub(super) fn has_ended(&self, epoch: &Epoch) -> bool {
        *self.kept().epoch() == *epoch || self.notes().contains_key(&format!("{FORMER}{epoch}"))
    }

    /// Begins a new life of the log, unless someone else did.
    async fn begin(&self, stand: &Stand, epoch: &Epoch, fork: Offset) -> Result<(), Fault> {
        let known: Vec<Note> = self.notes().clone().into_iter().collect();
        let former = lessened(&known, epoch, fork);
        let mut notes = former;
        if stand.epoch.is_none() {
            // It has lost all; else what lies there may be newer than what is known here.
            notes.splice(0..0, known.into_iter().filter(|(key, _)| !key.starts_with(FORMER)));
        }
        let begin = beginning(stand, &self.manner, &notes)?;
        let new = begin.epoch.clone();
        if self.store.begin(begin).await? {
            let top = self.kept().top().0;
            tracing::error!(old = %epoch, %new, stands = %stand.offset, same = %fork, known = %top,
                "the log is not the one that was known: a new epoch begins");
        }
        Ok(())
    }

    /// Puts notes back that the store has lost; what lies there stays. Tells how many were put back.
    pub(super) async fn bring_notes_back(&self, epoch: &Epoch) -> Result<usize, Fault> {
        let there: BTreeMap<_, _> = self.store.notes().await?.into_iter().collect();
        let lost: Vec<Note> = {
            let known = self.notes();
            let lost = known.iter().filter(|(key, _)| !there.contains_key(*key));
            lost.map(|(key, bytes)| (key.clone(), bytes.clone())).collect()
        };
        if lost.is_empty() {
            return Ok(0);
        }
        self.store.restore_notes(epoch.clone(), lost).await
    }

    /// Puts the next of what is held back in its place.
    async fn bring_back(&self, epoch: &Epoch, after: Offset) -> Result<(), Fault> {
        let (hash, entries) = {
            let kept = self.kept();
            (kept.hash_at(after), kept.after(after, BROUGHT_BACK_MAX))
        };
        let (Some(hash), Some(entries)) = (hash, entries) else { return Ok(()) };
        let requests = entries.iter().map(request).collect::<Result<_, _>>()?;
        let many = entries.len();
        let batch =
            Batch { epoch: epoch.clone(), after: (after, hash), entries, requests, again: true };
        match self.store.append(batch).await? {
            Placed::Done { .. } => {
                tracing::warn!(%epoch, %after, many, "commits were brought back");
                Ok(())
            }
            // What is noted of requests is not what the log says.
            Placed::Known(_) => {
                let stand = self.store.stand().await?;
                self.restore(&stand, "a request is noted at another place").await.map(drop)
            }
            // Someone brought them back before, or it changed again: the next look shows it.
            Placed::Elsewhere | Placed::OtherLife | Placed::Amiss => Ok(()),
        }
    }

    /// Keeps what found its place taken where people see it.
    async fn set_aside(&self, epoch: &Epoch, fork: Offset) -> Result<(), Fault> {
        let mut after = fork;
        loop {
            let entries = self.kept().after(after, READ_MAX);
            let Some(entries) = entries else { return Ok(()) };
            let requests: Vec<RequestId> = entries.iter().map(request).collect::<Result<_, _>>()?;
            let known = self.store.known(requests).await?;
            for (entry, _) in entries.iter().zip(known).filter(|(_, known)| !known) {
                let key = format!("{TRAY}{epoch}/{}/{}", entry.offset(), request(entry)?.0);
                let before = Offset(entry.offset().0 - 1);
                let bytes = news::appended(epoch, before, std::slice::from_ref(entry));
                self.store.swap(key.clone(), Expected::Anything, Some(bytes.clone())).await?;
                self.noted(key, Some(bytes));
                tracing::error!(%epoch, offset = %entry.offset(), "its place is taken: in the tray");
            }
            after = entries.last().map_or(after, Entry::offset);
        }
    }

    /// Notes up to where the former life is the same: further than was thought when it ended, or, where it went on in two
    /// ways, no further than that.
    async fn know_better(&self, epoch: &Epoch, fork: Offset, split: bool) -> Result<(), Fault> {
        let key = format!("{FORMER}{epoch}");
        let known = self.store.note(key.clone()).await?;
        let noted = known.as_deref().and_then(same_until).unwrap_or_default();
        let was_split = known.as_deref().is_some_and(|it| it.ends_with(SPLIT.as_bytes()));
        let better = match (split, was_split) {
            (true, true) if fork < noted => format!("{fork}{SPLIT}"),
            (true, false) => format!("{}{SPLIT}", fork.min(noted)),
            (false, false) if fork > noted => fork.to_string(),
            (_, _) => return Ok(()),
        };
        let better = better.into_bytes();
        if !self.store.swap(key.clone(), Expected::This(known), Some(better.clone())).await?.done {
            // Another node noted something in the same moment: this is tried again.
            return Err(Fault::Recovering);
        }
        self.noted(key, Some(better));
        Ok(())
    }

    async fn read_to_the_end(&self) -> Result<(), Fault> {
        loop {
            let top = self.kept().top();
            let entries = self.read_on(top, READ_MAX).await?;
            if entries.is_empty() {
                let notes: BTreeMap<_, _> = self.store.notes().await?.into_iter().collect();
                *self.notes() = notes;
                self.ring();
                return Ok(());
            }
            self.kept().take(entries).map_err(Fault::Damaged)?;
        }
    }
}

/// The requests of what was in the log, found its place taken, and lies aside. Some may be in the log again by now.
pub async fn tray(journal: &(impl Journal + ?Sized)) -> Result<Vec<RequestId>, Fault> {
    let notes = journal.notes(TRAY).await?;
    let told = notes.iter().filter_map(|(_, bytes)| news::read(bytes).ok());
    let entries = told.flat_map(|news| match news {
        News::Appended { entries, .. } => entries,
        News::Noted(..) | News::Erased(_) | News::Missed => Vec::new(),
    });
    Ok(entries.filter_map(|entry| request(&entry).ok()).collect())
}
