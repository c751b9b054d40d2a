//! All screens of a run, each in a task of its own, and the lines by which they are told what to do.

use crate::{
    chance::Chance,
    hall::{Hall, PATIENCE},
    scenario::Scenario,
    screen::{Ask, Log, Order, Screen, Targets},
    seats::{Kind, Seat},
};
use anyhow::{Context as _, anyhow};
use serde_json::Value;
use std::sync::Arc;
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinSet,
    time::timeout,
};

/// Orders that wait for a screen; it takes them at once.
const ORDERS_MAX: usize = 8;

/// All screens of a run.
pub struct Cast {
    orders: Vec<(Kind, mpsc::Sender<Order>)>,
    tasks: JoinSet<(Seat, Log)>,
}

impl Cast {
    /// They connect within a second, each to one of its targets.
    pub fn enter(
        seats: &[Seat],
        targets: impl Fn(usize, &Seat) -> Targets,
        hall: &Arc<Hall>,
        scenario: &Scenario,
    ) -> Self {
        let mut tasks = JoinSet::new();
        let mut orders = Vec::new();
        for (number, seat) in seats.iter().enumerate() {
            let (order, taken) = mpsc::channel(ORDERS_MAX);
            orders.push((seat.kind, order));
            let chance = Chance::seeded(scenario.seed.wrapping_mul(1_000_003) + number as u64);
            let (targets, hall, cut) =
                (targets(number, seat), Arc::clone(hall), scenario.storm.cut);
            let screen = Screen::new((number, seat.clone()), targets, hall, taken, cut, chance);
            tasks.spawn(screen.run());
        }
        Self { orders, tasks }
    }

    /// The screens of some kinds.
    pub fn numbers(&self, of: impl Fn(Kind) -> bool) -> Vec<usize> {
        let numbered = self.orders.iter().enumerate();
        numbered.filter(|(_, (kind, _))| of(*kind)).map(|(number, _)| number).collect()
    }

    /// Tells a screen what to do; one that ended is told nothing.
    pub async fn order(&self, number: usize, order: Order) {
        let _ = self.orders[number].1.send(order).await;
    }

    /// Has the first control screen do something, and waits for it.
    pub async fn command(&self, command: Value) -> anyhow::Result<u64> {
        let first = self.orders.iter().position(|(kind, _)| *kind == Kind::Control);
        let first = first.context("no control screen")?;
        let (told, answer) = oneshot::channel();
        let ask = Ask { told: Some(told), ..Ask::now(command.clone()) };
        self.order(first, Order::Ask(vec![ask])).await;
        let answered = timeout(PATIENCE, answer).await.with_context(|| command.to_string())??;
        answered.map_err(|code| anyhow!("{command} is refused: {code}"))
    }

    /// All leave; tells what they saw.
    pub async fn leave(mut self) -> anyhow::Result<Vec<(Seat, Log)>> {
        self.orders.clear();
        let mut screens = Vec::new();
        while let Some(left) = self.tasks.join_next().await {
            screens.push(left.context("a screen failed")?);
        }
        screens.sort_by_key(|(seat, _)| seat.kind);
        Ok(screens)
    }
}
