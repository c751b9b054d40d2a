//! The people on the nodes: they hand in at a steady rate, come back at any node, and write down all they saw.

use super::{
    node::{self, Node},
    setup::Setup,
};
use crate::{
    chance::Chance,
    conduct::{self, Cast},
    hall::{Hall, Round},
    http::Target,
    scenario::Scenario,
    screen::{Ask, Log, Order, Targets},
    seats::{self, Joined, Kind, Link, Seat},
    texts,
};
use anyhow::Context as _;
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use tokio::time::Instant;

/// The server takes ten ideas of a seat at once, and then ten a minute: so many come quickly, and the rest slowly.
const QUICK: u32 = 8;
const QUICKLY_EVERY: Duration = Duration::from_millis(1_500);
const SLOWLY_EVERY: Duration = Duration::from_millis(6_800);
/// Longer than any fault is played.
const HORIZON: Duration = Duration::from_secs(480);
/// Documents that one connection may follow are 64; a desk has two of its own.
const TABLES_WATCHED: usize = 60;

/// What the kernel keeps for a desk that may stop reading, so that the server notices soon.
const SLOW_READ_BYTES: u32 = 4 * 1024;

/// Everyone, and what they have reached.
pub struct Crowd {
    pub cast: Cast,
    pub hall: Arc<Hall>,
    pub seats: Vec<Seat>,
    pub operator: String,
    pub summit: String,
    round: Round,
    /// Those of whom nothing is expected any more.
    pub excused: BTreeSet<usize>,
}

impl Crowd {
    /// They join, spread over the nodes, and a round is opened; nothing is handed in yet.
    pub async fn enter(setup: &Setup, nodes: &[Node]) -> anyhow::Result<Self> {
        let first = nodes.first().context("no node")?;
        Self::enter_with(setup, nodes, &first.links()?).await
    }

    /// They join with these links.
    pub async fn enter_with(setup: &Setup, nodes: &[Node], links: &[Link]) -> anyhow::Result<Self> {
        let targets = node::targets(nodes);
        let mut scenario = Scenario::find("smoke")?;
        scenario.participants = setup.phones;
        (scenario.tables, scenario.desks, scenario.walls) = (setup.tables, setup.desks, 0);
        scenario.seed = setup.seed;
        let first = targets.first().context("no node")?;
        let joined = seats::join(first, links, &scenario).await?;
        let Joined { mut seats, summit, operator, .. } = joined;
        let tables: Vec<String> =
            seats.iter().filter(|it| it.kind == Kind::Table).map(|it| it.main.clone()).collect();
        // A desk shows on which node which table's ideas can be seen.
        for desk in seats.iter_mut().filter(|seat| seat.kind == Kind::Desk).take(nodes.len()) {
            desk.watch.extend(tables.iter().take(TABLES_WATCHED).cloned());
        }
        let desk_at = |number: usize| {
            seats.iter().take(number).filter(|seat| seat.kind == Kind::Desk).count()
        };
        let slow: Vec<_> = targets.iter().map(|target| Arc::new(slow(target))).collect();
        let place = |number: usize, seat: &Seat| match (seat.kind, desk_at(number)) {
            // It stays where it is: it tells what that node shows.
            (Kind::Desk, nth) if nth < targets.len() => Targets::one(&targets[nth]),
            (Kind::Desk, nth) => Targets::one(&slow[nth % slow.len()]),
            _ => Targets::from(targets.clone(), number),
        };
        let hall = Arc::new(Hall::new(seats.len()));
        let cast = Cast::enter(&seats, place, &hall, &scenario);
        hall.until_whole(seats.len()).await?;
        let round = conduct::open_round(&cast, &hall, &scenario).await?;
        Ok(Self { cast, hall, seats, operator, summit, round, excused: BTreeSet::new() })
    }

    /// Those who hand in.
    pub fn writers(&self) -> Vec<usize> {
        let writes = |kind| matches!(kind, Kind::Phone | Kind::Table);
        let mut numbers = self.cast.numbers(writes);
        numbers.retain(|number| !self.excused.contains(number));
        numbers
    }

    /// They begin to hand in, and go on until they are told to [finish](Self::finish).
    pub async fn begin(&self, chance: &mut Chance) {
        for number in self.writers() {
            let mut due = Instant::now() + QUICKLY_EVERY.mul_f64(chance.fraction());
            let until = due + HORIZON;
            let mut asks: Vec<Ask> = Vec::new();
            while due < until {
                // No two texts are the same: one that stands twice was doubled.
                let text = format!("{} ({number}-{})", texts::idea(chance), asks.len());
                asks.push(conduct::idea(text, &self.round, due));
                due += if asks.len() < QUICK as usize { QUICKLY_EVERY } else { SLOWLY_EVERY };
            }
            self.cast.order(number, Order::Ask(asks)).await;
        }
    }

    /// One hands in so many, each in its time.
    pub async fn hand_in(&self, number: usize, due: impl IntoIterator<Item = Instant>) {
        let texts = (0..).map(|nth| format!("Idee {nth} van {number}"));
        self.hand_in_these(number, texts.zip(due)).await;
    }

    /// One hands in these, each in its time.
    pub async fn hand_in_these(
        &self,
        number: usize,
        ideas: impl IntoIterator<Item = (String, Instant)>,
    ) {
        let ask = |(text, due)| conduct::idea(text, &self.round, due);
        let asks = ideas.into_iter().map(ask).collect();
        self.cast.order(number, Order::Ask(asks)).await;
    }

    /// Waits until so many more requests have their answers; tells whether they have.
    pub async fn more(&self, count: usize) -> bool {
        let wanted = self.hall.answered_so_far().count + count;
        self.hall.until_answered(wanted).await
    }

    /// They hand in nothing new, and wait for their answers. Tells how many never come.
    pub async fn finish(&self) -> usize {
        let writers = self.writers();
        for number in &writers {
            self.cast.order(*number, Order::Finish).await;
        }
        self.hall.until_none_left(&writers).await
    }

    /// All leave; tells what they saw, in the order of the seats.
    pub async fn leave(self) -> anyhow::Result<Vec<(Seat, Log)>> {
        let order: Vec<String> = self.seats.iter().map(|seat| seat.token.clone()).collect();
        let mut screens = self.cast.leave().await?;
        screens.sort_by_key(|(seat, _)| order.iter().position(|token| *token == seat.token));
        Ok(screens)
    }
}

fn slow(target: &Target) -> Target {
    Target { read_buffer_bytes: Some(SLOW_READ_BYTES), ..target.clone() }
}
