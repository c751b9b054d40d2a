//! Rehearsing: a span of the day after which all stands as it stood before, but for who joined.

use crate::{
    agenda::{Agenda, Clock, Phase},
    concept::Concept,
    device::Devices,
    feedback::Feedback,
    idea::Idea,
    ids::{IdeaId, Offset, RoundId, TableNo, ThemeId, Time, WallId},
    limits::UNDO_LEAVES_MS,
    notice::Notices,
    rejection::Rejection,
    request::{Request, Stamp},
    review::Review,
    round::Tally,
    sealed::texts,
    summit::Summit,
    table::Table,
    theme::{Theme, machine::Theming},
    wall::Wall,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

/// A rehearsal that runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rehearsal {
    /// The commit that began it, and so its name.
    pub offset: Offset,
    /// Since when.
    pub since: Time,
    /// How many tables are simulated, from 1: those where no device joined.
    pub tables: u16,
    /// What comes back at its end.
    before: Arc<Before>,
}

/// All of a summit that a rehearsal may change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Before {
    agenda: Agenda,
    tables: BTreeMap<TableNo, Table>,
    ideas: BTreeMap<IdeaId, Idea>,
    tallies: BTreeMap<RoundId, Tally>,
    themes: BTreeMap<ThemeId, Theme>,
    theming: Theming,
    review: Review,
    notices: Notices,
    feedback: Option<Feedback>,
    walls: BTreeMap<WallId, Wall>,
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "RehearsalCommand")]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// From now on nothing counts.
    Start {
        /// How many tables are simulated, from 1; all if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tables: Option<u16>,
    },
    /// Everything comes back as it stood at the start.
    End {},
}

impl Concept for Command {}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// From here on nothing counts.
    Started {
        /// How many tables are simulated, from 1.
        tables: u16,
    },
    /// All stands as it stood at the start.
    Ended {},
}

texts! {
    Self::Started { .. }
    | Self::Ended {} => [],
}

impl Rehearsal {
    /// Where the day comes back to.
    pub(crate) fn agenda_before(&mut self) -> &mut Agenda {
        &mut Arc::make_mut(&mut self.before).agenda
    }
}

impl Before {
    /// Names every part of a summit, so that a new one cannot be forgotten here.
    fn of(summit: &Summit) -> Self {
        let Summit {
            // Where the log is, and what no rehearsal changes.
            offset: _,
            at: _,
            ahead_ms: _,
            id: _,
            programme: _,
            devices: Devices { .. },
            copies: _,
            rehearsal: _,
            agenda,
            tables,
            ideas,
            tallies,
            themes,
            theming,
            review,
            notices,
            feedback,
            walls,
        } = summit.clone();
        Self { agenda, tables, ideas, tallies, themes, theming, review, notices, feedback, walls }
    }

    fn put_back(self, summit: &mut Summit) {
        let Self {
            agenda,
            tables,
            ideas,
            tallies,
            themes,
            theming,
            review,
            notices,
            feedback,
            walls,
        } = self;
        // A step's number is used once: requests of the clock are named by it.
        let steps = summit.agenda.steps;
        summit.agenda = Agenda { steps, last: None, ..agenda };
        summit.tables = tables;
        summit.ideas = ideas;
        summit.tallies = tallies;
        summit.themes = themes;
        summit.theming = theming;
        summit.review = review;
        summit.notices = notices;
        summit.feedback = feedback;
        summit.walls = walls;
    }
}

/// What a command would change.
pub fn decide(summit: &Summit, _: &Request, command: &Command) -> Result<Vec<Event>, Rejection> {
    let event = match command {
        Command::Start { .. } if summit.rehearsal.is_some() => {
            return Err(Rejection::RehearsalRunning);
        }
        Command::Start { tables } => {
            // Else ideas that count would be taken for ideas that do not.
            if summit.agenda.now.phase.is_some_and(|phase| phase != Phase::Closed) {
                return Err(Rejection::RehearsalInRound);
            }
            let max = u16::try_from(summit.tables.len()).unwrap_or(u16::MAX);
            let tables = tables.unwrap_or(max);
            if tables > max {
                return Err(Rejection::RehearsalTooManyTables { max: max.into() });
            }
            Event::Started { tables }
        }
        Command::End {} if summit.rehearsal.is_none() => return Err(Rejection::RehearsalNone),
        Command::End {} => Event::Ended {},
    };
    Ok(vec![event])
}

/// Takes what happened into the state.
pub fn apply(summit: &mut Summit, stamp: &Stamp, event: &Event) {
    match event {
        Event::Started { tables } => {
            let before = Arc::new(Before::of(summit));
            let (offset, since) = (stamp.offset, stamp.at);
            summit.rehearsal = Some(Rehearsal { offset, since, tables: *tables, before });
            // No undo reaches back over the start.
            summit.agenda.last = None;
        }
        Event::Ended {} => {
            let Some(rehearsal) = summit.rehearsal.take() else {
                return;
            };
            Arc::unwrap_or_clone(rehearsal.before).put_back(summit);
            // A clock that ran out meanwhile does not run out at once.
            if let Clock::Running { ends_at } = &mut summit.agenda.now.clock {
                *ends_at = (*ends_at).max(stamp.at.plus_ms(UNDO_LEAVES_MS));
            }
            // A grouping that was found in the rehearsal comes too late.
            summit.theming.regrouped = Some(Offset(stamp.offset.0.saturating_sub(1)));
        }
    }
}

impl Summit {
    /// The summit without a rehearsal that runs: what a record of the day is made from.
    #[must_use]
    pub fn in_earnest(&self) -> Cow<'_, Self> {
        let Some(rehearsal) = &self.rehearsal else {
            return Cow::Borrowed(self);
        };
        let mut summit = Self {
            offset: self.offset,
            at: self.at,
            ahead_ms: self.ahead_ms,
            id: self.id.clone(),
            programme: self.programme.clone(),
            devices: self.devices.clone(),
            copies: self.copies,
            ..Self::default()
        };
        Before::clone(&rehearsal.before).put_back(&mut summit);
        Cow::Owned(summit)
    }
}
