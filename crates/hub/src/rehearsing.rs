//! The rehearsal reactor: simulated tables and phones that take part as people would, through the same inbox.
//!
//! What they do follows from the log alone (`part`): a node that restarts in the middle, or a second node,
//! asks for the same under the same ids, and nothing happens twice. Of several nodes only the first plays. Where
//! a device joins, the simulated person steps aside for the rest of the rehearsal.

mod cast;
mod chance;
mod part;
mod script;

pub use script::{BadScript, Script};

use crate::{
    answer::{Answer, Refused},
    limits::{REHEARSE_EVERY, REHEARSED_IN_FLIGHT_MAX},
    summit::SummitHandle,
};
use cast::{Cast, Deed, Round, Seen};
use domain::{Actor, Offset, Role, Seat, Summit, Time, agenda::Clock};
use futures_util::{FutureExt as _, StreamExt as _, future::BoxFuture, stream::FuturesUnordered};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// Runs until it is told to stop, and acts while there is a rehearsal.
pub(crate) async fn run(summit: SummitHandle, script: Arc<Script>, stop: CancellationToken) {
    let mut running = summit.shared.rehearsal.subscribe();
    loop {
        let began = tokio::select! {
            biased;
            () = stop.cancelled() => return,
            began = running.wait_for(Option::is_some) => began.map_or(None, |it| *it),
        };
        let Some(rehearsal) = began else { return };
        let ended = running.clone();
        let ended = async move {
            let mut ended = ended;
            // An error: the summit is gone, and nobody is left to perform for.
            let _ = ended.wait_for(|now| *now != Some(rehearsal)).await;
        };
        tokio::select! {
            biased;
            () = stop.cancelled() => return,
            () = ended => {}
            () = perform_in_turn(&summit, &script, rehearsal) => {}
        }
        summit.shared.roster.simulate(BTreeMap::new());
    }
}

/// Performs whenever this node is the first.
async fn perform_in_turn(summit: &SummitHandle, script: &Script, rehearsal: Offset) {
    let mut firsts = summit.shared.roster.firsts();
    // An error: the summit is gone, and nobody is left to perform for.
    while firsts.wait_for(|is_first| *is_first).await.is_ok() {
        tokio::select! {
            biased;
            _ = firsts.wait_for(|is_first| !is_first) => {}
            () = perform(summit, script, rehearsal) => {}
        }
        summit.shared.roster.simulate(BTreeMap::new());
    }
}

/// Takes part in one rehearsal. Its inputs: answers, and time.
async fn perform(summit: &SummitHandle, script: &Script, rehearsal: Offset) {
    let (tables, seats) = summit.read(|it| {
        (it.rehearsal.as_ref().map_or(0, |rehearsal| rehearsal.tables), it.programme.seats)
    });
    let cause = format!("{}/rehearsal/{rehearsal}", summit.epoch());
    let mut cast = Cast::new(cause, script, (tables, seats), summit.now());
    let mut asked: FuturesUnordered<BoxFuture<'static, (Deed, Answer)>> = FuturesUnordered::new();
    let mut later: Vec<(Time, Deed)> = Vec::new();
    let mut ticks = interval(REHEARSE_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            Some((deed, answer)) = asked.next(), if !asked.is_empty() => {
                if let Answer::Refused(Refused { retry_ms: Some(ms), .. }) = answer {
                    later.push((summit.now().plus_ms(ms), deed));
                }
            }
            _ = ticks.tick() => {
                let now = summit.now();
                let on_line = summit.shared.roster.real_seats();
                let seen = summit.read(|it| look(it, on_line));
                later.retain(|(_, deed)| !seen.taken.contains(&deed.seat));
                let due = later.extract_if(.., |(at, _)| *at <= now).map(|(_, deed)| deed);
                let mut deeds: Vec<Deed> = due.collect();
                let room = REHEARSED_IN_FLIGHT_MAX.saturating_sub(asked.len() + deeds.len());
                deeds.extend(cast.look(&seen, now, room));
                summit.shared.roster.simulate(cast.on_line());
                asked.extend(deeds.into_iter().map(|deed| ask(summit, rehearsal, deed)));
            }
        }
    }
}

fn ask(summit: &SummitHandle, rehearsal: Offset, deed: Deed) -> BoxFuture<'static, (Deed, Answer)> {
    let actor = Actor { role: role(&deed.seat), seat: deed.seat.clone(), jti: None };
    let asked = summit.rehearse(actor, deed.id, rehearsal, deed.command.clone());
    async move {
        let answer = match asked {
            Ok(answer) => answer.await.unwrap_or_else(|_| Answer::Refused(Refused::try_again())),
            Err(refused) => Answer::Refused(refused),
        };
        (deed, answer)
    }
    .boxed()
}

const fn role(seat: &Seat) -> Role {
    match seat {
        Seat::Table(_) => Role::Host,
        Seat::Badge(_) | Seat::Staff(_) | Seat::System => Role::Participant,
    }
}

/// What simulated people see of the summit: the round, and where real ones sit.
fn look(summit: &Summit, mut taken: BTreeSet<Seat>) -> Seen {
    taken.extend(summit.devices.at_table.keys().cloned());
    let phones = summit.devices.by_jti.values().filter(|device| !device.revoked);
    let phones = phones.filter(|device| matches!(device.seat, Seat::Badge(_)));
    taken.extend(phones.map(|device| device.seat.clone()));
    let round = summit.agenda.round(&summit.programme).and_then(|(id, phase)| {
        let ends_at = match summit.agenda.now.clock {
            Clock::Running { ends_at } => Some(ends_at),
            Clock::Paused { .. } | Clock::Stopped => None,
        };
        let plan = *summit.programme.round(id)?;
        Some(Round { id: id.clone(), phase, ends_at, plan })
    });
    Seen { round, taken }
}
