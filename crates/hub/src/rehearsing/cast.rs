//! All simulated people of a rehearsal: where each is in their part, and what is due.

use super::{
    part::{Act, Part, WHOLE, part},
    script::Script,
};
use domain::{
    Badge, Command, RequestId, RoundId, Seat, TableNo, Time, programme::RoundPlan, round::Phase,
};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::Duration,
};

/// What simulated people see of the summit.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub round: Option<Round>,
    /// Seats at which real people sit.
    pub taken: BTreeSet<Seat>,
}

/// The current round.
#[derive(Debug, Clone)]
pub(super) struct Round {
    pub id: RoundId,
    pub phase: Phase,
    /// None while the clock stands.
    pub ends_at: Option<Time>,
    pub plan: RoundPlan,
}

/// Something that a simulated person asks for.
#[derive(Debug, Clone)]
pub(super) struct Deed {
    pub seat: Seat,
    pub id: RequestId,
    pub command: Command,
}

/// All simulated people.
pub(super) struct Cast<'s> {
    cause: String,
    script: &'s Script,
    players: BTreeMap<Seat, Player>,
    /// How often each round was opened.
    opened: BTreeMap<RoundId, u32>,
    open: Option<Open>,
}

/// A round that takes ideas.
struct Open {
    round: RoundId,
    phase: Phase,
    /// When this phase was first seen, and the share of the time that had passed.
    since: Time,
    from: u32,
    /// The share that has passed.
    passed: u32,
}

/// One simulated person.
struct Player {
    on_line_since: Time,
    away_until: Option<Time>,
    /// What is still to be done, and in which round.
    acts: VecDeque<(RoundId, Act)>,
    leaves: Option<(u32, Duration)>,
}

impl<'s> Cast<'s> {
    /// The people of the first tables, and their phones.
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
        let player = |seat| {
            let acts = VecDeque::new();
            (seat, Player { on_line_since: now, away_until: None, acts, leaves: None })
        };
        let players = (1..=tables).flat_map(at_table).map(player).collect();
        Self { cause, script, players, opened: BTreeMap::new(), open: None }
    }

    /// The seats that look to be on line, and since when.
    pub(super) fn on_line(&self) -> BTreeMap<Seat, Time> {
        let there = self.players.iter().filter(|(_, player)| player.away_until.is_none());
        there.map(|(seat, player)| (seat.clone(), player.on_line_since)).collect()
    }

    /// What is due now; no more than there is room for, the rest comes next time.
    pub(super) fn look(&mut self, seen: &Seen, now: Time, room: usize) -> Vec<Deed> {
        // Whoever makes room for someone real does so for the rest of the rehearsal.
        self.players.retain(|seat, _| !seen.taken.contains(seat));
        self.follow(seen.round.as_ref(), now);
        let open = self.open.as_ref().map(|open| (&open.round, open.passed));
        let mut deeds = Vec::new();
        for (seat, player) in &mut self.players {
            player.comes_and_goes(open.map(|(_, passed)| passed), now);
            while deeds.len() < room
                && let Some(Act { id, command, .. }) = player.next_due(open)
            {
                deeds.push(Deed { seat: seat.clone(), id, command });
            }
        }
        deeds
    }

    /// Follows the round: how much of its time has passed, and whether it opened.
    fn follow(&mut self, round: Option<&Round>, now: Time) {
        let Some(seen) = round.filter(|round| round.phase.is_open()) else {
            self.close();
            return;
        };
        match &mut self.open {
            Some(open) if open.round == seen.id => {
                if open.phase != seen.phase {
                    (open.phase, open.since, open.from) = (seen.phase, now, open.passed);
                }
            }
            _ => {
                self.close();
                self.deal(seen);
                let (round, phase) = (seen.id.clone(), seen.phase);
                self.open = Some(Open { round, phase, since: now, from: 0, passed: 0 });
            }
        }
        if let (Some(open), Some(ends_at)) = (&mut self.open, seen.ends_at) {
            open.passed = open.passed.max(open.share(now, ends_at));
        }
    }

    /// Who did not get round to it leaves it; only what someone wrote off line still comes, late.
    fn close(&mut self) {
        if self.open.take().is_some() {
            let there = self.players.values_mut().filter(|player| player.away_until.is_none());
            there.for_each(|player| player.acts.clear());
        }
    }

    /// Everyone gets their part in a round that opened.
    fn deal(&mut self, round: &Round) {
        let times = self.opened.entry(round.id.clone()).or_default();
        let cause = format!("{}/{times}", self.cause);
        *times += 1;
        for (seat, player) in &mut self.players {
            let Part { acts, leaves } = part(&cause, seat, (&round.id, &round.plan), self.script);
            player.acts.extend(acts.into_iter().map(|act| (round.id.clone(), act)));
            player.leaves = leaves;
        }
    }
}

impl Open {
    /// How much of the time has passed. An extension stretches what is left, the grace presses it together.
    fn share(&self, now: Time, ends_at: Time) -> u32 {
        let (left, whole) = (u64::from(WHOLE - self.from), ends_at.ms_since(self.since));
        let passed = (left * now.ms_since(self.since)).checked_div(whole).unwrap_or(left);
        self.from + u32::try_from(passed.min(left)).unwrap_or(WHOLE)
    }
}

impl Player {
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

    /// What they do next, if it is time: what belongs to a round that is over is overdue.
    fn next_due(&mut self, open: Option<(&RoundId, u32)>) -> Option<Act> {
        let (round, act) = self.acts.front().filter(|_| self.away_until.is_none())?;
        let waits = open.is_some_and(|(current, passed)| current == round && act.at > passed);
        if waits { None } else { self.acts.pop_front().map(|(_, act)| act) }
    }
}
