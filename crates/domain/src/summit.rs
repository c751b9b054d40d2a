//! One event with one log: its state, and the way of a command and an event to their concept.

use crate::{
    access,
    actor::{Actor, Role, Seat},
    agenda::{self, Agenda},
    clock,
    commit::Commit,
    copies::{self, Copies},
    device::{self, Devices},
    idea::{self, Idea},
    ids::{IdeaId, Offset, RequestId, RoundId, SummitId, TableNo, ThemeId, Time, WallId},
    notice::{self, Notices},
    programme::Programme,
    rehearsal::{self, Rehearsal},
    rejection::Rejection,
    review::{self, Review},
    round::{self, Tally},
    sealed::{Salt, SealedText},
    table::{self, Table},
    theme::{self, Theme, machine::Theming},
    wall::{self, Wall},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
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
    /// The displays.
    pub walls: BTreeMap<WallId, Wall>,
    /// Who joined.
    pub devices: Devices,
    /// Whether the log is kept in as many places as was promised.
    pub copies: Copies,
    /// The rehearsal that runs.
    pub rehearsal: Option<Rehearsal>,
}

/// Something that someone asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Made by the client; a resend carries the same.
    pub id: RequestId,
    /// Who asks.
    pub actor: Actor,
    /// When it reached the server.
    pub at: Time,
    /// Chance, for the text it may seal.
    pub salt: Salt,
    /// Whether it was answered as saved in an epoch that is gone.
    pub again: Again,
    /// Of a simulated person: the rehearsal it is part of. After its end it is refused, whatever it asks.
    pub rehearsed: Option<Offset>,
    /// What is asked.
    pub command: Command,
}

/// What is believed of a request that says it was saved before, in an epoch that is gone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Again {
    /// It says nothing of the kind, or the log knows better.
    #[default]
    No,
    /// The log lost what that epoch had after this offset, and it says that it stood there.
    Lost {
        /// The last offset that the log still has of that epoch.
        after: Offset,
    },
    /// The log was restored from a copy: it may have had epochs since of which it knows nothing.
    Unknown,
}

impl Again {
    /// Whether it may have been saved before.
    #[must_use]
    pub const fn is_believed(self) -> bool {
        !matches!(self, Self::No)
    }
}

macro_rules! concepts {
    ($($(#[$doc:meta])* $name:ident: $module:ident,)*) => {
        /// What can be asked: `{"idea":{"submit":{"text":"…"}}}`.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Command { $($(#[$doc])* $name($module::Command),)* }

        /// What happened.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Event { $($(#[$doc])* $name($module::Event),)* }
    };
}

concepts! {
    /// The summit itself.
    Summit: founding,
    /// The course of the day.
    Agenda: agenda,
    /// A round of handing in.
    Round: round,
    /// An idea.
    Idea: idea,
    /// A theme.
    Theme: theme,
    /// What a wall shows of what phones send.
    Review: review,
    /// A table.
    Table: table,
    /// A message on screens.
    Notice: notice,
    /// A display.
    Wall: wall,
    /// A device at a seat.
    Device: device,
    /// A span of the day that does not count.
    Rehearsal: rehearsal,
    /// The copies of the log.
    Copies: copies,
    /// The order and the time of day.
    Clock: clock,
}

/// How a summit comes to be.
pub mod founding {
    use super::{Deserialize, JsonSchema, Programme, Serialize, SummitId};

    /// What can be asked.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
    #[schemars(rename = "SummitCommand")]
    #[serde(rename_all = "snake_case", deny_unknown_fields)]
    pub enum Command {
        /// Begin the log of a summit.
        Found {
            /// Its name.
            summit: SummitId,
            /// The day as it is planned, with its tables and seats.
            programme: Programme,
        },
    }

    /// What happened.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Event {
        /// The log begins.
        Founded {
            /// Its name.
            summit: SummitId,
            /// The day as it is planned, with its tables and seats.
            programme: Programme,
        },
    }
}

/// Where and when an event stands in the log, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Its commit's place.
    pub offset: Offset,
    /// At what time of day it was decided.
    pub at: Time,
    /// Who asked.
    pub seat: Seat,
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
    let (actor, at) = (&request.actor, summit.time_of_day(request.at));
    Ok(match &request.command {
        Command::Summit(founding::Command::Found { summit: id, programme }) => {
            if summit.offset != Offset::ZERO {
                return Err(Rejection::SummitFounded);
            }
            programme.check()?;
            let founded =
                founding::Event::Founded { summit: id.clone(), programme: programme.clone() };
            vec![Event::Summit(founded)]
        }
        Command::Agenda(command) => {
            let events = agenda::decide(summit, command, at)?;
            // Going on opens a round that talks; going on, or ending, gives an open round its grace.
            let goes_on = matches!(command, agenda::Command::Next { .. });
            let ends = matches!(command, agenda::Command::End {});
            let opened = round::open(summit, at).filter(|_| goes_on && events.is_empty());
            let grace = || round::begin_grace(summit, at).filter(|_| goes_on || ends);
            match opened.or_else(grace) {
                Some(event) => vec![Event::Round(event)],
                None => nest(events, Event::Agenda),
            }
        }
        Command::Round(command) => nest(round::decide(summit, actor, command, at)?, Event::Round),
        Command::Idea(command) => nest(idea::decide(summit, request, command)?, Event::Idea),
        Command::Theme(command) => nest(theme::decide(summit, request, command)?, Event::Theme),
        Command::Review(command) => nest(review::decide(summit, command)?, Event::Review),
        Command::Table(command) => {
            nest(table::decide(summit, actor, command, request.salt)?, Event::Table)
        }
        Command::Notice(command) => {
            nest(notice::decide(summit, command, request.salt)?, Event::Notice)
        }
        Command::Wall(command) => nest(wall::decide(summit, command)?, Event::Wall),
        Command::Device(command) => nest(device::decide(summit, command)?, Event::Device),
        Command::Rehearsal(command) => nest(rehearsal::decide(summit, command)?, Event::Rehearsal),
        Command::Copies(command) => nest(copies::decide(summit, command), Event::Copies),
        Command::Clock(command) => nest(clock::decide(summit, command), Event::Clock),
    })
}

fn nest<E>(events: Vec<E>, root: fn(E) -> Event) -> Vec<Event> {
    events.into_iter().map(root).collect()
}

impl Summit {
    /// Takes one event into the state.
    pub fn apply(&mut self, stamp: &Stamp, event: &Event) {
        match event {
            Event::Summit(founding::Event::Founded { summit, programme }) => {
                self.id = summit.clone();
                self.tables =
                    (1..=programme.tables).map(|no| (TableNo(no), Table::default())).collect();
                self.walls =
                    programme.walls.iter().map(|id| (id.clone(), Wall::default())).collect();
                self.programme = programme.clone();
                self.review.unwanted = review::Unwanted::of(&programme.review.unwanted);
            }
            Event::Agenda(event) => agenda::apply(self, stamp, event),
            Event::Round(event) => round::apply(self, stamp, event),
            Event::Idea(event) => idea::apply(self, stamp, event),
            Event::Theme(event) => theme::apply(self, stamp, event),
            Event::Review(event) => review::apply(self, event),
            Event::Table(event) => table::apply(self, stamp, event),
            Event::Notice(event) => notice::apply(self, stamp, event),
            Event::Wall(event) => wall::apply(self, stamp, event),
            Event::Device(event) => device::apply(self, stamp, event),
            Event::Rehearsal(event) => rehearsal::apply(self, stamp, event),
            Event::Copies(event) => copies::apply(self, stamp, event),
            Event::Clock(event) => clock::apply(self, stamp, event),
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

impl Event {
    /// The texts that lie beside the log.
    #[must_use]
    pub fn texts(&self) -> Vec<&SealedText> {
        match self {
            Self::Idea(idea::Event::Submitted { text, .. } | idea::Event::Edited { text, .. })
            | Self::Idea(idea::Event::Hidden { reason: text, .. })
            | Self::Notice(notice::Event::Shown { text, .. })
            | Self::Table(table::Event::HelpAsked { what: Some(text), .. }) => vec![text],
            _ => vec![],
        }
    }

    /// The same, to be opened again.
    pub fn texts_mut(&mut self) -> Vec<&mut SealedText> {
        match self {
            Self::Idea(idea::Event::Submitted { text, .. } | idea::Event::Edited { text, .. })
            | Self::Idea(idea::Event::Hidden { reason: text, .. })
            | Self::Notice(notice::Event::Shown { text, .. })
            | Self::Table(table::Event::HelpAsked { what: Some(text), .. }) => vec![text],
            _ => vec![],
        }
    }
}

impl RequestId {
    /// The id that the server itself gives to what it asks because of something: the same cause, the same id.
    #[must_use]
    pub fn derived(cause: &[u8]) -> Self {
        let digest = crate::commit::Digest::of(cause).0;
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Self(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }

    /// Whether it looks like one that the server gave itself (a UUID of version 8): clients may not use such.
    #[must_use]
    pub const fn is_derived(self) -> bool {
        self.0.get_version_num() == 8
    }
}
