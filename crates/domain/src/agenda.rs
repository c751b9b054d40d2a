//! The day as it runs: which item is current, its clock, and the last step, which can be undone.

use crate::{
    concept::Concept,
    ids::{ItemId, Offset, RoundId, Time, WallId},
    limits::{EXTEND_MAX_S, UNDO_LEAVES_MS},
    programme::{Item, Programme, RoundPlan},
    rejection::Rejection,
    request::{Request, Stamp},
    sealed::texts,
    summit::Summit,
    wall::Scene,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

mod position;
pub use position::{Clock, Phase, Position, Run};

/// Where the day is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Agenda {
    /// Where it is now.
    pub now: Position,
    /// How many steps were made.
    pub steps: u64,
    /// The last step, unless it was undone.
    pub last: Option<Step>,
    /// Rounds that were open once, by their place. No step takes one out: what was written in a round
    /// is taken for it, even if the round was undone or is about to begin again.
    pub opened: BTreeSet<usize>,
    /// When rounds were open, in the order of the log; the last may still be.
    pub spans: Vec<Span>,
}

/// A span of the log in which a round was open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Span {
    /// Its place in the programme.
    pub round: usize,
    /// The commit that opened it.
    pub from: Offset,
    /// The commit that closed it; none while it is open.
    pub until: Option<Offset>,
}

/// A step, and what it changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Its number, counted from 1.
    pub number: u64,
    /// What it did.
    pub deed: Deed,
    /// With which item.
    pub item: Option<ItemId>,
    /// Where the day was before.
    pub before: Position,
    /// What the displays showed before, those that it may have turned.
    pub scenes: BTreeMap<WallId, Scene>,
}

/// What a step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the event of the same name")]
pub enum Deed {
    Start,
    Pause,
    Resume,
    Extend,
    End,
    Finish,
    OpenRound,
    BeginGrace,
    CloseRound,
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "AgendaCommand")]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Go on: start the first or next item, open handing in where tables talk, or begin the grace of an open round.
    Next {
        /// The item that the sender believes to be current.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<ItemId>,
        /// The phase in which the sender believes the round to be.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        phase: Option<Phase>,
        /// Leave a round whose tables still talk, without its hand-in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        skip: Option<bool>,
    },
    /// Return to the item before.
    Back {
        /// The item that the sender believes to be current.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<ItemId>,
        /// The phase in which the sender believes the round to be.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        phase: Option<Phase>,
    },
    /// Stop the clock.
    Pause {},
    /// Let the clock run on.
    Resume {},
    /// Give more time, or less.
    Extend {
        /// How much, in seconds.
        seconds: i64,
    },
    /// End the current item without starting another.
    End {},
    /// Undo the last step.
    Undo {
        /// Its number.
        step: u64,
    },
}

impl Concept for Command {}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// An item became the current one.
    Started {
        /// Which.
        item: ItemId,
        /// When its clock, or that of its first phase, runs out.
        ends_at: Time,
        /// Its first phase, if it is a round.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        phase: Option<Phase>,
        /// What the displays turn to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scene: Option<Scene>,
    },
    /// The clock was stopped.
    Paused {
        /// What was left.
        remaining_ms: u64,
    },
    /// The clock runs on.
    Resumed {
        /// Until when.
        ends_at: Time,
    },
    /// There is more time, or less.
    Extended {
        /// By how much.
        by_ms: i64,
        /// The clock as it is now.
        clock: Clock,
    },
    /// The current item ended.
    Ended {},
    /// The day ended.
    Finished {},
    /// The last step was undone.
    Undone {
        /// Its number.
        step: u64,
        /// Where the day is again.
        to: Position,
        /// What the displays show again.
        scenes: BTreeMap<WallId, Scene>,
    },
}

texts! {
    Self::Started { .. }
    | Self::Paused { .. }
    | Self::Resumed { .. }
    | Self::Extended { .. }
    | Self::Ended {}
    | Self::Finished {}
    | Self::Undone { .. } => [],
}

/// What `agenda.next` would do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Start the item at this place.
    Start(usize),
    /// Open handing in of the round whose tables talk.
    OpenRound,
    /// Begin the grace of the open round.
    BeginGrace,
    /// End the day.
    Finish,
    /// Nothing: the grace is running out by itself, or the day is over.
    Nothing,
}

impl Agenda {
    /// The current item.
    #[must_use]
    pub fn current<'p>(&self, programme: &'p Programme) -> Option<&'p Item> {
        programme.items.get(self.now.current?)
    }

    /// The name of the current item.
    #[must_use]
    pub fn current_id<'p>(&self, programme: &'p Programme) -> Option<&'p ItemId> {
        self.current(programme).map(|item| &item.id)
    }

    /// The current round and its phase; none if the current item is not a round.
    #[must_use]
    pub fn round<'p>(&self, programme: &'p Programme) -> Option<(&'p RoundId, Phase)> {
        Some((self.current_id(programme)?, self.now.phase?))
    }

    /// What `agenda.next` would do now.
    #[must_use]
    pub fn next(&self, programme: &Programme) -> Next {
        if self.now.over {
            return Next::Nothing;
        }
        match self.now.phase {
            Some(Phase::Talk) if self.asks_something(programme) => return Next::OpenRound,
            Some(Phase::HandIn) => return Next::BeginGrace,
            Some(Phase::Grace) => return Next::Nothing,
            Some(Phase::Talk | Phase::Closed) | None => {}
        }
        self.after(programme)
    }

    /// Whether the current item is a round in which tables or phones are asked for something.
    fn asks_something(&self, programme: &Programme) -> bool {
        let plan = self.current(programme).and_then(|item| item.round.as_ref());
        plan.is_some_and(RoundPlan::asks_something)
    }

    /// What comes once the current item is left.
    #[must_use]
    pub fn after(&self, programme: &Programme) -> Next {
        let next = self.now.current.map_or(0, |index| index + 1);
        if next < programme.items.len() { Next::Start(next) } else { Next::Finish }
    }

    /// Notes that ideas can be handed in now.
    pub(crate) fn note_open(&mut self) {
        if self.now.phase == Some(Phase::HandIn) {
            self.opened.extend(self.now.current);
        }
    }

    /// Whether ideas could once be handed in for this round.
    #[must_use]
    pub fn was_open(&self, programme: &Programme, round: &RoundId) -> bool {
        programme.index_of(round).is_some_and(|index| self.opened.contains(&index))
    }

    /// Notes whether a round is open after what stands at this offset.
    pub(crate) fn note_span(&mut self, at: Offset) {
        let open = self.now.current.filter(|_| self.now.phase.is_some_and(Phase::is_open));
        let last = self.spans.last_mut().filter(|span| span.until.is_none());
        match (last, open) {
            (Some(span), Some(round)) if span.round == round => return,
            (Some(span), _) => span.until = Some(at),
            (None, _) => {}
        }
        self.spans.extend(open.map(|round| Span { round, from: at, until: None }));
    }

    /// Whether this round was open when the log went up to this offset.
    #[must_use]
    pub fn was_open_at(&self, programme: &Programme, round: &RoundId, at: Offset) -> bool {
        let Some(index) = programme.index_of(round) else { return false };
        let holds = |it: &Span| it.from <= at && it.until.is_none_or(|until| until > at);
        self.spans.iter().any(|span| span.round == index && holds(span))
    }

    /// Notes a step before it changes anything.
    pub(crate) fn note(summit: &mut Summit, deed: Deed) {
        // Only a start turns displays, and only those that are not frozen.
        let turned = summit.walls.iter().filter(|(_, wall)| deed == Deed::Start && !wall.frozen);
        let scenes = turned.map(|(id, wall)| (id.clone(), wall.scene)).collect();
        let item = summit.agenda.current_id(&summit.programme).cloned();
        let agenda = &mut summit.agenda;
        agenda.steps += 1;
        let before = agenda.now.clone();
        agenda.last = Some(Step { number: agenda.steps, deed, item, before, scenes });
    }
}

/// What a command would change.
pub fn decide(
    summit: &Summit,
    request: &Request,
    command: &Command,
) -> Result<Vec<Event>, Rejection> {
    let at = summit.time_of_day(request.at);
    let agenda = &summit.agenda;
    let now = &agenda.now;
    let open = matches!(now.phase, Some(Phase::HandIn | Phase::Grace));
    if let Command::Next { from, phase, .. } | Command::Back { from, phase } = command {
        let another = |from| agenda.current_id(&summit.programme) != Some(from);
        if from.as_ref().is_some_and(another) || phase.is_some_and(|it| now.phase != Some(it)) {
            return Err(Rejection::AgendaMovedOn);
        }
    }
    let skips = matches!(command, Command::Next { skip: Some(true), .. });
    if skips && now.phase != Some(Phase::Talk) {
        // Who skips a hand-in saw tables that talk: by now it is open, or the round is over.
        return Err(Rejection::AgendaMovedOn);
    }
    let next = if skips { agenda.after(&summit.programme) } else { agenda.next(&summit.programme) };
    Ok(match command {
        Command::Next { .. } => match next {
            Next::Start(index) => vec![start(summit, index, at)],
            Next::Finish => vec![Event::Finished {}],
            Next::Nothing if now.over => return Err(Rejection::AgendaAtEnd),
            // Opening, and the grace, are events of the round: see `round::step`.
            Next::Nothing | Next::OpenRound | Next::BeginGrace => vec![],
        },
        Command::Back { .. } => {
            let before = if now.over {
                now.current
            } else {
                now.current.and_then(|index| index.checked_sub(1))
            };
            vec![start(summit, before.ok_or(Rejection::AgendaAtStart)?, at)]
        }
        Command::Pause {} => match now.clock {
            Clock::Running { ends_at } if now.phase != Some(Phase::Grace) => {
                vec![Event::Paused { remaining_ms: ends_at.ms_since(at) }]
            }
            Clock::Paused { .. } => vec![],
            Clock::Running { .. } | Clock::Stopped => return Err(Rejection::AgendaNotRunning),
        },
        Command::Resume {} => match now.clock {
            Clock::Paused { remaining_ms } => {
                vec![Event::Resumed { ends_at: at.plus_ms(remaining_ms) }]
            }
            Clock::Running { .. } => vec![],
            Clock::Stopped => return Err(Rejection::AgendaNotPaused),
        },
        Command::Extend { seconds } => extend(now, *seconds, at)?,
        Command::End {} if now.current.is_none() || now.over => {
            return Err(Rejection::AgendaNotRunning);
        }
        Command::End {} if now.clock == Clock::Stopped || open => vec![],
        Command::End {} => vec![Event::Ended {}],
        Command::Undo { step } => vec![undo(agenda, *step, at)?],
    })
}

fn start(summit: &Summit, index: usize, at: Time) -> Event {
    let item = &summit.programme.items[index];
    let (phase, ms) = match &item.round {
        Some(plan) if plan.talk_s > 0 => (Some(Phase::Talk), u64::from(plan.talk_s) * 1_000),
        Some(plan) => (Some(Phase::HandIn), u64::from(plan.hand_in_s) * 1_000),
        None => (None, item.planned_ms()),
    };
    Event::Started { item: item.id.clone(), ends_at: at.plus_ms(ms), phase, scene: item.scene }
}

fn extend(now: &Position, seconds: i64, at: Time) -> Result<Vec<Event>, Rejection> {
    if seconds == 0 || seconds.unsigned_abs() > EXTEND_MAX_S.unsigned_abs() {
        return Err(Rejection::AgendaExtendOutOfRange { max: EXTEND_MAX_S });
    }
    // An overdue clock has nothing left, so more time counts from now.
    let left_ms = match now.clock {
        Clock::Running { ends_at } if now.phase != Some(Phase::Grace) => ends_at.ms_since(at),
        Clock::Paused { remaining_ms } => remaining_ms,
        Clock::Running { .. } | Clock::Stopped => return Err(Rejection::AgendaNotRunning),
    };
    // No more can be taken away than is left.
    let by_ms = (seconds * 1_000).max(0_i64.saturating_sub_unsigned(left_ms));
    let left_ms = left_ms.saturating_add_signed(by_ms);
    let clock = match now.clock {
        Clock::Paused { .. } => Clock::Paused { remaining_ms: left_ms },
        _ => Clock::Running { ends_at: at.plus_ms(left_ms) },
    };
    Ok(if by_ms == 0 { vec![] } else { vec![Event::Extended { by_ms, clock }] })
}

fn undo(agenda: &Agenda, step: u64, at: Time) -> Result<Event, Rejection> {
    let last = agenda.last.as_ref().ok_or(Rejection::AgendaNothingToUndo)?;
    if last.number != step {
        return Err(Rejection::AgendaUndoTooLate);
    }
    let mut to = last.before.clone();
    if let Clock::Running { ends_at } = &mut to.clock {
        *ends_at = (*ends_at).max(at.plus_ms(UNDO_LEAVES_MS));
    }
    to.reopened |= last.deed == Deed::BeginGrace;
    Ok(Event::Undone { step, to, scenes: last.scenes.clone() })
}

/// Takes what happened into the state.
pub fn apply(summit: &mut Summit, stamp: &Stamp, event: &Event) {
    let deed = match event {
        Event::Started { .. } => Some(Deed::Start),
        Event::Paused { .. } => Some(Deed::Pause),
        Event::Resumed { .. } => Some(Deed::Resume),
        Event::Extended { .. } => Some(Deed::Extend),
        Event::Ended {} => Some(Deed::End),
        Event::Finished {} => Some(Deed::Finish),
        Event::Undone { .. } => None,
    };
    if let Some(deed) = deed {
        Agenda::note(summit, deed);
    }
    let now = &mut summit.agenda.now;
    match event {
        Event::Started { item, ends_at, phase, scene } => {
            now.end_current(stamp.at);
            now.over = false;
            now.current = summit.programme.index_of(item);
            now.clock = Clock::Running { ends_at: *ends_at };
            now.phase = *phase;
            if let Some(index) = now.current {
                let run = Run { started_at: stamp.at, ended_at: None, extended_ms: 0 };
                now.reopened = now.runs.contains_key(&index);
                now.runs.entry(index).or_insert(run).ended_at = None;
            }
            summit.agenda.note_open();
            let live = summit.walls.values_mut().filter(|wall| !wall.frozen);
            if let Some(scene) = scene {
                live.for_each(|wall| wall.scene = *scene);
            }
        }
        Event::Paused { remaining_ms } => now.clock = Clock::Paused { remaining_ms: *remaining_ms },
        Event::Resumed { ends_at } => now.clock = Clock::Running { ends_at: *ends_at },
        Event::Extended { by_ms, clock } => {
            now.clock = *clock;
            if let Some(run) = now.current.and_then(|index| now.runs.get_mut(&index)) {
                run.extended_ms += by_ms;
            }
        }
        Event::Ended {} => now.end_current(stamp.at),
        Event::Finished {} => {
            now.end_current(stamp.at);
            now.over = true;
        }
        Event::Undone { to, scenes, .. } => {
            *now = to.clone();
            summit.agenda.last = None;
            for (id, scene) in scenes {
                if let Some(wall) = summit.walls.get_mut(id).filter(|wall| !wall.frozen) {
                    wall.scene = *scene;
                }
            }
        }
    }
}
