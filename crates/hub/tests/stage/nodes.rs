//! Two hubs on one journal that hear each other.

use super::{Client, Mood, Props, Script, Stage};
use hub::{Encoders, limits};
use relay::InProcess;
use std::sync::Arc;
use tokio::time::sleep;

/// A node, and its way to the other.
pub struct Node {
    pub stage: Stage,
    pub relay: InProcess,
}

impl std::ops::Deref for Node {
    type Target = Stage;

    fn deref(&self) -> &Stage {
        &self.stage
    }
}

impl Node {
    /// It loses the network: neither the journal nor the other node is reached any more.
    pub fn dies(&self) {
        self.relay.cut_off(true);
        self.journal.is(Mood::Down);
    }

    pub async fn stops(&self) {
        self.hub.drain();
        self.hub.end().await;
    }

    pub async fn watches_presence(&self, name: &str) -> Client {
        self.joins(&format!("facilitator staff/{name}"), &["room", "control", "presence"]).await
    }
}

/// The node that is first, and the other.
pub async fn first_and_other(encoders: fn() -> Encoders) -> (Node, Node) {
    let props = Props::new();
    let memory = props.journal.memory.clone();
    first_and_other_on(props, Script::over(memory), encoders).await
}

/// The same, the second on this journal.
pub async fn first_and_other_on(
    props: Props,
    journal: Script,
    encoders: fn() -> Encoders,
) -> (Node, Node) {
    let here = InProcess::new();
    let there = here.another();
    let second = Props {
        journal: Arc::new(journal),
        seed: 9,
        relay: Arc::new(there.clone()),
        ..props.clone()
    };
    let props = Props { relay: Arc::new(here.clone()), ..props };
    let one = Node { stage: props.set_up(encoders()).await, relay: here };
    let other = Node { stage: second.set_up(encoders()).await, relay: there };
    sleep(limits::ROSTER_EVERY).await;
    assert_ne!(one.summit.is_leading(), other.summit.is_leading(), "they hear each other");
    if one.summit.is_leading() { (one, other) } else { (other, one) }
}
