//! The other nodes of a summit: when each was last heard, who is on line there, and which node leads.
//!
//! Of the nodes that are heard, the one with the lowest id leads. A node that stops leaves the lead to another.

use super::{attendance::Attendance, node_id::NodeId};
use crate::limits::{NODES_MAX, ROSTER_GONE, SEATS_RETURN_WITHIN};
use std::{
    collections::BTreeMap,
    sync::{PoisonError, RwLock, RwLockReadGuard},
};
use tokio::{sync::watch, time::Instant};

/// The other nodes of a summit.
#[derive(Debug)]
pub(crate) struct Others {
    own: NodeId,
    known: RwLock<Known>,
    is_leading: watch::Sender<bool>,
}

#[derive(Debug, Default)]
pub(crate) struct Known {
    nodes: BTreeMap<NodeId, Other>,
    /// When a node was last dropped.
    dropped_at: Option<Instant>,
    /// This node is stopping.
    stopping: bool,
}

#[derive(Debug)]
struct Other {
    attendance: Attendance,
    heard_at: Instant,
}

impl Known {
    /// Who is on line on each node.
    pub fn attendances(&self) -> impl Iterator<Item = &Attendance> + Clone {
        self.nodes.values().map(|node| &node.attendance)
    }
}

impl Others {
    pub fn of(own: NodeId) -> Self {
        Self { own, known: RwLock::default(), is_leading: watch::Sender::new(true) }
    }

    /// The id of this node.
    pub const fn own(&self) -> NodeId {
        self.own
    }

    pub fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(&self, change: impl FnOnce(&mut Known) -> T) -> T {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let changed = change(&mut known);
        let lowest = known.nodes.keys().next();
        let is_leading = lowest.is_none_or(|lowest| self.own < *lowest && !known.stopping);
        self.is_leading.send_if_modified(|was| std::mem::replace(was, is_leading) != is_leading);
        changed
    }

    /// Records who is on line on another node. Returns whether that node is new.
    pub fn take(&self, node: NodeId, attendance: Attendance) -> bool {
        if node == self.own {
            return false;
        }
        let other = Other { attendance, heard_at: Instant::now() };
        let (is_new, is_taken) = self.change(|known| {
            let is_new = !known.nodes.contains_key(&node);
            let is_taken = !is_new || known.nodes.len() < NODES_MAX;
            if is_taken {
                known.nodes.insert(node, other);
            }
            (is_new, is_taken)
        });
        match (is_new, is_taken) {
            (true, true) => {
                tracing::info!(%node, "another node joined: deadlines, themes and rehearsals are now done by the node with the lowest id")
            }
            (true, false) => {
                tracing::warn!(%node, "a node is ignored, for there are too many: look for nodes that should not serve this summit")
            }
            (false, _) => {}
        }
        is_new && is_taken
    }

    /// Drops a node that stopped.
    pub fn drop(&self, node: NodeId) {
        self.drop_where(|id, _| *id == node);
    }

    /// Drops all nodes: none can be heard any more.
    pub fn drop_all(&self) {
        self.drop_where(|_, _| true);
    }

    /// Drops the nodes that were silent for [`ROSTER_GONE`].
    pub fn drop_silent(&self) {
        let now = Instant::now();
        if self.silent_at().is_some_and(|at| at <= now) {
            self.drop_where(|_, other| other.heard_at + ROSTER_GONE <= now);
        }
    }

    fn drop_where(&self, is_gone: impl Fn(&NodeId, &Other) -> bool) {
        self.change(|known| {
            let Known { nodes, dropped_at, .. } = known;
            nodes.retain(|node, other| {
                let gone = is_gone(node, other);
                if gone {
                    tracing::info!(%node, "another node left, or was not heard for too long");
                    *dropped_at = Some(Instant::now());
                }
                !gone
            });
        });
    }

    /// When the next node will have been silent for too long.
    pub fn silent_at(&self) -> Option<Instant> {
        self.known().nodes.values().map(|other| other.heard_at + ROSTER_GONE).min()
    }

    /// Leaves the lead to any other node, since this one is stopping. Returns the id of this node.
    pub fn leave(&self) -> NodeId {
        self.change(|known| known.stopping = true);
        self.own
    }

    /// Whether this node leads.
    pub fn is_leading(&self) -> bool {
        *self.is_leading.borrow()
    }

    /// Changes when this node becomes the leader, or stops being it.
    pub fn leadership(&self) -> watch::Receiver<bool> {
        self.is_leading.subscribe()
    }

    /// Whether devices of a node that was dropped may still be on their way to another node.
    pub fn is_unsettled(&self) -> bool {
        let dropped_at = self.known().dropped_at;
        dropped_at.is_some_and(|at| at.elapsed() < SEATS_RETURN_WITHIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(n: u8) -> NodeId {
        NodeId::of([n; 16])
    }

    #[tokio::test(start_paused = true)]
    async fn the_lowest_of_the_nodes_that_are_heard_leads() {
        let others = Others::of(node(2));
        assert!(others.is_leading(), "nobody else is heard");
        assert!(others.take(node(3), Attendance::default()));
        assert!(others.is_leading());
        assert!(others.take(node(1), Attendance::default()));
        assert!(!others.take(node(1), Attendance::default()), "it is known");
        assert!(!others.is_leading());
        others.drop(node(1));
        assert!(others.is_leading());
        others.leave();
        assert!(!others.is_leading(), "another is there");
        others.drop_all();
        assert!(others.is_leading(), "nobody else is left");
    }

    #[tokio::test(start_paused = true)]
    async fn who_is_silent_is_dropped_and_where_their_people_go_is_not_known_for_a_while() {
        let others = Others::of(node(2));
        others.take(node(1), Attendance::default());
        assert!(!others.is_unsettled());
        tokio::time::advance(ROSTER_GONE / 2).await;
        others.take(node(1), Attendance::default());
        tokio::time::advance(ROSTER_GONE / 2).await;
        others.drop_silent();
        assert!(!others.is_leading(), "it was heard in time");
        tokio::time::advance(ROSTER_GONE / 2).await;
        others.drop_silent();
        assert!(others.is_leading() && others.is_unsettled());
        tokio::time::advance(SEATS_RETURN_WITHIN).await;
        assert!(!others.is_unsettled());
    }

    #[tokio::test]
    async fn no_more_nodes_are_counted_than_there_may_be() {
        let others = Others::of(node(0));
        let takes = |n: u64| {
            let mut name = [0xff; 16];
            name[..8].copy_from_slice(&n.to_be_bytes());
            others.take(NodeId::of(name), Attendance::default())
        };
        let many = NODES_MAX as u64;
        assert!((1..=many).all(takes));
        assert!(!takes(many + 1));
        assert!(!others.take(others.own(), Attendance::default()), "this one is no other");
    }
}
