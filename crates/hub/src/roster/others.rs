//! The other nodes of a summit: when each was last heard, who is on line there, and who of all is first.

use super::Attendance;
use crate::{
    limits::{NODES_MAX, ROSTER_GONE, SEATS_RETURN_WITHIN},
    nodes::NodeId,
};
use std::{
    collections::BTreeMap,
    sync::{PoisonError, RwLock, RwLockReadGuard},
};
use tokio::{sync::watch, time::Instant};

/// What is known of the other nodes.
#[derive(Debug)]
pub(crate) struct Others {
    own: NodeId,
    known: RwLock<Known>,
    is_first: watch::Sender<bool>,
}

#[derive(Debug, Default)]
pub(crate) struct Known {
    nodes: BTreeMap<NodeId, Other>,
    /// When one of them was last dropped.
    dropped_at: Option<Instant>,
    /// This node stops.
    leaves: bool,
}

#[derive(Debug)]
struct Other {
    attendance: Attendance,
    heard_at: Instant,
}

impl Known {
    /// Who is on line on each.
    pub fn attendances(&self) -> impl Iterator<Item = &Attendance> + Clone {
        self.nodes.values().map(|node| &node.attendance)
    }
}

impl Others {
    pub fn of(own: NodeId) -> Self {
        Self { own, known: RwLock::default(), is_first: watch::Sender::new(true) }
    }

    /// This node.
    pub const fn own(&self) -> NodeId {
        self.own
    }

    pub fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(&self, change: impl FnOnce(&mut Known) -> T) -> T {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let changed = change(&mut known);
        let least = known.nodes.keys().next();
        let is_first = least.is_none_or(|least| self.own < *least && !known.leaves);
        self.is_first.send_if_modified(|was| std::mem::replace(was, is_first) != is_first);
        changed
    }

    /// Takes who is on line on another node; tells whether that one is new.
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
            (true, true) => tracing::info!(%node, "another node is heard"),
            (true, false) => tracing::warn!(%node, "too many nodes: this one is not counted"),
            (false, _) => {}
        }
        is_new && is_taken
    }

    /// Another node stopped.
    pub fn drop(&self, node: NodeId) {
        self.drop_where(|id, _| *id == node);
    }

    /// Nobody will be heard any more.
    pub fn drop_all(&self) {
        self.drop_where(|_, _| true);
    }

    /// Drops those that have not been heard for too long.
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
                    tracing::info!(%node, "another node is gone");
                    *dropped_at = Some(Instant::now());
                }
                !gone
            });
        });
    }

    /// When the next of them will have been silent for too long.
    pub fn silent_at(&self) -> Option<Instant> {
        self.known().nodes.values().map(|other| other.heard_at + ROSTER_GONE).min()
    }

    /// This node stops: whoever else is there goes before it.
    pub fn leave(&self) -> NodeId {
        self.change(|known| known.leaves = true);
        self.own
    }

    /// Whether this node is the one that does what is to be done once: its name is the least of all that are heard.
    pub fn is_first(&self) -> bool {
        *self.is_first.borrow()
    }

    /// Rings when another becomes first.
    pub fn firsts(&self) -> watch::Receiver<bool> {
        self.is_first.subscribe()
    }

    /// Whether seats of a node that is gone may still be on their way to another.
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
    async fn the_least_of_those_who_are_heard_is_first() {
        let others = Others::of(node(2));
        assert!(others.is_first(), "nobody else is heard");
        assert!(others.take(node(3), Attendance::default()));
        assert!(others.is_first());
        assert!(others.take(node(1), Attendance::default()));
        assert!(!others.take(node(1), Attendance::default()), "it is known");
        assert!(!others.is_first());
        others.drop(node(1));
        assert!(others.is_first());
        others.leave();
        assert!(!others.is_first(), "another is there");
        others.drop_all();
        assert!(others.is_first(), "nobody else is left");
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
        assert!(!others.is_first(), "it was heard in time");
        tokio::time::advance(ROSTER_GONE / 2).await;
        others.drop_silent();
        assert!(others.is_first() && others.is_unsettled());
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
