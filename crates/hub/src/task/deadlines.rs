//! What the task requests by itself: deadlines that passed, rounds in which all have handed in, and a change of replication.

use super::SummitTask;
use crate::{
    limits::{FOLLOWER_GRACE, REACT_EVERY},
    summit::state::{PendingRequest, held_until, ms},
};
use domain::{
    Actor, Again, Command, Request, RequestId, RoundId, Seat, agenda, copies,
    deadline::{self, Deadline},
    limits::{EARLY_CLOSE_MIN_SEATS, EARLY_CLOSE_PERCENT},
    programme::{PhoneInput, TableInput},
    round,
};
use std::time::Duration;
use tokio::{sync::oneshot, time::Instant};

/// After a deadline the next request of the clock waits for this, so that a refusal does not make it spin.
const PAUSE: Duration = Duration::from_millis(200);

/// When the task may request something by itself.
pub(super) struct Deadlines {
    /// No deadline is requested before this.
    not_before: Instant,
    /// Since when all seats have handed in, as far as this node knows.
    all_in_since: Option<Instant>,
    /// When it is next seen whether all have.
    react_at: Instant,
    /// Whether the machine's clock was compared since this node opened the summit.
    pub has_checked_clock: bool,
}

impl Deadlines {
    pub fn new() -> Self {
        let now = Instant::now();
        Self {
            not_before: now,
            all_in_since: None,
            react_at: now + REACT_EVERY,
            has_checked_clock: false,
        }
    }

    /// When it is next seen whether all seats have handed in.
    pub const fn react_at(&self) -> Instant {
        self.react_at
    }
}

impl SummitTask {
    /// When the next deadline is requested.
    pub(super) fn deadline_at(&self) -> Option<Instant> {
        let (at, _) = self.next_deadline()?;
        Some(at.max(self.deadlines.not_before))
    }

    /// The next deadline. One that passed while the node was down is held, so that the facilitator sees it first. Only the
    /// leading node keeps a deadline at once; the others do so after a grace period.
    fn next_deadline(&self) -> Option<(Instant, Deadline)> {
        if self.shared.read_only.get().is_some() || self.shared.is_skewed() || self.is_clock_off() {
            return None;
        }
        let ahead = self.log.ahead();
        let deadline = deadline::next(ahead)?;
        let at = held_until(deadline.at, self.shared.opened_at()).unwrap_or(deadline.at);
        let is_leading = self.shared.roster.is_leading();
        let at = if is_leading { at } else { at.plus_ms(ms(FOLLOWER_GRACE)) };
        Some((self.shared.environment.clock.instant(ahead.order_at(at)), deadline))
    }

    /// Requests what the deadline calls for, if it passed.
    pub(super) async fn on_deadline(&mut self) {
        let Some((at, Deadline { command, cause, .. })) = self.next_deadline() else {
            return;
        };
        let now = Instant::now();
        if at > now || self.deadlines.not_before > now {
            return;
        }
        self.deadlines.not_before = now + PAUSE;
        self.request_by_system(&cause, command).await;
    }

    pub(super) async fn close_early_if_due(&mut self) {
        if self.deadlines.react_at <= Instant::now() {
            self.close_early().await;
            self.deadlines.react_at = Instant::now() + REACT_EVERY;
        }
    }

    /// Begins the grace of a round when (nearly) all seats on line that may hand in have done so.
    async fn close_early(&mut self) {
        let Some((round, share)) = self.all_handed_in() else {
            self.deadlines.all_in_since = None;
            return;
        };
        let since = *self.deadlines.all_in_since.get_or_insert_with(Instant::now);
        if !self.shared.roster.is_leading() && since.elapsed() < FOLLOWER_GRACE {
            return;
        }
        let close = round::Command::Close {
            round: Some(round),
            ends_at: None,
            share: Some(share),
            phase: None,
        };
        let cause = format!("early/{}", self.log.ahead().agenda.steps);
        self.request_by_system(&cause, Command::Round(close)).await;
    }

    /// The round in which they have, and how many have. None while devices of a node that is gone may be on their way to
    /// this one.
    fn all_handed_in(&self) -> Option<(RoundId, round::Share)> {
        let ahead = self.log.ahead();
        let Some((round, agenda::Phase::HandIn)) = ahead.agenda.round(&ahead.programme) else {
            return None;
        };
        if self.shared.read_only.get().is_some() || self.shared.roster.others.is_unsettled() {
            return None;
        }
        let share = self.share(round);
        let reached = u64::from(share.handed_in) * 100
            >= u64::from(share.on_line) * u64::from(EARLY_CLOSE_PERCENT);
        let enough = share.on_line >= EARLY_CLOSE_MIN_SEATS && reached;
        enough.then(|| (round.clone(), share))
    }

    /// How many seats on line may hand in, and how many have.
    fn share(&self, round: &RoundId) -> round::Share {
        let plan = self.log.ahead().programme.round(round);
        let may_hand_in = |seat: &Seat| match seat {
            Seat::Table(_) => plan.is_some_and(|plan| plan.table != TableInput::Nothing),
            Seat::Badge(_) => plan.is_some_and(|plan| plan.phone != PhoneInput::Nothing),
            Seat::Staff(_) | Seat::System => false,
        };
        let mut seats = self.shared.roster.seats();
        seats.retain(may_hand_in);
        let on_line = count(seats.len());
        seats.retain(|seat| round::has_handed_in(self.log.ahead(), seat));
        round::Share { handed_in: count(seats.len()), on_line }
    }

    /// Records in the log that the store keeps a single copy, or several again. The leading node does, once each time that
    /// a confirmation says so.
    pub(super) async fn record_replication(&mut self) {
        let Some(single) = self.confirmation.single_copy.take() else { return };
        let recorded = self.log.ahead().copies.single_since.is_some();
        if single == recorded
            || !self.shared.roster.is_leading()
            || self.log.needs_catch_up
            || self.shared.read_only.get().is_some()
        {
            return;
        }
        let (command, what) = if single {
            (copies::Command::Single {}, "single")
        } else {
            (copies::Command::Several {}, "several")
        };
        let cause = format!("copies/{what}/{}", self.log.ahead().offset);
        self.request_by_system(&cause, Command::Copies(command)).await;
    }

    /// Decides a request of the system actor. Its id is derived from the cause: if another node requests the same, nothing
    /// happens twice.
    pub(super) async fn request_by_system(&mut self, cause: &str, command: Command) {
        let epoch = self.shared.epochs.current().epoch.clone();
        let request = Request {
            id: RequestId::derived(format!("{epoch}/{cause}").as_bytes()),
            actor: Actor::system(),
            at: self.shared.environment.clock.now(),
            salt: (self.shared.environment.entropy)(),
            again: Again::No,
            rehearsed: None,
            command,
        };
        let (answer, _) = oneshot::channel();
        self.on_requests(vec![PendingRequest { request, since: Instant::now(), answer }]).await;
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
