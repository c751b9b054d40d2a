//! The one list of concepts, and the way of a command and an event to theirs.
//!
//! A concept is a file with the same parts in the same order: state, `Command`, `Event`, `decide`, `apply`. A new one is
//! a line here; what else it needs, the compiler says.

use crate::{
    actor::Seat,
    agenda, clock, copies,
    deadline::Deadline,
    device, feedback, founding, idea, notice,
    rate::Rate,
    rehearsal,
    rejection::Rejection,
    request::{Request, Stamp},
    review, round,
    sealed::SealedText,
    summit::Summit,
    table, theme, wall,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a concept may say of its commands beside deciding them.
pub(crate) trait Concept {
    /// What the clock will ask for, and when; none while nothing of this concept runs out.
    fn deadline(_: &Summit) -> Option<Deadline> {
        None
    }

    /// How fast a seat may send this; none: as fast as any message.
    fn rate(&self, _: &Seat) -> Option<Rate> {
        None
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

        /// What a request would change, as the concept of its command decides it.
        pub(crate) fn decide(summit: &Summit, request: &Request) -> Result<Vec<Event>, Rejection> {
            Ok(match &request.command {
                $(Command::$name(command) => {
                    let events = $module::decide(summit, request, command)?;
                    events.into_iter().map(Event::$name).collect()
                })*
            })
        }

        /// Takes an event into the state of its concept.
        pub(crate) fn apply(summit: &mut Summit, stamp: &Stamp, event: &Event) {
            match event { $(Event::$name(event) => $module::apply(summit, stamp, event),)* }
        }

        /// The next deadline of every concept that has one.
        pub(crate) fn deadlines(summit: &Summit) -> impl Iterator<Item = Deadline> {
            [$(<$module::Command as Concept>::deadline(summit)),*].into_iter().flatten()
        }

        impl Command {
            /// How fast a seat may send this; none: as fast as any message.
            #[must_use]
            pub fn rate(&self, seat: &Seat) -> Option<Rate> {
                match self { $(Self::$name(command) => command.rate(seat),)* }
            }
        }

        impl Event {
            /// The texts that lie beside the log.
            #[must_use]
            pub fn texts(&self) -> Vec<&SealedText> {
                match self { $(Self::$name(event) => event.texts(),)* }
            }

            /// The same, to be opened again.
            pub fn texts_mut(&mut self) -> Vec<&mut SealedText> {
                match self { $(Self::$name(event) => event.texts_mut(),)* }
            }
        }
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
    /// The question at the end of the day.
    Feedback: feedback,
    /// A device at a seat.
    Device: device,
    /// A span of the day that does not count.
    Rehearsal: rehearsal,
    /// The copies of the log.
    Copies: copies,
    /// The order and the time of day.
    Clock: clock,
}
