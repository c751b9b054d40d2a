//! How many lines one place in the code may log: some are caused by strangers, who must not fill the disk.

use crate::limits::{LOG_LINES_AT_ONCE, LOG_LINES_PER_MIN};
use dashmap::DashMap;
use hub::rate::Bucket;
use std::time::Duration;
use tracing::{Event, Subscriber, callsite::Identifier};
use tracing_subscriber::{Layer, layer::Context};

/// Lets lines through as long as people can read them, and says how many it left out.
#[derive(Debug, Default)]
pub struct RateLimited {
    /// As many as there are places in the code.
    places: DashMap<Identifier, Place>,
}

#[derive(Debug)]
struct Place {
    bucket: Bucket,
    held_back: u64,
}

impl Place {
    fn new() -> Self {
        let per_min = Duration::from_secs(60);
        Self { bucket: Bucket::new(LOG_LINES_AT_ONCE, LOG_LINES_PER_MIN, per_min), held_back: 0 }
    }

    /// Whether one more goes through, and then how many did not before it.
    fn next(&mut self) -> Option<u64> {
        if self.bucket.take().is_err() {
            self.held_back += 1;
            return None;
        }
        Some(std::mem::take(&mut self.held_back))
    }
}

impl<S: Subscriber> Layer<S> for RateLimited {
    fn event_enabled(&self, event: &Event<'_>, _: Context<'_, S>) -> bool {
        let metadata = event.metadata();
        // The place is let go of here: what follows is a line of a place of its own.
        let next = self.places.entry(metadata.callsite()).or_insert_with(Place::new).next();
        if let Some(held_back @ 1..) = next {
            tracing::warn!(
                held_back,
                from = metadata.target(),
                "log lines like the next one were left out"
            );
        }
        next.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    };
    use tracing_subscriber::{Registry, layer::SubscriberExt as _};

    #[derive(Default)]
    struct Lines(Arc<AtomicU32>);

    impl<S: Subscriber> Layer<S> for Lines {
        fn on_event(&self, _: &Event<'_>, _: Context<'_, S>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn a_flood_from_one_place_is_held_back_and_leaves_room_for_others() {
        let lines = Arc::new(AtomicU32::new(0));
        let log = Registry::default().with(Lines(Arc::clone(&lines))).with(RateLimited::default());
        tracing::subscriber::with_default(log, || {
            for _ in 0..1_000 {
                tracing::warn!("a connection is refused");
            }
            assert_eq!(lines.load(Ordering::Relaxed), LOG_LINES_AT_ONCE);
            tracing::error!("the disk is full");
            assert_eq!(lines.load(Ordering::Relaxed), LOG_LINES_AT_ONCE + 1);
        });
    }

    #[tokio::test(start_paused = true)]
    async fn a_place_that_may_speak_again_says_how_much_it_kept_to_itself() {
        let mut place = Place::new();
        let through = (0..100).filter(|_| place.next().is_some()).count();
        assert_eq!(through, LOG_LINES_AT_ONCE as usize);
        tokio::time::advance(Duration::from_secs(60)).await;
        assert_eq!(place.next(), Some(100 - u64::from(LOG_LINES_AT_ONCE)));
        assert_eq!(place.next(), Some(0));
    }
}
