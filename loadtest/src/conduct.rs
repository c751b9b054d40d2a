//! Conducts a run: everyone joins, a round is opened, all is handed in, all are cut off and come back.

mod cast;

pub use cast::Cast;

use crate::{
    chance::Chance,
    cli::Arguments,
    hall::{Hall, Round},
    http::Target,
    measure::Seen,
    process::{Process, load_average},
    record,
    report::{Costs, Report, Stretch},
    scenario::{Scenario, Scene, Texts},
    schedule,
    screen::{Ask, Order, Targets},
    seats::{self, Kind, Link},
    sentences::Sentences,
    server::Server,
    texts,
};
use anyhow::bail;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio::time::Instant;

/// Before the first is handed in, and before the cut: so that all screens have their orders.
const AHEAD: Duration = Duration::from_millis(500);
/// Within this before the cut are the words sent whose answers get lost.
const IN_FLIGHT_S: f64 = 0.02;
/// What a round must still have when it is needed, in addition.
const SPARE_S: f64 = 120.0;
/// The requests after which the server's memory is looked at: as many as all ideas of a large day.
const WEIGHED_AT: usize = 5_000;
/// More agenda items than any day has.
const STEPS_MAX: usize = 400;

/// Plays a scenario, and tells what came of it.
pub async fn conduct(arguments: &Arguments) -> anyhow::Result<Report> {
    let scenario = arguments.scenario()?;
    match (&arguments.url, &arguments.links) {
        (Some(url), Some(links)) => {
            let links = seats::links(links)?;
            let target = Target::find(url).await?;
            let found = || Process::listening_on(target.address.port());
            let process = arguments.pid.map(Process).or_else(found);
            if process.is_none() {
                eprintln!("the server's process is not found: no CPU and memory without --pid");
            }
            play(scenario, target, &links, process).await
        }
        _ => {
            let badges = scenario.participants.div_ceil(usize::from(scenario.tables));
            let seats = u16::try_from(badges.clamp(1, 20))?;
            let server = Server::start(arguments.server.as_deref(), scenario.tables, seats).await?;
            let target = Target::find(&server.url).await?;
            let played = play(scenario, target, &server.links, Some(server.process)).await;
            let log = server.stop().await?;
            if !log.is_empty() {
                eprintln!("the server said:\n{log}");
            }
            played
        }
    }
}

/// Stretches of a run, and what each cost.
struct Meter {
    server: Option<Process>,
    since: Instant,
    was: (Option<f64>, Option<f64>),
    stretches: Vec<Stretch>,
}

impl Meter {
    fn new(server: Option<Process>) -> Self {
        let was = (server.and_then(Process::cpu_s), Process::own().cpu_s());
        Self { server, since: Instant::now(), was, stretches: Vec::new() }
    }

    fn end(&mut self, name: &'static str) {
        let now = (self.server.and_then(Process::cpu_s), Process::own().cpu_s());
        let stretch = Stretch {
            name,
            seconds: self.since.elapsed().as_secs_f64(),
            server_cpu_s: now.0.zip(self.was.0).map(|(now, was)| now - was),
            client_cpu_s: now.1.zip(self.was.1).map(|(now, was)| now - was),
        };
        eprintln!("{stretch}");
        self.stretches.push(stretch);
        (self.was, self.since) = (now, Instant::now());
    }
}

async fn play(
    scenario: Scenario,
    target: Target,
    links: &[Link],
    process: Option<Process>,
) -> anyhow::Result<Report> {
    let load_average_before = load_average();
    let mut meter = Meter::new(process);
    let mut chance = Chance::seeded(scenario.seed);
    let joined = seats::join(&target, links, &scenario).await?;
    meter.end("join");

    let target = Arc::new(target);
    let hall = Arc::new(Hall::new(joined.seats.len()));
    let cast = Cast::enter(&joined.seats, |_, _| Targets::one(&target), &hall, &scenario);
    hall.until_whole(joined.seats.len()).await?;
    let round = open_round(&cast, &hall, &scenario).await?;
    let record = || record::export(&target, &joined.summit, &joined.operator);
    let before = record().await?;
    meter.end("connect");

    let began = Instant::now() + AHEAD;
    let weighed = tokio::spawn(weigh(Arc::clone(&hall), process));
    let ideas = hand_in(&cast, &hall, &scenario, &round, began, &mut chance).await?;
    weighed.abort();
    until_seen(&cast, &hall, &scenario, ideas).await;
    let settled = Instant::now();
    meter.end("hand in");

    storm(&cast, &hall, &scenario, &round, &mut chance).await;
    let desks = cast.numbers(|kind| kind == Kind::Desk);
    hall.until_shown(&desks, hall.answered_so_far().last).await;
    meter.end("storm");

    let after = record().await?;
    let screens = cast.leave().await?;
    meter.end("check");
    let plan = &scenario.hand_in;
    let trickle = Duration::from_secs_f64((plan.seconds - plan.rush_seconds) / scenario.speed);
    let rushed = began + trickle;
    let seen = Seen { screens, began, rushed, settled, wall: scenario.hand_in.wall };
    let verdict = record::judge(seen.asked(), &before, &after);
    let rss_at_5000_mb = weighed.await.ok().flatten();
    let costs = Costs { stretches: meter.stretches, process, rss_at_5000_mb, load_average_before };
    Report::of(scenario, &joined, &seen, &verdict, costs)
}

/// What the server has of memory once so many requests are answered.
async fn weigh(hall: Arc<Hall>, process: Option<Process>) -> Option<f64> {
    hall.until_many_answered(WEIGHED_AT).await;
    process?.rss_mb().map(|(_, now)| now)
}

/// Waits until walls and consoles show all that was handed in; the themes, until every idea is sorted.
async fn until_seen(cast: &Cast, hall: &Hall, scenario: &Scenario, ideas: usize) {
    let top = hall.answered_so_far().last;
    let counts = scenario.hand_in.wall == Scene::Progress;
    let watching = cast
        .numbers(|kind| matches!(kind, Kind::Desk | Kind::Control) || counts && kind == Kind::Wall);
    if !hall.until_shown(&watching, top).await {
        eprintln!("not every wall and console shows all that was handed in");
    }
    let desks = cast.numbers(|kind| kind == Kind::Desk);
    if !counts && !hall.until_sorted(&desks, ideas).await {
        eprintln!("not every idea is sorted");
    }
}

/// Goes to a round that asks both phones and tables, opens it, and has the wall show it.
pub async fn open_round(cast: &Cast, hall: &Hall, scenario: &Scenario) -> anyhow::Result<Round> {
    let asks_all = |round: &Round| round.phone != "nothing" && round.table != "nothing";
    for _ in 0..STEPS_MAX {
        let command = match hall.round() {
            Some(round) if asks_all(&round) && round.phase == "hand_in" => {
                extend(cast, &round, scenario).await?;
                let scene = scenario.hand_in.wall;
                let show = json!({ "wall": { "show": { "wall": "main", "scene": scene } } });
                cast.command(show).await?;
                return Ok(round);
            }
            Some(round) if asks_all(&round) && round.phase == "talk" => {
                json!({ "round": { "open": {} } })
            }
            // A round that is not for all is left by the shortest way.
            Some(round) if round.phase == "talk" => {
                json!({ "agenda": { "next": { "phase": "talk", "skip": true } } })
            }
            Some(round) if round.phase == "hand_in" || round.phase == "grace" => {
                json!({ "round": { "close": {} } })
            }
            _ => json!({ "agenda": { "next": {} } }),
        };
        let at = cast.command(command).await?;
        hall.until_room_at(at).await?;
    }
    bail!("the programme has no round for both phones and tables")
}

/// A round that ends before all is handed in gets more time.
async fn extend(cast: &Cast, round: &Round, scenario: &Scenario) -> anyhow::Result<()> {
    let Some(ends_at) = round.ends_at else { return Ok(()) };
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs_f64();
    let wanted = scenario.hand_in.seconds / scenario.speed + SPARE_S;
    let missing = wanted - (ends_at as f64 / 1_000.0 - now);
    if missing > 0.0 {
        let seconds = missing.ceil() as i64;
        cast.command(json!({ "agenda": { "extend": { "seconds": seconds } } })).await?;
    }
    Ok(())
}

/// Everyone hands in by the schedule, and waits for the answers. Tells how many ideas that were.
async fn hand_in(
    cast: &Cast,
    hall: &Hall,
    scenario: &Scenario,
    round: &Round,
    began: Instant,
    chance: &mut Chance,
) -> anyhow::Result<usize> {
    let plan = &scenario.hand_in;
    let mut who = Vec::new();
    for (kind, each) in [(Kind::Phone, plan.words), (Kind::Table, plan.ideas)] {
        let numbers = cast.numbers(|it| it == kind);
        who.extend(numbers.into_iter().flat_map(|number| (0..each).map(move |_| (number, kind))));
    }
    chance.shuffle(&mut who);
    let mut asks: BTreeMap<usize, Vec<Ask>> = BTreeMap::new();
    let mut left: BTreeMap<usize, u32> = BTreeMap::new();
    let ideas = who.len();
    let sentences = Sentences::of_rehearsal()?;
    let moments = schedule::moments(who.len(), plan, scenario.speed, chance);
    for ((number, kind), at) in who.into_iter().zip(moments) {
        let text = match (plan.texts, kind) {
            (Texts::Sentences, _) => sentences.draw(chance),
            (Texts::Parts, Kind::Table) => texts::idea(chance),
            (Texts::Parts, _) => texts::word(chance),
        };
        let due = began + at;
        let its = asks.entry(number).or_default();
        its.push(idea(text, round, due));
        let left = left.entry(number).or_insert(plan.ideas);
        *left -= u32::from(kind == Kind::Table);
        if kind == Kind::Table && *left == 0 {
            let ready = json!({ "table": { "ready": { "ready": true } } });
            its.push(Ask { due, ..Ask::now(ready.clone()) });
        }
    }
    let wanted = hall.answered_so_far().count + asks.values().map(Vec::len).sum::<usize>();
    for (number, asks) in asks {
        cast.order(number, Order::Ask(asks)).await;
    }
    tokio::time::sleep_until(began + Duration::from_secs_f64(plan.seconds / scenario.speed)).await;
    if !hall.until_answered(wanted).await {
        eprintln!("only {} of {wanted} requests are answered", hall.answered_so_far().count);
    }
    Ok(ideas)
}

/// All are cut off while words are on their way, and come back.
async fn storm(cast: &Cast, hall: &Hall, scenario: &Scenario, round: &Round, chance: &mut Chance) {
    let cut_at = Instant::now() + AHEAD;
    let mut phones = cast.numbers(|kind| kind == Kind::Phone);
    chance.shuffle(&mut phones);
    let wanted = hall.answered_so_far().count + scenario.storm.in_flight;
    for number in phones.into_iter().take(scenario.storm.in_flight) {
        let due = cut_at - Duration::from_secs_f64(IN_FLIGHT_S * chance.fraction());
        let ask = idea(texts::word(chance), round, due);
        cast.order(number, Order::Ask(vec![ask])).await;
    }
    let everyone = cast.numbers(|_| true);
    for number in &everyone {
        cast.order(*number, Order::Cut(cut_at)).await;
    }
    if !hall.until_returned(everyone.len()).await {
        eprintln!("not every screen came back");
    }
    if !hall.until_answered(wanted).await {
        eprintln!("what was on its way when the cut came is not answered");
    }
}

/// An idea to be handed in at its time.
pub fn idea(text: String, round: &Round, due: Instant) -> Ask {
    let command: Value = json!({ "idea": { "submit": { "text": text, "round": round.id } } });
    Ask { due, text: Some(text), ..Ask::now(command) }
}
