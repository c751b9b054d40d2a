//! One event with one log: its state, what is asked of every request, and how a commit goes in.

use crate::{
    access,
    actor::{Role, Seat},
    agenda::{self, Agenda},
    commit::Commit,
    concept::{self, Command, Event},
    copies::Copies,
    device::Devices,
    feedback::Feedback,
    idea::{self, Idea},
    ids::{IdeaId, Offset, RoundId, SummitId, TableNo, ThemeId, Time, WallId},
    notice::Notices,
    programme::Programme,
    rehearsal::Rehearsal,
    rejection::Rejection,
    request::{Request, Stamp},
    review::Review,
    round::{self, Tally},
    table::Table,
    theme::{Theme, machine::Theming},
    wall::Wall,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// All that is known of a summit, as its log tells it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Summit {
    /// The last commit that was applied.
    pub offset: Offset,
    /// When that was, in the order.
    pub at: Time,
    /// How far that is ahead of the time of day.
    pub ahead_ms: i64,
    /// Its name; empty until it is founded.
    pub id: SummitId,
    /// The day as it was planned.
    pub programme: Programme,
    /// The day as it runs.
    pub agenda: Agenda,
    /// The tables in the hall.
    pub tables: BTreeMap<TableNo, Table>,
    /// Every idea that was handed in.
    pub ideas: BTreeMap<IdeaId, Idea>,
    /// How many live ideas each round has.
    pub tallies: BTreeMap<RoundId, Tally>,
    /// Every theme that ever was.
    pub themes: BTreeMap<ThemeId, Theme>,
    /// How people steer the machine that makes themes, and what it found beside them.
    pub theming: Theming,
    /// What phones sent, and what a wall may show of it.
    pub review: Review,
    /// What the facilitator said.
    pub notices: Notices,
    /// The question at the end of the day; none until it is asked.
    pub feedback: Option<Feedback>,
    /// The displays.
    pub walls: BTreeMap<WallId, Wall>,
    /// Who joined.
    pub devices: Devices,
    /// Whether the log is kept in as many places as was promised.
    pub copies: Copies,
    /// The rehearsal that runs.
    pub rehearsal: Option<Rehearsal>,
}

/// What a request would change, or why not. Nothing if it changes nothing.
pub fn decide(summit: &Summit, request: &Request) -> Result<Vec<Event>, Rejection> {
    if request.actor.jti.is_some_and(|jti| summit.devices.is_revoked(&jti)) {
        return Err(Rejection::DeviceRevoked);
    }
    let founds = matches!(request.command, Command::Summit(_));
    if summit.offset == Offset::ZERO && !founds {
        return Err(Rejection::AccessDenied);
    }
    if !access::may_send(&request.actor, &request.command) {
        return Err(Rejection::AccessDenied);
    }
    let running = summit.rehearsal.as_ref().map(|rehearsal| rehearsal.offset);
    if request.rehearsed.is_some() && request.rehearsed != running {
        return Err(Rejection::RehearsalNone);
    }
    let events = concept::decide(summit, request)?;
    if let (Command::Agenda(command), true) = (&request.command, events.is_empty()) {
        let step = round::step(summit, command, summit.time_of_day(request.at));
        return Ok(step.into_iter().map(Event::Round).collect());
    }
    Ok(events)
}

impl Summit {
    /// Takes one event into the state.
    pub fn apply(&mut self, stamp: &Stamp, event: &Event) {
        concept::apply(self, stamp, event);
        if matches!(
            event,
            Event::Agenda(agenda::Event::Started { .. })
                | Event::Round(round::Event::Opened { .. })
        ) {
            idea::count_early(self);
        }
        self.agenda.note_span(stamp.offset);
    }

    /// Takes a commit into the state.
    pub fn apply_commit(&mut self, commit: &Commit) {
        self.apply_commit_seen(commit, |_, _| {});
    }

    /// Takes a commit into the state, and shows each event beside the state in front of it.
    pub fn apply_commit_seen(&mut self, commit: &Commit, mut see: impl FnMut(&Self, &Event)) {
        let at = self.time_of_day(commit.at);
        let stamp = Stamp { offset: commit.offset, at, seat: commit.seat.clone() };
        for event in &commit.events {
            see(self, event);
            self.apply(&stamp, event);
        }
        self.offset = commit.offset;
        self.at = commit.at;
    }

    /// Whether a token may speak for this seat: its table exists, and nobody poses as the server itself.
    #[must_use]
    pub fn has_seat(&self, role: Role, seat: &Seat) -> bool {
        match (role, seat) {
            (Role::Host, Seat::Table(table)) => self.tables.contains_key(table),
            (Role::Participant, Seat::Badge(_)) => true,
            (Role::Host | Role::Participant, _) | (_, Seat::Table(_) | Seat::Badge(_)) => false,
            (Role::System, _) | (_, Seat::System) => false,
            (_, Seat::Staff(_)) => true,
        }
    }
}
