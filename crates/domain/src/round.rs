//! Rounds: tables talk, hand in, get a grace, and are closed; by command, by time, or when all have handed in.

use crate::{
    actor::{Role, Seat},
    agenda::{self, Agenda, Clock, Deed, Phase},
    concept::{self, Concept},
    deadline::Deadline,
    ids::{Badge, RoundId, TableNo, Time},
    limits::{EARLY_CLOSE_MIN_SEATS, EARLY_CLOSE_PERCENT},
    programme::RoundPlan,
    rejection::Rejection,
    request::{Request, Stamp},
    sealed::texts,
    summit::Summit,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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

impl Concept for Command {
    fn deadline(summit: &Summit) -> Option<Deadline> {
        let (round, phase) = summit.agenda.round(&summit.programme)?;
        let Clock::Running { ends_at: at } = summit.agenda.now.clock else {
            return None;
        };
        let (round, ends_at) = (Some(round.clone()), Some(at));
        let command = match phase {
            Phase::Talk => Self::Open { round, ends_at },
            Phase::HandIn | Phase::Grace => {
                Self::Close { round, ends_at, share: None, phase: None }
            }
            Phase::Closed => return None,
        };
        let cause = format!("clock/{}", summit.agenda.steps);
        Some(Deadline { at, command: concept::Command::Round(command), cause })
    }
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

texts! {
    Self::Opened { .. }
    | Self::GraceBegan { .. }
    | Self::Closed { .. } => [],
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
    request: &Request,
    command: &Command,
) -> Result<Vec<Event>, Rejection> {
    let at = summit.time_of_day(request.at);
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
    if request.actor.role == Role::System {
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

/// What a step of the day does with the current round where it leaves the agenda as it is: going on opens a round whose
/// tables talk, and going on or ending begins the grace of an open one.
pub(crate) fn step(summit: &Summit, command: &agenda::Command, at: Time) -> Option<Event> {
    use agenda::Command::{End, Next};
    let (round, phase) = summit.agenda.round(&summit.programme)?;
    let plan = summit.programme.round(round)?;
    match (command, phase) {
        (Next { .. }, Phase::Talk) => Some(opened(round, plan, at)),
        (Next { .. } | End {}, Phase::HandIn) => Some(grace(round, plan, at)),
        _ => None,
    }
}

fn opened(round: &RoundId, plan: &RoundPlan, at: Time) -> Event {
    Event::Opened { round: round.clone(), ends_at: at.plus_ms(u64::from(plan.hand_in_s) * 1_000) }
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
        }
        Event::GraceBegan { grace_until, .. } => {
            now.phase = Some(Phase::Grace);
            now.clock = Clock::Running { ends_at: *grace_until };
        }
        Event::Closed { .. } => now.end_current(stamp.at),
    }
}
