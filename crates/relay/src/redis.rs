//! The home of nodes on several machines: what is published on Redis, and kept nowhere.

use crate::{
    contract::{Relay, is_within_bounds},
    hearing::{Hearing, Hearings},
    limits::{TELL_WITHIN, TELLING_MAX},
};
use line::{Line, Target, cmd};
use std::{
    collections::HashSet,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::mpsc;

/// Who tells something, so that nobody hears themselves.
type Name = [u8; 16];

/// One of several nodes that reach the same Redis.
pub struct Redis {
    target: Target,
    prefix: String,
    name: Name,
    hearings: Arc<Hearings>,
    /// Channels that are listened to.
    open: Arc<Mutex<HashSet<String>>>,
    telling: mpsc::Sender<(String, Vec<u8>)>,
}

impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redis").field("target", &self.target).finish_non_exhaustive()
    }
}

impl Redis {
    /// A node with a name of its own. Channels begin with a prefix there.
    #[must_use]
    pub fn new(target: &Target, prefix: &str, name: Name) -> Self {
        // In a cluster all meet at one node: what is published there needs no other node to pass it on.
        let target = target.for_key(&format!("{prefix}:relay"));
        let (telling, mut told) = mpsc::channel::<(String, Vec<u8>)>(TELLING_MAX);
        let line = Line::new(target.clone());
        tokio::spawn(async move {
            while let Some((channel, bytes)) = told.recv().await {
                let mut publish = cmd("PUBLISH");
                publish.arg(channel).arg(bytes);
                if let Err(failed) = line.ask(&publish, TELL_WITHIN).await {
                    tracing::debug!(%failed, "the other nodes were not told");
                }
            }
        });
        Self {
            target,
            prefix: prefix.to_owned(),
            name,
            hearings: Arc::default(),
            open: Arc::default(),
            telling,
        }
    }

    fn there(&self, channel: &str) -> String {
        format!("{}:relay:{channel}", self.prefix)
    }
}

impl Relay for Redis {
    fn tell(&self, channel: &str, bytes: Vec<u8>) {
        if is_within_bounds(channel, &bytes) {
            // What finds no room is lost, as it would be on the way.
            let _ = self.telling.try_send((self.there(channel), [&self.name[..], &bytes].concat()));
        }
    }

    fn hear(&self, channel: &str) -> Hearing {
        let hearing = self.hearings.begin(channel);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.insert(channel.to_owned()) {
            let heard = line::listen(self.target.clone(), self.there(channel));
            let (hearings, open) = (Arc::clone(&self.hearings), Arc::clone(&self.open));
            tokio::spawn(listen(heard, channel.to_owned(), self.name, hearings, open));
        }
        hearing
    }
}

/// Passes on what others told, as long as someone hears it.
async fn listen(
    mut heard: mpsc::Receiver<line::Heard>,
    channel: String,
    own: Name,
    hearings: Arc<Hearings>,
    open: Arc<Mutex<HashSet<String>>>,
) {
    while let Some(heard) = heard.recv().await {
        let line::Heard::Message(message) = heard else { continue };
        let Some((name, told)) = message.split_first_chunk() else { continue };
        if *name == own {
            continue;
        }
        // Held, so that who begins to hear now either is found here, or opens it anew.
        let mut open = open.lock().unwrap_or_else(PoisonError::into_inner);
        if !hearings.pass_on(&channel, &told.into()) {
            open.remove(&channel);
            return;
        }
    }
}
