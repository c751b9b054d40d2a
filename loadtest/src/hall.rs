//! What all screens together have reached, for the one who conducts the run.

use anyhow::bail;
use client::Document;
use serde::Deserialize;
use std::{collections::BTreeSet, time::Duration};
use tokio::{sync::watch, time::timeout};

/// Longer than any step may take on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Counts and offsets that screens raise and the conductor waits for.
#[derive(Debug)]
pub struct Hall {
    /// How often a screen came to hold all that it follows.
    whole: watch::Sender<usize>,
    /// How many screens have come back from the cut.
    returned: watch::Sender<usize>,
    answered: watch::Sender<Answered>,
    /// The offset of each screen's main document.
    shown: watch::Sender<Vec<u64>>,
    /// How many ideas each screen has seen sorted.
    sorted: watch::Sender<Vec<usize>>,
    room: watch::Sender<Room>,
    /// How many requests of each screen are not answered, once it asks for nothing new; not known before.
    left: watch::Sender<Vec<Option<usize>>>,
    /// The tables that are on line.
    presence: watch::Sender<BTreeSet<String>>,
}

/// How many requests have their answer, and the last offset of them.
#[derive(Debug, Default, Clone, Copy)]
pub struct Answered {
    pub count: usize,
    pub last: u64,
}

/// Where the day is.
#[derive(Debug, Default)]
struct Room {
    held: u64,
    round: Option<Round>,
}

/// Whether someone is there.
#[derive(Deserialize)]
struct Presence {
    online: bool,
}

/// The current round.
#[derive(Debug, Clone, Deserialize)]
pub struct Round {
    pub id: String,
    pub phase: String,
    pub ends_at: Option<u64>,
    pub phone: String,
    pub table: String,
}

impl Hall {
    /// With so many screens.
    pub fn new(screens: usize) -> Self {
        Self {
            whole: watch::Sender::new(0),
            returned: watch::Sender::new(0),
            answered: watch::Sender::new(Answered::default()),
            shown: watch::Sender::new(vec![0; screens]),
            sorted: watch::Sender::new(vec![0; screens]),
            room: watch::Sender::new(Room::default()),
            left: watch::Sender::new(vec![None; screens]),
            presence: watch::Sender::default(),
        }
    }

    pub fn became_whole(&self) {
        self.whole.send_modify(|whole| *whole += 1);
    }

    pub fn returned(&self) {
        self.returned.send_modify(|returned| *returned += 1);
    }

    pub fn answered(&self, at: Option<u64>) {
        self.answered.send_modify(|answered| {
            answered.count += 1;
            answered.last = answered.last.max(at.unwrap_or_default());
        });
    }

    pub fn shown(&self, number: usize, to: u64) {
        self.shown.send_modify(|shown| shown[number] = to);
    }

    pub fn sorted(&self, number: usize, ideas: usize) {
        self.sorted.send_modify(|sorted| sorted[number] = ideas);
    }

    pub fn show_room(&self, document: &Document) {
        let held = document.held.unwrap_or_default();
        self.room.send_replace(Room { held, round: document.value("round") });
    }

    pub fn left(&self, number: usize, requests: usize) {
        self.left.send_modify(|left| left[number] = Some(requests));
    }

    pub fn show_presence(&self, document: &Document) {
        let online = |key: &&String| document.value(key).is_some_and(|it: Presence| it.online);
        self.presence.send_replace(document.entries.keys().filter(online).cloned().collect());
    }

    /// The current round.
    pub fn round(&self) -> Option<Round> {
        self.room.borrow().round.clone()
    }

    /// Waits until screens have become whole so many times in all.
    pub async fn until_whole(&self, times: usize) -> anyhow::Result<()> {
        let mut whole = self.whole.subscribe();
        let waited = timeout(PATIENCE, whole.wait_for(|whole| *whole >= times)).await;
        if waited.is_err() {
            bail!("only {} of {times} screens have their documents", *self.whole.borrow());
        }
        Ok(())
    }

    /// Waits until so many screens have come back from the cut; tells whether they have.
    pub async fn until_returned(&self, screens: usize) -> bool {
        let mut returned = self.returned.subscribe();
        timeout(PATIENCE, returned.wait_for(|returned| *returned >= screens)).await.is_ok()
    }

    /// Waits until so many requests have their answers; tells whether they have.
    pub async fn until_answered(&self, count: usize) -> bool {
        let mut answered = self.answered.subscribe();
        timeout(PATIENCE, answered.wait_for(|answered| answered.count >= count)).await.is_ok()
    }

    /// Waits until so many requests have their answers, however long it takes.
    pub async fn until_many_answered(&self, count: usize) {
        // The sender is this, and so is there.
        let _ = self.answered.subscribe().wait_for(|answered| answered.count >= count).await;
    }

    /// How many requests have their answers.
    pub fn answered_so_far(&self) -> Answered {
        *self.answered.borrow()
    }

    /// Waits until these screens show this offset; tells whether they do.
    pub async fn until_shown(&self, screens: &[usize], offset: u64) -> bool {
        let mut shown = self.shown.subscribe();
        let all = |shown: &Vec<u64>| screens.iter().all(|number| shown[*number] >= offset);
        timeout(PATIENCE, shown.wait_for(all)).await.is_ok()
    }

    /// Waits until these screens have seen so many ideas sorted; tells whether they have.
    pub async fn until_sorted(&self, screens: &[usize], ideas: usize) -> bool {
        let mut sorted = self.sorted.subscribe();
        let all = |sorted: &Vec<usize>| screens.iter().all(|number| sorted[*number] >= ideas);
        timeout(PATIENCE, sorted.wait_for(all)).await.is_ok()
    }

    /// Waits until the room is as it was at an offset.
    pub async fn until_room_at(&self, offset: u64) -> anyhow::Result<()> {
        let mut room = self.room.subscribe();
        let waited = timeout(PATIENCE, room.wait_for(|room| room.held >= offset)).await;
        if waited.is_err() {
            bail!("the room does not change");
        }
        Ok(())
    }

    /// Waits until all that these screens asked for is answered; tells how much is not.
    pub async fn until_none_left(&self, screens: &[usize]) -> usize {
        let mut left = self.left.subscribe();
        let none = |left: &Vec<Option<usize>>| screens.iter().all(|it| left[*it] == Some(0));
        let _ = timeout(PATIENCE, left.wait_for(none)).await;
        let left = self.left.borrow();
        // Of a screen that does not even hear that it is over, one request at least.
        screens.iter().map(|number| left[*number].unwrap_or(1)).sum()
    }

    /// Waits until the tables that are on line are as is wanted; tells whether they are.
    pub async fn until_present(&self, wanted: impl FnMut(&BTreeSet<String>) -> bool) -> bool {
        let mut presence = self.presence.subscribe();
        timeout(PATIENCE, presence.wait_for(wanted)).await.is_ok()
    }
}
