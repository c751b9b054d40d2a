//! What a fault is played on: nodes, the Redis they share or none, and what stands between them.

use super::{
    netns::{Net, Side},
    node::{self, Node},
    proxy::Proxy,
    redis::{self, MASTER, Redis, Running, free_address, sentinel},
    resp::Connection,
    said::Said,
    setup::Setup,
    stored::{self, Entry},
};
use crate::place::Place;
use anyhow::{Context as _, ensure};
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::Path,
    time::Duration,
};
use tempfile::TempDir;

/// The summit that all nodes share, and the secret by which they know each other's tokens.
pub const SUMMIT: &str = "faults";
const SECRET: &str = "for-the-fault-matrix-and-nothing-else";
/// Where Redis, Sentinels and nodes listen on hosts of their own.
const REDIS_PORT: u16 = 6379;
const SENTINEL_PORT: u16 = 26379;
const NODE_PORT: u16 = 8080;
const ADMIN_PORT: u16 = 9090;
/// How long Sentinels may take to find each other.
const MEET_WITHIN: Duration = Duration::from_secs(20);
/// How long Sentinels may take to put a replica in the place of its primary.
pub const FAILOVER_WITHIN: Duration = Duration::from_secs(30);

/// Nodes and what they stand on. Fields are dropped in this order: the nodes first.
#[derive(Debug)]
pub struct Stage {
    pub nodes: Vec<Node>,
    /// Between each node and Redis, if that was asked for.
    pub proxies: Vec<Proxy>,
    /// None where the log lies in the node itself; the first is the primary at the beginning.
    pub redis: Vec<Redis>,
    pub sentinels: Vec<Running>,
    pub net: Option<Net>,
    pub folder: TempDir,
}

impl Stage {
    /// One node with its log in itself.
    pub async fn embedded(setup: &Setup) -> anyhow::Result<Self> {
        Self::embedded_with(setup, tempfile::tempdir()?, Vec::new()).await
    }

    /// One node with its log in itself, in a folder and an environment.
    pub async fn embedded_with(
        setup: &Setup,
        folder: TempDir,
        environment: Vec<(String, String)>,
    ) -> anyhow::Result<Self> {
        let plan = here(setup, folder.path(), 0, environment)?;
        let nodes = vec![Node::start(plan).await?];
        let (proxies, redis, sentinels) = (Vec::new(), Vec::new(), Vec::new());
        Ok(Self { nodes, proxies, redis, sentinels, net: None, folder })
    }

    /// Two nodes on one Redis.
    pub async fn on_redis(setup: &Setup) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let plan = redis::Plan::here(folder.path().join("redis"))?;
        Self::on(setup, folder, plan, 2, false).await
    }

    /// So many nodes on one Redis that is started by a plan, maybe each behind a proxy of its own.
    pub async fn on(
        setup: &Setup,
        folder: TempDir,
        plan: redis::Plan,
        nodes: usize,
        behind_proxies: bool,
    ) -> anyhow::Result<Self> {
        let redis = Redis::start(plan).await?;
        let mut stage = Self {
            nodes: Vec::new(),
            proxies: Vec::new(),
            redis: Vec::new(),
            sentinels: Vec::new(),
            net: None,
            folder,
        };
        for number in 0..nodes {
            let mut address = redis.plan.address;
            if behind_proxies {
                let proxy = Proxy::start(address).await?;
                address = proxy.address;
                stage.proxies.push(proxy);
            }
            let mut environment = sharing(address, &[], 0);
            if !setup.others.is_empty() {
                environment.push(("BURGERTOP__REDIS__SUMMITS".to_owned(), setup.others.join(",")));
            }
            let plan = here(setup, stage.folder.path(), number, environment)?;
            stage.nodes.push(Node::start(plan).await?);
        }
        stage.redis.push(redis);
        Ok(stage)
    }

    /// Three Redis with a Sentinel each and two nodes, all on hosts of their own: the primary on the left, the replicas
    /// and node 0 on the right, and node 1 on a side that is told.
    pub async fn on_hosts(setup: &Setup, second_node: Side) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let net = Net::build(&[
            ("redis-1", Side::Left),
            ("redis-2", Side::Right),
            ("redis-3", Side::Right),
            ("node-1", Side::Right),
            ("node-2", second_node),
        ])
        .await?;
        let homes = ["redis-1", "redis-2", "redis-3"];
        let primary = SocketAddr::new(net.host(homes[0])?.address, REDIS_PORT);
        let (mut redis, mut sentinels) = (Vec::new(), Vec::new());
        for name in homes {
            let host = net.host(name)?;
            let address = SocketAddr::new(host.address, REDIS_PORT);
            let mut plan = redis::Plan::at(host.place.clone(), address, folder.path().join(name));
            plan.replica_of = (address != primary).then_some(primary);
            redis.push(Redis::start(plan).await?);
        }
        for replica in &redis[1..] {
            replica.until_following().await?;
        }
        let mut known = Vec::new();
        for name in homes {
            let host = net.host(name)?;
            let address = SocketAddr::new(host.address, SENTINEL_PORT);
            let folder = folder.path().join(format!("sentinel-{name}"));
            sentinels.push(sentinel(host.place.clone(), address, primary, &folder).await?);
            known.push(address);
        }
        for one in &sentinels {
            one.said.until(Said::start(), "+sentinel ", MEET_WITHIN).await?;
        }
        let mut nodes = Vec::new();
        for name in ["node-1", "node-2"] {
            let plan = node::Plan {
                program: setup.program.clone(),
                place: net.host(name)?.place.clone(),
                address: SocketAddr::new(Ipv4Addr::LOCALHOST.into(), NODE_PORT),
                admin: SocketAddr::new(Ipv4Addr::LOCALHOST.into(), ADMIN_PORT),
                folder: folder.path().join(name),
                tables: setup.tables,
                seats: setup.seats,
                environment: sharing(primary, &known, 1),
            };
            nodes.push(Node::start(plan).await?);
        }
        Ok(Self { nodes, proxies: Vec::new(), redis, sentinels, net: Some(net), folder })
    }

    /// The network of hosts of their own.
    pub fn net(&self) -> anyhow::Result<&Net> {
        self.net.as_ref().context("there is one network only")
    }

    /// The Redis that all nodes began with.
    pub fn first_redis(&mut self) -> anyhow::Result<&mut Redis> {
        self.redis.first_mut().context("the log lies in the node itself")
    }

    /// A connection to the Redis that is the primary now.
    pub async fn primary(&self) -> anyhow::Result<Connection> {
        let first = self.redis.first().context("the log lies in the node itself")?;
        if self.sentinels.is_empty() {
            return first.connect().await;
        }
        // From a host that is never cut off from most Sentinels.
        let place = &self.redis[1].plan.place;
        let ip = self.redis[1].plan.address.ip();
        let mut sentinel = Connection::open(place, SocketAddr::new(ip, SENTINEL_PORT)).await?;
        let told = sentinel.ask(&["SENTINEL", "get-master-addr-by-name", MASTER]).await?;
        let ip: IpAddr = told.list().first().context("no primary")?.text().parse()?;
        Connection::open(place, SocketAddr::new(ip, REDIS_PORT)).await
    }

    /// The log as Redis has it; none where it lies in the node itself.
    pub async fn stored(&self) -> anyhow::Result<Option<Vec<Entry>>> {
        if self.redis.is_empty() {
            return Ok(None);
        }
        let entries = stored::log(&mut self.primary().await?, SUMMIT).await?;
        ensure!(!entries.is_empty(), "there is no log at {}", stored::key(SUMMIT));
        Ok(Some(entries))
    }
}

/// A node on this machine.
fn here(
    setup: &Setup,
    folder: &Path,
    number: usize,
    mut environment: Vec<(String, String)>,
) -> anyhow::Result<node::Plan> {
    environment.push(("BURGERTOP__SUMMIT__ID".to_owned(), SUMMIT.to_owned()));
    Ok(node::Plan {
        program: setup.program.clone(),
        place: Place::Here,
        address: free_address()?,
        admin: free_address()?,
        folder: folder.join(format!("node-{}", number + 1)),
        tables: setup.tables,
        seats: setup.seats,
        environment,
    })
}

/// What nodes that share a summit must know.
fn sharing(redis: SocketAddr, sentinels: &[SocketAddr], replicas: u32) -> Vec<(String, String)> {
    let sentinels: Vec<_> = sentinels.iter().map(SocketAddr::to_string).collect();
    [
        ("REDIS__URL", format!("redis://{redis}/0")),
        ("REDIS__SENTINELS", sentinels.join(",")),
        ("REDIS__MASTER", MASTER.to_owned()),
        ("REDIS__REPLICAS", replicas.to_string()),
        ("TOKENS__SECRET", SECRET.to_owned()),
        ("SUMMIT__ID", SUMMIT.to_owned()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(name, value)| (format!("BURGERTOP__{name}"), value))
    .collect()
}
