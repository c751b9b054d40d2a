//! A Redis Cluster of a test's own: three nodes, and a replica of the first.

use super::redis::{Server, free_port, target};
use line::{Target, Wanted};
use std::{
    process::Command,
    time::{Duration, Instant},
};

/// Far more than any of this takes.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Cluster {
    /// The last one is a replica of the first.
    pub nodes: Vec<Server>,
    ids: Vec<String>,
    /// What `redis-cli` is told beside.
    cli: Vec<String>,
}

/// Which slots the three have.
const SLOTS: [(u16, u16); 3] = [(0, 5_460), (5_461, 10_922), (10_923, 16_383)];

impl Cluster {
    /// Three nodes and a replica, each of which knows the others. The first holds the slot of this key.
    pub async fn start(key: &str) -> Self {
        Self::with(key, |_| Vec::new(), &[]).await
    }

    /// One whose nodes are told more things, each its port, and `redis-cli` as well.
    pub async fn with(key: &str, more: impl Fn(u16) -> Vec<String>, cli: &[&str]) -> Self {
        let slot = line::cluster::slot_of(key);
        let nodes: Vec<(Server, u16)> = (0..4)
            .map(|_| {
                let bus = free_port();
                let server = Server::with(|port| {
                    let told = vec![
                        "--cluster-enabled".to_owned(),
                        "yes".to_owned(),
                        "--cluster-port".to_owned(),
                        bus.to_string(),
                        "--cluster-node-timeout".to_owned(),
                        "1000".to_owned(),
                        "--cluster-replica-validity-factor".to_owned(),
                        "0".to_owned(),
                    ];
                    [told, more(port)].concat()
                });
                (server, bus)
            })
            .collect();
        let ports: Vec<(u16, u16)> = nodes.iter().map(|(node, bus)| (node.port, *bus)).collect();
        let cli = cli.iter().map(|it| (*it).to_owned()).collect();
        let nodes = nodes.into_iter().map(|(it, _)| it).collect();
        let mut cluster = Self { nodes, ids: vec![], cli };
        let first = SLOTS.iter().position(|(a, b)| (*a..=*b).contains(&slot)).unwrap();
        for (n, (a, b)) in (0..3).map(|n| (n, SLOTS[(first + n) % 3])) {
            let (a, b) = (a.to_string(), b.to_string());
            cluster.tell(n, &["CLUSTER", "ADDSLOTSRANGE", &a, &b]);
            cluster.tell(n, &["CLUSTER", "SET-CONFIG-EPOCH", &(n + 1).to_string()]);
        }
        for (port, bus) in &ports[1..] {
            let (port, bus) = (port.to_string(), bus.to_string());
            cluster.tell(0, &["CLUSTER", "MEET", "127.0.0.1", &port, &bus]);
        }
        for n in 0..4 {
            cluster.ids.push(cluster.tell(n, &["CLUSTER", "MYID"]));
        }
        cluster.until(3, |told| told.contains("cluster_known_nodes:4")).await;
        let first = cluster.ids[0].clone();
        cluster.tell(3, &["CLUSTER", "REPLICATE", &first]);
        for n in 0..4 {
            cluster.until(n, |told| told.contains("cluster_state:ok")).await;
        }
        cluster.replicates(3).await;
        cluster
    }

    /// Waits until a replica has what its primary has.
    pub async fn replicates(&self, n: usize) {
        let until = Instant::now() + PATIENCE;
        loop {
            let told = self.tell(n, &["INFO", "replication"]);
            if told.contains("role:slave") && told.contains("master_link_status:up") {
                return;
            }
            assert!(Instant::now() < until, "{told}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until a node tells this of its cluster.
    pub async fn until(&self, n: usize, is_so: impl Fn(&str) -> bool) {
        let until = Instant::now() + PATIENCE;
        loop {
            let told = self.tell(n, &["CLUSTER", "INFO"]);
            if is_so(&told) {
                return;
            }
            assert!(Instant::now() < until, "{told}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Says something to one node, wherever keys lie; what it answers, a line each.
    pub fn tell(&self, n: usize, words: &[&str]) -> String {
        let port = self.nodes[n].port.to_string();
        let told =
            Command::new("redis-cli").args(["-p", &port]).args(&self.cli).args(words).output();
        let told = String::from_utf8(told.expect("redis-cli is installed").stdout).unwrap();
        assert!(!told.starts_with("ERR"), "{words:?}: {told}");
        told.trim().to_owned()
    }

    pub fn id(&self, n: usize) -> &str {
        &self.ids[n]
    }

    /// By one node alone; the others are found out.
    pub fn by(&self, n: usize) -> Target {
        target(&format!("redis://127.0.0.1:{}", self.nodes[n].port))
    }

    /// By several nodes.
    pub fn by_all(&self) -> Target {
        let all = self.nodes.iter().map(|it| format!("127.0.0.1:{}", it.port)).collect::<Vec<_>>();
        let url = format!("redis://{}", all[0]);
        Target::new(&Wanted { url: &url, cluster: &all[1..], ..Wanted::default() }).unwrap()
    }
}

/// Moves a slot from a node to another, with all keys in it.
pub fn reshard(cluster: &Cluster, slot: u16, from: usize, to: usize) {
    begin_reshard(cluster, slot, from, to);
    move_keys(cluster, slot, from, to, usize::MAX);
    end_reshard(cluster, slot, from, to);
}

/// From here on the slot is on its way.
pub fn begin_reshard(cluster: &Cluster, slot: u16, from: usize, to: usize) {
    let slot = slot.to_string();
    cluster.tell(to, &["CLUSTER", "SETSLOT", &slot, "IMPORTING", cluster.id(from)]);
    cluster.tell(from, &["CLUSTER", "SETSLOT", &slot, "MIGRATING", cluster.id(to)]);
}

/// Moves at most so many of its keys.
pub fn move_keys(cluster: &Cluster, slot: u16, from: usize, to: usize, most: usize) {
    let (slot, port) = (slot.to_string(), cluster.nodes[to].port.to_string());
    let keys = cluster.tell(from, &["CLUSTER", "GETKEYSINSLOT", &slot, "100"]);
    for key in keys.lines().take(most) {
        cluster.tell(from, &["MIGRATE", "127.0.0.1", &port, key, "0", "5000"]);
    }
}

/// The slot has arrived.
pub fn end_reshard(cluster: &Cluster, slot: u16, from: usize, to: usize) {
    let slot = slot.to_string();
    for n in [to, from] {
        cluster.tell(n, &["CLUSTER", "SETSLOT", &slot, "NODE", cluster.id(to)]);
    }
}
