//! Where an idea belongs, and whose it is: its table, its round, its author.

use super::State;
use crate::{
    actor::{Actor, Seat},
    ids::{IdeaId, RoundId, TableNo},
    programme::{PhoneInput, TableInput},
    rejection::Rejection,
    round::{self, Phase},
    summit::{Request, Summit},
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

/// The round an idea belongs to, and whether it is late.
pub(super) fn round_of(
    summit: &Summit,
    actor: &Actor,
    named: Option<&RoundId>,
    again: bool,
) -> Result<(Option<RoundId>, bool), Rejection> {
    let current = summit.agenda.round(&summit.programme);
    let round = match (named, current) {
        (Some(named), _) => named,
        (None, Some((current, phase))) if phase.is_open() => current,
        (None, Some((current, Phase::Closed))) if again => current,
        // It was saved before, so it is taken; which round it was for, nobody knows any more.
        (None, _) if again => return Ok((None, true)),
        (None, current) => return Err(closed(current.map(|(round, _)| round))),
    };
    let plan = summit.programme.round(round).ok_or(Rejection::RoundUnknown)?;
    let wanted = match actor.seat {
        Seat::Table(_) => plan.table != TableInput::Nothing,
        Seat::Badge(_) => plan.phone != PhoneInput::Nothing,
        Seat::Staff(_) | Seat::System => true,
    };
    if !wanted && again && named.is_none() {
        return Ok((None, true));
    }
    if !wanted {
        return Err(Rejection::IdeaNotWanted);
    }
    let late = match round::phase_of(summit, round) {
        Some(Phase::HandIn | Phase::Grace) => false,
        Some(Phase::Closed) => true,
        Some(Phase::Talk) | None if again => false,
        // Written while it was open, before its start was undone or it began anew.
        Some(Phase::Talk) | None if summit.agenda.was_open(&summit.programme, round) => true,
        Some(Phase::Talk) | None => return Err(Rejection::RoundNotOpen),
    };
    Ok((Some(round.clone()), late))
}

fn closed(round: Option<&RoundId>) -> Rejection {
    Rejection::IdeaRoundClosed { round: round.map(|round| round.0.clone()) }
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
    if open || request.again { Ok(()) } else { Err(closed(idea.round.as_ref())) }
}
