//! What the summit task asks of itself: rounds that run out, and rounds in which all have handed in.

use super::{SummitTask, count};
use crate::{
    limits::{HELD, OTHERS_WAIT},
    summit::{Asked, ms},
};
use domain::{
    Actor, Again, Command, Request, RequestId, RoundId, Seat, Time, copies,
    limits::{EARLY_CLOSE_MIN_SEATS, EARLY_CLOSE_PERCENT},
    programme::{PhoneInput, TableInput},
    round,
};
use std::time::Duration;
use tokio::{sync::oneshot, time::Instant};

/// After a deadline the clock is not asked again before this, so that a refusal does not make it spin.
const REST: Duration = Duration::from_millis(200);

/// Until when a deadline is held that passed while the node was down.
pub(crate) fn held_until(deadline: Time, opened_at: Time) -> Option<Time> {
    let held = opened_at.plus_ms(u64::try_from(HELD.as_millis()).unwrap_or(u64::MAX));
    (deadline < opened_at).then_some(held)
}

impl SummitTask {
    /// When the clock has something to ask.
    pub(super) fn due_at(&self) -> Option<Instant> {
        let (at, _) = self.due()?;
        Some(at.max(self.clock_rests_until))
    }

    /// The next deadline: what passed while the node was down is held, so that the facilitator sees it first; and only
    /// the first of the nodes keeps it at once.
    fn due(&self) -> Option<(Instant, Command)> {
        if self.shared.read_only.get().is_some() || self.shared.is_skewed() || self.is_off() {
            return None;
        }
        let (at, command) = round::due(&self.ahead)?;
        let at = held_until(at, self.shared.opened_at()).unwrap_or(at);
        let at = if self.shared.roster.is_first() { at } else { at.plus_ms(ms(OTHERS_WAIT)) };
        Some((self.shared.environment.clock.instant(self.ahead.order_at(at)), command))
    }

    pub(super) async fn by_the_clock(&mut self) {
        let Some((at, command)) = self.due() else {
            return;
        };
        let now = Instant::now();
        if at > now || self.clock_rests_until > now {
            return;
        }
        self.clock_rests_until = now + REST;
        let cause = format!("clock/{}", self.ahead.agenda.steps);
        self.ask(&cause, command).await;
    }

    /// Begins the grace when (nearly) all seats on line that the round asks for something have handed in.
    pub(super) async fn close_early(&mut self) {
        let Some((round, share)) = self.all_handed_in() else {
            self.all_since = None;
            return;
        };
        let since = *self.all_since.get_or_insert_with(Instant::now);
        if !self.shared.roster.is_first() && since.elapsed() < OTHERS_WAIT {
            return;
        }
        let close = round::Command::Close {
            round: Some(round),
            ends_at: None,
            share: Some(share),
            phase: None,
        };
        let cause = format!("early/{}", self.ahead.agenda.steps);
        self.ask(&cause, Command::Round(close)).await;
    }

    /// The round in which they have, and how many that is; none as long as seats may be on their way to this node.
    fn all_handed_in(&self) -> Option<(RoundId, round::Share)> {
        let Some((round, round::Phase::HandIn)) = self.ahead.agenda.round(&self.ahead.programme)
        else {
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

    /// That the log is kept once only, or no longer, stands in the log as well.
    pub(super) async fn say_how_many_copies(&mut self) {
        // One of the nodes says it, once for each time that it is known.
        let Some(single) = self.confirmed.single_copy.take() else { return };
        let known = self.ahead.copies.single_since.is_some();
        if single == known
            || !self.shared.roster.is_first()
            || self.unsure
            || self.shared.read_only.get().is_some()
        {
            return;
        }
        let (command, what) = if single {
            (copies::Command::Single {}, "single")
        } else {
            (copies::Command::Several {}, "several")
        };
        let cause = format!("copies/{what}/{}", self.ahead.offset);
        self.ask(&cause, Command::Copies(command)).await;
    }

    fn share(&self, round: &RoundId) -> round::Share {
        let plan = self.ahead.programme.round(round);
        let is_asked = |seat: &Seat| match seat {
            Seat::Table(_) => plan.is_some_and(|plan| plan.table != TableInput::Nothing),
            Seat::Badge(_) => plan.is_some_and(|plan| plan.phone != PhoneInput::Nothing),
            Seat::Staff(_) | Seat::System => false,
        };
        let mut seats = self.shared.roster.seats();
        seats.retain(is_asked);
        let on_line = count(seats.len());
        seats.retain(|seat| round::has_handed_in(&self.ahead, seat));
        round::Share { handed_in: count(seats.len()), on_line }
    }

    /// Asks something of itself, as anyone would.
    pub(super) async fn ask(&mut self, cause: &str, command: Command) {
        let id =
            RequestId::derived(format!("{}/{cause}", self.shared.lives.now().epoch).as_bytes());
        let request = Request {
            id,
            actor: Actor::system(),
            at: self.shared.environment.clock.now(),
            salt: (self.shared.environment.chance)(),
            again: Again::No,
            rehearsed: None,
            command,
        };
        let (answer, _) = oneshot::channel();
        self.settle(vec![Asked { request, since: Instant::now(), answer }]).await;
    }
}
