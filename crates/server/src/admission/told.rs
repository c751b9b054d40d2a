//! What became of sockets, for the log: a line for each reason now and then, however many they were.

use crate::limits::{SILENT_TOLD_FROM, SOCKETS_TOLD_EVERY, SOCKETS_TOLD_WITHIN, VISITORS_MAX};
use std::{
    collections::{BTreeMap, HashMap},
    net::IpAddr,
    sync::{Mutex, PoisonError},
};
use tokio::{sync::Notify, time::sleep};

/// Why a socket ended before its client wanted it to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Why {
    /// Its address has more than it may that have shown nothing.
    AddressFull = 1,
    /// Strangers have more than their half of the places.
    PlacesFull,
    /// A request did not come whole in time.
    HalfAsked,
    /// Nothing was asked in time: browsers open sockets ahead.
    Silent,
    /// Nothing more was asked in time.
    Idle,
    /// Its head is large, and too many such are on their way.
    LargeHead,
    /// An answer was not read.
    Unread,
}

impl Why {
    /// Each of them.
    pub const ALL: [Self; 7] = [
        Self::AddressFull,
        Self::PlacesFull,
        Self::HalfAsked,
        Self::Silent,
        Self::Idle,
        Self::LargeHead,
        Self::Unread,
    ];

    pub(super) fn of(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|why| *why as u8 == number)
    }

    /// Its name in the metrics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AddressFull => "address_full",
            Self::PlacesFull => "places_full",
            Self::HalfAsked => "half_asked",
            Self::Silent => "silent",
            Self::Idle => "idle",
            Self::LargeHead => "large_head",
            Self::Unread => "unread",
        }
    }
}

/// What was not told yet.
#[derive(Debug, Default)]
pub(super) struct Told {
    noted: Mutex<Noted>,
    bell: Notify,
}

#[derive(Debug, Default)]
pub(super) struct Noted(BTreeMap<Why, HashMap<IpAddr, u64>>);

impl Told {
    pub(super) fn note(&self, why: Why, address: IpAddr) {
        if why == Why::Idle {
            return;
        }
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        let addresses = noted.0.entry(why).or_default();
        if addresses.len() < VISITORS_MAX || addresses.contains_key(&address) {
            *addresses.entry(address).or_default() += 1;
        }
        drop(noted);
        self.bell.notify_one();
    }

    /// What happened since it was last asked, once something did.
    pub(super) async fn next(&self) -> Noted {
        self.bell.notified().await;
        // Most of a flood comes within the first second: it is one line.
        sleep(SOCKETS_TOLD_WITHIN).await;
        std::mem::take(&mut *self.noted.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) async fn rest(&self) {
        sleep(SOCKETS_TOLD_EVERY).await;
    }
}

impl Noted {
    /// A line for each reason: the address with the most, and how many there were.
    pub(super) fn say(self, open: usize, strangers: usize) {
        for (why, addresses) in self.0 {
            let sockets: u64 = addresses.values().sum();
            let Some((address, of_address)) = addresses.iter().max_by_key(|(_, count)| **count)
            else {
                continue;
            };
            let of = addresses.len();
            macro_rules! line {
                ($text:literal) => {
                    tracing::warn!(%address, of_address, sockets, addresses = of, open, strangers, $text)
                };
            }
            match why {
                Why::AddressFull => line!(
                    "an address has more sockets than it may that have shown nothing: the oldest were closed (limits.connections_per_address, or per_private_address)"
                ),
                Why::PlacesFull => line!(
                    "strangers hold all places that are not kept for devices with a token: the oldest of their sockets were closed (limits.connections)"
                ),
                Why::HalfAsked => {
                    line!("requests did not come whole in time: their sockets were closed");
                }
                Why::Silent if sockets >= SILENT_TOLD_FROM => {
                    line!("sockets on which nothing was asked were closed");
                }
                Why::LargeHead => {
                    line!("many large heads came at once: the sockets of some were closed");
                }
                Why::Unread => line!("answers that nobody read were dropped, with their sockets"),
                Why::Silent | Why::Idle => {}
            }
        }
    }
}
