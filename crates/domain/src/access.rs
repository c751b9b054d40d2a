//! Who may send and see what, in one table; the rows of [`doc`](crate::doc) say it of documents.
//!
//! | role | sends | sees |
//! |---|---|---|
//! | facilitator | everything that is not for a table or the system | everything but persons |
//! | theme team | ideas (paper slips, hide, restore), themes, the review of words | `room`, `themes`, `desk`, walls, presence, tables |
//! | host | ideas, ready, help and feedback of its table | `room`, its `table/…`, `themes` |
//! | participant | ideas and feedback of its badge | `room`, its `person/…`, `themes` |
//! | projector | nothing | `room`, `themes`, walls, presence (how many there are, and which tables) |
//! | observer | nothing | `room`, `themes`, walls |
//! | operator | what a facilitator may | what a facilitator may, and the whole record |
//! | system | rounds by the clock, placing and regrouping, devices, copies of the log, clocks | - |
//!
//! An idea is its author's, a signal its table's: whose it is, [`idea`](crate::idea) and
//! [`table`](crate::table) check against the seat.

use crate::{
    actor::{Actor, Role, Seat},
    concept::Command,
    device,
    doc::Doc,
    feedback, idea, round, table, theme,
};

/// Whether this actor may send this kind of command at all.
#[must_use]
pub const fn may_send(actor: &Actor, command: &Command) -> bool {
    use Role::{Facilitator, Host, Observer, Operator, Participant, Projector, System, ThemeTeam};
    match actor.role {
        Projector | Observer => false,
        System => matches!(
            command,
            Command::Summit(_)
                | Command::Device(_)
                | Command::Copies(_)
                | Command::Clock(_)
                | Command::Round(round::Command::Open { .. } | round::Command::Close { .. })
                | Command::Theme(
                    theme::Command::Place { .. }
                        | theme::Command::Regroup { .. }
                        | theme::Command::Suggest { .. }
                )
        ),
        Operator | Facilitator => match command {
            Command::Summit(_)
            | Command::Copies(_)
            | Command::Clock(_)
            | Command::Device(device::Command::Enrol { .. })
            | Command::Feedback(feedback::Command::Answer { .. })
            | Command::Table(table::Command::Ready { .. } | table::Command::Help { .. }) => false,
            Command::Theme(theme) => !theme.is_of_system(),
            Command::Agenda(_)
            | Command::Round(_)
            | Command::Idea(_)
            | Command::Review(_)
            | Command::Table(_)
            | Command::Notice(_)
            | Command::Feedback(_)
            | Command::Wall(_)
            | Command::Device(_)
            | Command::Rehearsal(_) => true,
        },
        ThemeTeam => match command {
            Command::Theme(theme) => !theme.is_of_system(),
            Command::Idea(_) | Command::Review(_) => true,
            _ => false,
        },
        Host => match command {
            Command::Idea(idea) => !idea.is_of_staff(),
            Command::Table(_) | Command::Feedback(feedback::Command::Answer { .. }) => true,
            _ => false,
        },
        Participant => match command {
            Command::Idea(idea::Command::Submit { table: Some(_), .. }) => false,
            Command::Idea(idea) => !idea.is_of_staff(),
            Command::Feedback(feedback::Command::Answer { .. }) => true,
            _ => false,
        },
    }
}

/// Whether this actor may follow this document.
#[must_use]
pub fn may_watch(actor: &Actor, doc: &Doc) -> bool {
    let row = doc.row();
    let is_own = |(role, seat): (Role, Seat)| actor.role == role && actor.seat == seat;
    row.roles.contains(&actor.role) || row.own.is_some_and(is_own)
}

/// Whether this actor may have the whole record, hidden ideas included.
#[must_use]
pub const fn may_export(actor: &Actor) -> bool {
    matches!(actor.role, Role::Operator)
}
