//! Nodes that share a store in memory, which fails on command.

use super::{Client, environment, tokens, words::silent};
use domain::{Epoch, SummitId, Time, programme::Programme};
use hub::{CodesOnly, Environment, Gateway, Hub, Opening, SummitHandle};
use journal::{Fault, Journal, Model, Stream};
use relay::InProcess;
use std::{
    cell::Cell,
    sync::{Arc, atomic::AtomicBool},
};

thread_local! {
    /// The epochs of a test.
    static EPOCHS: Cell<u64> = const { Cell::new(0) };
}

fn manner() -> journal::Manner {
    fn next(_: Option<&Epoch>) -> Result<Epoch, Fault> {
        let n = EPOCHS.get() + 1;
        EPOCHS.set(n);
        Ok(Epoch(format!("k{n}")))
    }
    journal::Manner { epochs: next, ..journal::Manner::default() }
}

/// A node, and its way to the store.
pub struct Node {
    pub way: Model,
    pub relay: InProcess,
    pub hub: Hub,
    pub gateway: Gateway,
    pub summit: SummitHandle,
    pub journal: Arc<Stream<Model>>,
}

impl Node {
    pub async fn starts(
        way: Model,
        relay: InProcess,
        seed: u64,
        now: Time,
        day: &Programme,
    ) -> Self {
        let journal = Arc::new(Stream::open(way.clone(), manner()).await.expect("a store").0);
        if journal.position().await.expect("it is open").offset.0 == 0 {
            let id = SummitId::from("hall");
            hub::found(&*journal, &id, day, now, [7; 16]).await.expect("an empty log");
        }
        let environment = environment(now, seed, &Arc::new(AtomicBool::new(true)));
        let hub = Hub::new(Environment { relay: Arc::new(relay.clone()), ..environment });
        let previous = journal::former(&*journal).await.expect("a store");
        let opening = Opening { journal: journal.clone(), previous, read_only: None };
        let summit = hub.open(opening, silent()).await.expect("a summit");
        hub.set_ready();
        let gateway = Gateway {
            hub: hub.clone(),
            authenticator: Arc::new(tokens::Plain),
            translator: Arc::new(CodesOnly),
        };
        Self { way, relay, hub, gateway, summit, journal }
    }

    /// Someone who was let in here, and follows these documents.
    pub async fn joins(&self, token: &str, docs: &[&str]) -> Client {
        let mut client = Client::connects(self.gateway.clone());
        client.hello(token, docs).await;
        client
    }
}

/// From here on the first epoch is `k1`.
pub fn begin_the_epochs() {
    EPOCHS.set(0);
}

/// How many epochs there were.
pub fn epochs() -> u64 {
    EPOCHS.get()
}
