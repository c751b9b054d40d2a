//! Every socket of this node by its address, and which of them is asked to go when there is no place.
//!
//! A socket is a *stranger* until its client has shown a token. Strangers have half of the places, and of those an
//! address has so many for sockets that have shown nothing: no token, and no request that was answered. Where there are
//! more, the one that has waited longest is asked to go: of its own address, or of the one that takes most of what it
//! may. A new socket always gets in, so that whoever holds a token can show it.

use super::{
    kept::{Kept, Notice, Shown, Standing},
    told::{Told, Why},
};
use crate::{
    admission::connections::site,
    limits::{LARGE_HEADS_MAX, SOCKETS_PER_TOKEN, STRANGERS_MIN},
    network::proxy,
    settings::{Limits, Network},
    telemetry::Metrics,
};
use domain::Jti;
use std::{
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::Ordering},
    task::Waker,
};
use tokio::sync::Semaphore;

/// How many sockets there may be.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// In all.
    pub places: usize,
    /// Of an address, that have shown nothing.
    pub per_address: usize,
    /// The same for an address of a private network, or of this machine.
    pub per_private_address: usize,
    /// That count as those of one token.
    pub per_token: usize,
}

impl Bounds {
    /// As the settings say, and as many as the machine has descriptors for.
    #[must_use]
    pub fn new(limits: &Limits, descriptors: usize) -> Self {
        let whole = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        Self {
            places: whole(limits.connections).min(descriptors),
            per_address: whole(limits.connections_per_address),
            per_private_address: whole(limits.connections_per_private_address),
            per_token: whole(limits.connections_per_token).saturating_add(SOCKETS_PER_TOKEN),
        }
    }

    /// As many as there may ever be at once.
    #[must_use]
    pub fn most(&self) -> usize {
        self.places.saturating_add(STRANGERS_MIN)
    }

    /// Half of the places; fewer where devices with tokens need more, and some always, to show one.
    pub(super) fn strangers(&self, others: usize) -> usize {
        (self.places / 2).min(self.places.saturating_sub(others)).max(STRANGERS_MIN)
    }
}

/// The sockets of this node.
#[derive(Debug)]
pub struct Ledger {
    bounds: Bounds,
    /// A proxy speaks for many: it has no bound of its own.
    proxies: Vec<Network>,
    kept: Mutex<Kept>,
    metrics: Metrics,
    told: Told,
    /// For heads that are larger than those of browsers.
    pub(super) large_heads: Arc<Semaphore>,
}

impl Ledger {
    /// Empty.
    #[must_use]
    pub fn new(bounds: Bounds, proxies: Vec<Network>, metrics: Metrics) -> Arc<Self> {
        Arc::new(Self {
            bounds,
            proxies,
            kept: Mutex::default(),
            metrics,
            told: Told::default(),
            large_heads: Arc::new(Semaphore::new(LARGE_HEADS_MAX)),
        })
    }

    /// Gives a socket that was just accepted its place.
    pub fn accept(self: &Arc<Self>, peer: IpAddr) -> Arc<Place> {
        let address = site(peer);
        let notice = Arc::new(Notice::default());
        let mut asked = Vec::new();
        let mut kept = self.lock();
        let id = kept.next();
        let standing = Standing {
            site: address,
            bound: self.bound(peer),
            shown: Shown::Leaving,
            since: id,
            notice: Arc::clone(&notice),
        };
        kept.sockets.insert(id, standing);
        kept.put(id, Shown::Nothing, id);
        while let Some((oldest, why)) = kept.too_many(&self.bounds, address) {
            asked.extend(kept.ask_to_go(oldest, why));
        }
        self.count(&kept);
        drop(kept);
        for (notice, address, why) in asked {
            notice.why.store(why as u8, Ordering::Release);
            notice.waker.wake();
            self.ended(why, address);
        }
        Arc::new(Place { ledger: Arc::clone(self), id, address, notice })
    }

    /// Tells that a socket ended before its client wanted it to.
    pub(super) fn ended(&self, why: Why, address: IpAddr) {
        self.metrics.server.ended_sockets.with_label_values(&[why.name()]).inc();
        self.told.note(why, address);
    }

    /// Writes into the log what became of sockets, as long as the server runs.
    pub async fn tell(self: Arc<Self>) {
        loop {
            let noted = self.told.next().await;
            let (open, strangers) = {
                let kept = self.lock();
                (kept.sockets.len(), kept.strangers)
            };
            noted.say(open, strangers);
            self.told.rest().await;
        }
    }

    fn bound(&self, peer: IpAddr) -> usize {
        if self.proxies.iter().any(|network| network.contains(peer)) {
            self.bounds.most()
        } else if proxy::is_private(peer) {
            self.bounds.per_private_address
        } else {
            self.bounds.per_address
        }
    }

    fn count(&self, kept: &Kept) {
        let gauge = |holder, count: usize| {
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            self.metrics.server.open_sockets.with_label_values(&[holder]).set(count);
        };
        gauge("stranger", kept.strangers);
        gauge("token", kept.known.len() + kept.seats);
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of one socket, until it is dropped.
#[derive(Debug)]
pub struct Place {
    ledger: Arc<Ledger>,
    id: u64,
    address: IpAddr,
    notice: Arc<Notice>,
}

impl Place {
    /// A request of it was answered: it waits anew.
    pub fn answered(&self) {
        self.change(|kept, shown| {
            let shown = match shown {
                Shown::Nothing => Shown::Request,
                Shown::Request | Shown::Token(_) => shown,
                Shown::Seat | Shown::Leaving => return None,
            };
            Some((shown, kept.next()))
        });
    }

    /// Its client holds this token, and it stays even if it was asked to go. One token counts for so many sockets; those
    /// beyond stay what they were.
    pub fn shows(&self, jti: Jti) {
        let most = self.ledger.bounds.per_token;
        self.change(|kept, shown| {
            let fits = kept.tokens.get(&jti).copied().unwrap_or_default() < most;
            let is_stranger = matches!(shown, Shown::Nothing | Shown::Request | Shown::Leaving);
            (is_stranger && fits).then(|| (Shown::Token(jti), kept.next()))
        });
    }

    /// It is a WebSocket or a stream of events, and its client was let in; also if it was asked to go meanwhile.
    pub fn sits(&self) {
        self.change(|_, _| Some((Shown::Seat, 0)));
    }

    /// Whether it is asked to go.
    #[must_use]
    pub fn is_asked_to_go(&self, waker: &Waker) -> Option<Why> {
        self.notice.waker.register(waker);
        Why::of(self.notice.why.load(Ordering::Acquire))
    }

    /// Tells that it ended before its client wanted it to; where it was asked to go, that was told already.
    pub(super) fn ended(&self, why: Why) {
        self.ledger.ended(why, self.address);
    }

    pub(super) const fn ledger(&self) -> &Arc<Ledger> {
        &self.ledger
    }

    fn change(&self, next: impl FnOnce(&mut Kept, Shown) -> Option<(Shown, u64)>) {
        let mut kept = self.ledger.lock();
        let Some(shown) = kept.sockets.get(&self.id).map(|it| it.shown) else { return };
        if let Some((shown, since)) = next(&mut kept, shown) {
            kept.take(self.id);
            kept.put(self.id, shown, since);
            self.notice.why.store(0, Ordering::Release);
            self.ledger.count(&kept);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut kept = self.ledger.lock();
        kept.take(self.id);
        kept.sockets.remove(&self.id);
        self.ledger.count(&kept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::task::noop_waker_ref;
    use proptest::{collection::vec, prelude::*};

    fn ledger(places: usize, proxies: &[&str]) -> Arc<Ledger> {
        let bounds = Bounds { places, per_address: 20, per_private_address: 2_000, per_token: 3 };
        let proxies = proxies.iter().map(|it| it.parse().expect("a network")).collect();
        Ledger::new(bounds, proxies, Metrics::new().expect("names that fit"))
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    fn accept(ledger: &Arc<Ledger>, address: &str, count: usize) -> Vec<Arc<Place>> {
        (0..count).map(|_| ledger.accept(ip(address))).collect()
    }

    /// Which of them are asked to go, and why.
    fn asked(places: &[Arc<Place>]) -> Vec<(usize, Why)> {
        let why = |place: &Arc<Place>| place.is_asked_to_go(noop_waker_ref());
        places.iter().enumerate().filter_map(|(n, place)| Some((n, why(place)?))).collect()
    }

    fn jti() -> Jti {
        Jti(uuid::Uuid::new_v4())
    }

    #[test]
    fn of_an_address_that_shows_nothing_the_oldest_goes_and_a_private_one_has_more() {
        let ledger = ledger(10_000, &["198.51.100.1"]);
        let public = accept(&ledger, "203.0.113.1", 22);
        assert_eq!(asked(&public), [(0, Why::AddressFull), (1, Why::AddressFull)]);
        let private = accept(&ledger, "192.168.1.1", 1_000);
        assert_eq!(asked(&private), [], "a hall behind one address");
        let proxy = accept(&ledger, "198.51.100.1", 1_000);
        assert_eq!(asked(&proxy), [], "who speaks for many");
    }

    #[test]
    fn neighbours_in_one_network_of_ipv6_are_one_address_and_a_mapped_one_is_that_of_ipv4() {
        let ledger = ledger(10_000, &[]);
        let all: Vec<_> =
            (0..25).map(|n| ledger.accept(ip(&format!("2001:db8::{n:x}:1")))).collect();
        assert_eq!(asked(&all).len(), 5);
        let other = accept(&ledger, "2001:db8:0:1::1", 20);
        let plain = accept(&ledger, "203.0.113.1", 10);
        let mapped = accept(&ledger, "::ffff:203.0.113.1", 10);
        assert_eq!([asked(&other), asked(&plain), asked(&mapped)], [const { Vec::new() }; 3]);
        let _one_more = ledger.accept(ip("::ffff:203.0.113.1"));
        assert_eq!(asked(&plain), [(0, Why::AddressFull)]);
    }

    #[test]
    fn who_was_answered_or_holds_a_token_does_not_count_for_its_address() {
        let ledger = ledger(10_000, &[]);
        let answered = accept(&ledger, "203.0.113.1", 20);
        answered.iter().for_each(|place| place.answered());
        let devices = accept(&ledger, "203.0.113.1", 20);
        devices.iter().for_each(|place| place.shows(jti()));
        let seated = accept(&ledger, "203.0.113.1", 20);
        seated.iter().for_each(|place| place.sits());
        let new = accept(&ledger, "203.0.113.1", 20);
        for places in [&answered, &devices, &seated, &new] {
            assert_eq!(asked(places), []);
        }
    }

    #[test]
    fn strangers_have_half_of_the_places_and_who_takes_most_of_what_it_may_goes_first() {
        let ledger = ledger(200, &[]);
        let devices = accept(&ledger, "192.168.1.1", 100);
        devices.iter().for_each(|place| place.shows(jti()));
        let hall = accept(&ledger, "192.168.1.1", 85);
        let one = accept(&ledger, "203.0.113.1", 15);
        assert_eq!(asked(&hall), []);
        let other = accept(&ledger, "203.0.113.2", 5);
        assert_eq!(asked(&one).len(), 5, "the first five of them");
        assert_eq!([asked(&devices), asked(&hall), asked(&other)], [const { Vec::new() }; 3]);
    }

    #[test]
    fn who_waits_anew_goes_after_those_who_waited_all_along() {
        let ledger = ledger(0, &[]);
        let places = accept(&ledger, "192.168.1.1", STRANGERS_MIN);
        places[0].answered();
        let _new = accept(&ledger, "192.168.1.1", 2);
        assert_eq!(asked(&places), [(1, Why::PlacesFull), (2, Why::PlacesFull)]);
    }

    #[test]
    fn who_shows_a_token_before_it_is_gone_stays() {
        let ledger = ledger(0, &[]);
        let places = accept(&ledger, "192.168.1.1", STRANGERS_MIN + 3);
        places[0].shows(jti());
        places[1].sits();
        assert_eq!(asked(&places), [(2, Why::PlacesFull)]);
    }

    #[test]
    fn devices_may_have_all_places_but_a_few_and_one_token_has_so_many() {
        let ledger = ledger(100, &[]);
        let devices = accept(&ledger, "10.0.0.1", 50);
        devices.iter().for_each(|place| place.shows(jti()));
        let token = jti();
        let of_one = accept(&ledger, "10.0.0.1", 50);
        of_one.iter().for_each(|place| place.shows(token));
        let new = accept(&ledger, "10.0.0.1", 10);
        assert_eq!(asked(&devices), []);
        let gone: Vec<_> = asked(&of_one).into_iter().map(|(n, _)| n).collect();
        assert_eq!(
            gone,
            (3..10).collect::<Vec<_>>(),
            "three are its device's, the others strangers"
        );
        assert_eq!(asked(&new), []);
    }

    proptest! {
        #[test]
        fn whatever_happens_all_is_counted_once_and_forgotten_at_the_end(
            steps in vec((0..5_u8, 0..8_usize, 0..6_u8), 1..400),
        ) {
            let ledger = ledger(60, &[]);
            let tokens: Vec<_> = (0..3).map(|_| jti()).collect();
            let mut places = Vec::new();
            for (step, which, address) in steps {
                let place = places.get(which).cloned();
                match (step, place) {
                    (0, _) | (_, None) => places.push(ledger.accept(ip(&format!("203.0.113.{address}")))),
                    (1, Some(_)) => _ = places.swap_remove(which),
                    (2, Some(place)) => Place::answered(&place),
                    (3, Some(place)) => Place::shows(&place, tokens[which % 3]),
                    (_, Some(place)) => Place::sits(&place),
                }
                let kept = ledger.lock();
                let of_sites: usize =
                    kept.sites.values().map(|it| it.unshown.len() + it.visitors.len()).sum();
                prop_assert_eq!(kept.strangers, of_sites);
                prop_assert_eq!(kept.shares.len(), kept.sites.len());
                prop_assert!(kept.strangers <= STRANGERS_MIN);
                prop_assert!(kept.tokens.values().all(|count| (1..=3).contains(count)));
            }
            places.clear();
            let kept = ledger.lock();
            prop_assert!(kept.sockets.is_empty() && kept.sites.is_empty() && kept.shares.is_empty());
            prop_assert!(kept.tokens.is_empty() && kept.known.is_empty());
            prop_assert_eq!((kept.strangers, kept.seats), (0, 0));
        }
    }
}
