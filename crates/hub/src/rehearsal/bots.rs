//! All simulated people of a rehearsal, and the requests of theirs that are due.

use super::{
    plan::{BotPlan, PlannedRequest, WHOLE, bot_plan},
    script::Script,
};
use domain::{
    Badge, Command, RequestId, RoundId, Seat, TableNo, Time, agenda::Phase, programme::RoundPlan,
};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::Duration,
};

/// What simulated people see of the summit.
#[derive(Debug, Default)]
pub(super) struct View {
    pub round: Option<Round>,
    /// Seats of real people.
    pub taken: BTreeSet<Seat>,
}

/// The current round.
#[derive(Debug, Clone)]
pub(super) struct Round {
    pub id: RoundId,
    pub phase: Phase,
    /// None while the clock is stopped.
    pub ends_at: Option<Time>,
    pub plan: RoundPlan,
}

/// A request of a simulated person.
#[derive(Debug, Clone)]
pub(super) struct BotRequest {
    pub seat: Seat,
    pub id: RequestId,
    pub command: Command,
}

/// All simulated people.
pub(super) struct Bots<'s> {
    cause: String,
    script: &'s Script,
    bots: BTreeMap<Seat, Bot>,
    /// How often each round was opened.
    opened: BTreeMap<RoundId, u32>,
    open: Option<Open>,
}

/// A round that takes ideas.
struct Open {
    round: RoundId,
    phase: Phase,
    /// When this phase was first seen, and the share of the time that had passed then.
    since: Time,
    from: u32,
    /// The share that has passed.
    passed: u32,
}

/// One simulated person.
struct Bot {
    on_line_since: Time,
    away_until: Option<Time>,
    /// Requests that are not sent yet, and their rounds.
    requests: VecDeque<(RoundId, PlannedRequest)>,
    leaves: Option<(u32, Duration)>,
}

impl<'s> Bots<'s> {
    /// The tables up to `tables`, and the phones of their seats.
    pub(super) fn new(
        cause: String,
        script: &'s Script,
        (tables, seats): (u16, u16),
        now: Time,
    ) -> Self {
        let at_table = |no: u16| {
            let first = u32::from(no - 1) * u32::from(seats);
            let phones = (1..=u32::from(seats)).map(move |n| Seat::Badge(Badge(first + n)));
            phones.chain([Seat::Table(TableNo(no))])
        };
        let bot = |seat| {
            let requests = VecDeque::new();
            (seat, Bot { on_line_since: now, away_until: None, requests, leaves: None })
        };
        let bots = (1..=tables).flat_map(at_table).map(bot).collect();
        Self { cause, script, bots, opened: BTreeMap::new(), open: None }
    }

    /// The seats that appear on line, and since when.
    pub(super) fn on_line(&self) -> BTreeMap<Seat, Time> {
        let there = self.bots.iter().filter(|(_, bot)| bot.away_until.is_none());
        there.map(|(seat, bot)| (seat.clone(), bot.on_line_since)).collect()
    }

    /// The requests that are due, at most `room`; the rest comes next time.
    pub(super) fn due(&mut self, view: &View, now: Time, room: usize) -> Vec<BotRequest> {
        // Where a device joined, the simulated person is gone for the rest of the rehearsal.
        self.bots.retain(|seat, _| !view.taken.contains(seat));
        self.follow(view.round.as_ref(), now);
        let open = self.open.as_ref().map(|open| (&open.round, open.passed));
        let mut requests = Vec::new();
        for (seat, bot) in &mut self.bots {
            bot.comes_and_goes(open.map(|(_, passed)| passed), now);
            while requests.len() < room
                && let Some(PlannedRequest { id, command, .. }) = bot.next_due(open)
            {
                requests.push(BotRequest { seat: seat.clone(), id, command });
            }
        }
        requests
    }

    /// Follows the round: how much of its time has passed, and whether it opened.
    fn follow(&mut self, round: Option<&Round>, now: Time) {
        let Some(view) = round.filter(|round| round.phase.is_open()) else {
            self.close();
            return;
        };
        match &mut self.open {
            Some(open) if open.round == view.id => {
                if open.phase != view.phase {
                    (open.phase, open.since, open.from) = (view.phase, now, open.passed);
                }
            }
            _ => {
                self.close();
                self.deal(view);
                let (round, phase) = (view.id.clone(), view.phase);
                self.open = Some(Open { round, phase, since: now, from: 0, passed: 0 });
            }
        }
        if let (Some(open), Some(ends_at)) = (&mut self.open, view.ends_at) {
            open.passed = open.passed.max(open.share(now, ends_at));
        }
    }

    /// The round closed: plans end. Only people who are off line still send what they wrote, late.
    fn close(&mut self) {
        if self.open.take().is_some() {
            let there = self.bots.values_mut().filter(|bot| bot.away_until.is_none());
            there.for_each(|bot| bot.requests.clear());
        }
    }

    /// A round opened: everyone gets a plan for it.
    fn deal(&mut self, round: &Round) {
        let times = self.opened.entry(round.id.clone()).or_default();
        let cause = format!("{}/{times}", self.cause);
        *times += 1;
        for (seat, bot) in &mut self.bots {
            let BotPlan { requests, leaves } =
                bot_plan(&cause, seat, (&round.id, &round.plan), self.script);
            bot.requests.extend(requests.into_iter().map(|request| (round.id.clone(), request)));
            bot.leaves = leaves;
        }
    }
}

impl Open {
    /// The share of the time that has passed. What is left is stretched by an extension, and compressed by the grace.
    fn share(&self, now: Time, ends_at: Time) -> u32 {
        let (left, whole) = (u64::from(WHOLE - self.from), ends_at.ms_since(self.since));
        let passed = (left * now.ms_since(self.since)).checked_div(whole).unwrap_or(left);
        self.from + u32::try_from(passed.min(left)).unwrap_or(WHOLE)
    }
}

impl Bot {
    fn comes_and_goes(&mut self, passed: Option<u32>, now: Time) {
        if self.away_until.is_some_and(|until| until <= now) {
            self.away_until = None;
            self.on_line_since = now;
        }
        if let (Some((at, long)), Some(passed)) = (self.leaves, passed)
            && at <= passed
        {
            self.leaves = None;
            let ms = u64::try_from(long.as_millis()).unwrap_or(u64::MAX);
            self.away_until = Some(now.plus_ms(ms));
        }
    }

    /// The next request, if it is due. One for a round that is over is due at once.
    fn next_due(&mut self, open: Option<(&RoundId, u32)>) -> Option<PlannedRequest> {
        let (round, request) = self.requests.front().filter(|_| self.away_until.is_none())?;
        let waits = open.is_some_and(|(current, passed)| current == round && request.at > passed);
        if waits { None } else { self.requests.pop_front().map(|(_, request)| request) }
    }
}
