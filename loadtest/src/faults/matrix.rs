//! Every fault there is, by name, and how each is played.

use super::{
    at_disk, at_hosts, at_links, at_nodes, at_redis, netns, outcome::Outcome, setup::Setup, shim,
};
use clap::ValueEnum;
use std::fmt;

/// Something that goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Fault {
    /// A node dies under load, again and again
    NodeKill,
    /// Redis dies and starts again
    RedisKill,
    /// The disk of Redis answers nothing for 3 s
    RedisStall,
    /// The power of Redis fails: what was not synced is gone
    RedisPower,
    /// Redis stands still for 3 s
    RedisHang,
    /// Redis is stopped for 20 s
    RedisAway,
    /// Redis comes back with nothing
    RedisEmpty,
    /// Redis comes back with what it had a while ago
    RedisRollback,
    /// What Redis publishes does not reach one node
    DoorbellCut,
    /// The connections of one node to Redis are reset for 8 s
    LinkCut,
    /// One node is heard by Redis for 8 s, and hears nothing
    LinkOneWay,
    /// What one node and Redis say to each other is held up for 8 s
    LinkHeld,
    /// What one node and Redis say to each other is swallowed for 8 s
    LinkSwallowed,
    /// The host of the primary is cut off, and a replica takes its place
    PrimaryCut,
    /// The host of the primary and a node are cut off from the rest for 8 s
    SplitBrain,
    /// A tenth of all do not read what they are sent
    StalledReaders,
    /// Tablets go without a word
    ClientsGone,
    /// A full hall loses all its connections in the same moment
    Storm,
    /// The disk of a node is full for 5 s
    DiskFull,
    /// The end of what a node wrote last is torn off
    TornRecord,
    /// The clock of a node is an hour behind, and then an hour ahead
    Clock,
}

/// What is played in the short run.
const SUBSET: [Fault; 5] =
    [Fault::NodeKill, Fault::RedisKill, Fault::RedisHang, Fault::RedisEmpty, Fault::DoorbellCut];
/// What can be played on one node with its log in itself.
const EMBEDDED: [Fault; 7] = [
    Fault::NodeKill,
    Fault::StalledReaders,
    Fault::ClientsGone,
    Fault::Storm,
    Fault::DiskFull,
    Fault::TornRecord,
    Fault::Clock,
];

impl Fault {
    /// All that are to be played.
    pub fn chosen(only: &[Self], setup: &Setup) -> Vec<Self> {
        let all = Self::value_variants().iter().copied();
        let is_chosen = |fault: &Self| {
            (only.is_empty() || only.contains(fault))
                && (!setup.is_subset || !only.is_empty() || SUBSET.contains(fault))
                && (!setup.is_embedded || EMBEDDED.contains(fault))
        };
        all.filter(is_chosen).collect()
    }

    /// Why it cannot be played here; none if it can.
    pub fn hindrance(self) -> Option<&'static str> {
        match self {
            Self::PrimaryCut | Self::SplitBrain => netns::hindrance(),
            Self::RedisStall | Self::RedisPower | Self::Clock => shim::hindrance(),
            Self::DiskFull => at_disk::hindrance(),
            _ => None,
        }
    }

    /// Plays it.
    pub async fn play(self, setup: &Setup) -> anyhow::Result<Outcome> {
        match self {
            Self::NodeKill => at_nodes::kill(setup).await,
            Self::RedisKill => at_redis::kill(setup).await,
            Self::RedisStall => at_redis::stall(setup).await,
            Self::RedisPower => at_redis::power(setup).await,
            Self::RedisHang => at_redis::hang(setup).await,
            Self::RedisAway => at_redis::away(setup).await,
            Self::RedisEmpty => at_redis::empty(setup).await,
            Self::RedisRollback => at_redis::rollback(setup).await,
            Self::DoorbellCut => at_links::doorbell(setup).await,
            Self::LinkCut => at_links::cut(setup).await,
            Self::LinkOneWay => at_links::one_way(setup).await,
            Self::LinkHeld => at_links::held(setup).await,
            Self::LinkSwallowed => at_links::swallowed(setup).await,
            Self::PrimaryCut => at_hosts::primary_cut(setup).await,
            Self::SplitBrain => at_hosts::split_brain(setup).await,
            Self::StalledReaders => at_nodes::stalled_readers(setup).await,
            Self::ClientsGone => at_nodes::clients_gone(setup).await,
            Self::Storm => at_nodes::storm(setup).await,
            Self::DiskFull => at_disk::full(setup).await,
            Self::TornRecord => at_disk::torn(setup).await,
            Self::Clock => at_disk::clock(setup).await,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.to_possible_value();
        f.write_str(value.as_ref().map_or("fault", |value| value.get_name()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setup(is_subset: bool, is_embedded: bool) -> Setup {
        Setup::new("burgertop".into(), 1, is_subset, is_embedded)
    }

    #[test]
    fn the_short_run_is_a_part_of_the_whole_and_who_names_a_fault_gets_it() {
        let names = |only: &[Fault], subset| Fault::chosen(only, &setup(subset, false));
        assert_eq!(names(&[], false).len(), Fault::value_variants().len());
        assert_eq!(names(&[], true), SUBSET);
        assert_eq!(names(&[Fault::Clock], true), [Fault::Clock]);
    }

    #[test]
    fn one_node_alone_is_spared_what_happens_to_redis() {
        assert_eq!(Fault::chosen(&[], &setup(false, true)), EMBEDDED);
        assert_eq!(Fault::RedisKill.to_string(), "redis-kill");
    }
}
