//! Rounds: tables talk, hand in, get a grace, and are closed; by command, by time, or when all have handed in.

use crate::{
    actor::{Actor, Role, Seat},
    agenda::{Agenda, Clock, Deed},
    idea,
    ids::{Badge, RoundId, TableNo, Time},
    limits::{EARLY_CLOSE_MIN_SEATS, EARLY_CLOSE_PERCENT},
    programme::RoundPlan,
    rejection::Rejection,
    summit::{self, Stamp, Summit},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where a round is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Tables talk; nothing is handed in yet.
    Talk,
    /// Ideas are handed in.
    HandIn,
    /// The end was called; who is typing may finish.
    Grace,
    /// It is over; what still comes is late.
    Closed,
}

impl Phase {
    /// Whether ideas may be handed in, edited and withdrawn.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::HandIn | Self::Grace)
    }
}

/// How many live ideas a round has, and from whom.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Ideas of each table.
    pub tables: BTreeMap<TableNo, u32>,
    /// Words of each participant.
    pub badges: BTreeMap<Badge, u32>,
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "RoundCommand")]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Begin handing in at once.
    Open {
        /// Which round; the current one if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        round: Option<RoundId>,
        /// By the clock: the moment at which the talk was to end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ends_at: Option<Time>,
    },
    /// Begin the grace of an open round; in its grace, close it.
    Close {
        /// Which round; the current one if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        round: Option<RoundId>,
        /// By the clock: the moment at which the phase was to end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ends_at: Option<Time>,
        /// Because (nearly) all on line have handed in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        share: Option<Share>,
        /// The phase in which the sender believes the round to be.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        phase: Option<Phase>,
    },
}

/// How many of those on line have handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// Seats that have.
    pub handed_in: u32,
    /// Seats on line.
    pub on_line: u32,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Handing in began.
    Opened {
        /// Which round.
        round: RoundId,
        /// Until when.
        ends_at: Time,
    },
    /// The end was called.
    GraceBegan {
        /// Which round.
        round: RoundId,
        /// Until when ideas are still in time.
        grace_until: Time,
    },
    /// It is over.
    Closed {
        /// Which round.
        round: RoundId,
    },
}

/// Where any round is: also one that is not the current item. None if it has not begun.
#[must_use]
pub fn phase_of(summit: &Summit, round: &RoundId) -> Option<Phase> {
    match summit.agenda.round(&summit.programme) {
        Some((current, phase)) if current == round => Some(phase),
        _ => {
            let index = summit.programme.index_of(round)?;
            summit.agenda.now.runs.contains_key(&index).then_some(Phase::Closed)
        }
    }
}

/// The request that the clock will make, and when; none while nothing is running out.
#[must_use]
pub fn due(summit: &Summit) -> Option<(Time, summit::Command)> {
    let (round, phase) = summit.agenda.round(&summit.programme)?;
    let Clock::Running { ends_at } = summit.agenda.now.clock else {
        return None;
    };
    let (round, deadline) = (Some(round.clone()), Some(ends_at));
    let command = match phase {
        Phase::Talk => Command::Open { round, ends_at: deadline },
        Phase::HandIn | Phase::Grace => {
            Command::Close { round, ends_at: deadline, share: None, phase: None }
        }
        Phase::Closed => return None,
    };
    Some((ends_at, summit::Command::Round(command)))
}

/// Whether a seat has given what the current round asks: a table that said it is ready, a phone that sent a word.
#[must_use]
pub fn has_handed_in(summit: &Summit, seat: &Seat) -> bool {
    let Some((round, _)) = summit.agenda.round(&summit.programme) else {
        return false;
    };
    match seat {
        Seat::Table(no) => {
            summit.tables.get(no).is_some_and(|table| table.is_ready_for(Some(round)))
        }
        Seat::Badge(badge) => {
            let words = summit.tallies.get(round).and_then(|tally| tally.badges.get(badge));
            words.is_some_and(|words| *words > 0)
        }
        Seat::Staff(_) | Seat::System => false,
    }
}

/// What a command would change.
pub fn decide(
    summit: &Summit,
    actor: &Actor,
    command: &Command,
    at: Time,
) -> Result<Vec<Event>, Rejection> {
    let (Command::Open { round: named, ends_at } | Command::Close { round: named, ends_at, .. }) =
        command;
    if let Some(named) = named
        && summit.programme.round(named).is_none()
    {
        return Err(Rejection::RoundUnknown);
    }
    let (round, phase) = summit.agenda.round(&summit.programme).ok_or(Rejection::RoundNone)?;
    if named.as_ref().is_some_and(|named| named != round) {
        return Err(Rejection::RoundNotOpen);
    }
    if let Command::Close { phase: Some(seen), .. } = command
        && *seen != phase
    {
        return Err(Rejection::AgendaMovedOn);
    }
    if actor.role == Role::System {
        by_the_clock(summit, *ends_at, at)?;
    }
    let plan = *summit.programme.round(round).ok_or(Rejection::RoundNone)?;
    match (command, phase) {
        (Command::Open { .. }, Phase::Talk) => Ok(vec![opened(round, &plan, at)]),
        (Command::Open { .. }, Phase::HandIn) => Ok(vec![]),
        (Command::Open { .. }, Phase::Grace | Phase::Closed) => Err(Rejection::RoundNotTalking),
        (Command::Close { share, .. }, Phase::HandIn) => {
            share.map_or(Ok(()), |share| early(summit, share))?;
            Ok(vec![grace(round, &plan, at)])
        }
        (Command::Close { share: None, .. }, Phase::Grace) => {
            Ok(vec![Event::Closed { round: round.clone() }])
        }
        (Command::Close { .. }, Phase::Grace | Phase::Closed) => Ok(vec![]),
        (Command::Close { .. }, Phase::Talk) => Err(Rejection::RoundNotOpen),
    }
}

/// What going on does with a round whose tables talk.
pub(crate) fn open(summit: &Summit, at: Time) -> Option<Event> {
    let (round, Phase::Talk) = summit.agenda.round(&summit.programme)? else {
        return None;
    };
    Some(opened(round, summit.programme.round(round)?, at))
}

fn opened(round: &RoundId, plan: &RoundPlan, at: Time) -> Event {
    Event::Opened { round: round.clone(), ends_at: at.plus_ms(u64::from(plan.hand_in_s) * 1_000) }
}

/// What going on does with an open round.
pub(crate) fn begin_grace(summit: &Summit, at: Time) -> Option<Event> {
    let (round, Phase::HandIn) = summit.agenda.round(&summit.programme)? else {
        return None;
    };
    Some(grace(round, summit.programme.round(round)?, at))
}

fn grace(round: &RoundId, plan: &RoundPlan, at: Time) -> Event {
    let grace_until = at.plus_ms(u64::from(plan.grace_s) * 1_000);
    Event::GraceBegan { round: round.clone(), grace_until }
}

/// A deadline counts only if it is still the one that the clock shows, and has come.
fn by_the_clock(summit: &Summit, deadline: Option<Time>, at: Time) -> Result<(), Rejection> {
    let Some(deadline) = deadline else {
        return Ok(());
    };
    match summit.agenda.now.clock {
        Clock::Running { ends_at } if ends_at == deadline && at >= deadline => Ok(()),
        Clock::Running { ends_at } => Err(Rejection::RoundExtended { ends_at: Some(ends_at) }),
        Clock::Paused { .. } | Clock::Stopped => Err(Rejection::RoundExtended { ends_at: None }),
    }
}

/// That a round may end because all have handed in: not while a person holds it open.
fn early(summit: &Summit, share: Share) -> Result<(), Rejection> {
    let now = &summit.agenda.now;
    let ends_at = match now.clock {
        Clock::Running { ends_at } => Some(ends_at),
        Clock::Paused { .. } | Clock::Stopped => None,
    };
    if now.reopened || ends_at.is_none() {
        return Err(Rejection::RoundExtended { ends_at });
    }
    let of = |part: u32, whole: u32| u64::from(part) * u64::from(whole);
    let reached = of(share.handed_in, 100) >= of(share.on_line, EARLY_CLOSE_PERCENT);
    if share.on_line >= EARLY_CLOSE_MIN_SEATS && reached {
        Ok(())
    } else {
        Err(Rejection::RoundTooFew)
    }
}

/// Takes what happened into the state.
pub fn apply(summit: &mut Summit, stamp: &Stamp, event: &Event) {
    let deed = match event {
        Event::Opened { .. } => Deed::OpenRound,
        Event::GraceBegan { .. } => Deed::BeginGrace,
        Event::Closed { .. } => Deed::CloseRound,
    };
    Agenda::note(summit, deed);
    let now = &mut summit.agenda.now;
    match event {
        Event::Opened { ends_at, .. } => {
            now.phase = Some(Phase::HandIn);
            now.clock = Clock::Running { ends_at: *ends_at };
            summit.agenda.note_open();
            idea::count_early(summit);
        }
        Event::GraceBegan { grace_until, .. } => {
            now.phase = Some(Phase::Grace);
            now.clock = Clock::Running { ends_at: *grace_until };
        }
        Event::Closed { .. } => now.end_current(stamp.at),
    }
}
