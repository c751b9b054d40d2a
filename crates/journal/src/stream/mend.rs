//! What is done when the log in the store is not what it is said to be: someone removed entries, added some, or altered
//! what lies beside them.
//!
//! What is sound stays, what lies behind is set aside and kept, and a new life begins, in which nodes bring back what they
//! hold. Only who can do that, or loses nothing by it, may begin it: for a node that holds less the others are waited for.

use super::{
    Manner, Shared, epoch_after,
    store::{Amiss, Entry, Lost, Mending, Stand, Store},
};
use crate::{
    chain::Walk,
    contract::Note,
    epoch::{FORMER, lessened},
    fault::Fault,
    limits::{BROUGHT_BACK_MAX, HELD_BY_SOMEONE_WITHIN, READ_MAX},
    position::{Damage, Flaw},
};
use domain::{Digest, Epoch, Offset, RequestId};
use std::{collections::BTreeSet, sync::PoisonError};

/// What of a stored log is sound, and what there was.
struct Found {
    /// The last commit that follows those in front of it.
    sound: (Offset, Digest),
    /// How many texts belong to those.
    texts: usize,
    /// What is wrong with the next.
    damage: Option<Damage>,
    /// The last commit of which something is left.
    last: Offset,
    /// What is noted of requests.
    noted: Vec<(RequestId, Offset)>,
}

impl Found {
    /// The life of a log that is what it is said to be, though a node could not read it.
    fn was_doubted_in_vain(&self, stand: &Stand) -> Option<Epoch> {
        let is_sound = self.damage.is_none() && self.sound == (stand.offset, stand.hash);
        let was = is_sound && matches!(stand.amiss, Some(Amiss::Doubted(_)));
        stand.epoch.clone().filter(|_| was)
    }

    /// What ends the sound part.
    fn why(&self) -> String {
        match &self.damage {
            Some(damage) => damage.to_string(),
            None => format!("it ends at {}", self.sound.0),
        }
    }
}

/// Walks along the stored log, as far as it is what should be there.
async fn walk(
    store: &impl Store,
    mut should_be: impl FnMut(Offset, Digest) -> bool,
) -> Result<Found, Fault> {
    let mut walk = Walk::default();
    let (mut texts, mut damage) = (BTreeSet::new(), None);
    let (mut last, mut at) = (Offset::ZERO, Offset::ZERO);
    loop {
        let entries = store.read(at, READ_MAX).await?;
        for entry in &entries {
            let offset = entry.offset();
            at = at.max(offset);
            let commit = entry.commit();
            let is_it = commit.is_none() || should_be(offset, entry.hash());
            if commit.is_some() {
                last = last.max(offset);
            }
            if damage.is_some() {
                continue;
            }
            let before = (walk.offset, walk.hash);
            match walk.step(&entry.record) {
                Ok(commit) if is_it => texts.extend(commit.texts().map(|text| *text.hash())),
                Ok(_) => {
                    damage = Some(Damage { offset, flaw: Flaw::Unchained });
                    (walk.offset, walk.hash) = before;
                }
                Err(flawed) => damage = Some(flawed),
            }
        }
        if entries.len() < READ_MAX {
            let noted = store.noted().await?;
            let last = noted.iter().map(|(_, at)| *at).max().unwrap_or_default().max(last);
            let sound = (walk.offset, walk.hash);
            return Ok(Found { sound, texts: texts.len(), damage, last, noted });
        }
    }
}

/// Refuses to judge what a newer version wrote.
fn is_of_a_newer_version(found: &Found) -> Option<Damage> {
    found.damage.clone().filter(|it| matches!(it.flaw, Flaw::Unknown(_)))
}

/// What is to be noted of a life that ends with this, up to where it surely stays the same.
fn mending(
    stand: &Stand,
    found: &Found,
    manner: &Manner,
    notes: Vec<Note>,
) -> Result<Mending, Fault> {
    Ok(Mending {
        seen: stand.seen.clone(),
        keep: found.sound,
        texts: found.texts,
        epoch: epoch_after(stand, manner, &notes)?,
        recovers_ms: u64::try_from(manner.recovers.as_millis()).unwrap_or(u64::MAX),
        notes,
    })
}

/// Mends a log of which this node holds nothing, if nothing is lost by that, or if an operator wants it so. Else it says
/// what is missing: whoever holds it brings it back.
pub(super) async fn without_memory(
    store: &impl Store,
    manner: &Manner,
    stand: &Stand,
    why: &str,
    takes_rest: bool,
) -> Result<(), Fault> {
    let found = walk(store, |_, _| true).await?;
    if let Some(damage) = is_of_a_newer_version(&found) {
        return Err(Fault::Damaged(damage));
    }
    let (whole, hash) = found.sound;
    if let Some(epoch) = found.was_doubted_in_vain(stand) {
        if takes_rest {
            return store.settle(epoch).await;
        }
        return Err(Fault::Less { whole, were: whole, why: why.to_owned() });
    }
    let known = manner.known.as_ref().map_or(Offset::ZERO, |known| known.offset);
    // A number that was altered alone says nothing.
    let said = if stand.hash == hash { Offset::ZERO } else { stand.offset };
    let were = found.last.max(known).max(said);
    let is_gone = stand.epoch.is_none() && whole == Offset::ZERO;
    if !manner.takes_less && (were > whole || is_gone) {
        let why = format!("{why}; {}", found.why());
        return Err(Fault::Less { whole, were, why });
    }
    let noted = store.notes().await.unwrap_or_default();
    let former = stand.epoch.as_ref().map(|epoch| lessened(&noted, epoch, whole));
    if store.mend(mending(stand, &found, manner, former.unwrap_or_default())?).await? {
        tracing::error!(why, kept = %whole, were = %were.max(whole), "the log is not what it is said to be: a new epoch begins");
    }
    Ok(())
}

impl<S: Store> Shared<S> {
    /// Mends the log, if this node holds what it lacks; else whoever holds it does.
    pub(super) async fn mend(&self, stand: &Stand, why: &str) -> Result<(), Fault> {
        // Where it stands may say that it is the log that is held here: then whatever is otherwise does not belong there.
        // Else it may have gone on elsewhere, if anything in it is otherwise.
        let is_said = self.is_said_to_be_ours(stand);
        let mut is_other = false;
        let should_be = |offset, hash| {
            let is_same = self.kept().hash_at(offset).is_none_or(|known| known == hash);
            is_other |= !is_same;
            is_same || !is_said
        };
        let found = walk(&self.store, should_be).await?;
        let is_ours = is_said || !(is_other || self.has_other_requests(&found));
        if let Some(damage) = is_of_a_newer_version(&found) {
            return Err(self.only_read(&damage));
        }
        if let Some(epoch) = found.was_doubted_in_vain(stand) {
            if self.doubts() {
                // The others have not looked yet.
                return Err(Fault::Recovering);
            }
            // It may have been a text.
            if self.put_back(&epoch, stand.offset).await? == Some(0) {
                tracing::error!(
                    why,
                    "no node that looked holds it otherwise: it stays as it is, and is shown as damaged"
                );
            } else {
                tracing::error!(why, "it was altered, and was put back");
            }
            return self.store.settle(epoch).await;
        }
        let (whole, _) = found.sound;
        let (from, held) = {
            let kept = self.kept();
            (kept.from(), kept.top().0)
        };
        let is_held = is_ours && from <= whole && found.last <= held;
        if !is_held && found.last > whole {
            let why = format!("{why}; {}", found.why());
            return Err(Fault::Less { whole, were: found.last, why });
        }
        let ended = stand.epoch.clone().unwrap_or_else(|| self.kept().epoch().clone());
        let noted: Vec<Note> = self.notes().clone().into_iter().collect();
        let mut notes = lessened(&noted, &ended, whole);
        if stand.epoch.is_none() {
            // It has lost where it stands, and perhaps all.
            let lost: Vec<Note> = self.lost_notes(noted).await;
            notes.splice(0..0, lost.into_iter().filter(|(key, _)| !key.starts_with(FORMER)));
        }
        let mending = mending(stand, &found, &self.manner, notes)?;
        let new = mending.epoch.clone();
        if self.store.mend(mending).await? {
            tracing::error!(why, old = %ended, %new, kept = %whole, known = %held,
                "the log is not what it is said to be: a new epoch begins");
        }
        Ok(())
    }

    /// Whether it was this node that could not read something, and others have time to put it back.
    fn doubts(&self) -> bool {
        let doubted = self.doubted.lock().unwrap_or_else(PoisonError::into_inner);
        doubted.is_some_and(|since| since.elapsed() < HELD_BY_SOMEONE_WITHIN)
    }

    /// Whether the store says of its log that it is the one that is held here, or says nothing.
    fn is_said_to_be_ours(&self, stand: &Stand) -> bool {
        let Some(epoch) = &stand.epoch else { return true };
        self.has_ended(epoch)
            || (stand.offset > Offset::ZERO
                && self.kept().hash_at(stand.offset) == Some(stand.hash))
    }

    /// Whether a request is noted at a place where another is held here.
    fn has_other_requests(&self, found: &Found) -> bool {
        let kept = self.kept();
        found.noted.iter().filter(|(_, at)| *at > found.sound.0).any(|(noted, at)| {
            let held = kept.after(Offset(at.0 - 1), 1).unwrap_or_default();
            held.first().is_some_and(|it| request(it).is_ok_and(|held| held != *noted))
        })
    }

    async fn lost_notes(&self, mut noted: Vec<Note>) -> Vec<Note> {
        // If they cannot be read they lie there no longer.
        let there = self.store.notes().await.unwrap_or_default();
        noted.retain(|(key, _)| !there.iter().any(|(it, _)| it == key));
        noted
    }

    /// Puts back what lay beside the log, as far as it is held here. Tells whether anything is still missing.
    pub(super) async fn restore(&self, stand: &Stand, why: &str) -> Result<bool, Fault> {
        let Some(epoch) = stand.epoch.clone() else { return Ok(false) };
        let Some(texts) = self.put_back(&epoch, stand.offset).await? else { return Ok(true) };
        let notes = self.bring_notes_back(&epoch).await?;
        // What the store says now is what can be said of it.
        let Some(Amiss::Rest(missing)) = self.store.stand().await?.amiss else {
            tracing::error!(%epoch, why, texts, notes, "something beside the log was gone, and was put back");
            return Ok(false);
        };
        if texts + notes > 0 {
            tracing::error!(%epoch, why, texts, notes, missing, "something beside the log was gone, and some of it was put back");
        }
        Ok(true)
    }

    /// Puts back the texts that are held here, and what is noted of requests. Tells how many texts were gone, or were
    /// others; none if the log has another epoch by now.
    async fn put_back(&self, epoch: &Epoch, until: Offset) -> Result<Option<usize>, Fault> {
        let (mut after, mut put) = (Offset::ZERO, 0);
        while after < until {
            let mut entries = self.store.read(after, BROUGHT_BACK_MAX).await?;
            self.kept().put_texts(&mut entries);
            let requests = entries.iter().map(request).collect::<Result<_, _>>()?;
            let Some(last) = entries.last().map(Entry::offset) else { break };
            let first = after == Offset::ZERO;
            let lost = Lost { entries, requests, first };
            let Some(texts) = self.store.restore(epoch.clone(), lost).await? else {
                return Ok(None);
            };
            put += texts;
            after = last;
        }
        Ok(Some(put))
    }
}

pub(super) fn request(entry: &Entry) -> Result<RequestId, Fault> {
    Ok(entry.open()?.request_id)
}
