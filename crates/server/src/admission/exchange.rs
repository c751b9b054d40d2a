//! Where the one request on a connection stands: what of it has come, until when it must be whole, and whether its
//! answer is read.
//!
//! A connection asks, is answered, and only then asks again. A request has one deadline for head and body: from the
//! accept, or, on a connection that was kept, from its first byte. Bytes that drip do not move it.

use super::{ledger::Place, told::Why};
use crate::limits::{
    HEAD_LARGE_BYTES, KEPT_ALIVE, READ_AT_ONCE_BYTES, REQUEST_WITHIN, UNREAD_MAX, WRITE_MAX_BYTES,
};
use std::{
    cell::{Cell, RefCell},
    sync::Arc,
    task::{Context, Waker},
};
use tokio::{sync::OwnedSemaphorePermit, time::Instant};

/// One connection, from its accept on.
#[derive(Debug)]
pub struct Exchange {
    place: Arc<Place>,
    stage: Cell<Stage>,
    /// Whether something was handed over since whoever serves the connection last looked.
    handed: Cell<bool>,
    /// Bytes of the request so far.
    came: Cell<usize>,
    large_head: RefCell<Option<OwnedSemaphorePermit>>,
    /// Since when bytes wait for the reader, and how many it took meanwhile.
    unread: Cell<Option<(Instant, usize)>>,
    /// Whoever waits to read on.
    waker: RefCell<Option<Waker>>,
    over: Cell<Option<Why>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing of the next request has come.
    Quiet { until: Instant, is_first: bool },
    /// A part of it has.
    Asking { until: Instant, body: Body },
    /// It is whole, or answered already.
    Answering,
    /// It is a WebSocket now.
    Upgraded,
}

/// What of a request is still to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// Its head, first.
    AfterHead,
    /// So many bytes.
    Bytes(usize),
    /// Chunks, of which the last says so.
    Chunks,
}

/// How much may be read from the socket now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Nothing: an answer comes first.
    Held,
    /// Nothing before what was handed over was looked at.
    Later,
    /// As much, and no further than the end of a head.
    Head(usize),
    /// As much, and no further than the end of a line: a body in chunks ends at one.
    Line(usize),
    /// As much.
    Body(usize),
    /// As much as there is.
    All,
}

impl Exchange {
    pub(super) fn new(place: Arc<Place>) -> Self {
        Self {
            place,
            stage: Cell::new(Stage::Quiet {
                until: Instant::now() + REQUEST_WITHIN,
                is_first: true,
            }),
            handed: Cell::default(),
            came: Cell::default(),
            large_head: RefCell::default(),
            unread: Cell::default(),
            waker: RefCell::default(),
            over: Cell::default(),
        }
    }

    /// The place of its socket.
    #[must_use]
    pub const fn place(&self) -> &Arc<Place> {
        &self.place
    }

    /// The head of a request was read; this is still to come of it.
    pub fn begins(&self, body: Option<Body>) {
        self.large_head.take();
        match (body, self.stage.get()) {
            (None, _) => self.stage.set(Stage::Answering),
            (Some(body), Stage::Asking { until, .. } | Stage::Quiet { until, .. }) => {
                self.stage.set(Stage::Asking { until, body });
            }
            (Some(_), Stage::Answering | Stage::Upgraded) => {}
        }
    }

    /// The request is whole, or is answered without what is missing of it.
    pub fn is_answered(&self) {
        if self.stage.get() != Stage::Upgraded {
            self.stage.set(Stage::Answering);
        }
    }

    /// It becomes a WebSocket, which has bounds of its own.
    pub fn upgrades(&self) {
        self.stage.set(Stage::Upgraded);
    }

    /// All of the answer is on its way.
    pub fn ends(&self) {
        if self.stage.get() == Stage::Upgraded {
            return;
        }
        self.stage.set(Stage::Quiet { until: Instant::now() + KEPT_ALIVE, is_first: false });
        self.came.set(0);
        self.place.answered();
        self.read_on();
    }

    /// What was handed over is looked at now.
    pub(super) fn looks(&self) {
        self.handed.set(false);
    }

    pub(super) fn reading(&self) -> Reading {
        let is_unread = self.unread.get().is_some();
        match self.stage.get() {
            Stage::Upgraded => Reading::All,
            _ if is_unread => Reading::Held,
            Stage::Answering | Stage::Asking { body: Body::Bytes(0), .. } => Reading::Held,
            _ if self.handed.get() => Reading::Later,
            Stage::Quiet { .. } | Stage::Asking { body: Body::AfterHead, .. } => {
                Reading::Head(READ_AT_ONCE_BYTES)
            }
            Stage::Asking { body: Body::Bytes(left), .. } => Reading::Body(left),
            Stage::Asking { body: Body::Chunks, .. } => Reading::Line(READ_AT_ONCE_BYTES),
        }
    }

    /// So many bytes were handed over.
    pub(super) fn handed(&self, bytes: usize) {
        self.came.set(self.came.get() + bytes);
        match self.stage.get() {
            Stage::Quiet { until, is_first } => {
                let until = if is_first { until } else { Instant::now() + REQUEST_WITHIN };
                self.stage.set(Stage::Asking { until, body: Body::AfterHead });
                self.handed.set(true);
            }
            Stage::Asking { body: Body::Bytes(left), until } => {
                self.stage
                    .set(Stage::Asking { until, body: Body::Bytes(left.saturating_sub(bytes)) });
            }
            Stage::Asking { body, .. } => {
                self.handed.set(true);
                if body == Body::AfterHead && self.came.get() > HEAD_LARGE_BYTES {
                    self.permit_large_head();
                }
            }
            Stage::Answering | Stage::Upgraded => {}
        }
    }

    fn permit_large_head(&self) {
        let mut permit = self.large_head.borrow_mut();
        if permit.is_none() {
            *permit = Arc::clone(&self.place.ledger().large_heads).try_acquire_owned().ok();
            if permit.is_none() {
                self.over.set(Some(Why::LargeHead));
            }
        }
    }

    /// Of so many bytes the reader took this part.
    pub(super) fn wrote(&self, taken: usize, of: usize) {
        let now = Instant::now();
        match self.unread.get() {
            _ if taken == of => {
                if self.unread.take().is_some() {
                    self.read_on();
                }
            }
            // Whoever reads slowly, and reads, is waited for.
            Some((since, before)) if before + taken < WRITE_MAX_BYTES => {
                self.unread.set(Some((since, before + taken)));
            }
            Some(_) | None => self.unread.set(Some((now, 0))),
        }
    }

    /// Is told when there may be more to read.
    pub(super) fn waits(&self, cx: &Context<'_>) {
        *self.waker.borrow_mut() = Some(cx.waker().clone());
    }

    fn read_on(&self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    /// Why it is over already.
    pub(super) fn over(&self) -> Option<Why> {
        self.over.get()
    }

    /// Until when something must happen, and what it is if that did not.
    pub(super) fn deadline(&self) -> Option<(Instant, Why)> {
        let asked = match self.stage.get() {
            Stage::Quiet { until, is_first: true } => Some((until, Why::Silent)),
            Stage::Quiet { until, is_first: false } => Some((until, Why::Idle)),
            Stage::Asking { until, .. } => Some((until, Why::HalfAsked)),
            Stage::Answering | Stage::Upgraded => None,
        };
        let unread = self.unread.get().map(|(since, _)| (since + UNREAD_MAX, Why::Unread));
        asked.into_iter().chain(unread).min_by_key(|(at, _)| *at)
    }

    /// What may still be said to a client whose socket ends.
    pub(super) fn farewell(&self, why: Why) -> Farewell {
        match (why, self.stage.get()) {
            (Why::Unread, _) => Farewell::Abort,
            _ if self.unread.get().is_some() => Farewell::Nothing,
            (Why::HalfAsked, Stage::Asking { .. }) => Farewell::Timeout,
            (Why::LargeHead, Stage::Asking { .. }) => Farewell::HeadTooLarge,
            (_, Stage::Asking { .. }) => Farewell::Full,
            (_, Stage::Upgraded) => Farewell::CloseFrame,
            (_, Stage::Quiet { .. } | Stage::Answering) => Farewell::Nothing,
        }
    }
}

/// See [`Exchange::farewell`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Farewell {
    /// The socket just ends.
    Nothing,
    /// And nothing is kept for it, since nobody reads it.
    Abort,
    /// The request did not come in time.
    Timeout,
    /// Come back later.
    Full,
    /// The head is too large.
    HeadTooLarge,
    /// The same as a WebSocket says it.
    CloseFrame,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        admission::ledger::{Bounds, Ledger},
        telemetry::Metrics,
    };
    use std::time::Duration;
    use tokio::time::advance;

    fn exchange() -> Exchange {
        let bounds = Bounds { places: 10, per_address: 10, per_private_address: 10, per_token: 10 };
        let metrics = Metrics::new().expect("names that fit");
        Exchange::new(Ledger::new(bounds, Vec::new(), metrics).accept([127, 0, 0, 1].into()))
    }

    /// In how many seconds it ends, and why.
    fn ends_in(exchange: &Exchange) -> Option<(u64, Why)> {
        let (at, why) = exchange.deadline()?;
        Some((at.duration_since(Instant::now()).as_secs(), why))
    }

    #[tokio::test(start_paused = true)]
    async fn bytes_that_drip_do_not_move_the_deadline_of_a_request_and_an_answer_begins_the_next() {
        let exchange = exchange();
        assert_eq!(ends_in(&exchange), Some((10, Why::Silent)));
        advance(Duration::from_secs(4)).await;
        exchange.handed(1);
        assert_eq!(ends_in(&exchange), Some((6, Why::HalfAsked)));
        exchange.begins(Some(Body::Bytes(100)));
        advance(Duration::from_secs(4)).await;
        exchange.handed(1);
        assert_eq!(ends_in(&exchange), Some((2, Why::HalfAsked)));
        exchange.is_answered();
        assert_eq!(ends_in(&exchange), None);
        exchange.ends();
        assert_eq!(ends_in(&exchange), Some((30, Why::Idle)));
        advance(Duration::from_secs(25)).await;
        exchange.handed(1);
        assert_eq!(ends_in(&exchange), Some((10, Why::HalfAsked)));
        advance(Duration::from_secs(9)).await;
        exchange.looks();
        exchange.handed(1);
        assert_eq!(ends_in(&exchange), Some((1, Why::HalfAsked)));
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_is_read_while_an_answer_is_unread_and_who_reads_nothing_is_sent_away() {
        let exchange = exchange();
        exchange.handed(18);
        exchange.begins(None);
        assert_eq!(exchange.reading(), Reading::Held, "one at a time");
        exchange.wrote(3_000, 5_000);
        exchange.ends();
        assert_eq!(exchange.reading(), Reading::Held);
        assert_eq!(ends_in(&exchange), Some((10, Why::Unread)));
        advance(Duration::from_secs(8)).await;
        exchange.wrote(100, 2_000);
        assert_eq!(ends_in(&exchange), Some((2, Why::Unread)), "a drip is not reading");
        exchange.wrote(WRITE_MAX_BYTES, 2 * WRITE_MAX_BYTES);
        assert_eq!(ends_in(&exchange), Some((10, Why::Unread)), "that is");
        exchange.wrote(WRITE_MAX_BYTES, WRITE_MAX_BYTES);
        assert_eq!(ends_in(&exchange), Some((22, Why::Idle)));
        exchange.looks();
        assert!(matches!(exchange.reading(), Reading::Head(_)));
        assert_eq!(exchange.farewell(Why::Idle), Farewell::Nothing);
    }

    #[tokio::test(start_paused = true)]
    async fn a_websocket_has_no_deadline_here_but_that_of_a_reader_who_reads_nothing() {
        let exchange = exchange();
        exchange.handed(300);
        exchange.begins(Some(Body::Chunks));
        exchange.upgrades();
        exchange.ends();
        assert_eq!((ends_in(&exchange), exchange.reading()), (None, Reading::All));
        exchange.wrote(0, 100);
        assert_eq!(ends_in(&exchange), Some((10, Why::Unread)));
        assert_eq!(exchange.reading(), Reading::All, "a pong may come");
    }
}
