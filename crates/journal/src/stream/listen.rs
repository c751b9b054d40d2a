//! What others did, as the store tells it: taken in if it is next; else the bell says that there is more to read.

use super::{
    Shared,
    store::{News, Store},
};
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Listens until the log is let go of.
pub(super) async fn listen<S: Store>(
    shared: Arc<Shared<S>>,
    mut news: mpsc::Receiver<News>,
    ends: CancellationToken,
) {
    loop {
        // In this order, so that a day can be played again.
        let told = tokio::select! {
            biased;
            () = ends.cancelled() => return,
            told = news.recv() => told,
        };
        match told {
            None => return,
            Some(News::Missed) => look_at_the_notes(&shared).await,
            Some(told) => hear(&shared, told),
        }
    }
}

/// Reads the notes anew: those that were put meanwhile were not told. If that fails, they are told of the next time.
async fn look_at_the_notes<S: Store>(shared: &Shared<S>) {
    if let Ok(notes) = shared.store.notes().await {
        shared.notes().extend(notes);
    }
}

fn hear<S: Store>(shared: &Shared<S>, told: News) {
    match told {
        News::Appended { epoch, after, entries } => {
            let mut kept = shared.kept();
            if *kept.epoch() != epoch {
                return;
            }
            let top = kept.top().0;
            let last = entries.last().map_or(after, |entry| entry.offset());
            // What was missed in between is read by who hears the bell; a chain that does not fit is found out there.
            if after <= top && kept.take(entries).is_ok() {
                drop(kept);
                shared.ring();
            } else {
                drop(kept);
                shared.bell.send_if_modified(|known| {
                    let more = *known < last;
                    *known = last.max(*known);
                    more
                });
            }
        }
        // Looked at above.
        News::Missed => {}
        News::Noted(key, bytes) => shared.noted(key, bytes),
        News::Erased(hashes) => shared.kept().erase(&hashes),
    }
}
