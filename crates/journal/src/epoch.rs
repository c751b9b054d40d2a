//! Names for the lives of a log: short, random, and never the one before.

use crate::fault::Fault;
use domain::Epoch;

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

#[cfg(test)]
mod tests {
    use super::*;

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
