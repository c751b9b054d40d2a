//! How often it is looked what other nodes did: once in a while, for all who ask meanwhile.

use super::store::Unkept;
use crate::limits::CODES_LOOK_EVERY_MS;
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// When it was last looked, and whether the shelf was reached.
#[derive(Debug, Default)]
pub struct Looked(Mutex<Option<(Instant, bool)>>);

impl Looked {
    /// Looks, unless that was just done: then it tells what came of that.
    pub async fn unless_just_done(
        &self,
        look: impl Future<Output = Result<(), Unkept>>,
    ) -> Result<(), Unkept> {
        let every = Duration::from_millis(CODES_LOOK_EVERY_MS);
        {
            let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((when, reached)) = *last
                && when.elapsed() < every
            {
                return if reached { Ok(()) } else { Err(Unkept::Late) };
            }
            // Those who come while it looks are answered by what is known.
            *last = Some((Instant::now(), last.is_none_or(|(_, reached)| reached)));
        }
        let looked = look.await;
        let now = Some((Instant::now(), looked.is_ok()));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
        looked
    }
}
