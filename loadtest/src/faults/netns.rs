//! Hosts of our own on one machine: network namespaces on two switches, with a cable between them that can be pulled.

use crate::place::Place;
use anyhow::{Context as _, bail};
use nix::unistd::geteuid;
use std::{
    net::{IpAddr, Ipv4Addr},
    process,
    sync::atomic::{AtomicU32, Ordering},
};
use tokio::process::Command;

/// The network that is in the namespaces and nowhere else.
const NETWORK: [u8; 3] = [10, 77, 0];
/// Their addresses begin behind this.
const FIRST_HOST: u8 = 10;
/// Several networks may be built by one process, one after another.
static BUILT: AtomicU32 = AtomicU32::new(0);

/// Which switch a host is plugged into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
}

/// Hosts and the two switches between them; all is gone when it is dropped.
#[derive(Debug)]
pub struct Net {
    prefix: String,
    /// Each namespace that was made.
    made: Vec<String>,
    hosts: Vec<Host>,
}

/// A host of its own.
#[derive(Debug, Clone)]
pub struct Host {
    name: &'static str,
    pub address: IpAddr,
    pub place: Place,
}

impl Drop for Net {
    fn drop(&mut self) {
        for name in self.made.iter().rev() {
            // The next run has other names, if it cannot be deleted.
            let _ = process::Command::new("ip").args(["netns", "del", name]).status();
        }
    }
}

/// Why there can be no namespaces here; none if there can.
pub fn hindrance() -> Option<&'static str> {
    if !geteuid().is_root() {
        return Some("network namespaces need root");
    }
    let ip = process::Command::new("ip").arg("-V").output();
    ip.is_err().then_some("there is no `ip` (on Debian: in the package iproute2)")
}

impl Net {
    /// Builds it: each host on its side, and all can reach all.
    pub async fn build(hosts: &[(&'static str, Side)]) -> anyhow::Result<Self> {
        let number = BUILT.fetch_add(1, Ordering::Relaxed);
        let prefix = format!("bt{}-{number}", process::id());
        let mut net = Self { prefix, made: Vec::new(), hosts: Vec::new() };
        let switch = net.namespace("switch").await?;
        let cable = ["left-end", "type", "veth", "peer", "name", "right-end"];
        ip(&[&["-n", &switch, "link", "add"][..], &cable].concat()).await?;
        for (bridge, end) in [("left", "left-end"), ("right", "right-end")] {
            ip(&["-n", &switch, "link", "add", bridge, "type", "bridge"]).await?;
            ip(&["-n", &switch, "link", "set", bridge, "up"]).await?;
            ip(&["-n", &switch, "link", "set", end, "master", bridge, "up"]).await?;
        }
        for (place, (name, side)) in (FIRST_HOST + 1..).zip(hosts) {
            net.plug_in(&switch, name, *side, place).await?;
        }
        Ok(net)
    }

    /// One of its hosts.
    pub fn host(&self, name: &str) -> anyhow::Result<&Host> {
        self.hosts.iter().find(|host| host.name == name).with_context(|| format!("no host {name}"))
    }

    /// Pulls the cable: nothing goes from one side to the other, and nobody is told.
    pub async fn part(&self) -> anyhow::Result<()> {
        self.cable("down").await
    }

    /// Puts the cable back.
    pub async fn join(&self) -> anyhow::Result<()> {
        self.cable("up").await
    }

    async fn cable(&self, state: &str) -> anyhow::Result<()> {
        let switch = format!("{}-switch", self.prefix);
        ip(&["-n", &switch, "link", "set", "left-end", state]).await
    }

    async fn namespace(&mut self, name: &str) -> anyhow::Result<String> {
        let name = format!("{}-{name}", self.prefix);
        ip(&["netns", "add", &name]).await?;
        self.made.push(name.clone());
        ip(&["-n", &name, "link", "set", "lo", "up"]).await?;
        Ok(name)
    }

    async fn plug_in(
        &mut self,
        switch: &str,
        name: &'static str,
        side: Side,
        number: u8,
    ) -> anyhow::Result<()> {
        let bridge = if side == Side::Left { "left" } else { "right" };
        let namespace = self.namespace(name).await?;
        let [a, b, c] = NETWORK;
        let address = Ipv4Addr::new(a, b, c, number);
        let veth = ["eth0", "type", "veth", "peer", "name", name, "netns", switch];
        ip(&[&["-n", &namespace, "link", "add"][..], &veth].concat()).await?;
        let with_mask = format!("{address}/24");
        ip(&["-n", &namespace, "address", "add", &with_mask, "dev", "eth0"]).await?;
        ip(&["-n", &namespace, "link", "set", "eth0", "up"]).await?;
        ip(&["-n", switch, "link", "set", name, "master", bridge, "up"]).await?;
        let place = Place::Namespace(namespace.into());
        self.hosts.push(Host { name, address: address.into(), place });
        Ok(())
    }
}

async fn ip(arguments: &[&str]) -> anyhow::Result<()> {
    let told = || format!("ip {}", arguments.join(" "));
    let ran = Command::new("ip").args(arguments).output().await.with_context(told)?;
    if !ran.status.success() {
        bail!("{}: {}", told(), String::from_utf8_lossy(&ran.stderr).trim());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::{
        redis::{MASTER, Plan, Redis, sentinel},
        said::Said,
    };
    use std::{net::SocketAddr, time::Duration};

    /// As Sentinels may take with the times we give them.
    const FAILS_OVER_WITHIN: Duration = Duration::from_secs(20);

    #[tokio::test]
    async fn when_the_primary_is_cut_off_a_replica_takes_its_place_and_has_what_was_waited_for() {
        if let Some(why) = hindrance() {
            eprintln!("left out: {why}");
            return;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let hosts = [("one", Side::Left), ("two", Side::Right), ("three", Side::Right)];
        let net = Net::build(&hosts).await.expect("namespaces");
        let at = |name: &str, port| SocketAddr::new(net.host(name).expect("a host").address, port);
        let primary = at("one", 6379);
        let mut redis = Vec::new();
        let mut sentinels = Vec::new();
        for (name, _) in hosts {
            let place = net.host(name).expect("a host").place.clone();
            let mut plan = Plan::at(place, at(name, 6379), folder.path().join(name));
            plan.replica_of = (name != "one").then_some(primary);
            redis.push(Redis::start(plan).await.expect("redis-server"));
        }
        for replica in &redis[1..] {
            replica.until_following().await.expect("it follows");
        }
        for (name, _) in hosts {
            let place = net.host(name).expect("a host").place.clone();
            let folder = folder.path().join(format!("sentinel-{name}"));
            sentinels.push(sentinel(place, at(name, 26379), primary, &folder).await.expect("one"));
        }
        for sentinel in &sentinels {
            sentinel.said.until(Said::start(), "+sentinel ", FAILS_OVER_WITHIN).await.expect("met");
        }
        let mut connection = redis[0].connect().await.expect("it runs");
        connection.ask(&["SET", "k", "1"]).await.expect("an answer");
        let copies = connection.ask(&["WAIT", "1", "5000"]).await.expect("an answer").text();
        assert_ne!(copies, "0");

        net.part().await.expect("a cable");
        let said = &sentinels[1].said;
        said.until(Said::start(), "+switch-master", FAILS_OVER_WITHIN).await.expect("a failover");
        let two = &net.host("two").expect("a host").place;
        let mut asked = crate::faults::resp::Connection::open(two, at("two", 26379))
            .await
            .expect("the other side is whole");
        let words = ["SENTINEL", "get-master-addr-by-name", MASTER];
        let now = asked.ask(&words).await.expect("an answer").list()[0].text();
        assert_ne!(now, primary.ip().to_string());
        let now = SocketAddr::new(now.parse().expect("an address"), 6379);
        let mut asked = crate::faults::resp::Connection::open(two, now).await.expect("it runs");
        assert_eq!(asked.ask(&["GET", "k"]).await.expect("an answer").text(), "1");
    }
}
