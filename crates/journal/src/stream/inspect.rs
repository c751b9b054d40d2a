//! Reads the log of a shared store as it lies there: nothing is written, nobody is waited for, and nothing is mended.

use super::store::{Amiss, Entry, Store};
use crate::{
    chain::{Audit, Walk},
    contract::Note,
    epoch::FORMER,
    fault::Fault,
    limits::READ_MAX,
    position::{Position, Verified},
};
use domain::{Commit, Epoch, Offset};

/// What lies in a store, and what is wrong with it.
#[derive(Debug)]
pub struct Inspected {
    /// The commits of the sound beginning, with those texts that are there.
    pub commits: Vec<Commit>,
    /// A walk along all that lies there.
    pub verified: Verified,
    /// The notes beside the log.
    pub notes: Vec<Note>,
    /// What is wrong beside the flaws of the walk, a sentence each.
    pub problems: Vec<String>,
}

/// Looks at all of a log. `known` is where this node last knew it to stand.
pub async fn inspect(store: &impl Store, known: Option<&Position>) -> Result<Inspected, Fault> {
    let stand = store.look().await?;
    let epoch = stand.epoch.clone().unwrap_or_else(|| Epoch::from(""));
    let position = Position { epoch, offset: stand.offset, hash: stand.hash };
    let mut problems = Vec::new();
    match &stand.amiss {
        Some(Amiss::Log(why)) => problems.push(format!("the log is not what it should be: {why}")),
        Some(Amiss::Doubted(offset)) => {
            problems.push(format!("a node could not read commit {offset}, or a text beside it"));
        }
        Some(Amiss::Rest(why)) => problems.push(format!("something beside the log is gone: {why}")),
        None => {}
    }
    if stand.recovers {
        problems.push("nodes are repairing the log: look again in some seconds".to_owned());
    }
    let notes = match store.notes().await {
        Ok(notes) => notes,
        // Something else lies in their place, and is told above.
        Err(Fault::Recovering) => Vec::new(),
        Err(fault) => return Err(fault),
    };
    let (mut audit, mut walk) = (Audit::new(position), Walk::default());
    let (mut commits, mut last, mut is_sound) = (Vec::new(), Offset::ZERO, true);
    let mut is_known = known.is_none_or(|known| known.offset == Offset::ZERO);
    loop {
        let entries = store.read(last, READ_MAX).await?;
        let Some(end) = entries.last() else { break };
        last = end.offset().max(last.next());
        for entry in &entries {
            audit.record(&entry.record, &entry.texts);
            is_known |= known.is_some_and(|it| is_at(entry, it));
            is_sound = is_sound && walk.step(&entry.record).is_ok();
            if is_sound {
                commits.push(entry.open()?);
            }
        }
    }
    // A node that is away while the others begin another epoch finds that noted.
    let went_on = |known: &Position| {
        let ended = format!("{FORMER}{}", known.epoch);
        stand.epoch.as_ref() != Some(&known.epoch) && notes.iter().any(|(key, _)| *key == ended)
    };
    if let Some(known) = known.filter(|it| !is_known && !went_on(it)) {
        let offset = known.offset;
        problems.push(format!(
            "this node knew the log to go to commit {offset}, and that is not there"
        ));
    }
    Ok(Inspected { commits, verified: audit.finish(), notes, problems })
}

fn is_at(entry: &Entry, known: &Position) -> bool {
    (entry.offset(), entry.hash()) == (known.offset, known.hash)
}
