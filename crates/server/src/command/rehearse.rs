//! The rehearsal that starts with the server (`--rehearse N`).

use anyhow::bail;
use domain::{
    Actor, Command, RequestId, Role, Seat, Summit, agenda,
    programme::{PhoneInput, RoundPlan, TableInput},
    rehearsal, round,
    wall::{self, Scene},
};
use hub::{Answer, SummitHandle};
use uuid::Uuid;

/// How long the first round is open in the rehearsal that starts with the server.
const HAND_IN_S: i64 = 60;
/// Steps to the first round, and through it: more than any programme has.
const STEPS_MAX: usize = 1_000;

/// What the one who started the server is told.
pub const SAID: &str = "  A rehearsal runs: open the wall and control, and watch the tables hand in. Nothing counts until\n  it is ended in control; then everything is as it was before.\n\n";

/// Starts a rehearsal with this many simulated tables, unless one runs. If the day has not begun, it goes on
/// to the first round that asks tables for ideas, opens it for a minute, and shows on the wall how
/// the themes form.
pub async fn begin(summit: &SummitHandle, tables: u16) -> anyhow::Result<()> {
    if summit.read(|it| it.rehearsal.is_some()) {
        tracing::info!("a rehearsal is already running: no other is started");
        return Ok(());
    }
    let seated = summit.read(|it| it.tables.len());
    if usize::from(tables) > seated {
        bail!("{tables} simulated tables were asked for, and this summit has {seated} tables");
    }
    let has_begun = summit.read(|it| it.agenda.now.current.is_some());
    let start = rehearsal::Command::Start { tables: Some(tables) };
    ask(summit, Command::Rehearsal(start)).await?;
    if has_begun {
        return Ok(());
    }
    let Some(first) = summit.read(first_round) else { return Ok(()) };
    for _ in 0..STEPS_MAX {
        match summit.read(|it| step(it, first)) {
            Some(command) => ask(summit, command).await?,
            None => break,
        }
    }
    let seconds = summit.read(|it| {
        let plan = it.programme.items.get(first).and_then(|item| item.round);
        plan.map_or(0, |plan| HAND_IN_S - i64::from(plan.hand_in_s))
    });
    if seconds < 0 {
        ask(summit, Command::Agenda(agenda::Command::Extend { seconds })).await?;
    }
    if let Some(wall) = summit.read(|it| it.programme.walls.first().cloned()) {
        let show = wall::Command::Show { wall, scene: Scene::Forming };
        ask(summit, Command::Wall(show)).await?;
    }
    Ok(())
}

/// The place of the first round that asks tables for ideas, and phones for more than a name; else of any round.
fn first_round(summit: &Summit) -> Option<usize> {
    let items = &summit.programme.items;
    let asks = |plan: &RoundPlan| plan.table == TableInput::Ideas && plan.phone != PhoneInput::Name;
    let with_ideas = items.iter().position(|item| item.round.as_ref().is_some_and(asks));
    with_ideas.or_else(|| items.iter().position(|item| item.round.is_some()))
}

/// The next step towards the hand-in of the item at this place; none when it is reached.
fn step(summit: &Summit, to: usize) -> Option<Command> {
    let now = &summit.agenda.now;
    let close = || round::Command::Close { round: None, ends_at: None, share: None, phase: None };
    match (now.current == Some(to), now.phase) {
        (true, Some(agenda::Phase::Talk)) => {
            Some(Command::Round(round::Command::Open { round: None, ends_at: None }))
        }
        (true, _) => None,
        (false, Some(agenda::Phase::HandIn | agenda::Phase::Grace)) => {
            Some(Command::Round(close()))
        }
        (false, phase) => {
            let skip = (phase == Some(agenda::Phase::Talk)).then_some(true);
            Some(Command::Agenda(agenda::Command::Next { from: None, phase, skip }))
        }
    }
}

async fn ask(summit: &SummitHandle, command: Command) -> anyhow::Result<()> {
    let actor = Actor { role: Role::Operator, seat: Seat::Staff("rehearse".to_owned()), jti: None };
    match summit.request(actor, RequestId(Uuid::new_v4()), None, command).await {
        Answer::Saved(_) => Ok(()),
        Answer::Refused(refused) => {
            bail!("the summit refused it: {}", refused.code)
        }
    }
}
