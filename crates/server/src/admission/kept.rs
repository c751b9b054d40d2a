//! What is counted of sockets, and whoever is one too many.

use super::{ledger::Bounds, told::Why};
use domain::Jti;
use futures_util::task::AtomicWaker;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap},
    net::IpAddr,
    sync::{Arc, atomic::AtomicU8},
};

/// What a socket has shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// Nothing.
    Nothing,
    /// A request that was answered.
    Request,
    /// A token.
    Token(Jti),
    /// A token, and it is a WebSocket or a stream of events: it is never asked to go.
    Seat,
    /// It was asked to go.
    Leaving,
}

#[derive(Debug)]
pub(super) struct Standing {
    pub(super) site: IpAddr,
    /// Of its address.
    pub(super) bound: usize,
    pub(super) shown: Shown,
    /// Since when it has waited, as a place in the order of all that happened.
    pub(super) since: u64,
    pub(super) notice: Arc<Notice>,
}

/// How a socket hears that it is asked to go.
#[derive(Debug, Default)]
pub(super) struct Notice {
    pub(super) why: AtomicU8,
    pub(super) waker: AtomicWaker,
}

pub(super) type Waiting = BTreeMap<u64, u64>;

/// The strangers of one address, by since when they have waited.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) bound: usize,
    pub(super) unshown: Waiting,
    pub(super) visitors: Waiting,
    /// Its place among all.
    key: Option<Share>,
}

/// What an address takes of what it may, in thousandths; then who has waited longest.
type Share = (u64, Reverse<u64>, IpAddr);

#[derive(Debug, Default)]
pub(super) struct Kept {
    happened: u64,
    pub(super) sockets: HashMap<u64, Standing>,
    pub(super) sites: HashMap<IpAddr, Site>,
    pub(super) shares: BTreeSet<Share>,
    pub(super) strangers: usize,
    /// With a token and no seat, by since when they have waited.
    pub(super) known: Waiting,
    pub(super) tokens: HashMap<Jti, usize>,
    pub(super) seats: usize,
}

impl Site {
    const fn new(bound: usize) -> Self {
        Self { bound, unshown: Waiting::new(), visitors: Waiting::new(), key: None }
    }

    fn share(&self, address: IpAddr) -> Option<Share> {
        let count = self.unshown.len() + self.visitors.len();
        let firsts = [&self.unshown, &self.visitors].map(|it| it.keys().next().copied());
        let oldest = firsts.into_iter().flatten().min()?;
        let share = count.saturating_mul(1_000) / self.bound.max(1);
        Some((u64::try_from(share).unwrap_or(u64::MAX), Reverse(oldest), address))
    }

    fn oldest(&self) -> Option<u64> {
        let first = |waiting: &Waiting| waiting.iter().next().map(|(since, id)| (*since, *id));
        [first(&self.unshown), first(&self.visitors)].into_iter().flatten().min().map(|it| it.1)
    }
}

impl Kept {
    pub(super) fn next(&mut self) -> u64 {
        self.happened += 1;
        self.happened
    }

    /// Takes a socket out of what is counted.
    pub(super) fn take(&mut self, id: u64) {
        let Some(Standing { site, shown, since, .. }) = self.sockets.get(&id) else { return };
        match shown {
            Shown::Nothing | Shown::Request => {
                self.strangers -= 1;
                if let Some(kept) = self.sites.get_mut(site) {
                    kept.unshown.remove(since);
                    kept.visitors.remove(since);
                }
                self.reshare(*site);
            }
            Shown::Token(jti) => {
                self.known.remove(since);
                if let Some(count) = self.tokens.get_mut(jti) {
                    *count -= 1;
                    if *count == 0 {
                        self.tokens.remove(jti);
                    }
                }
            }
            Shown::Seat => self.seats -= 1,
            Shown::Leaving => {}
        }
    }

    /// Counts a socket as what it has shown.
    pub(super) fn put(&mut self, id: u64, shown: Shown, since: u64) {
        let Some(standing) = self.sockets.get_mut(&id) else { return };
        (standing.shown, standing.since) = (shown, since);
        let (site, bound) = (standing.site, standing.bound);
        match shown {
            Shown::Nothing | Shown::Request => {
                self.strangers += 1;
                let kept = self.sites.entry(site).or_insert_with(|| Site::new(bound));
                let waiting = match shown {
                    Shown::Nothing => &mut kept.unshown,
                    _ => &mut kept.visitors,
                };
                waiting.insert(since, id);
                self.reshare(site);
            }
            Shown::Token(jti) => {
                self.known.insert(since, id);
                *self.tokens.entry(jti).or_default() += 1;
            }
            Shown::Seat => self.seats += 1,
            Shown::Leaving => {}
        }
    }

    /// Finds the place of an address among all anew; forgets it when nobody is left.
    fn reshare(&mut self, address: IpAddr) {
        let Some(site) = self.sites.get_mut(&address) else { return };
        if let Some(key) = site.key.take() {
            self.shares.remove(&key);
        }
        site.key = site.share(address);
        match site.key {
            Some(key) => _ = self.shares.insert(key),
            None => _ = self.sites.remove(&address),
        }
    }

    pub(super) fn ask_to_go(&mut self, id: u64, why: Why) -> Option<(Arc<Notice>, IpAddr, Why)> {
        self.take(id);
        self.put(id, Shown::Leaving, 0);
        self.sockets.get(&id).map(|it| (Arc::clone(&it.notice), it.site, why))
    }

    /// Whoever is one too many.
    pub(super) fn too_many(&self, bounds: &Bounds, arrived: IpAddr) -> Option<(u64, Why)> {
        let site = self.sites.get(&arrived);
        if let Some(site) = site.filter(|site| site.unshown.len() > site.bound) {
            return site.unshown.values().next().map(|id| (*id, Why::AddressFull));
        }
        let others = self.known.len() + self.seats;
        if self.strangers > bounds.strangers(others) {
            let (_, _, address) = self.shares.last()?;
            return Some((self.sites.get(address)?.oldest()?, Why::PlacesFull));
        }
        if self.strangers + others > bounds.most() {
            return self.known.values().next().map(|id| (*id, Why::PlacesFull));
        }
        None
    }
}
