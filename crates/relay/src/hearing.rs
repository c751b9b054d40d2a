//! What is heard on a channel, in order, and how much of it was lost.

use crate::limits::HEARING_MAX;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::broadcast::{self, error::RecvError};

/// Something that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Another node told this.
    Told(Arc<[u8]>),
    /// So many were lost here, because they were not taken in time.
    Lost(u64),
}

/// What one hears on a channel; at most [`HEARING_MAX`] wait, and the oldest are lost first.
#[derive(Debug)]
pub struct Hearing(Option<broadcast::Receiver<Arc<[u8]>>>);

impl Hearing {
    /// Where nobody will ever tell anything.
    #[must_use]
    pub const fn of_nobody() -> Self {
        Self(None)
    }

    /// What comes next; none if nothing will come any more. Safe to drop.
    pub async fn next(&mut self) -> Option<Heard> {
        match self.0.as_mut()?.recv().await {
            Ok(told) => Some(Heard::Told(told)),
            Err(RecvError::Lagged(lost)) => Some(Heard::Lost(lost)),
            Err(RecvError::Closed) => {
                self.0 = None;
                None
            }
        }
    }
}

/// All who hear on one node, by channel.
#[derive(Debug, Default)]
pub(crate) struct Hearings(Mutex<HashMap<String, broadcast::Sender<Arc<[u8]>>>>);

impl Hearings {
    /// One more who hears this channel.
    pub fn begin(&self, channel: &str) -> Hearing {
        let mut channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        channels.retain(|_, hearings| hearings.receiver_count() > 0);
        let hearings = channels
            .entry(channel.to_owned())
            .or_insert_with(|| broadcast::Sender::new(HEARING_MAX));
        Hearing(Some(hearings.subscribe()))
    }

    /// Passes on what came; tells whether someone hears it.
    pub fn pass_on(&self, channel: &str, told: &Arc<[u8]>) -> bool {
        let channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        channels.get(channel).is_some_and(|hearings| hearings.send(Arc::clone(told)).is_ok())
    }
}
