//! The rehearsal reactor: simulated tables and phones that take part as people would, through the same inbox.
//!
//! What they do follows from the log alone (`plan`): a node that restarts in the middle, or another node, sends the same
//! requests under the same ids, and nothing happens twice. Only the leading node runs them. Where a device joins, the
//! simulated person is gone for the rest of the rehearsal.

mod bots;
mod draws;
mod plan;
mod script;

pub use script::{BadScript, Script};

use crate::{
    answer::{Answer, Refused},
    limits::{REHEARSE_EVERY, REHEARSED_IN_FLIGHT_MAX},
    summit::SummitHandle,
};
use bots::{BotRequest, Bots, Round, View};
use domain::{Actor, Offset, Role, Seat, Summit, Time, agenda::Clock};
use futures_util::{FutureExt as _, StreamExt as _, future::BoxFuture, stream::FuturesUnordered};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// Runs until it is told to stop. Simulated people act while there is a rehearsal.
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
            // An error: the summit is gone.
            let _ = ended.wait_for(|now| *now != Some(rehearsal)).await;
        };
        tokio::select! {
            biased;
            () = stop.cancelled() => return,
            () = ended => {}
            () = run_while_leading(&summit, &script, rehearsal) => {}
        }
        summit.shared.roster.simulate(BTreeMap::new());
    }
}

/// Runs the simulated people while this node leads.
async fn run_while_leading(summit: &SummitHandle, script: &Script, rehearsal: Offset) {
    let mut leadership = summit.shared.roster.leadership();
    // An error: the summit is gone.
    while leadership.wait_for(|is_leading| *is_leading).await.is_ok() {
        tokio::select! {
            biased;
            _ = leadership.wait_for(|is_leading| !is_leading) => {}
            () = run_bots(summit, script, rehearsal) => {}
        }
        summit.shared.roster.simulate(BTreeMap::new());
    }
}

/// Sends the requests of simulated people that are due, and again those that were refused for now.
async fn run_bots(summit: &SummitHandle, script: &Script, rehearsal: Offset) {
    let (tables, seats) = summit.read(|it| {
        (it.rehearsal.as_ref().map_or(0, |rehearsal| rehearsal.tables), it.programme.seats)
    });
    let cause = format!("{}/rehearsal/{rehearsal}", summit.epoch());
    let mut bots = Bots::new(cause, script, (tables, seats), summit.now());
    let mut asked: FuturesUnordered<BoxFuture<'static, (BotRequest, Answer)>> =
        FuturesUnordered::new();
    let mut later: Vec<(Time, BotRequest)> = Vec::new();
    let mut ticks = interval(REHEARSE_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            Some((request, answer)) = asked.next(), if !asked.is_empty() => {
                if let Answer::Refused(Refused { retry_ms: Some(ms), .. }) = answer {
                    later.push((summit.now().plus_ms(ms), request));
                }
            }
            _ = ticks.tick() => {
                let now = summit.now();
                let on_line = summit.shared.roster.real_seats();
                let view = summit.read(|it| view_of(it, on_line));
                later.retain(|(_, request)| !view.taken.contains(&request.seat));
                let due = later.extract_if(.., |(at, _)| *at <= now).map(|(_, request)| request);
                let mut requests: Vec<BotRequest> = due.collect();
                let room = REHEARSED_IN_FLIGHT_MAX.saturating_sub(asked.len() + requests.len());
                requests.extend(bots.due(&view, now, room));
                summit.shared.roster.simulate(bots.on_line());
                asked.extend(requests.into_iter().map(|request| ask(summit, rehearsal, request)));
            }
        }
    }
}

fn ask(
    summit: &SummitHandle,
    rehearsal: Offset,
    request: BotRequest,
) -> BoxFuture<'static, (BotRequest, Answer)> {
    let actor = Actor { role: role(&request.seat), seat: request.seat.clone(), jti: None };
    let asked = summit.submit_rehearsed(actor, request.id, rehearsal, request.command.clone());
    async move {
        let answer = match asked {
            Ok(answer) => answer.await.unwrap_or_else(|_| Answer::Refused(Refused::try_again())),
            Err(refused) => Answer::Refused(refused),
        };
        (request, answer)
    }
    .boxed()
}

const fn role(seat: &Seat) -> Role {
    match seat {
        Seat::Table(_) => Role::Host,
        Seat::Badge(_) | Seat::Staff(_) | Seat::System => Role::Participant,
    }
}

/// What simulated people see of the summit: the round, and the seats of real people.
fn view_of(summit: &Summit, mut taken: BTreeSet<Seat>) -> View {
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
    View { round, taken }
}
