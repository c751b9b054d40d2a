//! Where an idea belongs, and whose it is: its table, its round, its author.

use super::{Idea, State};
use crate::{
    actor::{Actor, Seat},
    agenda::Phase,
    ids::{IdeaId, RoundId, TableNo},
    programme::{PhoneInput, TableInput},
    rejection::Rejection,
    request::{Again, Request},
    round,
    summit::Summit,
};

/// The table an idea is from: a host's own; for staff, the one on the slip; none for a participant.
pub(super) fn table_of(
    summit: &Summit,
    actor: &Actor,
    named: Option<TableNo>,
) -> Result<Option<TableNo>, Rejection> {
    let table = match (&actor.seat, named) {
        (Seat::Table(own), None) => Some(*own),
        (Seat::Table(own), Some(named)) if named == *own => Some(*own),
        (Seat::Badge(_), None) => None,
        (Seat::Staff(_) | Seat::System, named) => named,
        (Seat::Table(_) | Seat::Badge(_), Some(_)) => return Err(Rejection::AccessDenied),
    };
    match table {
        Some(table) if !summit.tables.contains_key(&table) => Err(Rejection::TableUnknown),
        table => Ok(table),
    }
}

/// When an idea comes, seen from its round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// The round is open.
    InTime,
    /// It is over.
    Late,
    /// It was open in an epoch that the log lost, and is not in this one: kept, and counted once it is.
    Early,
}

/// The round an idea belongs to, and when it comes.
pub(super) fn round_of(
    summit: &Summit,
    actor: &Actor,
    named: Option<&RoundId>,
    again: Again,
) -> Result<(Option<RoundId>, When), Rejection> {
    let again = again.is_believed();
    let current = summit.agenda.round(&summit.programme);
    let round = match (named, current) {
        (Some(named), _) => named,
        (None, Some((current, phase))) if phase.is_open() => current,
        (None, Some((current, Phase::Closed))) if again => current,
        // It was saved before, so it is taken; which round it was for, nobody knows any more.
        (None, _) if again => return Ok((None, When::Late)),
        (None, current) => return Err(closed(current.map(|(round, _)| round))),
    };
    let plan = summit.programme.round(round).ok_or(Rejection::RoundUnknown)?;
    let wanted = match actor.seat {
        Seat::Table(_) => plan.table != TableInput::Nothing,
        Seat::Badge(_) => plan.phone != PhoneInput::Nothing,
        Seat::Staff(_) | Seat::System => true,
    };
    if !wanted && again && named.is_none() {
        return Ok((None, When::Late));
    }
    if !wanted {
        return Err(Rejection::IdeaNotWanted);
    }
    let when = match round::phase_of(summit, round) {
        Some(Phase::HandIn | Phase::Grace) => When::InTime,
        Some(Phase::Closed) => When::Late,
        // Written while it was open, before its start was undone or it began anew.
        Some(Phase::Talk) | None if summit.agenda.was_open(&summit.programme, round) => When::Late,
        // If that was so, nobody here can know. It is kept where people see that it came at no time of its round.
        Some(Phase::Talk) | None if again => When::Early,
        Some(Phase::Talk) | None => return Err(Rejection::RoundNotOpen),
    };
    Ok((Some(round.clone()), when))
}

fn closed(round: Option<&RoundId>) -> Rejection {
    Rejection::IdeaRoundClosed { round: round.map(|round| round.0.clone()) }
}

/// Whether this idea may have been changed in what the log lost: its round was open where that begins, or the idea itself
/// was lost with it.
fn was_possible(summit: &Summit, idea: &Idea, again: Again) -> bool {
    match again {
        Again::No => false,
        Again::Unknown => idea.again,
        Again::Lost { after } => {
            let was_open = |round| summit.agenda.was_open_at(&summit.programme, round, after);
            idea.again || idea.round.as_ref().is_some_and(was_open)
        }
    }
}

/// That the idea may still be changed by its author.
pub(super) fn own(summit: &Summit, request: &Request, id: IdeaId) -> Result<(), Rejection> {
    let idea = summit.ideas.get(&id).ok_or(Rejection::IdeaUnknown)?;
    if idea.seat != request.actor.seat {
        return Err(Rejection::IdeaNotYours);
    }
    match idea.state {
        State::Withdrawn => return Err(Rejection::IdeaWithdrawn),
        State::Hidden => return Err(Rejection::IdeaHidden),
        State::Live => {}
    }
    let open = idea
        .round
        .as_ref()
        .and_then(|round| round::phase_of(summit, round))
        .is_some_and(Phase::is_open);
    if open || was_possible(summit, idea, request.again) {
        Ok(())
    } else {
        Err(closed(idea.round.as_ref()))
    }
}
