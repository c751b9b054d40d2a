//! The lives of a log: their names, and up to where those that ended are the same log.

use crate::{
    contract::{Journal, Note},
    fault::Fault,
};
use domain::{Epoch, Offset};

/// Notes of lives that ended, and up to where the log is still the same.
pub(crate) const FORMER: &str = "epoch/";
/// Stands behind it where a life ended in two ways: then it is the same no further for anyone.
pub(crate) const SPLIT: &str = " split";

/// Noted of a log that was restored from a copy, or begun after a loss.
const UNKNOWN: &str = "lives/unknown";

/// Without 0, 1, l and o, for people read them out to one another.
const LETTERS: &[u8; 32] = b"23456789abcdefghijkmnpqrstuvwxyz";

/// A new epoch that is not `old`.
pub(crate) fn fresh(old: Option<&Epoch>) -> Result<Epoch, Fault> {
    loop {
        let mut drawn = [0; 4];
        getrandom::fill(&mut drawn).map_err(Fault::store)?;
        let name: String =
            drawn.map(|byte| char::from(LETTERS[usize::from(byte % 32)])).iter().collect();
        let epoch = Epoch(name);
        if Some(&epoch) != old {
            return Ok(epoch);
        }
    }
}

/// Every epoch that ended, and up to where the log is the same.
pub async fn former(journal: &(impl Journal + ?Sized)) -> Result<Vec<(Epoch, Offset)>, Fault> {
    Ok(journal.notes(FORMER).await?.iter().filter_map(read).collect())
}

/// Notes that an epoch has ended, and up to where the log is still the same; those before it are no longer the same
/// beyond that either. It is noted beside the log, for a tablet may come back days later.
pub async fn note_ended(
    journal: &(impl Journal + ?Sized),
    epoch: &Epoch,
    same_until: Offset,
) -> Result<(), Fault> {
    let notes = journal.notes(FORMER).await?;
    for (key, bytes) in lessened(&notes, epoch, same_until) {
        journal.put_note(&key, bytes).await?;
    }
    Ok(())
}

/// Notes that the log may have had epochs of which it knows nothing: those that began after the copy was taken from which
/// it was restored.
pub async fn note_unknown(journal: &(impl Journal + ?Sized)) -> Result<(), Fault> {
    journal.put_note(UNKNOWN, Vec::from(*b"1")).await
}

/// Whether that was noted.
pub async fn has_unknown(journal: &(impl Journal + ?Sized)) -> Result<bool, Fault> {
    Ok(journal.note(UNKNOWN).await?.is_some())
}

/// What is to be noted when an epoch ends.
pub(crate) fn lessened<'a>(
    notes: impl IntoIterator<Item = &'a Note>,
    ended: &Epoch,
    same: Offset,
) -> Vec<Note> {
    let less = |(key, bytes): &Note| {
        let known = same_until(bytes).filter(|_| key.starts_with(FORMER))?;
        let split = if bytes.ends_with(SPLIT.as_bytes()) { SPLIT } else { "" };
        Some((key.clone(), format!("{}{split}", known.min(same)).into_bytes()))
    };
    let mut former: Vec<Note> = notes.into_iter().filter_map(less).collect();
    former.push((format!("{FORMER}{ended}"), same.to_string().into_bytes()));
    former
}

fn read((key, bytes): &Note) -> Option<(Epoch, Offset)> {
    Some((Epoch::from(key.strip_prefix(FORMER)?), same_until(bytes)?))
}

/// Up to where it is the same, as it is noted.
pub(crate) fn same_until(bytes: &[u8]) -> Option<Offset> {
    let text = std::str::from_utf8(bytes).ok()?;
    text.strip_suffix(SPLIT).unwrap_or(text).parse().ok().map(Offset)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Memory;

    #[tokio::test]
    async fn an_epoch_is_the_same_no_longer_than_those_after_it() {
        let log = Memory::new(Epoch::from("k4"));
        for (epoch, same_until) in [("k1", 5), ("k2", 9), ("k3", 4)] {
            note_ended(&log, &Epoch::from(epoch), Offset(same_until)).await.expect("memory");
        }
        let known = former(&log).await.expect("memory");
        let at = |epoch: &str, at| (Epoch::from(epoch), Offset(at));
        assert_eq!(known, [at("k1", 4), at("k2", 4), at("k3", 4)]);
    }

    #[test]
    fn an_epoch_is_short_and_unlike_the_one_before() {
        let mut old = fresh(None).expect("the system has chance");
        for _ in 0..1_000 {
            let new = fresh(Some(&old)).expect("the system has chance");
            assert_ne!(new, old);
            assert_eq!(new.as_str().len(), 4);
            old = new;
        }
    }
}
