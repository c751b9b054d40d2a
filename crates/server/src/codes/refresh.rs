//! How often a node reads what other nodes wrote: now and then, and once for all who ask meanwhile.

use super::store::StoreError;
use crate::limits::CODES_LOOK_EVERY_MS;
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// When the store was last read, and whether it could be.
#[derive(Debug, Default)]
pub struct Refresh(Mutex<Option<(Instant, bool)>>);

impl Refresh {
    /// Reads, unless that was just done: then the result of that read is repeated.
    pub async fn unless_just_done(
        &self,
        look: impl Future<Output = Result<(), StoreError>>,
    ) -> Result<(), StoreError> {
        let every = Duration::from_millis(CODES_LOOK_EVERY_MS);
        {
            let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((when, reached)) = *last
                && when.elapsed() < every
            {
                return if reached { Ok(()) } else { Err(StoreError::Late) };
            }
            // Those who come during the read are answered by what is known.
            *last = Some((Instant::now(), last.is_none_or(|(_, reached)| reached)));
        }
        let looked = look.await;
        let now = Some((Instant::now(), looked.is_ok()));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
        looked
    }
}
